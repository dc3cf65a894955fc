"""A parcel and what lies around it as a drawing: for pages without scripts, and for print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, Outlines, transform
from landtrust.domain.extent import Bbox
from landtrust.queries.surroundings import PLANE_TURNS, ParcelAround

WIDTH = 640
"""Units across the drawing; its height follows from the land."""

_UNSEEN = 0.2
"""How far a line may lie beside where it belongs, units: a fifth of a pixel, or less on a phone."""

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


@dataclass(frozen=True, slots=True)
class Canvas:
    """The window of a drawing, with what turns metres on the plane (EPSG:3814) into its units.

    Attributes:
        window: Degrees.
        frame_m: West, south, east and north on the plane.
        width: Units.
    """

    window: Bbox
    frame_m: tuple[float, float, float, float]
    width: int = WIDTH

    @classmethod
    def of(cls, window: Bbox) -> Self:
        """A canvas that shows a window in degrees."""
        box = np.array([shapely.box(*window)], dtype=object)
        west, south, east, north = shapely.bounds(transform(box, LONLAT, MISSISSIPPI_TM)[0])
        return cls(window, (float(west), float(south), float(east), float(north)))

    @property
    def units_per_m(self) -> float:
        """How long a metre is."""
        west, _, east, _ = self.frame_m
        return self.width / (east - west)

    @property
    def height(self) -> int:
        """Units."""
        _, south, _, north = self.frame_m
        return round((north - south) * self.units_per_m)

    @property
    def bar_m(self) -> int:
        """A round length for a scale bar, metres."""
        west, _, east, _ = self.frame_m
        return _bar_metres(east - west)

    def place(self, outlines_lonlat: Outlines) -> Outlines:
        """Outlines in degrees, cut at the frame, in units from the upper left corner."""
        on_plane = transform(self._roughly_cut(outlines_lonlat), LONLAT, MISSISSIPPI_TM)
        west, _, _, north = self.frame_m
        scale = (self.units_per_m, -self.units_per_m)

        def moved(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            placed: NDArray[np.float64] = (xy - (west, north)) * scale
            return placed

        return shapely.transform(shapely.clip_by_rect(on_plane, *self.frame_m), moved)

    def _roughly_cut(self, outlines_lonlat: Outlines) -> Outlines:
        """What may be seen of outlines: a road has thousands of corners all over the county."""
        return shapely.clip_by_rect(outlines_lonlat, *self.window.widened(PLANE_TURNS))


def draw_parcel(outline_lonlat: bytes, around: Sequence[ParcelAround], window: Bbox) -> Drawing:
    """Draw a parcel in its surroundings, measured in EPSG:3814.

    Args:
        outline_lonlat: WKB in EPSG:4326.
        around: Parcels near it.
        window: What to show, degrees.
    """
    own = shapely.from_wkb(outline_lonlat)
    outlines = np.array([own, *(one.outline_lonlat for one in around)], dtype=object)
    canvas = Canvas.of(window)
    paths = path_data(canvas.place(outlines))
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
    bar_units = canvas.bar_m * canvas.units_per_m
    return Drawing(WIDTH, canvas.height, paths[0], drawn[::-1], bar_units, canvas.bar_m)


def _bar_metres(width_m: float) -> int:
    fitting = [metres for metres in _ROUND_METRES if metres <= width_m * _SCALE_BAR_SHARE]
    return fitting[-1] if fitting else _ROUND_METRES[0]


def path_data(outlines: Outlines) -> list[str]:
    """Outlines as SVG's path data; nothing for one that has no area."""
    parts, of_outline = shapely.get_parts(_as_seen(outlines), return_index=True)
    has_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, of_part = shapely.get_rings(parts[has_area], return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    steps = _steps(points)
    ends = np.cumsum(np.bincount(of_ring, minlength=len(rings))).tolist()
    paths = [""] * len(outlines)
    owners = of_outline[has_area][of_part].tolist()
    for owner, begin, end in zip(owners, [0, *ends], ends, strict=False):
        # The last point of a ring is its first.
        paths[owner] += f"M{'L'.join(steps[begin : end - 1])}Z"
    return paths


def _as_seen(outlines: Outlines) -> Outlines:
    """Outlines without the corners that nobody sees: of a road's page they were four fifths."""
    seen = shapely.simplify(outlines, _UNSEEN, preserve_topology=False)
    return np.where(shapely.is_empty(seen), outlines, seen)


def _steps(points: NDArray[np.float64]) -> list[str]:
    """Points as text to a tenth of a unit: JSON is written many times as fast as single numbers.

    >>> _steps(np.array([[0.0, 12.34], [7.0, 0.06]]))
    ['0.0 12.3', '7.0 0.1']
    """
    written = orjson.dumps(np.round(points, 1), option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return written[2:-2].replace(",", " ").split("] [")
