"""One file into the store: a transaction for each county, all of it or nothing."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from landtrust.domain.extent import Bbox
from landtrust.errors import InvalidInput, LandTrustError, RuleBroken
from landtrust.ingest.bridge import BridgeLoad
from landtrust.ingest.counties import (
    KnownCounty,
    extent_of,
    find_county,
    former_snapshots,
    known_counties,
)
from landtrust.ingest.county_load import CountyLoad
from landtrust.ingest.county_store import CountyStore
from landtrust.ingest.fingerprint import sha256_of
from landtrust.ingest.late_indexes import built_late, nothing_is_stored
from landtrust.ingest.normalised_file import NormalisedFile, ReadingJob, open_normalised
from landtrust.ingest.report import CountyReport, LoadReport
from landtrust.ingest.split import by_county, of_county
from landtrust.ingest.whereabouts import Whereabouts
from landtrust.model.declarative import BigReference
from landtrust.model.parcels import Parcel
from landtrust.model.snapshots import Snapshot
from landtrust.model.spatial import dialect_of
from landtrust.sources.source import Role, Source

_SEEN_ENTRY = Table(
    "seen_entry",
    MetaData(),
    Column("id", BigReference, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)
"""The stored roll entries that a load has met again."""

Progress = Callable[[int, int | None], None]
"""Told after each batch: rows done, and rows in all (None: not known yet)."""


@dataclass(frozen=True)
class LoadRequest:
    """What to load, and how.

    Attributes:
        county_fips: The county that the file is of; None: the rows say it.
        layer: The layer to read; None: the only one that has areas.
        crs: The coordinate system, where the file states none or a wrong one.
        roll_year: The year of the roll, where the rows do not say it.
        replace: Put this source in the place of another that holds the county.
        strict: Refuse the whole file if any row is rejected or repeated.
    """

    path: Path
    source: Source
    county_fips: str | None = None
    layer: str | None = None
    crs: str | None = None
    roll_year: int | None = None
    replace: bool = False
    strict: bool = False


class _Load(Protocol):
    def write(self, rows: pa.Table) -> None: ...

    def finish(self) -> None: ...


@dataclass(frozen=True)
class _Work:
    """What every county of one file's load needs."""

    engine: Engine
    request: LoadRequest
    file: NormalisedFile
    sha256: str
    counties: dict[str, KnownCounty]


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
    county = _one_county(request, counties)
    with open_normalised(_job(request, data_folder, county, extent_of(counties))) as file:
        # Only now: what cannot be opened need not be read to its end.
        report = LoadReport(request.path.name, request.source.key, sha256_of(request.path))
        work = _Work(engine, request, file, report.sha256, counties)
        batches = _counted(file, progress)
        if county is None:
            parts = by_county(batches, counties)
        else:
            parts = iter([(county, of_county(batches, county, file.notes))])
        for found, rows in parts:
            with _naming_what_was_stored(report):
                report.counties.append(_load_county(work, found, rows))
        report.notes = list(file.notes)
    with suppress(RuleBroken), _one_transaction(engine) as connection:
        dialect_of(connection).refresh_statistics()  # another load that is writing now will do it
    report.seconds = time.monotonic() - started
    return report


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


def _one_county(request: LoadRequest, counties: dict[str, KnownCounty]) -> KnownCounty | None:
    source = request.source
    if request.county_fips is not None:
        county = find_county(counties, request.county_fips)
        if source.county_fips and county.fips not in source.county_fips:
            msg = f"The source “{source.key}” has no parcels of {county.name} County."
            raise InvalidInput(msg, county_fips=county.fips)
        return county
    if len(source.county_fips) == 1:
        return find_county(counties, source.county_fips[0])
    if source.county_field is None and source.county_name_field is None:
        msg = f"The rows of “{source.key}” do not say their county: give it with --county FIPS."
        raise InvalidInput(msg)
    return None


def _job(
    request: LoadRequest, data_folder: Path, county: KnownCounty | None, extent: Bbox
) -> ReadingJob:
    return ReadingJob(
        path=str(request.path),
        layer=request.layer,
        crs=request.crs,
        source=request.source.model_dump(mode="json"),
        data_folder=str(data_folder),
        county_fips=county.fips if county else None,
        roll_year=request.roll_year,
        extent=extent,
    )


def _counted(file: NormalisedFile, progress: Progress) -> Iterator[pa.Table]:
    done = 0
    for batch in file.batches:
        yield batch
        done += batch.num_rows
        progress(done, file.row_count)


def _load_county(work: _Work, county: KnownCounty, batches: Iterable[pa.Table]) -> CountyReport:
    started = time.monotonic()
    report = CountyReport(county.fips, county.name)
    with _one_transaction(work.engine) as connection:
        _claim(connection, county)
        late = dialect_of(connection).fills_late and nothing_is_stored(connection)
        load = _begin(connection, work, county, report, late=late)
        with built_late(connection, late=late):
            for batch in batches:
                load.write(batch)
            load.finish()
        if work.request.strict:
            _refuse_flaws(report)
        if not work.request.replace:
            _refuse_older_roll(connection, report)
        _keep_notes(connection, report, work.file.notes)
    report.seconds = time.monotonic() - started
    return report


