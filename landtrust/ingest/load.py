"""One file into the store: a transaction for each county, all of it or nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

from landtrust.errors import LandTrustError, RuleBroken
from landtrust.ingest.counties import known_counties
from landtrust.ingest.county_transaction import (
    CountyWork,
    KnownFile,
    load_county,
    one_transaction,
)
from landtrust.ingest.ended_entries import NameRules
from landtrust.ingest.file_to_load import Progress, counted, one_county, reading_job
from landtrust.ingest.load_request import LoadRequest
from landtrust.ingest.normalised_file import open_normalised
from landtrust.ingest.report import LoadReport
from landtrust.ingest.split import by_county, of_county
from landtrust.model.spatial import dialect_of
from landtrust.sources.fingerprints import sha256_of

__all__ = ["LoadRequest", "load_file", "refresh_statistics"]


def load_file(
    engine: Engine, request: LoadRequest, data_folder: Path, progress: Progress
) -> LoadReport:
    """Load a file and say what came of each of its rows.

    Readers see the former snapshot of a county until the new one is whole. A load that fails, or
    is killed, leaves the county as it was.

    Raises:
        InvalidInput: The file, or what was said of it, cannot be used.
        RuleBroken: Another source holds the county, or another load is writing.
    """
    started = time.monotonic()
    with engine.connect() as connection:
        counties = known_counties(connection)
    county = one_county(request, counties)
    with open_normalised(reading_job(request, data_folder, county, counties)) as file:
        # Only now: what cannot be opened need not be read to its end.
        report = LoadReport(request.path.name, request.source.key, sha256_of(request.path))
        known = KnownFile(
            report.sha256, file.crs_declared, file.crs_used, file.points_only, file.notes
        )
        work = CountyWork(engine, request, known, counties, NameRules.of(data_folder / "codes"))
        batches = counted(file, progress)
        if county is None:
            parts = by_county(batches, counties)
        else:
            parts = iter([(county, of_county(batches, county, file.notes))])
        for found, rows in parts:
            with _naming_what_was_stored(report):
                report.counties.append(load_county(work, found, rows))
        report.notes = list(file.notes)
    refresh_statistics(engine)
    report.seconds = time.monotonic() - started
    return report


def refresh_statistics(engine: Engine) -> None:
    """Tell the planner what a load changed; another load that is writing now will do it."""
    with suppress(RuleBroken), one_transaction(engine) as connection:
        dialect_of(connection).refresh_statistics()


@contextmanager
def _naming_what_was_stored(report: LoadReport) -> Iterator[None]:
    """Let a failure at one county say which counties of the file were stored before it."""
    try:
        yield
    except LandTrustError as problem:
        if report.counties:
            names = ", ".join(county.county_name for county in report.counties)
            problem.message += (
                f" Stored before that: {names}; “landtrust tiles build” puts them on the map."
            )
        raise
