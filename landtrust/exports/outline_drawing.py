"""A parcel and what lies around it as a drawing: for pages without scripts, and for print."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, transform
from landtrust.domain.extent import Bbox
from landtrust.queries.surroundings import ParcelAround

WIDTH = 640
"""Units across the drawing; its height follows from the land."""

_SCALE_BAR_SHARE = 0.3
_ROUND_METRES = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000)


@dataclass(frozen=True, slots=True)
class DrawnParcel:
    """A parcel of the drawing.

    Attributes:
        path: What SVG calls path data.
        is_neighbour: Whether it shares a boundary with the parcel in the middle.
    """

    public_id: str
    parcel_number: str
    situs_address: str | None
    owner_kind: str
    is_neighbour: bool
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing, north up, one unit the same length both ways.

    Attributes:
        width: Units.
        height: Units.
        own: Path data of the parcel in the middle.
        around: The others; those far from it first, so that neighbours are drawn over them.
        bar_units: Length of the scale bar.
        bar_m: The same in metres.
    """

    width: int
    height: int
    own: str
    around: tuple[DrawnParcel, ...]
    bar_units: float
    bar_m: int


def draw_parcel(outline_lonlat: bytes, around: Sequence[ParcelAround], window: Bbox) -> Drawing:
    """Draw a parcel in its surroundings, measured in EPSG:3814.

    Args:
        outline_lonlat: WKB in EPSG:4326.
        around: Parcels near it.
        window: What to show, degrees.
    """
    wkb = np.array([outline_lonlat, *(one.outline_lonlat for one in around)], dtype=object)
    on_plane = transform(shapely.from_wkb(wkb), LONLAT, MISSISSIPPI_TM)
    west, south, east, north = _frame(window)
    units_per_m = WIDTH / (east - west)
    height = round((north - south) * units_per_m)
    cut = shapely.clip_by_rect(on_plane, west, south, east, north)
    corner = np.array([west, north])

    def place(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        placed: NDArray[np.float64] = (xy - corner) * (units_per_m, -units_per_m)
        return placed

    paths = [_path(outline) for outline in shapely.transform(cut, place)]
    drawn = tuple(
        DrawnParcel(
            one.public_id,
            one.parcel_number,
            one.situs_address,
            one.owner_kind,
            one.is_neighbour,
            path,
        )
        for one, path in zip(around, paths[1:], strict=True)
        if path
    )
    bar_m = _bar_metres(east - west)
    return Drawing(WIDTH, height, paths[0], drawn[::-1], bar_m * units_per_m, bar_m)


def _frame(window: Bbox) -> tuple[float, float, float, float]:
    """The window in metres."""
    box = np.array([shapely.box(*window)], dtype=object)
    west, south, east, north = shapely.bounds(transform(box, LONLAT, MISSISSIPPI_TM)[0]).tolist()
    return west, south, east, north


def _bar_metres(width_m: float) -> int:
    fitting = [metres for metres in _ROUND_METRES if metres <= width_m * _SCALE_BAR_SHARE]
    return fitting[-1] if fitting else _ROUND_METRES[0]


def _path(outline: shapely.Geometry) -> str:
    parts = shapely.get_parts(outline)
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)


def _ring(points: NDArray[np.float64]) -> str:
    steps = (f"{x:.1f} {y:.1f}" for x, y in points[:-1].tolist())
    return "M" + "L".join(steps) + "Z"
