"""What only PostgreSQL does: rights, limits, extensions, and a server that may be gone."""

import time
from collections.abc import Iterator

import pytest
from psycopg import errors
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from landtrust.database import open_engine, opened_engine, upgrade, writing
from landtrust.errors import ConfigurationError
from landtrust.model import spatial_postgresql
from landtrust.model.places import County
from landtrust.model.spatial import dialect_of
from landtrust.model.spatial_dialect import Hindrance
from landtrust.postgresql import Limits
from tests.postgres import started_server
from tests.shelves import PostgresShelf
from tests.stores import values_of

pytestmark = pytest.mark.postgresql_only("rights, limits and extensions of a server")


def test_each_connection_is_set_up_as_a_reader_needs(store: Engine) -> None:
    wanted = {
        "transaction_isolation": "repeatable read",
        "transaction_read_only": "on",
        "TimeZone": "UTC",
        "jit": "off",
        "statement_timeout": "0",
    }
    assert {name: values_of(store, f"SHOW {name}")[0] for name in wanted} == wanted


def test_a_writer_sees_what_others_commit_meanwhile(store: Engine) -> None:
    name = text("SELECT name FROM county WHERE fips = '28049'")
    with writing(store) as one:
        assert one.scalar(name) == "Hinds"
        with writing(store) as other:
            other.execute(text("UPDATE county SET name = 'Other' WHERE fips = '28049'"))
        assert one.scalar(name) == "Other"


def test_a_reader_cannot_write(store: Engine) -> None:
    row = {"fips": "99999", "name": "Nowhere", "state": "ZZ"}
    with store.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(insert(County).values(row))
    assert isinstance(refused.value.orig, errors.ReadOnlySqlTransaction)


def test_a_question_that_takes_too_long_is_ended_and_a_load_is_not(store: Engine) -> None:
    sleep = text("SELECT pg_sleep(0.5)")
    impatient = open_engine(str(store.url), Limits(statement_seconds=0.1))
    started = time.monotonic()
    with impatient.connect() as connection, pytest.raises(DBAPIError) as ended:
        connection.execute(text("SELECT pg_sleep(60)"))
    assert time.monotonic() - started < 30
    with writing(impatient) as connection:
        assert dialect_of(connection).hindrance(ended.value) == "takes too long"
        connection.execute(sleep)
    impatient.dispose()


def test_no_process_opens_more_connections_than_it_may(store: Engine) -> None:
    few = open_engine(str(store.url), Limits(connections=2))
    with few.connect(), few.connect():
        assert few.pool.checkedout() == 2  # type: ignore[attr-defined]
        assert few.pool.overflow() == 0  # type: ignore[attr-defined]
    few.dispose()


def test_a_question_that_readers_ask_again_and_again_is_planned_once(store: Engine) -> None:
    alone = open_engine(str(store.url), Limits(connections=1))
    prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 2 + 3'"
    for _ in range(10):
        with alone.connect() as connection:
            assert connection.scalar(text("SELECT 2 + 3")) == 5
    assert values_of(alone, prepared) == [1]
    alone.dispose()


def test_what_a_writer_wrote_is_undone_where_it_was_not_finished(store: Engine) -> None:
    with store.connect().execution_options(writes=True) as connection:
        connection.execute(text("UPDATE county SET name = 'Other' WHERE fips = '28049'"))
    assert values_of(store, "SELECT name FROM county WHERE fips = '28049'") == ["Hinds"]


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        (errors.DiskFull, "cannot be written"),
        (errors.AdminShutdown, "cannot be written"),
        (errors.DeadlockDetected, "another writes"),
        (errors.LockNotAvailable, "another writes"),
        (errors.QueryCanceled, "takes too long"),
        (errors.SyntaxError, None),
        (errors.UniqueViolation, None),
    ],
)
def test_what_hinders_a_writer_is_told_by_the_kind_of_error(
    store: Engine, kind: type[errors.Error], meaning: Hindrance | None
) -> None:
    with store.connect() as connection:
        problem = ProgrammingError("SELECT 1", None, kind("said the server"))
        assert dialect_of(connection).hindrance(problem) == meaning


@pytest.fixture
def plain_address(postgresql_shelf: PostgresShelf) -> Iterator[str]:
    """The address of a database whose owner is no superuser."""
    server = postgresql_shelf.server
    server.run("CREATE ROLE plain LOGIN")
    server.run("CREATE DATABASE of_plain OWNER plain")
    yield server.address("of_plain", user="plain")
    server.run("DROP DATABASE of_plain WITH (FORCE)")
    server.run("DROP ROLE plain")


def test_a_user_who_may_not_switch_postgis_on_is_told_what_to_do(
    plain_address: str, postgresql_shelf: PostgresShelf
) -> None:
    with opened_engine(plain_address) as engine:
        with pytest.raises(ConfigurationError, match="superuser, run “CREATE EXTENSION postgis”"):
            upgrade(engine)
        assert values_of(engine, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [
            0
        ]
        postgresql_shelf.server.run("CREATE EXTENSION postgis", "of_plain")
        upgrade(engine)
        assert values_of(engine, "SELECT count(*) FROM parcel_shape") == [0]


def test_a_server_without_postgis_is_told_what_to_install(
    bare_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spatial_postgresql, "_EXTENSION", "no_such_extension")
    with (
        opened_engine(bare_address) as engine,
        pytest.raises(
            ConfigurationError, match=r"has no PostGIS: install it \(Debian: postgresql-postgis\)"
        ),
    ):
        upgrade(engine)


def test_a_server_that_was_restarted_is_asked_again_without_a_failure() -> None:
    with started_server() as server, opened_engine(server.address("postgres")) as engine:
        assert values_of(engine, "SELECT 1") == [1]
        server.stop()
        with pytest.raises(DBAPIError):
            values_of(engine, "SELECT 1")
        server.start()
        assert values_of(engine, "SELECT 1") == [1]
        server.stop()
        server.start()
        assert values_of(engine, "SELECT 1") == [1]
