"""Forms by which rights pass on, end and begin: leases, ownership, mortgages, duties."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import Connection

from landtrust.domain.interests import INTEREST_TYPES, InterestKind
from landtrust.phrases import Phrase, counted
from landtrust.queries.holding_detail import HoldingDetail, InterestRow, LeaseRow
from landtrust.services.interests import (
    Burden,
    Grant,
    end_right,
    record_responsibility,
    record_restriction,
    transfer_right,
)
from landtrust.services.leases import assign_lease
from landtrust.services.record_book import Errand
from landtrust.web.ownership_words import holders_called, interest_label, interest_meaning
from landtrust.web.recording.people import NEW, Holders, People
from landtrust.web.recording.questions import (
    Answers,
    Choice,
    Field,
    Question,
    RecordForm,
    as_cents,
    as_day,
    cents_or_none,
    day_or_none,
    number_or_none,
    refuse,
    whole_number,
)
from landtrust.web.wording import format_day, format_dollars

_NOBODY, _WHOLE_UNIT = "nobody", "unit"
_ON_A_RIGHT = frozenset(("mortgage", "lien", "tax_lien"))
_MOST_MONTHS = 1_200


class AssignForm(RecordForm):
    """Records that the lease passes on to others, without a sale."""

    action = "assign_lease"
    title = Phrase("Pass the lease on")

    def __init__(self, detail: HoldingDetail, lease: LeaseRow, people: People) -> None:
        """Make the form for a lease of a holding."""
        self._detail = detail
        self._lease = lease
        self._lessees = Holders(people, "lessee", Phrase("Who has the lease from then on?"))

    def questions(self, answers: Answers) -> Iterator[Question]:
        """To whom, and when."""
        yield from self._lessees.questions(answers)
        yield _from_when("day", Phrase("Since when do they have it?"))

    def sentences(self, answers: Answers) -> list[str]:
        """What passes to whom."""
        day = format_day(as_day(answers["day"]))
        return [
            Phrase(
                "%(lessees)s: the lease, from %(day)s on.",
                lessees=self._lessees.sentence(answers),
                day=day,
            ),
            Phrase("If the building went with the lease, it goes with it again."),
            *self._lessees.newcomers(answers),
            Phrase("Those who had it before have it no longer from %(day)s on.", day=day),
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record who has the lease now."""
        holders = self._lessees.record(connection, errand, answers)
        assign_lease(connection, errand, self._lease.id, as_day(answers["day"]), holders)
        return _page_of(self._detail)


class TransferForm(RecordForm):
    """Records that ownership or another right with shares goes to others."""

    action = "transfer_right"
    title = Phrase("Pass a right on")

    def __init__(self, detail: HoldingDetail, people: People) -> None:
        """Make the form for a holding."""
        self._detail = detail
        self._holders = Holders(people, "holder", Phrase("Who has it from then on?"), people.preset)
        shared = [one for one in detail.in_force("right") if one.share is not None]
        self._types = {
            code: [one for one in shared if one.type == code]
            for code in dict.fromkeys(one.type for one in shared)
        }

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which right, to whom, and when."""
        choices = tuple(
            Choice(code, f"{interest_label(code)}: {holders_called(rows)}")
            for code, rows in self._types.items()
        )
        yield Question(
            "type",
            Phrase("Which right passes on?"),
            (Field("type", Phrase("Right"), "choice", choices=choices),),
        )
        yield from self._holders.questions(answers)
        yield _from_when("day", Phrase("Since when do they have it?"))

    def sentences(self, answers: Answers) -> list[str]:
        """What passes to whom."""
        day, code = format_day(as_day(answers["day"])), answers["type"]
        return [
            Phrase(
                "From %(day)s on, %(holders)s: %(right)s.",
                day=day,
                holders=self._holders.sentence(answers),
                right=_small(interest_label(code)),
            ),
            *self._holders.newcomers(answers),
            Phrase(
                "It ends on that day for %(holders)s.", holders=holders_called(self._types[code])
            ),
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record who has the right now."""
        holders = self._holders.record(connection, errand, answers)
        grant = Grant(answers["type"], holders, as_day(answers["day"]))
        transfer_right(connection, errand, self._detail.id, grant)
        return _page_of(self._detail)


