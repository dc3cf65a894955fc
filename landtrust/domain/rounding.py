"""Outlines with as many decimals as their places are known by, and still outlines."""

import numpy as np
import shapely

from landtrust.domain.crs import Outlines

DEGREE_DECIMALS = 7
"""Of longitudes and latitudes: about a centimetre, as more would claim a precision that no plat
has (RFC 7946, 11.2)."""


def rounded(outlines: Outlines, decimals: int) -> Outlines:
    """Valid MultiPolygons whose coordinates have so many decimals, shells counter-clockwise.

    Of a hundred thousand parcels a dozen have corners that lie closer together than the last
    decimal, and rounded one by one would cross their own edges. They are put on the grid as a
    whole, which leaves out what is thinner than that; where nothing would be left of an outline,
    it keeps all its decimals.

    Args:
        outlines: Valid MultiPolygons, None where there is none; shape (n,).
        decimals: Of coordinates, in the unit of their system.
    """
    there = _on_grid(outlines, decimals)
    return shapely.orient_polygons(np.where(shapely.is_missing(there), outlines, there))


def ready_to_round(outlines: Outlines, decimals: int) -> Outlines:
    """The same outlines, but for those that could not be rounded one corner at a time.

    Whoever rounds what comes of this, and does no more, gets valid outlines that go round the
    right way. Where nothing would be left of an outline, it is None.
    """
    sound = shapely.orient_polygons(_on_grid(outlines, decimals))
    same = shapely.equals_exact(sound, _one_by_one(outlines, decimals))
    return np.where(same, outlines, sound)


def _one_by_one(outlines: Outlines, decimals: int) -> Outlines:
    return shapely.transform(outlines, lambda xy: np.round(xy, decimals))


def _on_grid(outlines: Outlines, decimals: int) -> Outlines:
    there = _one_by_one(outlines, decimals)
    tangled = ~(shapely.is_valid(there) | shapely.is_missing(there))
    if tangled.any():
        there[tangled] = _snapped(outlines[tangled], decimals)
    return there


def _snapped(outlines: Outlines, decimals: int) -> Outlines:
    snapped = shapely.set_precision(outlines, 10.0**-decimals)
    lone = shapely.get_type_id(snapped) == shapely.GeometryType.POLYGON
    snapped[lone] = [shapely.MultiPolygon([one]) for one in snapped[lone]]
    found = _one_by_one(snapped, decimals)
    found[shapely.is_empty(found) | ~shapely.is_valid(found)] = None
    return found
