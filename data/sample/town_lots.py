"""Cutting blocks into lots, as the surveyors of each time did it."""

from itertools import pairwise

import shapely
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from town_curves import fan_lots
from town_dice import Dice
from town_plan import AVENUE
from town_shapes import Lot, common, joined, largest, polygons, shared_length, without
from town_streets import Block, Town

SHALLOW_DEPTH = 31.0
ALLEY_WIDTH = 5.5
LEAST_FRONTAGE = 5.0
LEAST_AREA_SQM = 170.0
LEAST_HOUSE_LOT_SQM = 380.0
FAR = 2000.0
REACH = 2.0
STEEPEST = 0.4
ONE_ROW = 1.45
CORNER = 1.28
END_LOTS = 0.34


def cut_town(town: Town, dice: Dice) -> list[Lot]:
    """Cut every block that is not one holding; every lot has a front on a street."""
    avenue = next(street for street in town.streets if street.name == AVENUE)
    shops = avenue.line.buffer(avenue.half_width + SHALLOW_DEPTH, cap_style="flat")
    lots: list[Lot] = []
    for number, block in enumerate(sorted(town.blocks, key=_reading_order), start=1):
        near = town.right_of_way.intersection(block.shape.buffer(REACH))
        for lot in _cut(block, near, shops, dice):
            lot.block, lot.plat = number, block.plat.name
            lots.append(lot)
    return lots


def _reading_order(block: Block) -> tuple[int, float, float]:
    middle = block.shape.centroid
    return (block.plat.book, -round(middle.y / 50), middle.x)


def _cut(block: Block, right_of_way: BaseGeometry, shops: BaseGeometry, dice: Dice) -> list[Lot]:
    if block.site is not None:
        return [
            Lot(
                block.shape,
                _front(block.shape, right_of_way),
                landuse=block.site.landuse,
                name=block.site.name,
            )
        ]
    if block.plat.curved:
        return _without_scraps(fan_lots(block.shape, right_of_way, block.plat, dice))
    strips = _strips(block, shops, dice)
    pieces = [piece for strip in strips for piece in _slices(strip, block, dice)]
    settled = _settle(pieces, right_of_way)
    return [Lot(shape, _front(shape, right_of_way)) for shape in settled]


def _without_scraps(lots: list[Lot]) -> list[Lot]:
    """Give what a sharp corner leaves over to the neighbor with the longest common line."""
    kept = [lot for lot in lots if lot.shape.area >= LEAST_HOUSE_LOT_SQM]
    for scrap in lots:
        if scrap.shape.area < LEAST_HOUSE_LOT_SQM and kept:
            best = max(kept, key=lambda lot: shared_length(scrap.shape, lot.shape))
            best.shape = largest(shapely.union_all([best.shape, scrap.shape], grid_size=0.01))
    return kept


def _level(block: Block) -> float:
    """Return the degrees by which a block must turn to lie flat, long side across."""
    return -block.plat.degrees - (90 if block.plat.lots_along == "v" else 0)


def _strips(block: Block, shops: BaseGeometry, dice: Dice) -> list[BaseGeometry]:
    """Part a block into rows of lots: end rows, the shops' row, an alley left out."""
    fronting = [p for p in polygons(common(block.shape, shops)) if p.area > LEAST_AREA_SQM]
    rest = without(block.shape, joined(fronting)) if fronting else block.shape
    strips: list[BaseGeometry] = list(fronting)
    for part in polygons(rest):
        level = affinity.rotate(part, _level(block), origin=(0, 0))
        rows = [level] if fronting else _rows(level, block, dice)
        strips += [affinity.rotate(row, -_level(block), origin=(0, 0)) for row in rows]
    return strips


def _rows(level: Polygon, block: Block, dice: Dice) -> list[BaseGeometry]:
    west, south, east, north = level.bounds
    if north - south < block.plat.depth * ONE_ROW:
        return [level]
    middle = _middle_line(level, dice)
    rows: list[BaseGeometry] = []
    body: BaseGeometry = level
    if east - west > block.plat.depth * 2.6:
        for end in (west, east):
            if dice.chance(END_LOTS):
                reach = block.plat.depth * dice.between(0.8, 1.0)
                cap = box(end - reach, south - 1, end + reach, north + 1)
                rows.append(common(body, cap))
                body = without(body, cap)
    alley = ALLEY_WIDTH if dice.chance(block.plat.alleys) else 0.0
    above = Polygon([*middle.coords, (FAR, 3 * FAR), (-FAR, 3 * FAR)])
    upper, lower = common(body, above), without(body, above)
    if alley:
        lane = middle.buffer(alley / 2, cap_style="flat")
        upper, lower = without(upper, lane), without(lower, lane)
    return [*rows, upper, lower]


