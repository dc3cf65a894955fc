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
from landtrust.phrases import Phrase, counted

_DAYS_OF_A_YEAR = 365
_GROWTHS = {Growth.SIMPLE: Phrase("simple"), Growth.COMPOUND: Phrase("compound")}


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
    def rule(self) -> Phrase:
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
        values = Phrase(
            "from %(before)s to %(after)s", before=format_cents(before), after=format_cents(after)
        )
        if credited:
            values = Phrase(
                "%(values)s, less %(credited)s that improvements are credited",
                values=values,
                credited=format_cents(credited),
            )
        if rise <= 0:
            yield Step(
                Phrase(
                    "The appraised value did not rise (%(values)s): nothing is added.",
                    values=values,
                ),
                0,
            )
            return
        share = to_cents(percent_of(self.owner_percent, rise))
        sentence = Phrase(
            "%(percent)s%% of %(rise)s, by which the appraised value rose (%(values)s)",
            percent=format_percent(self.owner_percent),
            rise=format_cents(rise),
            values=values,
        )
        yield Step(sentence, share)

    def rule(self) -> Phrase:
        """The rule in plain words."""
        return Phrase(
            "The price the owner paid, plus %(percent)s%% of the rise in appraised value since "
            "then.",
            percent=format_percent(self.owner_percent),
        )


class Index(StrEnum):
    """What a price is indexed by."""

    AREA_MEDIAN_INCOME = "ami"
    CONSUMER_PRICES = "cpi"


_INDEX_NAMES = {
    Index.AREA_MEDIAN_INCOME: Phrase("area median income"),
    Index.CONSUMER_PRICES: Phrase("consumer price index"),
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
        values = Phrase(
            "the %(index)s went from %(before)s to %(after)s",
            index=_INDEX_NAMES[self.index],
            before=format_percent(before),
            after=format_percent(after),
        )
        if change < 0 and self.never_below_purchase_price:
            yield Step(Phrase("A fall of the index changes nothing: %(values)s", values=values), 0)
            return
        sentence = Phrase("The price changes in proportion, as %(values)s", values=values)
        yield Step(sentence, to_cents(change))

    def rule(self) -> Phrase:
        """The rule in plain words."""
        index = _INDEX_NAMES[self.index]
        if self.never_below_purchase_price:
            return Phrase(
                "The price the owner paid, changed in proportion to the %(index)s, and never less "
                "than the owner paid.",
                index=index,
            )
        return Phrase(
            "The price the owner paid, changed in proportion to the %(index)s.", index=index
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
        owning = _years(years)
        if days:
            and_days = counted("%(num)s day", "%(num)s days", days)
            owning = Phrase("%(years)s and %(days)s", years=owning, days=and_days)
        sentence = Phrase(
            "%(percent)s%% a year (%(growth)s) for %(years)s",
            percent=format_percent(self.yearly_percent),
            growth=_GROWTHS[self.growth],
            years=owning,
        )
        yield Step(sentence, to_cents(rise))

    def rule(self) -> Phrase:
        """The rule in plain words."""
        percent = format_percent(self.yearly_percent)
        by_days = self.counting is YearCount.DAYS
        if self.growth is Growth.SIMPLE:
            return _simple_rule(percent, by_days=by_days)
        return _compound_rule(percent, by_days=by_days)


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
        sentence = Phrase(
            "%(percent)s%% a year (%(growth)s) for %(years)s",
            percent=format_percent(self.yearly_percent),
            growth=_GROWTHS[Growth.SIMPLE],
            years=_years(years),
        )
        yield Step(sentence, to_cents(rise))

    def rule(self) -> Phrase:
        """The rule in plain words."""
        if not self.yearly_percent:
            return Phrase("The price the owner paid, and the items that the lease lists.")
        return Phrase(
            "The price the owner paid, plus %(percent)s%% of it for each whole year of owning, and "
            "the items that the lease lists.",
            percent=format_percent(self.yearly_percent),
        )


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


def _years(number: int) -> Phrase:
    return counted("%(num)s year", "%(num)s years", number)


def _simple_rule(percent: str, *, by_days: bool) -> Phrase:
    if by_days:
        return Phrase(
            "The price the owner paid, plus %(percent)s%% of that price for each year, counted by "
            "days, of owning.",
            percent=percent,
        )
    return Phrase(
        "The price the owner paid, plus %(percent)s%% of that price for each whole year of owning.",
        percent=percent,
    )


def _compound_rule(percent: str, *, by_days: bool) -> Phrase:
    if by_days:
        return Phrase(
            "The price the owner paid, plus %(percent)s%% compounded for each year, counted by "
            "days, of owning.",
            percent=percent,
        )
    return Phrase(
        "The price the owner paid, plus %(percent)s%% compounded for each whole year of owning.",
        percent=percent,
    )
