"""Forms that set right what was recorded wrongly, take back what never was, and publish."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import Connection

from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.domain.shares import format_share
from landtrust.queries.holding_detail import HoldingDetail, InterestRow
from landtrust.queries.parties import PartyRow
from landtrust.queries.visibility import PUBLIC_PARTS
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.holdings import publish_holding
from landtrust.services.record_book import Errand
from landtrust.web.ownership_words import PUBLIC_PART_WORDS, paper_words
from landtrust.web.recording.people import People
from landtrust.web.recording.questions import (
    NO,
    YES,
    Answers,
    Choice,
    Field,
    Question,
    RecordForm,
    as_cents,
    as_day,
    as_share,
    refuse,
    whole_number,
    yes_or_no,
)
from landtrust.web.recording.rights import interest_words
from landtrust.web.wording import format_day, format_dollars

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Correctable:
    """A column that can be corrected, as a field.

    Attributes:
        column: Its name; ``share`` stands for the two columns of a share.
        former: What is said now, as it is typed; empty: nothing.
    """

    column: str
    label: str
    former: str
    kind: str = "text"
    read: Callable[[str], object] | None = None
    choices: tuple[Choice, ...] = ()
    is_needed: bool = False

    @property
    def field(self) -> Field:
        """The field that it is typed into."""
        return Field(
            f"right_{self.column}",
            self.label,
            self.kind,
            hint="" if self.kind in {"choice", "select"} else f"Now: {self.former or 'nothing'}",
            preset=self.former,
            choices=self.choices,
            is_needed=self.is_needed,
            read=self.read,
        )

    @property
    def seen(self) -> Field:
        """What was said when the form was opened: others may change it while it is filled in."""
        return Field(f"was_{self.column}", "", "hidden", preset=self.former, is_needed=False)

    def columns(self, typed: str) -> dict[str, object]:
        """What the columns are to say."""
        if self.column == "share":
            share = as_share(typed)
            return {"share_numerator": share.numerator, "share_denominator": share.denominator}
        if not typed:
            return {self.column: None}
        return {self.column: self.read(typed) if self.read else typed}


@dataclass(frozen=True, slots=True)
class CorrectableRecord:
    """A record in which something can be corrected."""

    words: str
    columns: tuple[Correctable, ...]
    can_be_withdrawn: bool = True


class CorrectForm(RecordForm):
    """Records that something is otherwise than was said of it."""

    action = "correct_record"
    title = "Correct a mistake"

    def __init__(self, records: Mapping[str, CorrectableRecord], address: str) -> None:
        """Make the form for these records, by kind and number, and the page that shows them."""
        self._records = records
        self._address = address

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which record, what is right, and why."""
        choices = tuple(Choice(key, one.words) for key, one in self._records.items())
        yield Question(
            "record",
            "What is wrong?",
            (Field("record", "Record", "choice", choices=choices),),
            lines=("A sale is no mistake: record it as a sale. Here a slip of ours is set right.",),
        )
        columns = self._records[answers["record"]].columns

        def check(given: Answers) -> None:
            if not _changed(columns, given):
                raise refuse(columns[0].field.name, "Nothing is changed yet.")

        yield Question(
            "right",
            "What is right?",
            (*(one.field for one in columns), *(one.seen for one in columns)),
            check=check,
        )
        yield _why()

    def sentences(self, answers: Answers) -> list[str]:
        """What was said, and what is right."""
        record = self._records[answers["record"]]
        changes = _changed(record.columns, answers)
        return [
            record.words,
            *(
                f"{one.label}: {_shown(one, answers[one.seen.name])} → {_shown(one, typed)}"
                for one, typed in changes
            ),
            f"Why: {answers['why']}",
            "What was said before stays in the book.",
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record what is right."""
        kind, number = answers["record"].split("__")
        changes: dict[str, object] = {}
        for one, typed in _changed(self._records[answers["record"]].columns, answers):
            changes |= one.columns(typed)
        correct_record(connection, errand, kind, int(number), changes)
        return self._address


class WithdrawForm(RecordForm):
    """Records that something never was."""

    action = "withdraw_record"
    title = "Take back what never was"
    button = "Take it back"

    def __init__(self, records: Mapping[str, CorrectableRecord], address: str) -> None:
        """Make the form for these records, by kind and number."""
        self._records = {key: one for key, one in records.items() if one.can_be_withdrawn}
        self._address = address

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which record, and why."""
        del answers
        choices = tuple(Choice(key, one.words) for key, one in self._records.items())
        yield Question(
            "record",
            "What was never so?",
            (Field("record", "Record", "choice", choices=choices),),
            lines=("Such as a right that was entered twice, or a paper of another lot.",),
        )
        yield _why()

    def sentences(self, answers: Answers) -> list[str]:
        """What is taken back."""
        return [
            f"Never was: {self._records[answers['record']].words}.",
            f"Why: {answers['why']}",
            "That it was recorded once stays in the book.",
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Take it back."""
        kind, number = answers["record"].split("__")
        withdraw_record(connection, errand, kind, int(number))
        return self._address


class PublishForm(RecordForm):
    """Records what anybody may read of a holding."""

    action = "publish_holding"
    title = "Choose what anybody may read"

    def __init__(self, detail: HoldingDetail) -> None:
        """Make the form for a holding."""
        self._detail = detail

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which parts."""
        del answers
        now = ",".join(one for one in PUBLIC_PARTS if one in self._detail.public_parts)
        choices = tuple(Choice(one, PUBLIC_PART_WORDS[one]) for one in PUBLIC_PARTS)
        yield Question(
            "parts",
            "What may anybody read?",
            (
                Field(
                    "parts",
                    "Tick what is open to everybody",
                    "boxes",
                    hint="Nothing ticked: nobody but organizers and stewards can read it.",
                    preset=now,
                    choices=choices,
                    is_needed=False,
                ),
            ),
            lines=("Who leases the land is never shown to the public.",),
            check=_check_parts,
        )

    def sentences(self, answers: Answers) -> list[str]:
        """What is open from then on."""
        parts = [one for one in answers["parts"].split(",") if one]
        if not parts:
            return ["Nobody but organizers and stewards can read it."]
        return [f"Anybody may read: {PUBLIC_PART_WORDS[one]}." for one in parts]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record what is open."""
        parts = [one for one in answers["parts"].split(",") if one]
        publish_holding(connection, errand, self._detail.id, parts)
        return url_for("holding_pages.holding", holding_id=self._detail.id)


def records_of_holding(detail: HoldingDetail, people: People) -> dict[str, CorrectableRecord]:
    """All of a holding in which something can be wrong, by kind and number."""
    found = {
        f"property_unit__{detail.id}": CorrectableRecord(
            f"The holding “{detail.name}”",
            (_text("name", "Name", detail.name), _text("note", "Note", detail.note, "long")),
            can_be_withdrawn=False,
        )
    }
    for right in detail.interests:
        found[f"interest__{right.id}"] = CorrectableRecord(
            interest_words(right), tuple(_of_interest(right, people))
        )
    for lease in detail.leases:
        columns = (
            _number("term_years", "Years", lease.term_years),
            _number("renewal_years", "Years of the renewal", lease.renewal_years),
            _number("option_days", "Days to buy first", lease.option_days),
            _money("fee_cents", "Fee, dollars", lease.fee_cents),
            _money("price_cents", "Price of the building then, dollars", lease.price_cents),
        )
        words = f"Terms of the lease of {format_day(lease.begins_on)}"
        found[f"ground_lease__{lease.id}"] = CorrectableRecord(
            words, columns, can_be_withdrawn=False
        )
    found |= _papers_and_pieces(detail)
    for sale in detail.resales:
        price = _money("price_cents", "Price, dollars", sale.price_cents, is_needed=True)
        words = f"Sale of {format_day(sale.sold_on)}"
        found[f"resale__{sale.id}"] = CorrectableRecord(words, (price,))
    for visit in detail.visits:
        told = (
            _day("done_on", "Done on", visit.done_on, is_needed=True),
            _day("next_on", "Due again on", visit.next_on),
            _text("found", "What was found", visit.found, "long"),
        )
        words = f"Visit of {format_day(visit.done_on)}"
        found[f"monitoring__{visit.id}"] = CorrectableRecord(words, told)
    return found


def records_of_party(party: PartyRow) -> dict[str, CorrectableRecord]:
    """What can be wrong in what is said of a party itself."""
    is_public = Correctable(
        "is_public",
        "May anybody read the name?",
        YES if party.is_public else NO,
        "choice",
        lambda text: text == YES,
        yes_or_no("x", "x").choices,
        is_needed=True,
    )
    columns = (
        _text("name", "Name", party.name),
        is_public,
        _text("note", "Note", party.note, "long"),
    )
    words = f"What is said of {party.name}"
    return {f"party__{party.id}": CorrectableRecord(words, columns, can_be_withdrawn=False)}


def _of_interest(one: InterestRow, people: People) -> Iterator[Correctable]:
    known = tuple(Choice(str(party.id), str(party.name)) for party in people.known)
    if one.party is not None:
        yield Correctable("party_id", "Who", str(one.party.id), "select", int, known)
    if one.share is not None:
        yield Correctable("share", "Share", format_share(one.share), read=as_share, is_needed=True)
    yield _day("valid_from", "First day", one.valid_from, is_needed=True)
    yield _day("valid_to", "First day on which it is no longer", one.valid_to)
    if one.kind == "restriction":
        yield _money("amount_cents", "Amount, dollars", one.amount_cents)
        yield _number("rank", "Rank", one.rank)
    if one.kind == "responsibility":
        yield _number("every_months", "Every so many months", one.every_months)
    if one.kind != "right":
        yield _text("description", "In the words of its paper", one.description, "long")


def _papers_and_pieces(detail: HoldingDetail) -> dict[str, CorrectableRecord]:
    kinds = tuple(Choice(code, words) for code, words in EVIDENCE_KINDS.items())
    found = {}
    for paper in detail.papers:
        columns = (
            _text("title", "Title", paper.title),
            Correctable("kind", "Kind of paper", paper.kind, "select", choices=kinds),
            _day("dated_on", "Date", paper.dated_on),
            _text("book", "Book", paper.book),
            _text("page", "Page", paper.page),
            _text("number", "Instrument or case number", paper.number),
        )
        words = f"The paper “{paper.title}”: {paper_words(paper)}"
        found[f"evidence__{paper.id}"] = CorrectableRecord(words, columns)
    for piece in detail.pieces:
        words = f"The piece “{piece.name}”"
        found[f"spatial_unit__{piece.id}"] = CorrectableRecord(
            words, (_text("name", "Name", piece.name),), can_be_withdrawn=False
        )
    return found


def _changed(columns: tuple[Correctable, ...], answers: Answers) -> list[tuple[Correctable, str]]:
    """The columns that were typed otherwise than they are, with what was typed."""
    typed = ((one, answers[one.field.name]) for one in columns)
    return [(one, text) for one, text in typed if text != answers[one.seen.name]]


def _shown(column: Correctable, text: str) -> str:
    if not text:
        return "nothing"
    if column.choices:
        return next((one.words for one in column.choices if one.code == text), text)
    if column.kind == "day":
        return format_day(as_day(text))
    return format_dollars(as_cents(text)) if column.read is as_cents else text


def _why() -> Question:
    return Question(
        "why",
        "Why?",
        (Field("why", "In a sentence, for those who read the book later", "long"),),
    )


def _check_parts(answers: Answers) -> None:
    parts = [one for one in answers["parts"].split(",") if one]
    if parts and "holding" not in parts:
        raise refuse("parts", "What is public of it begins with the holding itself.")


def _text(column: str, label: str, former: str | None, kind: str = "text") -> Correctable:
    is_needed = column in {"name", "title", "found"}
    return Correctable(column, label, former or "", kind, is_needed=is_needed)


def _day(
    column: str, label: str, former: date | None, *, is_needed: bool = False
) -> Correctable:  # fmt: skip
    text = former.isoformat() if former else ""
    return Correctable(column, label, text, "day", as_day, is_needed=is_needed)


def _number(column: str, label: str, former: int | None) -> Correctable:
    text = "" if former is None else str(former)
    is_needed = column == "term_years"
    return Correctable(column, label, text, "number", whole_number(1, _MOST), is_needed=is_needed)


def _money(
    column: str, label: str, former: int | None, *, is_needed: bool = False
) -> Correctable:  # fmt: skip
    text = "" if former is None else f"{former / 100:.2f}"
    return Correctable(column, label, text, "number", as_cents, is_needed=is_needed)
