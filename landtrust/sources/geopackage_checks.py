"""A GeoPackage looked at with SQLite before GDAL opens it: read only, and nothing in it runs.

Source: OGC 12-128r19 (GeoPackage 1.4), clauses 1.1.1 and 1.1.3; SQLite "Defense Against The Dark
Arts" (trusted_schema, cell_size_check, quick_check).
"""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.row_source import ScratchFolder, add_note

# Checking costs a second for each 100 MB; in a larger file the reading itself finds the damage.
_QUICK_CHECK_BYTES = 256 << 20
_PLAIN_TABLE = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)
_LAYERS = """
SELECT contents.table_name, columns.geometry_type_name, master.type, master.sql
FROM gpkg_contents AS contents
LEFT JOIN gpkg_geometry_columns AS columns ON columns.table_name = contents.table_name
LEFT JOIN sqlite_master AS master ON lower(master.name) = lower(contents.table_name)
    AND master.type IN ('table', 'view')
WHERE contents.data_type IN ('features', 'attributes')
    AND contents.table_name <> 'ogr_empty_table'
ORDER BY contents.table_name
"""
_TYPES = {"POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon", "GEOMETRY": "Unknown"}


def settled_geopackage(path: Path, scratch: ScratchFolder, notes: list[str]) -> Path:
    """Return a path to the GeoPackage as its last writer meant it, without touching the original.

    A write-ahead log beside the file holds changes that are not in it yet; both are copied and
    the copy is settled.
    """
    log = path.with_name(path.name + "-wal")
    if not log.is_file() or log.stat().st_size == 0:
        return path
    copy = scratch.path() / "settled.gpkg"
    shutil.copyfile(path, copy)
    shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.DatabaseError as problem:
            raise _broken(path) from problem
    add_note(notes, "a write-ahead log stood beside the file: its changes are read too")
    return copy


def geopackage_layers(path: Path, name: Path) -> dict[str, str | None]:
    """Check that a GeoPackage is whole and list the layers that are plain tables.

    Args:
        path: The file that is opened, read only and immutable.
        name: The file as the user knows it, for the sentences.

    Returns:
        Geometry type by table name, None for a table without geometry.

    Raises:
        InvalidInput: The database is damaged or lacks the GeoPackage tables, or all that it
            offers are views or virtual tables, which would run what their author wrote.
    """
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            is_quick = path.stat().st_size <= _QUICK_CHECK_BYTES
            if is_quick and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise _broken(name)
            found = connection.execute(_LAYERS).fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise _broken(name) from problem
    plain = {row[0]: _type(row[1]) for row in found if _is_plain_table(row[2], row[3])}
    if found and not plain:
        raise InvalidInput(
            f"{shown_name(name)} offers only views or virtual tables, which are not run: save the "
            "layer as a table.",
            file=name.name,
        )
    return plain


def _broken(path: Path) -> InvalidInput:
    return InvalidInput(
        f"{shown_name(path)} is damaged or is not a whole GeoPackage: SQLite cannot read it.",
        file=path.name,
    )


def _is_plain_table(kind: object, sql: object) -> bool:
    return kind == "table" and isinstance(sql, str) and _PLAIN_TABLE.match(sql) is not None


def _type(stated: object) -> str | None:
    if not isinstance(stated, str):
        return None
    return _TYPES.get(stated.upper(), stated.title())
