"""How much one filter may ask: what is beyond is refused before anything is built of it."""

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

FILTER = "filter"
"""The parameter that says a filter."""

LONGEST_FILTER = 8_192
"""Characters of a filter."""

DEEPEST = 64
"""How many brackets, negations and signs may stand in each other."""

MOST_PARTS = 400
"""Conditions of one filter: the stores take a thousand in a row, and no more."""

MOST_SHAPES = 16
"""Geometries of one filter: each may have to be compared with many outlines."""

MOST_OPERATORS = 64
"""Arithmetic in one row: it is worked out from the left, one in the other."""


def refused(phrase: Phrase) -> InvalidInput:
    """The error that says what is wrong with a filter."""
    return InvalidInput(phrase, parameter=FILTER)


def require_short(text: str) -> None:
    """Refuse a filter that is too long to be looked at.

    Raises:
        InvalidInput: It is.
    """
    if len(text) > LONGEST_FILTER:
        raise refused(Phrase("filter: longer than %(most)s characters.", most=LONGEST_FILTER))


def too_deep() -> InvalidInput:
    """The error for brackets in brackets in brackets."""
    return refused(Phrase("filter: more than %(most)s levels of nesting.", most=DEEPEST))
