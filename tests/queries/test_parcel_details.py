from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from landtrust.assets import data_folder
from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, Outlines, transform
from landtrust.errors import InvalidInput, NotFound
from landtrust.queries.facets import facet_counts
from landtrust.queries.filters import EVERYTHING, ParcelFilter
from landtrust.queries.parcel_details import ParcelDetail, parcel_detail
from landtrust.queries.places import (
    counties_with_counts,
    place_names,
    region_members,
    regions,
)
from landtrust.queries.snapshots import all_snapshots, current_snapshots
from landtrust.queries.surroundings import MOST_AROUND, shared_lengths_m
from landtrust.queries.visibility import Tier
from landtrust.sources.codes import FACETS, map_classes
from tests.seeded import HINDS, PRIVATE_PERSON, PRIVATE_STREET, RANKIN, lot_id
from tests.stores import load_hinds, mapped, square, write_parcels


def _detail(connection: Connection, number: str, tier: Tier = Tier.PUBLIC) -> ParcelDetail:
    snapshots = {one.id: one for one in current_snapshots(connection)}
    return parcel_detail(connection, lot_id(number), tier, snapshots)


def _on_earth(polygon: shapely.Polygon) -> Outlines:
    """A polygon in metres from the middle of Jackson, in degrees."""
    moved = shapely.transform(polygon, lambda xy: xy + np.array([457_000, 1_277_000]))
    return transform(np.array([moved]), MISSISSIPPI_TM, LONLAT)


def test_neighbours_share_a_side_and_the_longest_comes_first(seeded: Connection) -> None:
    detail = _detail(seeded, "100-2")
    assert [one.id for one in detail.neighbours] == [1, 3]
    assert [round(one.shared_m, 1) for one in detail.neighbours] == [40.0, 40.0]


def test_a_long_parcel_has_all_its_neighbours_also_where_more_lie_around_than_are_drawn(
    store: Engine, tmp_path: Path
) -> None:
    west, south, _, _ = square(0).bounds
    side = 0.0001
    lots = [
        shapely.box(x, y, x + side, y + side)
        for x in west + side * np.arange(40)
        for y in south + side * np.arange(20)
    ]
    assert len(lots) > MOST_AROUND
    east = west + 40 * side
    railroad = shapely.box(east, south, east + side / 2, south + 20 * side)
    rows = [(lot, {"NO": f"L{number}"}) for number, lot in enumerate(lots)]
    load_hinds(
        store,
        write_parcels(tmp_path / "town.geojson", [*rows, (railroad, {"NO": "RR"})]),
        mapped("parcel_number=NO"),
    )
    with store.connect() as connection:
        neighbours = _detail(connection, "RR").neighbours
    assert {one.parcel_number for one in neighbours} == {f"L{number}" for number in range(780, 800)}


def test_a_lot_across_the_street_is_around_but_no_neighbour(seeded: Connection) -> None:
    detail = _detail(seeded, "100-1")
    assert [one.id for one in detail.neighbours] == [2]
    assert 5 in [one.id for one in detail.around]


@pytest.mark.parametrize(
    ("other", "shared_m"),
    [
        (shapely.box(10, 0, 20, 10), 10.0),
        (shapely.box(10, 5, 20, 25), 5.0),
        (shapely.box(10, 10, 20, 20), 0.0),
        (shapely.box(10.2, 0, 20, 10), 9.6),
        (shapely.box(10.6, 0, 20, 10), 0.0),
        (shapely.box(30, 30, 40, 40), 0.0),
        (shapely.Polygon([(10, 10), (22, 13), (13, 22)]), 0.0),
        (shapely.Polygon([(10, 10), (10, -10), (20, -10), (20, 10)]), 10.0),
    ],
)
def test_the_shared_length_is_that_of_the_side_and_a_corner_shares_nothing(
    other: shapely.Polygon, shared_m: float
) -> None:
    [own] = _on_earth(shapely.box(0, 0, 10, 10))
    assert shared_lengths_m(own, _on_earth(other))[0] == pytest.approx(shared_m, abs=0.12)


@given(
    side=st.floats(2, 500), depth=st.floats(2, 500), shift=st.floats(0.5, 1.0)
)  # fmt: skip
def test_sharing_a_boundary_goes_both_ways(side: float, depth: float, shift: float) -> None:
    one = _on_earth(shapely.box(0, 0, side, depth))
    other = _on_earth(shapely.box(side, depth * (1 - shift), 2 * side, 2 * depth))
    there, back = shared_lengths_m(one[0], other)[0], shared_lengths_m(other[0], one)[0]
    assert there == pytest.approx(back, abs=0.1)
    assert there == pytest.approx(depth * shift, abs=0.1)


