"""The land of a holding as a drawing needs it, and the holdings that a parcel is a part of."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from sqlalchemy import Connection, Select, bindparam, select

from landtrust.domain.extent import Bbox
from landtrust.model.ownership import PropertyUnit, SpatialUnit, UnitPart
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.queries.holdings import Piece
from landtrust.queries.parcel_details import SHOWN_AROUND
from landtrust.queries.standpoint import Standpoint, holds, known
from landtrust.queries.surroundings import Middle, ParcelAround, surroundings, window_around
from landtrust.queries.visibility import Tier, visible_parts

WIDEST_DEGREES = 0.02
"""Land that lies farther apart, some two kilometres, is drawn without what lies between."""


_HOLDINGS = (
    select(PropertyUnit.thing_id, PropertyUnit.name, PropertyUnit.public_parts)
    .join(UnitPart, UnitPart.unit_id == PropertyUnit.thing_id)
    .join(SpatialUnit, SpatialUnit.thing_id == UnitPart.spatial_unit_id)
    .order_by(PropertyUnit.thing_id)
)


@dataclass(frozen=True, slots=True)
class HoldingLand:
    """Where the land of a holding lies.

    Attributes:
        outline_lonlat: WKB in EPSG:4326 of all its parcels together.
        window: What a drawing shows, degrees.
        around: Parcels near it; none where it lies too far apart.
        has_invented: Whether any of it is made up.
    """

    outline_lonlat: bytes
    bbox: Bbox
    window: Bbox
    around: tuple[ParcelAround, ...]
    has_invented: bool


def holding_land(connection: Connection, pieces: Iterable[Piece], tier: Tier) -> HoldingLand | None:
    """The land of these pieces; None where no outline of it is known."""
    ids = [one.feature_id for one in pieces if one.feature_id is not None]
    if not ids:
        return None
    rows = connection.execute(
        select(ParcelOutline.outline, Snapshot.invented)
        .join(Parcel, Parcel.id == ParcelOutline.parcel_id)
        .join(Snapshot, Snapshot.id == Parcel.last_seen_id)
        .where(ParcelOutline.parcel_id.in_(ids))
    ).all()
    land = shapely.union_all(shapely.from_wkb(np.array([row.outline for row in rows], object)))
    bbox = Bbox(*shapely.bounds(land).tolist())
    window = window_around(bbox, SHOWN_AROUND)
    outline = shapely.to_wkb(land)
    is_near = max(bbox.east - bbox.west, bbox.north - bbox.south) <= WIDEST_DEGREES
    around = surroundings(connection, Middle(ids[0], outline), window, tier) if is_near else ()
    return HoldingLand(
        outline_lonlat=outline,
        bbox=bbox,
        window=window,
        around=tuple(one for one in around if one.id not in ids),
        has_invented=any(row.invented for row in rows),
    )


def holdings_of_parcel(
    connection: Connection, parcel_id: int, at: Standpoint, tier: Tier
) -> tuple[tuple[int, str], ...]:
    """The holdings that a parcel is a part of, as this reader may know: number and name."""
    rows = connection.execute(_of_parcel(at), {"parcel_id": parcel_id})
    return tuple(
        (row.thing_id, row.name)
        for row in rows
        if "holding" in visible_parts(row.public_parts, tier)
    )


@lru_cache(maxsize=16)
def _of_parcel(at: Standpoint) -> Select[int, str, str]:
    return _HOLDINGS.where(
        SpatialUnit.parcel_id == bindparam("parcel_id"),
        *(known(one, at.recorded_as_of) for one in (PropertyUnit, UnitPart, SpatialUnit)),
        holds(UnitPart, at.as_of),
    )


@dataclass(frozen=True, slots=True)
class NamedParcel:
    """A parcel that somebody named by one of its numbers.

    Attributes:
        situs_address: None where not stated.
    """

    public_id: str
    parcel_number: str
    county_fips: str
    situs_address: str | None
    area_sqm: float


def parcels_named(connection: Connection, numbers: Iterable[str]) -> tuple[NamedParcel, ...]:
    """The parcels that have one of these as their number or their public id, by public id."""
    wanted = list(numbers)
    rows = connection.execute(
        select(
            Parcel.public_id,
            Parcel.parcel_number,
            Parcel.county_fips,
            Parcel.area_sqm,
            RollEntry.situs_address,
        )
        .outerjoin(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
        .outerjoin(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
        .where(Parcel.public_id.in_(wanted) | Parcel.parcel_number.in_(wanted))
        .order_by(Parcel.public_id)
    )
    return tuple(
        NamedParcel(
            row.public_id, row.parcel_number, row.county_fips, row.situs_address, row.area_sqm
        )
        for row in rows
    )
