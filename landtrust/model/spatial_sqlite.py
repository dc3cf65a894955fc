"""SQLite: an R*Tree and FTS5, virtual tables that no ORM describes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, ClassVar

import numpy as np
import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from landtrust.model.rtree_packing import pack
from landtrust.model.spatial_dialect import (
    ALL_NUMBERS,
    Edges,
    Hindrance,
    StoreDialect,
    Values,
    Words,
)

_ROWS_AT_ONCE = 100_000
_EDGES = ("west", "east", "south", "north")
_CREATE = (
    "CREATE VIRTUAL TABLE parcel_rtree USING rtree(parcel_id, west, east, south, north)",
    """CREATE VIRTUAL TABLE parcel_words USING fts5(
        numbers, address, owner, tokenize='unicode61 remove_diacritics 2', columnsize=0)""",
)
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")


class SqliteDialect(StoreDialect):
    """The embedded store: one file, one writer at a time."""

    hidden: ClassVar[tuple[str, ...]] = ("parcel_rtree", "parcel_words")
    among: ClassVar[str] = "IN (SELECT value FROM json_each(?))"
    fills_late: ClassVar[bool] = True
    by_bytes: ClassVar[str] = "BINARY"
    words_key: ClassVar[str] = "rowid"

    def __init__(self, connection: Connection) -> None:
        """Speak through this connection."""
        super().__init__(connection)
        self._next_ids: dict[str, int] = {}

    def in_own_words(self, statement: str) -> str:
        """The statement as it is."""
        return statement

    def listed(self, values: Sequence[object]) -> str:
        """The values as JSON."""
        return orjson.dumps(list(values)).decode()

    def create_indexes(self) -> None:
        """Make both virtual tables."""
        for statement in _CREATE:
            self.connection.exec_driver_sql(statement)

    def drop_indexes(self) -> None:
        """Take both away again."""
        for name in self.hidden:
            self.connection.exec_driver_sql(f"DROP TABLE {name}")

    def fill_places(self) -> None:
        """Enter all current parcels in the index of outlines, which must be empty."""
        found = self.connection.exec_driver_sql(
            "SELECT p.id, p.west, p.east, p.south, p.north "
            "FROM parcel_facts AS f JOIN parcel AS p ON p.id = f.parcel_id ORDER BY p.id"
        )
        # Number by number, past the row objects: numpy asks each for a dozen attributes.
        cursor: Any = found.cursor
        numbers = np.fromiter(chain.from_iterable(cursor), dtype=np.float64)
        if not numbers.size:
            return
        table = numbers.reshape(-1, 5)
        ids = table[:, 0].astype(np.int64)
        tree = pack(ids, table[:, 1:])
        self.connection.exec_driver_sql("DELETE FROM parcel_rtree_node")
        self._insert("parcel_rtree_node", ("nodeno", "data"), tree.nodes)
        self._insert("parcel_rtree_parent", ("nodeno", "parentnode"), tree.parents)
        for begin in range(0, len(ids), _ROWS_AT_ONCE):
            chosen = slice(begin, begin + _ROWS_AT_ONCE)
            leaves = zip(ids[chosen].tolist(), tree.node_of_row[chosen].tolist(), strict=True)
            self._insert("parcel_rtree_rowid", ("rowid", "nodeno"), leaves)

    def refresh_statistics(self) -> None:
        """Tell the planner how many rows there are of what, from a sample."""
        self.connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        self.connection.exec_driver_sql("ANALYZE")

    def insert_rows(
        self, table: str, columns: Sequence[str], rows: Iterable[Values], *, or_leave: bool
    ) -> None:
        """Insert with one prepared statement."""
        self._insert(table, columns, rows, " ON CONFLICT DO NOTHING" if or_leave else "")

    def _insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Values], conflict: str = ""
    ) -> None:
        marks = ", ".join("?" * len(columns))
        names = ", ".join(columns)
        self._run(f"INSERT INTO {table} ({names}) VALUES ({marks}){conflict}", rows)

    def _run(self, statement: str, rows: Iterable[Values]) -> None:
        values = list(rows)
        if values:
            self.connection.exec_driver_sql(statement, values)

    def reserve_ids(self, table: str, number: int) -> range:
        """The ids after the last: nobody else writes until this transaction ends."""
        if table not in self._next_ids:
            last = self.connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar()
            self._next_ids[table] = (last or 0) + 1
        first = self._next_ids[table]
        self._next_ids[table] += number
        return range(first, first + number)

    def claim(self, county_fips: str) -> bool:
        """True: the transaction has the whole store to itself since it began."""
        del county_fips
        return True

    def enter_places(self, edges: Iterable[Edges]) -> None:
        """Enter rectangles one by one."""
        self._insert("parcel_rtree", ("parcel_id", *_EDGES), edges)

    def restore_places(self, parcel_ids: Sequence[int]) -> None:
        """Enter the stored edges."""
        edges = ", ".join(_EDGES)
        self._run(
            f"INSERT INTO parcel_rtree (parcel_id, {edges}) SELECT id, {edges} FROM parcel "
            "WHERE id = ?",
            ((parcel_id,) for parcel_id in parcel_ids),
        )

    def move_places(self, edges: Iterable[Edges]) -> None:
        """Change rectangles one by one."""
        settings = ", ".join(f"{name} = ?" for name in _EDGES)
        moved = ((*numbers, parcel_id) for parcel_id, *numbers in edges)
        self._run(f"UPDATE parcel_rtree SET {settings} WHERE parcel_id = ?", moved)

    def forget_places(self, parcel_ids: Sequence[int]) -> None:
        """Take rectangles out one by one."""
        each = ((parcel_id,) for parcel_id in parcel_ids)
        self._run("DELETE FROM parcel_rtree WHERE parcel_id = ?", each)

    def enter_words(self, words: Iterable[Words]) -> None:
        """Enter the texts; FTS5 splits them into words."""
        self._insert("parcel_words", ("rowid", "numbers", "address", "owner"), words)

    def renew_numbers(self, parcel_ids: Sequence[int]) -> None:
        """Enter the texts of the numbers anew."""
        numbers = ALL_NUMBERS.format(joined="group_concat(DISTINCT i.value)") + "WHERE p.id = ?"
        self._run(
            f"UPDATE parcel_words SET numbers = ({numbers}) WHERE rowid = ?",
            ((parcel_id, parcel_id) for parcel_id in parcel_ids),
        )

    def forget_words(self, parcel_ids: Sequence[int]) -> None:
        """Take texts out one by one."""
        each = ((parcel_id,) for parcel_id in parcel_ids)
        self._run("DELETE FROM parcel_words WHERE rowid = ?", each)

    def empty(self, tables: Sequence[str]) -> None:
        """Delete the rows, children first."""
        for name in (*self.hidden, *reversed(tables)):
            self.connection.exec_driver_sql(f"DELETE FROM {name}")

    def continue_ids(self) -> None:
        """Nothing: the next id follows the greatest that a table has."""

    def versions(self) -> str:
        """That of the library."""
        return f"SQLite {self.connection.exec_driver_sql('SELECT sqlite_version()').scalar()}"

    def damage(self) -> Iterator[str]:
        """By SQLite's own checks of the file, of references and of the index of outlines."""
        for (found,) in self.connection.exec_driver_sql("PRAGMA integrity_check"):
            if found != "ok":
                yield f"The file is damaged: {found}."
        counted = 'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2'
        for table, parent, rows in self.connection.exec_driver_sql(counted):
            yield f"{rows:,} rows of {table} refer to a missing row of {parent}."
        tree = self.connection.exec_driver_sql("SELECT rtreecheck('parcel_rtree')").scalar()
        if tree != "ok":
            yield f"The index of outlines is damaged: {tree}."

    def unplaced(self) -> int:
        """Compare the rows of the tree with the current parcels, both ways."""
        found = self.connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM parcel_facts WHERE parcel_id NOT IN "
            "(SELECT rowid FROM parcel_rtree_rowid)) + (SELECT count(*) FROM parcel_rtree_rowid "
            "WHERE rowid NOT IN (SELECT parcel_id FROM parcel_facts))"
        )
        return int(found.scalar_one())

    def hindrance(self, problem: DBAPIError) -> Hindrance | None:
        """By the name that SQLite gives the error."""
        name = getattr(problem.orig, "sqlite_errorname", "")
        if name.startswith(_BUSY):
            return "another writes"
        return "cannot be written" if name.startswith(_UNWRITABLE) else None
