"""What can be corrected, record by record: each column as a field of the form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.domain.shares import format_share
from landtrust.phrases import Phrase
from landtrust.queries.holding_detail import HoldingDetail, InterestRow
from landtrust.queries.parties import PartyRow
from landtrust.web.ownership_words import paper_kind, paper_words
from landtrust.web.recording.people import People
from landtrust.web.recording.questions import (
    NO,
    YES,
    Choice,
    Field,
    as_cents,
    as_day,
    as_share,
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
            hint=self._hint,
            preset=self.former,
            choices=self.choices,
            is_needed=self.is_needed,
            read=self.read,
        )

    @property
    def _hint(self) -> str:
        if self.kind in {"choice", "select"}:
            return ""
        if not self.former:
            return Phrase("Now: nothing")
        return Phrase("Now: %(said)s", said=self.former)

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

    def shown(self, text: str) -> str:
        """What is typed, as sentences have it."""
        if not text:
            return Phrase("nothing")
        if self.choices:
            return next((one.words for one in self.choices if one.code == text), text)
        if self.kind == "day":
            return format_day(as_day(text))
        return format_dollars(as_cents(text)) if self.read is as_cents else text


@dataclass(frozen=True, slots=True)
class CorrectableRecord:
    """A record in which something can be corrected."""

    words: str
    columns: tuple[Correctable, ...]
    can_be_withdrawn: bool = True


def records_of_holding(detail: HoldingDetail, people: People) -> dict[str, CorrectableRecord]:
    """All of a holding in which something can be wrong, by kind and number."""
    found = {
        f"property_unit__{detail.id}": CorrectableRecord(
            Phrase("The holding “%(name)s”", name=detail.name),
            (
                _text("name", Phrase("Name"), detail.name),
                _text("note", Phrase("Note"), detail.note, "long"),
            ),
            can_be_withdrawn=False,
        )
    }
    for right in detail.interests:
        found[f"interest__{right.id}"] = CorrectableRecord(
            interest_words(right), tuple(_of_interest(right, people))
        )
    for lease in detail.leases:
        columns = (
            _number("term_years", Phrase("Years"), lease.term_years),
            _number("renewal_years", Phrase("Years of the renewal"), lease.renewal_years),
            _number("option_days", Phrase("Days to buy first"), lease.option_days),
            _money("fee_cents", Phrase("Fee, dollars"), lease.fee_cents),
            _money("price_cents", Phrase("Price of the building then, dollars"), lease.price_cents),
        )
        words = Phrase("Terms of the lease of %(day)s", day=format_day(lease.begins_on))
        found[f"ground_lease__{lease.id}"] = CorrectableRecord(
            words, columns, can_be_withdrawn=False
        )
    found |= _papers_and_pieces(detail)
    for sale in detail.resales:
        price = _money("price_cents", Phrase("Price, dollars"), sale.price_cents, is_needed=True)
        words = Phrase("Sale of %(day)s", day=format_day(sale.sold_on))
        found[f"resale__{sale.id}"] = CorrectableRecord(words, (price,))
    for visit in detail.visits:
        told = (
            _day("done_on", Phrase("Done on"), visit.done_on, is_needed=True),
            _day("next_on", Phrase("Due again on"), visit.next_on),
            _text("found", Phrase("What was found"), visit.found, "long"),
        )
        words = Phrase("Visit of %(day)s", day=format_day(visit.done_on))
        found[f"monitoring__{visit.id}"] = CorrectableRecord(words, told)
    return found


def records_of_party(party: PartyRow) -> dict[str, CorrectableRecord]:
    """What can be wrong in what is said of a party itself."""
    is_public = Correctable(
        "is_public",
        Phrase("May anybody read the name?"),
        YES if party.is_public else NO,
        "choice",
        lambda text: text == YES,
        yes_or_no("", "").choices,
        is_needed=True,
    )
    columns = (
        _text("name", Phrase("Name"), party.name),
        is_public,
        _text("note", Phrase("Note"), party.note, "long"),
    )
    words = Phrase("What is said of %(name)s", name=party.name)
    return {f"party__{party.id}": CorrectableRecord(words, columns, can_be_withdrawn=False)}


def _of_interest(one: InterestRow, people: People) -> Iterator[Correctable]:
    known = tuple(Choice(str(party.id), str(party.name)) for party in people.known)
    if one.party is not None:
        yield Correctable("party_id", Phrase("Who"), str(one.party.id), "select", int, known)
    if one.share is not None:
        yield Correctable(
            "share", Phrase("Share"), format_share(one.share), read=as_share, is_needed=True
        )
    yield _day("valid_from", Phrase("First day"), one.valid_from, is_needed=True)
    yield _day("valid_to", Phrase("First day on which it is no longer"), one.valid_to)
    if one.kind == "restriction":
        yield _money("amount_cents", Phrase("Amount, dollars"), one.amount_cents)
        yield _number("rank", Phrase("Rank"), one.rank)
    if one.kind == "responsibility":
        yield _number("every_months", Phrase("Every so many months"), one.every_months)
    if one.kind != "right":
        yield _text("description", Phrase("In the words of its paper"), one.description, "long")


def _papers_and_pieces(detail: HoldingDetail) -> dict[str, CorrectableRecord]:
    kinds = tuple(Choice(code, paper_kind(code)) for code in EVIDENCE_KINDS)
    found = {}
    for paper in detail.papers:
        columns = (
            _text("title", Phrase("Title"), paper.title),
            Correctable("kind", Phrase("Kind of paper"), paper.kind, "select", choices=kinds),
            _day("dated_on", Phrase("Date"), paper.dated_on),
            _text("book", Phrase("Book"), paper.book),
            _text("page", Phrase("Page"), paper.page),
            _text("number", Phrase("Instrument or case number"), paper.number),
        )
        words = Phrase(
            "The paper “%(title)s”: %(paper)s", title=paper.title, paper=paper_words(paper)
        )
        found[f"evidence__{paper.id}"] = CorrectableRecord(words, columns)
    for piece in detail.pieces:
        words = Phrase("The piece “%(name)s”", name=piece.name)
        found[f"spatial_unit__{piece.id}"] = CorrectableRecord(
            words, (_text("name", Phrase("Name"), piece.name),), can_be_withdrawn=False
        )
    return found


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