def _middle_line(level: Polygon, dice: Dice) -> LineString:
    """Return the line on which back lots meet, extended past both ends of the block."""
    west, south, east, north = level.bounds
    heights = []
    for share in (0.2, 0.8):
        x = west + share * (east - west)
        cut = level.intersection(LineString([(x, south - 1), (x, north + 1)]))
        heights.append((x, (cut.bounds[1] + cut.bounds[3]) / 2 if not cut.is_empty else 0.0))
    (x1, y1), (x2, y2) = heights
    slope = max(-STEEPEST, min(STEEPEST, (y2 - y1) / (x2 - x1)))
    lift = dice.pick([0.0, 0.0, 0.0, -2.5, 2.5])
    return LineString([(x, y1 + lift + slope * (x - x1)) for x in (-FAR, FAR)])


def _slices(strip: BaseGeometry, block: Block, dice: Dice) -> list[Polygon]:
    """Cut a row into lots, wider at the corners."""
    turn = _level(block)
    level = affinity.rotate(strip, turn, origin=(0, 0))
    west, south, east, north = level.bounds
    upright = north - south > (east - west) * 1.05
    if upright:
        turn += 90
        level = affinity.rotate(strip, turn, origin=(0, 0))
        west, south, east, north = level.bounds
    edges = _marks(west, east, block, dice)
    return [
        affinity.rotate(piece, -turn, origin=(0, 0))
        for left, right in pairwise(edges)
        for piece in polygons(common(level, box(left, south - 1, right, north + 1)))
    ]


def _marks(west: float, east: float, block: Block, dice: Dice) -> list[float]:
    """Return where side lines fall between two corners, one usual width carried on for a while."""
    usual = dice.pick(block.plat.widths)
    widths: list[float] = []
    while sum(widths) < east - west:
        if dice.chance(0.25):
            usual = dice.pick(block.plat.widths)
        widths.append(usual * (CORNER if not widths else 1.0))
    widths[-1] *= CORNER
    stretch = (east - west) / sum(widths)
    marks = [west]
    for width in widths:
        marks.append(marks[-1] + width * stretch)
    return marks


def _settle(pieces: list[Polygon], right_of_way: BaseGeometry) -> list[Polygon]:
    """Give every piece without a street, or too small to use, to the neighbor behind it."""
    settled = sorted(pieces, key=lambda piece: -piece.area)
    while True:
        poor = [i for i, piece in enumerate(settled) if _unusable(piece, right_of_way)]
        if not poor or len(settled) == 1:
            return [piece for piece in settled if not _unusable(piece, right_of_way)]
        piece = settled.pop(poor[-1])
        lengths = [shared_length(piece, other, 0.05) for other in settled]
        best = max(range(len(settled)), key=lengths.__getitem__)
        if lengths[best] > 1:
            settled[best] = largest(shapely.union_all([settled[best], piece], grid_size=0.001))


def _unusable(piece: Polygon, right_of_way: BaseGeometry) -> bool:
    return piece.area < LEAST_AREA_SQM or shared_length(piece, right_of_way) < LEAST_FRONTAGE


def _front(shape: Polygon, right_of_way: BaseGeometry) -> Point:
    """Return the middle of a lot's shortest street side: a corner lot faces its narrow end."""
    side = shape.exterior.intersection(right_of_way.buffer(0.3))
    runs = _runs(side)
    if not runs:
        return shape.representative_point()
    return min(runs, key=lambda run: (run.length < LEAST_FRONTAGE, run.length)).interpolate(
        0.5, normalized=True
    )


def _runs(side: BaseGeometry) -> list[LineString]:
    """Split a street side at its corners."""
    segments = [
        LineString(pair)
        for line in getattr(side, "geoms", [side])
        if isinstance(line, LineString)
        for pair in zip(line.coords, line.coords[1:], strict=False)
    ]
    return [segment for segment in segments if segment.length > 1]
