"""The form that records a sale of the building, and shows every step to its price."""

from collections.abc import Callable, Iterator
from datetime import date

import orjson
from flask import url_for
from sqlalchemy import Connection

from landtrust.domain.improvements import Improvement
from landtrust.domain.money import format_cents
from landtrust.domain.sales import Item, ResalePrice, Sale
from landtrust.phrases import Phrase
from landtrust.queries.holding_detail import HoldingDetail, LeaseRow
from landtrust.services.leases import HomeSale, allowed_price, record_resale
from landtrust.services.record_book import Errand
from landtrust.web.languages import say
from landtrust.web.ownership_words import formula_sentences
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
    as_number,
    cents_or_none,
    number_or_none,
    refuse,
    whole_number,
)
from landtrust.web.wording import format_day, format_dollars

_MOST_IMPROVEMENTS = 8
_LONGEST_LIFE = 200


class ResaleForm(RecordForm):
    """Records that the building was sold, and the lease with it."""

    action = "record_resale"
    title = Phrase("Record a sale of the building")

    def __init__(self, detail: HoldingDetail, lease: LeaseRow, people: People) -> None:
        """Make the form for a lease of a holding."""
        self._detail = detail
        self._lease = lease
        self._buyers = Holders(people, "buyer", Phrase("Who buys it?"))

    def questions(self, answers: Answers) -> Iterator[Question]:
        """When and to whom; what the formula needs; what is paid."""
        yield _sold_on()
        yield from self._buyers.questions(answers)
        yield self._bought()
        yield from self._facts_of_the_formula()
        yield from _improvements(answers)
        yield _taken_off(self._check_facts)
        yield self._price(answers)

    def sentences(self, answers: Answers) -> list[str]:
        """The sale in plain words, with every step of the sum."""
        sale = _sale(answers)
        sentences = [
            Phrase(
                "On %(day)s the building is sold, and the lease passes on.",
                day=format_day(sale.sold_on),
            ),
            Phrase("The buyers: %(buyers)s.", buyers=self._buyers.sentence(answers)),
            *self._buyers.newcomers(answers),
            *self._steps(answers),
        ]
        price = format_cents(as_cents(answers["price"]))
        return [*sentences, Phrase("Price paid: %(price)s.", price=price)]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record the sale, and whoever is new."""
        sold = HomeSale(
            facts=_sale(answers),
            buyers=self._buyers.record(connection, errand, answers),
            price_cents=as_cents(answers["price"]),
        )
        record_resale(connection, errand, self._lease.id, sold)
        return url_for("holding_pages.holding", holding_id=self._detail.id)

    def _allowed(self, answers: Answers) -> ResalePrice | None:
        parameters = orjson.dumps(dict(self._lease.resale_parameters)).decode()
        return allowed_price(self._lease.resale_formula, parameters, _sale(answers))

    def _check_facts(self, answers: Answers) -> None:
        self._allowed(answers)

    def _steps(self, answers: Answers) -> list[str]:
        allowed = self._allowed(answers)
        if allowed is None:
            return [Phrase("The lease has no formula: any price may be asked.")]
        return [
            *(f"{say(step.sentence)}: {format_cents(step.amount_cents)}" for step in allowed.steps),
            Phrase(
                "The most that may be asked: %(price)s.", price=format_cents(allowed.price_cents)
            ),
        ]

    def _bought(self) -> Question:
        bought_on, price_cents = self._former_purchase()
        return Question(
            code="bought",
            ask=Phrase("What did those who sell pay, and when?"),
            fields=(
                Field(
                    "paid",
                    Phrase("Dollars that they paid"),
                    "number",
                    preset="" if price_cents is None else f"{price_cents / 100:.2f}",
                    read=as_cents,
                ),
                Field(
                    "bought_on",
                    Phrase("Day on which they bought"),
                    "day",
                    preset=bought_on.isoformat(),
                    read=as_day,
                ),
            ),
            lines=(formula_sentences(self._lease),),
            check=_check_days,
        )

    def _former_purchase(self) -> tuple[date, int | None]:
        sales = [one for one in self._detail.resales if one.lease_id == self._lease.id]
        if not sales:
            return self._lease.begins_on, self._lease.price_cents
        latest = max(sales, key=lambda one: one.sold_on)
        return latest.sold_on, latest.price_cents

    def _facts_of_the_formula(self) -> Iterator[Question]:
        family = self._lease.resale_formula
        is_capped = self._lease.resale_parameters.get("capped_by_appraisal") == YES
        if family == "appraisal" or is_capped:
            first = _money("initial_appraisal", Phrase("Appraised value when they bought, dollars"))
            last = _money("final_appraisal", Phrase("Appraised value now, dollars"))
            yield Question(
                "appraisals",
                Phrase("What did the appraiser say?"),
                (first, last) if family == "appraisal" else (last,),
            )
        if family == "indexed":
            yield Question(
                "indexes",
                Phrase("What was the number that the price follows?"),
                (
                    Field("initial_index", Phrase("When they bought"), "number", read=as_number),
                    Field("final_index", Phrase("Now"), "number", read=as_number),
                ),
            )

    def _price(self, answers: Answers) -> Question:
        def check(given: Answers) -> None:
            allowed = self._allowed(given)
            if allowed is not None and as_cents(given["price"]) > allowed.price_cents:
                most = format_dollars(allowed.price_cents)
                sentence = Phrase("The formula of the lease allows at most %(most)s.", most=most)
                raise refuse("price", sentence)

        allowed = self._allowed(answers)
        preset = "" if allowed is None else f"{allowed.price_cents / 100:.2f}"
        return Question(
            code="price",
            ask=Phrase("What do the buyers pay?"),
            fields=(Field("price", Phrase("Dollars"), "number", preset=preset, read=as_cents),),
            lines=tuple(self._steps(answers)),
            words=("resale_formula",),
            check=check,
        )


def _sale(answers: Answers) -> Sale:
    count = number_or_none(answers.get("improvements")) or 0
    taken_off = cents_or_none(answers.get("taken_off"))
    index = {
        name: as_number(answers[name])
        for name in ("initial_index", "final_index")
        if answers.get(name)
    }
    return Sale(
        purchase_price_cents=as_cents(answers["paid"]),
        bought_on=as_day(answers["bought_on"]),
        sold_on=as_day(answers["sold_on"]),
        initial_appraisal_cents=cents_or_none(answers.get("initial_appraisal")),
        final_appraisal_cents=cents_or_none(answers.get("final_appraisal")),
        initial_index=index.get("initial_index"),
        final_index=index.get("final_index"),
        improvements=tuple(_improvement(answers, number) for number in range(1, count + 1)),
        deductions=(Item(answers["taken_off_for"] or Phrase("what the lease says"), taken_off),)
        if taken_off
        else (),
    )


def _improvement(answers: Answers, number: int) -> Improvement:
    name = f"improvement_{number}"
    return Improvement(
        answers[f"{name}_what"],
        as_cents(answers[f"{name}_cost"]),
        as_day(answers[f"{name}_done"]),
        number_or_none(answers[f"{name}_life"]),
    )


def _sold_on() -> Question:
    return Question(
        "sold_on",
        Phrase("When is the building sold?"),
        (Field("sold_on", Phrase("Day of the sale"), "day", read=as_day),),
    )


def _check_days(answers: Answers) -> None:
    if as_day(answers["sold_on"]) < as_day(answers["bought_on"]):
        raise refuse("bought_on", Phrase("They cannot sell before they buy."))


def _improvements(answers: Answers) -> Iterator[Question]:
    counts = tuple(Choice(str(one), str(one)) for one in range(_MOST_IMPROVEMENTS + 1))
    yield Question(
        "improvements",
        Phrase("How many improvements has the trust approved since they bought?"),
        (Field("improvements", Phrase("Improvements"), "select", preset="0", choices=counts),),
    )
    for number in range(1, int(answers["improvements"]) + 1):
        yield _improvement_question(number)


def _improvement_question(number: int) -> Question:
    name = f"improvement_{number}"

    def check(given: Answers) -> None:
        done = as_day(given[f"{name}_done"])
        if not as_day(given["bought_on"]) <= done <= as_day(given["sold_on"]):
            raise refuse(f"{name}_done", Phrase("It was not done between purchase and sale."))

    return Question(
        name,
        Phrase("Improvement %(number)s: what was it?", number=number),
        (
            Field(f"{name}_what", Phrase("What was done")),
            _money(f"{name}_cost", Phrase("What it cost, dollars")),
            Field(f"{name}_done", Phrase("When it was done"), "day", read=as_day),
            Field(
                f"{name}_life",
                Phrase("Years after which it is worn out"),
                "number",
                hint=Phrase("Empty: it does not wear."),
                is_needed=False,
                read=whole_number(1, _LONGEST_LIFE),
            ),
        ),
        check=check,
    )


def _taken_off(check: Callable[[Answers], object]) -> Question:
    return Question(
        "taken_off",
        Phrase("Is anything taken off, such as repairs left undone?"),
        (
            Field("taken_off", Phrase("Dollars"), "number", is_needed=False, read=as_cents),
            Field("taken_off_for", Phrase("What for"), is_needed=False),
        ),
        check=check,
    )


def _money(name: str, label: str) -> Field:
    return Field(name, label, "number", read=as_cents)
