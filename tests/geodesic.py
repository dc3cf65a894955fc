"""Distances by brute force: every edge cut into short steps, and the geodesic to each of them."""

import numpy as np
import shapely
from pyproj import Geod

STEP_DEGREES = 1e-6
"""A tenth of a metre."""

_GRS80 = Geod(ellps="GRS80")


def brute_distance_m(outline_lonlat: shapely.Geometry, lon: float, lat: float) -> float:
    """Metres from a point to the nearest step of an outline's edge; 0 where it lies inside.

    It is never too small, and too large by less than what half a step adds: under a centimetre
    from a metre on, half a step where the point lies beside the edge.
    """
    if outline_lonlat.covers(shapely.Point(lon, lat)):
        return 0.0
    lons, lats = shapely.get_coordinates(shapely.segmentize(outline_lonlat, STEP_DEGREES)).T
    here = np.ones_like(lons)
    _, _, metres = _GRS80.inv(here * lon, here * lat, lons, lats)
    return float(min(metres))
