"""The invented neighborhood: is it whole, is it a town, and are its known changes the real ones?"""

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from landtrust.analysis.owner_kinds import classify_owners, load_owner_kind_rules
from landtrust.domain.owner_kinds import OwnerKind

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
YEARS = (2025, 2026)
SQM_PER_ACRE = 4046.8564224
FILES = (
    "west_jackson_2025.geojson",
    "west_jackson_2026.geojson",
    "west_jackson_places.geojson",
    "changes_2025_2026.csv",
)
BY_YEAR = pytest.mark.parametrize("year", YEARS)

Properties = dict[str, Any]


@cache
def _collection(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLE / name).read_text(encoding="utf-8"))
    return loaded


@cache
def _features(year: int) -> dict[str, tuple[Properties, BaseGeometry]]:
    features = _collection(f"west_jackson_{year}.geojson")["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    rows = [feature["properties"] for feature in features]
    return {row["PARNO"]: (row, shape) for row, shape in zip(rows, shapes, strict=True)}


def _rows(year: int) -> list[Properties]:
    return [row for row, _ in _features(year).values()]


@cache
def _metres(year: int) -> list[BaseGeometry]:
    return [_in_metres(shape) for _, shape in _features(year).values()]


@cache
def _to_state() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:3814", always_xy=True)


def _in_metres(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: np.column_stack(_to_state().transform(*xy.T)))


@cache
def _changes() -> list[dict[str, str]]:
    with (SAMPLE / "changes_2025_2026.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _changed(word: str) -> set[str]:
    return {change["parno"] for change in _changes() if change["change"] == word}


@pytest.mark.slow
def test_making_the_town_again_gives_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, str(SAMPLE / "make_town.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name


@pytest.mark.parametrize("name", FILES[:3])
def test_every_file_says_that_it_is_invented_and_stays_small(name: str) -> None:
    assert "INVENTED" in _collection(name)["note"]
    assert (SAMPLE / name).stat().st_size < 3_000_000


@BY_YEAR
def test_there_are_about_three_thousand_lots_each_with_its_own_numbers(year: int) -> None:
    rows = _rows(year)
    assert 2_900 <= len(rows) <= 3_300
    assert len(rows) == len(_collection(f"west_jackson_{year}.geojson")["features"])
    for column in ("PARNO", "ALTPARNO", "PPIN"):
        assert len({row[column] for row in rows}) == len(rows), column
    assert all(re.fullmatch(r"9999\d{14}", row["PARNO"]) for row in rows)
    assert {row["TAXYEAR"] for row in rows} == {year}
    assert {row["STCNTYFIPS"] for row in rows} == {"28049"}


@BY_YEAR
def test_every_outline_is_valid_and_none_overlaps_another(year: int) -> None:
    shapes = [shape for _, shape in _features(year).values()]
    assert all(shapely.is_valid(shapes))
    assert shapely.coverage_is_valid(shapes)
    metres = _metres(year)
    together = shapely.union_all(metres).area
    assert sum(shape.area for shape in metres) == pytest.approx(together, rel=1e-9)


@BY_YEAR
def test_acres_on_the_roll_agree_with_the_outline(year: int) -> None:
    for row, shape in zip(_rows(year), _metres(year), strict=True):
        assert row["GISACRES"] == pytest.approx(shape.area / SQM_PER_ACRE, rel=1e-3)


@BY_YEAR
def test_outlines_are_rounded_to_seven_decimals_and_lie_in_west_jackson(year: int) -> None:
    shapes = [shape for _, shape in _features(year).values()]
    corners = shapely.get_coordinates(shapes)
    assert np.array_equal(corners, np.round(corners, 7))
    west, south, east, north = shapely.total_bounds(shapes)
    assert -90.23 < west < east < -90.19
    assert 32.28 < south < north < 32.32


@BY_YEAR
def test_every_lot_faces_a_street(year: int) -> None:
    places = _collection("west_jackson_places.geojson")["features"]
    lines = [
        _in_metres(shapely.from_geojson(json.dumps(place["geometry"])))
        for place in places
        if place["properties"]["kind"] == "street"
    ]
    widest_half_street = 14.5
    gaps = shapely.distance(np.array(_metres(year)), shapely.union_all(lines))
    rows = zip(_rows(year), gaps, strict=True)
    far = [row["SITEADD"] for row, gap in rows if gap > widest_half_street]
    assert not far, f"{len(far)} lots lie more than {widest_half_street} m from a street"


@BY_YEAR
def test_it_looks_like_a_town_and_not_like_a_chessboard(year: int) -> None:
    metres = np.array(_metres(year))
    areas = shapely.area(metres)
    assert np.std(areas) > 0.4 * np.mean(areas)
    boxes = shapely.area(shapely.oriented_envelope(metres))
    assert np.mean(areas / boxes < 0.9) > 0.1, "irregular lots"
    assert sum(shape.geom_type == "MultiPolygon" for shape in metres) >= 5
    uses = Counter(row["LANDUSE"] for row in _rows(year))
    assert 8 <= uses["CHURCH"] <= 10
    wanted = {"SFR", "MFR", "COM", "IND", "VAC", "AG", "GOV", "RAIL", "UTILITY"}
    assert wanted | {"CHURCH", "SCHOOL", "PARK", "CEMETERY"} == set(uses)
    assert 0.15 < uses["VAC"] / len(areas) < 0.21


@BY_YEAR
def test_house_numbers_are_unique_and_some_lots_have_none(year: int) -> None:
    addresses = [row["SITEADD"] for row in _rows(year)]
    housed = [address for address in addresses if not address.startswith("0 ")]
    assert len(set(housed)) == len(housed)
    assert len(housed) < len(addresses)


@BY_YEAR
@pytest.mark.parametrize("side", [0, 1])
def test_numbers_on_the_avenue_rise_to_the_west_even_and_odd_apart(year: int, side: int) -> None:
    along = []
    for row, shape in _features(year).values():
        number, _, street = row["SITEADD"].partition(" ")
        if street == "W JUBILEE AVE" and int(number) > 0 and int(number) % 2 == side:
            along.append((int(number), -shape.centroid.x))
    along.sort()
    assert len(along) > 50
    assert [west for _, west in along] == sorted(west for _, west in along)


@BY_YEAR
def test_the_state_holds_about_four_lots_in_a_hundred(year: int) -> None:
    rows = _rows(year)
    held = [row for row in rows if row["OWNNAME"] in {"STATE OF MISSISSIPPI", "STATE OF MS"}]
    assert 0.035 < len(held) / len(rows) < 0.05


def _kinds(year: int) -> list[str]:
    lines = (pa.array([row[name] for row in _rows(year)]) for name in ("OWNNAME", "OWNNAME2"))
    line_1, line_2 = lines
    rules = load_owner_kind_rules(SAMPLE.parent / "codes")
    kinds: list[str] = classify_owners(line_1, line_2, rules).kind.to_pylist()
    return kinds


@BY_YEAR
def test_every_kind_of_owner_holds_land(year: int) -> None:
    assert set(_kinds(year)) == {kind.value for kind in OwnerKind}


@BY_YEAR
def test_investors_hold_neighboring_houses_far_more_than_chance_would(year: int) -> None:
    rows, shapes = _rows(year), _metres(year)
    lots = [
        (row["OWNNAME"], shape)
        for row, shape, kind in zip(rows, shapes, _kinds(year), strict=True)
        if kind == OwnerKind.BUSINESS and row["LANDUSE"] == "SFR"
    ]
    tree = shapely.STRtree([shape for _, shape in lots])
    near = tree.query([shape for _, shape in lots], predicate="dwithin", distance=40)
    pairs = [(lots[one][0], lots[other][0]) for one, other in near.T if one != other]
    together = sum(one == other for one, other in pairs) / len(pairs)
    counts = Counter(name for name, _ in lots)
    by_chance = sum((count / len(lots)) ** 2 for count in counts.values())
    assert together > 5 * by_chance


@BY_YEAR
@pytest.mark.parametrize(
    "trap",
    [
        r"^CHURCH SUZANNE$",
        r"^CHURCH LANE PROPERTY LLC$",
        r" T/F( |$)",
        r" S/M$",
        r" H/W$",
        r"^% ",
        r" &$",
        r" \+$",
        r" ET AL$",
        r" ET UX$",
        r" HEIRS$",
        r" HRS$",
        r" EST OF$",
        r"^ESTATE OF ",
        r"^LIFE ESTATE$",
        r" REAL ESTATE LLC$",
        r"^USA$",
        r"'.*Ñ|Ñ.*'",
        r"^.{25}$",
        r" TRUSTEE$",
        r" TRUST$",
        r"^ $",
        r"^UNKNOWN$",
        r"CHURCH",
        r"^WEST CAPITOL COMMUNITY LA$",
        r"^LAND TRUST$",
        r"^CITY OF JACKSON$",
        r"^HINDS COUNTY$",
        r"^TAX FORFEITED LANDS$",
        r"^JACKSON HOUSING AUTHORITY$",
        r"^JACKSON PUBLIC SCHOOL DIS$",
        r"FOUNDATION$",
        r"BANK( NA)?$",
        r"RAILROAD",
        r"POWER & LIGHT",
        r"^SUNSPIRE RESIDENTIAL FUND$",
    ],
)
def test_owner_lines_hold_every_trap(year: int, trap: str) -> None:
    lines = [row[column] for row in _rows(year) for column in ("OWNNAME", "OWNNAME2")]
    assert any(re.search(trap, line) for line in lines)


@BY_YEAR
def test_empty_text_is_one_blank_and_values_add_up(year: int) -> None:
    for row in _rows(year):
        assert "" not in row.values()
        assert len(row["OWNNAME"]) <= 25
        parts = [row[column] for column in ("LANDVAL", "IMPVAL1", "IMPVAL2")]
        assert row["TOTVAL"] == sum(part or 0 for part in parts)
    assert any(row["TOTVAL"] == 0 and row["LANDVAL"] is None for row in _rows(year))


def test_listed_new_and_gone_parcels_are_the_real_ones() -> None:
    before, after = _features(2025).keys(), _features(2026).keys()
    assert _changed("new") == after - before
    assert _changed("gone") == before - after


def test_splits_and_merges_name_the_land_that_they_came_from() -> None:
    for change in _changes():
        if change["change"] == "gone" and change["related_parnos"]:
            _, old = _features(2025)[change["parno"]]
            later = [_features(2026)[number][1] for number in change["related_parnos"].split()]
            assert shapely.union_all(later).buffer(1e-7).covers(old)


@pytest.mark.parametrize(
    ("word", "columns"),
    [
        ("owner changed", ("OWNNAME", "OWNNAME2")),
        ("value changed", ("LANDVAL", "IMPVAL1", "IMPVAL2", "TOTVAL")),
    ],
)
def test_listed_changes_of_the_roll_are_the_real_ones(word: str, columns: tuple[str, ...]) -> None:
    before, after = _features(2025), _features(2026)
    differ = {
        number
        for number in before.keys() & after.keys()
        if any(before[number][0][column] != after[number][0][column] for column in columns)
    }
    assert _changed(word) == differ


def test_listed_reshaped_parcels_are_the_real_ones_and_all_else_is_equal_to_the_vertex() -> None:
    before, after = _features(2025), _features(2026)
    differ = {
        number
        for number in before.keys() & after.keys()
        if not shapely.equals_identical(before[number][1], after[number][1])
    }
    assert _changed("reshaped") == differ
    assert 100 <= len(_changes()) <= 140
