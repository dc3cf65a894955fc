"""A file's load taken apart into one task for each county, to be done anywhere, and done again.

Whoever takes the file apart spools each county's rows into a folder that all see. A task is a
county's whole load in one transaction of its own; one whose process dies leaves nothing, and
may be given to another. One that was committed and could not say so is not done twice: its
report lies beside its rows.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, select

from landtrust.errors import LandTrustError
from landtrust.ingest.counties import known_counties
from landtrust.ingest.county_transaction import CountyWork, KnownFile, load_county
from landtrust.ingest.ended_entries import NameRules
from landtrust.ingest.file_to_load import Progress, counted, one_county, reading_job
from landtrust.ingest.load_request import LoadRequest
from landtrust.ingest.normalised_file import open_normalised
from landtrust.ingest.report import CountyReport, LoadReport
from landtrust.ingest.split import SpooledCounty, spool_by_county, spool_one_county
from landtrust.model.snapshots import Snapshot
from landtrust.sources.fingerprints import sha256_of

PATIENCE_SECONDS = 120.0
"""How long a task waits for its county: the database may notice late that a process is gone."""

_REPORT = TypeAdapter(CountyReport)


@dataclass(frozen=True)
class CountyTask:
    """One county of a file, ready to be stored from any machine that sees the spool.

    Attributes:
        spooled: Where its rows wait.
        file: What is known of the file that they are from.
        names: The rules by which it was read.
    """

    request: LoadRequest
    file: KnownFile
    names: NameRules
    spooled: SpooledCounty

    @property
    def receipt_path(self) -> Path:
        """Where the report is kept until everybody has it."""
        return self.spooled.paths[0].with_suffix(".report")


def take_apart(
    engine: Engine, request: LoadRequest, data_folder: Path, folder: Path, progress: Progress
) -> tuple[list[CountyTask], LoadReport]:
    """Read a file to its end and spool its rows, county by county; nothing is stored yet.

    Args:
        engine: The database, asked for the counties.
        request: The file.
        data_folder: The code lists and sources.
        folder: An empty folder that every machine sees under the same path.
        progress: Told after each batch.

    Returns:
        A task for each county, by code, and the report without its counties.

    Raises:
        InvalidInput: The file, or what was said of it, cannot be used.
    """
    with engine.connect() as connection:
        counties = known_counties(connection)
    county = one_county(request, counties)
    with open_normalised(reading_job(request, data_folder, county, counties)) as file:
        report = LoadReport(request.path.name, request.source.key, sha256_of(request.path))
        batches = counted(file, progress)
        if county is None:
            parts = spool_by_county(batches, counties, folder)
        else:
            parts = [spool_one_county(batches, county, file.notes, folder)]
        report.notes = list(file.notes)
        known = KnownFile(
            report.sha256, file.crs_declared, file.crs_used, file.points_only, report.notes
        )
    names = NameRules.of(data_folder / "codes")
    return [CountyTask(request, known, names, part) for part in parts], report


def load_spooled(
    engine: Engine, task: CountyTask, patience_seconds: float = PATIENCE_SECONDS
) -> CountyReport:
    """Store one county, or say what an earlier try stored that could not tell.

    Raises:
        InvalidInput: The rows cannot be used.
        RuleBroken: Another source holds the county, or another load does not end.
        LandTrustError: The spool is not to be seen from here, or the database not written.
    """
    with engine.connect() as connection:
        counties = known_counties(connection)
    if not all(path.exists() for path in task.spooled.paths):
        msg = (
            f"The folder {task.spooled.paths[0].parent} is not to be seen by every worker: "
            "set LANDTRUST_SHARED_FOLDER to one that is."
        )
        raise LandTrustError(msg)
    work = CountyWork(
        engine,
        task.request,
        task.file,
        counties,
        task.names,
        patience_seconds,
        _KeptReport(task),
    )
    return load_county(work, counties[task.spooled.county_fips], task.spooled.rows())


def require_stored(engine: Engine, reports: Sequence[CountyReport], retrieved_at: datetime) -> None:
    """Make sure that what others stored is in this database, and not in one of their own.

    Raises:
        LandTrustError: A county is not in it.
    """
    with engine.connect() as connection:
        chosen = select(Snapshot.id).where(Snapshot.retrieved_at == retrieved_at)
        stored = set(connection.scalars(chosen))
    missing = [report.county_name for report in reports if report.snapshot_id not in stored]
    if missing:
        msg = (
            f"The workers stored {', '.join(missing)} in another database than this one: "
            "LANDTRUST_DATABASE_URL must name the same everywhere."
        )
        raise LandTrustError(msg)


@dataclass(frozen=True)
class _KeptReport:
    """The report of a task, written just before it is committed.

    Only the moment at which the file was read tells this load from another of the same file.
    """

    task: CountyTask

    def former(self, connection: Connection) -> CountyReport | None:
        stored = connection.scalar(
            select(Snapshot.id).where(
                Snapshot.county_fips == self.task.spooled.county_fips,
                Snapshot.retrieved_at == self.task.file.retrieved_at,
                Snapshot.sha256 == self.task.file.sha256,
            )
        )
        if stored is None:
            return None
        return _REPORT.validate_json(self.task.receipt_path.read_bytes())

    def keep(self, report: CountyReport) -> None:
        written = self.task.receipt_path.with_suffix(f".{time.monotonic_ns()}")
        written.write_bytes(_REPORT.dump_json(report))
        written.replace(self.task.receipt_path)
