from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.money import format_cents, parse_cents
from landtrust.domain.percents import (
    Growth,
    format_percent,
    grown,
    parse_percent,
    require_percent,
    to_cents,
)
from landtrust.errors import InvalidInput


@given(st.decimals(0, 100, places=6))
def test_a_percent_is_read_as_written(percent: Decimal) -> None:
    assert parse_percent(format_percent(percent), "owner_percent") == percent
    assert parse_percent(f" {percent:f} %", "owner_percent") == percent


@pytest.mark.parametrize(
    "text", ["", "%", "-1", "100.1", "101", "1e1", "nan", "1.1234567", "9" * 99]
)
def test_what_is_no_percent_is_refused_and_the_field_named(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_percent(text, "owner_percent")
    assert refused.value.fields == {"field": "owner_percent"}


@pytest.mark.parametrize("percent", [Decimal("nan"), Decimal("inf"), Decimal(-1), Decimal(101)])
def test_a_number_that_is_no_percent_is_refused(percent: Decimal) -> None:
    with pytest.raises(InvalidInput):
        require_percent(percent, "yearly_percent")


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000))
def test_cents_are_rounded_half_up(amount: int, parts: int) -> None:
    exact = Fraction(amount, parts)
    assert -Fraction(1, 2) < to_cents(exact) - exact <= Fraction(1, 2)


@given(st.integers(0, 10**9), st.integers(0, 99), st.decimals(0, 20, places=2))
def test_compound_growth_is_never_less_than_simple(
    amount: int, years: int, percent: Decimal
) -> None:
    simple = grown(amount, percent, Fraction(years), Growth.SIMPLE)
    assert amount <= simple <= grown(amount, percent, Fraction(years), Growth.COMPOUND)


def test_a_part_of_a_year_grows_in_proportion() -> None:
    half_more = grown(100_00, Decimal(10), Fraction(3, 2), Growth.COMPOUND)
    assert half_more == Fraction(100_00) * Fraction(11, 10) * Fraction(21, 20)


@given(st.integers(0, 10**15))
def test_an_amount_is_read_again_as_it_was_shown(cents: int) -> None:
    assert parse_cents(format_cents(cents)) == cents
    assert not cents or format_cents(-cents) == f"-{format_cents(cents)}"
