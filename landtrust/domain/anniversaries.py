"""Days that come again: months and years after a day, and rows of them."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, date
from itertools import count, takewhile

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

MONTHS_OF_A_YEAR = 12
_FEBRUARY = 2


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that day does not exist.

    Raises:
        InvalidInput: ``months`` is below zero, or the day is beyond the year 9999.

    >>> after_months(date(2024, 1, 31), 1).isoformat()
    '2024-02-29'
    """
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    if months < 0 or year > MAXYEAR:
        msg = Phrase("There is no day %(months)s months after %(day)s.", months=months, day=day)
        raise InvalidInput(msg, field="months")
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def after_years(day: date, years: int) -> date:
    """The anniversary: a year that began on February 29 is over when March 1 begins.

    So no leaseholder loses a day: the last day of such a year is February 28 or 29, like the
    last day of a year that began on March 1.

    Raises:
        InvalidInput: ``years`` is below zero, or the day is beyond the year 9999.

    >>> after_years(date(2024, 2, 29), 1).isoformat()
    '2025-03-01'
    """
    if years < 0 or day.year + years > MAXYEAR:
        msg = Phrase("There is no day %(years)s years after %(day)s.", years=years, day=day)
        raise InvalidInput(msg, field="years")
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # February 29 of a common year
        return date(day.year + years, _FEBRUARY + 1, 1)


def whole_years(start: date, end: date) -> int:
    """How many anniversaries have come by the end, its own day included; 0 before the start.

    >>> whole_years(date(2010, 5, 2), date(2020, 5, 1))
    9
    """
    years = max(end.year - start.year, 0)
    return years if not years or after_years(start, years) <= end else years - 1


def days_every(first: date, months: int) -> Iterator[date]:
    """The first day and every so many months after it, to the end of the calendar.

    Each is counted from the first, so the 31st comes back after a short month.

    Raises:
        InvalidInput: ``months`` is below one.

    >>> days = days_every(date(2023, 12, 31), 2)
    >>> [next(days).isoformat() for _ in range(3)]
    ['2023-12-31', '2024-02-29', '2024-04-30']
    """
    if months < 1:
        raise InvalidInput("What comes again comes every month or less often.", field="months")
    left = (MAXYEAR - first.year) * MONTHS_OF_A_YEAR + MONTHS_OF_A_YEAR - first.month
    steps = takewhile(lambda step: step <= left, count(0, months))
    return (after_months(first, step) for step in steps)
