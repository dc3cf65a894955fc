"""The lots where two streets meet, told from the lots alone: no roll has the streets themselves."""

from collections.abc import Sequence

import numpy as np
import shapely
from sqlalchemy import Connection, select

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, transform
from landtrust.domain.street_matches import KnownStreet
from landtrust.model.parcels import ParcelOutline
from landtrust.queries.found import FoundLot
from landtrust.queries.nearness import METRES_PER_DEGREE
from landtrust.queries.spatial import is_one_of
from landtrust.queries.street_index import boxes_on

CORNER_METRES = 40.0
"""Lots of two streets that are no farther apart lie where these meet: across a wide street."""

_MOST_LOTS_READ = 8_000
_MOST_MEASURED = 200

_Lots = dict[int, FoundLot]


def lots_at_corner(
    connection: Connection,
    first: Sequence[KnownStreet],
    second: Sequence[KnownStreet],
    most: int,
) -> list[FoundLot]:
    """The lots of either street that lie nearest to lots of the other, nearest first.

    Two statements: for the rectangles of all lots, and for the outlines of those that may be near.

    Args:
        connection: Where to ask.
        first: Streets that the one name may mean.
        second: Streets that the other name may mean.
        most: How many lots to give.
    """
    ids = {one.id for one in (*first, *second)}
    boxed = boxes_on(connection, sorted(ids), _MOST_LOTS_READ)
    boxes = {lot.parcel_id: _in_metres(box) for lot, box in boxed}
    here, there = (_lots_of(boxed, {one.id for one in side}) for side in (first, second))
    likely = sorted(_distances(boxes, here, there).items(), key=lambda pair: pair[1])
    outlines = _outlines(connection, [one for one, _ in likely[:_MOST_MEASURED]])
    measured = _distances(outlines, here, there)
    nearest = sorted(measured, key=lambda one: (measured[one], one))[:most]
    return [here.get(one) or there[one] for one in nearest]


def _lots_of(boxed: Sequence[tuple[FoundLot, object]], street_ids: set[int]) -> _Lots:
    return {lot.parcel_id: lot for lot, _ in boxed if lot.street_id in street_ids}


def _in_metres(box: tuple[float, float, float, float]) -> shapely.Geometry:
    """A rectangle on a plane that is true to some metres within a county."""
    west, south, east, north = box
    wide = METRES_PER_DEGREE * float(np.cos(np.radians(south)))
    high = METRES_PER_DEGREE
    return shapely.box(west * wide, south * high, east * wide, north * high)


def _outlines(connection: Connection, ids: Sequence[int]) -> dict[int, shapely.Geometry]:
    rows = connection.execute(
        select(ParcelOutline.parcel_id, ParcelOutline.outline).where(
            is_one_of(connection, ParcelOutline.parcel_id.expression, ids)
        )
    ).all()
    outlines = shapely.from_wkb([row.outline for row in rows])
    on_plane = transform(np.asarray(outlines, dtype=object), LONLAT, MISSISSIPPI_TM)
    return dict(zip((row.parcel_id for row in rows), on_plane, strict=True))


def _distances(shapes: dict[int, shapely.Geometry], here: _Lots, there: _Lots) -> dict[int, float]:
    """How far each lot is from the nearest of the other street, metres; those that are near."""
    near: dict[int, float] = {}
    for some, others in ((here, there), (there, here)):
        ours = [one for one in some if one in shapes]
        theirs = [one for one in others if one in shapes]
        if not ours or not theirs:
            return {}
        tree = shapely.STRtree([shapes[one] for one in theirs])
        places, metres = tree.query_nearest(
            np.array([shapes[one] for one in ours], dtype=object),
            max_distance=CORNER_METRES,
            return_distance=True,
            all_matches=False,
        )
        for place, away in zip(places[0].tolist(), metres.tolist(), strict=True):
            near[ours[place]] = min(away, near.get(ours[place], away))
    return near
