"""Backups by the tools of each kind of store: SQLite's own, and the programs of PostgreSQL."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from landtrust.database import opened_engine, upgrade, writing
from landtrust.errors import InvalidInput, LandTrustError, RuleBroken
from landtrust.services.postgresql_backup import restore_rows
from landtrust.services.sqlite_backup import copy_file, put_in_place
from tests.moving.stores_in_use import (
    Kind,
    address_of,
    digests_of,
    restored,
    run,
    saved,
)
from tests.postgres import Server
from tests.stores import values_of

NewAddress = Callable[[Kind], str]

# What only SQLite does.


def test_who_reads_while_a_restore_puts_it_in_place_keeps_the_old_state(
    whole_store: Engine, tmp_path: Path
) -> None:
    address = address_of(whole_store)
    file = saved(address, tmp_path)
    with writing(whole_store) as connection:
        connection.exec_driver_sql("DELETE FROM parcel_change")
    with whole_store.connect() as reader:
        count = "SELECT count(*) FROM parcel_change"
        assert reader.exec_driver_sql(count).scalar() == 0
        restored(address, tmp_path, file, "--replace")
        assert reader.exec_driver_sql(count).scalar() == 0
        reader.rollback()
        assert reader.exec_driver_sql(count).scalar_one() > 0


def test_a_store_of_another_page_size_is_fitted(
    whole_store: Engine, new_address: NewAddress, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    with whole_store.connect() as connection:
        copy_file(connection, copy)
    target = new_address("sqlite")
    with opened_engine(target) as engine:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA page_size = 4096"))
        with opened_engine(f"sqlite:///{copy}") as packed, packed.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA journal_mode = DELETE")
            driver.execute("PRAGMA page_size = 4096")
            driver.execute("VACUUM")
            assert driver.execute("PRAGMA page_size").fetchone() == (4096,)
        with engine.connect() as connection:
            put_in_place(copy, connection)
    assert digests_of(target) == digests_of(address_of(whole_store))


def test_a_restore_while_another_writes_is_told(whole_store: Engine, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    with whole_store.connect() as connection:
        copy_file(connection, copy)
    with opened_engine(address_of(whole_store)) as impatient:
        event.listen(impatient, "connect", lambda d, _: d.execute("PRAGMA busy_timeout = 50"))
        with (
            writing(whole_store),
            impatient.connect() as connection,
            pytest.raises(RuleBroken, match="Another process is writing"),
        ):
            put_in_place(copy, connection)


def test_a_copy_that_cannot_be_written_is_told(whole_store: Engine, tmp_path: Path) -> None:
    with (
        whole_store.connect() as connection,
        pytest.raises(LandTrustError, match="cannot be copied"),
    ):
        copy_file(connection, tmp_path / "missing" / "copy.sqlite3")


# What only PostgreSQL does.

_FITS = "[ $1 = --version ] && echo 99.1 && exit"


@pytest.fixture
def postgresql(whole_database: str, moving_server: Server) -> str:
    """The address of the whole store in PostgreSQL, to be read."""
    return moving_server.address(whole_database)


@contextmanager
def _first_in_path(folder: Path, name: str, script: str) -> Iterator[None]:
    folder.mkdir()
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        yield


def test_the_password_is_on_no_command_line(postgresql: str, tmp_path: Path) -> None:
    real = shutil.which("pg_dump")
    said = tmp_path / "said"
    script = f'echo "$PGPASSWORD" >{said}.env; echo "$*" >>{said}.args; exec {real} "$@"'
    address = postgresql.replace("postgres@", "postgres:s3cret%20word@")
    with _first_in_path(tmp_path / "bin", "pg_dump", script):
        saved(address, tmp_path)
    assert said.with_suffix(".env").read_text("utf-8") == "s3cret word\n"
    assert "s3cret" not in said.with_suffix(".args").read_text("utf-8")


def test_a_missing_pg_dump_is_named(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(postgresql, tmp_path, "backup", str(tmp_path / "saved.backup"))
    assert done.exit_code == 78
    assert "pg_dump is not installed (Debian: postgresql-client)" in done.stderr


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'pg_dump (PostgreSQL) 9.6.24'", "pg_dump is of version 9, the database server"),
        ("echo nothing", "pg_dump is of version unknown, the database server"),
        (f"{_FITS}; echo one two >&2; exit 3", "pg_dump failed: one two"),
        (f"{_FITS}; exit 3", "pg_dump failed: 3"),
    ],
    ids=["old", "unknown", "failing", "failing in silence"],
)
def test_a_pg_dump_that_does_not_fit_or_fails_is_told(
    postgresql: str, tmp_path: Path, script: str, words: str
) -> None:
    with _first_in_path(tmp_path / "bin", "pg_dump", script):
        done = run(postgresql, tmp_path, "backup", str(tmp_path / "saved.backup"))
    assert done.exit_code != 0
    assert words in done.stderr
    assert not list(tmp_path.glob("*.backup"))
    assert not list(tmp_path.glob(".*"))


def test_a_parameter_that_pg_dump_cannot_be_told_is_named(postgresql: str, tmp_path: Path) -> None:
    done = run(f"{postgresql}?keepalives_idle=7", tmp_path, "backup", str(tmp_path / "saved"))
    assert done.exit_code == 78
    assert "cannot be told keepalives_idle" in done.stderr


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (r"COPY public.users (id) FROM stdin;\n1\n\\.\n", "not ours: users"),
        (r"COPY public.region (key, pg_sleep) FROM stdin;\n1\n\\.\n", "not ours: region"),
        (r'COPY public.region ("key", name) FROM stdin;\na\n\\.\n', "rows of region cannot be"),
    ],
    ids=["table", "column", "values"],
)
def test_rows_that_are_not_for_our_tables_are_refused(
    new_address: NewAddress, tmp_path: Path, script: str, words: str
) -> None:
    address = new_address("postgresql")
    shown = f"{_FITS}; printf '{script}'"
    with opened_engine(address) as engine, _first_in_path(tmp_path / "bin", "pg_restore", shown):
        upgrade(engine)
        with pytest.raises(InvalidInput, match=words), writing(engine) as connection:
            restore_rows(tmp_path / "any", connection, replace=False)


def test_an_archive_that_breaks_off_is_refused(new_address: NewAddress, tmp_path: Path) -> None:
    address = new_address("postgresql")
    row = r"a\tb\tc\td\te\tf\t\\N\n"
    columns = "key, name, kind, note, source, is_reconstruction, threshold"
    shown = (
        f"{_FITS}; "
        f"printf 'COPY public.region ({columns}) FROM stdin;\\n{row}'; echo broke off >&2; exit 1"
    )
    with opened_engine(address) as engine, _first_in_path(tmp_path / "bin", "pg_restore", shown):
        upgrade(engine)
        with (
            pytest.raises(LandTrustError, match="pg_restore failed: broke off"),
            writing(engine) as connection,
        ):
            restore_rows(tmp_path / "any", connection, replace=False)
        assert values_of(engine, "SELECT count(*) FROM region") == [0]
