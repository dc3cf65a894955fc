"""Where the two stores differ: the index of outlines in space, and the index of words.

SQLite has both as virtual tables of its standard library (R*Tree, FTS5), which no ORM describes:
their statements stand here and are run by the migrations.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import orjson
from sqlalchemy import Connection

from landtrust.model.rtree_packing import pack

_ROWS_AT_ONCE = 100_000

VIRTUAL_TABLES = ("parcel_rtree", "parcel_words")

RTREE_COLUMNS = ("parcel_id", "west", "east", "south", "north")
WORDS_COLUMNS = ("rowid", "numbers", "address", "owner")

_CREATE = (
    "CREATE VIRTUAL TABLE parcel_rtree USING rtree(parcel_id, west, east, south, north)",
    """CREATE VIRTUAL TABLE parcel_words USING fts5(
        numbers, address, owner, tokenize='unicode61 remove_diacritics 2', columnsize=0)""",
)


def create_indexes(connection: Connection) -> None:
    """Make the index of outlines and the index of words."""
    for statement in _CREATE:
        connection.exec_driver_sql(statement)


def drop_indexes(connection: Connection) -> None:
    """Take both away again."""
    for name in VIRTUAL_TABLES:
        connection.exec_driver_sql(f"DROP TABLE {name}")


def is_ours_to_migrate(table_name: str) -> bool:
    """Whether Alembic should compare this table: not the virtual ones and their shadows."""
    return not table_name.startswith(VIRTUAL_TABLES)


def pack_places(connection: Connection) -> None:
    """Enter all current parcels in the index of outlines, which must be empty."""
    found = connection.exec_driver_sql(
        "SELECT p.id, p.west, p.east, p.south, p.north "
        "FROM parcel_facts AS f JOIN parcel AS p ON p.id = f.parcel_id ORDER BY p.id"
    )
    # Number by number: numpy asks each row object for a dozen attributes before it looks inside.
    numbers = np.fromiter(chain.from_iterable(found.yield_per(_ROWS_AT_ONCE)), dtype=np.float64)
    if not numbers.size:
        return
    table = numbers.reshape(-1, 5)
    ids = table[:, 0].astype(np.int64)
    tree = pack(ids, table[:, 1:])
    connection.exec_driver_sql("DELETE FROM parcel_rtree_node")
    insert_rows(connection, "parcel_rtree_node", ("nodeno", "data"), tree.nodes)
    insert_rows(connection, "parcel_rtree_parent", ("nodeno", "parentnode"), tree.parents)
    for begin in range(0, len(ids), _ROWS_AT_ONCE):
        chosen = slice(begin, begin + _ROWS_AT_ONCE)
        leaves = zip(ids[chosen].tolist(), tree.node_of_row[chosen].tolist(), strict=True)
        insert_rows(connection, "parcel_rtree_rowid", ("rowid", "nodeno"), leaves)


def refresh_statistics(connection: Connection) -> None:
    """Tell the planner how many rows there are of what, from a sample."""
    connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
    connection.exec_driver_sql("ANALYZE")


def insert_rows(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
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
    marks = ", ".join("?" * len(columns))
    conflict = " ON CONFLICT DO NOTHING" if or_leave else ""
    names = ", ".join(columns)
    run_for_each(connection, f"INSERT INTO {table} ({names}) VALUES ({marks}){conflict}", rows)


def run_for_each(
    connection: Connection, statement: str, rows: Iterable[tuple[object, ...]]
) -> None:
    """Run one statement with question marks for each row of values."""
    values = list(rows)
    if values:
        connection.exec_driver_sql(statement, values)


def listed(values: Sequence[object]) -> str:
    """Many values as one bound parameter, for ``IN (SELECT value FROM json_each(:values))``."""
    return orjson.dumps(list(values)).decode()
