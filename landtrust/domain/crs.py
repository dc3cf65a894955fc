"""The coordinate systems we use: the only module that names one.

Outlines are kept as longitude and latitude; areas are measured on a plane in metres.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

LONLAT = "EPSG:4326"
"""Longitude and latitude in degrees (WGS 84), in that order: how outlines are stored."""

MISSISSIPPI_TM = "EPSG:3814"
"""NAD83 / Mississippi TM, metres: how areas are measured.

On ten real Hinds parcels it agrees with the State's own acreage to 0.04 %.
"""

LIKELY_CRS = (
    LONLAT,
    MISSISSIPPI_TM,
    "EPSG:2254",
    "EPSG:2255",
    "EPSG:26994",
    "EPSG:26995",
    "EPSG:26915",
    "EPSG:26916",
    "EPSG:26929",
    "EPSG:26930",
    "EPSG:3857",
)
"""What a file of Mississippi or Alabama may be in that says nothing, or something wrong.

Degrees, the statewide plane, State Plane East and West in feet and in metres, UTM 15 and 16,
Alabama's State Plane in metres, and the plane of web maps.
"""

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""How the standards of the web name longitude and latitude in that order."""

SERVED_BESIDE = (LONLAT, "EPSG:3857", MISSISSIPPI_TM, "EPSG:6510", "EPSG:2254", "EPSG:2255")
"""What features are served in besides longitude and latitude.

Degrees with latitude first, the plane of web maps, the statewide plane (on NAD83 and on its
realization of 2011), and State Plane East and West in feet, which surveyors use.
"""

SQM_PER_ACRE = 4046.8564224
"""Square metres in one international acre.

The survey foot acre differs by four parts in a million.
"""

_FAR = 1_000.0
_AROUND = 20.0
_POLE = 85.06
"""How far around the land that a plane is made for it is still used, and where the plane of web
maps ends, degrees."""

Outlines = NDArray[np.object_]
"""A one-dimensional array of shapely geometries; None where a row has none."""


@lru_cache(maxsize=32)
def named_crs(name: str) -> pyproj.CRS:
    """The coordinate system with this name.

    Args:
        name: An authority code such as ``EPSG:3814``, or WKT.

    Raises:
        InvalidInput: Nobody knows that name, or it is not that of a map: heights alone, a plan's
            own corner, a point in space.

    >>> named_crs("EPSG:3814").axis_info[0].unit_name
    'metre'
    """
    try:
        crs = pyproj.CRS.from_user_input(name)
    except CRSError as problem:
        msg = Phrase(
            "“%(name)s” is not a coordinate system that we know; try EPSG:3814 or EPSG:4326.",
            name=name[:80],
        )
        raise InvalidInput(msg, crs=name) from problem
    if not (crs.is_geographic or crs.is_projected):
        msg = Phrase(
            "“%(name)s” is not a system of maps: it has no longitudes and latitudes.",
            name=name[:80],
        )
        raise InvalidInput(msg, crs=name)
    return crs


@lru_cache(maxsize=1)
def lonlat_projjson() -> dict[str, object]:
    """What GeoParquet calls ``LONLAT`` by: the same degrees, with the longitude first (CRS84).

    >>> lonlat_projjson()["id"]
    {'authority': 'OGC', 'code': 'CRS84'}
    """
    return pyproj.CRS.from_user_input("OGC:CRS84").to_json_dict()


@lru_cache(maxsize=1)
def ellipsoid() -> pyproj.Geod:
    """The ellipsoid that longitude and latitude (``LONLAT``) lie on: distances run along it."""
    return pyproj.Geod(ellps="WGS84")


def is_lonlat(name: str) -> bool:
    """Whether coordinates in this system already are longitude and latitude as we store them.

    NAD83 degrees are not: they lie up to a metre away, and get transformed.
    """
    crs = named_crs(name)
    return crs.equals(named_crs(LONLAT), ignore_axis_order=True) or "CRS84" in name.upper()


def crs_uri(name: str) -> str:
    """How the standards of the web name the system with this authority code.

    >>> crs_uri("EPSG:2254")
    'http://www.opengis.net/def/crs/EPSG/0/2254'
    """
    authority, _, code = name.partition(":")
    return f"http://www.opengis.net/def/crs/{authority}/0/{code}"


@lru_cache(maxsize=32)
def _transformer(from_crs: str, to_crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(named_crs(from_crs), named_crs(to_crs), always_xy=True)


def transform(outlines: Outlines, from_crs: str, to_crs: str) -> Outlines:
    """The same outlines in another coordinate system, x before y in both.

    A point that the projection cannot carry becomes infinite; callers check for it.
    """
    if from_crs == to_crs:
        return outlines
    transformer = _transformer(from_crs, to_crs)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = np.empty_like(xy)
        moved[:, 0], moved[:, 1] = transformer.transform(xy[:, 0], xy[:, 1], errcheck=False)
        return moved

    return shapely.transform(outlines, move)


def to_lonlat(outlines: Outlines, from_crs: str) -> Outlines:
    """The outlines in longitude and latitude."""
    return outlines if is_lonlat(from_crs) else transform(outlines, from_crs, LONLAT)


def area_sqm(outlines_lonlat: Outlines) -> NDArray[np.float64]:
    """The area of each outline in square metres, measured in EPSG:3814.

    Args:
        outlines_lonlat: Polygons in longitude and latitude, shape (n,).

    Returns:
        Shape (n,); nan where the outline is None.
    """
    on_plane = transform(outlines_lonlat, LONLAT, MISSISSIPPI_TM)
    return shapely.area(on_plane)


@lru_cache(maxsize=32)
def reach_of(name: str) -> tuple[float, float, float, float]:
    """How far coordinates of a system are looked at: least and greatest x and y.

    Far beyond the land that it is made for a plane has no places, and sums that go nowhere; of
    degrees no more than a few times around the Earth.
    """
    if is_lonlat(name):
        return -_FAR, -_FAR, _FAR, _FAR
    use: Any = named_crs(name).area_of_use  # every system that has a code says it
    west, east = max(use.west - _AROUND, -180.0), min(use.east + _AROUND, 180.0)
    south, north = max(use.south - _AROUND, -_POLE), min(use.north + _AROUND, _POLE)
    edges = shapely.segmentize(shapely.box(west, south, east, north), 1.0)
    least_x, least_y, most_x, most_y = shapely.bounds(
        transform(np.array([edges], dtype=object), LONLAT, name)[0]
    ).tolist()
    return least_x, least_y, most_x, most_y


def acres(square_metres: float) -> float:
    """Square metres as acres.

    >>> round(acres(4046.8564224), 6)
    1.0
    """
    return square_metres / SQM_PER_ACRE
