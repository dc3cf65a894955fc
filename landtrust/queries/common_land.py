"""The land that is held in common on a day: which parcels it has, and which of it is nearest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, select

from landtrust.domain.geodesy import Surroundings
from landtrust.domain.interests import LAND_TYPES
from landtrust.model.ownership import Interest, Party, PropertyUnit, SpatialUnit, UnitPart
from landtrust.model.parcels import Parcel
from landtrust.queries.filters import Place
from landtrust.queries.holdings import is_common_owner
from landtrust.queries.nearness import Way, measured
from landtrust.queries.standpoint import Standpoint, holds, known
from landtrust.queries.visibility import Tier, visible_parts


@dataclass(frozen=True, slots=True)
class CommonLandNear:
    """A holding in common near a point.

    Attributes:
        id: The number of the holding.
        distance_m: Metres along the geodesic to the nearest edge of its land; 0 inside.
        parcel_ids: Public ids of its parcels, the nearest first.
    """

    id: int
    name: str
    distance_m: float
    parcel_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldParcels:
    """The parcels of a holding in common.

    Attributes:
        id: The number of the holding.
        parcel_ids: Our ids, which are the feature ids in tiles.
    """

    id: int
    name: str
    parcel_ids: tuple[int, ...]


def common_land(connection: Connection, tier: Tier, at: Standpoint) -> tuple[HeldParcels, ...]:
    """The holdings in common that this reader may know, with their parcels, in one statement.

    They are those that ``holdings`` of the day calls common, as far as they have parcels.

    Args:
        connection: Where to ask.
        tier: The reader's; the public sees what the trust has published.
        at: The day, and whose knowledge.
    """
    units = _common_rows(connection, tier, at)
    return tuple(
        HeldParcels(unit_id, rows[0].name, tuple(sorted({row.parcel_id for row in rows})))
        for unit_id, rows in sorted(units.items())
    )


def common_parcel_ids(connection: Connection, tier: Tier, at: Standpoint) -> list[int]:
    """Our ids of all parcels that this reader may know to be held in common, in order."""
    held = common_land(connection, tier, at)
    return sorted({number for one in held for number in one.parcel_ids})


def common_land_near(
    connection: Connection, place: Place, tier: Tier, at: Standpoint, most: int = 3
) -> tuple[CommonLandNear, ...]:
    """The holdings in common that lie nearest to a point, the nearest first.

    However far they are: who shows them decides what is near. Two statements; of the outlines
    only those are read that may be among the nearest.

    Args:
        connection: Where to ask.
        place: A point in degrees.
        tier: The reader's; the public sees what the trust has published.
        at: The day, and whose knowledge.
        most: How many at most.
    """
    units = _common_rows(connection, tier, at)
    candidates = _candidates(list(units.items()), Surroundings(*place), most)
    ids = sorted({row.parcel_id for _, rows in candidates for row in rows})
    ways = measured(connection, ids, place)
    found = [_near(unit_id, rows, ways) for unit_id, rows in candidates]
    return tuple(sorted(found, key=lambda one: (one.distance_m, one.id))[:most])


_Unit = tuple[int, Sequence[Row[Any]]]

_LAND = (
    select(
        UnitPart.unit_id,
        PropertyUnit.name,
        PropertyUnit.public_parts,
        Party.is_trust,
        Party.group_kind,
        SpatialUnit.parcel_id,
        Parcel.public_id,
        Parcel.west,
        Parcel.south,
        Parcel.east,
        Parcel.north,
    )
    .join(PropertyUnit, PropertyUnit.thing_id == UnitPart.unit_id)
    .join(SpatialUnit, SpatialUnit.thing_id == UnitPart.spatial_unit_id)
    .join(Parcel, Parcel.id == SpatialUnit.parcel_id)
    .join(Interest, Interest.unit_id == UnitPart.unit_id)
    .join(Party, Party.thing_id == Interest.party_id)
    .where(Interest.type.in_(LAND_TYPES))
)


def _common_rows(connection: Connection, tier: Tier, at: Standpoint) -> dict[int, list[Row[Any]]]:
    """Rows of parcels and owners, by unit, of the units that the reader may know as common."""
    units: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    rows: list[Row[Any]] = list(connection.execute(_land(at)))
    for row in rows:
        if "holding" in visible_parts(row.public_parts, tier):
            units[row.unit_id].append(row)
    return {number: rows for number, rows in units.items() if all(map(is_common_owner, rows))}


@lru_cache(maxsize=16)
def _land(at: Standpoint) -> Select[*tuple[Any, ...]]:
    versions = (PropertyUnit, UnitPart, SpatialUnit, Interest, Party)
    return _LAND.where(
        *(known(one, at.recorded_as_of) for one in versions),
        holds(UnitPart, at.as_of),
        holds(Interest, at.as_of),
    )


def _candidates(units: Sequence[_Unit], around: Surroundings, most: int) -> list[_Unit]:
    """The units that may be among the nearest, as their parcels' rectangles tell."""
    if not units:
        return []
    least, reach = np.array([_between(rows, around) for _, rows in units]).T
    farthest = np.sort(reach)[min(most, len(units)) - 1]
    return [unit for unit, low in zip(units, least, strict=True) if low <= farthest]


def _between(rows: Iterable[Row[Any]], around: Surroundings) -> tuple[float, float]:
    boxes = np.array([(row.west, row.south, row.east, row.north) for row in rows])
    bounds = around.bounds_m(boxes)
    return float(bounds.least.min()), float(bounds.most.min())


def _near(unit_id: int, rows: Sequence[Row[Any]], ways: dict[int, Way]) -> CommonLandNear:
    by_distance = sorted({(ways[row.parcel_id].metres, row.public_id) for row in rows})
    return CommonLandNear(
        id=unit_id,
        name=rows[0].name,
        distance_m=by_distance[0][0],
        parcel_ids=tuple(public_id for _, public_id in by_distance),
    )
