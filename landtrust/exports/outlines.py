"""Outlines as every file has them.

Source:
    RFC 7946: outer rings counter-clockwise (3.1.6), seven decimals, about a centimetre, as more
    would claim a precision that no plat has (11.2).
"""

from collections.abc import Sequence

import numpy as np
import shapely

from landtrust.domain.crs import Outlines
from landtrust.domain.rounding import DEGREE_DECIMALS
from landtrust.queries.parcels import ParcelRow


def file_outlines(rows: Sequence[ParcelRow]) -> Outlines:
    """The outlines of these parcels, MultiPolygons in longitude and latitude, shape (n,).

    A load has seen to it that they stay valid when they are rounded.
    """
    wkb = np.array([row.outline_lonlat for row in rows], dtype=object)
    return as_written(shapely.from_wkb(wkb))


def as_written(outlines: Outlines) -> Outlines:
    """Outlines in longitude and latitude, turned and rounded, shape (n,)."""
    turned = shapely.orient_polygons(outlines)
    rounded = np.round(shapely.get_coordinates(turned), DEGREE_DECIMALS)
    return shapely.set_coordinates(turned, rounded)
