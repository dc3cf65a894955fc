import json
import os
import sqlite3
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.hilbert import hilbert_places
from landtrust.domain.text import visible_text
from landtrust.errors import InvalidInput, LandTrustError, NoRoom
from landtrust.exports import parcel_xlsx, shapefile, whole_files
from landtrust.exports.form_names import FORM_NAMES
from landtrust.exports.gdal_files import write_with_gdal
from landtrust.exports.geoparquet import write_geoparquet
from landtrust.exports.parcel_forms import FORMS
from landtrust.exports.parcel_table import table_schema
from landtrust.exports.parcel_xlsx import write_workbook
from landtrust.exports.program_lines import program_lines
from landtrust.exports.properties import MEANINGS, PROPERTY_NAMES, parcel_properties
from landtrust.exports.whole_files import room_in, write_whole
from landtrust.queries.parcels import ParcelRow
from tests.exports.lots import NOTES, lot_row, two_boxes
from tests.files_read_back import is_same, read_back

WITH_OUTLINES = tuple(name for name in FORM_NAMES if name not in ("spreadsheet.csv", "xlsx"))

# What no store holds: a load takes it away, and PostgreSQL could not keep some of it.
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=60).map(visible_text)
_HOSTILE = st.sampled_from(
    ["=1+1", "+1 601 555 0100", "-90.18", "@SUM(A1)", "＝1", "'=1", 'A "B", C', "1\n2", "Peña 😀",  # noqa: RUF001
     "<b>&amp;", "00123", "true", "NULL"]
)  # fmt: skip
_STATED = (_TEXTS | _HOSTILE).map(lambda text: text or None)
_CENTS = st.none() | st.integers(0, 10**10)


@st.composite
def _rows(draw: st.DrawFn) -> tuple[ParcelRow, ...]:
    degrees = st.floats(-0.5, 0.5)
    return tuple(
        lot_row(
            number,
            situs_address=draw(_STATED),
            owner_name=draw(_STATED),
            land_value_cents=draw(_CENTS),
            total_value_cents=draw(_CENTS),
            area_sqm=draw(st.floats(0.01, 1e9)),
            vacant=draw(st.sampled_from([True, False, None])),
            roll_year=draw(st.none() | st.integers(1900, 2100)),
            outline_lonlat=two_boxes(-90.2 + draw(degrees), 32.3 + draw(degrees)),
        )
        for number in range(draw(st.integers(0, 4)))
    )


def _written(extension: str, rows: tuple[ParcelRow, ...], folder: Path) -> Path:
    path = folder / f"lots.{extension}"
    write_whole(FORMS[extension], [rows[:2], rows[2:]], path, NOTES)
    return path


@settings(max_examples=12)
@given(rows=_rows())
def test_every_form_says_the_same_of_the_same_parcels(rows: tuple[ParcelRow, ...]) -> None:
    with TemporaryDirectory() as folder:
        found = {one: read_back(one, _written(one, rows, Path(folder))) for one in FORM_NAMES}
    expected = {row.public_id: parcel_properties(row) for row in rows}
    for extension, parcels in found.items():
        assert sorted(parcels) == sorted(expected), extension
        for number, (facts, outline) in parcels.items():
            assert is_same(facts, expected[number]), (extension, facts)
            if extension in WITH_OUTLINES:
                assert shapely.equals_exact(outline, found["geojson"][number][1]), extension
            else:
                assert outline is None


def test_the_names_of_forms_and_of_fields_are_the_same_everywhere() -> None:
    assert tuple(FORMS) == FORM_NAMES
    assert tuple(MEANINGS) == PROPERTY_NAMES
    short = [shapefile.short_name(name) for name in PROPERTY_NAMES]
    assert len(set(short)) == len(short)
    assert all(len(name) <= 10 for name in short)


