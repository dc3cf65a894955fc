"""Larkspur Hills, the 1960s subdivision: curved streets, courts, and lots that fan around them."""

import math
from collections.abc import Iterator

import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring
from town_dice import Dice
from town_plan import COLLECTOR, Plat
from town_shapes import Lot, largest, lines_of, polygons

COURT_RADIUS = 14.0
SHARP_TURN = math.cos(math.radians(50))
SAMPLE_STEP = 1.5
TOUCHING = 0.5


def curved_streets() -> dict[str, BaseGeometry]:
    """Draw the centre lines of the subdivision; lines are in metres of the sheet."""
    collector = LineString(COLLECTOR)
    inner = _part(_beside(collector, 92), 165, 610)
    outer = _beside(collector, -92)
    far = _beside(collector, -184)
    streets: dict[str, BaseGeometry] = {
        "LARKSPUR DR": collector,
        "FOXGLOVE CIR": inner,
        "SNAPDRAGON DR": outer,
        "TRILLIUM DR": far,
    }
    links: dict[str, list[tuple[LineString, LineString, float]]] = {
        "FOXGLOVE CIR": [(inner, collector, 0.0), (inner, collector, 1.0)],
        "VERBENA LN": [(collector, outer, 0.28), (collector, outer, 0.62)],
        "IRIS LN": [(outer, far, 0.16), (outer, far, 0.46), (outer, far, 0.8)],
    }
    for name, pairs in links.items():
        parts = [_link(one, other, share) for one, other, share in pairs]
        streets[name] = shapely.union_all([*parts, streets.get(name, LineString())])
    courts: list[tuple[str, LineString, float, float]] = [
        ("CAMELLIA CT", inner, 0.18, 82.0),
        ("WISTERIA CT", inner, 0.36, 150.0),
        ("ZINNIA CT", inner, 0.64, 150.0),
        ("PRIMROSE CT", far, 0.22, -62.0),
        ("MARIGOLD CT", far, 0.40, -100.0),
        ("BUTTERCUP CT", far, 0.62, -110.0),
        ("COLUMBINE CT", far, 0.80, -70.0),
    ]
    for name, street, share, length in courts:
        streets[name] = _court(street, share, length)
    return streets


def court_bulbs(streets: dict[str, BaseGeometry]) -> BaseGeometry:
    """Return the round ends of the courts: the right of way where cars turn."""
    ends = [Point(line.coords[-1]) for name, line in streets.items() if name.endswith(" CT")]
    return shapely.union_all([end.buffer(COURT_RADIUS, quad_segs=5) for end in ends])


def _beside(line: LineString, distance: float) -> LineString:
    return LineString(line.offset_curve(distance, quad_segs=8).coords)


def _part(line: LineString, start: float, end: float) -> LineString:
    return LineString(substring(line, start, end).coords)


def _link(one: LineString, other: LineString, share: float) -> LineString:
    start = one.interpolate(share, normalized=True)
    return LineString([start, other.interpolate(other.project(start))])


def _court(street: LineString, share: float, length: float) -> LineString:
    at = share * street.length
    start, ahead = street.interpolate(at), street.interpolate(at + 1)
    across = (-(ahead.y - start.y), ahead.x - start.x)
    end = Point(start.x + across[0] * length, start.y + across[1] * length)
    return LineString([start, end])


def fan_lots(block: Polygon, right_of_way: BaseGeometry, plat: Plat, dice: Dice) -> list[Lot]:
    """Give each piece of the block to the nearest stretch of frontage.

    Side lines so meet a curve square, and back lines run midway between two streets.
    """
    stretches = list(_stretches(block, right_of_way, plat, dice))
    points, owners = [], []
    for number, stretch in enumerate(stretches):
        count = max(2, round(stretch.length / SAMPLE_STEP))
        for step in range(count):
            points.append(stretch.interpolate((step + 0.5) / count, normalized=True))
            owners.append(number)
    if len(stretches) <= 1:
        return [
            Lot(block, front) for front in [s.interpolate(0.5, normalized=True) for s in stretches]
        ]
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=block, ordered=True)
    groups: dict[int, list[BaseGeometry]] = {}
    for cell, number in zip(cells.geoms, owners, strict=True):
        groups.setdefault(number, []).append(cell)
    numbers = sorted(groups)
    fans = [shapely.union_all(groups[number]).intersection(block) for number in numbers]
    straight = shapely.coverage_simplify(fans, 1.2, simplify_boundary=False)
    return [
        Lot(largest(shape), stretches[number].interpolate(0.5, normalized=True))
        for number, shape in zip(numbers, straight, strict=True)
        if polygons(shape)
    ]


def _stretches(
    block: Polygon, right_of_way: BaseGeometry, plat: Plat, dice: Dice
) -> Iterator[LineString]:
    """Walk along the street side of a block and mark off one stretch of frontage a lot."""
    front = block.exterior.intersection(right_of_way.buffer(TOUCHING))
    for line in lines_of(front):
        at = 0.0
        while line.length - at > 1:
            width = _width(line, at, plat, dice)
            if line.length - at - width < plat.widths[0] * 0.7:
                width = line.length - at
            yield _part(line, at, at + width)
            at += width


def _width(line: LineString, at: float, plat: Plat, dice: Dice) -> float:
    width = dice.pick(plat.widths)
    ahead = _turning(line, at, at + width)
    if ahead == "corner":
        return width * 1.9
    return width * 0.62 if ahead == "court" else width


def _turning(line: LineString, start: float, end: float) -> str:
    """Say whether the frontage turns a corner, follows a court's round end, or neither."""
    piece = _part(line, start, min(end, line.length))
    bends = [
        _cosine(*three)
        for three in zip(piece.coords, piece.coords[1:], piece.coords[2:], strict=False)
    ]
    if any(bend < SHARP_TURN for bend in bends):
        return "corner"
    return "court" if sum(bend < math.cos(math.radians(10)) for bend in bends) > 1 else "plain"


def _cosine(one: tuple[float, ...], two: tuple[float, ...], three: tuple[float, ...]) -> float:
    ax, ay, bx, by = two[0] - one[0], two[1] - one[1], three[0] - two[0], three[1] - two[1]
    return (ax * bx + ay * by) / max(1e-9, math.hypot(ax, ay) * math.hypot(bx, by))
