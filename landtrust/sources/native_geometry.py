"""The geometry encodings of GeoParquet as WKB.

Source: GeoParquet 1.1.0, "Encoding"; GeoArrow native encodings, separated coordinates.
"""

from typing import Any

import pyarrow as pa

from landtrust.sources.geojson_wkb import UnusableGeometry, wkb_from_geojson

_TYPES = {
    "point": "Point",
    "linestring": "LineString",
    "polygon": "Polygon",
    "multipoint": "MultiPoint",
    "multilinestring": "MultiLineString",
    "multipolygon": "MultiPolygon",
}
_DEPTHS = {
    "point": 0,
    "linestring": 1,
    "polygon": 2,
    "multipoint": 1,
    "multilinestring": 2,
    "multipolygon": 3,
}
ENCODINGS = frozenset({"WKB", *_TYPES})


def native_wkb(column: pa.Array, encoding: str) -> pa.Array:
    """Return a geometry column as WKB; nulls stay null.

    Args:
        column: The column as it stands in the file.
        encoding: `WKB`, or one of the single-type encodings such as `multipolygon`.
    """
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if encoding == "WKB":
        return column.cast(pa.binary())
    shapes = [_wkb(value, encoding) for value in column.to_pylist()]
    return pa.array(shapes, type=pa.binary())


def _wkb(value: Any, encoding: str) -> bytes | None:  # noqa: ANN401 - nested lists of any depth
    if value is None:
        return None
    geometry = {"type": _TYPES[encoding], "coordinates": _coordinates(value, _DEPTHS[encoding])}
    try:
        return wkb_from_geojson(geometry)
    except UnusableGeometry:
        return None


def _coordinates(value: Any, depth: int) -> list[Any]:  # noqa: ANN401 - nested lists of any depth
    if depth == 0:
        return _position(value)

    return [_coordinates(part, depth - 1) for part in value or []]


def _position(value: Any) -> list[float]:  # noqa: ANN401 - a struct or a fixed list
    if isinstance(value, dict):
        return [value[axis] for axis in ("x", "y", "z") if value.get(axis) is not None]
    return list(value or [])
