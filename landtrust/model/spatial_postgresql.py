"""PostgreSQL with PostGIS: a GiST index on the outlines, a GIN index on text vectors, COPY.

Outlines are the same bytes as in SQLite, so that a store can be moved and compared byte by byte;
the index holds them as PostGIS geometries, and the view ``parcel_shape`` shows them so to
whoever connects QGIS or writes SQL.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from landtrust.domain.words import words_of
from landtrust.errors import ConfigurationError
from landtrust.model.declarative import Record
from landtrust.model.spatial_dialect import (
    ALL_NUMBERS,
    Edges,
    Hindrance,
    StoreDialect,
    Values,
    Words,
)

SHAPE = "CAST(ST_GeomFromWKB({outline}, 4326) AS geometry(MultiPolygon, 4326))"
"""An outline as PostGIS knows it; the index is on this very expression."""

_EXTENSION = "postgis"
_CREATE = (
    """CREATE TABLE parcel_words (
        parcel_id bigint PRIMARY KEY, numbers text, address text, owner text,
        words tsvector NOT NULL)""",
    "CREATE INDEX ix_parcel_words_words ON parcel_words USING gin (words)",
    f"""CREATE INDEX ix_parcel_outline_shape ON parcel_outline
        USING gist (({SHAPE.format(outline="outline")}))""",
    f"""CREATE VIEW parcel_shape AS
        SELECT p.id, p.public_id, p.county_fips, p.parcel_number, f.owner_kind, f.land_use,
            f.vacant, f.total_value_cents, p.area_sqm,
            {SHAPE.format(outline="o.outline")} AS shape
        FROM parcel_facts AS f
        JOIN parcel AS p ON p.id = f.parcel_id
        JOIN parcel_outline AS o ON o.parcel_id = f.parcel_id""",
)
_DROP = (
    "DROP VIEW parcel_shape",
    "DROP INDEX ix_parcel_outline_shape",
    "DROP TABLE parcel_words",
)
_SEQUENCES = """
    SELECT quote_ident(s.relname), quote_ident(t.relname), quote_ident(a.attname)
    FROM pg_depend AS d
    JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_class AS t ON t.oid = d.refobjid AND t.relnamespace = current_schema()::regnamespace
    JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
    ORDER BY s.relname"""
"""The sequences that give columns their numbers."""
_DAMAGE = """
    SELECT 'The constraint ' || conname || ' was never checked.'
    FROM pg_constraint WHERE NOT convalidated
    AND connamespace = current_schema()::regnamespace
    UNION ALL
    SELECT 'The index ' || c.relname || ' is not valid.'
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
    ORDER BY 1"""
_ANOTHER_WRITES = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)
_UNWRITABLE = (
    errors.DiskFull,
    errors.ReadOnlySqlTransaction,
    errors.InsufficientPrivilege,
    errors.IoError,
    errors.AdminShutdown,
    errors.CannotConnectNow,
)


class PostgresDialect(StoreDialect):
    """The store of whoever has outgrown one file."""

    hidden: ClassVar[tuple[str, ...]] = (
        "parcel_words",
        "ix_parcel_words_words",
        "ix_parcel_outline_shape",
        "spatial_ref_sys",
    )
    among: ClassVar[str] = "= ANY(?)"
    # To drop an index would lock out all readers, and loads of other counties.
    fills_late: ClassVar[bool] = False
    by_bytes: ClassVar[str] = "C"
    words_key: ClassVar[str] = "parcel_id"

    def in_own_words(self, statement: str) -> str:
        """With the driver's marks."""
        return statement.replace("?", "%s")

    def listed(self, values: Sequence[object]) -> list[object]:
        """A list, which the driver binds as an array."""
        return list(values)

    def create_indexes(self) -> None:
        """Make both, and the view of the outlines.

        Raises:
            ConfigurationError: PostGIS is not installed, or may not be switched on.
        """
        self._switch_postgis_on()
        for statement in _CREATE:
            self.connection.exec_driver_sql(statement)

    def _switch_postgis_on(self) -> None:
        if self._postgis_version() is not None:
            return
        try:
            with self.connection.begin_nested():
                self.connection.exec_driver_sql(f"CREATE EXTENSION {_EXTENSION}")
        except DBAPIError as problem:
            raise ConfigurationError(_why_not_postgis(problem)) from problem

    def drop_indexes(self) -> None:
        """Take both away again; the extension stays."""
        for statement in _DROP:
            self.connection.exec_driver_sql(statement)

    def fill_places(self) -> None:
        """Nothing: the index is on the outlines themselves."""

    def refresh_statistics(self) -> None:
        """Tell the planner how many rows there are of what, from a sample."""
        tables = ", ".join(sorted(("parcel_words", *Record.metadata.tables)))
        self.connection.exec_driver_sql(f"ANALYZE {tables}")

    def insert_rows(
        self, table: str, columns: Sequence[str], rows: Iterable[Values], *, or_leave: bool
    ) -> None:
        """Insert with COPY."""
        if not or_leave:
            self._copy(table, columns, rows)
            return
        fresh, names = f"fresh_{table}", ", ".join(columns)
        self.connection.exec_driver_sql(
            f"CREATE TEMP TABLE IF NOT EXISTS {fresh} (LIKE {table}) ON COMMIT DROP"
        )
        self._copy(fresh, columns, rows)
        self.connection.exec_driver_sql(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {fresh} ON CONFLICT DO NOTHING"
        )
        self.connection.exec_driver_sql(f"TRUNCATE {fresh}")

    def _copy(self, table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
        waiting = iter(rows)
        first = next(waiting, None)
        if first is None:
            return
        driver: Any = self.connection.connection.driver_connection
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write_row(first)
                for row in waiting:
                    copy.write_row(row)
        except psycopg.Error as problem:
            # What went past SQLAlchemy is told as it would tell it.
            raise DBAPIError.instance(statement, None, problem, psycopg.Error) from problem

    def reserve_ids(self, table: str, number: int) -> list[int]:
        """The next ids of the table's sequence: other loads may write at the same time."""
        taken = self.connection.exec_driver_sql(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (f"{table}_id_seq", number)
        )
        return list(taken.scalars())

    def claim(self, county_fips: str) -> bool:
        """By an advisory lock that ends with the transaction."""
        statement = "SELECT pg_try_advisory_xact_lock(hashtext('landtrust county'), %s)"
        return bool(self.connection.exec_driver_sql(statement, (int(county_fips),)).scalar())

    def enter_places(self, edges: Iterable[Edges]) -> None:
        """Nothing: the index is on the outlines themselves."""

    def restore_places(self, parcel_ids: Sequence[int]) -> None:
        """Nothing: the outlines were there all the time."""

    def move_places(self, edges: Iterable[Edges]) -> None:
        """Nothing: the index follows the outlines."""

    def forget_places(self, parcel_ids: Sequence[int]) -> None:
        """Nothing: a former parcel keeps its outline."""

    def enter_words(self, words: Iterable[Words]) -> None:
        """Enter the texts, and their words with their places."""
        columns = ("parcel_id", "numbers", "address", "owner", "words")
        self._copy("parcel_words", columns, ((*row, _vector(row[1:])) for row in words))

    def renew_numbers(self, parcel_ids: Sequence[int]) -> None:
        """Enter all words anew: their places follow from the numbers."""
        if not parcel_ids:
            return
        numbers = ALL_NUMBERS.format(joined="string_agg(DISTINCT i.value, ' ')")
        found = self.connection.exec_driver_sql(
            f"SELECT w.parcel_id, ({numbers} WHERE p.id = w.parcel_id GROUP BY p.id), "
            "w.address, w.owner FROM parcel_words AS w WHERE w.parcel_id = ANY(%s)",
            (list(parcel_ids),),
        )
        renewed: list[Words] = [(row[0], row[1], row[2], row[3]) for row in found]
        self.forget_words(parcel_ids)
        self.enter_words(renewed)

    def forget_words(self, parcel_ids: Sequence[int]) -> None:
        """Take texts out."""
        self.connection.exec_driver_sql(
            "DELETE FROM parcel_words WHERE parcel_id = ANY(%s)", (list(parcel_ids),)
        )

    def empty(self, tables: Sequence[str]) -> None:
        """Delete the rows, children first.

        To truncate is faster, and shows readers whose transaction began before an empty store.
        """
        for name in ("parcel_words", *reversed(tables)):
            self.connection.exec_driver_sql(f"DELETE FROM {name}")

    def continue_ids(self) -> None:
        """Set the sequences to the greatest number of their column."""
        for sequence, table, column in self.connection.exec_driver_sql(_SEQUENCES).all():
            self.connection.exec_driver_sql(
                f"SELECT setval('{sequence}', coalesce(max({column}), 1), "
                f"max({column}) IS NOT NULL) FROM {table}"
            )

    def versions(self) -> str:
        """Those of the server and of PostGIS."""
        server = self.connection.exec_driver_sql("SHOW server_version").scalar()
        return f"PostgreSQL {server}, PostGIS {self._postgis_version() or 'missing'}"

    def _postgis_version(self) -> str | None:
        known = "SELECT extversion FROM pg_extension WHERE extname = %s"
        found = self.connection.exec_driver_sql(known, (_EXTENSION,)).scalar()
        return None if found is None else str(found)

    def damage(self) -> Iterator[str]:
        """By the catalogue: PostGIS, and what was left unchecked or half built."""
        if self._postgis_version() is None:
            yield "The database has no PostGIS: run “CREATE EXTENSION postgis” in it."
        yield from self.connection.exec_driver_sql(_DAMAGE).scalars()
        if not self._has_shape_index():
            yield "The index of outlines is missing."

    def _has_shape_index(self) -> bool:
        found = self.connection.exec_driver_sql("SELECT to_regclass('ix_parcel_outline_shape')")
        return found.scalar() is not None

    def unplaced(self) -> int:
        """Current parcels without an outline: the index has all that there are."""
        found = self.connection.exec_driver_sql(
            "SELECT count(*) FROM parcel_facts AS f WHERE NOT EXISTS "
            "(SELECT 1 FROM parcel_outline AS o WHERE o.parcel_id = f.parcel_id)"
        )
        return int(found.scalar_one())

    def hindrance(self, problem: DBAPIError) -> Hindrance | None:
        """By the class that the driver gives the error."""
        cause = problem.orig
        if isinstance(cause, _ANOTHER_WRITES):
            return "another writes"
        if isinstance(cause, errors.QueryCanceled):
            return "takes too long"
        lost = isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None
        return "cannot be written" if lost or isinstance(cause, _UNWRITABLE) else None


def _vector(texts: Iterable[str | None]) -> str:
    """The words of several texts as PostgreSQL writes a text vector.

    Between two texts a place is left free, so that no phrase runs from one into the other.
    """
    return " ".join(f"{word}:{place}" for word, place in _placed(texts))


def _placed(texts: Iterable[str | None]) -> Iterator[tuple[str, int]]:
    place = 0
    for text in texts:
        for word in words_of(text or ""):
            place += 1
            yield word, place
        place += 1


def _why_not_postgis(problem: DBAPIError) -> str:
    if isinstance(problem.orig, errors.InsufficientPrivilege):
        return (
            "The database has no PostGIS yet, and its user may not switch it on: as a superuser, "
            "run “CREATE EXTENSION postgis” in this database once."
        )
    return (
        "The database server has no PostGIS: install it (Debian: postgresql-postgis). "
        f"It says: {problem.orig}"
    )
