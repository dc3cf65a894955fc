"""Where the two stores differ: how rows go in, how land and words are found.

SQLite finds land by an R*Tree and words by FTS5, both virtual tables of its standard library;
PostgreSQL finds land by a GiST index on the outlines and words by a GIN index on text vectors.
The rest of the program writes its own statements with question marks, and asks here for what
the two do differently.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult

from landtrust.model.spatial_dialect import StoreDialect, Values
from landtrust.model.spatial_postgresql import PostgresDialect
from landtrust.model.spatial_sqlite import SqliteDialect

_DIALECTS: dict[str, type[StoreDialect]] = {
    "sqlite": SqliteDialect,
    "postgresql": PostgresDialect,
}


def dialect_of(connection: Connection) -> StoreDialect:
    """What the store behind this connection does in its own way."""
    return _DIALECTS[connection.dialect.name](connection)


def is_ours_to_migrate(name: str) -> bool:
    """Whether Alembic should compare this table or index: not what only one store has."""
    return not any(name.startswith(kind.hidden) for kind in _DIALECTS.values())


def insert_rows(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Values],
    *,
    or_leave: bool = False,
) -> None:
    """Insert many rows the fastest way the store has.

    Args:
        connection: An open transaction.
        table: A table of ours.
        columns: Its columns, in the order of the values in each row.
        rows: The values, ready for the driver.
        or_leave: Leave a row that is there already as it is.
    """
    dialect_of(connection).insert_rows(table, columns, rows, or_leave=or_leave)


def run_for_each(connection: Connection, statement: str, rows: Iterable[Values]) -> None:
    """Run one statement with question marks for each row of values."""
    values = list(rows)
    if values:
        connection.exec_driver_sql(dialect_of(connection).in_own_words(statement), values)


def ask(connection: Connection, statement: str, *values: object) -> CursorResult[*tuple[Any, ...]]:
    """Run one statement with question marks.

    Where it says ``{among}`` it has the condition that a value is one of a list; a list or a
    tuple among the values is bound as such.
    """
    dialect = dialect_of(connection)
    bound = tuple(
        dialect.listed(value) if isinstance(value, list | tuple) else value for value in values
    )
    whole = dialect.in_own_words(statement.replace("{among}", dialect.among))
    return connection.exec_driver_sql(whole, bound)
