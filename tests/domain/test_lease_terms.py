from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.anniversaries import after_years
from landtrust.domain.lease_terms import (
    MOST_DAYS,
    MOST_YEARS,
    LeaseTerm,
    Remaining,
    Window,
    last_day_to_exercise,
)
from landtrust.errors import InvalidInput

_days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(_days, st.integers(1, 99), st.integers(0, 40_000))
def test_what_has_run_and_what_is_left_are_the_term(begins: date, years: int, run: int) -> None:
    term = LeaseTerm(begins, years)
    on = begins + timedelta(days=run)
    left = term.remaining(on)
    assert left >= (0, 0)
    if on < term.ends_on:
        assert after_years(on, left.years) + timedelta(days=left.days) == term.ends_on
        assert left.years < years or on == begins
    else:
        assert left == (0, 0)


def test_a_lease_of_99_years_ends_the_day_before_it_began() -> None:
    """2011 CLT Network Model Ground Lease, 3.1: the term of the lease is 99 years."""
    term = LeaseTerm(date(2012, 6, 15), 99)
    assert term.last_day == date(2111, 6, 14)
    assert term.ends_on == date(2111, 6, 15)
    assert term.remaining(date(2000, 1, 1)) == Remaining(99, 0)
    assert term.remaining(term.last_day) == Remaining(0, 1)
    assert term.remaining(term.ends_on) == Remaining(0, 0)


@pytest.mark.parametrize(
    ("years", "last_day"), [(1, date(2025, 2, 28)), (4, date(2028, 2, 28)), (99, date(2123, 2, 28))]
)
def test_a_lease_that_begins_on_a_leap_day_loses_no_day(years: int, last_day: date) -> None:
    assert LeaseTerm(date(2024, 2, 29), years).last_day == last_day


@pytest.mark.parametrize("years", [0, -1, MOST_YEARS + 1])
def test_a_term_that_cannot_be_is_refused(years: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        LeaseTerm(date(2024, 1, 1), years)
    assert refused.value.fields["field"] == "term_years"


def test_a_term_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidInput):
        LeaseTerm(date(9901, 1, 1), 99)


def test_the_days_to_renew_are_counted_back_from_the_end() -> None:
    window = LeaseTerm(date(2024, 7, 1), 99).renewal_window(365, 1)
    assert window == Window(date(2122, 7, 1), date(2123, 6, 30))


@pytest.mark.parametrize(("first", "last"), [(10, 11), (10, 0), (MOST_DAYS + 1, 1)])
def test_days_to_renew_that_cannot_be_are_refused(first: int, last: int) -> None:
    with pytest.raises(InvalidInput):
        LeaseTerm(date(2024, 7, 1), 99).renewal_window(first, last)


@given(_days, st.integers(1, MOST_DAYS))
def test_the_day_of_the_notice_is_not_counted(noticed: date, days: int) -> None:
    assert (last_day_to_exercise(noticed, days) - noticed).days == days


@pytest.mark.parametrize(
    ("noticed", "days"),
    [(date(2024, 1, 1), 0), (date(2024, 1, 1), MOST_DAYS + 1), (date(9999, 12, 1), 45)],
)
def test_an_option_that_cannot_be_is_refused(noticed: date, days: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        last_day_to_exercise(noticed, days)
    assert refused.value.fields["field"] == "option_days"
