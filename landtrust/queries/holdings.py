"""Holdings as a list: what is held on a day, by whom, and how much land that is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from landtrust.domain.interests import LAND_TYPES
from landtrust.model.ownership import Interest, Party, PropertyUnit, SpatialUnit, UnitPart
from landtrust.model.parcels import Parcel
from landtrust.queries.parties import PartyRow, party_row
from landtrust.queries.protected_parties import Reader, reader_at
from landtrust.queries.standpoint import Standpoint, holds, known
from landtrust.queries.visibility import Tier, visible_parts


@dataclass(frozen=True, slots=True)
class Holder:
    """A party with its share in a right.

    Attributes:
        share: None where the type has no shares.
    """

    party: PartyRow
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of land or a building of a unit.

    Attributes:
        kind: land or building.
        parcel_id: Public id of the parcel; None of a building.
        feature_id: The parcel's number in tiles; None of a building.
        area_sqm: Square metres when it was recorded; None where not known.
    """

    id: int
    kind: str
    name: str
    parcel_id: str | None
    feature_id: int | None
    area_sqm: float | None


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """A unit that somebody holds on the day that was asked about.

    Attributes:
        since: The day since which its present owners own the land.
        owners: Who owns the land, with shares.
        pieces: Land first.
        is_common: Whether the trust or a cooperative owns all of it.
        is_leased: Whether the land is leased on that day.
        public_parts: What anybody may read of it, as codes; empty: nothing.
    """

    id: int
    name: str
    since: date
    owners: tuple[Holder, ...]
    pieces: tuple[Piece, ...]
    is_common: bool
    is_leased: bool
    public_parts: frozenset[str]

    @property
    def land_sqm(self) -> float:
        """Square metres of its land, as far as they are known."""
        return sum(one.area_sqm or 0.0 for one in self.pieces if one.kind == "land")

    @property
    def parcels(self) -> int:
        """How many parcels it has."""
        return sum(one.parcel_id is not None for one in self.pieces)


def is_common_owner(party: PartyRow | Row[Any]) -> bool:
    """Whether land of this party, or of this row of one, is held in common."""
    return bool(party.is_trust) or party.group_kind == "cooperative"


def holdings(
    connection: Connection, at: Standpoint, tier: Tier, only: int | None = None
) -> tuple[HoldingRow, ...]:
    """The units that are held on a day, as this reader may know of them, by name.

    Args:
        connection: Where to ask.
        at: The day, and whose knowledge.
        tier: The reader's; the public sees what the trust has published.
        only: The number of one unit; None: all.
    """
    rights = _rights(connection, at, only)
    visible = {
        row.unit_id: row for row in rights if "holding" in visible_parts(row.public_parts, tier)
    }
    pieces = pieces_on(connection, at, None if only is None else [only])
    by_unit: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rights:
        if row.unit_id in visible:
            by_unit[row.unit_id].append(row)
    reader = reader_at(connection, tier, at)
    found = (
        _holding(rows, pieces[unit_id], reader)
        for unit_id, rows in by_unit.items()
        if any(row.type in LAND_TYPES for row in rows)
    )
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def pieces_on(
    connection: Connection, at: Standpoint, unit_ids: Sequence[int] | None
) -> defaultdict[int, tuple[Piece, ...]]:
    """The pieces of units on a day, by unit: land first, then in the order of recording.

    Args:
        connection: Where to ask.
        at: The day, and whose knowledge.
        unit_ids: Of these; None: of all.
    """
    statement = _pieces(at)
    if unit_ids is not None:
        statement = statement.where(UnitPart.unit_id.in_(unit_ids))
    found: defaultdict[int, tuple[Piece, ...]] = defaultdict(tuple)
    for row in connection.execute(statement):
        piece = Piece(row.thing_id, row.kind, row.name, row.public_id, row.parcel_id, row.area_sqm)
        found[row.unit_id] = (*found[row.unit_id], piece)
    return found


@lru_cache(maxsize=16)
def _pieces(at: Standpoint) -> Select[*tuple[Any, ...]]:
    return (
        select(
            UnitPart.unit_id,
            SpatialUnit.thing_id,
            SpatialUnit.kind,
            SpatialUnit.name,
            SpatialUnit.area_sqm,
            SpatialUnit.parcel_id,
            Parcel.public_id,
        )
        .join(SpatialUnit, SpatialUnit.thing_id == UnitPart.spatial_unit_id)
        .outerjoin(Parcel, Parcel.id == SpatialUnit.parcel_id)
        .where(
            known(UnitPart, at.recorded_as_of),
            known(SpatialUnit, at.recorded_as_of),
            holds(UnitPart, at.as_of),
        )
        .order_by(SpatialUnit.kind.desc(), SpatialUnit.thing_id)
    )


def _rights(connection: Connection, at: Standpoint, only: int | None) -> list[Row[Any]]:
    """Who owns or leases land on the day: a row for each interest."""
    statement = _rights_at(at)
    if only is not None:
        statement = statement.where(Interest.unit_id == only)
    return list(connection.execute(statement))


@lru_cache(maxsize=16)
def _rights_at(at: Standpoint) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Interest.unit_id,
            Interest.type,
            Interest.share_numerator,
            Interest.share_denominator,
            Interest.valid_from,
            PropertyUnit.name.label("unit_name"),
            PropertyUnit.public_parts,
            Party.thing_id,
            Party.name,
            Party.kind,
            Party.group_kind,
            Party.is_trust,
            Party.is_public,
            Party.note,
        )
        .join(PropertyUnit, PropertyUnit.thing_id == Interest.unit_id)
        .join(Party, Party.thing_id == Interest.party_id)
        .where(
            known(Interest, at.recorded_as_of),
            known(PropertyUnit, at.recorded_as_of),
            known(Party, at.recorded_as_of),
            holds(Interest, at.as_of),
            Interest.type.in_((*LAND_TYPES, "lease")),
        )
        .order_by(Interest.unit_id, Interest.thing_id)
    )


def _holding(rows: Iterable[Row[Any]], pieces: tuple[Piece, ...], reader: Reader) -> HoldingRow:
    """A unit from its rights; somebody owns its land on that day."""
    land = [row for row in rows if row.type in LAND_TYPES]
    owners = tuple(
        Holder(
            party_row(row, reader, row.type), Fraction(row.share_numerator, row.share_denominator)
        )
        for row in land
    )
    return HoldingRow(
        id=land[0].unit_id,
        name=land[0].unit_name,
        since=max(row.valid_from for row in land),
        owners=owners,
        pieces=pieces,
        is_common=all(is_common_owner(one.party) for one in owners),
        is_leased=any(row.type == "lease" for row in rows),
        public_parts=visible_parts(land[0].public_parts, Tier.PUBLIC),
    )


def trusts(connection: Connection) -> tuple[int, ...]:
    """The numbers of the parties that are the trust itself, as we know now."""
    found = select(Party.thing_id).where(Party.is_trust, known(Party, None))
    return tuple(sorted(connection.scalars(found)))


def number_of_holdings(connection: Connection) -> int:
    """How many units are recorded, whatever became of them."""
    counted = select(func.count()).select_from(PropertyUnit).where(known(PropertyUnit, None))
    return connection.scalar(counted) or 0
