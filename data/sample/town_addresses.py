"""House numbers along the streets, and the numbers that the roll gives to parcels."""

import math
from dataclasses import dataclass
from functools import partial

import shapely
from shapely.geometry import LineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry
from town_shapes import Lot
from town_streets import Street

CROSSING = 2.0
SHORTEST_BLOCK = 40.0
PER_HUNDRED = 130.0
PER_STEP = 6.0
STEPS = 48
REFERENCE = (975.0, 0.0)


@dataclass(frozen=True)
class Course:
    """A street as the house numbers run: its pieces in order, and where its hundreds begin."""

    name: str
    half_width: float
    pieces: list[LineString]
    offsets: list[float]
    corners: list[float]
    first_hundred: int

    def station(self, point: Point) -> tuple[float, bool]:
        """Return the metres from the start to beside a point, and whether it lies left."""
        index = min(range(len(self.pieces)), key=lambda i: self.pieces[i].distance(point))
        line = self.pieces[index]
        at = line.project(point)
        here, ahead = line.interpolate(at - 0.5), line.interpolate(at + 0.5)
        turn = (ahead.x - here.x) * (point.y - here.y) - (ahead.y - here.y) * (point.x - here.x)
        return self.offsets[index] + at, turn > 0

    def house_number(self, point: Point) -> int:
        """Return the number of a house whose front stands at the point; odd on the left."""
        at, left = self.station(point)
        block = max(index for index, corner in enumerate(self.corners) if corner <= at + 0.001)
        ends = [*self.corners[1:], self.corners[-1] + STEPS * PER_STEP]
        pace = max(PER_STEP, (ends[block] - self.corners[block]) / STEPS)
        steps = min(STEPS, int((at - self.corners[block]) / pace))
        return self.first_hundred + 100 * block + 2 * steps + (1 if left else 2)


def courses(streets: list[Street]) -> list[Course]:
    """Set every street's numbering out from the avenue and from the east edge of town."""
    return [_course(street, streets) for street in streets if not street.line.is_empty]


def _course(street: Street, streets: list[Street]) -> Course:
    pieces = _in_order(street)
    offsets, total = [], 0.0
    for index, piece in enumerate(pieces):
        if index:
            total += pieces[index - 1].distance(piece)
        offsets.append(total)
        total += piece.length
    start = pieces[0].coords[0]
    bare = Course(street.name, street.half_width, pieces, offsets, [0.0], 0)
    marks = [
        bare.station(crossing.centroid)[0]
        for other in streets
        if other is not street
        for crossing in _crossings(street.line, other.line)
    ]
    corners = [0.0]
    for mark in sorted(marks):
        if mark - corners[-1] > SHORTEST_BLOCK and total - mark > SHORTEST_BLOCK:
            corners.append(mark)
    along = REFERENCE[0] - start[0] if _runs_west(street) else abs(start[1])
    hundred = 100 * max(1, round(along / PER_HUNDRED))
    return Course(street.name, street.half_width, pieces, offsets, corners, hundred)


def _crossings(line: BaseGeometry, other: BaseGeometry) -> list[BaseGeometry]:
    met = line.intersection(other.buffer(CROSSING))
    return [part for part in getattr(met, "geoms", [met]) if not part.is_empty]


def _runs_west(street: Street) -> bool:
    west, south, east, north = street.line.bounds
    return east - west > north - south


def _in_order(street: Street) -> list[LineString]:
    """Turn and sort a street's pieces so that numbers rise west, or away from the avenue."""
    north = street.name.startswith("N ")

    def rank(point: tuple[float, ...]) -> float:
        if _runs_west(street):
            return -point[0]
        return point[1] if north else -point[1]

    lines = list(getattr(street.line, "geoms", [street.line]))
    turned = [
        line if rank(line.coords[0]) < rank(line.coords[-1]) else LineString(line.coords[::-1])
        for line in lines
    ]
    return sorted(turned, key=lambda line: rank(line.coords[0]))


def number_houses(lots: list[Lot], streets: list[Street]) -> None:
    """Give every lot that faces a street its own house number there, in rising order."""
    ways = courses(streets)
    lines = [shapely.union_all(way.pieces) for way in ways]
    widths = [way.half_width for way in ways]
    fronts: list[tuple[int, float, int, Lot]] = []
    for lot in lots:
        gaps = shapely.distance(lines, lot.front) - widths
        way = int(abs(gaps).argmin())
        fronts.append(
            (way, ways[way].station(lot.front)[0], ways[way].house_number(lot.front), lot)
        )
    last: dict[tuple[int, int], int] = {}
    for way, _, wanted, lot in sorted(fronts, key=lambda front: front[:3]):
        side = (way, wanted % 2)
        number = max(wanted, last.get(side, -1) + 2)
        last[side] = number
        lot.address = f"{number} {ways[way].name}"


def number_parcels(lots: list[Lot]) -> None:
    """Number lots around their block as the assessor walks, and write what the deed calls them."""
    blocks: dict[tuple[str, int], list[Lot]] = {}
    for lot in lots:
        blocks.setdefault((lot.plat, lot.block), []).append(lot)
    pages: dict[int, int] = {}
    books = {name: book for book, name in enumerate(sorted({lot.plat for lot in lots}), start=11)}
    for (plat, block), members in sorted(blocks.items()):
        middle = MultiPoint([lot.front for lot in members]).centroid
        members.sort(key=partial(_bearing, middle))
        for index, lot in enumerate(members, start=1):
            page = 9800 + block // 3
            pages[page] = pages.get(page, 0) + 1
            lot.number = f"9999{books[plat]:02d}{block:05d}{index:04d}000"
            lot.short_number = f"{page}-{pages[page]}"
            lot.legal = f"LOT {index} BLK {block} {plat}" if plat else f"{lot.name} M&B"


def _bearing(middle: Point, lot: Lot) -> float:
    """Return where a lot comes when one walks clockwise around its block."""
    return -math.atan2(lot.front.y - middle.y, lot.front.x - middle.x)
