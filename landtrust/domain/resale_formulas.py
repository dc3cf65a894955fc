"""The families of resale formulas, and how each changes the price that the owner paid.

Source:
    Grounded Solutions Network, CLT Technical Manual, chapter 12, "Resale Formula Design" (2011).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from landtrust.domain.anniversaries import after_years, whole_years
from landtrust.domain.improvements import improvement_credit
from landtrust.domain.money import format_cents
from landtrust.domain.percents import (
    Growth,
    format_percent,
    grown,
    percent_of,
    require_percent,
    to_cents,
)
from landtrust.domain.sales import Sale, Step
from landtrust.errors import InvalidInput

_DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class ResaleFormula(ABC):
    """What all formulas may say.

    Attributes:
        improvement_percent: What part of the depreciated cost of improvements is credited.
        capped_by_appraisal: Whether the price may not be above the final appraisal.
    """

    code: ClassVar[str]
    improvement_percent: Decimal = Decimal(100)
    capped_by_appraisal: bool = False

    def __post_init__(self) -> None:
        """Refuse percents out of range.

        Raises:
            InvalidInput: It is not from 0 to 100; the error names the field.
        """
        for name in ("improvement_percent", "owner_percent", "yearly_percent"):
            if hasattr(self, name):
                require_percent(getattr(self, name), name)

    @abstractmethod
    def increase(self, sale: Sale) -> Iterator[Step]:
        """The steps by which this family raises (or lowers) the owner's purchase price."""

    @abstractmethod
    def rule(self) -> str:
        """The family's rule in plain words, without what all formulas may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalFormula(ResaleFormula):
    """The purchase price and a part of what the appraised value rose by.

    What improvements are credited is taken out of the rise first, so it is not shared again. A
    fall in value is not shared: nothing is added.

    Attributes:
        owner_percent: The owner's part of the rise.

    Source:
        Champlain Housing Trust (Burlington, Vermont), www.getahome.org, "Capital Improvements":
        the owner keeps all of the value that improvements added and 25 % of other appreciation.
    """

    code = "appraisal"
    owner_percent: Decimal

    def increase(self, sale: Sale) -> Iterator[Step]:
        """The owner's part of the rise in appraised value."""
        before = known_cents(sale.initial_appraisal_cents, "initial_appraisal_cents")
        after = known_cents(sale.final_appraisal_cents, "final_appraisal_cents")
        credited = sum(step.amount_cents for step in improvement_steps(self, sale))
        rise = after - before - credited
        values = f"from {format_cents(before)} to {format_cents(after)}"
        if credited:
            values += f", less {format_cents(credited)} that improvements are credited"
        if rise <= 0:
            yield Step(f"The appraised value did not rise ({values}): nothing is added.", 0)
            return
        share = to_cents(percent_of(self.owner_percent, rise))
        percent = format_percent(self.owner_percent)
        yield Step(
            f"{percent}% of {format_cents(rise)}, by which the appraised value rose ({values})",
            share,
        )

    def rule(self) -> str:
        """The rule in plain words."""
        return (
            f"The price the owner paid, plus {format_percent(self.owner_percent)}% of the rise in "
            "appraised value since then."
        )


class Index(StrEnum):
    """What a price is indexed by."""

    AREA_MEDIAN_INCOME = "ami"
    CONSUMER_PRICES = "cpi"


