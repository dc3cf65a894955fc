"""One seeded source of chance, so that the town is the same town each time."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


class Dice:
    """Seeded chance that draws on nothing but uniform doubles.

    numpy promises the stream of `random()` for a bit generator, but not that of `choice` or
    `integers`, so those are built here.
    """

    def __init__(self, seed: int) -> None:
        """Start the stream that belongs to `seed`."""
        self._stream = np.random.Generator(np.random.PCG64(seed))

    def between(self, low: float, high: float) -> float:
        """Return a number from `low` up to `high`."""
        return low + (high - low) * float(self._stream.random())

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int((high - low + 1) * float(self._stream.random()))

    def chance(self, share: float) -> bool:
        """Return true in the given share (0 to 1) of throws."""
        return float(self._stream.random()) < share

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.whole(0, len(items) - 1)]

    def weighted(self, weights: dict[str, float]) -> str:
        """Return one of the keys, each as often as its weight says."""
        mark = self.between(0, sum(weights.values()))
        for key, weight in weights.items():
            mark -= weight
            if mark < 0:
                return key
        return next(iter(weights))

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in another order."""
        marked = sorted((float(self._stream.random()), index) for index in range(len(items)))
        return [items[index] for _, index in marked]
