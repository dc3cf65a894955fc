"""The functions that a filter may call, beside those of the standard itself.

What stands here is what every store must come to; none of them can fail or read anything.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from landtrust.domain.filtering.values import ValueType
from landtrust.phrases import Phrase

_Function = Callable[..., float]


@dataclass(frozen=True, slots=True)
class Function:
    """A function.

    Attributes:
        takes: What each argument must be: one of these kinds.
        gives: What it returns.
        says: What it is for.
        of: Worked out for values that are all there; one that is missing makes the result missing.
    """

    name: str
    takes: tuple[frozenset[ValueType], ...]
    gives: ValueType
    says: Phrase
    of: _Function


_NUMBER = frozenset((ValueType.NUMBER,))
_TEXT = frozenset((ValueType.TEXT,))
_INSTANT = frozenset((ValueType.DATE, ValueType.TIMESTAMP))


def _year(instant: date) -> float:
    return float(instant.year)


def _month(instant: date) -> float:
    return float(instant.month)


def _length(text: str) -> float:
    return float(len(text))


FUNCTIONS = {
    one.name: one
    for one in (
        Function("abs", (_NUMBER,), ValueType.NUMBER, Phrase("The number without its sign."), abs),
        Function("ceil", (_NUMBER,), ValueType.NUMBER,
                 Phrase("The next whole number that is not less."), math.ceil),
        Function("floor", (_NUMBER,), ValueType.NUMBER,
                 Phrase("The next whole number that is not greater."), math.floor),
        Function("length", (_TEXT,), ValueType.NUMBER,
                 Phrase("How many characters a text has."), _length),
        Function("month", (_INSTANT,), ValueType.NUMBER,
                 Phrase("The month of a day or a moment (UTC), from 1 to 12."), _month),
        Function("year", (_INSTANT,), ValueType.NUMBER,
                 Phrase("The year of a day or a moment (UTC)."), _year),
    )
}  # fmt: skip
