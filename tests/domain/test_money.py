from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.money import MOST_CENTS, parse_acres, parse_cents
from landtrust.errors import InvalidInput


@given(st.integers(0, MOST_CENTS))
def test_whole_cents_are_read_as_written(cents: int) -> None:
    dollars = Decimal(cents) / 100
    assert parse_cents(f"{dollars:.2f}") == cents
    assert parse_cents(f" ${dollars:,.2f} ") == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [("0", 0), (".5", 50), ("5.", 500), ("1.005", 101), ("1.0049", 100), ("007", 700)],
)
def test_other_ways_to_write_an_amount(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "$",
        "N/A",
        "-1",
        "(500)",
        "1,23",
        "1.234,50",
        "1e5",
        "1 000",
        "٣",
        "9" * 60,
        "9" * 30,
    ],
)
def test_what_is_no_amount_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_cents(text)


@given(st.floats(0, 1e9, allow_nan=False))
def test_acres_are_read_as_written(acres: float) -> None:
    assert parse_acres(f"{acres:.6f}") == float(f"{acres:.6f}")


@pytest.mark.parametrize("text", ["", "-0.5", "1 ac", "nan"])
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_acres(text)
