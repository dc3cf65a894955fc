"""Asks for the resale formula of a lease, each family explained in plain words."""

from collections.abc import Iterator

from landtrust.domain.resale import describe_formula
from landtrust.domain.resale_parameters import formula_from_parameters
from landtrust.phrases import Phrase
from landtrust.web.languages import say
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
    Choice(NO_FORMULA, Phrase("No formula"), Phrase("The home may then be sold at any price.")),
)
_OF_FAMILY = {
    "appraisal": (
        Field(
            "with_owner_percent",
            Phrase("Part of the rise in value that the owner gets, in percent"),
            "number",
            hint=Phrase("Leases of trusts often say 25."),
            preset="25",
            read=as_percent,
        ),
    ),
    "indexed": (
        Field(
            "with_index",
            Phrase("Which number does the price follow?"),
            "choice",
            preset="ami",
            choices=(
                Choice(
                    "ami",
                    Phrase("Area median income"),
                    Phrase("What the middle household earns here."),
                ),
                Choice("cpi", Phrase("Consumer price index"), Phrase("What living costs.")),
            ),
        ),
        yes_or_no(
            "with_never_below_purchase_price", Phrase("Is it never below what the owner paid?"), NO
        ),
    ),
    "fixed_rate": (
        Field(
            "with_yearly_percent",
            Phrase("Percent by which it rises each year"),
            "number",
            preset="1.5",
            read=as_percent,
        ),
        Field(
            "with_growth",
            Phrase("Percent of what?"),
            "choice",
            preset="simple",
            choices=(
                Choice("simple", Phrase("Of the first price, each year the same sum")),
                Choice("compound", Phrase("Of the price of the year before")),
            ),
        ),
        Field(
            "with_counting",
            Phrase("Which years count?"),
            "choice",
            preset="whole_years",
            choices=(
                Choice("whole_years", Phrase("Whole years only")),
                Choice("days", Phrase("Parts of a year too, by days")),
            ),
        ),
    ),
    "itemised": (
        Field(
            "with_yearly_percent",
            Phrase("Percent for inflation each year"),
            "number",
            hint=Phrase("0 where the lease has none."),
            preset="0",
            read=as_percent,
        ),
    ),
}
_OF_ALL = (
    Field(
        "with_improvement_percent",
        Phrase("Part of what approved improvements are still worth that is credited, in percent"),
        "number",
        preset="100",
        read=as_percent,
    ),
    yes_or_no("with_capped_by_appraisal", Phrase("Is it never above the appraised value?"), NO),
)


def formula_questions(answers: Answers) -> Iterator[Question]:
    """Which family, and with which numbers."""
    yield Question(
        code="formula",
        ask=Phrase("For how much may the home be sold one day?"),
        fields=(Field("formula", Phrase("Resale formula"), "choice", choices=_FAMILIES),),
        words=("resale_formula",),
    )
    family = answers["formula"]
    if family != NO_FORMULA:
        yield Question(
            code="formula_numbers",
            ask=Phrase("%(formula)s: with which numbers?", formula=FORMULA_WORDS[family]),
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
        return Phrase("There is no resale formula: the home may be sold at any price.")
    formula = describe_formula(formula_from_parameters(code, parameters))
    return Phrase("Resale formula: %(formula)s", formula=say(formula))
