from calendar import monthrange
from datetime import date
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.anniversaries import after_months, after_years, days_every, whole_years
from landtrust.errors import InvalidInput

_days = st.dates(date(1700, 1, 1), date(2199, 12, 31))


@given(_days, st.integers(0, 1200))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int
) -> None:
    later = after_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day in (day.day, monthrange(later.year, later.month)[1])
    assert later.day <= day.day


@given(_days, st.integers(0, 999))
def test_an_anniversary_is_the_first_day_of_one_more_whole_year(day: date, years: int) -> None:
    anniversary = after_years(day, years)
    assert whole_years(day, anniversary) == years
    assert years == 0 or whole_years(day, date.fromordinal(anniversary.toordinal() - 1)) < years


def test_a_year_that_began_on_a_leap_day_ends_with_february() -> None:
    assert after_years(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert after_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert whole_years(date(2024, 2, 29), date(2025, 2, 28)) == 0


def test_no_year_is_over_before_the_start() -> None:
    assert whole_years(date(2024, 1, 1), date(2020, 1, 1)) == 0


@given(_days, st.integers(1, 60))
def test_days_that_come_again_do_not_drift(first: date, months: int) -> None:
    days = list(islice(days_every(first, months), 30))
    assert days[0] == first
    assert all(earlier < later for earlier, later in pairwise(days))
    assert days == [after_months(first, place * months) for place in range(len(days))]


def test_days_that_come_again_stop_at_the_end_of_the_calendar() -> None:
    assert list(days_every(date(9999, 11, 30), 1)) == [date(9999, 11, 30), date(9999, 12, 30)]


@pytest.mark.parametrize("months", [0, -1])
def test_what_never_comes_again_is_refused(months: int) -> None:
    with pytest.raises(InvalidInput):
        days_every(date(2024, 1, 1), months)


@pytest.mark.parametrize("number", [-1, 200_000])
def test_a_day_beyond_the_calendar_is_refused(number: int) -> None:
    with pytest.raises(InvalidInput):
        after_months(date(2024, 1, 1), number)
    with pytest.raises(InvalidInput):
        after_years(date(2024, 1, 1), number)
