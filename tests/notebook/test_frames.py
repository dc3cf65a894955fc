import inspect
import json
import urllib.request
from pathlib import Path

import geopandas
import pandas as pd
import pytest

from landtrust.exports.parcel_table import table_schema
from landtrust.exports.properties import MEANINGS, PROPERTY_NAMES, UNITS
from landtrust.notebook.filter_values import Filters, parameters_of
from landtrust.notebook.frames import parcel_frame
from landtrust.notebook.trust import Trust
from landtrust.sources.codes import map_classes
from landtrust.web.asked_times import TIME_NAMES
from landtrust.web.requests import FILTER_NAMES
from tests.seeded import PRIVATE_PERSON
from tests.stores import DATA_FOLDER

TYPES = {
    "parcel_id": "str",
    "county_fips": "str",
    "owner_kind": "category",
    "land_use": "category",
    "total_value": "float64",
    "acres": "float64",
    "vacant": "boolean",
    "roll_year": "Int32",
    "snapshot": "datetime64[s]",
    "geometry": "geometry",
}


@pytest.mark.parametrize("filters", [{}, {"text": "nothing that is there"}], ids=["six", "none"])
def test_columns_have_the_public_names_and_their_own_types(
    by_database: Trust, filters: Filters
) -> None:
    frame = by_database.parcels(**filters)
    assert tuple(frame.columns) == (*PROPERTY_NAMES, "geometry")
    assert {name: str(frame[name].dtype) for name in TYPES} == TYPES
    assert frame.crs.to_epsg() == 4326
    assert list(frame.index) == list(range(len(frame)))
    assert frame["parcel_id"].is_monotonic_increasing


def test_what_is_not_stated_is_missing_and_never_zero(by_database: Trust) -> None:
    frame = by_database.parcels().set_index("parcel_id")
    assert pd.isna(frame.loc["28049-100-1", "total_value"])
    assert frame.loc["28049-100-2", "total_value"] == 50_000
    assert frame["vacant"].isna().sum() == 1
    assert frame["land_use"].isna().sum() == 1


def test_codes_have_every_code_that_there_is_as_categories(by_database: Trust) -> None:
    kinds = list(by_database.parcels(vacant=True)["owner_kind"].cat.categories)
    assert kinds[:2] == ["person", "trust"]
    assert "estate_heirs" not in kinds


def test_a_code_of_a_newer_site_is_kept() -> None:
    row = dict.fromkeys(PROPERTY_NAMES) | {
        "parcel_id": "28049-1", "owner_kind": "cooperative", "snapshot": "2026-11-23",
    }  # fmt: skip
    table = table_schema().empty_table().from_pylist([row], schema=table_schema())
    (kind,) = parcel_frame(table, map_classes(DATA_FOLDER))["owner_kind"]
    assert kind == "cooperative"


def test_a_frame_says_what_its_columns_mean_and_where_it_is_from(
    by_site: Trust, town_address: str
) -> None:
    frame = by_site.parcels(county="28049", vacant=True)
    said = frame.attrs
    assert said["units"]["area_sqm"] == UNITS["area_sqm"] == "square metre"
    assert set(said["units"]) <= set(frame.columns) == set(said["meanings"])
    assert said["meanings"]["acres"] == MEANINGS["acres"]
    assert said["codes"]["owner_kind"]["government_city"] == "City or town"
    assert said["address"] == f"{town_address}/parcels.parquet?county=28049&vacant=yes"
    assert said["filter"] == {"county": "28049", "vacant": "yes"}
    (snapshot,) = said["snapshots"]
    assert (snapshot["county"], snapshot["sha256"]) == ("Hinds", "ab" * 32)
    assert said["licences"] == {"Seeded town": "The source states no licence that we know of."}
    assert said["invented"] is True
    assert said["tier"] == "public"
    assert said["citation"] == (
        "Landtrust: parcels. Seeded town (Hinds County, MS, invented), retrieved 2026-11-23, "
        f"SHA-256 {'ab' * 32}. {said['address']}"
    )


def test_the_address_in_a_frame_leads_to_the_same_parcels(by_site: Trust, tmp_path: Path) -> None:
    frame = by_site.parcels(bbox=(-90.3, 32.2, -90.1, 32.4))
    path = tmp_path / "again.parquet"
    with urllib.request.urlopen(frame.attrs["address"]) as answer:  # noqa: S310 - our own address
        path.write_bytes(answer.read())
    again = geopandas.read_parquet(path)
    assert set(again["parcel_id"]) == set(frame["parcel_id"])


def test_what_a_frame_says_of_itself_can_be_kept_with_it(by_site: Trust, tmp_path: Path) -> None:
    frame = by_site.parcels()
    assert json.loads(json.dumps(frame.attrs)) == frame.attrs
    plain = pd.DataFrame(frame.drop(columns="geometry"))
    plain.attrs = frame.attrs
    plain.to_parquet(tmp_path / "kept.parquet")
    assert pd.read_parquet(tmp_path / "kept.parquet").attrs == frame.attrs


def test_no_natural_person_is_in_what_everybody_gets(by_site: Trust, by_database: Trust) -> None:
    for trust in (by_site, by_database):
        for frame in (trust.parcels(), trust.holdings(), trust.counties(), trust.snapshots()):
            assert PRIVATE_PERSON not in frame.to_csv()
            assert PRIVATE_PERSON not in json.dumps(frame.attrs)
        assert PRIVATE_PERSON not in trust.map()._repr_html_()


def test_the_filters_of_python_are_those_of_addresses() -> None:
    assert tuple(Filters.__annotations__) == (*FILTER_NAMES, *TIME_NAMES)


def test_help_shows_each_filter_by_its_name() -> None:
    for method in (Trust.parcels, Trust.count, Trust.map):
        names = tuple(inspect.signature(method).parameters)
        assert names[-len(Filters.__annotations__) :] == tuple(Filters.__annotations__)
    assert "color_by" in inspect.signature(Trust.map).parameters


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (28049, "28049"), (2.5, "2.5"), (1e-7, "0.0000001"), (400.0, "400"), (True, "yes"),
        (pd.Timestamp("2026-11-01 10:00"), "2026-11-01"), (["a", "b"], "a,b"),
        (pd.Series([1.5, 2]), "1.5,2"), ("a b", "a b"),
    ],
    ids=str,
)  # fmt: skip
def test_values_are_written_as_in_addresses(value: object, written: str) -> None:
    assert parameters_of({"text": value}) == {"text": written}
