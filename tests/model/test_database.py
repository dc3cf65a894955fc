"""The engine: its transactions, its patience, and what it refuses."""

import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from landtrust.database import (
    BUSY_TIMEOUT_MS,
    CACHE_KIB,
    WRITING_CACHE_KIB,
    open_engine,
    require_current_tables,
    streaming,
    writing,
)
from landtrust.errors import ConfigurationError
from landtrust.model.declarative import Moment
from landtrust.model.snapshots import Snapshot
from tests.stores import HINDS, values_of

NOON = datetime(2026, 3, 8, 12, tzinfo=timezone(timedelta(hours=-6)))


def _snapshot(**changes: object) -> dict[str, object]:
    return {
        "county_fips": HINDS,
        "source_key": "test",
        "source_title": "Test",
        "invented": True,
        "state": "current",
        "file_name": "test.gpkg",
        "sha256": "0" * 64,
        "retrieved_at": NOON,
        "crs_used": "EPSG:4326",
    } | changes


def test_a_savepoint_rolls_back_alone(store: Engine) -> None:
    with writing(store) as connection:
        connection.execute(insert(Snapshot).values(_snapshot(state="loading")))
        with connection.begin_nested() as savepoint:
            connection.execute(insert(Snapshot).values(_snapshot(state="failed")))
            savepoint.rollback()
    assert values_of(store, "SELECT state FROM snapshot") == ["loading"]


def test_an_error_in_a_writing_block_undoes_all_of_it(store: Engine) -> None:
    def write_twice() -> None:
        with writing(store) as connection:
            connection.execute(insert(Snapshot).values(_snapshot()))
            connection.execute(insert(Snapshot).values(_snapshot()))

    with pytest.raises(IntegrityError):
        write_twice()
    assert values_of(store, "SELECT count(*) FROM snapshot") == [0]


def test_a_county_has_one_current_snapshot_of_a_source_and_any_number_of_former(
    store: Engine,
) -> None:
    with writing(store) as connection:
        for state in ("superseded", "superseded", "current"):
            connection.execute(insert(Snapshot).values(_snapshot(state=state)))
        with pytest.raises(IntegrityError):
            connection.execute(insert(Snapshot).values(_snapshot()))


def test_an_unknown_state_or_county_is_refused_by_the_tables(store: Engine) -> None:
    for wrong in ({"state": "done"}, {"county_fips": "99999"}):
        with pytest.raises(IntegrityError), writing(store) as connection:
            connection.execute(insert(Snapshot).values(_snapshot(**wrong)))


def test_a_reader_keeps_its_view_while_another_writes(store: Engine) -> None:
    count = text("SELECT count(*) FROM snapshot")
    with store.connect() as reader:
        assert reader.scalar(count) == 0
        with writing(store) as writer:
            writer.execute(insert(Snapshot).values(_snapshot()))
        assert reader.scalar(count) == 0
        reader.rollback()
        assert reader.scalar(count) == 1


@pytest.mark.sqlite_only("many may write to PostgreSQL; loads of one county are told apart")
def test_two_who_would_write_are_told_apart_at_the_start(store: Engine) -> None:
    impatient = open_engine(str(store.url))
    event.listen(
        impatient, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50")
    )
    started = time.monotonic()
    with writing(store), pytest.raises(OperationalError, match="locked"), writing(impatient):
        pass
    assert time.monotonic() - started < BUSY_TIMEOUT_MS / 1000
    impatient.dispose()


@pytest.mark.sqlite_only("pragmas; PostgreSQL has settings of its own")
def test_who_reads_everything_once_keeps_little_of_it_and_who_comes_after_has_usual_room(
    store: Engine,
) -> None:
    asked = text("PRAGMA cache_size")
    with streaming(store) as connection:
        assert connection.scalar(asked) == -8_192
    with store.connect() as connection:
        assert connection.scalar(asked) == -CACHE_KIB
    with writing(store) as connection:
        assert connection.scalar(asked) == -WRITING_CACHE_KIB


@pytest.mark.sqlite_only("pragmas; PostgreSQL has settings of its own")
def test_each_connection_is_set_up_as_the_store_needs(store: Engine) -> None:
    settings = {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": BUSY_TIMEOUT_MS,
    }
    found = {name: values_of(store, f"PRAGMA {name}")[0] for name in settings}
    assert found == settings


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("no address", "is not a database address"),
        ("mysql://somewhere/landtrust", "no support for mysql"),
    ],
)
def test_an_address_of_another_kind_is_refused(address: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        open_engine(address)


def test_a_store_in_memory_needs_no_folder() -> None:
    engine = open_engine("sqlite:///:memory:")
    assert values_of(engine, "SELECT 1") == [1]
    engine.dispose()


def test_a_file_that_is_no_database_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are somebody's notes, and no database.\n" * 100)
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="cannot be used: file is not a database"):
        require_current_tables(open_engine(f"sqlite:///{path}"))
    assert path.read_bytes() == before


def test_an_instant_is_stored_in_utc_and_comes_back_with_its_zone(store: Engine) -> None:
    with writing(store) as connection:
        connection.execute(insert(Snapshot).values(_snapshot()))
        found = connection.execute(select(Snapshot.retrieved_at, Snapshot.finished_at)).one()
    assert found == (NOON, None)
    assert found.retrieved_at.tzinfo is UTC
    (stored,) = values_of(store, "SELECT retrieved_at FROM snapshot")
    assert str(stored).startswith("2026-03-08 18:00")


def test_an_instant_without_a_zone_is_refused(store: Engine) -> None:
    naive = datetime(2026, 3, 8, 12)  # noqa: DTZ001 - this is what is refused
    with pytest.raises(StatementError, match="time zone"), writing(store) as connection:
        connection.execute(insert(Snapshot).values(_snapshot(retrieved_at=naive)))


def test_an_instant_that_has_a_zone_already_stays_as_it_is() -> None:
    assert Moment().process_result_value(NOON, sqlite.dialect()) == NOON
    assert Moment().process_bind_param(None, sqlite.dialect()) is None
