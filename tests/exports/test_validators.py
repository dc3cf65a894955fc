"""What other people's validators say of our files, and what the standards ask of every ring."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import geoparquet_validator
import numpy as np
import pytest
import shapely

from landtrust.domain.crs import LONLAT
from landtrust.domain.extent import Bbox
from landtrust.domain.outlines import Verdicts, check_outlines
from landtrust.exports.parcel_forms import FORMS
from landtrust.exports.whole_files import write_whole
from landtrust.queries.parcels import ParcelRow
from tests.exports.lots import NOTES, lot_row
from tests.exports.validating import count_with_gdal, pdok_report
from tests.files_read_back import is_same, read_back, read_with_gdal

# As sources have them: clockwise, with holes, with corners a millimetre apart, as a bow-tie.
_HARD = (
    (
        "POLYGON ((-90.2 32.3, -90.2 32.4, -90.1 32.4, -90.2 32.3), (-90.18 32.36, -90.14 32.38,"
        " -90.18 32.38, -90.18 32.36))"
    ),
    (
        "MULTIPOLYGON (((-90.18 32.3, -90.18000001 32.30000001, -90.17 32.32, -90.19 32.31,"
        " -90.18 32.3)),"
        " ((-90.1799 32.3, -90.17990003 32.30000002, -90.17990001 32.29999999, -90.1799 32.3)))"
    ),
    "POLYGON ((-90.16 32.3, -90.15 32.31, -90.15 32.3, -90.16 32.31, -90.16 32.3))",
    "POLYGON ((-90.14 32.3, -90.13 32.3, -90.130000003 32.30000001, -90.13 32.31, -90.14 32.3))",
)
_MISSISSIPPI = Bbox(-92, 30, -88, 35)
_OUTLINED = ("geojson", "geojsonseq", "gpkg", "parquet", "fgb", "csv")
_DECIMALS = 7


@pytest.fixture(scope="module")
def rows() -> tuple[ParcelRow, ...]:
    """Parcels with ordinary outlines, and with hard ones as a load keeps them."""
    given = np.array([shapely.from_wkt(text).wkb for text in _HARD], dtype=object)
    verdicts = Verdicts(len(given))
    kept = check_outlines(given, LONLAT, _MISSISSIPPI, verdicts).outlines_lonlat
    assert not verdicts.rejected.any()
    hard = [lot_row(500 + at, outline_lonlat=one.wkb) for at, one in enumerate(kept)]
    return (*map(lot_row, range(60)), *hard)


@pytest.fixture(scope="module")
def files(rows: tuple[ParcelRow, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same parcels in every form."""
    folder = tmp_path_factory.mktemp("files")
    for name, form in FORMS.items():
        write_whole(form, [rows[:40], rows[40:]], folder / f"lots.{name}", NOTES)
    return {name: folder / f"lots.{name}" for name in FORMS}


def test_pdok_finds_nothing_wrong_with_a_geopackage(files: dict[str, Path]) -> None:
    report = pdok_report(files["gpkg"])
    assert report["found"] == []
    assert report["is_valid"]
    assert len(report["validations"]) >= 20


@pytest.mark.parametrize("number", [0, 64, 2_500])
def test_the_validator_of_geoparquet_finds_nothing_wrong(
    number: int, rows: tuple[ParcelRow, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landtrust.exports.geoparquet.GROUP_ROWS", 100)
    places = np.random.default_rng(number).permutation(number).tolist()
    batch = rows if number == len(rows) else tuple(map(lot_row, places))
    write_whole(FORMS["parquet"], [batch], tmp_path / "lots.parquet", NOTES)
    report = geoparquet_validator.check(str(tmp_path / "lots.parquet"))
    outcomes = {one["id"]: one["status"] for one in report["outcomes"]}
    assert "fail" not in outcomes.values(), outcomes
    for wanted in ("core/geo-metadata", "core/orientation-rings", "covering/bbox-paths"):
        assert outcomes[f"/conf/{wanted}"] == "pass"
    if number > 1_000:
        assert outcomes["/conf/distribution/spatial-order"] == "pass"


@pytest.mark.parametrize("extension", _OUTLINED)
def test_every_ring_is_valid_goes_round_the_right_way_and_has_seven_decimals(
    extension: str, files: dict[str, Path], rows: tuple[ParcelRow, ...]
) -> None:
    found = read_back(extension, files[extension])
    assert len(found) == len(rows)
    for name, (_, outline) in found.items():
        assert isinstance(outline, shapely.MultiPolygon), name
        assert shapely.is_valid(outline), name
        corners = shapely.get_coordinates(outline)
        assert (np.round(corners, _DECIMALS) == corners).all(), name


def test_geojson_is_as_rfc_7946_has_it(files: dict[str, Path]) -> None:
    collection = json.loads(files["geojson"].read_bytes(), parse_float=str)
    assert set(collection) == {"type", "features"}  # no crs: it is longitude and latitude
    ids = [one["id"] for one in collection["features"]]
    assert len(set(ids)) == len(ids)
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        for is_outer, ring in _rings(feature["geometry"]["coordinates"]):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(len(corner) == 2 for corner in ring)
            assert all(len(number.partition(".")[2]) <= _DECIMALS for one in ring for number in one)
            assert shapely.is_ccw(shapely.LinearRing([map(float, one) for one in ring])) == is_outer


def _rings(polygons: list[list[list[list[str]]]]) -> Iterator[tuple[bool, list[list[str]]]]:
    """Every ring, and whether it is the outer one of its polygon."""
    return ((at == 0, ring) for polygon in polygons for at, ring in enumerate(polygon))


@pytest.mark.parametrize("extension", ["geojson", "geojsonseq"])
def test_gdal_reads_of_geojson_what_it_says(extension: str, files: dict[str, Path]) -> None:
    ours, theirs = read_back(extension, files[extension]), read_with_gdal(files[extension])
    assert ours.keys() == theirs.keys()
    for name, (facts, outline) in theirs.items():
        said = {**facts, "snapshot": str(facts["snapshot"])}  # it knows a day where it sees one
        assert is_same(said, ours[name][0]), (said, ours[name][0])
        assert shapely.equals_exact(outline, ours[name][1]), name


def test_an_older_gdal_reads_every_feature(files: dict[str, Path]) -> None:
    paths = [str(files[one]) for one in ("geojson", "geojsonseq", "gpkg", "fgb", "csv")]
    for path in (*paths, f"/vsizip/{files['shp.zip']}/parcels.shp"):
        assert count_with_gdal(path) == 64, path


def test_gdal_finds_places_by_the_index_of_a_flatgeobuf(
    files: dict[str, Path], rows: tuple[ParcelRow, ...]
) -> None:
    outlines = shapely.from_wkb([row.outline_lonlat for row in rows])
    dice = Random(3)  # noqa: S311 - the same rectangles each time
    for _ in range(5):
        west, south = -90.21 + dice.random() / 10, 32.295 + dice.random() / 200
        box = (west, south, west + dice.random() / 50, south + dice.random() / 100)
        expected = int(shapely.intersects(shapely.box(*box), outlines).sum())
        assert count_with_gdal(files["fgb"], box) == expected
    assert count_with_gdal(files["fgb"], (0, 0, 1, 1)) == 0
