"""What can be wrong with a store, as checks that anybody can read: each asks one thing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Connection,
    and_,
    func,
    select,
)
from sqlalchemy import column as named
from sqlalchemy import table as named_table
from sqlalchemy.orm import InstrumentedAttribute

from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import GeometryRepair, RejectedRow, Snapshot
from landtrust.model.spatial import dialect_of
from landtrust.queries import book_faults

_RESTORE = "Restore the last backup with “landtrust restore FILE --replace”, or load again."
_LOAD_AGAIN = "Load the county's file again."


@dataclass(frozen=True)
class StoreCheck:
    """One thing that should hold.

    Attributes:
        name: A word for programs.
        holds: The sentence that is true of a sound store.
        advice: What to do where it is not.
        faults: Finds what is wrong, one sentence each; nothing where all is well.
    """

    name: str
    holds: str
    advice: str
    faults: Callable[[Connection], Iterator[str]]


def store_versions(connection: Connection) -> str:
    """What the store is, and of which version."""
    return dialect_of(connection).versions()


def _damage(connection: Connection) -> Iterator[str]:
    yield from dialect_of(connection).damage()


def _doubled_snapshots(connection: Connection) -> Iterator[str]:
    doubled = (
        select(Snapshot.county_fips, Snapshot.source_key, func.count())
        .where(Snapshot.state == "current")
        .group_by(Snapshot.county_fips, Snapshot.source_key)
        .having(func.count() > 1)
        .order_by(Snapshot.county_fips, Snapshot.source_key)
    )
    for county, source, count in connection.execute(doubled):
        yield f"County {county} has {count} current snapshots of {source}."


def _unended_loads(connection: Connection) -> Iterator[str]:
    loading = select(Snapshot.id, Snapshot.county_fips).where(Snapshot.state == "loading")
    for snapshot_id, county in connection.execute(loading.order_by(Snapshot.id)):
        yield f"Snapshot {snapshot_id} of county {county} is said to be loading still."


def _wrong_counts(connection: Connection) -> Iterator[str]:
    """Compare what each load reported with the rows that are stored of it."""
    stored = [_Counted(name, snapshot_id) for name, snapshot_id in _COUNTED.items()]
    facts = _Counted("rows_kept", ParcelFacts.snapshot_id)
    asked = [getattr(Snapshot, one.name) != one.rows for one in stored]
    asked.append(Snapshot.rows_read != Snapshot.rows_kept + Snapshot.rows_rejected)
    asked.append(Snapshot.rows_kept < facts.rows)
    statement = select(Snapshot.id, *asked).order_by(Snapshot.id)
    for one in (*stored, facts):
        statement = statement.outerjoin(one.groups, one.groups.c.snapshot_id == Snapshot.id)
    names = (*_COUNTED, "rows_read", "rows_kept")
    for snapshot_id, *differ in connection.execute(statement):
        wrong = [name for name, differs in zip(names, differ, strict=True) if differs]
        if wrong:
            yield f"Snapshot {snapshot_id}: the rows stored do not agree with {', '.join(wrong)}."


_COUNTED = {
    "rows_rejected": RejectedRow.snapshot_id,
    "rows_repaired": GeometryRepair.snapshot_id,
    "entries_written": RollEntry.recorded_from_id,
    "parcels_new": Parcel.first_seen_id,
    "parcels_changed": ParcelChange.snapshot_id,
}
"""What a load counts of itself, and the rows that say they are of it."""


class _Counted:
    """The rows of each snapshot, counted for all snapshots at once."""

    def __init__(self, name: str, snapshot_id: InstrumentedAttribute[int]) -> None:
        counted = select(snapshot_id.label("snapshot_id"), func.count().label("rows"))
        self.name = name
        self.groups = counted.group_by(snapshot_id).subquery(f"counted_{name}")
        self.rows = func.coalesce(self.groups.c.rows, 0)


def _incomplete_parcels(connection: Connection) -> Iterator[str]:
    facts = ParcelFacts.parcel_id
    factless = (
        select(func.count())
        .select_from(Parcel)
        .join(Snapshot, and_(Snapshot.id == Parcel.last_seen_id, Snapshot.state == "current"))
        .where(~select(facts).where(facts == Parcel.id).exists())
    )
    unseen = (
        select(func.count())
        .select_from(ParcelFacts)
        .join(Parcel, Parcel.id == facts)
        .where(Parcel.last_seen_id != ParcelFacts.snapshot_id)
    )
    shapeless = select(func.count()).where(
        ~select(ParcelOutline.parcel_id).where(ParcelOutline.parcel_id == facts).exists()
    )
    yield from _told(connection.scalar(factless), "have no facts")
    yield from _told(connection.scalar(unseen), "have facts of another snapshot than their last")
    yield from _told(connection.scalar(shapeless.select_from(ParcelFacts)), "have no outline")


def _told(parcels: int | None, what: str) -> Iterator[str]:
    if parcels:
        yield f"{parcels:,} current parcels {what}."


def _unplaced(connection: Connection) -> Iterator[str]:
    if count := dialect_of(connection).unplaced():
        yield f"The index of outlines differs from the current parcels at {count:,} places."


def _unworded(connection: Connection) -> Iterator[str]:
    key = named(dialect_of(connection).words_key, BigInteger)
    words = named_table("parcel_words", key)
    facts = ParcelFacts.parcel_id
    lacking = select(func.count()).where(
        ~select(key).select_from(words).where(key == facts).exists()
    )
    idle = (
        select(func.count()).select_from(words).where(~select(facts).where(facts == key).exists())
    )
    if count := connection.scalar(lacking.select_from(ParcelFacts)):
        yield f"{count:,} current parcels are not in the index of words."
    if count := connection.scalar(idle):
        yield f"{count:,} entries of the index of words are of no current parcel."


STORE_CHECKS = (
    StoreCheck("integrity", "The database finds no damage in itself.", _RESTORE, _damage),
    StoreCheck(
        "current",
        "Each county has at most one current snapshot of a source.",
        _LOAD_AGAIN,
        _doubled_snapshots,
    ),
    StoreCheck(
        "loads",
        "No load was cut off in the middle.",
        f"{_LOAD_AGAIN} If a load is running now, wait for its end.",
        _unended_loads,
    ),
    StoreCheck(
        "counts", "The rows stored of each load are those that it counted.", _RESTORE, _wrong_counts
    ),
    StoreCheck(
        "parcels",
        "Each current parcel has its facts and its outline.",
        _RESTORE,
        _incomplete_parcels,
    ),
    StoreCheck(
        "places",
        "The index of outlines has each current parcel.",
        f"Rebuild it with “landtrust database copy” into a new database. {_RESTORE}",
        _unplaced,
    ),
    StoreCheck("words", "The index of words has each current parcel.", _RESTORE, _unworded),
    StoreCheck(
        "shares",
        "The shares of each right and of each group are a whole on every day.",
        f"Only a change around this program makes such shares. {_RESTORE}",
        book_faults.wrong_shares,
    ),
    StoreCheck(
        "events",
        "Each event of the book says what it was about.",
        _RESTORE,
        book_faults.events_without_subject,
    ),
    StoreCheck("versions", "Nothing ends before it begins.", _RESTORE, book_faults.turned_spans),
    StoreCheck(
        "history",
        "Each thing of the book says something, and has a history.",
        _RESTORE,
        book_faults.orphans,
    ),
)
