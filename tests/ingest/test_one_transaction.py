"""A county's load is one transaction: readers and crashes see the former snapshot or the new."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from sqlalchemy import Engine, event

from landtrust.database import open_engine, writing
from landtrust.errors import InvalidInput, LandTrustError, RuleBroken
from landtrust.ingest import load as loading
from landtrust.ingest.normalised_file import NormalisedFile, ReadingJob, open_normalised
from tests.shelves import Shelf
from tests.stores import (
    DATA_FOLDER,
    digests,
    is_whole,
    known_source,
    load,
    load_hinds,
    mapped,
    square,
    values_of,
    write_parcels,
)

SAMPLE = DATA_FOLDER / "sample"
OLD, NEW = SAMPLE / "west_jackson_2025.geojson", SAMPLE / "west_jackson_2026.geojson"
NUMBERED = mapped("parcel_number=NO", "owner_line_1=OWNER")


@pytest.fixture(scope="session")
def loaded_template(shelf: Shelf, store_template: str) -> str:
    """The address of a store with the sample of 2025 in it."""
    address = shelf.copy_of(store_template)
    engine = open_engine(address)
    load(engine, OLD, "sample_west_jackson")
    engine.dispose()
    return address


@pytest.fixture
def loaded(shelf: Shelf, loaded_template: str) -> Iterator[Engine]:
    """A store with the sample of 2025 in it."""
    with shelf.opened_copy(loaded_template) as engine:
        yield engine


def _in_parts(monkeypatch: pytest.MonkeyPatch, parts: int, then: BaseException | None) -> None:
    """Let batches arrive in this many parts, and an error after the last but one."""

    @contextmanager
    def opened(job: ReadingJob) -> Iterator[NormalisedFile]:
        with open_normalised(job) as file:
            file.batches = _cut(file.batches, parts, then)
            yield file

    monkeypatch.setattr(loading, "open_normalised", opened)


def _cut(batches: Iterator[pa.Table], parts: int, then: BaseException | None) -> Iterator[pa.Table]:
    rows = pa.concat_tables(list(batches))
    size = -(-rows.num_rows // parts)
    for place in range(parts - 1 if then else parts):
        yield rows.slice(place * size, size)
    if then:
        raise then


def test_a_reader_sees_the_former_snapshot_until_the_new_one_is_whole(
    loaded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in_parts(monkeypatch, 6, None)
    owners = "SELECT owner_line_1 FROM roll_entry AS e "
    owners += "JOIN parcel_facts AS f ON f.roll_entry_id = e.id ORDER BY f.parcel_id"
    roll_year = "SELECT roll_year FROM snapshot WHERE state = 'current'"
    before = values_of(loaded, owners)
    seen = []

    def look(_done: int, _total: int | None) -> None:
        seen.append((values_of(loaded, owners) == before, values_of(loaded, roll_year)))

    with loaded.connect() as early:
        early.exec_driver_sql(roll_year).all()
        request = loading.LoadRequest(NEW, known_source("sample_west_jackson"))
        loading.load_file(loaded, request, DATA_FOLDER, look)
        assert seen == [(True, [2025])] * 6
        assert early.exec_driver_sql(roll_year).scalar() == 2025
    assert values_of(loaded, roll_year) == [2026]
    assert values_of(loaded, owners) != before


@pytest.mark.parametrize("parts", [9])
def test_an_error_after_some_batches_leaves_the_store_as_it_was(
    loaded: Engine, monkeypatch: pytest.MonkeyPatch, parts: int
) -> None:
    _in_parts(monkeypatch, parts, InvalidInput("The file broke off."))
    before = digests(loaded)
    with pytest.raises(InvalidInput, match="broke off"):
        load(loaded, NEW, "sample_west_jackson")
    assert digests(loaded) == before
    assert is_whole(loaded)
    monkeypatch.undo()
    assert load(loaded, NEW, "sample_west_jackson").kept == 3_186


def test_a_killed_reader_leaves_the_store_as_it_was(
    loaded: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def opened(job: ReadingJob) -> Iterator[NormalisedFile]:
        others = set(psutil.Process().children(recursive=True))
        with open_normalised(job) as file:
            for child in set(psutil.Process().children(recursive=True)) - others:
                child.kill()
            file.batches = _exhausted(file.batches)
            yield file

    def _exhausted(batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
        next(batches)
        yield from batches
        raise InvalidInput("The reader said nothing of its death.")

    monkeypatch.setattr(loading, "open_normalised", opened)
    before = digests(loaded)
    with pytest.raises(InvalidInput):
        load(loaded, NEW, "sample_west_jackson")
    assert digests(loaded) == before


@pytest.mark.sqlite_only("of loads at once on PostgreSQL tells test_loads_at_once")
def test_a_second_load_at_once_says_that_another_is_writing(store: Engine, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "one.geojson", [(square(), {"NO": "1", "OWNER": None})])
    impatient = open_engine(str(store.url))
    event.listen(impatient, "connect", _wait_shortly)
    with writing(store), pytest.raises(RuleBroken, match="Another load is writing"):
        load_hinds(impatient, path, NUMBERED)
    assert load_hinds(impatient, path, NUMBERED).kept == 1
    impatient.dispose()


def _wait_shortly(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 50")


@pytest.mark.sqlite_only("PostgreSQL does not wait: test_loads_at_once")
def test_two_loads_of_one_file_at_once_store_it_once(store: Engine, tmp_path: Path) -> None:
    features = [(square(n), {"NO": str(n), "OWNER": "SAMPLE ANN"}) for n in range(50)]
    path = write_parcels(tmp_path / "fifty.geojson", features)
    start = threading.Barrier(2)

    def one_load(_: int) -> int:
        start.wait()
        return load_hinds(store, path, NUMBERED).entries_written

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(one_load, range(2))) == [0, 50]
    assert values_of(store, "SELECT count(*) FROM parcel") == [50]
    assert values_of(store, "SELECT count(*) FROM roll_entry") == [50]
    assert values_of(store, "SELECT state FROM snapshot ORDER BY id") == ["superseded", "current"]
    assert is_whole(store)


@pytest.mark.sqlite_only("by a pragma; PostgreSQL by a user without rights: test_loads_at_once")
def test_a_store_that_cannot_be_written_is_not_called_busy(store: Engine, tmp_path: Path) -> None:
    path = write_parcels(tmp_path / "one.geojson", [(square(), {"NO": "1", "OWNER": None})])
    reading = open_engine(str(store.url))
    event.listen(reading, "connect", _read_only)
    with pytest.raises(LandTrustError, match="cannot be written"):
        load_hinds(reading, path, NUMBERED)
    reading.dispose()


@pytest.mark.sqlite_only("no folder of the tests is small enough to fill a whole server's disk")
def test_a_full_disk_is_said_and_leaves_the_store_as_it_was(loaded: Engine) -> None:
    before = digests(loaded)
    full = open_engine(str(loaded.url))
    event.listen(full, "connect", _leave_no_room)
    with pytest.raises(LandTrustError, match=r"cannot be written .*full"):
        load(full, NEW, "sample_west_jackson")
    full.dispose()
    assert digests(loaded) == before
    assert is_whole(loaded)


def _leave_no_room(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA max_page_count = 10")


def _read_only(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")
