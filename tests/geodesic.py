"""Distances by brute force: every edge cut into short steps, and the geodesic to each of them."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

A_STEP_M = 0.01
"""What brute force can be too large by: it looks at edges in steps of two centimetres."""

_STEP_DEGREES = 5e-5
_A_STEP_AND_MORE_M = 6.0
_PARTS = np.linspace(0, 1, 301)[:, np.newaxis, np.newaxis]
_GRS80 = Geod(ellps="GRS80")


def brute_distance_m(outline_lonlat: shapely.Geometry, lon: float, lat: float) -> float:
    """Metres from a point to the nearest step of an outline's edge; 0 where it lies inside.

    First in steps of five metres, then finely along all that may hold the nearest point.
    """
    if shapely.covers(outline_lonlat, shapely.Point(lon, lat)):
        return 0.0
    cut = shapely.segmentize(outline_lonlat, _STEP_DEGREES)
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(cut))]
    begins = np.concatenate([ring[:-1] for ring in rings])
    ends = np.concatenate([ring[1:] for ring in rings])
    away = _distances(begins, lon, lat)
    near = away <= away.min() + _A_STEP_AND_MORE_M
    fine = begins[near] + (ends[near] - begins[near]) * _PARTS
    return float(_distances(fine.reshape(-1, 2), lon, lat).min())


def _distances(lonlat: NDArray[np.float64], lon: float, lat: float) -> NDArray[np.float64]:
    here = np.ones(len(lonlat))
    _, _, metres = _GRS80.inv(here * lon, here * lat, *lonlat.T)
    return np.asarray(metres)
