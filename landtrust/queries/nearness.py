"""Parcels around a point, measured exactly."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, transform
from landtrust.domain.extent import Bbox
from landtrust.model.parcels import ParcelOutline
from landtrust.queries.filters import Place
from landtrust.queries.spatial import boxes_near, is_one_of

METRES_PER_DEGREE = 110_000.0
"""Less than a degree of latitude has anywhere on Earth, so that a rectangle is never too small."""

BATCH_OUTLINES = 1_000
"""Outlines that are measured, and held in memory, at once."""

_LEAST_COSINE = 0.01

_A_HAIR_M = 1.0
"""More than a parallel bends, seen on the plane, along any parcel."""


def rectangle_around(place: Place, radius_m: float) -> Bbox:
    """A rectangle in degrees that holds the circle with this radius in metres."""
    high = radius_m / METRES_PER_DEGREE
    wide = high / max(float(np.cos(np.radians(abs(place.lat) + high))), _LEAST_COSINE)
    return Bbox(place.lon - wide, place.lat - high, place.lon + wide, place.lat + high)


def parcels_within(connection: Connection, place: Place, radius_m: float) -> list[int]:
    """Ids of parcels whose outline lies within so many metres of a point, in EPSG:3814.

    A former parcel, which no roll has any more, may be among them. Two statements at most; of the
    outlines, one batch is in memory at once, and only those that the circle's edge may cut.
    """
    boxes = np.array(
        [
            tuple(row)
            for row in connection.execute(boxes_near(connection, rectangle_around(place, radius_m)))
        ]
    ).reshape(-1, 5)
    middle = transform(np.array([shapely.Point(place)], dtype=object), LONLAT, MISSISSIPPI_TM)[0]
    inside = _lie_within(boxes[:, 1:], middle, radius_m - _A_HAIR_M)
    ids = boxes[:, 0].astype(np.int64)
    found: list[int] = ids[inside].tolist()
    return [*found, *_measured(connection, ids[~inside].tolist(), middle, radius_m)]


def _lie_within(
    boxes: NDArray[np.float64], middle: shapely.Geometry, radius_m: float
) -> NDArray[np.bool_]:
    """Which rectangles in degrees, shape (n, 4), have all four corners in a circle."""
    west, south, east, north = boxes.T
    corners = np.asarray(
        shapely.points(np.stack([west, east, west, east]), np.stack([south, south, north, north])),
        dtype=object,
    )
    on_plane = transform(corners.ravel(), LONLAT, MISSISSIPPI_TM)
    far = shapely.distance(on_plane, middle).reshape(4, -1)
    near: NDArray[np.bool_] = far.max(axis=0, initial=-np.inf) <= radius_m
    return near


def _measured(
    connection: Connection, ids: list[int], middle: shapely.Geometry, radius_m: float
) -> Iterator[int]:
    if not ids:
        return
    rows = connection.execute(
        select(ParcelOutline.parcel_id, ParcelOutline.outline)
        .where(is_one_of(connection, ParcelOutline.parcel_id.expression, ids))
        .execution_options(yield_per=BATCH_OUTLINES)
    )
    for batch in rows.partitions():
        outlines = shapely.from_wkb([row.outline for row in batch])
        near = shapely.dwithin(transform(outlines, LONLAT, MISSISSIPPI_TM), middle, radius_m)
        yield from (row.parcel_id for row, fits in zip(batch, near, strict=True) if fits)
