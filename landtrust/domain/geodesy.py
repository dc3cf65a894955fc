"""Distances on the Earth from a point to outlines, as a surveyor's tape along the ground has them.

The ellipsoid is that of WGS 84; that of GRS 80, which NAD83 has, differs by a tenth of a
millimetre at the poles.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import Outlines, ellipsoid

Numbers = NDArray[np.float64]

_LEAST_COSINE = 0.01
"""Of the latitude: nearer to a pole than half a degree, no parcel lies."""

_A_HAIR_M = 0.5
"""What bounds give away beside what grows with the distance: rounding, and edges that bend."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Where the nearest points of n outlines lie, each of shape (n,).

    Attributes:
        metres: Along the geodesic; 0 where the point lies inside or on the edge.
        bearings_deg: The way there, degrees from true north, clockwise, from 0 to 360; where
            there is no way to go, it means nothing.
    """

    metres: Numbers
    bearings_deg: Numbers


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the distances to n outlines lie, metres, each of shape (n,)."""

    least: Numbers
    most: Numbers


class Surroundings:
    """What lies around one point, measured from it.

    Inside, longitude and latitude are stretched to metres about the point: a plane that is right
    at the point itself, on which straight edges stay straight. It chooses the nearest point of
    an outline; the distance to that point is then the geodesic. What the plane bends a few
    kilometres off moves the nearest point by so little that the distance stays the same to less
    than a millimetre.
    """

    def __init__(self, lon: float, lat: float) -> None:
        """Stand at a point, degrees."""
        self._geod = ellipsoid()
        flattening = 1 - self._geod.es * np.sin(np.radians(lat)) ** 2
        across = self._geod.a / np.sqrt(flattening)
        along = across * (1 - self._geod.es) / flattening
        cosine = max(float(np.cos(np.radians(lat))), _LEAST_COSINE)
        self._place = np.array([lon, lat])
        self._metres = np.radians([across * cosine, along])
        self._bend = 2 / (cosine * along)

    def nearest(self, outlines_lonlat: Outlines) -> Nearest:
        """How far the nearest point of each outline is, and which way.

        Args:
            outlines_lonlat: Shape (n,), degrees, in EPSG:4326.
        """
        flat = shapely.transform(outlines_lonlat, self._flatten)
        lines = shapely.shortest_line(flat, shapely.Point(0.0, 0.0))
        nearest = shapely.get_coordinates(lines)[::2] / self._metres + self._place
        lons, lats = nearest.T
        lon, lat = np.broadcast_to(self._place[:, np.newaxis], (2, len(nearest)))
        bearings, _, metres = self._geod.inv(lon, lat, lons, lats)
        return Nearest(np.asarray(metres), np.asarray(bearings) % 360)

    def bounds_m(self, boxes: Numbers) -> Bounds:
        """Between what the distances to outlines lie, from their rectangles alone.

        Args:
            boxes: West, south, east and north, degrees, shape (n, 4).
        """
        low, high = self._flatten(boxes[:, :2]), self._flatten(boxes[:, 2:])
        gap = np.maximum(np.maximum(low, -high), 0.0)
        reach = np.maximum(np.abs(low), np.abs(high))
        least, most = np.hypot(*gap.T), np.hypot(*reach.T)
        return Bounds(
            least=np.maximum(least - self._given_away(least), 0.0),
            most=most + self._given_away(most),
        )

    def _flatten(self, lonlat: Numbers) -> Numbers:
        flat: Numbers = (lonlat - self._place) * self._metres
        return flat

    def _given_away(self, metres: Numbers) -> Numbers:
        """More than the plane can be wrong at this distance: parallels shorten poleward."""
        given: Numbers = _A_HAIR_M + self._bend * metres**2
        return given
