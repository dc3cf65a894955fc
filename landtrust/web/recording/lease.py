"""The form that records a ground lease."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from sqlalchemy import Connection

from landtrust.domain.lease_terms import MOST_DAYS, MOST_YEARS, LeaseTerm
from landtrust.phrases import Phrase, counted
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
from landtrust.web.wording import format_day, format_dollars

_PERIODS = (Choice("month", Phrase("A month")), Choice("year", Phrase("A year")))


class LeaseForm(RecordForm):
    """Records a ground lease of a holding."""

    action = "grant_ground_lease"
    title = Phrase("Record a ground lease")

    def __init__(self, detail: HoldingDetail, people: People, today: date) -> None:
        """Make the form for a holding."""
        self._detail = detail
        self._today = today
        self._lessees = Holders(people, "lessee", Phrase("Who leases the land?"))

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
        sentences = [
            Phrase(
                "%(lessees)s: ground lease of this land.", lessees=self._lessees.sentence(answers)
            ),
            _term_sentence(terms),
            *self._lessees.newcomers(answers),
        ]
        if terms.renewal_years:
            sentences.append(_renewal_sentence(terms.renewal_years))
        sentences += [
            _building_sentence(answers, terms),
            _fee_sentence(terms),
            formula_sentence(answers),
            _option_sentence(terms.option_days),
        ]
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
            ask=Phrase("When does the lease begin?"),
            fields=(Field("begins_on", Phrase("First day"), "day", preset=preset, read=as_day),),
            words=("ground_lease",),
        )

    def _building(self) -> Question:
        has_one = any(one.kind == "building" for one in self._detail.pieces)
        return Question(
            code="building",
            ask=Phrase("Do they own the building, apart from the land?"),
            fields=(
                yes_or_no(
                    "building",
                    Phrase("Building sold with the lease"),
                    YES if has_one else "",
                    Phrase("Most trusts keep the land, and the family owns the home."),
                ),
            ),
        )


def _years() -> Question:
    return Question(
        code="years",
        ask=Phrase("For how many years?"),
        fields=(
            Field(
                "years",
                Phrase("Years"),
                "number",
                hint=Phrase("Most trusts say 99: longer than a life, so that children can stay."),
                preset="99",
                read=whole_number(1, MOST_YEARS),
            ),
            Field(
                "renewal",
                Phrase("Years of a renewal that the lease offers"),
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
        ask=Phrase("What did they pay for the building?"),
        fields=(
            Field(
                "price",
                Phrase("Dollars"),
                "number",
                hint=Phrase("A later sale is reckoned from it. Only stewards can read it."),
                is_needed=False,
                read=as_cents,
            ),
        ),
    )


def _fee() -> Question:
    return Question(
        code="fee",
        ask=Phrase("What do they pay for the use of the land?"),
        fields=(
            Field(
                "fee",
                Phrase("Dollars"),
                "number",
                hint=Phrase("Empty: nothing."),
                is_needed=False,
                read=as_cents,
            ),
            Field("fee_period", Phrase("For each"), "choice", preset="month", choices=_PERIODS),
        ),
        words=("fee",),
    )


def _option() -> Question:
    return Question(
        code="option_days",
        ask=Phrase("May the trust buy first, when they sell?"),
        fields=(
            Field(
                "option_days",
                Phrase("Days that the trust has to answer"),
                "number",
                hint=Phrase("Such as 60. Empty: the trust has no such right."),
                is_needed=False,
                read=whole_number(1, MOST_DAYS),
            ),
        ),
        words=("option",),
    )


def _term_sentence(terms: LeaseTerms) -> Phrase:
    return counted(
        "From %(first)s for %(num)s year, until %(last)s.",
        "From %(first)s for %(num)s years, until %(last)s.",
        terms.term_years,
        first=format_day(terms.begins_on),
        last=format_day(LeaseTerm(terms.begins_on, terms.term_years).ends_on),
    )


def _renewal_sentence(years: int) -> Phrase:
    return counted(
        "It can be renewed for %(num)s more year.",
        "It can be renewed for %(num)s more years.",
        years,
    )


def _building_sentence(answers: Answers, terms: LeaseTerms) -> Phrase:
    if answers["building"] != YES:
        return Phrase("The building is not sold with it.")
    if terms.price_cents is None:
        return Phrase("They own the building from then on; its price is not recorded.")
    price = format_dollars(terms.price_cents)
    return Phrase("They own the building from then on, for %(price)s.", price=price)


def _fee_sentence(terms: LeaseTerms) -> Phrase:
    if terms.fee_cents is None:
        return Phrase("No lease fee.")
    fee = format_dollars(terms.fee_cents)
    if terms.fee_period == "year":
        return Phrase("Lease fee: %(fee)s a year.", fee=fee)
    return Phrase("Lease fee: %(fee)s a month.", fee=fee)


def _option_sentence(days: int | None) -> Phrase:
    if not days:
        return Phrase("The trust has no right to buy first.")
    return counted(
        "The trust may buy first, within %(num)s day.",
        "The trust may buy first, within %(num)s days.",
        days,
    )