@pytest.mark.parametrize("extension", FORM_NAMES)
def test_the_same_parcels_give_the_same_bytes(extension: str, tmp_path: Path) -> None:
    rows = tuple(lot_row(number) for number in range(5))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = (_written(extension, rows, tmp_path / name) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("extension", FORM_NAMES)
def test_a_file_that_is_interrupted_leaves_nothing(extension: str, tmp_path: Path) -> None:
    def interrupted() -> Iterator[tuple[ParcelRow, ...]]:
        yield (lot_row(1),)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(FORMS[extension], interrupted(), tmp_path / "lots", NOTES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", FORM_NAMES)
def test_a_file_stops_before_the_disk_is_full(
    extension: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files, "LEAST_FREE_BYTES", 10**18)
    with pytest.raises(NoRoom, match="no room"):
        write_whole(FORMS[extension], [(lot_row(1),)], tmp_path / "lots", NOTES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", FORM_NAMES)
def test_memory_does_not_grow_with_the_rows(extension: str, tmp_path: Path) -> None:
    batch = tuple(lot_row(number) for number in range(150))

    def peak(batches: int) -> int:
        tracemalloc.start()
        write_whole(FORMS[extension], (batch for _ in range(batches)), tmp_path / "lots", NOTES)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most + int(pa.default_memory_pool().max_memory())

    peak(1)  # what is imported and remembered once
    assert peak(8) - peak(2) < 1_500_000


def test_what_somebody_left_who_was_killed_goes_after_a_day(tmp_path: Path) -> None:
    left = tmp_path / "writing-left"
    left.mkdir()
    with room_in(tmp_path):
        assert left.exists()
    os.utime(left, (1, 1))
    with room_in(tmp_path):
        assert not left.exists()


def test_a_geopackage_is_as_pdok_asks(tmp_path: Path) -> None:
    path = _written("gpkg", tuple(lot_row(number) for number in range(3)), tmp_path)
    with sqlite3.connect(path) as package:
        (layer,) = package.execute("SELECT * FROM gpkg_contents").fetchall()
        assert layer[:3] == ("parcels", "features", "Parcels")
        assert "Made up" in layer[3]
        assert layer[4] == "2026-11-23T12:00:00.000Z"
        columns = package.execute("SELECT * FROM gpkg_geometry_columns").fetchall()
        assert columns == [("parcels", "geom", "MULTIPOLYGON", 4326, 0, 0)]
        (table,) = package.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'parcels'"
        ).fetchone()
        assert '"fid" INTEGER PRIMARY KEY AUTOINCREMENT' in table
        assert all(name == name.lower() for name in pyogrio.read_info(path)["fields"])
        assert package.execute("SELECT count(*) FROM rtree_parcels_geom").fetchone() == (3,)
        assert package.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert package.execute("PRAGMA foreign_key_check").fetchall() == []
        assert package.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    package.close()
    box = (-90.2005, 32.2995, -90.1999, 32.3005)
    assert pyogrio.read_info(path)["crs"] == "EPSG:4326"
    assert len(pyogrio.read_dataframe(path, bbox=box)) == 1


def test_a_flatgeobuf_finds_places_by_its_index(tmp_path: Path) -> None:
    path = _written("fgb", tuple(lot_row(number) for number in range(50)), tmp_path)
    found = pyogrio.read_dataframe(path, bbox=(-90.2005, 32.2995, -90.1999, 32.3005))
    assert found["parcel_id"].tolist() == ["28049-0"]
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"]


def test_a_geoparquet_says_what_version_1_1_asks_for(tmp_path: Path) -> None:
    path = _written("parquet", tuple(lot_row(number) for number in range(3)), tmp_path)
    file = pq.ParquetFile(path)
    geo = json.loads(file.metadata.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["MultiPolygon"]
    assert column["crs"]["id"] == {"authority": "OGC", "code": "CRS84"}
    assert (column["orientation"], column["edges"]) == ("counterclockwise", "planar")
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert len(column["bbox"]) == 4
    group = file.metadata.row_group(0)
    assert {group.column(at).compression for at in range(group.num_columns)} == {"ZSTD"}
    frame = gpd.read_parquet(path, bbox=(-90.2005, 32.2995, -90.1999, 32.3005))
    assert frame["parcel_id"].tolist() == ["28049-0"]
    assert frame.crs.to_string() == "OGC:CRS84"


def test_a_geoparquet_keeps_neighbors_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landtrust.exports.geoparquet.GROUP_ROWS", 100)
    shuffled = np.random.default_rng(1).permutation(2_500).tolist()
    batches = [
        tuple(lot_row(number) for number in shuffled[at : at + 700]) for at in (0, 700, 1400, 2100)
    ]
    write_geoparquet(batches, tmp_path / "lots.parquet", NOTES)
    file = pq.ParquetFile(tmp_path / "lots.parquet")
    assert file.metadata.num_row_groups == 25
    bounds = []
    numbers = set()
    for at in range(25):
        rows = file.read_row_group(at, ["parcel_id", "geometry"])
        numbers |= set(rows["parcel_id"].to_pylist())
        bounds.append(shapely.total_bounds(shapely.from_wkb(rows["geometry"].to_pylist())))
    assert len(numbers) == 2_500
    west, south, east, north = np.array(bounds).T
    whole = 0.0502 * 0.0504
    # Without an order each group would span nearly all of it.
    assert ((east - west) * (north - south)).mean() < 0.1 * whole
    assert list(tmp_path.iterdir()) == [tmp_path / "lots.parquet"]


def test_the_hilbert_curve_goes_from_each_place_to_its_neighbor() -> None:
    grid = np.array([[x, y] for x in range(16) for y in range(16)], dtype=float)
    places = hilbert_places(grid)
    steps = np.abs(np.diff(grid[np.argsort(places)], axis=0)).sum(axis=1)
    assert len(set(places.tolist())) == 256
    assert steps.tolist() == [1.0] * 255
    assert hilbert_places(np.zeros((2, 2))).tolist() == [0, 0]
    assert hilbert_places(np.zeros((0, 2))).tolist() == []


def test_a_text_that_is_too_long_for_a_shapefile_is_cut_and_named(tmp_path: Path) -> None:
    rows = (lot_row(1, owner_name="é" * 130), lot_row(2))
    path = _written("shp.zip", rows, tmp_path)
    assert read_back("shp.zip", path)["28049-1"][0]["owner_name"] == "é" * 127
    with zipfile.ZipFile(path) as archive:
        table = archive.read(shapefile.FIELD_TABLE).decode()
    assert "28049-1: owner_name" in table
    assert "28049-2" not in table
    assert f"impr_value\timprovement_value\t{MEANINGS['improvement_value']}" in table


def test_a_list_of_cut_texts_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapefile, "_MOST_NAMED", 2)
    rows = tuple(lot_row(number, owner_name="x" * 300) for number in range(5))
    with zipfile.ZipFile(_written("shp.zip", rows, tmp_path)) as archive:
        assert archive.read(shapefile.FIELD_TABLE).decode().endswith("and 3 more\n")


def test_too_many_parcels_for_a_shapefile_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_given: object) -> None:
        raise LandTrustError("GDAL could not write the file: 2GB file size limit reached")

    monkeypatch.setattr(shapefile, "write_with_gdal", too_large)
    with pytest.raises(InvalidInput, match="too many parcels for a shapefile"):
        _written("shp.zip", (), tmp_path)


def test_what_gdal_cannot_write_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = pa.RecordBatchReader.from_batches(table_schema(), [])
    with pytest.raises(LandTrustError, match="GDAL could not write"):
        write_with_gdal(empty, tmp_path / "missing" / "lots.shp", "ESRI Shapefile", {})

    def fails(*_given: object) -> None:
        raise LandTrustError("something else")

    monkeypatch.setattr(shapefile, "write_with_gdal", fails)
    with pytest.raises(LandTrustError, match="something else"):
        _written("shp.zip", (), tmp_path)


def test_a_workbook_refuses_a_text_that_no_cell_can_hold(tmp_path: Path) -> None:
    rows = (lot_row(1, owner_name="x" * 40_000),)
    with pytest.raises(InvalidInput, match="28049-1 has a text that no cell"):
        _written("xlsx", rows, tmp_path)
    assert list(tmp_path.iterdir()) == []
    for extension in ("csv", "geojson", "gpkg", "fgb", "parquet"):
        found = read_back(extension, _written(extension, rows, tmp_path))
        assert found["28049-1"][0]["owner_name"] == "x" * 40_000


def test_a_workbook_goes_on_on_another_sheet(tmp_path: Path) -> None:
    rows = tuple(lot_row(number) for number in range(7))
    write_workbook([rows], tmp_path / "lots.xlsx", NOTES, rows_of_a_sheet=4)
    assert sorted(read_back("xlsx", tmp_path / "lots.xlsx")) == [row.public_id for row in rows]
    assert parcel_xlsx.MOST_ROWS == 1_048_576


@pytest.mark.parametrize("extension", FORM_NAMES)
def test_the_lines_for_python_read_the_file(
    extension: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _written(extension, (lot_row(1), lot_row(2)), tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = {one.program: one.line for one in program_lines(extension, "http://x/", path.name)}
    known: dict[str, gpd.GeoDataFrame] = {}
    read: Callable[..., None] = exec
    read(lines["Python"], known)
    parcels = known["parcels"]
    assert len(parcels) == 2
    assert parcels["situs_zip"].tolist() == ["00213", "00213"]
    if extension in WITH_OUTLINES:
        assert parcels.crs.to_epsg() == 4326 or parcels.crs.to_string() == "OGC:CRS84"


def test_the_line_for_qgis_names_the_outline_and_its_coordinate_system_of_a_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _written("csv", (lot_row(1),), tmp_path)
    line = {one.program: one.line for one in program_lines("csv", "http://x/", path.name)}["QGIS"]
    write, _, start = line.partition("\n")
    assert start == "qgis --code parcels.py"
    subprocess.run(write, shell=True, cwd=tmp_path, check=True, timeout=60)  # noqa: S602 - our own
    asked: list[tuple[str, ...]] = []
    qgis = ModuleType("qgis.utils")
    qgis.__dict__["iface"] = SimpleNamespace(addVectorLayer=lambda *given: asked.append(given))
    monkeypatch.setitem(sys.modules, "qgis", ModuleType("qgis"))
    monkeypatch.setitem(sys.modules, "qgis.utils", qgis)
    read: Callable[..., None] = exec
    read((tmp_path / "parcels.py").read_text("utf-8"), {})
    ((address, _, provider),) = asked
    told = urlsplit(address)
    assert (told.scheme, told.path, provider) == ("file", str(path), "delimitedtext")
    options = parse_qs(told.query)
    assert (options["type"], options["crs"]) == (["csv"], ["EPSG:4326"])
    (outline,) = options["wktField"]
    types = dict(one.split(":") for one in options["field"])
    assert set(types.values()) == {"integer", "double"}
    assert {outline, *types} <= set(path.read_text("utf-8-sig").splitlines()[0].split(","))
    assert not {"county_fips", "parcel_number", "situs_zip"} & set(types)
    assert options["detectTypes"] == ["no"]
