"""The engine, opened by a door and handed down; and the state of its tables."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

import landtrust.model
from landtrust.errors import Busy, ConfigurationError, LandTrustError, NotFound
from landtrust.phrases import Phrase
from landtrust.postgresql import USUAL_LIMITS, Limits, open_postgresql
from landtrust.queries.filtering.sqlite_functions import add_functions

BUSY_TIMEOUT_MS = 30_000
CACHE_KIB = 65_536
WRITING_CACHE_KIB = 393_216
"""A load of a whole State writes to all indexes at once: what does not fit is written twice."""
_STREAMING_CACHE_KIB = 8_192
"""Who reads all from the first row to the last looks at hardly anything twice."""

LOG_PATIENCE_MS = 200
"""How long a deletion waits for those who read before it leaves its log to the next who writes."""

_UNFINISHED = "unfinished "
_CACHE = "cache_kib"
_SECRETS = ("password", "sslpassword", "sslkey", "passfile")

_LINES: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()
"""Where those of this process who write a little stand in line.

A store lets those who wait try again now and then, or hold a connection while they wait, and
turns away whoever was unlucky for too long; that is left for writers of other processes.
"""

_LOGS_TO_EMPTY: WeakSet[Engine] = WeakSet()
"""Stores of this process whose log may still hold what was deleted, since somebody was reading."""

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

_READING_PRAGMAS = (
    # A file that somebody handed on may say that functions run while it is read.
    "PRAGMA trusted_schema = OFF",
    "PRAGMA query_only = ON",
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA temp_store = FILE",
)


def open_engine(address: str, limits: Limits = USUAL_LIMITS) -> Engine:
    """An engine for this database address.

    Raises:
        ConfigurationError: The address cannot be read, or names another kind of database.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as problem:
        # Not what it is: it may hold a password.
        msg = (
            "LANDTRUST_DATABASE_URL is not a database address; "
            "use sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE."
        )
        raise ConfigurationError(msg) from problem
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    if url.get_backend_name() == "postgresql":
        return open_postgresql(url.set(drivername="postgresql+psycopg"), limits)
    msg = (
        f"LANDTRUST_DATABASE_URL: no support for {url.get_backend_name()}; "
        "use sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE."
    )
    raise ConfigurationError(msg)


@contextmanager
def opened_engine(address: str) -> Iterator[Engine]:
    """An engine for this database address, whose connections are closed after the block."""
    engine = open_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


def _open_sqlite(url: URL) -> Engine:
    _make_room(url)
    # Owner lines are parameters: an error that shows them would put names into logs.
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def open_reading(file: Path) -> Engine:
    """An engine on a SQLite file that only reads it: nothing is written, or made.

    Raises:
        NotFound: There is no such file.
    """
    if not file.is_file():
        raise NotFound(Phrase("There is no database file %(path)s.", path=file), path=str(file))
    # Beside a file in WAL mode a reader makes two others; where it may not, nobody writes.
    alone = not os.access(file.absolute().parent, os.W_OK) and not Path(f"{file}-wal").exists()
    address = f"{file.absolute().as_uri()}?{'immutable=1' if alone else 'mode=ro'}"

    def connected() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    url = URL.create("sqlite", database=str(file))
    engine = create_engine(url, creator=connected, hide_parameters=True)
    event.listen(engine, "connect", _prepare_reading)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_room(url: URL) -> None:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    del record
    # The driver's own transaction handling breaks savepoints; we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    add_functions(connection)


