"""Counties and regions into the store, once and again."""

from dataclasses import replace

import shapely
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.domain.extent import Bbox
from landtrust.services.places import record_places
from landtrust.sources.places import CountyOutline, county_outlines
from landtrust.sources.regions import region_definitions
from tests.stores import DATA_FOLDER, digests, rows_of, values_of

BOX = Bbox(-75.3, 39.8, -74.9, 40.2)
FAR = CountyOutline(
    "42101", "Philadelphia", "PA", -75.1, 40.0, shapely.to_wkb(shapely.box(*BOX)), BOX
)


def test_all_counties_and_regions_are_stored(store: Engine) -> None:
    assert values_of(store, "SELECT fips FROM county ORDER BY 1") == [
        county.fips for county in county_outlines(DATA_FOLDER)
    ]
    regions = region_definitions(DATA_FOLDER)
    assert values_of(store, "SELECT key FROM region ORDER BY 1") == sorted(r.key for r in regions)
    members = values_of(store, "SELECT count(*) FROM region_county")[0]
    assert members == sum(len(region.counties) for region in regions)


def test_storing_them_again_changes_nothing(store: Engine) -> None:
    before = digests(store)
    with writing(store) as connection:
        record_places(connection, county_outlines(DATA_FOLDER), region_definitions(DATA_FOLDER))
    assert digests(store) == before


def test_a_county_that_is_no_longer_given_stays_and_a_region_goes(store: Engine) -> None:
    counties = len(county_outlines(DATA_FOLDER))
    with writing(store) as connection:
        record_places(connection, (FAR,), ())
    assert values_of(store, "SELECT count(*) FROM county") == [counties + 1]
    assert values_of(store, "SELECT count(*) FROM region") == [0]
    assert values_of(store, "SELECT count(*) FROM region_county") == [0]


def test_a_county_given_otherwise_is_corrected(store: Engine) -> None:
    with writing(store) as connection:
        record_places(connection, (FAR,), ())
        record_places(connection, (replace(FAR, name="Philly", label_lat=40.01),), ())
    found = rows_of(store, "SELECT name, label_lat, west FROM county WHERE fips = '42101'")
    assert found == [{"name": "Philly", "label_lat": 40.01, "west": -75.3}]


def test_storing_nothing_is_no_error(store: Engine) -> None:
    with writing(store) as connection:
        record_places(connection, (), ())
    assert values_of(store, "SELECT count(*) FROM region") == [0]
