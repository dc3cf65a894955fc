"""Which columns of a CSV file hold the geometry, and their values as WKB."""

import math
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely

_SHAPE_NAMES = (
    "wkt",
    "wkt_geom",
    "geom_wkt",
    "geometry_wkt",
    "geometry",
    "geom",
    "the_geom",
    "shape",
)
_POINT_NAMES = (
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("lng", "lat"),
    ("long", "lat"),
    ("x", "y"),
    ("inside_x", "inside_y"),
    ("point_x", "point_y"),
    ("centroid_x", "centroid_y"),
    ("intptlon", "intptlat"),
)
_SRID = re.compile(r"\s*SRID=(\d{1,6});", re.IGNORECASE)
_HEX = re.compile(r"0[01][0-9A-Fa-f]{8,}\Z")
_DEEPEST_COLLECTION = 16
_POINT = struct.Struct("<BI2d")
_LON_LIMIT, _LAT_LIMIT = 180.0, 90.0


@dataclass(frozen=True)
class GeometryColumns:
    """Where the geometry of a row stands.

    Attributes:
        shape: Position of a column of WKT or hexadecimal WKB; None for points.
        x: Position of the column of eastings or longitudes; None for shapes.
        y: Position of the column of northings or latitudes; None for shapes.
        is_lonlat: True when the names say longitude and latitude.
    """

    shape: int | None
    x: int | None = None
    y: int | None = None
    is_lonlat: bool = False


def geometry_columns(header: Sequence[str]) -> GeometryColumns | None:
    """Return where the geometry stands by the names of the columns, or None."""
    places = {name.strip().casefold(): at for at, name in reversed(list(enumerate(header)))}
    for name in _SHAPE_NAMES:
        if name in places:
            return GeometryColumns(shape=places[name])
    for x_name, y_name in _POINT_NAMES:
        if x_name in places and y_name in places:
            is_lonlat = y_name.endswith(("lat", "latitude"))
            return GeometryColumns(None, places[x_name], places[y_name], is_lonlat)
    return None


def srid_of(text: str) -> str | None:
    """Return the code that an EWKT value begins with.

    >>> srid_of("SRID=3814;POINT (1 2)")
    'EPSG:3814'
    """
    found = _SRID.match(text)
    return f"EPSG:{found[1]}" if found else None


def shape_column(texts: Sequence[str | None]) -> tuple[pa.Array, int]:
    """Return WKT or hexadecimal WKB values as WKB, and how many could not be read.

    A value that cannot be read, or collections in collections beyond 16, become null.
    """
    plain = [None if text is None else _SRID.sub("", text, count=1).strip() for text in texts]
    raw = [bytes.fromhex(text) if text and _is_hex(text) else None for text in plain]
    readable = [
        text if text and not _is_hex(text) and _is_shallow(text) else None for text in plain
    ]
    written = shapely.to_wkb(_shapes(readable), flavor="iso")
    joined = [own if own is not None else made for own, made in zip(raw, written, strict=True)]
    unread = sum(bool(text) and made is None for text, made in zip(plain, joined, strict=True))
    return pa.array(joined, type=pa.binary()), unread


def _shapes(texts: Sequence[str | None]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    try:
        return _parsed(texts)
    except (NotImplementedError, shapely.GEOSException):
        # One arc or one TIN stops the whole vector: find out which, value by value.
        found = np.empty(len(texts), dtype=object)
        found[:] = [_parsed_alone(text) for text in texts]
        return found


def _parsed(texts: Sequence[str | None]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.asarray(shapely.from_wkt(np.array(texts, dtype=object), on_invalid="ignore"))


def _parsed_alone(text: str | None) -> object:
    try:
        return _parsed([text])[0]
    except (NotImplementedError, shapely.GEOSException):
        return None


def _is_hex(text: str | None) -> bool:
    return bool(text) and len(text or "") % 2 == 0 and _HEX.match(text or "") is not None


def _is_shallow(text: str) -> bool:
    return text.upper().count("GEOMETRYCOLLECTION") <= _DEEPEST_COLLECTION


def point_column(
    xs: Sequence[str | None], ys: Sequence[str | None], *, is_lonlat: bool
) -> tuple[pa.Array, int]:
    """Return pairs of numbers as WKB points, and how many could not be read.

    Blank pairs become null; so do values that are no finite numbers and, under the names of
    longitude and latitude, values that no place on Earth has.
    """
    points: list[bytes | None] = []
    unread = 0
    for x_text, y_text in zip(xs, ys, strict=True):
        point = _point(x_text or "", y_text or "", is_lonlat=is_lonlat)
        points.append(point)
        unread += point is None and bool((x_text or "").strip() or (y_text or "").strip())
    return pa.array(points, type=pa.binary()), unread


def _point(x_text: str, y_text: str, *, is_lonlat: bool) -> bytes | None:
    try:
        x, y = float(x_text), float(y_text)
    except ValueError:
        return None
    if not (math.isfinite(x) and math.isfinite(y)):
        return None
    if is_lonlat and (abs(x) > _LON_LIMIT or abs(y) > _LAT_LIMIT):
        return None
    return _POINT.pack(1, 1, x, y)
