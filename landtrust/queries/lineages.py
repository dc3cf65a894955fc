"""What the land of a parcel was before, and what it became: as the loads found it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection, bindparam, case, select

from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelFacts
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.queries.visibility import FATES

MOST_CHANGES = 200
"""Changes shown of one parcel."""

MOST_PREDECESSORS = 100
"""Former parcels shown of one parcel."""

_ARRIVALS = ("new", "returned")

PUBLIC_EVIDENCE = case((ParcelChange.kind.in_(FATES), ParcelChange.evidence))
"""What anybody may read of the evidence of a change; NULL: nothing. Other evidence names owners
before and after: it does not even leave the database."""

SHARES = "share_of_land_in"
"""What evidence has the shares of land under, by the parcel that it went to."""

_CHANGES = (
    select(
        ParcelChange.snapshot_id,
        Snapshot.retrieved_at,
        ParcelChange.kind,
        PUBLIC_EVIDENCE.label("evidence"),
    )
    .join(Snapshot, Snapshot.id == ParcelChange.snapshot_id)
    .where(ParcelChange.parcel_id == bindparam("parcel_id"))
    .order_by(ParcelChange.id.desc())
    .limit(MOST_CHANGES)
)


@dataclass(frozen=True, slots=True)
class FoundChange:
    """A change of a parcel that a load found.

    Attributes:
        day: The day (UTC) of the snapshot that showed it.
        kind: A code.
        shares: Public ids of the parcels that its land went to, each with its share of that land
            from 0 to 1; empty where it went to none, or the change is of another kind.
    """

    snapshot_id: int
    day: date
    kind: str
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Kin:
    """A parcel whose land another was before, or became.

    Attributes:
        situs_address: None where not stated, or where no current roll has the parcel.
        share: How much of the former parcel's land the later one has, from 0 to 1.
    """

    public_id: str
    parcel_number: str
    situs_address: str | None
    share: float


def found_changes(connection: Connection, parcel_id: int) -> tuple[FoundChange, ...]:
    """What the loads found of a parcel, latest first."""
    rows = connection.execute(_CHANGES, {"parcel_id": parcel_id})
    return tuple(
        FoundChange(row.snapshot_id, row.retrieved_at.date(), row.kind, shares_of(row.evidence))
        for row in rows
    )


def successors(connection: Connection, changes: Iterable[FoundChange]) -> tuple[Kin, ...]:
    """What a former parcel became when it left the roll last, the largest share first."""
    fate = next((one for one in changes if one.kind in FATES), None)
    if fate is None or not fate.shares:
        return ()
    rows = connection.execute(
        select(Parcel.public_id, Parcel.parcel_number, RollEntry.situs_address)
        .outerjoin(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
        .outerjoin(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
        .where(Parcel.public_id.in_(fate.shares))
    )
    return _largest_first(
        Kin(row.public_id, row.parcel_number, row.situs_address, fate.shares[row.public_id])
        for row in rows
    )


def predecessors(
    connection: Connection, public_id: str, changes: Iterable[FoundChange]
) -> tuple[Kin, ...]:
    """The parcels that left the roll when this one came, and whose land it has.

    Only the changes of that load are looked through; a parcel that was always there costs nothing.
    """
    arrivals = [one.snapshot_id for one in changes if one.kind in _ARRIVALS]
    if not arrivals:
        return ()
    named = orjson.dumps(public_id).decode() + ":"
    rows = connection.execute(
        select(Parcel.public_id, Parcel.parcel_number, ParcelChange.evidence)
        .join(Parcel, Parcel.id == ParcelChange.parcel_id)
        .where(
            ParcelChange.snapshot_id.in_(arrivals),
            ParcelChange.kind.in_(FATES),
            ParcelChange.evidence.contains(named, autoescape=True),
        )
        .order_by(ParcelChange.id)
        .limit(MOST_PREDECESSORS)
    )
    shares = ((row, shares_of(row.evidence).get(public_id)) for row in rows)
    return _largest_first(
        Kin(row.public_id, row.parcel_number, None, share)
        for row, share in shares
        if share is not None
    )


def _largest_first(kin: Iterable[Kin]) -> tuple[Kin, ...]:
    return tuple(sorted(kin, key=lambda one: (-one.share, one.public_id)))


def shares_of(evidence: str | None) -> Mapping[str, float]:
    """The parcels that land went to, by public id, each with its share of that land."""
    return {} if evidence is None else orjson.loads(evidence).get(SHARES, {})
