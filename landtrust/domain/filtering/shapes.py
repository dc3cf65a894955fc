"""Geometries that a filter says, built of plain lists of numbers.

Source:
    RFC 7946, section 3.1, and OGC 06-103r4, clause 7 (well-known text): both say the same lists.
"""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

import shapely
from shapely.errors import GEOSException

from landtrust.domain.filtering.limits import refused
from landtrust.domain.filtering.tree import Shape
from landtrust.phrases import Phrase

COLLECTION = "GeometryCollection"

_CORNERS = (4, 6)
_PLANE = 2
_SPACE = 3
_LEAST_OF_RING = 4


def box_shape(numbers: Sequence[float]) -> Shape:
    """A rectangle: its least coordinates, then its greatest; of six the heights are left out.

    Which of them lies north, and whether it may lie over the antimeridian, is for the coordinate
    system to say.

    Raises:
        InvalidInput: There are not four or six numbers.
    """
    if len(numbers) not in _CORNERS:
        raise refused(
            Phrase("filter: a BBOX has 4 or 6 numbers, not %(number)s.", number=len(numbers))
        )
    corners = [numbers[:_PLANE], numbers[len(numbers) // 2 :][:_PLANE]]
    return Shape(shapely.LineString(corners), box=True)


def geometry_shape(kind: str, coordinates: object) -> Shape:
    """A geometry of one of the kinds that GeoJSON has, but for collections.

    Args:
        kind: As GeoJSON names it.
        coordinates: Lists of lists of numbers.

    Raises:
        InvalidInput: There is no such geometry.
    """
    build = _KINDS.get(kind)
    if build is None:
        raise refused(Phrase("filter: “%(kind)s” is not a kind of geometry.", kind=kind[:40]))
    try:
        geometry = build(coordinates)
    except (TypeError, ValueError, OverflowError, GEOSException) as problem:
        raise refused(
            Phrase("filter: a %(kind)s cannot be made of these coordinates.", kind=kind)
        ) from problem
    return Shape(_sound(geometry))


def collection_shape(parts: Sequence[Shape]) -> Shape:
    """Several geometries as one."""
    return Shape(_sound(shapely.GeometryCollection([part.geometry for part in parts])))


def _sound(geometry: shapely.Geometry) -> shapely.Geometry:
    if not shapely.is_valid(geometry):
        raise refused(
            Phrase("filter: a geometry crosses itself, or its rings do not fit together.")
        )
    return geometry


def _position(numbers: Any) -> tuple[float, float]:  # noqa: ANN401 - as foreign as it comes
    if not isinstance(numbers, list | tuple) or not _PLANE <= len(numbers) <= _SPACE:
        raise ValueError(numbers)
    x, y = (_coordinate(one) for one in numbers[:_PLANE])
    return x, y


def _coordinate(number: object) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float) or not isfinite(number):
        raise ValueError(number)
    return float(number)


def _positions(listed: Any) -> list[tuple[float, float]]:  # noqa: ANN401
    return [_position(one) for one in listed]


def _ring(listed: Any) -> list[tuple[float, float]]:  # noqa: ANN401
    ring = _positions(listed)
    if len(ring) < _LEAST_OF_RING or ring[0] != ring[-1]:
        raise ValueError(listed)
    return ring


def _polygon(rings: Any) -> shapely.Polygon:  # noqa: ANN401
    shell, *holes = [_ring(one) for one in rings]
    return shapely.Polygon(shell, holes)


_KINDS: dict[str, Callable[[Any], shapely.Geometry]] = {
    "Point": lambda numbers: shapely.Point(_position(numbers)),
    "LineString": lambda listed: shapely.LineString(_positions(listed)),
    "Polygon": _polygon,
    "MultiPoint": lambda listed: shapely.MultiPoint(_positions(listed)),
    "MultiLineString": lambda lines: shapely.MultiLineString([_positions(one) for one in lines]),
    "MultiPolygon": lambda parts: shapely.MultiPolygon([_polygon(one) for one in parts]),
}
