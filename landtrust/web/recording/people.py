"""Asks who has something: somebody known or somebody new, alone or with others, with shares."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from landtrust.domain.shares import WHOLE, format_share, parse_share, require_whole
from landtrust.phrases import Phrase
from landtrust.queries.parties import PartyRow
from landtrust.services.parties import Holder, PartyFacts, record_party
from landtrust.services.record_book import Errand
from landtrust.web.ownership_words import PARTY_WORDS
from landtrust.web.recording.questions import (
    NO,
    YES,
    Answers,
    Choice,
    Field,
    Question,
    as_share,
    yes_or_no,
)

NEW, NEW_TRUST = "new", "trust"
MOST_HOLDERS = 12
_KINDS = tuple(Choice(code, words) for code, words in PARTY_WORDS.items())
_GROUPS = frozenset(PARTY_WORDS) - {"person", "organization"}


@dataclass(frozen=True, slots=True)
class People:
    """Who can be chosen.

    Attributes:
        known: Those whose names the reader may see.
        organization: What the trust is called, where it is not recorded yet.
        may_found: Whether the trust itself can be recorded with it.
    """

    known: tuple[PartyRow, ...]
    organization: str
    may_found: bool

    @property
    def trust(self) -> PartyRow | None:
        """The trust itself; None where it is not recorded yet."""
        return next((one for one in self.known if one.is_trust), None)

    @property
    def preset(self) -> str:
        """The answer that is the trust."""
        if self.trust:
            return str(self.trust.id)
        return NEW_TRUST if self.may_found else NEW

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Everybody, the trust first, and somebody new."""
        founding = Choice(NEW_TRUST, _trust(self.organization))
        first = (founding,) if self.may_found and not self.trust else ()
        ordered = sorted(self.known, key=lambda one: not one.is_trust)
        listed = (
            Choice(str(one.id), _trust(str(one.name)) if one.is_trust else str(one.name))
            for one in ordered
        )
        return (*first, Choice(NEW, Phrase("Somebody new, named on the next page")), *listed)

    def called(self, prefix: str, number: int, answers: Answers) -> str:
        """The name of one of those who were chosen."""
        chosen = answers[f"{prefix}_{number}"]
        if chosen == NEW:
            return answers[f"{prefix}_{number}_name"]
        if chosen == NEW_TRUST:
            return self.organization
        names = {str(one.id): str(one.name) for one in self.known}
        return names[chosen]


@dataclass(frozen=True, slots=True)
class Holders:
    """The questions about those who have one thing.

    Attributes:
        prefix: What the names of their fields begin with.
        ask: Who the first is.
        preset: Who it is, if nothing else is said.
    """

    people: People
    prefix: str
    ask: str
    preset: str = NEW

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Who, and who else; and with which shares, where there are several."""
        for number in range(1, MOST_HOLDERS + 1):
            yield self._who(number)
            if answers[f"{self.prefix}_{number}"] == NEW:
                yield self.newcomer(number)
            if answers[f"{self.prefix}_{number}_more"] == NO:
                break
        if self._count(answers) > 1:
            yield self._shares(answers)

    def sentence(self, answers: Answers) -> str:
        """Their names, with shares where there are several."""
        count = self._count(answers)
        named = [
            self.people.called(self.prefix, number, answers)
            + (f" ({answers[f'{self.prefix}_{number}_share']})" if count > 1 else "")
            for number in range(1, count + 1)
        ]
        return ", ".join(named)

    def newcomers(self, answers: Answers) -> list[str]:
        """A sentence for each who is recorded with it."""
        return [
            Phrase(
                "%(name)s is new to the book and is recorded with it.",
                name=self.people.called(self.prefix, number, answers),
            )
            for number in range(1, self._count(answers) + 1)
            if answers[f"{self.prefix}_{number}"] in {NEW, NEW_TRUST}
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> list[Holder]:
        """Those who were chosen, with their shares; who is new is recorded now.

        The form counts once by what is recorded last, in the same transaction.
        """
        return [
            Holder(self._party(connection, errand, answers, number), self._share(answers, number))
            for number in range(1, self._count(answers) + 1)
        ]

    def _party(self, connection: Connection, errand: Errand, answers: Answers, number: int) -> int:
        chosen = answers[f"{self.prefix}_{number}"]
        if chosen not in {NEW, NEW_TRUST}:
            return int(chosen)
        arriving = Errand(errand.actor, "record_party", errand.now, clock=errand.clock)
        if chosen == NEW_TRUST:
            facts = PartyFacts(self.people.organization, "organization", is_trust=True)
        else:
            kind = answers[f"{self.prefix}_{number}_kind"]
            facts = party_facts(answers[f"{self.prefix}_{number}_name"], kind)
        return record_party(connection, arriving, facts)

    def _share(self, answers: Answers, number: int) -> Fraction:
        written = answers.get(f"{self.prefix}_{number}_share")
        return parse_share(written) if written else WHOLE

    def _count(self, answers: Answers) -> int:
        for number in range(1, MOST_HOLDERS + 1):
            if answers.get(f"{self.prefix}_{number}_more") != YES:
                return number
        return MOST_HOLDERS

    def _who(self, number: int) -> Question:
        name = f"{self.prefix}_{number}"
        preset = self.preset if number == 1 else NEW
        more = (
            Phrase("Does somebody share it with them?")
            if number == 1
            else Phrase("Is there anybody else?")
        )
        return Question(
            code=name,
            ask=self.ask if number == 1 else Phrase("Who shares it?"),
            fields=(
                Field(name, Phrase("Who"), "select", preset=preset, choices=self.people.choices),
                yes_or_no(f"{name}_more", more, NO),
            ),
            words=("share",),
        )

    def newcomer(self, number: int) -> Question:
        """Who somebody new is."""
        name = f"{self.prefix}_{number}"
        return Question(
            code=f"{name}_new",
            ask=Phrase("Who is this new party?"),
            fields=(
                Field(f"{name}_name", Phrase("Name"), hint=Phrase("As papers write it.")),
                Field(
                    f"{name}_kind",
                    Phrase("What kind of party is it?"),
                    "choice",
                    hint=Phrase("Who leases a home is often a household: its members share it."),
                    preset="household",
                    choices=_KINDS,
                ),
            ),
        )

    def _shares(self, answers: Answers) -> Question:
        count = self._count(answers)
        equal = format_share(WHOLE / count)
        fields = tuple(
            Field(
                f"{self.prefix}_{number}_share",
                Phrase("Share of %(name)s", name=self.people.called(self.prefix, number, answers)),
                preset=equal,
                read=as_share,
            )
            for number in range(1, count + 1)
        )

        def check(given: Answers) -> None:
            require_whole(self._share(given, number) for number in range(1, count + 1))

        return Question(
            code=f"{self.prefix}_shares",
            ask=Phrase("Which share does each have?"),
            fields=fields,
            words=("share",),
            lines=(Phrase("Write a fraction, such as 1/3. All together must make 1."),),
            check=check,
        )


def _trust(name: str) -> Phrase:
    return Phrase("%(name)s (the trust)", name=name)


def party_facts(name: str, kind: str) -> PartyFacts:
    """What is said of a party whose kind is chosen from one list."""
    return PartyFacts(name, "group", kind) if kind in _GROUPS else PartyFacts(name, kind)
