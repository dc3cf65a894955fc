"""Relations of times, as comparisons of where they begin and end.

Source:
    OGC 21-065r2, tables 6 and 7, after the W3C/OGC Time Ontology in OWL. Both ends of an interval
    belong to it; an end that is open lies before or after everything.
"""

from typing import NamedTuple

from landtrust.domain.filtering.instants import FIRST_DAY, FIRST_MOMENT, LAST_DAY, LAST_MOMENT
from landtrust.domain.filtering.limits import refused
from landtrust.domain.filtering.tree import Expression, Literal, both, compared, either
from landtrust.domain.filtering.values import ValueType
from landtrust.phrases import Phrase


class Span(NamedTuple):
    """An instant, or the time between two.

    Attributes:
        type: DATE or TIMESTAMP; None where both ends are open.
        first: Where it begins; None: open.
        last: Where it ends; None: open.
    """

    type: ValueType | None
    first: Expression | None
    last: Expression | None
    is_instant: bool


# Each relation is made of comparisons of an end of the one with an end of the other: 0 is where it
# begins, 1 where it ends.
_Comparison = tuple[int, str, int]

_FOR_ALL: dict[str, tuple[_Comparison, ...]] = {
    "t_after": ((0, ">", 1),),
    "t_before": ((1, "<", 0),),
    "t_equals": ((0, "=", 0), (1, "=", 1)),
    "t_intersects": ((0, "<=", 1), (1, ">=", 0)),
}
_FOR_INTERVALS: dict[str, tuple[_Comparison, ...]] = {
    "t_contains": ((0, "<", 0), (1, ">", 1)),
    "t_during": ((0, ">", 0), (1, "<", 1)),
    "t_finishedby": ((0, "<", 0), (1, "=", 1)),
    "t_finishes": ((0, ">", 0), (1, "=", 1)),
    "t_meets": ((1, "=", 0),),
    "t_metby": ((0, "=", 1),),
    "t_overlappedby": ((0, ">", 0), (0, "<", 1), (1, ">", 1)),
    "t_overlaps": ((0, "<", 0), (1, ">", 0), (1, "<", 1)),
    "t_startedby": ((0, "=", 0), (1, ">", 1)),
    "t_starts": ((0, "=", 0), (1, "<", 1)),
}
_DISJOINT = "t_disjoint"
TIME_RELATIONS = (*_FOR_ALL, _DISJOINT, *_FOR_INTERVALS)


def relate_times(name: str, left: Span, right: Span) -> Expression:
    """The condition that two times are in a relation.

    Raises:
        InvalidInput: The relation is one of intervals, and one of them is an instant.
    """
    if name in _FOR_INTERVALS and (left.is_instant or right.is_instant):
        raise refused(Phrase("filter: %(name)s is for intervals, not for instants.", name=name))
    ends = _ends(left, left.type or right.type), _ends(right, right.type or left.type)
    if name == _DISJOINT:
        return either(*(_related(_FOR_ALL[one], *ends) for one in ("t_before", "t_after")))
    return _related((_FOR_ALL | _FOR_INTERVALS)[name], *ends)


_Ends = tuple[Expression, Expression]


def _related(comparisons: tuple[_Comparison, ...], left: _Ends, right: _Ends) -> Expression:
    return both(*(compared(sign, left[one], right[other]) for one, sign, other in comparisons))


def _ends(span: Span, kind: ValueType | None) -> _Ends:
    is_moment = kind is ValueType.TIMESTAMP
    first = Literal(FIRST_MOMENT if is_moment else FIRST_DAY)
    last = Literal(LAST_MOMENT if is_moment else LAST_DAY)
    return span.first or first, span.last or last
