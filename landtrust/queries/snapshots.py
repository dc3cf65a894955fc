"""What is loaded, and from where."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, select

from landtrust.model.places import County
from landtrust.model.snapshots import Snapshot
from landtrust.queries.visibility import Tier, file_name_is_visible, visible_remarks


@dataclass(frozen=True, slots=True)
class LoadedSnapshot:
    """One load of one source for one county.

    Attributes:
        id: Ours; it rises from load to load.
        file_name: None where it is hidden from the reader.
        finished_at: When the load ended (UTC); None only where it was cut off.
        crs_declared: None where the file states no coordinate system.
        invented: Whether the data are made up.
        remarks: What was remarked while the file was read, as the reader may see it.
        is_current: Whether it is the latest of its source and county.
    """

    id: int
    county_fips: str
    county_name: str
    state: str
    source_key: str
    source_title: str
    invented: bool
    file_name: str | None
    sha256: str
    retrieved_at: datetime
    finished_at: datetime | None
    roll_year: int | None
    crs_declared: str | None
    crs_used: str
    rows_read: int
    rows_kept: int
    rows_repaired: int
    rows_rejected: int
    remarks: tuple[str, ...]
    is_current: bool

    @property
    def day(self) -> date:
        """The day (UTC) on which the data were retrieved."""
        return self.retrieved_at.date()

    @property
    def speaks_from(self) -> date:
        """The first day for which its roll speaks.

        That on which it was retrieved; of a roll that was out of date by then, the last day of
        its year: on that day at the latest it was so.
        """
        if self.roll_year is None or self.roll_year >= self.day.year:
            return self.day
        return date(self.roll_year, 12, 31)


_EVERY = (
    select(
        Snapshot.id,
        Snapshot.county_fips,
        County.name.label("county_name"),
        County.state,
        Snapshot.source_key,
        Snapshot.source_title,
        Snapshot.invented,
        Snapshot.file_name,
        Snapshot.sha256,
        Snapshot.retrieved_at,
        Snapshot.finished_at,
        Snapshot.roll_year,
        Snapshot.crs_declared,
        Snapshot.crs_used,
        Snapshot.rows_read,
        Snapshot.rows_kept,
        Snapshot.rows_repaired,
        Snapshot.rows_rejected,
        Snapshot.notes,
        (Snapshot.state == "current").label("is_current"),
    )
    .join(County, County.fips == Snapshot.county_fips)
    .order_by(Snapshot.id)
)


def all_snapshots(connection: Connection, tier: Tier = Tier.PUBLIC) -> tuple[LoadedSnapshot, ...]:
    """Every snapshot, those of former loads too, by county, then source, then age."""
    found = (_snapshot(row, tier) for row in connection.execute(_EVERY))
    # Sorted here: each database has its own order of letters.
    return tuple(sorted(found, key=lambda one: (one.county_fips, one.source_key)))


def ended_snapshots(connection: Connection, tier: Tier = Tier.PUBLIC) -> tuple[LoadedSnapshot, ...]:
    """Every snapshot that is current or once was, in the order in which they were begun."""
    ended = _EVERY.where(Snapshot.state.in_(("current", "superseded")))
    return tuple(_snapshot(row, tier) for row in connection.execute(ended))


def current_snapshots(connection: Connection) -> tuple[LoadedSnapshot, ...]:
    """Every snapshot that is current, by county, then source."""
    return tuple(one for one in all_snapshots(connection) if one.is_current)


def parcel_snapshots(connection: Connection) -> frozenset[int]:
    """The numbers of the snapshots that brought parcels."""
    brought = Snapshot.state.in_(("current", "superseded"))
    return frozenset(connection.scalars(select(Snapshot.id).where(brought, ~Snapshot.bridge)))


def _snapshot(row: Row[*tuple[Any, ...]], tier: Tier) -> LoadedSnapshot:
    values = row._asdict()
    notes = values.pop("notes") or ""
    name = values.pop("file_name")
    return LoadedSnapshot(
        **values,
        file_name=name if file_name_is_visible(tier) else None,
        remarks=_remarks(notes, tier),
    )


@lru_cache(maxsize=1024)
def _remarks(notes: str, tier: Tier) -> tuple[str, ...]:
    # Each page asks for what is loaded; to tell whose sentences the remarks are takes longest.
    return visible_remarks(notes.splitlines(), tier)