def _keep_notes(connection: Connection, report: CountyReport, notes: list[str]) -> None:
    if notes:
        chosen = update(Snapshot).where(Snapshot.id == report.snapshot_id)
        connection.execute(chosen.values(notes="\n".join(notes)))


@contextmanager
def _one_transaction(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(writes=True) as connection:
        try:
            with connection.begin():
                yield connection
        except DBAPIError as problem:
            raise (_what_hinders(connection, problem) or problem) from problem


def _what_hinders(connection: Connection, problem: DBAPIError) -> LandTrustError | None:
    """What keeps the store from being written, in plain words; None where we are at fault."""
    hindrance = dialect_of(connection).hindrance(problem)
    if hindrance == "another writes":
        return RuleBroken("Another load is writing to the database; try again when it has ended.")
    if hindrance is not None:
        said = " ".join(str(problem.orig).split())  # a server may need several lines
        return LandTrustError(f"The database cannot be written ({said}); nothing was stored.")
    return None


def _claim(connection: Connection, county: KnownCounty) -> None:
    if not dialect_of(connection).claim(county.fips):
        msg = (
            f"Another load of {county.name} County is under way; nothing was stored. "
            "Try again when it has ended."
        )
        raise RuleBroken(msg, county_fips=county.fips)


def _begin(
    connection: Connection, work: _Work, county: KnownCounty, report: CountyReport, *, late: bool
) -> _Load:
    source = work.request.source
    former = former_snapshots(connection, county, source, replace=work.request.replace)
    report.former_snapshot_ids = list(former)
    report.snapshot_id = _begin_snapshot(connection, work, county)
    connection.execute(CreateTable(_SEEN_ENTRY, if_not_exists=True))
    connection.exec_driver_sql("DELETE FROM seen_entry")
    store = CountyStore(
        connection,
        report,
        source.key,
        places_later=late,
    )
    _remember_stored(store)
    if source.role is Role.BRIDGE:
        return BridgeLoad(store)
    others = set(former.values()) - {source.key}
    # What another source had of the county goes, also if the new one lists some parcels only.
    ended = others | ({source.key} if source.complete else set())
    whereabouts = Whereabouts(county, work.counties, work.file.crs_used, source.crs)
    return CountyLoad(
        store,
        whereabouts,
        source.complete or bool(others),
        sorted(ended),
        points_only=work.file.points_only,
    )


def _begin_snapshot(connection: Connection, work: _Work, county: KnownCounty) -> int:
    source = work.request.source
    row = {
        "county_fips": county.fips,
        "source_key": source.key,
        "source_title": source.title,
        "invented": source.invented,
        "bridge": source.role is Role.BRIDGE,
        "state": "loading",
        "file_name": work.request.path.name,
        "sha256": work.sha256,
        "retrieved_at": datetime.now(UTC),
        "crs_declared": work.file.crs_declared,
        "crs_used": work.file.crs_used,
    }
    return connection.execute(insert(Snapshot).values(row).returning(Snapshot.id)).scalar_one()


def _remember_stored(store: CountyStore) -> None:
    stored = store.connection.execute(
        select(Parcel.public_id)
        .where(Parcel.county_fips == store.report.county_fips)
        .execution_options(yield_per=50_000)
    )
    for ids in stored.scalars().partitions():
        store.seen.add(ids)


def _refuse_older_roll(connection: Connection, report: CountyReport) -> None:
    if not report.former_snapshot_ids or report.roll_year is None:
        return
    former = connection.scalar(
        select(func.max(Snapshot.roll_year)).where(Snapshot.id.in_(report.former_snapshot_ids))
    )
    if former is not None and former > report.roll_year:
        msg = (
            f"{report.county_name} County has the roll of {former}, the file has that of "
            f"{report.roll_year}; nothing was stored. Use --replace to go back to the older one."
        )
        raise RuleBroken(msg, county_fips=report.county_fips)


def _repeated_in_all(numbers: int) -> str:
    return "no other is" if numbers == 1 else f"{numbers:,} numbers are repeated"


def _refuse_flaws(report: CountyReport) -> None:
    if report.repeated:
        number, rows = next(iter(report.repeated.items()))
        msg = (
            f"The parcel number {number} is met again in row {rows[0]} "
            f"({_repeated_in_all(len(report.repeated))}); nothing was stored (--strict)."
        )
        raise InvalidInput(msg, repeated=list(report.repeated))
    if report.rejected:
        reason, rows = next(iter(report.examples.items()))
        count = report.rejected.total()
        many = f"{count:,} rows cannot be used, the first is row {rows[0]}"
        which = f"Row {rows[0]} cannot be used" if count == 1 else many
        msg = f"{which} ({reason}); nothing was stored (--strict)."
        raise InvalidInput(msg, rejected=dict(report.rejected))
