"""A file's counties loaded side by side by the workers of a Dask cluster.

This module needs the extra ``landtrust[dask]``, and is imported only where it is asked for.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import monotonic, time

from distributed import Client, Future, KilledWorker
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.database import open_engine, require_current_tables
from landtrust.errors import ConfigurationError, LandTrustError
from landtrust.ingest.county_task import CountyTask, load_spooled, require_stored, take_apart
from landtrust.ingest.file_to_load import Progress
from landtrust.ingest.load import LoadRequest, refresh_statistics
from landtrust.ingest.report import CountyReport, LoadReport
from landtrust.settings import Settings, read_settings

TRIES_AFTER_AN_ERROR = 2
"""How often a county is tried again that failed by an error. A worker that died is another matter:
the scheduler's own setting ``allowed-failures`` counts those."""

_SECONDS_TO_ANSWER = 10
_SECONDS_OF_A_DAY = 86_400
_ROOMS, _ROOM = "landtrust-spool", "load-"
_Outcome = CountyReport | LandTrustError


def load_on_cluster(
    engine: Engine, request: LoadRequest, settings: Settings, address: str, progress: Progress
) -> LoadReport:
    """Load a file with one task for each county.

    The file is read here and spooled, county by county, into a folder that the workers see too.

    Args:
        engine: The database; each worker finds its address in its own environment.
        request: The file.
        settings: For the folder.
        address: The scheduler's, such as ``tcp://10.0.0.5:8786``.
        progress: Told after each batch that is read.

    Raises:
        ConfigurationError: The store is not PostgreSQL, or no scheduler answers.
        InvalidInput: The file, or what was said of it, cannot be used.
        LandTrustError: A county was not stored; the message names those that were.
    """
    if engine.dialect.name != "postgresql":
        msg = (
            "--dask needs PostgreSQL, to which many can write at once: SQLite has one writer at "
            "a time. Set LANDTRUST_DATABASE_URL, or load without --dask."
        )
        raise ConfigurationError(msg)
    started = monotonic()
    with _cluster(address) as cluster, _room(settings.spool_folder) as room:
        tasks, report = take_apart(engine, request, data_folder(), room, progress)
        futures = [
            cluster.submit(load_county_here, task, retries=TRIES_AFTER_AN_ERROR, pure=False)
            for task in tasks
        ]
        report.counties, problem = _gathered(futures)
    if report.counties:
        require_stored(engine, report.counties, tasks[0].file.retrieved_at)
        refresh_statistics(engine)
    if problem is not None:
        raise _naming_what_was_stored(problem, report.counties)
    report.seconds = monotonic() - started
    return report


def load_county_here(task: CountyTask) -> _Outcome:
    """What a worker does: store one county in the database that its own environment names.

    Returns:
        The report, or why this county cannot be stored however often it is tried.

    Raises:
        LandTrustError: It may succeed when it is tried again.
    """
    settings = read_settings()
    if settings.database_url is None:
        return ConfigurationError("A Dask worker has no LANDTRUST_DATABASE_URL.")
    engine = open_engine(settings.database_url)
    try:
        require_current_tables(engine)
        return load_spooled(engine, task)
    except LandTrustError as problem:
        if type(problem) is LandTrustError:
            raise
        return problem
    finally:
        engine.dispose()


@contextmanager
def _cluster(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise ConfigurationError(f"No Dask scheduler answers at {address}.") from problem
    with client:
        yield client


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A folder for one load, removed after it: the rows have people's names."""
    folder = folder / _ROOMS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for leftover in folder.glob(f"{_ROOM}*"):
        if leftover.stat().st_mtime < time() - _SECONDS_OF_A_DAY:
            rmtree(leftover)  # of a load that was killed
    with TemporaryDirectory(prefix=_ROOM, dir=folder) as room:
        yield Path(room)


def _gathered(
    futures: Iterable[Future[_Outcome]],
) -> tuple[list[CountyReport], LandTrustError | None]:
    """Wait for all: the counties that were stored, and the first problem of the others."""
    reports: list[CountyReport] = []
    problems: list[LandTrustError] = []
    for future in futures:
        outcome = _outcome(future)
        if isinstance(outcome, LandTrustError):
            problems.append(outcome)
        else:
            reports.append(outcome)
    return reports, next(iter(problems), None)


def _outcome(future: Future[_Outcome]) -> _Outcome:
    problem = future.exception()  # type: ignore[no-untyped-call]
    if problem is None:
        return future.result()
    if isinstance(problem, LandTrustError):
        return problem
    if isinstance(problem, KilledWorker):
        msg = "Every worker that tried a county died, perhaps for want of memory; see their logs."
        return LandTrustError(msg)
    return LandTrustError(f"A worker failed ({type(problem).__name__}: {problem}).")


def _naming_what_was_stored(problem: LandTrustError, reports: list[CountyReport]) -> LandTrustError:
    if reports:
        names = ", ".join(report.county_name for report in reports)
        problem.message += f" Stored: {names}; “landtrust tiles build” puts them on the map."
    return problem
