"""Parcels around a point, measured along the geodesic."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
import shapely
from sqlalchemy import Connection, Select, select

from landtrust.domain.extent import Bbox
from landtrust.domain.geodesy import Surroundings
from landtrust.domain.long_outlines import cut_long
from landtrust.model.parcels import ParcelOutline
from landtrust.queries.filters import Place
from landtrust.queries.spatial import as_bound, boxes_near, is_among, made_once

METRES_PER_DEGREE = 110_000.0
"""Less than a degree of latitude has anywhere on Earth, so that a rectangle is never too small."""

BATCH_OUTLINES = 1_000
"""Outlines that are measured, and held in memory, at once."""

ROUNDED_M = 0.001
"""A point that lies so near to an edge lies on it: stored corners are no sharper."""

_LEAST_COSINE = 0.01

_AROUND_REACH_M = 1.0
"""So much more of a long outline is measured: a click reaches no metre, and a window must have a
breadth."""


@made_once
def _outlines(connection: Connection) -> Select[int, bytes]:
    return (
        select(ParcelOutline.parcel_id, ParcelOutline.outline)
        .where(is_among(connection, ParcelOutline.parcel_id.expression, "ids"))
        .execution_options(yield_per=BATCH_OUTLINES)
    )


def rectangle_around(place: Place, radius_m: float) -> Bbox:
    """A rectangle in degrees that holds the circle with this radius in metres."""
    high = radius_m / METRES_PER_DEGREE
    wide = high / max(float(np.cos(np.radians(abs(place.lat) + high))), _LEAST_COSINE)
    return Bbox(place.lon - wide, place.lat - high, place.lon + wide, place.lat + high)


def parcels_within(connection: Connection, place: Place, radius_m: float) -> list[int]:
    """Ids of parcels whose outline lies within so many metres of a point, along the geodesic.

    A former parcel, which no roll has any more, may be among them. Two statements at most; of the
    outlines, one batch is in memory at once, and only those that the circle's edge may cut.
    """
    boxes = boxes_near(connection, rectangle_around(place, radius_m))
    bounds = Surroundings(*place).bounds_m(boxes[:, 1:])
    ids = boxes[:, 0].astype(np.int64)
    surely = bounds.most <= radius_m
    maybe = ~surely & (bounds.least <= radius_m)
    ways = measured(connection, ids[maybe].tolist(), place, radius_m)
    cut = [number for number, way in ways.items() if way.metres <= radius_m + ROUNDED_M]
    found: list[int] = ids[surely].tolist()
    return [*found, *cut]


class Way(NamedTuple):
    """The way from a point to the nearest edge of a parcel.

    Attributes:
        metres: Along the geodesic; 0 where the point lies inside.
        bearing_deg: From true north, clockwise; where there is no way to go, it means nothing.
    """

    metres: float
    bearing_deg: float


def measured(
    connection: Connection, ids: Collection[int], place: Place, reach_m: float | None = None
) -> dict[int, Way]:
    """The way from a point to each of these parcels, by their ids.

    One statement, none where nothing is asked for; one batch of outlines is in memory at once.

    Args:
        connection: Where to ask.
        ids: Ours, of parcels.
        place: The point.
        reach_m: How far it matters, metres: what lies farther may be said to lie farther than it
            does. None: however far.
    """
    window = None if reach_m is None else rectangle_around(place, reach_m + _AROUND_REACH_M)
    return {one.id: one.way for one in measured_outlines(connection, ids, place, window)}


class Measured(NamedTuple):
    """A parcel with the way to it.

    Attributes:
        id: Ours.
        outline_lonlat: In EPSG:4326; a long one may be cut.
    """

    id: int
    way: Way
    outline_lonlat: shapely.Geometry


def measured_outlines(
    connection: Connection, ids: Collection[int], place: Place, window: Bbox | None
) -> Iterator[Measured]:
    """These parcels with their outlines and the way from a point to each, as they are read.

    Args:
        connection: Where to ask; one statement, none where nothing is asked for.
        ids: Ours, of parcels.
        place: The point.
        window: Of long outlines only what lies in it is looked at; None: all of them.
    """
    if not ids:
        return
    around = Surroundings(*place)
    rows = connection.execute(_outlines(connection), {"ids": as_bound(connection, ids)})
    for batch in rows.partitions():
        outlines = shapely.from_wkb(np.array([row.outline for row in batch], dtype=object))
        seen = cut_long(outlines, window) if window else outlines
        found = around.nearest(seen)
        ways = map(Way, found.metres.tolist(), found.bearings_deg.tolist())
        yield from map(Measured, (row.parcel_id for row in batch), ways, seen)
