"""The engine, opened by a door and handed down; and the state of its tables."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

import landtrust.model
from landtrust.errors import ConfigurationError

BUSY_TIMEOUT_MS = 30_000
CACHE_KIB = 65_536
WRITING_CACHE_KIB = 393_216
"""A load of a whole State writes to all indexes at once: what does not fit is written twice."""


_PRAGMAS = (
    # Holds for a file that is yet to be made: outlines of a few hundred bytes, many to a page.
    "PRAGMA page_size = 16384",
    "PRAGMA journal_mode = WAL",
    # With WAL, NORMAL loses no committed load to a killed process, only to a power cut
    # in the last moments, and never the file's consistency.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA temp_store = FILE",
)


@dataclass(frozen=True)
class Limits:
    """What a PostgreSQL server may be asked for; SQLite knows neither.

    Attributes:
        connections: Most connections of this process at once.
        statement_seconds: How long one question of a reader may take; None: as long as it takes.
    """

    connections: int = 10
    statement_seconds: float | None = None


def open_engine(address: str, limits: Limits = Limits()) -> Engine:
    """An engine for this database address.

    Raises:
        ConfigurationError: The address cannot be read, or names another kind of database.
    """
    try:
        url = make_url(address)
    except ArgumentError as problem:
        msg = f"LANDTRUST_DATABASE_URL: “{address}” is not a database address."
        raise ConfigurationError(msg) from problem
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    if url.get_backend_name() == "postgresql":
        return _open_postgresql(url.set(drivername="postgresql+psycopg"), limits)
    msg = (
        f"LANDTRUST_DATABASE_URL: no support for {url.get_backend_name()}; "
        "use sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE."
    )
    raise ConfigurationError(msg)


def _open_sqlite(url: URL) -> Engine:
    _make_room(url)
    # Owner lines are parameters: an error that shows them would put names into logs.
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgresql(url: URL, limits: Limits) -> Engine:
    settings = {
        # A page is of one state of the store, however many questions it takes.
        "default_transaction_isolation": "repeatable\\ read",
        "default_transaction_read_only": "on",
        "statement_timeout": f"{round((limits.statement_seconds or 0) * 1000)}",
        "timezone": "UTC",
        # It takes longer to compile our questions than to answer them.
        "jit": "off",
    }
    engine = create_engine(
        url,
        hide_parameters=True,
        # A server that was restarted has forgotten the connections of before.
        pool_pre_ping=True,
        pool_size=limits.connections,
        max_overflow=0,
        connect_args={
            "application_name": "landtrust",
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    # Who writes looks at what others have committed since, and may take its time.
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _make_room(url: URL) -> None:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    del record
    # The driver's own transaction handling breaks savepoints; we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    # A load says at once that it will write, else two loads could both read, then one fail.
    writes = connection.get_execution_options().get("writes", False)
    if writes:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{WRITING_CACHE_KIB}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    folder = Path(landtrust.model.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    return config


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end of the block, undone by an error."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to this revision, making them where there are none."""
    with writing(engine) as connection:
        command.upgrade(_alembic(connection), revision)


def downgrade(engine: Engine, revision: str = "-1") -> None:
    """Take the tables back to this revision; what only the later one could hold is lost."""
    with writing(engine) as connection:
        command.downgrade(_alembic(connection), revision)


def compare_with_model(engine: Engine) -> None:
    """Raise if the tables and the model differ (`alembic check`)."""
    with engine.connect() as connection:
        command.check(_alembic(connection))


def wanted_revision() -> str:
    """The revision of the tables that this program works with."""
    return str(ScriptDirectory.from_config(_alembic()).get_current_head())


def require_current_tables(engine: Engine) -> None:
    """Refuse a database whose tables are not those of this program.

    Raises:
        ConfigurationError: The tables are missing, older or newer, or the file is no database.
    """
    wanted = wanted_revision()
    address = engine.url.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as problem:
        msg = f"The database at {address} cannot be used: {problem.orig}."
        raise ConfigurationError(msg) from problem
    if found != wanted:
        msg = (
            f"The database at {address} is at revision "
            f"{found or 'none'}, this program needs {wanted}: run “landtrust database upgrade”."
        )
        raise ConfigurationError(msg)