def _prepare_reading(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    del record
    connection.isolation_level = None
    for pragma in _READING_PRAGMAS:
        connection.execute(pragma)
    add_functions(connection)


def _begin_sqlite(connection: Connection) -> None:
    # A load says at once that it will write, else two loads could both read, then one fail.
    options = connection.get_execution_options()
    writes = options.get("writes", False)
    _size_cache(connection, _cache_kib(options))
    if writes and options.get("little", False):
        # What people delete is overwritten, however SQLite was built. A load deletes too much.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    if options.get("waits", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    else:
        _begin_at_once(connection)


def _cache_kib(options: Mapping[str, object]) -> int:
    if options.get("streams", False):
        return _STREAMING_CACHE_KIB
    writes_much = options.get("writes", False) and not options.get("little", False)
    return WRITING_CACHE_KIB if writes_much else CACHE_KIB


def _size_cache(connection: Connection, kib: int) -> None:
    if connection.info.get(_CACHE, CACHE_KIB) != kib:
        # Not as a statement of whoever asks: it is the room that they ask in.
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA cache_size = -{kib}")
        connection.info[_CACHE] = kib


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


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


@contextmanager
def writing_a_little(
    engine: Engine, *, waits: bool = True, erases: bool = False
) -> Iterator[Connection]:
    """A transaction that writes what a form says: committed at the end, undone by an error.

    Args:
        engine: The database.
        waits: Whether to wait until nobody else writes; without it, whoever comes second fails.
        erases: Whether it deletes what must not stay in the log of a SQLite file either.

    Raises:
        OperationalError: Somebody else writes, for longer than there is patience.
        Busy: Others of this process wait to write, for longer than there is patience.
    """
    options = {"writes": True, "little": True, "waits": waits}
    with _in_line(engine) if waits else nullcontext():
        begun = engine.connect().execution_options(**options)
        with begun as connection, connection.begin():
            yield connection
        if erases:
            _empty_log(engine, LOG_PATIENCE_MS)
        elif engine in _LOGS_TO_EMPTY:
            _empty_log(engine, 0)


@contextmanager
def _in_line(engine: Engine) -> Iterator[None]:
    line = _LINES.setdefault(engine, Lock())
    if not line.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
        raise Busy("Many people are writing just now. Please try again in a moment.")
    try:
        yield
    finally:
        line.release()


def streaming(engine: Engine) -> Connection:
    """A connection for reading very many rows, each once: it keeps few of them in memory."""
    return engine.connect().execution_options(streams=True)


def _empty_log(engine: Engine, patience_ms: int) -> None:
    """Take out of the log beside a SQLite file what was deleted from the file.

    Nobody who reads waits for it, and whoever writes waits no longer than its patience. Where
    somebody reads from the log for longer, the next who writes tries again.
    """
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {patience_ms}")
        try:
            # This one waits for nobody, and leaves little to do to the one that others wait for.
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = cursor.fetchall()[0][0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    (_LOGS_TO_EMPTY.add if is_busy else _LOGS_TO_EMPTY.discard)(engine)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to this revision, making them where there are none.

    Raises:
        ConfigurationError: The store is a copy that was cut off.
    """
    with writing(engine) as connection:
        _refuse_unfinished(connection)
        command.upgrade(_alembic(connection), revision)


def downgrade(engine: Engine, revision: str = "-1") -> None:
    """Take the tables back to this revision; what only the later one could hold is lost."""
    with writing(engine) as connection:
        command.downgrade(_alembic(connection), revision)


def compare_with_model(engine: Engine) -> None:
    """Raise if the tables and the model differ (`alembic check`)."""
    with engine.connect() as connection:
        command.check(_alembic(connection))


@cache
def wanted_revision() -> str:
    """The revision of the tables that this program works with."""
    return str(ScriptDirectory.from_config(_alembic()).get_current_head())


def begin_filling(connection: Connection) -> None:
    """Make the tables, and say in their revision that what belongs in them is yet to come.

    Until ``end_filling``, every door refuses the store. One that was left so is taken up again.

    Raises:
        ConfigurationError: The tables are of a revision that this program does not know.
    """
    found = _revision(connection) or ""
    if found.startswith(_UNFINISHED):
        found = found.removeprefix(_UNFINISHED)
        _set_revision(connection, found)
    try:
        command.upgrade(_alembic(connection), "head")
    except CommandError as problem:
        raise ConfigurationError(_other_revision(connection.engine, found)) from problem
    _set_revision(connection, _UNFINISHED + wanted_revision())


def end_filling(connection: Connection) -> None:
    """Say in the revision that the store is whole."""
    _set_revision(connection, wanted_revision())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _set_revision(connection: Connection, revision: str) -> None:
    changed = text("UPDATE alembic_version SET version_num = :revision")
    connection.execute(changed, {"revision": revision})


def _refuse_unfinished(connection: Connection) -> None:
    if (_revision(connection) or "").startswith(_UNFINISHED):
        msg = (
            f"The database at {shown_address(connection.engine)} is a copy that was cut off: "
            "run “landtrust database copy” again."
        )
        raise ConfigurationError(msg)


def shown_address(engine: Engine) -> str:
    """Where a database is, without what must be kept secret."""
    return engine.url.difference_update_query(_SECRETS).render_as_string(hide_password=True)


def _other_revision(engine: Engine, found: str | None) -> str:
    return (
        f"The database at {shown_address(engine)} is at revision {found or 'none'}, "
        f"this program needs {wanted_revision()}: run “landtrust database upgrade”."
    )


def require_current_tables(engine: Engine) -> None:
    """Refuse a database whose tables are not those of this program.

    Raises:
        ConfigurationError: The tables are missing, older or newer, the store is a copy that was
            cut off, or the file is no database.
        LandTrustError: The database server does not answer; it may later.
    """
    try:
        with engine.connect() as connection:
            _refuse_unfinished(connection)
            found = _revision(connection)
    except DatabaseError as problem:
        if engine.dialect.name == "postgresql" and isinstance(problem, OperationalError):
            said = " ".join(str(problem.orig).split())  # a server may need several lines
            told = {"place": shown_address(engine), "said": said}
            raise LandTrustError(
                Phrase("The database at %(place)s does not answer: %(said)s.", **told)
            ) from problem
        msg = f"The database at {shown_address(engine)} cannot be used: {problem.orig}."
        raise ConfigurationError(msg) from problem
    if found != wanted_revision():
        raise ConfigurationError(_other_revision(engine, found))
