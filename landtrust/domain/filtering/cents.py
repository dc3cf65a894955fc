"""Dollars that a filter says, as the whole cents that a roll is kept in.

An amount is compared as it is shown: its cents divided by a hundred, a number of 64 bits. Of two
amounts the greater has never the lesser quotient, so that each comparison is one of whole cents,
which an index knows.
"""

import math
from itertools import count

from landtrust.domain.money import MOST_CENTS

_CENTS = 100


def is_comparable(dollars: float) -> bool:
    """Whether cents near an amount are told apart by their dollars.

    >>> is_comparable(61234.565), is_comparable(1e300)
    (True, False)
    """
    return abs(dollars) <= MOST_CENTS / _CENTS


def cents_from(dollars: float) -> int:
    """The least cents that are as many dollars or more; these must be comparable.

    >>> cents_from(61234.56), cents_from(61234.565), cents_from(-0.001)
    (6123456, 6123457, 0)
    """
    return next(one for one in count(_below(dollars)) if one / _CENTS >= dollars)


def cents_above(dollars: float) -> int:
    """The least cents that are more dollars; these must be comparable.

    >>> cents_above(61234.56), cents_above(61234.565)
    (6123457, 6123457)
    """
    return next(one for one in count(_below(dollars)) if one / _CENTS > dollars)


def _below(dollars: float) -> int:
    """Cents that are fewer dollars: the product may be rounded, by less than a cent."""
    return math.floor(dollars * _CENTS) - 1