class EndForm(RecordForm):
    """Records that rights, restrictions or duties are no longer."""

    action = "end_right"
    title = Phrase("End a right")

    def __init__(self, detail: HoldingDetail) -> None:
        """Make the form for a holding."""
        self._detail = detail
        self._rows = {str(one.id): one for one in detail.interests if one.is_in_force}

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Which, and from when on."""
        del answers
        choices = tuple(Choice(key, interest_words(one)) for key, one in self._rows.items())
        yield Question(
            "rights",
            Phrase("What ends?"),
            (Field("rights", Phrase("Tick all that end together"), "boxes", choices=choices),),
        )
        yield _from_when("day", Phrase("From which day on is it no longer?"))

    def sentences(self, answers: Answers) -> list[str]:
        """What ends."""
        day = format_day(as_day(answers["day"]))
        rows = [self._rows[one] for one in answers["rights"].split(",")]
        return [
            Phrase("From %(day)s on no longer: %(right)s.", day=day, right=interest_words(one))
            for one in rows
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record the end."""
        numbers = [int(one) for one in answers["rights"].split(",")]
        end_right(connection, errand, numbers, as_day(answers["day"]))
        return _page_of(self._detail)


class BurdenForm(RecordForm):
    """Records a restriction or a duty."""

    def __init__(self, detail: HoldingDetail, people: People) -> None:
        """Make the form for a holding."""
        self._detail = detail
        self._people = people
        rights = detail.in_force("right")
        self._rights = {str(one.id): interest_words(one) for one in rights}

    kind = InterestKind.RESTRICTION
    ask = Phrase("What lies on the holding?")
    whom = Phrase("Who gains by it?")
    word = "restriction"

    def questions(self, answers: Answers) -> Iterator[Question]:
        """What it is, for or on whom, since when, and what else belongs to it."""
        yield self._which()
        yield from self._whose(answers)
        yield Question(
            "span",
            Phrase("Since when, and until when?"),
            (
                Field("day", Phrase("First day"), "day", read=as_day),
                Field(
                    "until",
                    Phrase("First day on which it is no longer"),
                    "day",
                    hint=Phrase("Empty: it has no end that is known."),
                    is_needed=False,
                    read=as_day,
                ),
            ),
            check=_check_span,
        )
        if answers["type"] in _ON_A_RIGHT:
            yield self._debt()
        if self.kind is InterestKind.RESPONSIBILITY:
            yield _how_often()
        yield _in_its_words()

    def sentences(self, answers: Answers) -> list[str]:
        """The restriction or duty in plain words."""
        burden = self._burden(answers, None)
        sentences = [
            self._what(burden, answers),
            interest_meaning(burden.type),
            _span_sentence(burden),
        ]
        if burden.amount_cents is not None:
            amount = format_dollars(burden.amount_cents)
            sentences.append(Phrase("It secures %(amount)s.", amount=amount))
        if burden.on_interest_id is not None:
            right = self._rights[str(burden.on_interest_id)]
            sentences.append(Phrase("It lies on: %(right)s.", right=right))
        if burden.every_months:
            sentences.append(_round_sentence(burden.every_months))
        if burden.description:
            words = Phrase("In the words of its paper: “%(words)s”", words=burden.description)
            sentences.append(words)
        return sentences

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record it, and the party if it is new."""
        party_id = None
        if answers["party_1"] != _NOBODY:
            holders = Holders(self._people, "party", self.whom)
            party_id = holders.record(connection, errand, answers)[0].party_id
        burden = self._burden(answers, party_id)
        if self.kind is InterestKind.RESPONSIBILITY:
            record_responsibility(connection, errand, self._detail.id, burden)
        else:
            record_restriction(connection, errand, self._detail.id, burden)
        return _page_of(self._detail)

    def _burden(self, answers: Answers, party_id: int | None) -> Burden:
        on_right = answers.get("on_right", _WHOLE_UNIT)
        return Burden(
            answers["type"],
            as_day(answers["day"]),
            party_id,
            valid_to=day_or_none(answers["until"]),
            on_interest_id=None if on_right == _WHOLE_UNIT else int(on_right),
            rank=number_or_none(answers.get("rank")),
            amount_cents=cents_or_none(answers.get("amount")),
            every_months=number_or_none(answers.get("every")),
            description=answers["words"] or None,
        )

    def _which(self) -> Question:
        choices = tuple(
            Choice(one.code, interest_label(one.code), interest_meaning(one.code))
            for one in INTEREST_TYPES.values()
            if one.kind is self.kind
        )
        return Question(
            "type",
            self.ask,
            (Field("type", Phrase("Kind"), "choice", choices=choices),),
            words=(self.word,),
        )

    def _whose(self, answers: Answers) -> Iterator[Question]:
        choices = (*self._people.choices, Choice(_NOBODY, Phrase("Nobody in particular")))
        preset = self._people.preset
        yield Question(
            "party_1",
            self.whom,
            (Field("party_1", Phrase("Who"), "select", preset=preset, choices=choices),),
        )
        if answers["party_1"] == NEW:
            yield Holders(self._people, "party", self.whom).newcomer(1)

    def _what(self, burden: Burden, answers: Answers) -> str:
        label = interest_label(burden.type)
        if answers["party_1"] == _NOBODY:
            return f"{label}."
        return f"{label}: {self._people.called('party', 1, answers)}."

    def _debt(self) -> Question:
        rights = (
            Choice(_WHOLE_UNIT, Phrase("The holding as a whole")),
            *(Choice(key, words) for key, words in self._rights.items()),
        )
        return Question(
            "debt",
            Phrase("How much is owed, and on what does it lie?"),
            (
                Field("amount", Phrase("Dollars"), "number", is_needed=False, read=as_cents),
                Field(
                    "rank",
                    Phrase("Rank"),
                    "number",
                    hint=Phrase("1 is paid first."),
                    is_needed=False,
                    read=whole_number(1, 99),
                ),
                Field(
                    "on_right", Phrase("It lies on"), "select", preset=_WHOLE_UNIT, choices=rights
                ),
            ),
        )


class DutyForm(BurdenForm):
    """Records a duty."""

    action = "record_responsibility"
    title = Phrase("Record a duty")
    kind = InterestKind.RESPONSIBILITY
    ask = Phrase("Which duty is it?")
    whom = Phrase("Who must do it?")
    word = "responsibility"


class RestrictionForm(BurdenForm):
    """Records a restriction."""

    action = "record_restriction"
    title = Phrase("Record a mortgage or restriction")


def interest_words(one: InterestRow) -> str:
    """A right, restriction or duty in a few words."""
    what, day = interest_label(one.type), format_day(one.valid_from)
    if one.party:
        what = f"{what}, {holders_called([one])}"
    return Phrase("%(what)s, since %(day)s", what=what, day=day)


def _page_of(detail: HoldingDetail) -> str:
    return url_for("holding_pages.holding", holding_id=detail.id)


def _from_when(name: str, ask: str) -> Question:
    return Question(name, ask, (Field(name, Phrase("Day"), "day", read=as_day),))


def _check_span(answers: Answers) -> None:
    end = day_or_none(answers["until"])
    if end is not None and end <= as_day(answers["day"]):
        raise refuse("until", Phrase("It would end before it begins."))


def _span_sentence(burden: Burden) -> Phrase:
    first = format_day(burden.valid_from)
    if burden.valid_to is None:
        return Phrase("From %(first)s.", first=first)
    return Phrase("From %(first)s until %(last)s.", first=first, last=format_day(burden.valid_to))


def _round_sentence(months: int) -> Phrase:
    return counted(
        "It comes round every %(num)s month.", "It comes round every %(num)s months.", months
    )


def _how_often() -> Question:
    read = whole_number(1, _MOST_MONTHS)
    return Question(
        "every",
        Phrase("How often does it come round?"),
        (
            Field(
                "every",
                Phrase("Every so many months"),
                "number",
                hint=Phrase("12 is once a year. Empty: not regularly."),
                is_needed=False,
                read=read,
            ),
        ),
    )


def _in_its_words() -> Question:
    return Question(
        "words",
        Phrase("What does its paper say?"),
        (Field("words", Phrase("In the words of the paper"), "long", is_needed=False),),
    )


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]
