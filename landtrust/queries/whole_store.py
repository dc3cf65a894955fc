"""The whole store, table by table: its rows in an order of their own, and their fingerprints.

What a fingerprint says does not depend on the kind of store, so that two stores can be compared,
and a store with its backup.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    collate,
    func,
    inspect,
    select,
)
from sqlalchemy import column as named
from sqlalchemy import table as named_table
from sqlalchemy.schema import Column, Table
from sqlalchemy.types import TypeDecorator

from landtrust.model import Record
from landtrust.model.places import County, Region, RegionCounty
from landtrust.model.spatial import dialect_of

Rows = Sequence[Sequence[Any]]
Told = Callable[[str, int], None]
"""Told of each batch: the table, and how many rows."""

WORDS = "parcel_words"
WORDS_COLUMNS = ("parcel_id", "numbers", "address", "owner")

_ROWS_AT_ONCE = 5_000
# Every store has these from its first moment, and they are defined by us.
_GIVEN = frozenset(one.__tablename__ for one in (County, Region, RegionCounty))


class TableDigest(NamedTuple):
    """What a table holds, in two words.

    Attributes:
        rows: How many rows.
        sha256: Of all their values, in the order of the primary key.
    """

    rows: int
    sha256: str


def stored_tables() -> list[Table]:
    """All tables of the model, each after those that it refers to."""
    return Record.metadata.sorted_tables


def filled_tables(connection: Connection) -> list[str]:
    """The tables that hold anything but the counties and regions which every store has."""
    there = set(inspect(connection).get_table_names())
    asked = [one for one in stored_tables() if one.name in there and one.name not in _GIVEN]
    if not asked:
        return []
    found = connection.execute(select(*(_holds_any(one) for one in asked))).one()
    return [one.name for one, holds in zip(asked, found, strict=True) if holds]


def _holds_any(table: Table) -> ColumnElement[bool]:
    return select(table).exists()


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has, and the index of words."""
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in stored_tables()]
    counts.append(select(func.count()).select_from(named_table(WORDS)).scalar_subquery())
    found = connection.execute(select(*counts)).one()
    return dict(zip((*(one.name for one in stored_tables()), WORDS), found, strict=True))


def rows_in_order(connection: Connection, table: Table) -> Iterator[Rows]:
    """All rows of a table by its primary key, in batches, as the types of its columns say."""
    yield from _batches(connection, select(table).order_by(*_key(connection, table)))


def words_in_order(connection: Connection) -> Iterator[Rows]:
    """The texts of the index of words (`WORDS_COLUMNS`) by parcel, in batches."""
    key = named(dialect_of(connection).words_key, BigInteger)
    texts = [named(name, Text) for name in WORDS_COLUMNS[1:]]
    asked = select(key, *texts).select_from(named_table(WORDS)).order_by(key)
    yield from _batches(connection, asked)


def _key(connection: Connection, table: Table) -> Iterator[ColumnElement[Any]]:
    by_bytes = dialect_of(connection).by_bytes
    for column in table.primary_key:
        is_text = column.type.python_type is str
        yield collate(column, by_bytes) if is_text else column


def _batches(connection: Connection, asked: Select[*tuple[Any, ...]]) -> Iterator[Rows]:
    with connection.execute(asked, execution_options={"yield_per": _ROWS_AT_ONCE}) as found:
        yield from found.partitions()


class Fingerprint:
    """The digest of a table, as its rows go by.

    Rows are hashed as JSON, one after the other: numbers with a fraction as Python writes them
    (a zero has no sign), instants in UTC, bytes as hexadecimal digits, what is missing as null.

    Args:
        columns: Of the table, or None for the index of words.
    """

    def __init__(self, columns: Sequence[Column[object]] | None) -> None:
        """Begin without rows."""
        names = [column.name for column in columns] if columns else list(WORDS_COLUMNS)
        kinds = [_kind(column) for column in columns] if columns else [str] * len(names)
        self._writers = [_WRITERS.get(kind, _as_it_is) for kind in kinds]
        self._hash = hashlib.sha256(orjson.dumps(names))
        self._rows = 0

    def add(self, rows: Rows) -> None:
        """Let these rows follow."""
        columns = zip(*rows, strict=True)
        written = [write(values) for write, values in zip(self._writers, columns, strict=True)]
        self._hash.update(orjson.dumps(list(zip(*written, strict=True)))[1:-1] + b",")
        self._rows += len(rows)

    def digest(self) -> TableDigest:
        """What came of the rows so far."""
        return TableDigest(self._rows, self._hash.hexdigest())


def _kind(column: Column[object]) -> type:
    kind = column.type
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type


def _as_it_is(values: Sequence[object]) -> Sequence[object]:
    return values


def _numbers(values: Sequence[float | None]) -> list[str | None]:
    # JSON knows no NaN. A zero loses its sign in SQLite: adding one does the same here.
    return [None if value is None else repr(value + 0.0) for value in values]


def _bytes(values: Sequence[bytes | None]) -> list[str | None]:
    return [None if value is None else value.hex() for value in values]


def _instants(values: Sequence[datetime | None]) -> list[str | None]:
    return [None if value is None else value.astimezone(UTC).isoformat() for value in values]


_WRITERS: dict[type, Callable[..., Sequence[object]]] = {
    float: _numbers,
    bytes: _bytes,
    datetime: _instants,
}


def table_digests(connection: Connection, told: Told) -> dict[str, TableDigest]:
    """The digest of every table and of the index of words; all of one state of the store.

    Args:
        connection: In a transaction, or one begins.
        told: Of each batch read.
    """
    found: dict[str, TableDigest] = {}
    for table in stored_tables():
        mark = Fingerprint(table.columns.values())
        found[table.name] = _digest(mark, table.name, rows_in_order(connection, table), told)
    found[WORDS] = _digest(Fingerprint(None), WORDS, words_in_order(connection), told)
    return found


def _digest(mark: Fingerprint, name: str, batches: Iterator[Rows], told: Told) -> TableDigest:
    for rows in batches:
        mark.add(rows)
        told(name, len(rows))
    return mark.digest()
