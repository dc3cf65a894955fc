"""Outlines with thousands of corners, of roads and rivers: a page shows a short piece of them."""

import numpy as np
import shapely

from landtrust.domain.crs import Outlines
from landtrust.domain.extent import Bbox

LONG_POINTS = 1_000
"""An outline of so many corners is a road or a river: it mostly lies elsewhere."""


def cut_long(outlines_lonlat: Outlines, window: Bbox) -> Outlines:
    """Of long outlines only what lies in a window; one of which nothing does stays whole.

    Args:
        outlines_lonlat: Shape (n,), degrees.
        window: Degrees.
    """
    long = shapely.get_num_coordinates(outlines_lonlat) >= LONG_POINTS
    if not long.any():
        return outlines_lonlat
    cut = shapely.clip_by_rect(outlines_lonlat[long], *window)
    outlines = outlines_lonlat.copy()
    outlines[long] = np.where(shapely.is_empty(cut), outlines_lonlat[long], cut)
    return outlines
