"""The doctor finds each fault that is planted, by the check that is for it, and no other."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, inspect, text

from landtrust.cli.main import landtrust
from landtrust.cli.tiles import build_tiles
from landtrust.database import begin_filling, opened_engine, writing
from landtrust.settings import Settings
from tests.moving.stores_in_use import Kind, address_of, diagnosis, failed, run
from tests.postgres import Server
from tests.stores import DATA_FOLDER, load

OLD = DATA_FOLDER / "sample" / "west_jackson_2025.geojson"
NewAddress = Callable[[Kind], str]
DATABASE = {
    "revision", "integrity", "current", "loads", "counts", "parcels", "places", "words", "tiles",
    "shares", "events", "versions", "history", "copies", "releases",
}  # fmt: skip
"""The checks that need a database that can be read."""


@pytest.fixture
def state(either: Engine, tmp_path: Path) -> Path:
    """A state folder with the tiles of the store."""
    build_tiles(either, Settings(state_folder=tmp_path / "state"))
    return tmp_path / "state"


def test_a_sound_store_is_said_to_be_sound(either: Engine, kind: Kind, state: Path) -> None:
    found = diagnosis(address_of(either), state)
    assert not failed(found)
    assert set(found) == DATABASE | {"database", "folder"}
    note = str(found["database"]["note"])
    assert note.startswith("SQLite 3" if kind == "sqlite" else "PostgreSQL")
    assert kind == "sqlite" or ", PostGIS 3" in note
    done = run(address_of(either), state, "doctor")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok"] * len(found)


class Fault(NamedTuple):
    """A statement that plants a fault, and what must be said of it."""

    name: str
    statement: str
    words: str


ANYWHERE = (
    Fault(
        "loads",
        "UPDATE snapshot SET state = 'loading' WHERE id = 1",
        "Snapshot 1 of county 28049 is said to be loading still.",
    ),
    Fault(
        "counts",
        "UPDATE snapshot SET rows_read = rows_read + 1 WHERE id = 2",
        "Snapshot 2: the rows stored do not agree with rows_read.",
    ),
    Fault(
        "counts",
        "DELETE FROM rejected_row",
        "Snapshot 3: the rows stored do not agree with rows_rejected.",
    ),
    Fault(
        "counts",
        "DELETE FROM geometry_repair",
        "Snapshot 3: the rows stored do not agree with rows_repaired.",
    ),
    Fault(
        "counts",
        "DELETE FROM parcel_change WHERE id = 5",
        "Snapshot 2: the rows stored do not agree with parcels_changed.",
    ),
    Fault(
        "counts",
        "UPDATE snapshot SET rows_kept = 1, rows_read = rows_rejected + 1 WHERE id = 2",
        "Snapshot 2: the rows stored do not agree with rows_kept.",
    ),
    Fault(
        "parcels",
        "UPDATE parcel_facts SET snapshot_id = 1 WHERE parcel_id = 9",
        "1 current parcels have facts of another snapshot than their last.",
    ),
)


@pytest.mark.parametrize("fault", ANYWHERE, ids=lambda fault: fault.words[:60])
def test_a_planted_fault_is_found_by_its_own_check(
    either: Engine, state: Path, fault: Fault
) -> None:
    with writing(either) as connection:
        connection.exec_driver_sql(fault.statement)
    found = diagnosis(address_of(either), state)
    assert failed(found) == {fault.name}
    assert found[fault.name]["faults"] == [fault.words]
    assert found[fault.name]["advice"]
    done = run(address_of(either), state, "doctor")
    assert done.exit_code == 1
    assert fault.words in done.stdout
    assert f"failed      {fault.name}: " in done.stdout


def _words_key(engine: Engine) -> str:
    return "rowid" if engine.dialect.name == "sqlite" else "parcel_id"


def test_parcels_without_words_and_words_without_parcels_are_counted(
    either: Engine, state: Path
) -> None:
    key = _words_key(either)
    with writing(either) as connection:
        connection.execute(text(f"DELETE FROM parcel_words WHERE {key} IN (3, 4)"))  # noqa: S608 - one of two names
        connection.execute(text(f"UPDATE parcel_words SET {key} = 900000 WHERE {key} = 5"))  # noqa: S608
    found = diagnosis(address_of(either), state)
    assert failed(found) == {"words"}
    assert found["words"]["faults"] == [
        "3 current parcels are not in the index of words.",
        "1 entries of the index of words are of no current parcel.",
    ]


def test_parcels_without_facts_are_counted(either: Engine, state: Path) -> None:
    with writing(either) as connection:
        connection.exec_driver_sql("DELETE FROM parcel_facts WHERE parcel_id = 7")
    found = diagnosis(address_of(either), state)
    assert found["parcels"]["faults"] == ["1 current parcels have no facts."]
    assert {"parcels", "words"} <= failed(found) <= {"parcels", "words", "places"}


def test_parcels_without_an_outline_are_counted(either: Engine, state: Path) -> None:
    with writing(either) as connection:
        connection.exec_driver_sql("DELETE FROM parcel_outline WHERE parcel_id = 7")
    found = diagnosis(address_of(either), state)
    assert "1 current parcels have no outline." in found["parcels"]["faults"]


def test_two_current_snapshots_of_one_source_are_named(either: Engine, state: Path) -> None:
    with writing(either) as connection:
        connection.exec_driver_sql("DROP INDEX uq_snapshot_current")
        connection.exec_driver_sql("UPDATE snapshot SET state = 'current' WHERE id = 1")
    found = diagnosis(address_of(either), state)
    assert found["current"]["faults"] == [
        "County 28049 has 2 current snapshots of sample_west_jackson."
    ]


# The database as a whole.


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "missing.sqlite3"
    found = diagnosis(f"sqlite:///{file}", tmp_path)
    assert failed(found) == {"database", *DATABASE}
    assert "There is no file" in found["database"]["faults"][0]
    assert found["words"]["state"] == "not checked"
    assert not file.exists()
    assert "not checked words: " in run(f"sqlite:///{file}", tmp_path, "doctor").stdout


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://somewhere/landtrust", "no support for mysql"),
        ("postgresql+psycopg://postgres@127.0.0.1:1/landtrust", "refused"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told(
    tmp_path: Path, address: str, words: str
) -> None:
    found = diagnosis(address, tmp_path)
    assert words in found["database"]["faults"][0]
    assert failed(found) == {"database", *DATABASE}


def test_a_database_without_tables_and_a_cut_off_copy_are_told(
    kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    address = new_address(kind)
    with opened_engine(address) as engine:
        inspect(engine)
        assert "revision none" in diagnosis(address, tmp_path)["revision"]["faults"][0]
        with writing(engine) as connection:
            begin_filling(connection)
    found = diagnosis(address, tmp_path)
    assert "cut off" in found["revision"]["faults"][0]
    assert failed(found) == DATABASE


def test_a_new_store_with_nothing_loaded_is_sound(
    kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    address = new_address(kind)
    assert run(address, tmp_path, "database", "upgrade").exit_code == 0
    assert not failed(diagnosis(address, tmp_path))


# Damage that only SQLite can have.


def test_a_damaged_page_is_found_and_no_check_ends_the_others(
    whole_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "damaged.sqlite3"
    shutil.copyfile(whole_file, file)
    with file.open("r+b") as content:
        content.seek(file.stat().st_size // 2)
        content.write(os.urandom(40 * 16_384))
    found = diagnosis(f"sqlite:///{file}", tmp_path)
    assert found["database"]["state"] == "ok"
    assert "integrity" in failed(found)
    assert (
        "damaged" in found["integrity"]["faults"][0] or "failed" in found["integrity"]["faults"][0]
    )
    assert found["folder"]["state"] == "ok"


def test_rows_that_refer_to_missing_ones_are_counted(whole_store: Engine, tmp_path: Path) -> None:
    with whole_store.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("DELETE FROM snapshot WHERE id = 3")
    found = diagnosis(address_of(whole_store), tmp_path)
    assert (
        "1 rows of rejected_row refer to a missing row of snapshot."
        in (found["integrity"]["faults"])
    )


def test_a_parcel_missing_in_the_tree_of_outlines_is_counted(
    whole_store: Engine, tmp_path: Path
) -> None:
    with writing(whole_store) as connection:
        connection.exec_driver_sql("DELETE FROM parcel_rtree WHERE parcel_id IN (1, 2)")
        connection.exec_driver_sql("UPDATE parcel_rtree SET parcel_id = 900000 WHERE parcel_id = 3")
    found = diagnosis(address_of(whole_store), tmp_path)
    assert "at 4 places" in found["places"]["faults"][0]
    assert found["integrity"]["state"] == "ok"


def test_a_broken_tree_of_outlines_is_found(whole_store: Engine, tmp_path: Path) -> None:
    with writing(whole_store) as connection:
        connection.exec_driver_sql("UPDATE parcel_rtree_rowid SET nodeno = 1 WHERE rowid = 5")
    found = diagnosis(address_of(whole_store), tmp_path)
    assert any("index of outlines is damaged" in said for said in found["integrity"]["faults"])


# Damage that only PostgreSQL can have.


@pytest.fixture
def postgresql(whole_database: str, moving_server: Server, tmp_path: Path) -> Iterator[Engine]:
    """A whole store in PostgreSQL, of this test's own."""
    moving_server.tool("createdb", "-T", whole_database, "damaged")
    with opened_engine(moving_server.address("damaged")) as engine:
        build_tiles(engine, Settings(state_folder=tmp_path))
        yield engine
    moving_server.tool("dropdb", "--force", "damaged")


