"""The Hilbert curve: an order of places in which neighbors on the ground mostly stay neighbors.

Source:
    D. Hilbert, Mathematische Annalen 38 (1891); the turns of each quarter as in H. S. Warren,
    Hacker's Delight (2nd edition, 2012), chapter 16.
"""

import numpy as np
from numpy.typing import NDArray

_LEVELS = 16
_SIDE = (1 << _LEVELS) - 1


def hilbert_places(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """How far along the curve each point lies, between the corners that all of them span.

    Args:
        xy: Shape (n, 2), in any unit; finite.

    Returns:
        Shape (n,), from 0 to 4**16 - 1.

    >>> corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
    >>> np.argsort(hilbert_places(corners)).tolist()
    [0, 1, 2, 3]
    """
    if not len(xy):
        return np.zeros(0, dtype=np.int64)
    low, high = xy.min(axis=0), xy.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    x, y = ((xy - low) / span * _SIDE).astype(np.int64).T
    place = np.zeros(len(xy), dtype=np.int64)
    for level in reversed(range(_LEVELS)):
        right, upper = (x >> level) & 1, (y >> level) & 1
        place = (place << 2) | ((3 * right) ^ upper)
        x, y = _turned(x, y, right, upper)
    return place


def _turned(
    x: NDArray[np.int64], y: NDArray[np.int64], right: NDArray[np.int64], upper: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The points as the quarter that each lies in sees them: the lower two are turned."""
    mirrored = (upper == 0) & (right == 1)
    x, y = np.where(mirrored, _SIDE - x, x), np.where(mirrored, _SIDE - y, y)
    swapped = upper == 0
    return np.where(swapped, y, x), np.where(swapped, x, y)
