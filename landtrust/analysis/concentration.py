"""How much of the land is in few hands.

An owner is whoever the roll names with the same words, tidied as the rules of owner kinds tidy
them. One owner under two spellings counts as two, so that all of these numbers are low rather than
high. Land of which the roll names nobody is left out.

Nobody can be told from them. Whose land a person's is has never been public here, and whether two
lots are one person's has not either; so nothing is said of fewer than a hundred owners, and the
smallest group that a number speaks of has ten.

Source:
    C. Gini, “Variabilità e mutabilità” (1912), as the mean difference over all pairs;
    A. O. Hirschman, “The Paternity of an Index”, American Economic Review 54 (1964), for the sum
    of squared shares (HHI), here from 0 to 1.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landtrust.analysis.land_then import NOBODY, Marks, Whole

LEAST_OWNERS = 100
"""Of fewer owners nothing is said."""

LARGEST = 10
_PERCENT = 100
_DECIMALS = 6

Amounts = NDArray[np.float64]


class Concentration(NamedTuple):
    """One measure of one amount.

    Attributes:
        name: Which.
        value: From 0 to 1; of ``owners`` their number.
    """

    name: str
    value: float


def concentration(owner: Marks, area: Whole) -> Iterator[Concentration]:
    """How much of some land is in few hands; nothing where its owners are too few.

    Args:
        owner: A mark of each parcel's owner.
        area: The parcels' areas, in any unit.
    """
    named = owner != NOBODY
    _, of, parcels = np.unique(owner[named], return_inverse=True, return_counts=True)
    if len(parcels) < LEAST_OWNERS:
        return
    yield Concentration("owners", len(parcels))
    areas = np.bincount(of, weights=area[named])
    for unit, amounts in (("acres", areas), ("parcels", parcels.astype(np.float64))):
        for name, value in _measures(np.sort(amounts)):
            yield Concentration(f"{name}_{unit}", round(value, _DECIMALS))


def _measures(rising: Amounts) -> Iterator[tuple[str, float]]:
    """Of amounts by owner, the smallest first."""
    number, total = len(rising), float(rising.sum())
    if not total:
        return
    shares = rising / total
    yield "largest_10_share_of", float(shares[-LARGEST:].sum())
    if number >= LARGEST * _PERCENT:
        largest = (number + _PERCENT - 1) // _PERCENT
        yield "largest_percent_share_of", float(shares[-largest:].sum())
    yield "hhi_of", float((shares**2).sum())
    ranks = np.arange(1, number + 1)
    yield "gini_of", float(((2 * ranks - number - 1) * shares).sum()) / number
