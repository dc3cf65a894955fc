"""Outlines that would take too long to mend, told beforehand, so that one row loses itself alone.

Mending an outline takes as long as its lines cross each other: a star of a thousand corners whose
every line crosses every other takes longer than a county of real parcels.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import Outlines

MOST_POINTS = 100_000
"""Points of one outline; the longest river lots of real rolls have some thousands."""

MOST_MEETINGS = 100_000
"""Pairs of an outline's lines that lie over each other, beyond neighbors; about two seconds."""

MOST_MEETINGS_TOGETHER = 300_000
"""The same of all outlines of a batch that are to be mended."""

_FEW_POINTS = 64
_NEIGHBORS = 3
_SAMPLED_LINES = 64

Flags = NDArray[np.bool_]


def have_too_many_points(outlines: Outlines) -> Flags:
    """Which outlines have more points than any parcel."""
    many: Flags = shapely.get_num_coordinates(outlines) > MOST_POINTS
    return many


def are_too_tangled(outlines: Outlines) -> Flags:
    """Which outlines cannot be mended in reasonable time, each alone or with those before it.

    Args:
        outlines: Outlines that are not valid, shape (n,).
    """
    meetings = np.array([_meetings(outline) for outline in outlines], dtype=np.float64)
    tangled = meetings > MOST_MEETINGS
    together = np.cumsum(np.where(tangled, 0, meetings))
    hopeless: Flags = tangled | (together > MOST_MEETINGS_TOGETHER)
    return hopeless


def _meetings(outline: shapely.Geometry) -> float:
    """About how many pairs of lines lie over each other, told from a sample of the lines."""
    if shapely.get_num_coordinates(outline) <= _FEW_POINTS:
        return 0.0
    starts, ends = _lines(outline)
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    chosen = np.unique(np.linspace(0, len(low) - 1, _SAMPLED_LINES).astype(int))
    met = [((low <= high[one]) & (high >= low[one])).all(axis=1).sum() for one in chosen]
    return float(max(np.mean(met) - _NEIGHBORS, 0) * len(low))


def _lines(outline: shapely.Geometry) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each straight line of all rings begins and ends, each of shape (lines, 2)."""
    rings = shapely.get_rings(shapely.get_parts(outline))
    points, owners = shapely.get_coordinates(rings, return_index=True)
    same_ring = owners[1:] == owners[:-1]
    return points[:-1][same_ring], points[1:][same_ring]
