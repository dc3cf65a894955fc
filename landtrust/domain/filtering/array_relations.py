"""Relations of lists, which are sets here: neither order nor repetition counts.

Source:
    OGC 21-065r2, requirement /req/array-functions/array-predicates.
"""

from collections.abc import Callable, Iterable, Sequence

from landtrust.domain.filtering.limits import MOST_PARTS, refused
from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Literal,
    Operation,
    both,
    compared,
    either,
)
from landtrust.phrases import Phrase

ARRAY_RELATIONS = ("a_contains", "a_containedby", "a_equals", "a_overlaps")

IsAlike = Callable[[Expression, Expression], bool]
"""Whether two expressions can be equal at all."""


def relate_arrays(name: str, left: Expression, right: Expression, is_alike: IsAlike) -> Expression:
    """The condition that two lists are in a relation.

    Of two lists that the filter itself says it is made of comparisons; a list that the feature
    has is asked as it is.

    Raises:
        InvalidInput: Both are long.
    """
    if not (isinstance(left, Array) and isinstance(right, Array)):
        return Operation(name, (left, right))
    if len(left.items) * len(right.items) > MOST_PARTS:
        raise refused(Phrase("filter: the lists are too long to be compared."))
    if name == "a_overlaps":
        return _any(_any(_same(one, other, is_alike) for other in right.items)
                    for one in left.items)  # fmt: skip
    contains = _contains(left.items, right.items, is_alike)
    is_contained = _contains(right.items, left.items, is_alike)
    if name == "a_equals":
        return both(contains, is_contained)
    return contains if name == "a_contains" else is_contained


def _contains(
    whole: Sequence[Expression], part: Sequence[Expression], is_alike: IsAlike
) -> Expression:
    found = [_any(_same(one, other, is_alike) for other in whole) for one in part]
    return both(*found) if found else Literal(value=True)


def _same(one: Expression, other: Expression, is_alike: IsAlike) -> Expression:
    return compared("=", one, other) if is_alike(one, other) else Literal(value=False)


def _any(parts: Iterable[Expression]) -> Expression:
    found = tuple(parts)
    return either(*found) if found else Literal(value=False)
