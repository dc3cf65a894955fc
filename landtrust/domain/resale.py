"""What a home on a trust's land may be sold for: resale formulas that show every step of the sum.

Rounding: each step is counted exactly and then rounded once to the cent, half a cent up; the
price is the sum of the rounded steps, so that whoever adds up what is shown gets the price.

Source:
    The families of formulas: Grounded Solutions Network, CLT Technical Manual, chapter 12,
    "Resale Formula Design" (2011). The lease itself is what counts.
"""

from landtrust.domain.money import format_cents
from landtrust.domain.percents import format_percent
from landtrust.domain.resale_formulas import ResaleFormula, improvement_steps, known_cents
from landtrust.domain.sales import ResalePrice, Sale, Step
from landtrust.errors import RuleBroken
from landtrust.phrases import Phrase, joined


def resale_price(formula: ResaleFormula, sale: Sale) -> ResalePrice:
    """What the home may be sold for under a formula. The steps add up to the price.

    The order is: what the owner paid, the family's increase, improvements, allowances,
    deductions, and last the cap by the appraisal.

    Raises:
        InvalidInput: The formula needs something that the sale does not say; the error names it.
        RuleBroken: The deductions leave less than nothing.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from landtrust.domain.resale_formulas import Index, IndexedFormula
    >>> sale = Sale(purchase_price_cents=136_000_00, bought_on=date(2010, 1, 1),
    ...             sold_on=date(2020, 1, 1), initial_index=Decimal(100), final_index=Decimal(110))
    >>> for step in resale_price(IndexedFormula(index=Index.AREA_MEDIAN_INCOME), sale).steps:
    ...     print(step.sentence, step.amount_cents)
    The owner paid $136,000.00 13600000
    The price changes in proportion, as the area median income went from 100 to 110 1360000
    """
    steps = [
        Step(
            Phrase("The owner paid %(price)s", price=format_cents(sale.purchase_price_cents)),
            sale.purchase_price_cents,
        ),
        *formula.increase(sale),
        *improvement_steps(formula, sale),
        *(Step(Phrase("Added: %(name)s", name=item.name), item.cents) for item in sale.allowances),
        *(
            Step(Phrase("Taken off: %(name)s", name=item.name), -item.cents)
            for item in sale.deductions
        ),
    ]
    price = sum(step.amount_cents for step in steps)
    if formula.capped_by_appraisal:
        most = known_cents(sale.final_appraisal_cents, "final_appraisal_cents")
        if price > most:
            cap = Phrase(
                "The price may not be above the appraised value, %(most)s", most=format_cents(most)
            )
            steps.append(Step(cap, most - price))
            price = most
    if price < 0:
        raise RuleBroken("What is taken off is more than the price.", field="deductions")
    return ResalePrice(price, tuple(steps))


def describe_formula(formula: ResaleFormula) -> Phrase:
    """The formula in plain sentences.

    >>> from decimal import Decimal
    >>> from landtrust.domain.resale_formulas import AppraisalFormula
    >>> describe_formula(AppraisalFormula(owner_percent=Decimal(25), capped_by_appraisal=True))
    'The price the owner paid, plus 25% of the rise in appraised value since then. Approved \
improvements are credited at 100% of their cost less wear. The price is never above the appraised \
value.'
    """
    sentences = [formula.rule()]
    if formula.improvement_percent:
        percent = format_percent(formula.improvement_percent)
        sentences.append(
            Phrase(
                "Approved improvements are credited at %(percent)s%% of their cost less wear.",
                percent=percent,
            )
        )
    else:
        sentences.append(Phrase("Improvements are not credited."))
    if formula.capped_by_appraisal:
        sentences.append(Phrase("The price is never above the appraised value."))
    return joined(sentences, " ")
