"""A file of many counties: each county is a load of its own."""

from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine

from landtrust.errors import InvalidInput, RuleBroken
from tests.stores import (
    HINDS,
    MADISON,
    RANKIN,
    Feature,
    digests,
    load,
    mapped,
    rows_of,
    square,
    values_of,
    write_parcels,
)

BY_CODE = mapped("parcel_number=NO", "owner_line_1=OWNER", "county_fips=FIPS")
BY_NAME = mapped("parcel_number=NO", "county_name=COUNTY")
YAZOO_LOT = shapely.box(-90.40, 32.80, -90.399, 32.801)
CORNERS = {HINDS: (-90.21, 32.30), MADISON: (-90.03, 32.63), RANKIN: (-89.95, 32.26)}


def _lot(number: str, fips: str | None, **more: object) -> Feature:
    west, south = CORNERS.get(fips or HINDS, CORNERS[HINDS])
    row = {"NO": number, "OWNER": "SAMPLE ANN", "FIPS": fips} | more
    return shapely.box(west, south, west + 0.001, south + 0.001), row


@pytest.fixture
def statewide(tmp_path: Path) -> Path:
    """Six rows: two of Hinds, one each of Madison and Rankin, two of no county of ours."""
    features = [
        _lot("1", HINDS),
        _lot("2", RANKIN),
        _lot("3", HINDS),
        _lot("4", "99999"),
        _lot("5", MADISON),
        _lot("6", None),
    ]
    return write_parcels(tmp_path / "state.geojson", features)


def test_each_county_of_a_statewide_file_becomes_a_snapshot(store: Engine, statewide: Path) -> None:
    report = load(store, statewide, BY_CODE)
    assert [county.county_fips for county in report.counties] == [HINDS, MADISON, RANKIN]
    assert report.read == 6
    assert report.kept + sum(one.rejected.total() for one in report.counties) == 6
    assert rows_of(store, "SELECT county_fips, state, rows_kept FROM snapshot ORDER BY 1") == [
        {"county_fips": HINDS, "state": "current", "rows_kept": 2},
        {"county_fips": MADISON, "state": "current", "rows_kept": 1},
        {"county_fips": RANKIN, "state": "current", "rows_kept": 1},
    ]
    assert all(county.outside_county == 0 for county in report.counties)


def test_rows_of_an_unknown_county_are_rejected_with_their_text(
    store: Engine, statewide: Path
) -> None:
    load(store, statewide, BY_CODE)
    rejected = rows_of(store, "SELECT * FROM rejected_row ORDER BY row_number")
    assert [(row["row_number"], row["reason"]) for row in rejected] == [
        (4, "unknown county"),
        (6, "unknown county"),
    ]
    assert "SAMPLE ANN" in rejected[0]["row_text"]
    assert "99999" in rejected[0]["row_text"]


def test_a_named_county_takes_its_rows_and_says_what_it_left(
    store: Engine, statewide: Path
) -> None:
    report = load(store, statewide, BY_CODE, county_fips=MADISON)
    (county,) = report.counties
    assert (county.county_fips, county.kept) == (MADISON, 1)
    assert county.rejected == {"unknown county": 1}
    assert "4 rows of other counties were left out." in report.notes
    assert "other counties" in values_of(store, "SELECT notes FROM snapshot")[0]


def test_a_named_county_that_the_file_does_not_have_is_said(store: Engine, statewide: Path) -> None:
    before = digests(store)
    with pytest.raises(InvalidInput, match="no rows of Warren County"):
        load(store, statewide, BY_CODE, county_fips="28149")
    assert digests(store) == before


def test_counties_given_by_name_alone_are_found_however_written(
    store: Engine, tmp_path: Path
) -> None:
    features = [
        _lot("1", HINDS, COUNTY="HINDS"),
        _lot("2", RANKIN, COUNTY="Rankin County"),
        _lot("3", HINDS, COUNTY=None),
        _lot("4", HINDS, COUNTY="NOWHERE"),
    ]
    report = load(store, write_parcels(tmp_path / "names.geojson", features), BY_NAME)
    assert [(county.county_fips, county.kept) for county in report.counties] == [
        (HINDS, 1),
        (RANKIN, 1),
    ]
    assert report.counties[0].rejected == {"unknown county": 2}


def test_the_list_of_tax_forfeited_land_adds_to_its_own_former_list(
    store: Engine, tmp_path: Path
) -> None:
    def row(number: str, county: str) -> dict[str, object]:
        return {"sosparno": number, "county": county, "assessedownerlast": "SAMPLE", "acres": 0.2}

    def path(name: str, *numbers: str) -> Path:
        lots = [(square(place), row(number, "HINDS")) for place, number in enumerate(numbers)]
        return write_parcels(tmp_path / name, [*lots, (YAZOO_LOT, row("855-99", "YAZOO"))])

    first = load(store, path("one.geojson", "855-18", "855-19"), "sos_active_tax_forfeited")
    assert [county.county_name for county in first.counties[:1]] == ["Hinds"]
    second = load(store, path("two.geojson", "855-18"), "sos_active_tax_forfeited")
    assert second.counties[0].parcels_gone == 0
    hinds = "SELECT count(*) FROM parcel_facts WHERE county_fips = '28049'"
    assert values_of(store, hinds) == [2]


def test_the_same_number_in_two_counties_is_two_parcels(store: Engine, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "twins.geojson", [_lot("1", HINDS), _lot("1", RANKIN)])
    load(store, path, BY_CODE)
    assert values_of(store, "SELECT public_id FROM parcel ORDER BY 1") == ["28049-1", "28121-1"]


def test_a_county_that_fails_leaves_the_counties_before_it_loaded(
    store: Engine, tmp_path: Path, statewide: Path
) -> None:
    other = write_parcels(tmp_path / "rankin.geojson", [_lot("R", RANKIN)])
    load(store, other, mapped("parcel_number=NO").model_copy(update={"key": "other"}),
         county_fips=RANKIN)  # fmt: skip
    with pytest.raises(RuleBroken, match="Rankin County is loaded from “other”"):
        load(store, statewide, BY_CODE)
    assert rows_of(store, "SELECT county_fips, source_key FROM snapshot ORDER BY id") == [
        {"county_fips": RANKIN, "source_key": "other"},
        {"county_fips": HINDS, "source_key": "mapped_by_hand"},
        {"county_fips": MADISON, "source_key": "mapped_by_hand"},
    ]


def test_a_file_whose_rows_name_no_county_of_ours_is_refused(store: Engine, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "far.geojson", [_lot("1", "99999"), _lot("2", None)])
    with pytest.raises(InvalidInput, match="No row of the file names a county that we know"):
        load(store, path, BY_CODE)


def test_a_source_whose_rows_do_not_name_a_county_needs_one(store: Engine, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "one.geojson", [_lot("1", HINDS)])
    with pytest.raises(InvalidInput, match="--county FIPS"):
        load(store, path, mapped("parcel_number=NO"))
    without = mapped("parcel_number=NO", "county_fips=CNTY").model_copy(
        update={"columns_required": False}
    )
    with pytest.raises(InvalidInput, match="no column CNTY"):
        load(store, path, without)
