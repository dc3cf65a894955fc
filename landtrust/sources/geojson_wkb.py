"""GeoJSON geometries written as WKB exactly as they stand, rings unclosed or too short included."""

import struct
import sys
from array import array
from collections.abc import Callable
from itertools import chain

_ORDER = b"\x01" if sys.byteorder == "little" else b"\x00"
_HEADER = struct.Struct("=II")
_COUNT = struct.Struct("=I")
_Z = 1_000
_DEEPEST_COLLECTION = 16
_NUMBERS = frozenset({int, float})
_FLAT, _TALL = 2, 3


class UnusableGeometry(ValueError):  # noqa: N818 - it says what the geometry is
    """A geometry that is not even shaped like one; the text says what is wrong."""


def wkb_from_geojson(geometry: object) -> bytes | None:
    """Return a GeoJSON geometry as ISO WKB, not validated, or None for null.

    Positions of more than three numbers lose the fourth and later; where some positions of a
    part have a height and others have none, the heights of the part are left out.

    Raises:
        UnusableGeometry: The type is unknown or the coordinates are not nested as it wants.
    """
    if geometry is None:
        return None
    return _any_geometry(geometry, 0)


def _any_geometry(geometry: object, depth: int) -> bytes:
    if not isinstance(geometry, dict):
        raise UnusableGeometry("the geometry is not an object")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        return _collection(geometry.get("geometries"), depth)
    write = _WRITERS.get(kind) if isinstance(kind, str) else None
    if write is None:
        raise UnusableGeometry("the geometry has no known type")
    return write(_listed(geometry.get("coordinates")))


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise UnusableGeometry("the coordinates are not nested as the type wants")
    return value


def _numbers(positions: list[object]) -> "tuple[array[float], int]":
    """Return the coordinates in one row and how many make a position."""
    if not all(type(position) is list for position in positions):
        raise UnusableGeometry("the coordinates are not nested as the type wants")
    lists: list[list[object]] = positions  # type: ignore[assignment]
    sizes = set(map(len, lists))
    if sizes and min(sizes) < _FLAT:
        raise UnusableGeometry("a position has fewer than two numbers")
    size = _FLAT if not sizes else min(*sizes, _TALL)
    if sizes - {size}:
        lists = [position[:size] for position in lists]
    flat = list(chain.from_iterable(lists))
    if not _NUMBERS.issuperset(map(type, flat)):
        raise UnusableGeometry("a coordinate is not a number")
    return array("d", flat), size  # type: ignore[arg-type]


def _line_body(positions: object) -> tuple[bytes, int]:
    numbers, size = _numbers(_listed(positions))
    return _COUNT.pack(len(numbers) // size) + numbers.tobytes(), size


def _point(position: list[object]) -> bytes:
    if not position:
        return _ORDER + struct.pack("=I2d", 1, float("nan"), float("nan"))
    numbers, size = _numbers([position])
    return _ORDER + _COUNT.pack(1 + _Z * (size == _TALL)) + numbers.tobytes()


def _line(positions: list[object]) -> bytes:
    body, size = _line_body(positions)
    return _ORDER + _COUNT.pack(2 + _Z * (size == _TALL)) + body


def _polygon(rings: list[object]) -> bytes:
    bodies = [_line_body(ring) for ring in rings]
    if len({size for _, size in bodies}) > 1:
        bodies = [_line_body([position[:_FLAT] for position in ring]) for ring in rings]  # type: ignore[attr-defined]
    is_tall = bool(bodies) and bodies[0][1] == _TALL
    header = _HEADER.pack(3 + _Z * is_tall, len(bodies))
    return _ORDER + header + b"".join(body for body, _ in bodies)


def _many(code: int, write: Callable[[list[object]], bytes]) -> Callable[[list[object]], bytes]:
    def write_many(parts: list[object]) -> bytes:
        written = [write(_listed(part)) for part in parts]
        return _ORDER + _many_header(code, written) + b"".join(written)

    return write_many


def _many_header(code: int, parts: list[bytes]) -> bytes:
    is_tall = any(_COUNT.unpack_from(part, 1)[0] > _Z for part in parts)
    return _HEADER.pack(code + _Z * is_tall, len(parts))


def _collection(geometries: object, depth: int) -> bytes:
    if depth >= _DEEPEST_COLLECTION:
        raise UnusableGeometry("geometry collections are nested too deeply")
    written = [_any_geometry(geometry, depth + 1) for geometry in _listed(geometries)]
    return _ORDER + _many_header(7, written) + b"".join(written)


_WRITERS: dict[str, Callable[[list[object]], bytes]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": _many(4, _point),
    "MultiLineString": _many(5, _line),
    "MultiPolygon": _many(6, _polygon),
}
