"""The large holdings of the town: schools, parks, a cemetery, public housing, the rail yard."""

from dataclasses import dataclass

from town_plan import LATER_GRID_DEGREES, Spot, old, turned


@dataclass(frozen=True)
class Site:
    """A large holding drawn by hand.

    No street of a plat runs through it. `carved` sites keep their drawn outline; the others
    take the whole block around their middle.
    """

    landuse: str
    name: str
    corners: list[Spot]
    carved: bool = False


def later(u: float, v: float) -> Spot:
    """Turn a point of the later grid into the sheet."""
    return turned(LATER_GRID_DEGREES, u, v)


SITES = [
    Site(
        "SCHOOL",
        "WESTVALE ELEMENTARY SCHOOL",
        [old(240, 600), old(382, 600), old(382, 764), old(240, 764)],
    ),
    Site(
        "CEMETERY",
        "MOUNT REST CEMETERY",
        [old(822, 786), old(950, 786), old(950, 980), old(822, 980)],
    ),
    Site(
        "PARK",
        "PEARLWATER PARK",
        [later(-440, -118), later(-322, -118), later(-322, -215), later(-440, -215)],
    ),
    Site(
        "PARK",
        "DEPOT GREEN",
        [old(-262, 330), old(-146, 330), old(-146, 402), old(-262, 402)],
    ),
    Site(
        "SCHOOL",
        "HOLLOWAY MIDDLE SCHOOL",
        [later(692, -440), later(858, -440), later(858, -586), later(692, -586)],
    ),
    Site(
        "MFR",
        "DEPOT HOMES",
        [old(694, 150), old(902, 150), old(902, 304), old(694, 304)],
    ),
    Site(
        "RAIL",
        "GULF AND DELTA RAILROAD YARD",
        [(360, -92), (448, -70), (690, -225), (900, -360), (890, -425), (780, -352)],
        carved=True,
    ),
]
