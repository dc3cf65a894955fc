"""Hostile uploads at the reader, what is in well-formed files: U9 to U14."""

import json
import sqlite3
import struct
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from landtrust.sources.sandbox import Budget

Write = Callable[..., Path]
Read = Callable[..., Any]
Refused = Callable[..., str]
RING = [[-90.2, 32.3], [-90.1, 32.3], [-90.1, 32.4], [-90.2, 32.3]]
LOT: dict[str, Any] = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: object = LOT, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    """Two invented lots in a GeoPackage."""
    path = tmp_path / "lots.gpkg"
    write_lots(path, "lots")
    return path


def write_lots(path: Path, layer: str, driver: str = "GPKG", **options: str) -> None:
    squares = shapely.to_wkb([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    table = pa.table({"geometry": squares, "PARNO": ["0086", "1e5"]})
    pyogrio.write_arrow(
        table,
        path,
        layer=layer,
        driver=driver,
        geometry_name="geometry",
        geometry_type="Polygon",
        crs="EPSG:3814",
        **options,
    )


def run_sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_u9_a_view_is_not_run(read_in_child: Read, geopackage: Path, refused: Refused) -> None:
    run_sql(
        geopackage,
        "CREATE VIEW endless AS WITH RECURSIVE n(fid) AS "
        "(SELECT 1 UNION ALL SELECT fid + 1 FROM n) SELECT fid, x'00' AS geom FROM n",
        "UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless'",
        "UPDATE gpkg_geometry_columns SET table_name = 'endless'",
    )
    assert "views" in refused(read_in_child, geopackage)


def test_u9_a_view_beside_a_table_is_no_layer(
    read_in_child: Read, geopackage: Path, refused: Refused
) -> None:
    run_sql(
        geopackage,
        "CREATE VIEW more AS SELECT * FROM lots",
        "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('more','features',3814)",
        "INSERT INTO gpkg_geometry_columns VALUES ('more', 'geom', 'POLYGON', 3814, 0, 0)",
    )
    assert read_in_child(geopackage).rows.num_rows == 2
    assert "no layer more" in refused(read_in_child, geopackage, layer="more")


def test_u9_triggers_do_not_run_and_the_file_stays_as_it_was(
    read_in_child: Read, geopackage: Path
) -> None:
    run_sql(
        geopackage,
        "CREATE TABLE trace (word TEXT)",
        "CREATE TRIGGER on_insert AFTER INSERT ON lots BEGIN INSERT INTO trace VALUES ('i'); END",
        "CREATE TRIGGER on_update AFTER UPDATE ON lots BEGIN INSERT INTO trace VALUES ('u'); END",
        "CREATE TRIGGER on_delete AFTER DELETE ON lots BEGIN INSERT INTO trace VALUES ('d'); END",
    )
    before = geopackage.read_bytes()
    assert read_in_child(geopackage).rows["PARNO"].to_pylist() == ["0086", "1e5"]
    assert geopackage.read_bytes() == before
    assert [file.name for file in geopackage.parent.iterdir()] == [geopackage.name]


def test_u9_another_application_id_is_refused(
    read_in_child: Read, geopackage: Path, refused: Refused
) -> None:
    run_sql(geopackage, "PRAGMA application_id = 1")
    assert "application id" in refused(read_in_child, geopackage)


def test_u9_generated_columns_are_read(read_in_child: Read, geopackage: Path) -> None:
    run_sql(geopackage, "ALTER TABLE lots ADD COLUMN twice TEXT AS (PARNO || PARNO)")
    assert read_in_child(geopackage).rows.num_rows == 2


def test_u9_a_truncated_file_is_refused(
    read_in_child: Read, geopackage: Path, refused: Refused
) -> None:
    whole = geopackage.read_bytes()
    geopackage.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refused(read_in_child, geopackage)


def test_u9_a_sparse_two_gigabytes_cost_nothing(read_in_child: Read, geopackage: Path) -> None:
    with geopackage.open("r+b") as handle:
        handle.truncate(2 << 30)
    assert read_in_child(geopackage).rows.num_rows == 2


def test_u9_a_write_ahead_log_is_read_and_left_alone(
    read_in_child: Read, geopackage: Path, tmp_path: Path
) -> None:
    writer = sqlite3.connect(geopackage, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE gpkg_contents SET identifier = 'later'")
    uploaded = tmp_path / "uploaded"
    uploaded.mkdir()
    for name in ("lots.gpkg", "lots.gpkg-wal"):
        (uploaded / name).write_bytes((tmp_path / name).read_bytes())
    writer.close()
    before = {file.name: file.read_bytes() for file in uploaded.iterdir()}
    read = read_in_child(uploaded / "lots.gpkg")
    assert read.rows.num_rows == 2
    assert any("write-ahead log" in note for note in read.notes)
    assert {file.name: file.read_bytes() for file in uploaded.iterdir()} == before


HOSTILE = "geom'); DROP TABLE parcel;--"


def test_u10_hostile_column_names_stay_names(read_in_child: Read, tmp_path: Path) -> None:
    path = tmp_path / "lots.gpkg"
    table = pa.table(
        {"geometry": shapely.to_wkb([shapely.box(0, 0, 1, 1)]), 'status" = 1 --': ["a"]}
    )
    pyogrio.write_arrow(
        table,
        path,
        layer='lots"; DROP TABLE x; --',
        driver="GPKG",
        geometry_name="geometry",
        geometry_type="Polygon",
        crs="EPSG:3814",
        layer_options={"GEOMETRY_NAME": HOSTILE},
    )
    read = read_in_child(path)
    assert read.about.columns == ('status" = 1 --',)
    assert read.rows.num_rows == 1


def geoparquet(path: Path, shapes: list[bytes]) -> Path:
    geo = {"version": "1.1.0", "primary_column": "geometry"}
    column = {"encoding": "WKB", "geometry_types": []}
    metadata = {b"geo": json.dumps({**geo, "columns": {"geometry": column}}).encode()}
    table = pa.table({"geometry": pa.array(shapes, pa.binary()), "n": range(len(shapes))})
    pq.write_table(table.replace_schema_metadata(metadata), path)
    return path


def star(count: int) -> dict[str, object]:
    ring = [
        [(7 * step) % count / count, (11 * step * step) % count / count] for step in range(count)
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def test_u11_a_count_of_two_billion_passes_as_the_bytes_it_is(
    read_in_child: Read, tmp_path: Path
) -> None:
    hostile = struct.pack("<BII", 1, 3, 2**31)
    path = geoparquet(tmp_path / "a.parquet", [hostile, shapely.to_wkb(shapely.box(0, 0, 1, 1))])
    assert read_in_child(path).rows["geometry"][0].as_py() == hostile


def _zigzag(corners: int) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[n / 1e6, n % 7] for n in range(corners)]]}


def _sieve(holes: int) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [RING] * (1 + holes)}