_INVALID = (
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_parcel_facts_vacant'::regclass"
)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP INDEX ix_parcel_outline_shape", "The index of outlines is missing."),
        (_INVALID, "The index ix_parcel_facts_vacant is not valid."),
        (
            "ALTER TABLE parcel ADD CONSTRAINT ck_parcel_test CHECK (area_sqm > 0) NOT VALID",
            "The constraint ck_parcel_test was never checked.",
        ),
    ],
)
def test_what_is_missing_or_unchecked_in_postgresql_is_named(
    postgresql: Engine, tmp_path: Path, statement: str, words: str
) -> None:
    with writing(postgresql) as connection:
        connection.exec_driver_sql(statement)
    found = diagnosis(address_of(postgresql), tmp_path)
    assert failed(found) == {"integrity"}
    assert found["integrity"]["faults"] == [words]


def test_a_database_without_postgis_is_told(postgresql: Engine, tmp_path: Path) -> None:
    with writing(postgresql) as connection:
        connection.exec_driver_sql("DROP EXTENSION postgis CASCADE")
    found = diagnosis(address_of(postgresql), tmp_path)
    assert "PostGIS missing" in found["database"]["note"]
    assert "has no PostGIS" in found["integrity"]["faults"][0]


def test_a_current_parcel_without_an_outline_is_not_in_the_index(
    postgresql: Engine, tmp_path: Path
) -> None:
    with writing(postgresql) as connection:
        connection.exec_driver_sql("DELETE FROM parcel_outline WHERE parcel_id IN (1, 2)")
    assert "at 2 places" in diagnosis(address_of(postgresql), tmp_path)["places"]["faults"][0]


