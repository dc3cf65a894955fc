"""Counties of one file loaded side by side, and what is left when a worker dies."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from distributed import KilledWorker
from sqlalchemy import Engine, text

from landtrust.cli import dask_load
from landtrust.cli.dask_load import load_county_here, load_on_cluster
from landtrust.cli.database import make_tables
from landtrust.cli.main import landtrust
from landtrust.database import open_engine, writing
from landtrust.errors import ConfigurationError, InvalidInput, LandTrustError, RuleBroken
from landtrust.ingest.county_task import CountyTask, load_spooled, require_stored, take_apart
from landtrust.ingest.load import LoadRequest
from landtrust.ingest.report import CountyReport, LoadReport
from landtrust.model.spatial import dialect_of
from landtrust.settings import Settings
from tests.cli.dask_cluster import PATIENCE_SECONDS, Cluster, started_cluster
from tests.same_content import content
from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, load, mapped, rows_of, values_of

pytestmark = pytest.mark.postgresql_only("--dask needs PostgreSQL")

MOVED = {
    "28049": (0.0, 0.0),
    "28089": (0.18, 0.33),
    "28121": (0.26, -0.04),
    "28163": (-0.19, 0.50),
}
"""Four counties, and how far from West Jackson a lot has to be moved to lie in each, degrees."""
MAP = (
    "parcel_number=PARNO",
    "county_fips=STCNTYFIPS",
    "owner_line_1=OWNNAME",
    "owner_line_2=OWNNAME2",
    "situs_address=SITEADD",
    "land_use=LANDUSE",
    "total_value=TOTVAL",
    "roll_year=TAXYEAR",
)
SAMPLE = DATA_FOLDER / "sample" / "west_jackson_2026.geojson"


class Serial(NamedTuple):
    """A store filled by one process, and what that said of it."""

    engine: Engine
    report: LoadReport


@pytest.fixture(scope="module")
def four_counties(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented town, every fourth lot of it moved to another county; and two rows of none."""
    sample = json.loads(SAMPLE.read_text("utf-8"))
    for place, feature in enumerate(sample["features"]):
        fips = list(MOVED)[place % 4]
        feature["properties"]["STCNTYFIPS"] = fips if place not in {100, 200} else "99999"
        feature["geometry"]["coordinates"] = _moved(feature["geometry"]["coordinates"], MOVED[fips])
    path = tmp_path_factory.mktemp("four") / "four.geojson"
    path.write_text(json.dumps(sample), "utf-8")
    return path


def _moved(coordinates: list[object], by: tuple[float, float]) -> list[object]:
    if isinstance(coordinates[0], list):
        return [_moved(part, by) for part in coordinates]  # type: ignore[arg-type]
    return [float(str(number)) + step for number, step in zip(coordinates, by, strict=True)]


@pytest.fixture(scope="module")
def serial(shelf: Shelf, store_template: str, four_counties: Path) -> Iterator[Serial]:
    """The store that one process fills from the same file."""
    with shelf.opened_copy(store_template) as engine:
        yield Serial(engine, load(engine, four_counties, mapped(*MAP)))


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@contextmanager
def _at_a_stand(engine: Engine) -> Iterator[None]:
    """Every load comes to a stand when half of its first batch is written."""
    with writing(engine) as connection:
        connection.execute(text("LOCK TABLE parcel_words IN SHARE MODE"))
        yield


def _kill_one_that_writes(
    engine: Engine, cluster: Cluster, stands: threading.Event, killed: list[int]
) -> None:
    waiting = text("SELECT client_port FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    until = time.monotonic() + PATIENCE_SECONDS
    with _at_a_stand(engine):
        stands.set()
        with engine.connect() as connection:
            while len(ports := connection.scalars(waiting).all()) < 2:
                connection.rollback()
                if time.monotonic() > until:
                    return
                time.sleep(0.1)
        worker = cluster.worker_at(ports[0])
        os.kill(worker.pid, signal.SIGKILL)
        killed.append(worker.wait())


def _load(engine: Engine, path: Path, address: str, shared_folder: Path) -> LoadReport:
    settings = Settings(shared_folder=shared_folder)
    request = LoadRequest(path, mapped(*MAP))
    return load_on_cluster(engine, request, settings, address, lambda _done, _all: None)


def _command(path: Path) -> tuple[int, str]:
    options = [part for pair in MAP for part in ("--map", pair)]
    command = ["load", str(path), *options, "--dask", "tcp://127.0.0.1:1"]
    done = CliRunner().invoke(landtrust, command)
    return done.exit_code, done.output


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_writes_changes_nothing_of_the_result(
    serial: Serial,
    store: Engine,
    four_counties: Path,
    tmp_path: Path,
) -> None:
    killed: list[int] = []
    stands = threading.Event()
    with started_cluster(tmp_path, _url(store)) as cluster:
        killer = threading.Thread(
            target=_kill_one_that_writes, args=(store, cluster, stands, killed)
        )
        killer.start()
        stands.wait(PATIENCE_SECONDS)
        report = _load(store, four_counties, cluster.address, tmp_path / "shared")
        killer.join()
    assert killed == [-signal.SIGKILL]
    found, wanted = content(store), content(serial.engine)
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(rows) for name, rows in wanted.items()
    }
    assert found == wanted
    assert [note for note in report.notes if note not in serial.report.notes] == []
    assert len(wanted["parcel"]) > 2_900
    assert len(wanted["rejected_row"]) >= 2
    assert values_of(store, "SELECT state FROM snapshot") == ["current"] * 4
    assert _told(report) == _told(serial.report)
    assert list((tmp_path / "shared" / "landtrust-spool").iterdir()) == []


