"""Stores for tests: one migrated store a session, copied for each test; and files to load."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypedDict, Unpack
from unittest.mock import patch

import psycopg
import shapely
from sqlalchemy import Connection, Engine, event, exists, inspect, select

from landtrust.database import open_engine, upgrade, writing
from landtrust.ingest.load import LoadRequest, load_file
from landtrust.ingest.report import CountyReport, LoadReport
from landtrust.model import Record
from landtrust.model.spatial import ask
from landtrust.services.places import record_places
from landtrust.sources.catalog import load_sources
from landtrust.sources.mapping import mapping_from_options
from landtrust.sources.places import county_outlines
from landtrust.sources.regions import region_definitions
from landtrust.sources.source import Source
from tests.postgres import check_database
from tests.shelves import Shelf

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DATA_FOLDER = PROJECT_ROOT / "data"
HINDS, MADISON, RANKIN = "28049", "28089", "28121"
WEST, SOUTH = -90.21, 32.30
"""A corner in Hinds County, degrees."""

Row = dict[str, Any]
Feature = tuple[shapely.Geometry | None, Row]


class LoadOptions(TypedDict, total=False):
    """What a load can be asked besides its file and source."""

    county_fips: str | None
    layer: str | None
    crs: str | None
    roll_year: int | None
    replace: bool
    strict: bool


def make_template(shelf: Shelf) -> str:
    """The address of a store with tables, counties and regions, and nothing loaded."""
    address = shelf.new()
    engine = open_engine(address)
    upgrade(engine)
    with writing(engine) as connection:
        record_places(connection, county_outlines(DATA_FOLDER), region_definitions(DATA_FOLDER))
    engine.dispose()
    return address


def known_source(key: str) -> Source:
    """A source of ours."""
    return load_sources(DATA_FOLDER / "sources")[key]


def mapped(*pairs: str) -> Source:
    """A source as ``--map`` makes it."""
    return mapping_from_options(pairs)


def load(
    engine: Engine, path: Path, source: Source | str, **options: Unpack[LoadOptions]
) -> LoadReport:
    """Load a file; a source is given whole or by its key."""
    found = known_source(source) if isinstance(source, str) else source
    request = LoadRequest(path, found, **options)
    return load_file(engine, request, DATA_FOLDER, lambda _done, _total: None)


def load_hinds(
    engine: Engine, path: Path, source: Source | str, **options: Unpack[LoadOptions]
) -> CountyReport:
    """Load a file for Hinds County."""
    options["county_fips"] = HINDS
    (county,) = load(engine, path, source, **options).counties
    return county


def square(place: int = 0, *, row: int = 0, size: float = 0.0004) -> shapely.Polygon:
    """A lot in Hinds, in a grid of lots that do not touch; degrees."""
    west, south = WEST + place * 0.0005, SOUTH + row * 0.0005
    return shapely.box(west, south, west + size, south + size)


def write_parcels(path: Path, features: Sequence[Feature]) -> Path:
    """Features as a GeoJSON file in longitude and latitude."""
    written = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for shape, row in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": written}), "utf-8")
    return path


def rows_of(engine: Engine, statement: str, *values: object) -> list[Mapping[str, Any]]:
    """The rows that a statement with question marks finds, each by column name."""
    with engine.connect() as connection:
        return [dict(row) for row in ask(connection, statement, *values).mappings()]


def values_of(engine: Engine, statement: str, *values: object) -> list[Any]:
    """The first column of what a statement finds."""
    return [next(iter(row.values())) for row in rows_of(engine, statement, *values)]


def changes_of(engine: Engine, snapshot_id: int) -> list[tuple[str, str]]:
    """Kind and parcel number of each change that a snapshot recorded, sorted."""
    found = rows_of(
        engine,
        "SELECT c.kind, p.parcel_number FROM parcel_change AS c JOIN parcel AS p "
        "ON p.id = c.parcel_id WHERE c.snapshot_id = ? ORDER BY 1, 2",
        snapshot_id,
    )
    return [(row["kind"], row["parcel_number"]) for row in found]


def digests(engine: Engine, but: frozenset[str] = frozenset()) -> dict[str, str]:
    """A fingerprint of every table's rows, but for these tables."""
    names = _sqlite_tables(engine) if _is_sqlite(engine) else inspect(engine).get_table_names()
    with engine.connect() as connection:
        return {name: _digest(connection, name) for name in names if name not in but}


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _sqlite_tables(engine: Engine) -> list[str]:
    # The virtual tables are read; their shadows follow from them.
    return values_of(
        engine,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' "
        "AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )


def _digest(connection: Connection, table: str) -> str:
    without_key = connection.dialect.name == "sqlite" and table == "parcel_words"
    columns = "rowid, *" if without_key else "*"
    rows = connection.exec_driver_sql(f"SELECT {columns} FROM {table}")  # noqa: S608 - a table of ours
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode("utf-8", "replace")).hexdigest()


def is_whole(engine: Engine) -> bool:
    """Whether the store passes its own check, and no row refers to a missing one."""
    if not _is_sqlite(engine):
        check_database(engine.url)
        return not any(_lost_references(engine))
    return values_of(engine, "PRAGMA integrity_check") == ["ok"] and not rows_of(
        engine, "PRAGMA foreign_key_check"
    )


def _lost_references(engine: Engine) -> Iterator[object]:
    for table in Record.metadata.tables.values():
        for key in table.foreign_keys:
            ours, theirs = key.parent, key.column
            missing = select(ours).where(
                ours.is_not(None), ~exists(select(theirs).where(theirs == ours).correlate(table))
            )
            with engine.connect() as connection:
                yield from connection.scalars(missing)


def drawn(engine: Engine) -> dict[int, tuple[float, float]]:
    """Western and eastern edge of each current parcel in the index of outlines, by its id.

    SQLite's index rounds outwards, by more or less according to how it was filled.
    """
    places = "SELECT parcel_id, west, east FROM parcel_rtree ORDER BY 1"
    if not _is_sqlite(engine):
        places = "SELECT id, ST_XMin(shape), ST_XMax(shape) FROM parcel_shape ORDER BY 1"
    found = (row.values() for row in rows_of(engine, places))
    return {number: (west, east) for number, west, east in found}


@contextmanager
def statements_sent(engine: Engine) -> Iterator[list[tuple[str, int]]]:
    """Each statement sent in the block, and for how many rows of values (0: for one)."""
    sent: list[tuple[str, int]] = []

    def note(*given: object) -> None:
        _, _, statement, values, _, _ = given
        sent.append((str(statement), len(values) if isinstance(values, list) else 0))

    def note_copy(cursor: psycopg.Cursor, statement: str) -> AbstractContextManager[psycopg.Copy]:
        sent.append((statement, 0))
        return copy(cursor, statement)

    copy = psycopg.Cursor.copy
    event.listen(engine, "before_cursor_execute", note)
    try:
        # Rows that go in by COPY go past SQLAlchemy's events.
        with patch.object(psycopg.Cursor, "copy", note_copy):
            yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
