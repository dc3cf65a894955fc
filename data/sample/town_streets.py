"""From the plan to streets, rights of way and the blocks that lie between them."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize
from town_curves import court_bulbs, curved_streets
from town_dice import Dice
from town_plan import (
    ARTERIALS,
    CREEK_LINE,
    EDGE_OF_SHEET,
    PLATS,
    RAILROAD_HALF_WIDTH,
    RAILROAD_LINE,
    Plat,
    Spot,
    turned,
)
from town_shapes import joined, lines_of, polygons
from town_sites import SITES, Site

FAR = 1400.0
SMALLEST_BLOCK_SQM = 130.0
NARROWEST_BLOCK = 7.0
CREEK_BANK = 21.0
STUB = 45.0
DEEP_ENOUGH_FOR_ALLEY = 84.0


@dataclass(frozen=True)
class Street:
    """A named street: its centre line and half the width of its right of way, in metres."""

    name: str
    line: BaseGeometry
    half_width: float


@dataclass(frozen=True)
class Block:
    """Land between streets, in one plat; `site` when one holder has all of it."""

    shape: Polygon
    plat: Plat
    site: Site | None = None


@dataclass(frozen=True)
class Town:
    """The ground before anyone owns it: streets, rights of way, blocks and the creek's land."""

    streets: list[Street]
    right_of_way: BaseGeometry
    blocks: list[Block]
    greenway: list[Polygon]
    sites: list[tuple[Site, MultiPolygon]]


def lay_out(dice: Dice) -> Town:
    """Draw the town's streets and find its blocks."""
    sheet = Polygon(EDGE_OF_SHEET)
    streets = _streets(sheet)
    right_of_way = joined(_wide(street) for street in streets)
    right_of_way = right_of_way.union(court_bulbs(curved_streets())).intersection(sheet)
    railroad = LineString(RAILROAD_LINE).buffer(RAILROAD_HALF_WIDTH, cap_style="flat")
    creek = _creek_land(dice)
    land = sheet.difference(right_of_way).difference(railroad)
    greenway = [
        part for part in polygons(land.intersection(creek)) if part.area > SMALLEST_BLOCK_SQM
    ]
    carved = [(site, Polygon(site.corners)) for site in SITES if site.carved]
    taken = joined([creek, *(shape for _, shape in carved)])
    sites = [(site, MultiPolygon(polygons(shape.intersection(land)))) for site, shape in carved]
    platted = _regions(sheet)
    blocks = [
        Block(part, _plat_at(part, platted), _site_at(part))
        for part in polygons(land.difference(taken))
        if part.area > SMALLEST_BLOCK_SQM and not part.buffer(-NARROWEST_BLOCK / 2).is_empty
    ]
    return Town(streets, right_of_way, blocks, greenway, sites)


def _streets(sheet: Polygon) -> list[Street]:
    lines: dict[str, list[BaseGeometry]] = {}
    widths: dict[str, float] = {}
    for arterial in ARTERIALS:
        lines[arterial.name] = [LineString(arterial.points)]
        widths[arterial.name] = arterial.half_width
    for plat, region in _regions(sheet):
        named = curved_streets() if plat.curved else _grid(plat)
        for name, line in named.items():
            part = line.intersection(region)
            lines.setdefault(name, []).append(part)
            widths.setdefault(name, plat.half_width)
    return [
        Street(name, _clean(joined(parts).intersection(sheet)), widths[name])
        for name, parts in sorted(lines.items())
    ]


def _clean(line: BaseGeometry) -> BaseGeometry:
    """Merge a street's pieces, and drop stubs too short to open."""
    return joined(part for part in lines_of(line) if part.length > STUB)


def _wide(street: Street) -> BaseGeometry:
    return street.line.buffer(street.half_width, cap_style="flat", join_style="mitre")


def _regions(sheet: Polygon) -> list[tuple[Plat, BaseGeometry]]:
    """Cut the sheet along arterials, railroad and creek, and give each plat its pieces."""
    cuts = [LineString(arterial.points) for arterial in ARTERIALS]
    cuts += [LineString(RAILROAD_LINE), LineString(CREEK_LINE), sheet.exterior]
    pieces = list(polygonize(shapely.union_all(cuts)))
    return [
        (plat, joined(p for p in pieces if any(p.contains(Point(seed)) for seed in plat.seeds)))
        for plat in PLATS
    ]


def _grid(plat: Plat) -> dict[str, BaseGeometry]:
    """Draw a plat's rows and columns right across the sheet, without what was never opened."""
    streets: dict[str, BaseGeometry] = {}
    for name, v in plat.rows:
        streets[name] = _opened(plat, name, [(-FAR, v), (FAR, v)])
    for name, u in plat.columns:
        streets[name] = _opened(plat, name, [(u, -FAR), (u, FAR)])
    sites = [Polygon(site.corners) for site in SITES]
    return {name: line.difference(joined(sites)) for name, line in streets.items()}


def _opened(plat: Plat, name: str, ends: list[Spot]) -> BaseGeometry:
    line: BaseGeometry = LineString(ends)
    for street, start, end in plat.closed:
        if street == name:
            low, high = sorted((start, end))
            line = line.difference(_gap(ends, low + 1, high - 1))
    return shapely.transform(
        line, lambda pairs: np.array([turned(plat.degrees, u, v) for u, v in pairs])
    )


def _gap(ends: list[Spot], low: float, high: float) -> Polygon:
    (u, v), (u2, _) = ends
    if u == u2:
        return shapely.box(u - 1, low, u + 1, high)
    return shapely.box(low, v - 1, high, v + 1)


def _creek_land(dice: Dice) -> BaseGeometry:
    """Return the creek's flood strip, wider where somebody once gave way to it."""
    line = LineString(CREEK_LINE)
    bays = [
        line.interpolate(at, normalized=True).buffer(dice.between(26, 48), quad_segs=3)
        for at in (0.09, 0.17, 0.29, 0.36, 0.47, 0.53, 0.62, 0.7, 0.83, 0.91)
    ]
    strip = joined([line.buffer(CREEK_BANK, quad_segs=3), *bays])
    return strip.buffer(12, quad_segs=2).buffer(-12, quad_segs=2).simplify(1.5)


def _plat_at(part: Polygon, platted: list[tuple[Plat, BaseGeometry]]) -> Plat:
    """Return the plat that holds a block's middle, or else the nearest one."""
    middle = part.representative_point()
    return min(platted, key=lambda pair: pair[1].distance(middle))[0]


def _site_at(part: Polygon) -> Site | None:
    for site in SITES:
        if not site.carved and part.contains(Polygon(site.corners).centroid):
            return site
    return None
