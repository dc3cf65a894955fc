from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.tax_sale import august_sale, last_day_to_redeem, next_sale, sales_open

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MONDAY = 0


@given(st.integers(1900, 2199))
@settings(max_examples=30)
def test_land_is_sold_on_the_last_monday_of_august(year: int) -> None:
    day = august_sale(year).day
    assert (day.year, day.month, day.weekday()) == (year, 8, MONDAY)
    assert (day + timedelta(days=7)).month == 9


@given(DAYS)
@settings(max_examples=30)
def test_the_next_sale_is_the_first_that_has_not_passed(today: date) -> None:
    sale = next_sale(today)
    assert today <= sale.day
    assert august_sale(sale.day.year - 1).day < today


@given(DAYS)
@settings(max_examples=30)
def test_whoever_owned_land_has_two_years_from_its_sale_and_not_a_day_less(sale: date) -> None:
    last = last_day_to_redeem(sale)
    assert last.year == sale.year + 2
    assert timedelta(days=730) <= last - sale <= timedelta(days=731)


@given(DAYS)
@settings(max_examples=30)
def test_a_sale_is_open_from_its_day_to_the_last_day_to_pay(today: date) -> None:
    listed = sales_open(today)
    expected = [
        one
        for one in map(august_sale, range(today.year - 4, today.year + 2))
        if one.day <= today <= one.last_day
    ]
    assert list(listed) == expected


@given(st.integers(1900, 2199))
@settings(max_examples=30)
def test_the_letter_of_the_clerk_comes_within_the_last_half_year_and_in_time(year: int) -> None:
    sale = august_sale(year)
    assert sale.day < sale.notice_from < sale.notice_until < sale.last_day
    assert (sale.last_day - sale.notice_from).days == 180
    assert (sale.last_day - sale.notice_until).days == 60
