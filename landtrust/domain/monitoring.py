"""When a duty of stewardship comes again, and how late it is.

Source:
    ISO 19152-1:2024, LA_Responsibility: a duty to do something, here at regular times.
"""

from datetime import date
from itertools import dropwhile

from landtrust.domain.anniversaries import days_every


def next_due(first_due_on: date, every_months: int, after: date | None = None) -> date | None:
    """The first day after another on which a duty is due.

    The days are counted from the first, so what is due on the 31st is due on the last day of
    shorter months and on the 31st again.

    Args:
        first_due_on: When it was due first.
        every_months: How many months lie between.
        after: The due day that was met last; None if none has been: the answer is the first.

    Returns:
        None where the calendar ends.

    Raises:
        InvalidInput: ``every_months`` is below one.

    >>> next_due(date(2024, 1, 31), 1, after=date(2024, 1, 31)).isoformat()
    '2024-02-29'
    """
    days = days_every(first_due_on, every_months)
    return next(dropwhile(lambda day: after is not None and day <= after, days), None)


def days_overdue(due_on: date, on: date) -> int:
    """By how many days a duty is late on a day; 0 up to the day on which it is due.

    >>> days_overdue(date(2024, 2, 28), date(2024, 3, 1))
    2
    """
    return max((on - due_on).days, 0)
