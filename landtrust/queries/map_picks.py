"""What a map asks while it is used: which parcel is here, and which of these fit."""

from sqlalchemy import Connection, func, select

from landtrust.domain.extent import Bbox
from landtrust.model.parcels import Parcel, ParcelFacts
from landtrust.queries.conditions import conditions
from landtrust.queries.filters import ParcelFilter, Place
from landtrust.queries.nearness import parcels_within
from landtrust.queries.spatial import is_one_of
from landtrust.queries.visibility import Tier

MOST_PICKED = 200
"""Parcels told of one point: a tower of flats can have hundreds on one lot."""

MOST_IDS = 100_000
"""Ids told for one view: more parcels than that no screen can tell apart."""


def public_ids_at(connection: Connection, place: Place) -> tuple[str, ...]:
    """Public ids of the current parcels whose outline has this point, smallest first.

    Args:
        connection: Where to ask.
        place: A point in degrees; on a border, both neighbours have it.
    """
    found = parcels_within(connection, place, 0.0)
    if not found:
        return ()
    rows = connection.execute(
        select(Parcel.public_id)
        .join(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
        .where(is_one_of(connection, Parcel.id.expression, found))
        .order_by(ParcelFacts.area_sqm, Parcel.id)
        .limit(MOST_PICKED)
    )
    return tuple(rows.scalars())


def matching_ids(
    connection: Connection, wanted: ParcelFilter, tier: Tier = Tier.PUBLIC, most: int = MOST_IDS
) -> tuple[tuple[int, ...], bool]:
    """Ids of the parcels that fit a filter, by id, and whether these are all of them."""
    rows = connection.execute(
        select(ParcelFacts.parcel_id)
        .where(*conditions(connection, wanted, tier))
        .order_by(ParcelFacts.parcel_id)
        # One more than is told, to know whether there are more.
        .limit(most + 1)
    )
    found = tuple(rows.scalars())
    return found[:most], len(found) <= most


def matching_bounds(
    connection: Connection, wanted: ParcelFilter, tier: Tier = Tier.PUBLIC
) -> Bbox | None:
    """The rectangle around every parcel that fits a filter, degrees; None where none does."""
    edges = connection.execute(
        select(
            func.min(Parcel.west),
            func.min(Parcel.south),
            func.max(Parcel.east),
            func.max(Parcel.north),
        )
        .join(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
        .where(*conditions(connection, wanted, tier))
    ).one()
    return None if edges[0] is None else Bbox(*edges)
