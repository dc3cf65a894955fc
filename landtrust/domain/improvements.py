"""What an owner is credited for improving a home on a trust's land."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from landtrust.domain.anniversaries import whole_years
from landtrust.domain.money import format_cents
from landtrust.domain.percents import HUNDRED, format_percent, percent_of, to_cents
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Improvement:
    """Work that the trust has approved.

    Attributes:
        name: What was done.
        cost_cents: What it cost, or the value that an appraiser says it added.
        done_on: When it was done.
        life_years: Over how many years its value wears off; None if it does not.
    """

    name: str
    cost_cents: int
    done_on: date
    life_years: int | None = None

    def __post_init__(self) -> None:
        """Refuse a cost below zero and a life shorter than a year.

        Raises:
            InvalidInput: As said; the error names the field.
        """
        if self.cost_cents < 0:
            raise InvalidInput("An amount of money is not below zero.", field="cost_cents")
        if self.life_years is not None and self.life_years < 1:
            raise InvalidInput("An improvement lasts a year or more.", field="life_years")


class ImprovementCredit(NamedTuple):
    """What is credited, and how it was counted, in a plain sentence."""

    sentence: Phrase
    cents: int


def improvement_credit(
    improvement: Improvement, sold_on: date, percent: Decimal = Decimal(HUNDRED)
) -> ImprovementCredit:
    """The credit for one improvement: its cost less wear in a straight line, or a percent of that.

    Each whole year since the work takes the same part of the cost off; nothing is left after its
    life. The result is rounded once to the cent, half a cent up.

    Args:
        improvement: The work.
        sold_on: When the home is sold.
        percent: What part of the depreciated cost the lease credits.

    Raises:
        InvalidInput: The work was done after the sale.

    Source:
        "Capital Improvement Options for Indexed Resale Formulas" (22 December 2014),
        studylib.net/doc/8837222: an approved improvement adds less in each future year. The
        percent: ARCH Community Housing Trust's Glen Aspen example, 50 % of capital improvements.

    >>> roof = Improvement("New roof", 10_000_00, date(2015, 6, 1), life_years=20)
    >>> improvement_credit(roof, date(2020, 7, 1))
    ImprovementCredit(sentence='New roof: $10,000.00, less 5 of 20 years of wear', cents=750000)
    """
    if sold_on < improvement.done_on:
        msg = Phrase("“%(name)s” was done after the sale.", name=improvement.name)
        raise InvalidInput(msg, field="improvements")
    credit = Phrase(
        "%(name)s: %(cost)s", name=improvement.name, cost=format_cents(improvement.cost_cents)
    )
    worth = Fraction(improvement.cost_cents)
    if improvement.life_years is not None:
        worn = min(whole_years(improvement.done_on, sold_on), improvement.life_years)
        worth *= Fraction(improvement.life_years - worn, improvement.life_years)
        credit = Phrase(
            "%(credit)s, less %(worn)s of %(years)s years of wear",
            credit=credit,
            worn=worn,
            years=improvement.life_years,
        )
    if percent != HUNDRED:
        credit = Phrase(
            "%(credit)s, of which %(percent)s%%", credit=credit, percent=format_percent(percent)
        )
    return ImprovementCredit(credit, to_cents(percent_of(percent, worth)))
