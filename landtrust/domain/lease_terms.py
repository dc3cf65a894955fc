"""How long a ground lease runs, when it can be renewed, and until when the trust may buy.

Source:
    The 2011 CLT Network Model Ground Lease (CLT Technical Manual, chapter 11-A), sections 3.1
    ("Term of lease is 99 years") and 3.2 ("Homeowner can renew lease for another 99 years"). All
    numbers here are those of the lease at hand.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

from landtrust.domain.anniversaries import after_years, whole_years
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

MOST_YEARS = 999
"""Longer terms are slips: leases of 99 years are common, those of 999 the longest known."""

MOST_DAYS = 3660
"""Ten years: a longer time to answer or to renew is a slip."""


class Remaining(NamedTuple):
    """Whole years, and the days after the last of them."""

    years: int
    days: int


class Window(NamedTuple):
    """Days on which something may be done, both counted in."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class LeaseTerm:
    """The term of a lease.

    A lease that begins on February 29 ends with February: see ``after_years``.

    Attributes:
        begins_on: The first day.
        years: How many.
    """

    begins_on: date
    years: int

    def __post_init__(self) -> None:
        """Refuse a term that cannot be.

        Raises:
            InvalidInput: Less than a year, more than ``MOST_YEARS``, or beyond the calendar.
        """
        if not 1 <= self.years <= MOST_YEARS or self.begins_on.year + self.years > MAXYEAR:
            msg = Phrase("A lease runs for 1 to %(most)s years.", most=MOST_YEARS)
            raise InvalidInput(msg, field="term_years")

    @property
    def ends_on(self) -> date:
        """The first day on which it runs no longer.

        >>> LeaseTerm(date(2024, 7, 1), 99).ends_on.isoformat()
        '2123-07-01'
        >>> LeaseTerm(date(2024, 2, 29), 99).ends_on.isoformat()
        '2123-03-01'
        """
        return after_years(self.begins_on, self.years)

    @property
    def last_day(self) -> date:
        """The last day on which it runs.

        >>> LeaseTerm(date(2024, 2, 29), 99).last_day.isoformat()
        '2123-02-28'
        """
        return self.ends_on - timedelta(days=1)

    def remaining(self, on: date) -> Remaining:
        """What is left of it when a day begins; nothing from ``ends_on`` on.

        Before it begins, all of it is left.

        >>> LeaseTerm(date(2024, 7, 1), 99).remaining(date(2026, 6, 30))
        Remaining(years=97, days=1)
        """
        start = min(max(on, self.begins_on), self.ends_on)
        years = whole_years(start, self.ends_on)
        return Remaining(years, (self.ends_on - after_years(start, years)).days)

    def renewal_window(self, first_days_before: int, last_days_before: int) -> Window:
        """The days on which notice to renew may be given.

        Args:
            first_days_before: How many days before ``ends_on`` the first of them is.
            last_days_before: How many days before ``ends_on`` the last of them is.

        Raises:
            InvalidInput: The last is before the first or after the lease, or a number is beyond
                ``MOST_DAYS``.

        >>> LeaseTerm(date(2024, 7, 1), 99).renewal_window(365, 180).last_day.isoformat()
        '2123-01-02'
        """
        if not 1 <= last_days_before <= first_days_before <= MOST_DAYS:
            msg = Phrase("The days to renew begin before they end, and end before the lease does.")
            raise InvalidInput(msg, field="renewal")
        return Window(
            self.ends_on - timedelta(days=first_days_before),
            self.ends_on - timedelta(days=last_days_before),
        )


def last_day_to_exercise(noticed_on: date, days: int) -> date:
    """The last day on which the trust may use its preemptive option.

    Calendar days, counted from the day after the notice; a weekend or holiday is not moved.

    Args:
        noticed_on: When the trust got the owner's notice that they want to sell.
        days: How many days the lease gives the trust.

    Raises:
        InvalidInput: The days are fewer than one or more than ``MOST_DAYS``, or beyond the
            calendar.

    >>> last_day_to_exercise(date(2024, 1, 31), 45).isoformat()
    '2024-03-16'
    """
    if not 1 <= days <= min(MOST_DAYS, (date.max - noticed_on).days):
        raise InvalidInput("The trust has one day or more to answer.", field="option_days")
    return noticed_on + timedelta(days=days)