_INDEX_NAMES = {
    Index.AREA_MEDIAN_INCOME: "area median income",
    Index.CONSUMER_PRICES: "consumer price index",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedFormula(ResaleFormula):
    """The purchase price, changed in proportion to an index.

    Attributes:
        index: Which one.
        never_below_purchase_price: Whether a fall of the index changes nothing; else the price
            falls with it.

    Source:
        The Home Trust's "Resale Formula", hometrust.org/home-buyers/resale-formula.
    """

    code = "indexed"
    index: Index
    never_below_purchase_price: bool = False

    def increase(self, sale: Sale) -> Iterator[Step]:
        """The change in proportion to the index."""
        before = _positive(sale.initial_index, "initial_index")
        after = _positive(sale.final_index, "final_index")
        change = sale.purchase_price_cents * (Fraction(after) / Fraction(before) - 1)
        values = (
            f"the {_INDEX_NAMES[self.index]} went from {format_percent(before)} "
            f"to {format_percent(after)}"
        )
        if change < 0 and self.never_below_purchase_price:
            yield Step(f"A fall of the index changes nothing: {values}", 0)
            return
        yield Step(f"The price changes in proportion, as {values}", to_cents(change))

    def rule(self) -> str:
        """The rule in plain words."""
        floor = ", and never less than the owner paid" if self.never_below_purchase_price else ""
        return (
            "The price the owner paid, changed in proportion to the "
            f"{_INDEX_NAMES[self.index]}{floor}."
        )


class YearCount(StrEnum):
    """What counts as a year of owning."""

    WHOLE_YEARS = "whole_years"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedRateFormula(ResaleFormula):
    """The purchase price, raised by a fixed percent for each year of owning.

    By days, those after the last anniversary count as 365ths of a year, at most all of it.

    Attributes:
        yearly_percent: The rise in a year.
        growth: Of the purchase price only, or of what was added before too.
        counting: Whether a begun year counts by its days.

    Source:
        Simple: North-Missoula Community Development Corporation, www.nmcdc.org, "Resale
        Formula". Compound: Big River CLT, bigriverclt.org, "Resale Formula".
    """

    code = "fixed_rate"
    yearly_percent: Decimal
    growth: Growth = Growth.SIMPLE
    counting: YearCount = YearCount.WHOLE_YEARS

    def increase(self, sale: Sale) -> Iterator[Step]:
        """The rise by a fixed percent for the years of owning."""
        years = whole_years(sale.bought_on, sale.sold_on)
        days = 0
        if self.counting is YearCount.DAYS:
            days = min((sale.sold_on - after_years(sale.bought_on, years)).days, _DAYS_OF_A_YEAR)
        price = sale.purchase_price_cents
        owned = years + Fraction(days, _DAYS_OF_A_YEAR)
        rise = grown(price, self.yearly_percent, owned, self.growth) - price
        and_days = f" and {_counted(days, 'day')}" if days else ""
        yield Step(
            f"{format_percent(self.yearly_percent)}% a year ({self.growth}) for "
            f"{_counted(years, 'year')}{and_days}",
            to_cents(rise),
        )

    def rule(self) -> str:
        """The rule in plain words."""
        of_what = "of that price" if self.growth is Growth.SIMPLE else "compounded"
        years = "whole year" if self.counting is YearCount.WHOLE_YEARS else "year, counted by days,"
        return (
            f"The price the owner paid, plus {format_percent(self.yearly_percent)}% {of_what} for "
            f"each {years} of owning."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemisedFormula(ResaleFormula):
    """The purchase price, and what stands on a list: improvements, allowances, deductions.

    Attributes:
        yearly_percent: An inflation factor that some lists have: of the purchase price, for each
            whole year; 0 for none.

    Source:
        Community Frameworks, "Resale Formulas", www.communityframeworks.org: itemized formulas
        add or subtract specific factors, and may include a set inflation factor.
    """

    code = "itemised"
    yearly_percent: Decimal = Decimal(0)

    def increase(self, sale: Sale) -> Iterator[Step]:
        """The inflation factor, where there is one."""
        if not self.yearly_percent:
            return
        years = whole_years(sale.bought_on, sale.sold_on)
        price = sale.purchase_price_cents
        rise = grown(price, self.yearly_percent, Fraction(years), Growth.SIMPLE) - price
        yield Step(
            f"{format_percent(self.yearly_percent)}% a year (simple) for {_counted(years, 'year')}",
            to_cents(rise),
        )

    def rule(self) -> str:
        """The rule in plain words."""
        factor = (
            f", plus {format_percent(self.yearly_percent)}% of it for each whole year of owning"
            if self.yearly_percent
            else ""
        )
        return f"The price the owner paid{factor}, and the items that the lease lists."


def improvement_steps(formula: ResaleFormula, sale: Sale) -> Iterator[Step]:
    """A step for each improvement, unless the formula credits none."""
    if not formula.improvement_percent:
        return
    for improvement in sale.improvements:
        credit = improvement_credit(improvement, sale.sold_on, formula.improvement_percent)
        yield Step(credit.sentence, credit.cents)


def known_cents(cents: int | None, field: str) -> int:
    """The amount, if it is known.

    Raises:
        InvalidInput: It is None; the error names the field.
    """
    if cents is None:
        raise InvalidInput("This formula needs the appraised value.", field=field)
    return cents


def _positive(index: Decimal | None, field: str) -> Decimal:
    if index is None or not index.is_finite() or index <= 0:
        raise InvalidInput("This formula needs the index, a number above zero.", field=field)
    return index


def _counted(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
