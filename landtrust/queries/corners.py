"""The lots where two streets meet, told from the lots alone: no roll has the streets themselves."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from landtrust.domain.street_matches import KnownStreet
from landtrust.queries.found import FoundLot
from landtrust.queries.nearness import METRES_PER_DEGREE
from landtrust.queries.street_index import boxes_on

CORNER_METRES = 40.0
"""Lots of two streets that are no farther apart lie where these meet: across a wide street."""

_MOST_LOTS_READ = 8_000
_Box = tuple[float, float, float, float]
_Boxed = tuple[FoundLot, _Box]


def lots_at_corner(
    connection: Connection,
    first: Sequence[KnownStreet],
    second: Sequence[KnownStreet],
    most: int,
) -> list[FoundLot]:
    """The lots of either street that lie nearest to lots of the other, nearest first.

    Args:
        connection: Where to ask.
        first: Streets that the one name may mean.
        second: Streets that the other name may mean.
        most: How many lots to give.
    """
    ids = {one.id for one in (*first, *second)}
    boxed = boxes_on(connection, sorted(ids), _MOST_LOTS_READ)
    ours = _of_streets(boxed, {one.id for one in first})
    theirs = _of_streets(boxed, {one.id for one in second})
    distances: dict[FoundLot, float] = {}
    for here, there in ((ours, theirs), (theirs, ours)):
        for lot, metres in _near(here, there):
            distances[lot] = min(metres, distances.get(lot, metres))
    ordered = sorted(distances, key=lambda lot: (distances[lot], lot.parcel_id))
    return list({lot.parcel_id: lot for lot in reversed(ordered)}.values())[::-1][:most]


def _of_streets(boxed: Iterable[_Boxed], street_ids: set[int]) -> list[_Boxed]:
    return [one for one in boxed if one[0].street_id in street_ids]


def _near(here: list[_Boxed], there: list[_Boxed]) -> Iterable[tuple[FoundLot, float]]:
    """The lots of the one street that are near one of the other, with the distance in metres."""
    if not here or not there:
        return
    tree = shapely.STRtree(_boxes_in_metres(there))
    rectangles = _boxes_in_metres(here)
    places, distances = tree.query_nearest(
        rectangles, max_distance=CORNER_METRES, return_distance=True, all_matches=False
    )
    for place, metres in zip(places[0].tolist(), distances.tolist(), strict=True):
        yield here[place][0], metres


def _boxes_in_metres(boxed: list[_Boxed]) -> NDArray[np.object_]:
    """Rectangles on a plane that is true to some metres within a county."""
    west, south, east, north = np.array([box for _, box in boxed]).T
    narrower = np.cos(np.radians(south.mean()))
    scale = METRES_PER_DEGREE
    return np.asarray(
        shapely.box(west * scale * narrower, south * scale, east * scale * narrower, north * scale),
        dtype=object,
    )
