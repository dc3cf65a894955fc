"""Files of parcels, read back by programs that did not write them, as plain values."""

import csv
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from openpyxl.utils.escape import unescape
from pyogrio.raw import read_arrow

from landtrust.domain.sheet_cells import unguarded
from landtrust.exports.properties import PROPERTY_NAMES
from landtrust.exports.shapefile import FIELD_TABLE, short_name

Facts = dict[str, Any]
Found = dict[str, tuple[Facts, shapely.Geometry | None]]
"""By parcel id: what is said of it, and its outline where the file has one."""

_NUMBERS = {"land_value", "improvement_value", "total_value", "acres", "area_sqm", "roll_year"}
_TRUTHS = {"true": True, "false": False, "": None}


def read_back(extension: str, path: Path) -> Found:
    """What a file holds."""
    return _READERS[extension](path)


def is_same(facts: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether two files say the same; a shapefile writes numbers with fifteen digits."""
    return facts.keys() == others.keys() and all(
        math.isclose(value, others[name], rel_tol=1e-12)
        if isinstance(value, float) and others[name] is not None
        else value == others[name]
        for name, value in facts.items()
    )


def every_text(extension: str, path: Path) -> str:
    """All that a file says, also beside the rows."""
    content = path.read_bytes()
    if extension in ("shp.zip", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return repr(read_back(extension, path)) + content.decode("utf-8", "replace")


def _found(rows: Iterable[tuple[Facts, shapely.Geometry | None]]) -> Found:
    found = {}
    for facts, outline in rows:
        assert tuple(facts) == PROPERTY_NAMES
        plain = {name: None if value == "" else value for name, value in facts.items()}
        found[str(facts["parcel_id"])] = (plain, outline and shapely.normalize(outline))
    return found


def _features(texts: Iterable[str]) -> Found:
    features = [json.loads(text) for text in texts]
    for one in features:
        assert one["id"] == one["properties"]["parcel_id"]
    return _found(
        (one["properties"], shapely.from_geojson(json.dumps(one["geometry"]))) for one in features
    )


def _geojson(path: Path) -> Found:
    return _features(json.dumps(one) for one in json.loads(path.read_bytes())["features"])


def _sequence(path: Path) -> Found:
    first, *records = path.read_text("utf-8").split("\x1e")
    assert first == ""
    assert all(record.endswith("\n") for record in records)
    return _features(records)


def read_with_gdal(path: Path | str, rename: Callable[[str], str] = str) -> Found:
    """What GDAL reads.

    Args:
        path: Of a file, or what GDAL calls one within another.
        rename: What a property is called there.
    """
    about, table = read_arrow(path)
    names = {rename(name): name for name in PROPERTY_NAMES}
    geometry = about["geometry_name"] or "wkb_geometry"
    columns = [names[name] for name in table.schema.names if name in names]
    rows = table.select([rename(name) for name in columns]).rename_columns(columns).to_pylist()
    outlines = shapely.from_wkb([one.as_py() for one in table[geometry]])
    return _found((row, _as_many(one)) for row, one in zip(rows, outlines, strict=True))


def _as_many(outline: shapely.Geometry) -> shapely.Geometry:
    # A shapefile does not know one polygon from many.
    return shapely.MultiPolygon([outline]) if isinstance(outline, shapely.Polygon) else outline


def _shapefile(path: Path) -> Found:
    with zipfile.ZipFile(path) as archive:
        assert FIELD_TABLE in archive.namelist()
        assert archive.read("parcels.cpg") == b"UTF-8"
    return read_with_gdal(f"/vsizip/{path}/parcels.shp", short_name)


def _parquet(path: Path) -> Found:
    table: pa.Table = pq.read_table(path)
    outlines = shapely.from_wkb(table["geometry"].to_pylist())
    boxes = table["bbox"].to_pylist()
    assert [list(box.values()) for box in boxes] == shapely.bounds(outlines).tolist()
    rows = table.select(list(PROPERTY_NAMES)).to_pylist()
    return _found(zip(rows, outlines, strict=True))


def _csv(path: Path) -> Found:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return _found((_typed(row), shapely.from_wkt(row["wkt"])) for row in rows)


def _spreadsheet(path: Path) -> Found:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    plain = ({name: unguarded(cell) for name, cell in row.items()} for row in rows)
    return _found((_typed(row), None) for row in plain)


def _typed(row: dict[str, str]) -> Facts:
    facts: Facts = {name: row[name] for name in PROPERTY_NAMES}
    for name in _NUMBERS:
        facts[name] = float(row[name]) if row[name] else None
    return {**facts, "vacant": _TRUTHS[row["vacant"]]}


def _workbook(path: Path) -> Found:
    book = openpyxl.load_workbook(path)
    *sheets, notes = book.worksheets
    assert notes.title == "Fields"
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    rows = [row for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)]
    rows = [[unescape(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return _found((dict(zip(PROPERTY_NAMES, row, strict=True)), None) for row in rows)


_READERS: dict[str, Callable[[Path], Found]] = {
    "geojson": _geojson,
    "geojsonseq": _sequence,
    "gpkg": read_with_gdal,
    "parquet": _parquet,
    "fgb": read_with_gdal,
    "shp.zip": _shapefile,
    "csv": _csv,
    "spreadsheet.csv": _spreadsheet,
    "xlsx": _workbook,
}
