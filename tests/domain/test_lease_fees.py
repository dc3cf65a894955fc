from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.lease_fees import (
    DueFee,
    FeeSchedule,
    FeeStep,
    Period,
    due_fees,
    fee_on,
    fees_of_year,
)
from landtrust.domain.percents import Growth
from landtrust.errors import InvalidInput

_BEGINS, _ENDS = date(2020, 7, 1), date(2119, 7, 1)


def _schedule(**changed: object) -> FeeSchedule:
    usual: dict[str, Any] = {
        "base_cents": 25_00,
        "period": Period.MONTH,
        "begins_on": _BEGINS,
        "ends_on": _ENDS,
    }
    usual.update(changed)
    return FeeSchedule(**usual)


@pytest.mark.parametrize(
    ("on", "cents"),
    [
        (date(2020, 6, 30), None),
        (date(2020, 7, 1), 25_00),
        (date(2021, 12, 31), 25_00),
        (date(2022, 1, 1), 27_50),
        (date(2029, 12, 31), 27_50),
        (date(2030, 1, 1), 20_00),
        (date(2119, 6, 30), 20_00),
        (date(2119, 7, 1), None),
    ],
)
def test_a_fixed_step_is_in_force_from_its_day(on: date, cents: int | None) -> None:
    steps = (FeeStep(date(2022, 1, 1), 27_50), FeeStep(date(2030, 1, 1), 20_00))
    assert fee_on(_schedule(steps=steps), on) == cents


@pytest.mark.parametrize(
    ("growth", "on", "cents"),
    [
        (Growth.SIMPLE, date(2021, 6, 30), 33_33),
        (Growth.SIMPLE, date(2021, 7, 1), 34_16),
        (Growth.SIMPLE, date(2030, 7, 1), 41_66),
        (Growth.COMPOUND, date(2021, 7, 1), 34_16),
        (Growth.COMPOUND, date(2030, 7, 1), 42_67),
    ],
)
def test_a_percent_is_counted_from_the_first_fee_and_rounded_once(
    growth: Growth, on: date, cents: int
) -> None:
    schedule = _schedule(base_cents=33_33, yearly_percent=Decimal("2.5"), growth=growth)
    assert fee_on(schedule, on) == cents


def test_each_fee_is_that_in_force_on_its_own_day() -> None:
    schedule = _schedule(yearly_percent=Decimal(10), first_due_on=date(2020, 7, 31))
    assert due_fees(schedule, date(2021, 5, 31), date(2021, 8, 1)) == (
        DueFee(date(2021, 5, 31), 25_00),
        DueFee(date(2021, 6, 30), 25_00),
        DueFee(date(2021, 7, 31), 27_50),
    )


def test_nothing_is_due_outside_the_lease() -> None:
    schedule = _schedule()
    assert due_fees(schedule, date(1900, 1, 1), _BEGINS) == ()
    assert due_fees(schedule, _ENDS, date(2200, 1, 1)) == ()
    assert fees_of_year(schedule, 2019) == 0
    assert fees_of_year(schedule, 2119) == 6 * 25_00


def test_a_yearly_fee_is_due_once_a_year() -> None:
    schedule = _schedule(period=Period.YEAR, base_cents=300_00)
    assert fees_of_year(schedule, 2025) == 300_00
    assert len(due_fees(schedule, _BEGINS, _ENDS)) == 99


@given(
    st.sampled_from(Period),
    st.decimals(0, 5, places=2),
    st.sampled_from(Growth),
    st.integers(0, 364),
)
@settings(max_examples=30)
def test_the_years_of_a_lease_add_up_to_all_its_fees(
    period: Period, percent: Decimal, growth: Growth, first_due_after: int
) -> None:
    schedule = _schedule(
        period=period,
        ends_on=date(2040, 7, 1),
        yearly_percent=percent,
        growth=growth,
        first_due_on=_BEGINS + timedelta(days=first_due_after),
    )
    every_fee = due_fees(schedule, _BEGINS, schedule.ends_on)
    by_year = sum(fees_of_year(schedule, year) for year in range(2020, 2041))
    assert by_year == sum(fee.cents for fee in every_fee)
    amounts = [fee.cents for fee in every_fee]
    assert amounts == sorted(amounts)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"base_cents": -1}, "base_cents"),
        ({"steps": (FeeStep(date(2021, 1, 1), -1),)}, "base_cents"),
        ({"yearly_percent": Decimal(-1)}, "yearly_percent"),
        (
            {"yearly_percent": Decimal(1), "steps": (FeeStep(date(2021, 1, 1), 1),)},
            "yearly_percent",
        ),
        ({"steps": (FeeStep(_BEGINS, 1),)}, "steps"),
        ({"steps": (FeeStep(_ENDS, 1),)}, "steps"),
        ({"steps": (FeeStep(date(2022, 1, 1), 1), FeeStep(date(2021, 1, 1), 1))}, "steps"),
        ({"ends_on": _BEGINS}, "ends_on"),
        ({"ends_on": date(9999, 1, 1)}, "ends_on"),
        ({"first_due_on": date(2020, 6, 30)}, "first_due_on"),
        ({"first_due_on": _ENDS}, "first_due_on"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_and_the_field_named(
    changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _schedule(**changed)
    assert refused.value.fields["field"] == field


@pytest.mark.parametrize("year", [0, -5, 9999])
def test_a_year_beyond_the_calendar_is_refused(year: int) -> None:
    with pytest.raises(InvalidInput):
        fees_of_year(_schedule(), year)
