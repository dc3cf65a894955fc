"""What is other in a release than in the one before: counted in a database of its own.

Both files are read batch by batch, so memory does not grow with them; the disk holds each
parcel's values once, an outline as its fingerprint.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from landtrust.errors import LandTrustError, NoRoom
from landtrust.exports.parcel_table import OUTLINE
from landtrust.exports.releases.manifest import (
    Changelog,
    FileEntry,
    Release,
    TableChange,
    TableEntry,
)
from landtrust.phrases import Phrase

KEY = "parcel_id"
DATING = frozenset(("roll_year", "snapshot"))
"""The year of the roll and the day of fetching: others each year, and no change of a parcel."""

_BATCH_ROWS = 5_000
_ROOM = "comparing.sqlite3"
_BEFORE, _AFTER = "parcel_before", "parcel_after"

Tables = Sequence[TableEntry]


def changelog(
    before: Release,
    parcels: tuple[Path, Path],
    tables: Tables,
    files: Iterable[FileEntry],
    room: Path,
) -> Changelog:
    """What is other than in the release before.

    Args:
        before: That release.
        parcels: Its GeoParquet file of parcels, and the new one.
        tables: Of the new release.
        files: Of the new release, as far as both can have them.
        room: A folder for what is written meanwhile.
    """
    added, gone, changed, fields = compare_parcels(*parcels, room)
    names, former = {one.name for one in files}, {one.name for one in before.files}
    return Changelog(
        since=before.version,
        added=added,
        gone=gone,
        changed=changed,
        fields=fields,
        tables=tuple(_table_changes(before.tables, tables)),
        files_added=tuple(sorted(names - former)),
        files_gone=tuple(sorted(former - names)),
    )


def compare_parcels(before: Path, after: Path, room: Path) -> tuple[int, int, int, dict[str, int]]:
    """How many parcels are added, gone and changed; and how many have another value, by column.

    Only columns of both files are compared; those in which no parcel differs are left out.

    Raises:
        NoRoom: The disk is full.
        LandTrustError: It has another fault.
    """
    common = [one for one in _columns(after) if one in _columns(before) and one != KEY]
    path = room / _ROOM
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            # It is thrown away whatever happens.
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA journal_mode = OFF")
            _fill(database, _BEFORE, before, common)
            _fill(database, _AFTER, after, common)
            only = (
                _counted_only(database, _AFTER, _BEFORE),
                _counted_only(database, _BEFORE, _AFTER),
            )
            changed, differing = _counted_changes(database, common)
    except sqlite3.OperationalError as problem:
        raise _said_of(problem) from problem
    finally:
        path.unlink(missing_ok=True)
    by_name = {name: count for name, count in zip(common, differing, strict=True) if count}
    return *only, changed, {_said(name): count for name, count in by_name.items()}


def _said_of(problem: sqlite3.OperationalError) -> LandTrustError:
    if problem.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return NoRoom("There is no room on the disk for this file.")
    msg = Phrase(
        "The release could not be compared with the one before: %(why)s.", why=str(problem)
    )
    return LandTrustError(msg)


def _columns(path: Path) -> list[str]:
    return [one for one in pq.read_schema(path).names if one != "bbox"]


def _said(column: str) -> str:
    return "outline" if column == OUTLINE else column


def _fill(database: sqlite3.Connection, table: str, path: Path, columns: Sequence[str]) -> None:
    places = "".join(f", value_{at}" for at in range(len(columns)))
    marks = ", ?" * len(columns)
    database.execute(f"CREATE TABLE {table} (key TEXT PRIMARY KEY{places}) WITHOUT ROWID")
    database.execute("BEGIN")
    database.executemany(f"INSERT INTO {table} VALUES (?{marks})", _rows(path, columns))
    database.execute("COMMIT")


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH_ROWS, columns=[KEY, *columns]):
            by_name: Mapping[str, list[Any]] = batch.to_pydict()
            yield from zip(
                by_name[KEY], *(_plain(name, by_name[name]) for name in columns), strict=True
            )


def _plain(name: str, values: list[Any]) -> list[Any]:
    if name != OUTLINE:
        return values
    return [hashlib.blake2b(one, digest_size=16).digest() for one in values]


def _counted_only(database: sqlite3.Connection, one: str, other: str) -> int:
    query = f"SELECT count(*) FROM {one} WHERE key NOT IN (SELECT key FROM {other})"
    return int(database.execute(query).fetchone()[0])


def _counted_changes(
    database: sqlite3.Connection, columns: Sequence[str]
) -> tuple[int, tuple[int, ...]]:
    differs = [f"one.value_{at} IS NOT other.value_{at}" for at in range(len(columns))]
    told = [test for name, test in zip(columns, differs, strict=True) if name not in DATING]
    sums = ", ".join(f"total({test})" for test in (" OR ".join(told) or "0", *differs))
    query = f"SELECT {sums} FROM {_AFTER} AS one JOIN {_BEFORE} AS other USING (key)"
    changed, *each = map(int, database.execute(query).fetchone())
    return changed, tuple(each)


def _table_changes(before: Tables, after: Tables) -> Iterator[TableChange]:
    former = {one.name: one for one in before}
    for table in after:
        known = former.pop(table.name, None)
        if known is None:
            yield TableChange(name=table.name, rows_before=None, rows=table.rows)
        else:
            yield _table_change(known, table)
    for table in former.values():
        yield TableChange(name=table.name, rows_before=table.rows, rows=None)


def _table_change(before: TableEntry, after: TableEntry) -> TableChange:
    types, former = after.schema_of(), before.schema_of()
    return TableChange(
        name=after.name,
        rows_before=before.rows,
        rows=after.rows,
        fields_added=tuple(name for name in types if types[name] != former.get(name)),
        fields_gone=tuple(name for name in former if former[name] != types.get(name)),
    )
