"""What a checked filter says of one feature, worked out in Python.

Short lists are filtered so, and every store must come to the same.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from landtrust.domain.filtering.folding import parse_pattern, without_accents, without_case
from landtrust.domain.filtering.functions import FUNCTIONS
from landtrust.domain.filtering.shape_relations import RELATES
from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Literal,
    Operation,
    Property,
    Shape,
)

Values = Mapping[str, object]
"""What a feature says by name; None is missing, a geometry is one of shapely's."""


def is_met(expression: Expression, values: Values) -> bool:
    """Whether a feature is one of those that a filter asks for: missing is not."""
    return evaluate(expression, values) is True


def evaluate(expression: Expression, values: Values) -> Any:  # noqa: ANN401 - any kind of value
    """What an expression gives for a feature; None is missing.

    Args:
        expression: Of a filter that was checked.
        values: What the feature says.
    """
    match expression:
        case Property(name):
            return values[name]
        case Literal(value) | Shape(value):
            return value
        case Array(items):
            return tuple(evaluate(one, values) for one in items)
        case Operation(name, parts):
            given = [evaluate(one, values) for one in parts]
            if name in _OF_MISSING:
                return _OF_MISSING[name](*given)
            return None if None in given else _OPERATIONS[name](*given)
        case _:
            msg = f"a filter is not checked: {expression!r}"
            raise TypeError(msg)


def _all(*parts: bool | None) -> bool | None:
    """Whether all hold: one that does not settles it, else one that is missing does."""
    if False in parts:
        return False
    return None if None in parts else True


def _any(*parts: bool | None) -> bool | None:
    """Whether one holds: one that does settles it, else one that is missing does."""
    if True in parts:
        return True
    return None if None in parts else False


def _among(value: object, items: Sequence[object]) -> bool | None:
    if value is None:
        return None
    if value in [one for one in items if one is not None]:
        return True
    return None if None in items else False


def _like(text: str, pattern: str) -> bool:
    return parse_pattern(pattern).matches(text)


def _divided(left: float, right: float) -> float | None:
    return None if right == 0 else left / right


def _whole_part(left: float, right: float) -> float | None:
    quotient = _divided(left, right)
    return None if quotient is None else float(math.trunc(quotient))


def _remainder(left: float, right: float) -> float | None:
    whole = _whole_part(left, right)
    return None if whole is None else left - right * whole


def power(base: float, exponent: float) -> float | None:
    """A power; None where it is no number, or too large for one.

    >>> power(2.0, 3.0), power(-1.0, 0.5), power(0.0, -1.0), power(9.0, 9.0**9)
    (8.0, None, None, None)
    """
    try:
        found = base**exponent
    except (OverflowError, ZeroDivisionError):
        return None
    return found if isinstance(found, float) else None


def _related(name: str) -> Callable[[Any, Any], bool]:
    relates = RELATES[name]
    return lambda geometry, shape: bool(relates(np.array([geometry], dtype=object), shape)[0])


_OF_MISSING: dict[str, Callable[..., object]] = {
    "and": _all,
    "or": _any,
    "isnull": lambda part: part is None,
    "in": _among,
}
"""What is asked of values that are missing too."""

_OPERATIONS: dict[str, Callable[..., object]] = {
    "not": lambda part: not part,
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "like": _like,
    "casei": without_case,
    "accenti": without_accents,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divided,
    "div": _whole_part,
    "%": _remainder,
    "^": power,
    "a_contains": lambda left, right: set(left) >= set(right),
    "a_containedby": lambda left, right: set(left) <= set(right),
    "a_equals": lambda left, right: set(left) == set(right),
    "a_overlaps": lambda left, right: not set(left).isdisjoint(right),
    **{name: _related(name) for name in RELATES},
    **{name: one.of for name, one in FUNCTIONS.items()},
}
