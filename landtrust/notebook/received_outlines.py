"""Outlines (WKB) that somebody sent us, looked at before a library reads them.

GEOS calls itself for each geometry in a geometry: 20,000 MultiPolygons, each in the one before,
are 180 kB, and end the process. A MultiPolygon of polygons is all that a parcel may be.
"""

from struct import Struct, error

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import Outlines

SHALLOW_BYTES = 9_000
"""No shorter outline can hold more than a thousand geometries in each other."""

_HEADER = Struct("<BII")
_COUNT = Struct("<I")
_LITTLE, _POLYGON, _MULTIPOLYGON = 1, 3, 6
_POINT_BYTES = 16


def read_outlines(wkb: NDArray[np.object_]) -> Outlines:
    """MultiPolygons from their WKB (little-endian, ISO, two dimensions), shape (n,).

    Raises:
        ValueError: One of them is something else; the message says what.

    >>> read_outlines(np.array([shapely.box(0, 0, 1, 1).wkb], dtype=object))
    Traceback (most recent call last):
    ValueError: an outline is a Polygon, not a MultiPolygon
    """
    for one in wkb:
        if one is None:
            raise ValueError("a parcel has no outline")
        if len(one) > SHALLOW_BYTES:
            _require_polygons(one)
    try:
        outlines: Outlines = shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as problem:
        msg = f"an outline cannot be read: {problem}"
        raise ValueError(msg) from problem
    other = shapely.get_type_id(outlines) != shapely.GeometryType.MULTIPOLYGON
    if other.any():
        msg = f"an outline is a {outlines[other.argmax()].geom_type}, not a MultiPolygon"
        raise ValueError(msg)
    return outlines


def _require_polygons(wkb: bytes) -> None:
    """Walk over a long outline without calling anything for what is in it."""
    try:
        order, kind, polygons = _HEADER.unpack_from(wkb)
        fits = (order, kind) == (_LITTLE, _MULTIPOLYGON)
        at = _HEADER.size
        while fits and polygons:
            order, kind, rings = _HEADER.unpack_from(wkb, at)
            fits = (order, kind) == (_LITTLE, _POLYGON)
            at = _after_rings(wkb, at + _HEADER.size, rings) if fits else at
            polygons -= 1
    except error as problem:
        raise ValueError("an outline ends before its end") from problem
    if not fits:
        raise ValueError("an outline is not a MultiPolygon of polygons")


def _after_rings(wkb: bytes, at: int, rings: int) -> int:
    for _ in range(rings):
        (points,) = _COUNT.unpack_from(wkb, at)
        at += _COUNT.size + points * _POINT_BYTES
    return at
