"""The hand-drawn plan of the invented town: what a surveyor would have decided.

Everything is in metres east and north of 32.30 N, 90.21 W, the middle of the sheet. Three
generations of platting meet here: the old grid by the railroad, turned 8 degrees clockwise;
the later grid south of the cut, turned 2 degrees the other way; and a 1960s subdivision of
curved streets beyond the creek.
"""

import math
from dataclasses import dataclass, field

import numpy as np

Spot = tuple[float, float]

OLD_GRID_DEGREES = -8.0
LATER_GRID_DEGREES = 2.0

RAILROAD_HALF_WIDTH = 15.0
AVENUE = "W JUBILEE AVE"
CREEK = "Pearlwater Creek"
RAILROAD = "Gulf and Delta Railroad"


def turned(degrees: float, u: float, v: float) -> Spot:
    """Turn a point of a grid that runs at an angle (degrees, anticlockwise) into the sheet."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (u * cosine - v * sine, u * sine + v * cosine)


def old(u: float, v: float) -> Spot:
    """Turn a point of the old grid into the sheet."""
    return turned(OLD_GRID_DEGREES, u, v)


def smooth(points: list[Spot], step: float = 18.0) -> list[Spot]:
    """Draw a Catmull-Rom curve through the points, with a vertex about every `step` metres."""
    knots = np.array([points[0], *points, points[-1]])
    curve: list[Spot] = []
    for before, start, end, after in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        count = max(2, int(np.hypot(*(end - start)) / step))
        for t in np.arange(count) / count:
            bent = (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            ) / 2
            curve.append((float(bent[0]), float(bent[1])))
    return [*curve, points[-1]]


EDGE_OF_SHEET: list[Spot] = [
    old(-985, 918),
    old(-412, 921),
    old(-412, 1010),
    old(112, 1012),
    old(112, 919),
    old(806, 917),
    old(806, 990),
    old(962, 990),
    old(964, 560),
    old(961, 300),
    old(964, -180),
    (925, -420),
    (936, -842),
    (700, -850),
    (560, -846),
    (14, -862),
    (14, -900),
    (-175, -895),
    (-205, -962),
    (-345, -966),
    (-400, -882),
    (-455, -905),
    (-590, -925),
    (-640, -802),
    (-700, -740),
    (-850, -700),
    (-866, -590),
    (-800, -478),
    (-835, -432),
    (-930, -430),
    (-942, -315),
    (-882, -270),
    (-893, -150),
    (-1010, -60),
    (-1010, 100),
    (-1025, 600),
]

RAILROAD_LINE = smooth(
    [(-1150, 560), (-700, 420), (-150, 165), (330, -85), (780, -365), (1150, -640)], 60
)
CREEK_LINE = smooth(
    [
        (-1150, 30),
        (-990, -70),
        (-880, -160),
        (-740, -120),
        (-610, -105),
        (-530, -215),
        (-420, -265),
        (-310, -255),
        (-240, -370),
        (-170, -480),
        (-60, -500),
        (30, -560),
        (110, -680),
        (220, -720),
        (330, -715),
        (390, -800),
        (400, -900),
        (470, -1050),
    ],
    20,
)


@dataclass(frozen=True)
class Arterial:
    """A street drawn by hand across more than one plat; half width in metres."""

    name: str
    points: list[Spot]
    half_width: float = 9.0


ARTERIALS = [
    Arterial(
        AVENUE, [old(-1200, 522), old(-600, 503), old(80, 500), old(640, 489), old(1200, 500)], 11
    ),
    Arterial(
        "N ELLERBE ST", [old(-655, 1100), old(-648, 700), old(-650, 503)],
    ),
    Arterial(
        "S ELLERBE ST", [old(-650, 503), (-596, 410), (-612, 300), (-625, 60), (-632, -100)],
    ),
    Arterial("N PROSPECT ST", [old(0, 1100), old(4, 500)], 10),
    Arterial("S PROSPECT ST", [old(4, 500), (40, 160), (6, -60), (4, -1100)], 10),
    Arterial("N HOLLOWAY ST", [old(560, 1100), old(566, 490)]),
    Arterial("S HOLLOWAY ST", [old(566, 490), old(560, -60), (562, -330), (570, -1100)]),
]  # fmt: skip

Segment = tuple[str, float, float]


@dataclass(frozen=True)
class Plat:
    """A subdivision laid out at once: a grid of streets, and how its blocks were cut.

    `rows` and `columns` are (street, position) in metres of the turned grid. `closed` names
    pieces never opened: (street, from, to) along the street. `lots_along` is "u" or "v", the
    direction in which the blocks are long. Widths and depths are in metres.
    """

    name: str
    book: int
    year: int
    degrees: float
    seeds: list[Spot]
    rows: list[tuple[str, float]]
    columns: list[tuple[str, float]]
    closed: list[Segment] = field(default_factory=list)
    lots_along: str = "u"
    widths: tuple[float, ...] = (13.7, 15.2, 15.2, 18.3, 18.3, 22.9)
    depth: float = 42.0
    half_width: float = 7.6
    alleys: float = 0.0
    curved: bool = False


PLATS = [
    Plat(
        name="JUBILEE HEIGHTS",
        book=1,
        year=1912,
        degrees=OLD_GRID_DEGREES,
        seeds=[old(-800, 800), old(-300, 800), old(300, 800), old(800, 800)],
        rows=[
            ("W CLOVER ST", 588),
            ("W HAWTHORN ST", 680),
            ("W MULBERRY ST", 776),
            ("W JUNIPER ST", 876),
            ("W NORTHGATE ST", 967),
        ],
        columns=[
            ("N BOYKIN ST", -893),
            ("N CADE ST", -772),
            ("N DUNBAR ST", -525),
            ("N EASTERLING ST", -398),
            ("N FARRIS ST", -262),
            ("N GARLAND ST", -134),
            ("N HATCHER ST", 118),
            ("N IVORY ST", 226),
            ("N JESSUP ST", 396),
            ("N KIMBROUGH ST", 694),
            ("N LATTIMORE ST", 806),
            ("N MABRY ST", 908),
        ],
        closed=[
            ("N CADE ST", 680, 776),
            ("N EASTERLING ST", 776, 967),
            ("N GARLAND ST", 588, 680),
            ("N FARRIS ST", 876, 967),
            ("N IVORY ST", 680, 876),
            ("W MULBERRY ST", 118, 396),
            ("N LATTIMORE ST", 588, 776),
            ("N MABRY ST", 876, 967),
            ("N BOYKIN ST", 876, 967),
            ("N KIMBROUGH ST", 876, 967),
        ],
        alleys=0.3,
    ),
    Plat(
        name="DEPOT ADDITION",
        book=2,
        year=1898,
        degrees=OLD_GRID_DEGREES,
        seeds=[old(-800, 470), old(-300, 430), old(300, 300), old(800, 200)],
        rows=[
            ("W LAUREL ST", 413),
            ("W SYCAMORE ST", 319),
            ("W CHINABERRY ST", 229),
            ("W PECAN ST", 136),
            ("W PERSIMMON ST", 40),
            ("W CATALPA ST", -52),
            ("W TUPELO GUM ST", -146),
            ("W SASSAFRAS ST", -240),
            ("W WILLOW ST", -335),
        ],
        columns=[
            ("S BOYKIN ST", -893),
            ("S CADE ST", -758),
            ("S DUNBAR ST", -530),
            ("S EASTERLING ST", -404),
            ("S FARRIS ST", -276),
            ("S GARLAND ST", -134),
            ("S HATCHER ST", 106),
            ("S IVORY ST", 226),
            ("S JESSUP ST", 384),
            ("S KIMBROUGH ST", 680),
            ("S LATTIMORE ST", 806),
            ("S MABRY ST", 920),
        ],
        closed=[
            ("S FARRIS ST", 319, 413),
            ("S IVORY ST", 229, 319),
            ("S IVORY ST", 40, 136),
            ("S HATCHER ST", -100, 40),
            ("S JESSUP ST", 136, 229),
            ("S LATTIMORE ST", 136, 319),
            ("W CHINABERRY ST", 680, 920),
            ("S KIMBROUGH ST", 319, 413),
            ("S MABRY ST", -52, 136),
            ("S KIMBROUGH ST", -146, 40),
            ("S LATTIMORE ST", -240, -146),
        ],
        widths=(11.0, 13.7, 15.2, 15.2, 18.3),
        alleys=0.45,
    ),
    Plat(
        name="WESTFIELD",
        book=3,
        year=1938,
        degrees=LATER_GRID_DEGREES,
        seeds=[(-800, 200), (-300, 0)],
        rows=[
            ("ACORN ST", 352),
            ("BARNETT ST", 256),
            ("COLLIER ST", 162),
            ("DRAYTON ST", 66),
            ("ESTES ST", -32),
            ("FULLER ST", -128),
            ("GRISHAM ST", -222),
            ("HOBSON ST", -318),
            ("INMAN ST", -412),
        ],
        columns=[
            ("BLUEBIRD LN", -905),
            ("CARDINAL LN", -790),
            ("KINGFISHER LN", -455),
            ("MARTIN LN", -310),
            ("NUTHATCH LN", -145),
        ],
        closed=[
            ("CARDINAL LN", 162, 256),
            ("BLUEBIRD LN", 66, 162),
            ("CARDINAL LN", -32, 66),
            ("KINGFISHER LN", 66, 162),
            ("NUTHATCH LN", -32, 66),
            ("MARTIN LN", -128, -32),
            ("ACORN ST", -1100, -700),
        ],
        widths=(18.3, 19.8, 19.8, 22.9),
        depth=40,
    ),
    Plat(
        name="HOLLOWAY PLACE",
        book=4,
        year=1947,
        degrees=LATER_GRID_DEGREES,
        seeds=[(300, -300), (150, -820), (480, -800), (800, -700)],
        rows=[
            ("ESTES ST", -40),
            ("GRISHAM ST", -236),
            ("JARVIS ST", -424),
            ("KENNARD ST", -596),
            ("LOTT ST", -800),
        ],
        columns=[
            ("ORIOLE LN", 104),
            ("PHOEBE LN", 196),
            ("ROBIN LN", 291),
            ("SPARROW LN", 384),
            ("TANAGER LN", 480),
            ("VIREO LN", 680),
            ("WARBLER LN", 772),
            ("WREN LN", 868),
        ],
        closed=[
            ("JARVIS ST", 104, 291),
            ("GRISHAM ST", 291, 384),
            ("KENNARD ST", 384, 480),
            ("WARBLER LN", -424, -596),
            ("TANAGER LN", -424, -236),
            ("ROBIN LN", -1100, -800),
        ],
        lots_along="v",
        widths=(18.3, 18.3, 19.8, 21.3, 24.4),
        depth=40,
    ),
    Plat(
        name="LARKSPUR HILLS",
        book=5,
        year=1963,
        degrees=0,
        seeds=[(-500, -700)],
        rows=[],
        columns=[],
        widths=(20.5, 22.0, 22.9, 24.5),
        depth=38,
        curved=True,
    ),
]

# The curved collector of Larkspur Hills, from the bridge on Ellerbe Street round to Prospect
# Street; its neighbours are drawn parallel to it.
COLLECTOR = smooth(
    [(-632, -95), (-640, -240), (-600, -400), (-490, -540), (-330, -630), (-160, -660), (6, -664)]
)
