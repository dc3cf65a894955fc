"""Asks for the resale formula of a lease, each family explained in plain words."""

from collections.abc import Iterator

from landtrust.domain.resale import describe_formula
from landtrust.domain.resale_parameters import formula_from_parameters
from landtrust.web.ownership_words import FORMULA_MEANINGS, FORMULA_WORDS
from landtrust.web.recording.questions import (
    NO,
    Answers,
    Choice,
    Field,
    Question,
    as_percent,
    yes_or_no,
)

NO_FORMULA = "none"
_PREFIX = "with_"
_FAMILIES = (
    *(Choice(code, words, FORMULA_MEANINGS[code]) for code, words in FORMULA_WORDS.items()),
    Choice(NO_FORMULA, "No formula", "The home may then be sold at any price."),
)
_OF_FAMILY = {
    "appraisal": (
        Field(
            "with_owner_percent",
            "Part of the rise in value that the owner gets, in percent",
            "number",
            hint="Leases of trusts often say 25.",
            preset="25",
            read=as_percent,
        ),
    ),
    "indexed": (
        Field(
            "with_index",
            "Which number does the price follow?",
            "choice",
            preset="ami",
            choices=(
                Choice("ami", "Area median income", "What the middle household earns here."),
                Choice("cpi", "Consumer price index", "What living costs."),
            ),
        ),
        yes_or_no("with_never_below_purchase_price", "Is it never below what the owner paid?", NO),
    ),
    "fixed_rate": (
        Field(
            "with_yearly_percent",
            "Percent by which it rises each year",
            "number",
            preset="1.5",
            read=as_percent,
        ),
        Field(
            "with_growth",
            "Percent of what?",
            "choice",
            preset="simple",
            choices=(
                Choice("simple", "Of the first price, each year the same sum"),
                Choice("compound", "Of the price of the year before"),
            ),
        ),
        Field(
            "with_counting",
            "Which years count?",
            "choice",
            preset="whole_years",
            choices=(
                Choice("whole_years", "Whole years only"),
                Choice("days", "Parts of a year too, by days"),
            ),
        ),
    ),
    "itemised": (
        Field(
            "with_yearly_percent",
            "Percent for inflation each year",
            "number",
            hint="0 where the lease has none.",
            preset="0",
            read=as_percent,
        ),
    ),
}
_OF_ALL = (
    Field(
        "with_improvement_percent",
        "Part of what approved improvements are still worth that is credited, in percent",
        "number",
        preset="100",
        read=as_percent,
    ),
    yes_or_no("with_capped_by_appraisal", "Is it never above the appraised value?", NO),
)


def formula_questions(answers: Answers) -> Iterator[Question]:
    """Which family, and with which numbers."""
    yield Question(
        code="formula",
        ask="For how much may the home be sold one day?",
        fields=(Field("formula", "Resale formula", "choice", choices=_FAMILIES),),
        words=("resale_formula",),
    )
    family = answers["formula"]
    if family != NO_FORMULA:
        yield Question(
            code="formula_numbers",
            ask=f"{FORMULA_WORDS[family]}: with which numbers?",
            fields=(*_OF_FAMILY[family], *_OF_ALL),
            lines=(FORMULA_MEANINGS[family],),
            check=formula_sentence,
        )


def formula_of(answers: Answers) -> tuple[str | None, dict[str, str] | None]:
    """The code and the parameters of the formula; None and None where there is none."""
    if answers["formula"] == NO_FORMULA:
        return None, None
    fields = (*_OF_FAMILY[answers["formula"]], *_OF_ALL)
    return answers["formula"], {one.name.removeprefix(_PREFIX): answers[one.name] for one in fields}


def formula_sentence(answers: Answers) -> str:
    """The formula in plain words."""
    code, parameters = formula_of(answers)
    if code is None or parameters is None:
        return "There is no resale formula: the home may be sold at any price."
    formula = describe_formula(formula_from_parameters(code, parameters))
    return f"Resale formula: {formula}"
