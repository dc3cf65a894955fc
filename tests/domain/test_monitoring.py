from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.monitoring import days_overdue, next_due
from landtrust.errors import InvalidInput

_days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def test_what_was_never_done_is_due_on_its_first_day() -> None:
    assert next_due(date(2024, 1, 31), 6) == date(2024, 1, 31)


@given(_days, st.integers(1, 36), _days)
def test_the_next_day_is_after_the_last_met_and_at_most_one_turn_on(
    first: date, months: int, met: date
) -> None:
    due = next_due(first, months, after=met)
    assert due is not None
    assert due > met or due == first
    assert due == first or (due - met).days <= 31 * months


def test_the_last_day_of_a_short_month_does_not_stay() -> None:
    due: date | None = date(2024, 1, 31)
    seen: list[date | None] = []
    while len(seen) < 4:
        due = next_due(date(2024, 1, 31), 1, after=due)
        seen.append(due)
    assert seen == [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)]


def test_nothing_is_due_after_the_end_of_the_calendar() -> None:
    assert next_due(date(9999, 12, 1), 1, after=date(9999, 12, 1)) is None


def test_a_duty_that_never_comes_again_is_refused() -> None:
    with pytest.raises(InvalidInput):
        next_due(date(2024, 1, 1), 0)


@given(_days, st.integers(-400, 400))
def test_days_overdue_are_counted_from_the_day_after(due: date, later: int) -> None:
    assert days_overdue(due, due + timedelta(days=later)) == max(later, 0)
