"""What owners do to platted lots over a century: join them, halve them, build behind them."""

import math
from collections.abc import Iterator

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split
from town_shapes import Lot, common, largest, polygons, shared_length, without

SAME_SIDE = 34.0
SIDE_LINE = 18.0
POLE_WIDTH = 6.0
FAR = 300.0
HALVES = 2


def side_by_side(lots: list[Lot]) -> Iterator[tuple[Lot, Lot]]:
    """Find lots of one block that share a side line and face the same way."""
    tree = shapely.STRtree([lot.shape for lot in lots])
    for index, lot in enumerate(lots):
        for other in sorted(
            int(i) for i in tree.query(lot.shape, predicate="dwithin", distance=0.1)
        ):
            neighbor = lots[other]
            if other > index and _same_side(lot, neighbor):
                yield lot, neighbor


def _same_side(lot: Lot, other: Lot) -> bool:
    return (
        lot.block == other.block
        and lot.front.distance(other.front) < SAME_SIDE
        and shared_length(lot.shape, other.shape, 0.1) > SIDE_LINE
    )


def merged(lots: list[Lot]) -> Lot:
    """Join lots into one, with the front of the first."""
    shape = shapely.union_all([lot.shape for lot in lots], grid_size=0.01)
    first = lots[0]
    return Lot(shape, first.front, first.block, first.plat)


def halves(lot: Lot) -> list[Lot]:
    """Cut a lot from the street to the back; both halves keep a front.

    A lot with a jog, which the line would cut into more than two, comes back whole.
    """
    ahead = _inward(lot)
    line = LineString([_from(lot, ahead, -FAR, 0), _from(lot, ahead, FAR, 0)])
    parts = polygons(split(lot.shape, line))
    if len(parts) != HALVES:
        return [lot]
    fronts = [
        lot.shape.boundary.intersection(lot.front.buffer(9)).intersection(part.buffer(0.05))
        for part in parts
    ]
    return [
        Lot(part, front.centroid, lot.block, lot.plat)
        for part, front in zip(parts, fronts, strict=True)
    ]


def flag(lot: Lot, width: float, depth: float) -> list[Lot]:
    """Part a deep lot: a house lot in front, and behind it a lot with a six-metre pole."""
    ahead = _inward(lot)
    edge = width / 2 - POLE_WIDTH
    corners = [(-FAR / 2, -FAR), (depth / 2, -FAR), (depth / 2, edge), (-FAR / 2, edge)]
    front = common(lot.shape, Polygon([_from(lot, ahead, *corner) for corner in corners]))
    back = without(lot.shape, front)
    pole = _from(lot, ahead, 0, width / 2 - POLE_WIDTH / 2)
    house = _from(lot, ahead, 0, -POLE_WIDTH / 2)
    parts = [(front, house), (back, pole)]
    return [Lot(shape, shapely.Point(at), lot.block, lot.plat) for shape, at in parts]


def measure(lot: Lot) -> tuple[float, float]:
    """Return a lot's width along the street and its depth, in metres."""
    ahead = _inward(lot)
    reach = [
        ((x - lot.front.x) * ahead[0] + (y - lot.front.y) * ahead[1])
        for x, y in largest(lot.shape).exterior.coords
    ]
    depth = max(reach)
    return lot.shape.area / depth, depth


def give_strip(giver: Lot, taker: Lot, width: float) -> tuple[BaseGeometry, BaseGeometry]:
    """Move the line between two neighbors by `width` metres; return both new outlines."""
    strip = common(giver.shape, taker.shape.buffer(width, join_style="mitre"))
    return without(giver.shape, strip), shapely.union_all([taker.shape, strip], grid_size=0.01)


def _inward(lot: Lot) -> tuple[float, float]:
    middle = lot.shape.centroid
    dx, dy = middle.x - lot.front.x, middle.y - lot.front.y
    length = math.hypot(dx, dy) or 1.0
    return dx / length, dy / length


def _from(
    lot: Lot, ahead: tuple[float, float], forward: float, sideways: float
) -> tuple[float, float]:
    return (
        lot.front.x + ahead[0] * forward - ahead[1] * sideways,
        lot.front.y + ahead[1] * forward + ahead[0] * sideways,
    )
