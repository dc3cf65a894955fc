"""The time that is asked for, and the condition that it is.

Source:
    OGC 17-069r4, requirements /req/core/fc-time-definition and fc-time-response: instants and
    intervals of RFC 3339, with ``..`` or nothing for an end that is open. Features that know no
    time are of any. GDAL writes a day with the letter that begins a time, and no time after it.
"""

from datetime import date, datetime
from typing import NamedTuple

from landtrust.domain.filtering.instants import parse_instant
from landtrust.domain.filtering.tree import (
    Expression,
    Literal,
    Operation,
    Property,
    both,
    compared,
    either,
)
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

DATETIME = "datetime"

_OPEN = ("", "..")
_NO_TIME_AFTER = "T"


class Days(NamedTuple):
    """A stretch of days, both of which are in it; None: open."""

    first: date | None
    last: date | None


def parse_days(text: str) -> Days:
    """The days (UTC) that an instant or an interval touches.

    Raises:
        InvalidInput: It is neither, or it ends before it begins, or both ends are open.

    >>> parse_days("2026-11-01/..")
    Days(first=datetime.date(2026, 11, 1), last=None)
    >>> parse_days("2026-11-01T/..") == parse_days("2026-11-01/..")
    True
    """
    ends = text.split("/")
    if len(ends) > 2 or all(end in _OPEN for end in ends):  # noqa: PLR2004 - a beginning, an end
        raise _no_time(text)
    instants = [None if end in _OPEN and len(ends) > 1 else _instant(end, text) for end in ends]
    first, last = instants[0], instants[-1]
    if first is not None and last is not None and _order(first, last):
        raise InvalidInput(
            Phrase("datetime: “%(text)s” ends before it begins.", text=text[:60]),
            parameter=DATETIME,
        )
    return Days(_day(first), _day(last))


def within(days: Days, first: str, end: str | None = None) -> Expression:
    """The condition that a feature is of these days.

    Args:
        days: Which days.
        first: The property that says the feature's day, or its first.
        end: The property that says the first day after its last, missing where it lasts; None:
            it is of one day.
    """
    parts: list[Expression] = []
    if days.last is not None:
        parts.append(compared("<=", Property(first), Literal(days.last)))
    if days.first is not None and end is None:
        parts.append(compared(">=", Property(first), Literal(days.first)))
    if days.first is not None and end is not None:
        lasts = Operation("isnull", (Property(end),))
        parts.append(either(lasts, compared(">", Property(end), Literal(days.first))))
    return both(*parts)


def _instant(text: str, whole: str) -> date | datetime:
    bare = text.removesuffix(_NO_TIME_AFTER)
    found = parse_instant(bare)
    if found is None or (bare != text and isinstance(found, datetime)):
        raise _no_time(whole)
    return found


def _order(first: date | datetime, last: date | datetime) -> bool:
    """Whether the last comes before the first; a moment and a day are compared as days."""
    if isinstance(first, datetime) and isinstance(last, datetime):
        return last < first
    return bool((_day(last) or date.min) < (_day(first) or date.min))


def _day(instant: date | datetime | None) -> date | None:
    return instant.date() if isinstance(instant, datetime) else instant


def _no_time(text: str) -> InvalidInput:
    return InvalidInput(
        Phrase(
            "datetime: “%(text)s” is no day, no moment and no interval, such as 2026-11-23 or "
            "2026-01-01/...",
            text=text[:60],
        ),
        parameter=DATETIME,
    )
