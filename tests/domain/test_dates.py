from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.dates import EPOCH_MILLISECONDS, parse_date, parse_year
from landtrust.errors import InvalidInput

FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", EPOCH_MILLISECONDS)


@given(st.dates(date(1700, 1, 1), date(2199, 12, 31)), st.sampled_from(FORMATS[:3]))
def test_a_written_day_is_read_again(day: date, form: str) -> None:
    assert parse_date(day.strftime(form), (form,)) == day


@given(st.dates(date(1970, 1, 3), date(2100, 1, 1)))
def test_milliseconds_are_read_as_the_day_in_utc(day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    assert parse_date(str(round(moment.timestamp() * 1000)), (EPOCH_MILLISECONDS,)) == day


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-02-30", "2020115", "0001-01-01", "13/13/2020", "9" * 13, "0", "1.5e12"],
)
def test_what_is_no_day_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_date(text, FORMATS)


def test_the_first_format_that_fits_counts() -> None:
    assert parse_date("20200102", FORMATS) == date(2020, 1, 2)
    assert parse_date("03/04/2020", ("%d/%m/%Y", "%m/%d/%Y")) == date(2020, 4, 3)


@given(st.integers(1700, 2199))
def test_years_of_rolls_are_read(year: int) -> None:
    assert parse_year(f" {year} ") == year


@pytest.mark.parametrize("text", ["", "0", "24", "1699", "2200", "20 24", "٢٠٢٤", "2024.0"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_year(text)