@pytest.mark.parametrize(
    ("make", "size_of_it"),
    [(star, 3_001), (_zigzag, 1_000_000), (_sieve, 10_000)],
    ids=["star", "million-vertices", "ten-thousand-holes"],
)
def test_u11_heavy_shapes_are_read_within_the_budget(
    read_in_child: Read,
    write_geojson: Write,
    make: Callable[[int], dict[str, object]],
    size_of_it: int,
) -> None:
    shape = make(size_of_it)
    read = read_in_child(write_geojson([feature(shape)]))
    rings = shape["coordinates"]
    assert isinstance(rings, list)
    size = 9 + sum(4 + 16 * len(ring) for ring in rings)
    assert len(read.rows["geometry"][0].as_py()) == size


U12_RINGS = {
    "crossing": [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]],
    "unclosed": [[0, 0], [1, 0], [1, 1], [0, 1]],
    "clockwise": [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]],
    "no-area": [[0, 0], [1, 1], [2, 2], [0, 0]],
    "repeated": [[0, 0], [0, 0], [1, 0], [1, 1], [0, 0]],
    "two-points": [[0, 0], [1, 1]],
    "swapped": [[32.3, -90.2], [32.4, -90.2], [32.4, -90.1], [32.3, -90.2]],
    "feet": [[2_300_000.5, 1_000_000.5], [2_300_100.5, 1_000_000.5], [2_300_000.5, 1_000_100.5]],
    "antimeridian": [[179.9, 0], [180.1, 0], [180.1, 1], [179.9, 0]],
    "height": [[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 0, 5]],
    "measure": [[0, 0, 5, 1], [1, 0, 5, 1], [1, 1, 5, 1], [0, 0, 5, 1]],
    "mixed": [[0, 0], [1, 0, 5], [1, 1, 5], [0, 0]],
    "empty": [],
}