def test_no_candidates_share_nothing() -> None:
    [own] = _on_earth(shapely.box(0, 0, 9, 9))
    assert shared_lengths_m(own, np.array([], dtype=object)).shape == (0,)


def test_a_parcel_that_left_the_roll_keeps_its_page_and_its_past(seeded: Connection) -> None:
    detail = _detail(seeded, "100-9")
    assert detail.current is None
    assert [line.recorded_to is None for line in detail.roll] == [False]


def test_the_past_hides_from_the_public_what_the_present_hides(seeded: Connection) -> None:
    for tier, hidden in ((Tier.PUBLIC, True), (Tier.ORGANIZER, False)):
        said = repr(_detail(seeded, "100-2", tier))
        assert (PRIVATE_PERSON not in said) is hidden
        assert (PRIVATE_STREET not in said) is hidden


def test_changes_and_other_numbers_are_told(seeded: Connection) -> None:
    assert [one.kind for one in _detail(seeded, "100-2").changes] == ["owner changed"]
    assert _detail(seeded, "100-1").identifiers == (("ppin", "77001"),)


def test_a_parcel_that_never_was_is_not_found(seeded: Connection) -> None:
    with pytest.raises(NotFound, match="There is no parcel 28049-NOPE here"):
        _detail(seeded, "NOPE")


@pytest.mark.parametrize("facet", FACETS)
def test_the_counts_of_every_facet_add_up_to_the_parcels(seeded: Connection, facet: str) -> None:
    classes = map_classes(data_folder()).of(facet)
    counts = facet_counts(seeded, EVERYTHING, facet, classes)
    assert list(counts) == [one.code for one in classes]
    assert sum(counts.values()) == 6


def test_values_an_acre_are_counted_by_their_bounds(seeded: Connection) -> None:
    classes = map_classes(data_folder()).of("value_per_acre")
    counts = facet_counts(seeded, ParcelFilter(county=(HINDS,)), "value_per_acre", classes)
    # Fifth of an acre: $50,000, $1,500.50, $0 and $9,000; one is not stated.
    found = {code: number for code, number in counts.items() if number}
    assert found == {"under_5k": 1, "5k_25k": 1, "25k_100k": 1, "250k_1m": 1, "unknown": 1}


def test_buildings_are_counted_by_what_the_roll_says(seeded: Connection) -> None:
    classes = map_classes(data_folder()).of("vacant")
    assert facet_counts(seeded, EVERYTHING, "vacant", classes) == {"yes": 3, "no": 2, "unknown": 1}


def test_counties_with_parcels_come_most_first(seeded: Connection) -> None:
    found = [(one.fips, one.parcels) for one in counties_with_counts(seeded)]
    assert found == [(HINDS, 5), (RANKIN, 1)]


def test_regions_say_whose_they_are(seeded: Connection) -> None:
    (region,) = regions(seeded)
    assert (region.key, region.counties, region.is_reconstruction) == ("far-side", (RANKIN,), True)


def test_a_region_names_its_counties(seeded: Connection) -> None:
    members = region_members(seeded)
    assert list(members) == ["far-side"]
    (county,) = members["far-side"]
    assert (county.fips, county.name, county.state, county.share) == (RANKIN, "Rankin", "MS", None)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [(ParcelFilter(county=("99999",)), "county"), (ParcelFilter(region="x"), "region")],
)
def test_a_place_that_nobody_knows_is_refused_by_name(
    seeded: Connection, wanted: ParcelFilter, words: str
) -> None:
    names = place_names(seeded)
    names.require(ParcelFilter(county=(HINDS,), region="far-side"))
    with pytest.raises(InvalidInput, match=f"^{words}: there is no {words}"):
        names.require(wanted)


def test_only_current_snapshots_are_told(seeded: Connection) -> None:
    found = [(one.id, one.county_name, one.invented) for one in current_snapshots(seeded)]
    assert found == [(2, "Hinds", True), (3, "Rankin", False)]


def test_only_organizers_read_what_a_loaded_file_was_called(seeded: Connection) -> None:
    names = {tier: {one.file_name for one in all_snapshots(seeded, tier)} for tier in Tier}
    assert names == {
        Tier.PUBLIC: {None},
        Tier.ORGANIZER: {"seeded.gpkg"},
        Tier.STEWARD: {"seeded.gpkg"},
    }
