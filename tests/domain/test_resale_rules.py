"""What holds of every resale formula, and what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.improvements import Improvement
from landtrust.domain.percents import Growth
from landtrust.domain.resale import describe_formula, resale_price
from landtrust.domain.resale_formulas import (
    AppraisalFormula,
    FixedRateFormula,
    Index,
    IndexedFormula,
    ItemisedFormula,
    ResaleFormula,
    YearCount,
)
from landtrust.domain.resale_parameters import (
    FORMULAS,
    formula_from_parameters,
    formula_parameters,
)
from landtrust.domain.sales import Item, Sale
from landtrust.errors import InvalidInput

_BOUGHT = date(2010, 3, 1)
_KNOWN = Sale(
    purchase_price_cents=1,
    bought_on=_BOUGHT,
    sold_on=_BOUGHT,
    initial_appraisal_cents=1,
    final_appraisal_cents=1,
    initial_index=Decimal(1),
    final_index=Decimal(1),
)


@pytest.mark.parametrize(
    ("formula", "field"),
    [
        (AppraisalFormula(owner_percent=Decimal(25)), "initial_appraisal_cents"),
        (AppraisalFormula(owner_percent=Decimal(25)), "final_appraisal_cents"),
        (ItemisedFormula(capped_by_appraisal=True), "final_appraisal_cents"),
        (IndexedFormula(index=Index.CONSUMER_PRICES), "initial_index"),
        (IndexedFormula(index=Index.CONSUMER_PRICES), "final_index"),
    ],
)
def test_what_a_formula_needs_and_nobody_knows_is_refused_and_named(
    formula: ResaleFormula, field: str
) -> None:
    unknown: dict[str, Any] = {field: None}
    sale = replace(_KNOWN, **unknown)
    with pytest.raises(InvalidInput) as refused:
        resale_price(formula, sale)
    assert refused.value.fields["field"] == field


@pytest.mark.parametrize("index", [Decimal(0), Decimal(-1), Decimal("nan"), Decimal("inf")])
def test_an_index_that_is_not_above_zero_is_refused(index: Decimal) -> None:
    with pytest.raises(InvalidInput):
        resale_price(
            IndexedFormula(index=Index.CONSUMER_PRICES), replace(_KNOWN, initial_index=index)
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sold_on", date(2000, 1, 1)),
        ("purchase_price_cents", -1),
        ("initial_appraisal_cents", -1),
        ("final_appraisal_cents", -1),
        ("allowances", (Item("Costs", -1),)),
        ("deductions", (Item("Damage", -1),)),
    ],
)
def test_a_sale_that_cannot_be_is_refused_and_the_field_named(field: str, value: object) -> None:
    changed: dict[str, Any] = {field: value}
    with pytest.raises(InvalidInput) as refused:
        replace(_KNOWN, **changed)
    assert refused.value.fields["field"] == field


_percents = st.decimals(0, 100, places=2)
_common = {"improvement_percent": _percents, "capped_by_appraisal": st.booleans()}
_formulas: st.SearchStrategy[ResaleFormula] = st.one_of(
    st.builds(AppraisalFormula, owner_percent=_percents, **_common),
    st.builds(
        IndexedFormula,
        index=st.sampled_from(Index),
        never_below_purchase_price=st.booleans(),
        **_common,
    ),
    st.builds(
        FixedRateFormula,
        yearly_percent=_percents,
        growth=st.sampled_from(Growth),
        counting=st.sampled_from(YearCount),
        **_common,
    ),
    st.builds(ItemisedFormula, yearly_percent=_percents, **_common),
)
_cents = st.integers(0, 10**9)
_sales = st.builds(
    Sale,
    purchase_price_cents=_cents,
    bought_on=st.just(_BOUGHT),
    sold_on=st.dates(date(2015, 1, 1), date(2109, 1, 1)),
    initial_appraisal_cents=_cents,
    final_appraisal_cents=_cents,
    initial_index=st.decimals(1, 10**6, places=3),
    final_index=st.decimals(1, 10**6, places=3),
    improvements=st.lists(
        st.builds(
            Improvement,
            name=st.just("Porch"),
            cost_cents=_cents,
            done_on=st.dates(_BOUGHT, date(2015, 1, 1)),
            life_years=st.none() | st.integers(1, 40),
        ),
        max_size=2,
    ).map(tuple),
    allowances=st.lists(st.builds(Item, st.just("Costs"), _cents), max_size=2).map(tuple),
)


@given(_formulas, _sales)
def test_the_steps_add_up_to_the_price_and_the_cap_holds(
    formula: ResaleFormula, sale: Sale
) -> None:
    price = resale_price(formula, sale)
    assert sum(step.amount_cents for step in price.steps) == price.price_cents
    assert price.price_cents >= 0
    if formula.capped_by_appraisal:
        assert sale.final_appraisal_cents is not None
        assert price.price_cents <= sale.final_appraisal_cents


@given(_formulas)
def test_a_formula_is_made_again_from_its_code_and_parameters(formula: ResaleFormula) -> None:
    made_again = formula_from_parameters(formula.code, formula_parameters(formula))
    assert made_again == formula
    assert describe_formula(made_again) == describe_formula(formula)


@pytest.mark.parametrize(
    ("code", "parameters", "field"),
    [
        ("mortgage", {}, "code"),
        ("appraisal", {}, "owner_percent"),
        ("appraisal", {"owner_percent": "a quarter"}, "owner_percent"),
        ("appraisal", {"owner_percent": "25", "yearly_percent": "2"}, "yearly_percent"),
        ("indexed", {"index": "gold"}, "index"),
        ("fixed_rate", {"yearly_percent": "2", "growth": "fast"}, "growth"),
        ("fixed_rate", {"yearly_percent": "2", "counting": "weeks"}, "counting"),
        ("itemised", {"capped_by_appraisal": "True"}, "capped_by_appraisal"),
    ],
)
def test_parameters_that_cannot_be_read_are_refused_and_named(
    code: str, parameters: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        formula_from_parameters(code, parameters)
    assert refused.value.fields["field"] == field


def test_a_percent_out_of_range_is_refused_without_parameters_too() -> None:
    with pytest.raises(InvalidInput) as refused:
        AppraisalFormula(owner_percent=Decimal(125))
    assert refused.value.fields["field"] == "owner_percent"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (IndexedFormula(index=Index.CONSUMER_PRICES), "to the consumer price index."),
        (
            IndexedFormula(index=Index.AREA_MEDIAN_INCOME, never_below_purchase_price=True),
            "area median income, and never less than the owner paid.",
        ),
        (
            FixedRateFormula(yearly_percent=Decimal("1.5"), growth=Growth.COMPOUND),
            "plus 1.5% compounded for each whole year of owning.",
        ),
        (
            FixedRateFormula(yearly_percent=Decimal(2), counting=YearCount.DAYS),
            "plus 2% of that price for each year, counted by days, of owning.",
        ),
        (ItemisedFormula(), "The price the owner paid, and the items that the lease lists."),
        (
            ItemisedFormula(yearly_percent=Decimal(1)),
            "plus 1% of it for each whole year of owning, and the items",
        ),
    ],
)
def test_each_formula_says_its_rule_in_plain_words(formula: ResaleFormula, words: str) -> None:
    assert words in describe_formula(formula)
    assert FORMULAS[formula.code] is type(formula)
