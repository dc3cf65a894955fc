"""Which parcels a load may have met before, in little memory."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


class SeenNumbers:
    """Public ids that are stored already or came earlier in the file, as sorted hashes.

    Eight bytes a parcel: 2.26 million fit 18 MB, where a set of texts would take 300. A hash can
    be wrong about a new id (never about a seen one): callers ask the database about what
    ``maybe_seen`` says, and only about that.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._sorted: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def add(self, public_ids: Sequence[str]) -> None:
        """Remember these."""
        fresh = np.unique(self._hashes(public_ids))
        places = np.searchsorted(self._sorted, fresh)
        self._sorted = np.insert(self._sorted, places, fresh)

    def maybe_seen(self, public_ids: Sequence[str]) -> Flags:
        """For each, whether it was perhaps seen; False is certain."""
        if not self._sorted.size:
            return np.zeros(len(public_ids), dtype=bool)
        hashes = self._hashes(public_ids)
        places = np.searchsorted(self._sorted, hashes)
        nearest = self._sorted[np.minimum(places, self._sorted.size - 1)]
        return np.equal(nearest, hashes)

    @staticmethod
    def _hashes(public_ids: Sequence[str]) -> NDArray[np.int64]:
        return np.fromiter(map(hash, public_ids), dtype=np.int64, count=len(public_ids))
