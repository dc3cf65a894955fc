from datetime import date

import pytest

from landtrust.domain.fee_parameters import fee_schedule
from landtrust.domain.lease_fees import fee_on
from landtrust.domain.lease_terms import LeaseTerm
from landtrust.errors import InvalidInput

TERM = LeaseTerm(date(2020, 1, 1), 99)


def test_a_fee_without_parameters_stays() -> None:
    assert fee_on(fee_schedule(2500, "month", TERM, {}), date(2100, 1, 1)) == 2500


def test_a_fee_rises_by_its_percent_or_its_steps() -> None:
    rising = fee_schedule(10000, "year", TERM, {"yearly_percent": "2", "growth": "simple"})
    assert fee_on(rising, date(2030, 1, 1)) == 12000
    steps = fee_schedule(10000, "year", TERM, {"steps": "2030-01-01 120; 2040-01-01 150.50"})
    assert [fee_on(steps, date(year, 1, 1)) for year in (2029, 2030, 2040)] == [10000, 12000, 15050]


@pytest.mark.parametrize(
    ("period", "parameters", "field"),
    [
        ("week", {}, "fee_period"),
        ("month", {"yearly": "2"}, "yearly"),
        ("month", {"growth": "wild"}, "growth"),
        ("month", {"yearly_percent": "two"}, "yearly_percent"),
        ("month", {"steps": "2030-01-01"}, "steps"),
        ("month", {"steps": "soon 12"}, "steps"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(
    period: str, parameters: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        fee_schedule(2500, period, TERM, parameters)
    assert refused.value.fields["field"] == field
