"""What a map asks while it is used: which parcel is here, and which of these fit."""

from sqlalchemy import Connection, select

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
    connection: Connection, wanted: ParcelFilter, tier: Tier = Tier.PUBLIC
) -> tuple[int, ...]:
    """Ids of the parcels that fit a filter, at most ``MOST_IDS``, by id."""
    rows = connection.execute(
        select(ParcelFacts.parcel_id)
        .where(*conditions(connection, wanted, tier))
        .order_by(ParcelFacts.parcel_id)
        .limit(MOST_IDS)
    )
    return tuple(rows.scalars())
