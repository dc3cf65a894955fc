"""A whole store into another, of whatever kind, and both compared."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, DropIndex, Index, Table

from landtrust.errors import LandTrustError, RuleBroken
from landtrust.model.spatial import dialect_of, insert_rows
from landtrust.queries.whole_store import (
    WORDS,
    Fingerprint,
    Rows,
    TableDigest,
    Told,
    filled_tables,
    rows_in_order,
    stored_tables,
    table_digests,
    words_in_order,
)


def copy_store(source: Connection, target: Connection, told: Told) -> dict[str, TableDigest]:
    """Copy everything from one store into another, which must be empty.

    All of it happens in the target's transaction, which the caller ends: nobody sees half of it.
    The index of outlines is built anew, that of words from its texts.

    Args:
        source: Read in one transaction, so that all tables are of one state.
        target: A transaction that writes, with the tables of this program.
        told: Of each batch copied, then of each batch of the target read again.

    Returns:
        What each table holds, here and there.

    Raises:
        RuleBroken: The target is not empty.
        LandTrustError: A row could not be stored, or a table differs from that of the source.
    """
    with filling(target):
        refuse_filled(target)
        dialect_of(target).empty([table.name for table in stored_tables()])
        ours = {table.name: _copy_table(source, target, table, told) for table in stored_tables()}
        ours[WORDS] = _copy_words(source, target, told)
    require_equal(ours, table_digests(target, told))
    return ours


def refuse_filled(connection: Connection) -> None:
    """Refuse a store that holds anything.

    Raises:
        RuleBroken: It does.
    """
    if filled := filled_tables(connection):
        name = connection.engine.url.database
        msg = f"The database {name} is not empty: it has rows in {', '.join(filled)}."
        raise RuleBroken(msg, tables=filled)


@contextmanager
def filling(target: Connection) -> Iterator[None]:
    """Leave indexes out inside the block, and build them when all rows are in."""
    indexes = list(_indexes())
    for index in indexes:
        target.execute(DropIndex(index))
    yield
    for index in indexes:
        target.execute(CreateIndex(index))
    dialect_of(target).fill_places()
    dialect_of(target).continue_ids()
    dialect_of(target).refresh_statistics()


def _indexes() -> Iterator[Index]:
    for table in stored_tables():
        yield from sorted(table.indexes, key=lambda index: str(index.name))


def require_equal(ours: dict[str, TableDigest], theirs: dict[str, TableDigest]) -> None:
    """Compare the tables of two stores, or of a store and its backup.

    Raises:
        LandTrustError: They differ; the message names the first table that does.
    """
    for name, digest in ours.items():
        other = theirs.get(name)
        if other != digest:
            msg = f"The table {name} differs: {_told(digest)} against {_told(other)}."
            raise LandTrustError(msg, table=name)


def _told(digest: TableDigest | None) -> str:
    return f"{digest.rows:,} rows ({digest.sha256[:16]})" if digest else "no table"


def _copy_table(source: Connection, target: Connection, table: Table, told: Told) -> TableDigest:
    columns = [column.name for column in table.columns]
    ready = _for_driver(table, target.dialect)
    mark = Fingerprint(table.columns.values())
    for rows in rows_in_order(source, table):
        mark.add(rows)
        with _naming(table.name):
            insert_rows(target, table.name, columns, ready(rows))
        told(table.name, len(rows))
    return mark.digest()


def _copy_words(source: Connection, target: Connection, told: Told) -> TableDigest:
    mark = Fingerprint(None)
    for rows in words_in_order(source):
        mark.add(rows)
        with _naming(WORDS):
            dialect_of(target).enter_words((row[0], row[1], row[2], row[3]) for row in rows)
        told(WORDS, len(rows))
    return mark.digest()


@contextmanager
def _naming(table: str) -> Iterator[None]:
    """Say in which table a row could not be stored."""
    try:
        yield
    except DBAPIError as problem:
        msg = f"The table {table} cannot be copied ({problem.orig}); nothing was stored."
        raise LandTrustError(msg, table=table) from problem


def _for_driver(table: Table, dialect: Dialect) -> Callable[[Rows], Iterator[tuple[object, ...]]]:
    """What turns the rows of a table into values as the store's driver wants them."""
    writers = [
        column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns
    ]

    def ready(rows: Rows) -> Iterator[tuple[object, ...]]:
        columns: Iterable[Sequence[object]] = zip(*rows, strict=True)
        bound = [
            values if write is None else [write(value) for value in values]
            for write, values in zip(writers, columns, strict=True)
        ]
        return zip(*bound, strict=True)

    return ready
