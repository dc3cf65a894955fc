"""What is near a point as a drawing: the parcels of a list, numbered as there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from landtrust.domain.crs import Outlines
from landtrust.domain.extent import Bbox
from landtrust.exports.outline_drawing import Canvas, path_data
from landtrust.queries.filters import Place
from landtrust.queries.near_here import LEAST_SEEN_M, NearPage
from landtrust.queries.nearness import rectangle_around
from landtrust.queries.surroundings import WINDOW_ASPECT

_MARGIN = 1.12
_TEXT_BY_LOT = 0.5
_LEAST_TEXT, _MOST_TEXT = 14.0, 22.0
_DIGIT_WIDTH = 0.7  # of its height
_ROOM = 1.2  # times its height a lot must have for a number to stand in it


class Spot(NamedTuple):
    """Where the middle of a number stands."""

    x: float
    y: float


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class NumberedParcel:
    """A parcel of the drawing.

    Attributes:
        number: Its place in the list.
        path: What SVG calls path data.
        spot: Where its number stands; None where that of a nearer one stands already.
    """

    number: int
    id: int
    public_id: str
    owner_kind: str
    path: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class NearDrawing:
    """A drawing, grid north up, one unit the same length both ways.

    Attributes:
        width: Units.
        height: Units.
        parcels: Those of the list, in its order.
        others: Path data of all others together.
        x: Where the point is that everything is near to.
        y: The same.
        reach_units: How far was looked.
        text_units: How large the numbers are.
        is_fine: Whether the parcels are so small that borders would hide them.
        bar_units: Length of the scale bar.
        bar_m: The same in metres.
    """

    width: int
    height: int
    parcels: tuple[NumberedParcel, ...]
    others: str
    x: float
    y: float
    reach_units: float
    text_units: float
    is_fine: bool
    bar_units: float
    bar_m: int


def near_window(place: Place, page: NearPage, radius_m: float) -> Bbox:
    """What a drawing of these parcels shows, degrees: as far as the last of them."""
    farthest = max((one.distance_m for one in page.parcels), default=radius_m)
    seen = min(max(farthest * _MARGIN, LEAST_SEEN_M), max(radius_m * _MARGIN, LEAST_SEEN_M))
    box = rectangle_around(place, seen)
    wider = (box.east - box.west) * (WINDOW_ASPECT - 1) / 2
    return box._replace(west=box.west - wider, east=box.east + wider)


def draw_near(
    page: NearPage, place: Place, radius_m: float, others: Sequence[bytes], window: Bbox
) -> NearDrawing:
    """Draw the parcels of a list about the point that they are near to.

    Args:
        page: The list.
        place: The point, degrees.
        radius_m: How far was looked.
        others: WKB in EPSG:4326 of parcels that only show where the streets are.
        window: What to show, degrees.
    """
    canvas = Canvas.of(window)
    pale = shapely.from_wkb(np.array(others, dtype=object))
    outlines = [*(one.outline_lonlat for one in page.parcels), *pale]
    drawn = canvas.place(np.array(outlines, dtype=object))
    paths = path_data(drawn)
    listed = drawn[: len(page.parcels)]
    lot = float(np.median(np.sqrt(shapely.area(listed))))
    text = min(max(lot * _TEXT_BY_LOT, _LEAST_TEXT), _MOST_TEXT)
    spots = _spots(listed, page.skipped + 1, text)
    point = canvas.place(np.array([shapely.Point(place)], dtype=object))
    x, y = shapely.get_coordinates(point)[0].tolist()
    return NearDrawing(
        width=canvas.width,
        height=canvas.height,
        parcels=tuple(
            NumberedParcel(
                page.skipped + order,
                one.row.id,
                one.row.public_id,
                one.row.owner_kind,
                path,
                spot,
            )
            for order, (one, path, spot) in enumerate(
                zip(page.parcels, paths, spots, strict=False), start=1
            )
        ),
        others="".join(paths[len(page.parcels) :]),
        x=x,
        y=y,
        reach_units=radius_m * canvas.units_per_m,
        text_units=text,
        is_fine=lot < _LEAST_TEXT,
        bar_units=canvas.bar_m * canvas.units_per_m,
        bar_m=canvas.bar_m,
    )


def _spots(outlines: Outlines, first: int, text_units: float) -> list[Spot | None]:
    """A spot for the number of each outline, in it or above it; nearer ones come first."""
    found: list[Spot | None] = []
    taken: list[_Box] = []
    for number, spot in enumerate(_wanted_spots(outlines, text_units), start=first):
        box = _text_box(spot, len(str(number)), text_units)
        is_free = not any(_overlap(box, one) for one in taken)
        found.append(spot if is_free else None)
        taken += [box] if is_free else []
    return found


def _wanted_spots(outlines: Outlines, text_units: float) -> Iterator[Spot]:
    inside = shapely.point_on_surface(outlines)
    x, y = shapely.get_x(inside), shapely.get_y(inside)
    has_room = np.sqrt(shapely.area(outlines)) >= text_units * _ROOM
    above = shapely.bounds(outlines)[:, 1] - text_units / 2
    return map(Spot, x.tolist(), np.where(has_room, y, above).tolist())


def _text_box(spot: Spot, digits: int, text_units: float) -> _Box:
    half = digits * text_units * _DIGIT_WIDTH / 2
    high = text_units / 2
    return _Box(spot.x - half, spot.y - high, spot.x + half, spot.y + high)


def _overlap(one: _Box, other: _Box) -> bool:
    across = one.left <= other.right and other.left <= one.right
    return across and one.top <= other.bottom and other.top <= one.bottom
