"""How a fee changes, as it is stored beside the first fee: parameters that are text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from landtrust.domain.lease_fees import FeeSchedule, FeeStep, Period
from landtrust.domain.lease_terms import LeaseTerm
from landtrust.domain.money import parse_cents
from landtrust.domain.percents import Growth, parse_percent
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

NAMES = ("yearly_percent", "growth", "steps")
"""The parameters: a percent and how it grows, or steps as ``2030-01-01 120.00; …``."""


def fee_schedule(
    first_cents: int, period: str, term: LeaseTerm, parameters: Mapping[str, str]
) -> FeeSchedule:
    """All fees of a lease, from the first fee and its parameters.

    Args:
        first_cents: The first fee, for one period.
        period: month or year.
        term: Of the lease.
        parameters: Of ``NAMES``; none: the fee stays.

    Raises:
        InvalidInput: A parameter is unknown or cannot be read; the error names it.

    >>> schedule = fee_schedule(2500, "month", LeaseTerm(date(2020, 1, 1), 99),
    ...                         {"steps": "2030-01-01 30.00"})
    >>> [(step.from_day.isoformat(), step.cents) for step in schedule.steps]
    [('2030-01-01', 3000)]
    """
    unknown = sorted(set(parameters) - set(NAMES))
    if unknown:
        raise InvalidInput(
            Phrase("A fee has no “%(unknown)s”.", unknown=unknown[0][:40]), field=unknown[0]
        )
    if period not in set(Period):
        raise InvalidInput("A fee is for a month or a year.", field="fee_period")
    growth = parameters.get("growth", Growth.COMPOUND)
    if growth not in set(Growth):
        raise InvalidInput(
            Phrase("growth: one of %(growth)s.", growth=", ".join(Growth)), field="growth"
        )
    return FeeSchedule(
        base_cents=first_cents,
        period=Period(period),
        begins_on=term.begins_on,
        ends_on=term.ends_on,
        steps=_steps(parameters.get("steps", "")),
        yearly_percent=_percent(parameters.get("yearly_percent")),
        growth=Growth(growth),
    )


def _percent(text: str | None) -> Decimal:
    return Decimal(0) if text is None else parse_percent(text, "yearly_percent")


def _steps(text: str) -> tuple[FeeStep, ...]:
    return tuple(_step(one.split()) for one in text.split(";") if one.strip())


def _step(words: list[str]) -> FeeStep:
    try:
        day, dollars = words
        return FeeStep(date.fromisoformat(day), parse_cents(dollars))
    except ValueError as problem:
        msg = Phrase(
            "“%(words)s” is not a day and a fee, such as 2030-01-01 120.00.",
            words=" ".join(words)[:40],
        )
        raise InvalidInput(msg, field="steps") from problem
