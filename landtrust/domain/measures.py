"""What is measured of an outline: its edges, a point for its label, its area."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import Outlines

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Measures:
    """Measures of n outlines, each of shape (n,): degrees, and square metres."""

    west: Numbers
    south: Numbers
    east: Numbers
    north: Numbers
    label_lon: Numbers
    label_lat: Numbers
    area_sqm: Numbers


def measure(outlines_lonlat: Outlines, areas_sqm: Numbers) -> Measures:
    """Measure outlines whose areas are known already; nan where an outline is None.

    The label point lies inside the outline, also where the outline is a ring or a crescent.
    """
    west, south, east, north = shapely.bounds(outlines_lonlat).T
    with np.errstate(invalid="ignore"):  # GEOS tries, and discards, points that are no numbers
        inside = shapely.point_on_surface(outlines_lonlat)
    return Measures(
        west, south, east, north, shapely.get_x(inside), shapely.get_y(inside), areas_sqm
    )
