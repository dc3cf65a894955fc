"""What stands on the lots: houses, shops, churches, empty lots; and lots joined and split."""

import math

from shapely.geometry import LineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry
from town_dice import Dice
from town_plan import AVENUE, RAILROAD_HALF_WIDTH, RAILROAD_LINE, Spot
from town_reshaping import flag, halves, measure, merged, side_by_side
from town_shapes import Lot, polygons
from town_streets import Town

CHURCHES = 9
DOUBLE_LOTS = 150
HALVED_LOTS = 26
FLAG_LOTS = 14
ACROSS = 9
SHOP_DEPTH = 45.0
RAIL_SIDE = RAILROAD_HALF_WIDTH + 2.0
LARGE_SQM = 2400.0
FARM_SQM = 4200.0
BACK_TO_BACK = 105.0

# Where the town has emptied out most: a place, its reach in metres, and how much it adds.
EMPTIED: list[tuple[Spot, float, float]] = [
    ((-330, 330), 190, 0.42),
    ((180, 130), 170, 0.34),
    ((650, 60), 150, 0.24),
    ((-760, 560), 140, 0.28),
    ((250, -330), 130, 0.18),
]
EMPTY_ANYWHERE = 0.14
SUBURB = "LARKSPUR HILLS"


def settle_town(town: Town, lots: list[Lot], dice: Dice) -> list[Lot]:
    """Join, split and use the platted lots, and add the land that was never platted."""
    lots = _churches(lots, dice)
    lots = _doubles(lots, dice)
    lots = _halved(lots, dice)
    lots = _flagged(lots, dice)
    lots = _across(lots, dice)
    lots += _unplatted(town)
    _use(town, lots, dice)
    return lots


def _free(lot: Lot) -> bool:
    return not lot.landuse


def _churches(lots: list[Lot], dice: Dice) -> list[Lot]:
    """Give the churches and the community center two to four lots at a corner each."""
    pairs = dice.shuffled([p for p in side_by_side(lots) if _free(p[0]) and _free(p[1])])
    gone: set[int] = set()
    built: list[Lot] = []
    for one, other in pairs:
        if len(built) == CHURCHES + 1:
            break
        apart = all(lot.front.distance(one.front) > SHOP_DEPTH * 5 for lot in built)
        if not apart or id(one) in gone or id(other) in gone:
            continue
        more = [b for a, b in pairs if a is other and b is not one and id(b) not in gone]
        group = [one, other, *more[: dice.whole(0, 1)]]
        lot = merged(group)
        lot.landuse = "CHURCH" if len(built) < CHURCHES else "GOV"
        lot.name = "" if len(built) < CHURCHES else "WESTVALE COMMUNITY CENTER"
        built.append(lot)
        gone |= {id(part) for part in group}
    return [lot for lot in lots if id(lot) not in gone] + built


def _doubles(lots: list[Lot], dice: Dice) -> list[Lot]:
    gone: set[int] = set()
    joined: list[Lot] = []
    for one, other in dice.shuffled(list(side_by_side(lots))):
        if len(joined) == DOUBLE_LOTS:
            break
        if _free(one) and _free(other) and not {id(one), id(other)} & gone:
            joined.append(merged([one, other]))
            gone |= {id(one), id(other)}
    return [lot for lot in lots if id(lot) not in gone] + joined


def _halved(lots: list[Lot], dice: Dice) -> list[Lot]:
    wide = [lot for lot in lots if _free(lot) and _is_wide(lot)]
    chosen = {id(lot) for lot in dice.shuffled(wide)[:HALVED_LOTS]}
    return [part for lot in lots for part in (halves(lot) if id(lot) in chosen else [lot])]


def _is_wide(lot: Lot) -> bool:
    width, depth = measure(lot)
    return 19 < width < 26 and 35 < depth < 50  # noqa: PLR2004 - metres, said once


def _flagged(lots: list[Lot], dice: Dice) -> list[Lot]:
    chosen = {id(lot) for lot in dice.shuffled([lot for lot in lots if _is_deep(lot)])[:FLAG_LOTS]}
    result: list[Lot] = []
    for lot in lots:
        parts = flag(lot, *measure(lot)) if id(lot) in chosen else [lot]
        whole = all(len(polygons(part.shape)) == 1 for part in parts)
        result += parts if whole else [lot]
    return result


def _is_deep(lot: Lot) -> bool:
    width, depth = measure(lot)
    boxy = lot.shape.area > 0.9 * lot.shape.minimum_rotated_rectangle.area
    return _free(lot) and boxy and 17 < width < 30 and depth > 52  # noqa: PLR2004 - as above


