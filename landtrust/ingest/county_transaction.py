"""One county's rows into the store: one transaction, all of it or nothing."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
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

from landtrust.errors import InvalidInput, LandTrustError, RuleBroken
from landtrust.ingest.bridge import BridgeLoad
from landtrust.ingest.counties import KnownCounty, former_snapshots
from landtrust.ingest.county_load import CountyLoad
from landtrust.ingest.county_store import CountyStore
from landtrust.ingest.ended_entries import NameRules, reread_ended_entries
from landtrust.ingest.late_indexes import built_late, nothing_is_stored
from landtrust.ingest.load_request import LoadRequest
from landtrust.ingest.report import CountyReport
from landtrust.ingest.whereabouts import Whereabouts
from landtrust.model.declarative import BigReference
from landtrust.model.parcels import Parcel
from landtrust.model.snapshots import Snapshot
from landtrust.model.spatial import dialect_of
from landtrust.sources.source import Role

_SECONDS_BETWEEN_CLAIMS = 0.25


_SEEN_ENTRY = Table(
    "seen_entry",
    MetaData(),
    Column("id", BigReference, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)
"""The stored roll entries that a load has met again."""


class _Load(Protocol):
    def write(self, rows: pa.Table) -> None: ...

    def finish(self) -> None: ...


@dataclass(frozen=True)
class KnownFile:
    """What is known of a file whose rows are being stored.

    Attributes:
        sha256: Fingerprint of its bytes.
        crs_declared: What it says of its coordinates; None when it says nothing.
        crs_used: What they were read as.
        points_only: Whether it has points in the place of outlines.
        notes: What its reader remarked; more may come while the rows are read.
        retrieved_at: When it was read; no other load of it has the same moment.
    """

    sha256: str
    crs_declared: str | None
    crs_used: str
    points_only: bool
    notes: list[str] = field(default_factory=list)
    retrieved_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Receipt(Protocol):
    """Knows whether this very load of a county was committed by a try that did not tell."""

    def former(self, connection: Connection) -> CountyReport | None:
        """The report of a try that was committed; None where none was."""

    def keep(self, report: CountyReport) -> None:
        """Keep the report of this try, which is about to be committed."""


@dataclass(frozen=True)
class CountyWork:
    """What every county of one file's load needs.

    Attributes:
        names: The rules by which the file is read.
        patience_seconds: How long to wait for another load of the same county to end.
        receipt: None where nobody will try again.
    """

    engine: Engine
    request: LoadRequest
    file: KnownFile
    counties: dict[str, KnownCounty]
    names: NameRules
    patience_seconds: float = 0
    receipt: Receipt | None = None


def load_county(work: CountyWork, county: KnownCounty, batches: Iterable[pa.Table]) -> CountyReport:
    """Store the rows of one county, and say what came of each.

    Raises:
        InvalidInput: The rows cannot be used.
        RuleBroken: Another source holds the county, or another load is writing.
        LandTrustError: The database cannot be written.
    """
    started = time.monotonic()
    report = CountyReport(county.fips, county.name)
    with one_transaction(work.engine) as connection:
        _claim(connection, county, work.patience_seconds)
        if work.receipt is not None and (former := work.receipt.former(connection)) is not None:
            return former
        late = dialect_of(connection).fills_late and nothing_is_stored(connection)
        load = _begin(connection, work, county, report, late=late)
        with built_late(connection, late=late):
            for batch in batches:
                load.write(batch)
            load.finish()
        if report.former_snapshot_ids:
            reread_ended_entries(connection, county.fips, work.names)
        if work.request.strict:
            _refuse_flaws(report)
        if not work.request.replace:
            _refuse_older_roll(connection, report)
        _keep_notes(connection, report, work.file.notes)
        report.seconds = time.monotonic() - started
        if work.receipt is not None:
            work.receipt.keep(report)
    return report


def _keep_notes(connection: Connection, report: CountyReport, notes: list[str]) -> None:
    if notes:
        chosen = update(Snapshot).where(Snapshot.id == report.snapshot_id)
        connection.execute(chosen.values(notes="\n".join(notes)))


@contextmanager
def one_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end of the block, undone by an error.

    Raises:
        RuleBroken: Another load is writing.
        LandTrustError: The database cannot be written.
    """
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


def _claim(connection: Connection, county: KnownCounty, patience_seconds: float) -> None:
    until = time.monotonic() + patience_seconds
    while not dialect_of(connection).claim(county.fips):
        if time.monotonic() < until:
            time.sleep(_SECONDS_BETWEEN_CLAIMS)
            continue
        msg = (
            f"Another load of {county.name} County is under way; nothing was stored. "
            "Try again when it has ended."
        )
        raise RuleBroken(msg, county_fips=county.fips)


def _begin(
    connection: Connection,
    work: CountyWork,
    county: KnownCounty,
    report: CountyReport,
    *,
    late: bool,
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
        spares=not others,
    )


def _begin_snapshot(connection: Connection, work: CountyWork, county: KnownCounty) -> int:
    source = work.request.source
    row = {
        "county_fips": county.fips,
        "source_key": source.key,
        "source_title": source.title,
        "invented": source.invented,
        "bridge": source.role is Role.BRIDGE,
        "state": "loading",
        "file_name": work.request.path.name,
        "sha256": work.file.sha256,
        "retrieved_at": work.file.retrieved_at,
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
