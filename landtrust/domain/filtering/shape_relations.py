"""Relations of geometries: what shapes alone decide is decided, the rest is of the feature's own.

Source:
    OGC 21-065r2, table 5, after OGC 06-103r4 (simple features).
"""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.filtering.tree import (
    Expression,
    Literal,
    Operation,
    Property,
    Shape,
    compared,
    either,
    negated,
)

Outlines = NDArray[np.object_]

_INTERSECTS, _DISJOINT = "s_intersects", "s_disjoint"

RELATES: dict[str, Callable[[Outlines, shapely.Geometry], NDArray[np.bool_]]] = {
    "s_contains": shapely.contains,
    "s_crosses": shapely.crosses,
    "s_equals": shapely.equals,
    # From the shape, which is prepared where it is compared with many.
    _INTERSECTS: lambda outlines, shape: shapely.intersects(shape, outlines),
    "s_overlaps": shapely.overlaps,
    "s_touches": shapely.touches,
    "s_within": lambda outlines, shape: shapely.contains(shape, outlines),
}
"""The relations that are left to be asked of a feature: of many outlines with one shape."""

SHAPE_RELATIONS = (*RELATES, _DISJOINT)

_TURNED = {"s_contains": "s_within", "s_within": "s_contains"}
_OF_ITSELF = frozenset(("s_contains", "s_equals", _INTERSECTS, "s_within"))


def relate_shapes(name: str, left: Expression, right: Expression) -> Expression:
    """The condition that two geometries are in a relation."""
    if name == _DISJOINT:
        return negated(relate_shapes(_INTERSECTS, left, right))
    match left, right:
        case Shape(one), Shape(other):
            return Literal(bool(RELATES[name](np.array([one], dtype=object), other)[0]))
        case Property(), Property():
            # A feature has one geometry; without it neither this nor its opposite holds.
            return compared("=" if name in _OF_ITSELF else "<>", left, right)
        case Shape(), Property():
            return _related(_TURNED.get(name, name), right, left)
        case _:
            return _related(name, left, right)


def _related(name: str, left: Expression, right: Expression) -> Expression:
    if name == _INTERSECTS and isinstance(right, Shape):
        parts = shapely.get_parts(right.geometry)
        if len(parts) > 1 and shapely.equals(parts, shapely.envelope(parts)).all():
            # A rectangle over the antimeridian is two, and each is quickly looked up.
            return either(*(Operation(name, (left, Shape(part))) for part in parts))
    return Operation(name, (left, right))


def is_rectangle(geometry: shapely.Geometry) -> bool:
    """Whether a geometry is a rectangle along the axes."""
    return bool(
        isinstance(geometry, shapely.Polygon)
        and shapely.area(geometry) > 0
        and shapely.equals(geometry, shapely.envelope(geometry))
    )
