"""The lots where two streets meet, told from the lots alone: no roll has the streets themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, Outlines, transform
from landtrust.domain.street_matches import KnownStreet
from landtrust.model.parcels import ParcelOutline
from landtrust.queries.found import Corner, FoundLot
from landtrust.queries.spatial import is_one_of
from landtrust.queries.street_index import boxes_on

CORNER_METRES = 40.0
"""Lots that lie no farther from where two streets meet lie at this corner."""

_MOST_LOTS_READ = 8_000
_MOST_PAIRS = 200
_MOST_AROUND = 5
"""Lots of each street that tell how dense both are at a place: one large lot tells nothing."""

_ONE_CORNER_METRES = 110.0
"""Lots of both streets that lie no farther apart are those around one corner."""

_AS_DENSE = 1.7

_MOST_NEAR = 3
"""Lots of a street that are told where none lies at the corner."""

FARTHEST_APART_M = 500.0
"""Streets whose lots are farther apart are not said to come near each other."""

_Numbers = NDArray[np.float64]


class _Side(NamedTuple):
    """Lots of one of the streets.

    Attributes:
        lots: The lots.
        boxes: Their rectangles on the plane, metres.
    """

    lots: list[FoundLot]
    boxes: Outlines

    @property
    def middles(self) -> _Numbers:
        """The middles of the rectangles, of shape (n, 2)."""
        return shapely.get_coordinates(shapely.centroid(self.boxes))

    def of_streets(self, ids: set[int]) -> "_Side":
        """Only those on these streets."""
        chosen = [at for at, lot in enumerate(self.lots) if lot.street_id in ids]
        return _Side([self.lots[at] for at in chosen], self.boxes[chosen])


class _Meeting(NamedTuple):
    """Where two streets come together.

    Attributes:
        spread_m: How far from there the nearest lots of both are; the less, the surer it is one.
    """

    spread_m: float
    x: float
    y: float

    @property
    def point(self) -> shapely.Point:
        """The place on the plane."""
        return shapely.Point(self.x, self.y)


def lots_at_corner(
    connection: Connection,
    first: Sequence[KnownStreet],
    second: Sequence[KnownStreet],
    most: int,
) -> tuple[list[FoundLot], bool]:
    """The lots of either street around the place where both come together, nearest to it first.

    One such place in each town; where not all lots can be given, some of each are. Two
    statements: for the rectangles of all lots, which tell the places, and for the outlines of
    those that may lie there.

    Args:
        connection: Where to ask.
        first: Streets that the one name may mean.
        second: Streets that the other name may mean.
        most: How many lots to give.

    Returns:
        The lots, by place, and whether there are more.
    """
    every = _on_streets(connection, {one.id for one in (*first, *second)})
    meetings = _apart(sorted(_meetings(every, first, {one.id for one in second})))
    near = {
        lot.parcel_id: lot
        for one in meetings
        for lot, away in zip(every.lots, shapely.distance(every.boxes, one.point), strict=True)
        if away <= CORNER_METRES
    }
    outlines = _outlines(connection, list(near)) if near else {}
    found = [_nearest(outlines, one) for one in meetings]
    ranked = [(rank, at) for at, lots in enumerate(found) for rank in range(len(lots))]
    chosen = sorted(sorted(ranked)[:most], key=lambda one: one[::-1])
    # A very large lot may lie at two corners.
    shown = dict.fromkeys(found[at][rank] for rank, at in chosen)
    return [near[one] for one in shown], len(ranked) > most


def lots_around(
    connection: Connection, sides: Sequence[Sequence[KnownStreet]], place: shapely.Point, most: int
) -> list[FoundLot]:
    """The lots of two streets around where they cross, nearest first, each with how far it is.

    Of a street that has none there, the nearest few.

    Args:
        connection: Where to ask.
        sides: The streets of each of the two names that have lots.
        place: The crossing, degrees.
        most: How many lots of each street to give.
    """
    crossing = transform(np.array([place], dtype=object), LONLAT, MISSISSIPPI_TM)[0]
    found = [
        _nearest_with_distance(connection, side, crossing, most)
        for side in _sides(connection, sides)
    ]
    near = [
        [lot for lot in lots if (lot.away_m or 0.0) <= CORNER_METRES] or lots[:_MOST_NEAR]
        for lots in found
    ]
    once = {lot.parcel_id: lot for lots in near for lot in lots}
    return sorted(once.values(), key=lambda lot: (lot.away_m, lot.parcel_id))


def nearest_lots(
    connection: Connection, sides: Sequence[Sequence[KnownStreet]]
) -> tuple[list[FoundLot], Corner | None]:
    """The few lots of two streets that are nearest to each other, and a place between them.

    None, and no place, where these streets have no lots, or none that are anywhere near.
    """
    here, there = _sides(connection, sides)
    if not (len(here.lots) and len(there.lots)):
        return [], None
    (ours, theirs), apart = shapely.STRtree(there.boxes).query_nearest(
        here.boxes, max_distance=FARTHEST_APART_M, return_distance=True, all_matches=False
    )
    if not apart.size:
        return [], None
    best = int(apart.argmin())
    between = shapely.shortest_line(here.boxes[ours[best]], there.boxes[theirs[best]])
    middle = shapely.line_interpolate_point(between, 0.5, normalized=True)
    few = [_nearest_with_distance(connection, side, middle, _MOST_NEAR) for side in (here, there)]
    once = {lot.parcel_id: replace(lot, away_m=None) for lots in few for lot in lots}
    place = transform(np.array([middle], dtype=object), MISSISSIPPI_TM, LONLAT)[0]
    shapes = [list(_outlines(connection, [lot.parcel_id for lot in lots]).values()) for lots in few]
    apart_m = float(shapely.distance(np.array(shapes[0])[:, np.newaxis], shapes[1]).min())
    return list(once.values()), Corner(place.x, place.y, apart_m)


def _sides(connection: Connection, sides: Sequence[Sequence[KnownStreet]]) -> list[_Side]:
    ids = [{one.id for one in side} for side in sides]
    every = _on_streets(connection, set[int]().union(*ids))
    return [every.of_streets(some) for some in ids]


def _on_streets(connection: Connection, ids: set[int]) -> _Side:
    boxed = boxes_on(connection, sorted(ids), _MOST_LOTS_READ)
    return _Side([lot for lot, _ in boxed], _on_plane([box for _, box in boxed]))


def _nearest_with_distance(
    connection: Connection, side: _Side, place: shapely.Point, most: int
) -> list[FoundLot]:
    """The lots of a street that are nearest to a place on the plane, nearest first."""
    if not side.lots:
        return []
    nearest = np.argsort(shapely.distance(side.boxes, place), kind="stable")[: 2 * most].tolist()
    lots = {side.lots[at].parcel_id: side.lots[at] for at in nearest}
    shapes = _outlines(connection, list(lots))
    away = dict(zip(shapes, shapely.distance(list(shapes.values()), place).tolist(), strict=True))
    ordered = sorted(lots, key=lambda number: (away[number], number))[:most]
    return [replace(lots[number], away_m=away[number]) for number in ordered]


def _on_plane(boxes: Sequence[tuple[float, float, float, float]]) -> Outlines:
    edges = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    boxes_lonlat: Outlines = np.asarray(shapely.box(*edges.T), dtype=np.object_)
    return transform(boxes_lonlat, LONLAT, MISSISSIPPI_TM)


def _meetings(every: _Side, first: Sequence[KnownStreet], across: set[int]) -> Iterator[_Meeting]:
    """Where streets of the one name in each town come together with those of the other name."""
    towns: dict[tuple[str, str | None], set[int]] = {}
    for one in first:
        towns.setdefault((one.county_fips, one.place), set()).add(one.id)
    there = every.of_streets(across)
    for ids in towns.values():
        meeting = _meeting(every.of_streets(ids), there)
        if meeting is not None:
            yield meeting


def _meeting(here: _Side, there: _Side) -> _Meeting | None:
    """Where most lots of both lie close together; None where no two are near each other.

    A large lot of one street may lie along all lots of the other's block. So what counts is not
    how near two lots are, but how near the middles of a few of each street are to a place.
    """
    tree = shapely.STRtree(there.boxes)
    ours, theirs = tree.query(here.boxes, predicate="dwithin", distance=CORNER_METRES)
    if not ours.size:
        return None
    between = np.hypot(*(here.middles[ours] - there.middles[theirs]).T)
    likely = np.argsort(between, kind="stable")[:_MOST_PAIRS]
    shortest = shapely.shortest_line(here.boxes[ours[likely]], there.boxes[theirs[likely]])
    places = shapely.get_coordinates(shapely.line_interpolate_point(shortest, 0.5, normalized=True))
    spread = _spread(places, here.middles) + _spread(places, there.middles)
    best = int(spread.argmin())
    dense = (spread <= _AS_DENSE * spread[best]) & (
        np.hypot(*(places - places[best]).T) <= _ONE_CORNER_METRES
    )
    # In whole metres, so that lots with many neighbors do not draw the place to themselves.
    x, y = np.unique(places[dense].round(), axis=0).mean(axis=0).tolist()
    return _Meeting(float(spread[best]), x, y)


def _spread(places: _Numbers, middles: _Numbers) -> _Numbers:
    """How far the nearest few middles are from each place, metres on average."""
    few = min(_MOST_AROUND, len(middles))
    x, y = (np.subtract.outer(places[:, axis], middles[:, axis]) for axis in (0, 1))
    nearest = np.partition(np.hypot(x, y), few - 1, axis=1)[:, :few]
    return np.asarray(nearest.mean(axis=1), dtype=np.float64)


def _apart(meetings: Sequence[_Meeting]) -> list[_Meeting]:
    """Without those that are the same place as a surer one: a town's limits may run along it."""
    kept: list[_Meeting] = []
    for one in meetings:
        if all(one.point.distance(other.point) > _ONE_CORNER_METRES for other in kept):
            kept.append(one)
    return kept


def _outlines(connection: Connection, ids: Sequence[int]) -> dict[int, shapely.Geometry]:
    rows = connection.execute(
        select(ParcelOutline.parcel_id, ParcelOutline.outline).where(
            is_one_of(connection, ParcelOutline.parcel_id.expression, ids)
        )
    ).all()
    outlines = shapely.from_wkb([row.outline for row in rows])
    on_plane = transform(np.asarray(outlines, dtype=object), LONLAT, MISSISSIPPI_TM)
    return dict(zip((row.parcel_id for row in rows), on_plane, strict=True))


def _nearest(shapes: dict[int, shapely.Geometry], meeting: _Meeting) -> list[int]:
    """The lots that lie at the place, the nearest to it first."""
    away = shapely.distance(list(shapes.values()), meeting.point).tolist()
    ordered = sorted(zip(away, shapes, strict=True))
    return [parcel_id for metres, parcel_id in ordered if metres <= CORNER_METRES]
