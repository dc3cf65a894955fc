"""The land that is held in common through time: what maps, tables and charts of growth show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from landtrust.domain.growth import LandPiece, ParcelPoint, Stretch
from landtrust.domain.interests import LAND_TYPES
from landtrust.domain.spans import is_within
from landtrust.errors import NotAllowed
from landtrust.model.ownership import Interest, Party, PropertyUnit, SpatialUnit, UnitPart
from landtrust.model.parcels import Parcel
from landtrust.phrases import Phrase
from landtrust.queries.holdings import is_common_owner
from landtrust.queries.standpoint import known
from landtrust.queries.visibility import Tier, former_knowledge_is_visible, visible_parts


@dataclass(frozen=True, slots=True)
class CommonHolding:
    """A unit that is, was or will be held in common.

    Attributes:
        stretches: When, in order; at least one.
    """

    id: int
    name: str
    stretches: tuple[Stretch, ...]


def common_holdings(
    connection: Connection, tier: Tier, recorded_as_of: datetime | None = None
) -> tuple[CommonHolding, ...]:
    """Every unit that this reader may know to be held in common at some time, by name.

    On each day it says the same as ``holdings`` of that day does.

    Args:
        connection: Where to ask.
        tier: The reader's; the public sees what the trust has published.
        recorded_as_of: What we knew then (UTC), for stewards; None: what we know now.

    Raises:
        NotAllowed: The reader may not ask what was known at a former time.
    """
    if recorded_as_of is not None and not former_knowledge_is_visible(tier):
        msg = Phrase("What was recorded at a former time is for stewards of the trust.")
        raise NotAllowed(msg, parameter="recorded_as_of")
    rights: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in _rights(connection, recorded_as_of):
        if "holding" in visible_parts(row.public_parts, tier):
            rights[row.unit_id].append(row)
    parts: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in _land(connection, recorded_as_of):
        parts[row.unit_id].append(row)
    found = (
        CommonHolding(unit_id, rows[0].name, _stretches(rows, parts[unit_id]))
        for unit_id, rows in rights.items()
    )
    kept = (one for one in found if one.stretches)
    return tuple(sorted(kept, key=lambda one: (one.name.casefold(), one.id)))


def _rights(connection: Connection, recorded_as_of: datetime | None) -> list[Row[Any]]:
    """Who owns or leases land at any time: a row for each interest."""
    statement = (
        select(
            Interest.unit_id,
            Interest.type,
            Interest.valid_from,
            Interest.valid_to,
            PropertyUnit.name,
            PropertyUnit.public_parts,
            Party.is_trust,
            Party.group_kind,
        )
        .join(PropertyUnit, PropertyUnit.thing_id == Interest.unit_id)
        .join(Party, Party.thing_id == Interest.party_id)
        .where(
            known(Interest, recorded_as_of),
            known(PropertyUnit, recorded_as_of),
            known(Party, recorded_as_of),
            Interest.type.in_((*LAND_TYPES, "lease")),
        )
    )
    return list(connection.execute(statement))


def _land(connection: Connection, recorded_as_of: datetime | None) -> list[Row[Any]]:
    """Which land is a part of which unit, and when."""
    statement = (
        select(
            UnitPart.unit_id,
            UnitPart.valid_from,
            UnitPart.valid_to,
            SpatialUnit.thing_id,
            SpatialUnit.area_sqm,
            SpatialUnit.parcel_id,
            Parcel.public_id,
            Parcel.label_lon,
            Parcel.label_lat,
        )
        .join(SpatialUnit, SpatialUnit.thing_id == UnitPart.spatial_unit_id)
        .outerjoin(Parcel, Parcel.id == SpatialUnit.parcel_id)
        .where(
            known(UnitPart, recorded_as_of),
            known(SpatialUnit, recorded_as_of),
            SpatialUnit.kind == "land",
        )
        .order_by(SpatialUnit.thing_id)
    )
    return list(connection.execute(statement))


def _stretches(rights: Sequence[Row[Any]], parts: Sequence[Row[Any]]) -> tuple[Stretch, ...]:
    """When a unit is held in common, cut where something of that changes."""
    given = [day for one in (*rights, *parts) for day in (one.valid_from, one.valid_to)]
    days = sorted({day for day in given if day is not None})
    found: list[Stretch] = []
    for first, end in zip(days, (*days[1:], None), strict=True):
        one = _stretch(first, end, rights, parts)
        if one is not None:
            _append(found, one)
    return tuple(found)


def _stretch(
    first: date, end: date | None, rights: Iterable[Row[Any]], parts: Iterable[Row[Any]]
) -> Stretch | None:
    """What holds between two days on which something changes; None: it is not common land."""
    now = [row for row in rights if is_within(first, row.valid_from, row.valid_to)]
    owners = [row for row in now if row.type in LAND_TYPES]
    if not owners or not all(is_common_owner(row) for row in owners):
        return None
    pieces = tuple(_piece(row) for row in parts if is_within(first, row.valid_from, row.valid_to))
    return Stretch(first, end, len(owners) < len(now), pieces)


def _piece(row: Row[Any]) -> LandPiece:
    parcel = (
        None
        if row.parcel_id is None
        else ParcelPoint(row.parcel_id, row.public_id, row.label_lon, row.label_lat)
    )
    return LandPiece(row.thing_id, row.area_sqm or 0.0, parcel)


def _append(found: list[Stretch], one: Stretch) -> None:
    """Add a stretch; where nothing of it is new, the one before goes on."""
    if found:
        before = found[-1]
        same = (before.end, before.is_leased, before.pieces)
        if same == (one.first, one.is_leased, one.pieces):
            found[-1] = Stretch(before.first, one.end, one.is_leased, one.pieces)
            return
    found.append(one)
