"""What is loaded, as a page or a file needs to know it."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from landtrust.queries.snapshots import LoadedSnapshot, all_snapshots
from landtrust.queries.then import Then
from landtrust.queries.visibility import Tier
from landtrust.web.site import reader_tier

MOST_HEADERS = 20
"""Of one answer: some 4 kB, which proxies take; Python reads no answer of more than a hundred."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The snapshots that readers see now.

    Attributes:
        snapshots: Those that are current.
        former: Those that no page lists, and that a parcel may still be as.
    """

    snapshots: tuple[LoadedSnapshot, ...]
    former: tuple[LoadedSnapshot, ...] = ()

    @property
    def by_id(self) -> dict[int, LoadedSnapshot]:
        """All of them by id, the former too: a list of some parcels ends no other."""
        return {one.id: one for one in (*self.former, *self.snapshots)}

    @property
    def has_invented(self) -> bool:
        """Whether any of the data are made up."""
        return any(one.invented for one in self.snapshots)

    @property
    def newest_day(self) -> date | None:
        """The day of the newest data; None where nothing is loaded."""
        return max((one.day for one in self.snapshots), default=None)

    @property
    def newest_moment(self) -> datetime | None:
        """When the newest load ended; None where nothing is loaded."""
        return max((one.finished_at or one.retrieved_at for one in self.snapshots), default=None)

    def within(self, counties: Collection[str] | None) -> "Loaded":
        """Only what these counties have; None: any."""
        if counties is None:
            return self
        return Loaded(tuple(one for one in self.snapshots if one.county_fips in counties))

    def at(self, then: Then | None) -> "Loaded":
        """What is read for a former time; None: all of it, as it is now."""
        return self if then is None else Loaded(then.snapshots)

    def fingerprint(self, *more: object) -> str:
        """A word that changes when the data do, or whatever else is given."""
        ids = [(one.id, one.sha256) for one in self.snapshots]
        return hashlib.sha256(repr((ids, more)).encode()).hexdigest()[:32]


def loaded(connection: Connection) -> Loaded:
    """What is loaded now, as whoever asks may see it."""
    return loaded_for(connection, reader_tier())


def loaded_for(connection: Connection, tier: Tier) -> Loaded:
    """What is loaded now, as a tier of readers may see it."""
    every = all_snapshots(connection, tier)
    return Loaded(
        snapshots=tuple(one for one in every if one.is_current),
        former=tuple(one for one in every if not one.is_current),
    )


def snapshot_headers(snapshots: Iterable[LoadedSnapshot]) -> list[tuple[str, str]]:
    """One header for each snapshot that a file is of: what, when, and from which bytes.

    Of many, one header says how many they are, and where they are listed.
    """
    listed = list(snapshots)
    if len(listed) > MOST_HEADERS:
        return [("Landtrust-Snapshots", f"{len(listed)}; list=/snapshots.json")]
    return [
        ("Landtrust-Snapshot", "; ".join(f"{name}={value}" for name, value in _said_of(one)))
        for one in listed
    ]


def _said_of(one: LoadedSnapshot) -> tuple[tuple[str, str], ...]:
    return (
        ("county", one.county_fips),
        ("source", one.source_key),
        ("retrieved", one.retrieved_at.isoformat(timespec="seconds")),
        ("sha256", one.sha256),
        ("invented", "yes" if one.invented else "no"),
        ("number", str(one.id)),
    )
