"""Spans of days on which something is true: the first day counts, the last day named does not."""

from datetime import date

from landtrust.domain.dates import require_day
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase


def require_span(first: date, end: date | None, parameter: str = "valid_from") -> None:
    """Refuse a span that ends before it begins, or on the day on which it begins.

    Args:
        first: The first day.
        end: The first day after it; None: it is open.
        parameter: What the first day is called where it was given.

    Raises:
        InvalidInput: The span holds no day, or its first day cannot be.
    """
    require_day(first, parameter)
    if end is not None and end <= first:
        msg = Phrase("It would end on %(end)s, and begin on %(first)s.", end=end, first=first)
        raise InvalidInput(msg, parameter="valid_to")


def spans_meet(first: date, end: date | None, other_first: date, other_end: date | None) -> bool:
    """Whether two spans have a day in common.

    >>> spans_meet(date(2020, 1, 1), date(2021, 1, 1), date(2021, 1, 1), None)
    False
    """
    return (end is None or other_first < end) and (other_end is None or first < other_end)


def is_within(day: date, first: date, end: date | None) -> bool:
    """Whether a day is one of a span."""
    return first <= day and (end is None or day < end)
