"""The days of a sale for unpaid taxes, and of the time to pay that comes after it.

A county sells on the last Monday of August, and may sell on the first Monday of April. Whoever
owned the land has two years from the sale to pay and keep it. The rules, with whose they are and
when they were read, stand in ``data/rules``; this module only counts the days.

Source: Miss. Code 27-41-59 (day of sale), 27-45-3 (two years), 27-43-1 (notice of the clerk).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from landtrust.domain.anniversaries import after_years

YEARS_TO_REDEEM = 2
"""How long after a sale the land can still be kept by paying."""

NOTICE_DAYS = (180, 60)
"""Between how many days before the last day the clerk tells the owner of it."""

_AUGUST, _LAST_OF_AUGUST = 8, 31


@dataclass(frozen=True, slots=True)
class TaxSale:
    """A sale in August, and the days that follow from it.

    Attributes:
        day: The day of the sale.
        last_day: The last day to pay for land that was sold on it.
        notice_from: The first day on which the clerk's notice may come.
        notice_until: The last such day.
    """

    day: date
    last_day: date
    notice_from: date
    notice_until: date


def august_sale(year: int) -> TaxSale:
    """The sale of a year's August, on the last Monday of that month.

    >>> august_sale(2026).day.isoformat(), august_sale(2026).last_day.isoformat()
    ('2026-08-31', '2028-08-31')
    """
    end = date(year, _AUGUST, _LAST_OF_AUGUST)
    day = end - timedelta(days=end.weekday())
    last = last_day_to_redeem(day)
    first, final = (last - timedelta(days=days) for days in NOTICE_DAYS)
    return TaxSale(day, last, first, final)


def last_day_to_redeem(sale: date) -> date:
    """The last day to pay for land that was sold for taxes on this day.

    >>> last_day_to_redeem(date(2024, 8, 26)).isoformat()
    '2026-08-26'
    """
    return after_years(sale, YEARS_TO_REDEEM)


def next_sale(today: date) -> TaxSale:
    """The next sale in August; today's, where it is today.

    >>> next_sale(date(2026, 8, 31)).day.isoformat(), next_sale(date(2026, 9, 1)).day.isoformat()
    ('2026-08-31', '2027-08-30')
    """
    this_year = august_sale(today.year)
    return this_year if today <= this_year.day else august_sale(today.year + 1)


def sales_open(today: date) -> tuple[TaxSale, ...]:
    """The sales that are past and for which there is still time to pay, the oldest first.

    >>> [one.day.isoformat() for one in sales_open(date(2026, 11, 23))]
    ['2025-08-25', '2026-08-31']
    """
    years = range(today.year - YEARS_TO_REDEEM, today.year + 1)
    sales = (august_sale(year) for year in years)
    return tuple(one for one in sales if one.day <= today <= one.last_day)