def _told(report: LoadReport) -> list[CountyReport]:
    """What a report says of each county, but for numbers of rows and seconds."""
    return [replace(county, snapshot_id=0, seconds=0.0) for county in report.counties]


@pytest.fixture
def task(store: Engine, four_counties: Path, tmp_path: Path) -> CountyTask:
    """The task of the first of the four counties."""
    tasks, notes = _taken_apart(store, four_counties, tmp_path)
    assert [task.spooled.county_fips for task in tasks] == list(MOVED)
    assert len(notes) == 1
    assert notes[0].startswith("no crs member")
    return tasks[0]


def _taken_apart(
    engine: Engine, path: Path, folder: Path, county_fips: str | None = None
) -> tuple[list[CountyTask], list[str]]:
    request = LoadRequest(path, mapped(*MAP), county_fips=county_fips)
    tasks, report = take_apart(engine, request, DATA_FOLDER, folder, lambda _done, _all: None)
    assert report.counties == []
    return tasks, report.notes


def test_a_task_whose_success_was_never_heard_of_is_not_done_twice(
    store: Engine, task: CountyTask
) -> None:
    first = load_spooled(store, task)
    before = content(store)
    again = load_spooled(store, task)
    assert again == first
    assert again.kept > 700
    assert again.rejected["unknown county"] == 2
    assert content(store) == before