def test_u12_each_odd_ring_reaches_the_report_as_its_own_row(
    read_in_child: Read, write_geojson: Write
) -> None:
    shapes = [{"type": "Polygon", "coordinates": [ring]} for ring in U12_RINGS.values()]
    words = [{"type": "Polygon", "coordinates": [[["a", "b"]]]}, {"type": "Cube"}, 7]
    read = read_in_child(write_geojson([feature(shape) for shape in [*shapes, *words]]))
    got = read.rows["geometry"].to_pylist()
    assert read.rows["row_number"].to_pylist() == list(range(1, len(got) + 1))
    assert all(got[: len(shapes)])
    assert got[len(shapes) :] == [None, None, None]
    assert sum("has no usable geometry" in note for note in read.notes) == 3
    crossing = shapely.from_wkb(got[0])
    assert shapely.get_coordinates(crossing).tolist() == U12_RINGS["crossing"]


GOOD_CSV = "PARNO;OWNER;wkt\n008690;Peña, Ana;POINT (1 2)\n1e5;;POINT (3 4)\n"


@pytest.mark.parametrize(
    "content",
    [
        GOOD_CSV.encode(),
        GOOD_CSV.encode("utf-8-sig"),
        GOOD_CSV.encode("utf-16"),
        GOOD_CSV.encode("cp1252"),
        GOOD_CSV.replace("\n", "\r").encode(),
        GOOD_CSV.replace("\n", "\r\n").encode(),
        GOOD_CSV.replace(";", "\t").encode(),
        GOOD_CSV.replace(";", "|").encode(),
    ],
    ids=["semicolons", "bom", "utf-16", "latin-1", "cr", "crlf", "tabs", "bars"],
)
def test_u13_a_csv_of_any_kind_reads_the_same(
    read_in_child: Read, write_geojson: Write, content: bytes
) -> None:
    read = read_in_child(write_geojson(content, "lots.csv"))
    rows = read.rows
    assert rows["PARNO"].to_pylist() == ["008690", "1e5"]
    assert rows["OWNER"].to_pylist() == ["Peña, Ana", ""]
    shapes = shapely.from_wkb(rows["geometry"].to_pylist())
    assert shapely.get_coordinates(shapes).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (",".join(["a"] * 1_000_000).encode() + b"\n1\n", "more than 2,000 columns"),
        (b'wkt,a\n"POINT (1 2)","' + b"x" * 50_000_000 + b'"\n', "longer than 16 million"),
        (b'wkt,a\nPOINT (1 2),"' + b"x\n" * 9_000_000, "larger than field limit"),
        (b'wkt,a\nPOINT (1 2),b\nPOINT (1 2),"c\nPOINT (1 2),d\n', "line 3 opens a quote"),
        (b"wkt,a\nPOINT (1 2),b\x00c\n", "line 2 holds a NUL"),
        (GOOD_CSV.encode("utf-16-le"), "NUL"),
        (GOOD_CSV.encode("utf-16")[:-1], "not valid UTF-16"),
        (b"PARNO,OWNER\n1,2\n", "its columns are PARNO, OWNER"),
        (b"\n\n\n", "nothing but blanks"),
    ],
    ids=["columns", "field", "endless", "quote", "nul", "no-bom", "half", "no-geometry", "blank"],
)
def test_u13_a_csv_that_cannot_be_right_is_refused_in_bounded_memory(
    read_in_child: Read, write_geojson: Write, content: bytes, reason: str, refused: Refused
) -> None:
    path = write_geojson(content, "lots.csv")
    assert reason in refused(read_in_child, path, budget=Budget(memory_bytes=400 << 20))


U14_IDS = ["008690", "008690", "ABC-1", "abc-1", "1e5", "100000", "Pe\u00f1a", "Pen\u0303a"]


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_u14_ids_stay_the_text_that_they_are(
    read_in_child: Read, write_geojson: Write, kind: str
) -> None:
    if kind == "csv":
        lines = "".join(f"{value},POINT (1 2)\n" for value in U14_IDS)
        path = write_geojson("PARNO,wkt\n" + lines, "lots.csv")
    else:
        path = write_geojson([feature(PARNO=value) for value in U14_IDS])
    got = read_in_child(path).rows["PARNO"].to_pylist()
    assert got == U14_IDS
    assert unicodedata.normalize("NFC", got[6]) == unicodedata.normalize("NFC", got[7])


def test_u14_long_numbers_without_quotes_keep_every_digit(
    read_in_child: Read, write_geojson: Write
) -> None:
    path = write_geojson([feature(a=86900000500000010, b=123456789012345678901234), feature(b=1)])
    rows = read_in_child(path).rows
    assert rows["a"].to_pylist() == [86900000500000010, None]
    assert rows["b"].to_pylist() == ["123456789012345678901234", "1"]
