"""The form that records a ground lease."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from sqlalchemy import Connection

from landtrust.domain.lease_terms import MOST_DAYS, MOST_YEARS, LeaseTerm
from landtrust.queries.holding_detail import HoldingDetail
from landtrust.services.leases import LeaseTerms, NewLease, grant_ground_lease
from landtrust.services.record_book import Errand
from landtrust.web.recording.formulas import formula_of, formula_questions, formula_sentence
from landtrust.web.recording.papers import paper_question, paper_sentence, papers_of
from landtrust.web.recording.people import Holders, People
from landtrust.web.recording.questions import (
    YES,
    Answers,
    Choice,
    Field,
    Question,
    RecordForm,
    as_cents,
    as_day,
    cents_or_none,
    number_or_none,
    whole_number,
    yes_or_no,
)
from landtrust.web.wording import format_count, format_day, format_dollars

_PERIODS = (Choice("month", "A month"), Choice("year", "A year"))


class LeaseForm(RecordForm):
    """Records a ground lease of a holding."""

    action = "grant_ground_lease"
    title = "Record a ground lease"

    def __init__(self, detail: HoldingDetail, people: People, today: date) -> None:
        """Make the form for a holding."""
        self._detail = detail
        self._today = today
        self._lessees = Holders(people, "lessee", "Who leases the land?")

    def questions(self, answers: Answers) -> Iterator[Question]:
        """To whom, for how long, for what, and what happens when they leave."""
        yield from self._lessees.questions(answers)
        yield self._begins()
        yield _years()
        yield self._building()
        if answers["building"] == YES:
            yield _price()
        yield _fee()
        yield from formula_questions(answers)
        yield _option()
        yield paper_question("ground_lease")

    def sentences(self, answers: Answers) -> list[str]:
        """The lease in plain words."""
        terms = self._terms(answers)
        years = format_count(terms.term_years, "year", "years")
        ends_on = LeaseTerm(terms.begins_on, terms.term_years).ends_on
        sentences = [
            f"{self._lessees.sentence(answers)}: ground lease of this land.",
            f"From {format_day(terms.begins_on)} for {years}, until {format_day(ends_on)}.",
            *self._lessees.newcomers(answers),
        ]
        if terms.renewal_years:
            more = format_count(terms.renewal_years, "more year", "more years")
            sentences.append(f"It can be renewed for {more}.")
        sentences.append(_building_sentence(answers, terms))
        fee = format_dollars(terms.fee_cents)
        sentences.append(f"Lease fee: {fee} a {terms.fee_period}." if terms.fee_cents is not None
                         else "No lease fee.")  # fmt: skip
        sentences.append(formula_sentence(answers))
        days = terms.option_days
        sentences.append(f"The trust may buy first, within {format_count(days, 'day', 'days')}."
                         if days else "The trust has no right to buy first.")  # fmt: skip
        return [*sentences, paper_sentence(answers)]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record the lease, and whoever is new."""
        lease = NewLease(
            terms=self._terms(answers),
            leaseholders=self._lessees.record(connection, errand, answers),
            with_building=answers["building"] == YES,
            papers=papers_of(answers),
        )
        grant_ground_lease(connection, errand, self._detail.id, lease)
        return url_for("holding_pages.holding", holding_id=self._detail.id)

    def _terms(self, answers: Answers) -> LeaseTerms:
        formula, parameters = formula_of(answers)
        fee_cents = cents_or_none(answers["fee"])
        return LeaseTerms(
            begins_on=as_day(answers["begins_on"]),
            term_years=int(answers["years"]),
            renewal_years=number_or_none(answers["renewal"]),
            fee_cents=fee_cents,
            fee_period=None if fee_cents is None else answers["fee_period"],
            option_days=number_or_none(answers["option_days"]),
            resale_formula=formula,
            resale_parameters=parameters,
            price_cents=cents_or_none(answers.get("price")),
        )

    def _begins(self) -> Question:
        preset = self._today.isoformat()
        return Question(
            code="begins_on",
            ask="When does the lease begin?",
            fields=(Field("begins_on", "First day", "day", preset=preset, read=as_day),),
            words=("ground_lease",),
        )

    def _building(self) -> Question:
        has_one = any(one.kind == "building" for one in self._detail.pieces)
        return Question(
            code="building",
            ask="Do they own the building, apart from the land?",
            fields=(
                yes_or_no(
                    "building",
                    "Building sold with the lease",
                    YES if has_one else "",
                    "Most trusts keep the land, and the family owns the home.",
                ),
            ),
        )


def _years() -> Question:
    return Question(
        code="years",
        ask="For how many years?",
        fields=(
            Field(
                "years",
                "Years",
                "number",
                hint="Most trusts say 99: longer than a life, so that children can stay.",
                preset="99",
                read=whole_number(1, MOST_YEARS),
            ),
            Field(
                "renewal",
                "Years of a renewal that the lease offers",
                "number",
                is_needed=False,
                read=whole_number(1, MOST_YEARS),
            ),
        ),
        words=("ground_lease",),
    )


def _price() -> Question:
    return Question(
        code="price",
        ask="What did they pay for the building?",
        fields=(
            Field(
                "price",
                "Dollars",
                "number",
                hint="A later sale is reckoned from it. Only stewards can read it.",
                is_needed=False,
                read=as_cents,
            ),
        ),
    )


def _fee() -> Question:
    return Question(
        code="fee",
        ask="What do they pay for the use of the land?",
        fields=(
            Field(
                "fee", "Dollars", "number", hint="Empty: nothing.", is_needed=False, read=as_cents
            ),
            Field("fee_period", "For each", "choice", preset="month", choices=_PERIODS),
        ),
        words=("fee",),
    )


def _option() -> Question:
    return Question(
        code="option_days",
        ask="May the trust buy first, when they sell?",
        fields=(
            Field(
                "option_days",
                "Days that the trust has to answer",
                "number",
                hint="Such as 60. Empty: the trust has no such right.",
                is_needed=False,
                read=whole_number(1, MOST_DAYS),
            ),
        ),
        words=("option",),
    )


def _building_sentence(answers: Answers, terms: LeaseTerms) -> str:
    if answers["building"] != YES:
        return "The building is not sold with it."
    if terms.price_cents is None:
        return "They own the building from then on; its price is not recorded."
    return f"They own the building from then on, for {format_dollars(terms.price_cents)}."