# What lies beside the database.


def test_missing_tiles_and_tiles_of_an_older_load_are_told(
    whole_store: Engine, tmp_path: Path
) -> None:
    address = address_of(whole_store)
    found = diagnosis(address, tmp_path)
    assert failed(found) == {"tiles"}
    assert "There are no tiles in" in found["tiles"]["faults"][0]
    build_tiles(whole_store, Settings(state_folder=tmp_path))
    assert not failed(diagnosis(address, tmp_path))
    load(whole_store, OLD, "sample_west_jackson", replace=True)
    found = diagnosis(address, tmp_path)
    assert failed(found) == {"tiles"}
    assert found["tiles"]["faults"] == ["The tiles are not of the newest loads."]
    assert found["tiles"]["advice"] == "Run “landtrust tiles build”."


def test_a_state_folder_that_is_missing_or_full_is_told(
    whole_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of(whole_store)
    found = diagnosis(address, tmp_path / "missing")
    assert "cannot be written" in found["folder"]["faults"][0]
    full = shutil.disk_usage(tmp_path)._replace(free=5 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    found = diagnosis(address, tmp_path)
    assert "has 5 MiB free; a load may need 1,024 MiB" in found["folder"]["faults"][0]


def test_the_help_says_how_it_ends() -> None:
    done = CliRunner().invoke(landtrust, ["doctor", "--help"])
    assert "Ends with 0 where all is well, else with 1" in " ".join(done.stdout.split())
