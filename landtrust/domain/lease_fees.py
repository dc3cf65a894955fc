"""What a leaseholder pays for the land, and when.

Rounding: a fee that rises by a percent is counted from the first fee, not from the rounded fee of
the year before, and rounded once to the cent, half a cent up.

Source:
    The 2011 CLT Network Model Ground Lease (CLT Technical Manual, chapter 11-A), article 5:
    5.1 "Amount of lease fee", 5.2 "When the lease fee is to be paid", 5.5 "Fees may be increased
    from time to time".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import dropwhile, pairwise, takewhile
from typing import NamedTuple

from landtrust.domain.anniversaries import MONTHS_OF_A_YEAR, days_every, whole_years
from landtrust.domain.lease_terms import MOST_YEARS
from landtrust.domain.percents import Growth, grown, require_percent, to_cents
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase


class Period(StrEnum):
    """How often a fee is due."""

    MONTH = "month"
    YEAR = "year"


class FeeStep(NamedTuple):
    """A fee that the lease or the trust has fixed from a day on."""

    from_day: date
    cents: int


class DueFee(NamedTuple):
    """A fee, and the day on which it is due."""

    on: date
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSchedule:
    """All fees of a lease: either by fixed steps, or by a yearly percent.

    Attributes:
        base_cents: The first fee, for one period.
        period: How often it is due.
        begins_on: The first day of the lease; years of a percent are counted from it.
        ends_on: The first day on which nothing is due any longer.
        first_due_on: When the first fee is due; the others follow a period apart, on the last
            of the month where that day does not exist. None: when the lease begins.
        steps: Later fees, in order of their days; empty for none.
        yearly_percent: By which the fee rises on each anniversary of ``begins_on``; 0 for none.
        growth: Whether it rises by a percent of the first fee, or of that of the year before.
    """

    base_cents: int
    period: Period
    begins_on: date
    ends_on: date
    first_due_on: date | None = None
    steps: tuple[FeeStep, ...] = ()
    yearly_percent: Decimal = Decimal(0)
    growth: Growth = Growth.COMPOUND

    def __post_init__(self) -> None:
        """Refuse a schedule that cannot be.

        Raises:
            InvalidInput: Fees below zero, days out of order or out of the lease, a lease of more
                than ``MOST_YEARS``, or steps and a percent at once; the error names the field.
        """
        require_percent(self.yearly_percent, "yearly_percent")
        if min(self.base_cents, *(step.cents for step in self.steps), 0) < 0:
            raise InvalidInput("A fee is not below zero.", field="base_cents")
        if self.steps and self.yearly_percent:
            raise InvalidInput("A fee rises by steps or by a percent.", field="yearly_percent")
        if not 0 <= whole_years(self.begins_on, self.ends_on) <= MOST_YEARS:
            raise InvalidInput("The lease is too long.", field="ends_on")
        self._require_order()

    @property
    def first_day_due(self) -> date:
        """The day on which the first fee is due."""
        return self.first_due_on or self.begins_on

    def _require_order(self) -> None:
        days = [self.begins_on, *(step.from_day for step in self.steps), self.ends_on]
        if any(later <= earlier for earlier, later in pairwise(days)):
            msg = Phrase("The days of the steps follow each other within the lease.")
            raise InvalidInput(msg, field="steps" if self.steps else "ends_on")
        if not self.begins_on <= self.first_day_due < self.ends_on:
            raise InvalidInput("The first fee is due within the lease.", field="first_due_on")


def fee_on(schedule: FeeSchedule, on: date) -> int | None:
    """The fee for one period in force on a day, in cents; None outside the lease.

    >>> schedule = FeeSchedule(base_cents=25_00, period=Period.MONTH, begins_on=date(2020, 1, 1),
    ...                        ends_on=date(2119, 1, 1), yearly_percent=Decimal(2))
    >>> fee_on(schedule, date(2022, 6, 1))
    2601
    """
    if not schedule.begins_on <= on < schedule.ends_on:
        return None
    return _in_force(schedule, on)


def due_fees(schedule: FeeSchedule, start: date, end: date) -> tuple[DueFee, ...]:
    """Each fee due from a day to before another, with its day, in their order.

    The amount is that in force on the day on which it is due.

    >>> schedule = FeeSchedule(base_cents=300_00, period=Period.YEAR, begins_on=date(2020, 2, 29),
    ...                        ends_on=date(2119, 3, 1))
    >>> [str(fee.on) for fee in due_fees(schedule, date(2020, 3, 1), date(2023, 1, 1))]
    ['2021-02-28', '2022-02-28']
    """
    return tuple(_due(schedule, start, end))


def fees_of_year(schedule: FeeSchedule, year: int) -> int:
    """All fees due in a calendar year, in cents.

    Raises:
        InvalidInput: It is no year from 1 to 9998.

    >>> schedule = FeeSchedule(base_cents=25_00, period=Period.MONTH, begins_on=date(2020, 7, 1),
    ...                        ends_on=date(2119, 7, 1))
    >>> fees_of_year(schedule, 2020), fees_of_year(schedule, 2021)
    (15000, 30000)
    """
    if not date.min.year <= year < date.max.year:
        raise InvalidInput("That is not a year.", field="year")
    return sum(fee.cents for fee in _due(schedule, date(year, 1, 1), date(year + 1, 1, 1)))


def _due(schedule: FeeSchedule, start: date, end: date) -> Iterator[DueFee]:
    months = 1 if schedule.period is Period.MONTH else MONTHS_OF_A_YEAR
    last = min(end, schedule.ends_on)
    every = takewhile(lambda day: day < last, days_every(schedule.first_day_due, months))
    for day in dropwhile(lambda day: day < start, every):
        yield DueFee(day, _in_force(schedule, day))


def _in_force(schedule: FeeSchedule, on: date) -> int:
    if schedule.steps:
        begun = [step.cents for step in schedule.steps if step.from_day <= on]
        return begun[-1] if begun else schedule.base_cents
    years = Fraction(whole_years(schedule.begins_on, on))
    return to_cents(grown(schedule.base_cents, schedule.yearly_percent, years, schedule.growth))