def test_another_load_of_the_same_file_is_a_load_of_its_own(
    store: Engine, four_counties: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (task, *_), _ = _taken_apart(store, four_counties, tmp_path / name)
        report = load_spooled(store, task)
    assert report.entries_written == 0
    assert values_of(store, "SELECT state FROM snapshot ORDER BY id") == [
        "superseded",
        "current",
    ]


def test_a_receipt_of_a_try_that_was_undone_counts_for_nothing(
    store: Engine, task: CountyTask
) -> None:
    task.receipt_path.write_text("{}")
    assert load_spooled(store, task).kept > 700
    assert json.loads(task.receipt_path.read_text())["county_fips"] == "28049"


def test_a_task_waits_for_a_process_that_the_database_does_not_know_dead_yet(
    store: Engine, task: CountyTask
) -> None:
    holds = threading.Event()

    def hold() -> None:
        with writing(store) as connection:
            assert dialect_of(connection).claim("28049")
            holds.set()
            time.sleep(1)

    holder = threading.Thread(target=hold)
    holder.start()
    holds.wait(PATIENCE_SECONDS)
    with pytest.raises(RuleBroken, match="Another load of Hinds County is under way"):
        load_spooled(store, task, patience_seconds=0.1)
    assert load_spooled(store, task).kept > 700
    holder.join()


def test_a_county_that_is_asked_for_is_the_only_task(
    store: Engine, four_counties: Path, tmp_path: Path
) -> None:
    (task,), notes = _taken_apart(store, four_counties, tmp_path, "28089")
    assert load_spooled(store, task).county_name == "Madison"
    assert notes
    assert "other counties were left out" in notes[-1]
    assert values_of(store, "SELECT notes FROM snapshot") == ["\n".join(notes)]


def test_a_folder_that_a_worker_cannot_see_is_named(store: Engine, task: CountyTask) -> None:
    for path in task.spooled.paths:
        path.unlink()
    with pytest.raises(LandTrustError, match="LANDTRUST_SHARED_FOLDER"):
        load_spooled(store, task)


def test_what_went_into_another_database_is_noticed(
    store: Engine, shelf: Shelf, store_template: str, task: CountyTask
) -> None:
    report = load_spooled(store, task)
    require_stored(store, [report], task.file.retrieved_at)
    with (
        shelf.opened_copy(store_template) as another,
        pytest.raises(LandTrustError, match="stored Hinds in another database"),
    ):
        require_stored(another, [report], task.file.retrieved_at)


def test_a_worker_stores_in_the_database_of_its_own_environment(
    store: Engine, task: CountyTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANDTRUST_DATABASE_URL", raising=False)
    refused = load_county_here(task)
    assert isinstance(refused, ConfigurationError)
    assert "no LANDTRUST_DATABASE_URL" in refused.message
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", _url(store))
    stored = load_county_here(task)
    assert not isinstance(stored, LandTrustError)
    assert rows_of(store, "SELECT id, county_fips FROM snapshot") == [
        {"id": stored.snapshot_id, "county_fips": "28049"}
    ]


def test_what_trying_again_cannot_mend_is_an_answer_and_the_rest_an_error(
    store: Engine, task: CountyTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", _url(store))
    strict = replace(task, request=replace(task.request, strict=True))
    assert isinstance(load_county_here(strict), InvalidInput)
    monkeypatch.setattr(CountyTask, "receipt_path", property(lambda _: Path("/nowhere/receipt")))
    with pytest.raises(FileNotFoundError):
        load_county_here(task)
    assert values_of(store, "SELECT count(*) FROM snapshot") == [0]


class _Future:
    """What Dask says of a task."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome

    def exception(self) -> BaseException | None:
        return self.outcome if isinstance(self.outcome, BaseException) else None

    def result(self) -> object:
        return self.outcome


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (
            KilledWorker("task", None, 3),  # type: ignore[arg-type]
            "Every worker that tried a county died",
        ),
        (LandTrustError("The disk is full."), "The disk is full."),
        (ModuleNotFoundError("no landtrust"), "ModuleNotFoundError: no landtrust"),
    ],
)
def test_a_task_that_failed_for_good_says_why(problem: Exception, words: str) -> None:
    outcome = dask_load._outcome(_Future(problem))  # type: ignore[arg-type]  # noqa: SLF001
    assert isinstance(outcome, LandTrustError)
    assert words in outcome.message


@pytest.mark.slow
def test_a_county_that_is_refused_does_not_keep_the_others_out(
    store: Engine, four_counties: Path, tmp_path: Path
) -> None:
    other = mapped(*MAP).model_copy(update={"key": "other"})
    load(store, four_counties, other, county_fips="28089")
    with (
        started_cluster(tmp_path, _url(store)) as cluster,
        pytest.raises(RuleBroken, match="Madison County is loaded from “other”") as refused,
    ):
        _load(store, four_counties, cluster.address, tmp_path / "shared")
    assert "Stored: Hinds, Rankin, Yazoo;" in refused.value.message
    assert sorted(values_of(store, "SELECT county_fips FROM snapshot")) == list(MOVED)


@pytest.fixture
def on_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works on an empty SQLite file."""
    address = f"sqlite:///{tmp_path}/one.sqlite3"
    make_tables(open_engine(address))
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", address)


@pytest.mark.usefixtures("on_sqlite")
def test_sqlite_is_refused_in_one_sentence(four_counties: Path) -> None:
    exit_code, output = _command(four_counties)
    assert (exit_code, "--dask needs PostgreSQL" in output) == (78, True)


def test_an_address_where_nobody_answers_is_named(
    store: Engine, four_counties: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_load, "_SECONDS_TO_ANSWER", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        with pytest.raises(ConfigurationError, match=f"No Dask scheduler answers at {address}"):
            _load(store, four_counties, address, tmp_path)


@pytest.mark.usefixtures("on_sqlite")
def test_without_dask_its_option_says_what_to_install(
    four_counties: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "landtrust.cli.dask_load")
    monkeypatch.setitem(sys.modules, "distributed", None)
    exit_code, output = _command(four_counties)
    assert (exit_code, "pip install “landtrust[dask]”" in output) == (78, True)


def test_what_a_killed_load_left_in_the_shared_folder_is_removed_after_a_day(
    tmp_path: Path,
) -> None:
    rooms = tmp_path / "landtrust-spool"
    old, young = rooms / "load-old", rooms / "load-young"
    not_ours = tmp_path / "load-2025-rolls"
    for room in (old, young, not_ours):
        room.mkdir(parents=True)
    before = time.time() - 90_000
    for room in (old, not_ours):
        os.utime(room, (before, before))
    with dask_load._room(tmp_path) as room:  # noqa: SLF001
        assert sorted(rooms.iterdir()) == sorted([room, young])
    assert list(rooms.iterdir()) == [young]
    assert not_ours.exists()


def test_rows_wait_in_the_state_folder_unless_another_is_shared(tmp_path: Path) -> None:
    assert Settings(state_folder=tmp_path).spool_folder == tmp_path
    shared = Settings(state_folder=tmp_path, shared_folder=tmp_path / "shared")
    assert shared.spool_folder == tmp_path / "shared"