def _across(lots: list[Lot], dice: Dice) -> list[Lot]:
    """Make some parcels of two lots that an alley or the street keeps apart."""
    gone: set[int] = set()
    joined: list[Lot] = []
    for lot in dice.shuffled([lot for lot in lots if _free(lot)]):
        if len(joined) == ACROSS:
            break
        near = [o for o in lots if _free(o) and o is not lot and _faces(lot, o)]
        if id(lot) in gone or not near or id(near[0]) in gone:
            continue
        shape = MultiPolygon([*polygons(lot.shape), *polygons(near[0].shape)])
        joined.append(Lot(shape, lot.front, lot.block, lot.plat))
        gone |= {id(lot), id(near[0])}
    return [lot for lot in lots if id(lot) not in gone] + joined


def _faces(lot: Lot, other: Lot) -> bool:
    """Say whether a lot lies right across the street or the alley, without touching."""
    if lot.front.distance(other.front) > BACK_TO_BACK:
        return False
    gap = lot.shape.distance(other.shape)
    return 4 < gap < 16 and lot.shape.buffer(gap + 1).intersection(other.shape).area > 12  # noqa: PLR2004 - metres, said once


def _unplatted(town: Town) -> list[Lot]:
    """Return the creek's greenway and the railroad's yard."""
    green = [
        Lot(part, part.representative_point(), landuse="PARK", name="PEARLWATER GREENWAY")
        for part in town.greenway
    ]
    return green + [
        Lot(shape, Point(shape.centroid), landuse=site.landuse, name=site.name)
        for site, shape in town.sites
    ]


def _use(town: Town, lots: list[Lot], dice: Dice) -> None:
    avenue = next(street for street in town.streets if street.name == AVENUE).line
    railroad = LineString(RAILROAD_LINE)
    for lot in lots:
        if _free(lot):
            lot.landuse = dice.weighted(_weights(lot, avenue, railroad))
    _one_each(lots, avenue, railroad)


def _weights(lot: Lot, avenue: BaseGeometry, railroad: LineString) -> dict[str, float]:
    empty = _emptiness(lot)
    if _is_on(lot, avenue):
        return {"COM": 0.62, "VAC": 0.15 + empty / 2, "SFR": 0.12, "MFR": 0.05}
    if lot.shape.distance(railroad) < RAIL_SIDE:
        return {"IND": 0.34, "VAC": 0.2 + empty, "SFR": 0.3}
    if lot.shape.area > FARM_SQM:
        return {"AG": 0.3, "SFR": 0.3, "VAC": 0.3}
    if lot.shape.area > LARGE_SQM and lot.plat != SUBURB:
        return {"VAC": 0.45, "IND": 0.2, "MFR": 0.2, "SFR": 0.15}
    shops = 0.0 if lot.plat == SUBURB else 0.005
    multi = 0.15 if lot.shape.area > LARGE_SQM else 0.03
    return {"SFR": 1 - empty - multi, "VAC": empty, "MFR": multi, "COM": shops}


def _is_on(lot: Lot, avenue: BaseGeometry) -> bool:
    return bool(lot.front.distance(avenue) < SHOP_DEPTH / 3)


def _emptiness(lot: Lot) -> float:
    """Return the share of lots that stand empty about here, 0 to 1."""
    share = EMPTY_ANYWHERE
    for (x, y), reach, more in EMPTIED:
        away = math.hypot(lot.front.x - x, lot.front.y - y)
        share += more * math.exp(-((away / reach) ** 2))
    return min(share, 0.7)


def _one_each(lots: list[Lot], avenue: BaseGeometry, railroad: LineString) -> None:
    """Put the substation by the tracks, and the fire station and post office on the avenue."""
    by_rail = [lot for lot in lots if lot.landuse == "IND" and lot.shape.area < LARGE_SQM]
    station = max(by_rail, key=lambda lot: lot.shape.area - lot.shape.distance(railroad))
    station.landuse, station.name = "UTILITY", "PEARLWATER SUBSTATION"
    shops = [lot for lot in lots if lot.landuse == "COM" and _is_on(lot, avenue)]
    fire, post = sorted(shops, key=lambda lot: -lot.shape.area)[:2]
    fire.landuse, fire.name = "GOV", "FIRE STATION 31"
    post.landuse, post.name = "GOV", "WESTVALE POST OFFICE"
