"""Hostile files through ``landtrust load`` itself, by the ids of the list of abuse: U1 to U14.

A file that cannot be trusted is refused in one sentence and leaves the database as it was; one
bad row is reported and leaves the good rows beside it.
"""

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from tests.hostile_files import (
    MANY_MEMBERS,
    feature,
    opening_is_seen,
    seconds_of_children,
    u4_archive,
    vrt,
    zipped,
)
from tests.loading import Loader, loader
from tests.stores import is_whole, rows_of, square, values_of, write_parcels

refused_by_the_reader = pytest.mark.sqlite_only("the file is refused before a store is asked")

__all__ = ["loader"]

NUMBERED = ("--map", "parcel_number=NO", "--county", "28049", "--crs", "EPSG:4326")
EMPTY = '{"type":"FeatureCollection","features":[]}'
BUDGET_SECONDS = 10
Make = Callable[[Path], Path]


def text(name: str, content: str | bytes) -> Make:
    """A file of this text."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def features(*written: str) -> str:
    return '{"type":"FeatureCollection","features":[' + ",".join(written) + "]}"


def archive(name: str, member: str, mode: int = 0o100644) -> Make:
    """An archive with a member that leads elsewhere."""

    def make(folder: Path) -> Path:
        path = folder / name
        info = zipfile.ZipInfo("placeholder")
        info.filename, info.external_attr = member, mode << 16
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(info, "/etc/passwd")
        return path

    return make


def geopackage(*statements: str, cut: bool = False) -> Make:
    """Two lots in a GeoPackage, on which somebody has run these statements."""

    def make(folder: Path) -> Path:
        path = folder / "lots.gpkg"
        table = pa.table({"geom": shapely.to_wkb([square(0), square(1)]), "NO": ["1", "2"]})
        pyogrio.write_arrow(
            table, path, layer="lots", driver="GPKG", geometry_name="geom",
            geometry_type="Polygon", crs="EPSG:4326",
        )  # fmt: skip
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
        if cut:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return path

    return make


def in_zip(make: Make) -> Make:
    return lambda folder: zipped(folder / "upload.zip", {"a.geojson": make(folder).read_bytes()})


LOT = json.dumps(feature(json.loads(shapely.to_geojson(square())), NO="1"))
XML = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'
VIEW = (
    "CREATE VIEW endless AS SELECT 1 AS fid, x'00' AS geom",
    "UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless'",
    "UPDATE gpkg_geometry_columns SET table_name = 'endless'",
)
DEEP = '{"type":"FeatureCollection","features":['

REFUSED: dict[str, tuple[Make, str]] = {
    "U1 vrt": (text("a.geojson", vrt(Path("/etc/passwd"))), "an OGR VRT"),
    "U1 vrt in a zip": (in_zip(text("b.geojson", vrt(Path("/etc/passwd")))), "an OGR VRT"),
    "U2 collections": (
        text("a.geojson", DEEP + '{"type":"GeometryCollection","geometries":[' * 100_000),
        "nested too deeply",
    ),
    "U2 arrays": (
        text("a.geojson", DEEP + '{"type":"Feature","geometry":{"coordinates":' + "[" * 100_000),
        "nested too deeply",
    ),
    "U2 properties": (
        text("a.geojson", DEEP + '{"type":"Feature","properties":' + '{"a":' * 100_000),
        "nested too deeply",
    ),
    "U3 nan": (text("a.geojson", features(LOT.replace('"1"', "NaN"))), "properties.NO"),
    "U3 1e400": (text("a.geojson", features(LOT.replace('"1"', "1e400"))), "properties.NO"),
    "U3 digits": (text("a.geojson", features(LOT.replace('"1"', "9" * 10_000))), "properties.NO"),
    "U3 twice": (
        text("a.geojson", features(LOT.replace('"NO"', '"NO": 2, "NO"'))),
        "properties.NO",
    ),
    "U3 surrogate": (
        text("a.geojson", features(LOT.replace('"1"', '"\\ud800"'))),
        "properties.NO",
    ),
    "U4 ten gigabytes": (lambda folder: u4_archive(folder, "ten-gigabytes"), "would unpack to"),
    "U4 ratio": (lambda folder: u4_archive(folder, "ratio"), "200 times its size"),
    "U4 members": (
        lambda folder: u4_archive(folder, "many-members"),
        f"holds {MANY_MEMBERS:,} files",
    ),
    "U4 nested": (lambda folder: u4_archive(folder, "nested"), "an archive in the archive"),
    "U5 up": (archive("a.zip", "../../app.py"), "leads out of the archive"),
    "U5 absolute": (archive("a.zip", "/etc/cron.d/x"), "absolute path"),
    "U5 drive": (archive("a.zip", "C:\\x"), "absolute path"),
    "U5 link": (archive("a.zip", "link.shp", 0o120777), "not a plain file"),
    "U6 two endings": (text("x.geojson.html", features(LOT)), "html"),
    "U7 script behind": (text("a.geojson", EMPTY + "<script>alert(1)</script>"), "a.geojson"),
    "U7 svg before": (text("a.geojson", '<svg onload="alert(1)">' + EMPTY), "a.geojson"),
    "U8 kml": (text("a.kml", XML), "looks like"),
    "U8 as geojson": (text("a.geojson", XML), "looks like"),
    "U8 xlsx": (text("a.xlsx", XML), "looks like"),
    "U9 view": (geopackage(*VIEW), "views"),
    "U9 application id": (geopackage("PRAGMA application_id = 1"), "application id"),
    "U9 truncated": (geopackage(cut=True), "damaged"),
    "U13 columns": (
        text("a.csv", ",".join(["a"] * 1_000_000) + "\n1\n"),
        "more than 2,000 columns",
    ),
    "U13 field": (text("a.csv", b'wkt,NO\n"P","' + b"x" * 50_000_000 + b'"\n'), "16 million"),
    "U13 quote": (text("a.csv", 'wkt,NO\nPOINT (1 2),b\nPOINT (1 2),"c\nP,d\n'), "opens a quote"),
    "U13 nul": (text("a.csv", b"wkt,NO\nPOINT (1 2),b\x00c\n"), "holds a NUL"),
}


@refused_by_the_reader
@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_in_one_sentence_and_changes_nothing(
    loader: Loader, tmp_path: Path, case: str
) -> None:
    make, words = REFUSED[case]
    folder = tmp_path / "upload"
    folder.mkdir()
    path = make(folder)
    before = sorted(folder.rglob("*"))
    sentence = loader.refusal(path, *NUMBERED)
    assert words in sentence
    assert len(sentence) < 800
    assert sentence.isprintable()
    assert sorted(folder.rglob("*")) == before


@refused_by_the_reader
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "in a zip"])
def test_u1_a_file_that_names_another_one_does_not_open_it(
    loader: Loader, tmp_path: Path, *, packed: bool
) -> None:
    decoy = tmp_path / "secret.csv"
    decoy.write_text("wkt,word\nPOINT (1 2),secret\n")
    make = text("a.geojson", vrt(decoy))
    path = (in_zip(make) if packed else make)(tmp_path)
    with opening_is_seen(decoy) as was_opened:
        assert "an OGR VRT" in loader.refusal(path, *NUMBERED)
        assert not was_opened()
        decoy.read_text()
        assert was_opened()


def test_every_case_of_the_list_is_here() -> None:
    here = {case.split()[0] for case in (*REFUSED, *LOADED)}
    assert here == {f"U{number}" for number in range(1, 15)}


def lots(*shapes: shapely.Geometry | bytes, numbers: list[str] | None = None) -> Make:
    """A GeoParquet file of these shapes, or bytes that claim to be some, and two good lots."""

    def make(folder: Path) -> Path:
        written = [s if isinstance(s, bytes) else shapely.to_wkb(s) for s in shapes]
        good = shapely.to_wkb([square(50), square(51)]).tolist()
        names = numbers or [f"BAD{place}" for place in range(len(written))]
        return _geoparquet(folder / "lots.parquet", [*written, *good], [*names, "GOOD1", "GOOD2"])

    return make


def _geoparquet(path: Path, shapes: list[bytes], numbers: list[str]) -> Path:
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    table = pa.table({"geometry": pa.array(shapes, pa.binary()), "NO": numbers})
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
    return path


def star(corners: int) -> shapely.Polygon:
    """A star of which every line crosses nearly every other: it takes minutes to mend."""
    turn = 2 * np.pi * (np.arange(corners) * (corners // 2) % corners) / corners
    ring = np.column_stack((-90.2 + np.cos(turn) / 1e3, 32.3 + np.sin(turn) / 1e3))
    return shapely.Polygon(ring)


def zigzag(corners: int) -> shapely.Polygon:
    """A ring that crosses itself all along its way."""
    n = np.arange(corners)
    return shapely.Polygon(np.column_stack((-90.2 + n / corners / 1e3, 32.3 + n % 7 / 1e4)))


def _moved(*points: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([(-90.21 + x / 1000, 32.30 + y / 1000) for x, y in points])


HOLE = [(-90.2, 32.3), (-90.199, 32.3), (-90.199, 32.301)]
BOW_TIE = _moved((0, 0), (2, 2), (2, 0), (0, 2))
LOADED: dict[str, tuple[Make, int, dict[str, int]]] = {
    "U6 device": (text("CON.geojson", features(LOT)), 1, {}),
    "U6 long": (text("x" * 240 + ".geojson", features(LOT)), 1, {}),
    "U6 line end": (text("a\r\nX-H: 1.geojson", features(LOT)), 1, {}),
    "U6 right to left": (text("\u202egnp.geojson", features(LOT)), 1, {}),
    "U9 trigger": (
        geopackage("CREATE TRIGGER t AFTER INSERT ON lots BEGIN DELETE FROM lots; END"),
        2,
        {},
    ),
    "U9 generated": (geopackage("ALTER TABLE lots ADD COLUMN b TEXT AS (NO || NO)"), 2, {}),
    "U10 column": (geopackage('ALTER TABLE lots ADD COLUMN "status"" = 1 --" TEXT'), 2, {}),
    "U10 geometry": (
        text(
            "a.geojson",
            features(LOT.replace('"NO"', '"geom\'); DROP TABLE parcel;--": "x", "NO"')),
        ),
        1,
        {},
    ),
    "U11 count": (lots(struct.pack("<BII", 1, 3, 2**31)), 2, {"unreadable": 1}),
    "U11 star": (lots(star(3_001), BOW_TIE), 3, {"too tangled": 1}),
    "U11 million": (lots(zigzag(1_000_000)), 2, {"too many points": 1}),
    "U11 holes": (lots(shapely.Polygon(HOLE, [HOLE] * 10_000)), 2, {"too tangled": 1}),
    "U12 crossing": (lots(BOW_TIE), 3, {}),
    "U12 clockwise": (lots(_moved((0, 0), (0, 1), (1, 1), (1, 0))), 3, {}),
    "U12 no area": (lots(_moved((0, 0), (1, 1), (2, 2))), 2, {"no area": 1}),
    "U12 swapped": (lots(shapely.box(32.3, -90.21, 32.301, -90.2)), 2, {"outside": 1}),
    "U12 feet": (lots(shapely.box(2_300_000, 1_000_000, 2_300_100, 1_000_100)), 2, {"outside": 1}),
    "U12 antimeridian": (lots(shapely.box(179.9, 32.3, 180.1, 32.4)), 2, {"outside": 1}),
    "U12 height": (lots(shapely.force_3d(square(), 9.0)), 3, {}),
    "U13 utf-16 semicolons": (
        text("a.csv", f"NO;wkt\n1;{square().wkt}\n".encode("utf-16")),
        1,
        {},
    ),
    "U13 carriage returns": (text("a.csv", f'NO,wkt\r1,"{square().wkt}"\r'), 1, {}),
    "U14 twice": (lots(square(0), square(0), numbers=["A", "A"]), 3, {"repeated row": 1}),
    "U14 case": (lots(square(0), square(0), numbers=["é1", "E\u03011"]), 3, {"repeated row": 1}),
    "U14 zeros": (lots(square(0), square(1), numbers=["01", "1"]), 4, {}),
    "U14 exponent": (lots(square(0), square(1), numbers=["1e5", "100000"]), 4, {}),
}


@pytest.mark.parametrize("case", LOADED)
def test_a_bad_row_is_reported_and_the_good_rows_beside_it_are_kept(
    loader: Loader, tmp_path: Path, case: str
) -> None:
    make, kept, rejected = LOADED[case]
    folder = tmp_path / "upload"
    folder.mkdir()
    path = make(folder)
    began = seconds_of_children()
    result = loader.run(path, *NUMBERED)
    assert seconds_of_children() - began < BUDGET_SECONDS
    assert result.exit_code == 0, result.output
    assert "Traceback" not in result.output
    (snapshot,) = rows_of(loader.engine, "SELECT * FROM snapshot")
    assert (snapshot["state"], snapshot["rows_kept"]) == ("current", kept)
    found = rows_of(loader.engine, "SELECT reason, detail FROM rejected_row")
    assert {row["reason"]: 1 for row in found} == rejected
    assert all(row["detail"].endswith(".") for row in found)
    for reason in rejected:
        assert f"rejected: {reason}" in " ".join(result.stdout.split())
    outlines = shapely.from_wkb(values_of(loader.engine, "SELECT outline FROM parcel_outline"))
    assert shapely.is_valid(outlines).all()
    assert is_whole(loader.engine)


def test_u14_a_number_met_twice_is_named_in_the_summary(loader: Loader, tmp_path: Path) -> None:
    rows = [(square(0), {"NO": "A"}), (square(1), {"NO": "a"})]
    result = loader.run(write_parcels(tmp_path / "twice.geojson", rows), *NUMBERED)
    summary = " ".join(result.stdout.split())
    assert "Parcel numbers met more than once: 1: A (again in row 2)." in summary
    assert result.exit_code == 0
