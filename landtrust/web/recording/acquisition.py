"""The form that records a holding: its land, how it came, who holds it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import Connection

from landtrust.domain.holding_plans import MOST_PIECES
from landtrust.domain.parcel_numbers import normalise_parcel_number
from landtrust.phrases import Phrase
from landtrust.queries.holding_land import NamedParcel, parcels_named
from landtrust.services.holdings import Acquisition, checked_name, record_acquisition
from landtrust.services.record_book import Errand
from landtrust.web.languages import say
from landtrust.web.owner_words import readable_name
from landtrust.web.recording.papers import paper_question, paper_sentence, papers_of
from landtrust.web.recording.people import Holders, People
from landtrust.web.recording.questions import (
    Answers,
    Choice,
    Field,
    Question,
    RecordForm,
    as_day,
    refuse,
)
from landtrust.web.wording import format_acres, format_day


@dataclass(frozen=True, slots=True)
class _Way:
    """How land comes to its holders.

    Attributes:
        words: As an answer.
        sentence: As what will be recorded, and is.
        paper: What usually shows it.
    """

    words: str
    sentence: str
    paper: str


_WAYS = {
    "bought": _Way(
        Phrase("Bought from its owner"), Phrase("How it came: bought from its owner."), "deed"
    ),
    "tax_sale": _Way(
        Phrase("Bought at a sale for unpaid taxes"),
        Phrase("How it came: bought at a sale for unpaid taxes."),
        "tax_deed",
    ),
    "patent": _Way(
        Phrase("From the State, by a patent"),
        Phrase("How it came: from the State, by a patent."),
        "patent",
    ),
    "donation": _Way(Phrase("Given"), Phrase("How it came: given."), "deed"),
    "city": _Way(Phrase("From the City"), Phrase("How it came: from the City."), "deed"),
    "other": _Way(Phrase("In another way"), Phrase("How it came: in another way."), "other"),
}
_NEVER = "none"
_EVERY = (
    Choice("12", Phrase("Once a year")),
    Choice("6", Phrase("Twice a year")),
    Choice("1", Phrase("Every month")),
    Choice(_NEVER, Phrase("No such duty")),
)
_LOOKED_AFTER = {
    "12": Phrase("Looking after it: once a year."),
    "6": Phrase("Looking after it: twice a year."),
    "1": Phrase("Looking after it: every month."),
    _NEVER: Phrase("Looking after it: no such duty."),
}


class AcquisitionForm(RecordForm):
    """Records a holding."""

    action = "record_acquisition"
    title = Phrase("Record a holding")

    def __init__(self, connection: Connection, people: People) -> None:
        """Make the form from what is loaded and recorded."""
        self._connection = connection
        self._owners = Holders(people, "owner", Phrase("Who holds the land?"), people.preset)

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Land first, then how it came and to whom, then what shows it."""
        yield self._which_parcels()
        found = self._parcels(answers)
        yield _what_name(found)
        yield _how()
        yield _since()
        yield from self._owners.questions(answers)
        yield _buildings()
        yield paper_question(_WAYS[answers["how"]].paper)
        yield _looking_after()

    def sentences(self, answers: Answers) -> list[str]:
        """The holding in plain words."""
        found = self._parcels(answers)
        buildings = _lines(answers["buildings"])
        return [
            Phrase("A holding called “%(name)s”.", name=answers["name"]),
            *(Phrase("Its land: %(parcel)s.", parcel=_told(one)) for one in found),
            *(Phrase("A building on it: %(building)s.", building=one) for one in buildings),
            Phrase(
                "%(owners)s: ownership of the land, since %(day)s.",
                owners=self._owners.sentence(answers),
                day=format_day(as_day(answers["since"])),
            ),
            *self._owners.newcomers(answers),
            _WAYS[answers["how"]].sentence,
            paper_sentence(answers),
            _LOOKED_AFTER[answers["duty"]],
            Phrase("Nobody but organizers and stewards can read it until a steward publishes it."),
        ]

    def record(self, connection: Connection, errand: Errand, answers: Answers) -> str:
        """Record the holding, and whoever is new."""
        duty = answers["duty"]
        acquired = Acquisition(
            name=answers["name"],
            parcel_ids=[one.public_id for one in self._parcels(answers, connection)],
            holders=self._owners.record(connection, errand, answers),
            acquired_on=as_day(answers["since"]),
            buildings=_lines(answers["buildings"]),
            papers=papers_of(answers),
            note=str(_WAYS[answers["how"]].sentence),
            stewardship_months=None if duty == _NEVER else int(duty),
        )
        unit_id = record_acquisition(connection, errand, acquired)
        return url_for("holding_pages.holding", holding_id=unit_id)

    def _which_parcels(self) -> Question:
        return Question(
            code="parcels",
            ask=Phrase("Which land is it?"),
            fields=(
                Field(
                    "parcels",
                    Phrase("Parcel numbers, one on each line"),
                    "long",
                    hint=Phrase(
                        "As the tax roll writes them, or as in the address of its page here."
                    ),
                ),
            ),
            check=self._parcels,
        )

    def _parcels(
        self, answers: Answers, connection: Connection | None = None
    ) -> list[NamedParcel]:  # fmt: skip
        """The parcels that were named, each of them once.

        Raises:
            InvalidInput: A number is that of no parcel, or of several.
        """
        numbers = [normalise_or_same(one) for one in _lines(answers["parcels"])]
        if len(numbers) > MOST_PIECES:
            most = Phrase("A holding has at most %(most)s parcels.", most=MOST_PIECES)
            raise refuse("parcels", most)
        by_number: defaultdict[str, list[NamedParcel]] = defaultdict(list)
        for one in parcels_named(connection or self._connection, numbers):
            by_number[one.public_id].append(one)
            if one.parcel_number != one.public_id:
                by_number[one.parcel_number].append(one)
        for number in numbers:
            if not by_number[number]:
                raise refuse(
                    "parcels",
                    Phrase("There is no parcel %(number)s in the loaded data.", number=number[:80]),
                )
            if len(by_number[number]) > 1:
                ids = ", ".join(one.public_id for one in by_number[number])
                raise refuse(
                    "parcels",
                    Phrase(
                        "%(number)s is in several counties; write one of: %(ids)s.",
                        number=number,
                        ids=ids,
                    ),
                )
        found = {by_number[number][0].public_id: by_number[number][0] for number in numbers}
        return list(found.values())


def normalise_or_same(number: str) -> str:
    """A parcel number as it is compared; a public id as it is."""
    return number if "-" in number and number[:5].isdigit() else normalise_parcel_number(number)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _told(parcel: NamedParcel) -> str:
    return Phrase(
        "parcel %(number)s, %(address)s, %(acres)s",
        number=parcel.parcel_number,
        address=readable_name(parcel.situs_address)
        if parcel.situs_address
        else Phrase("no address stated"),
        acres=format_acres(parcel.area_sqm),
    )


def _what_name(found: list[NamedParcel]) -> Question:
    first = found[0].situs_address
    return Question(
        code="name",
        ask=Phrase("What is the holding called?"),
        fields=(
            Field(
                "name",
                Phrase("Name"),
                hint=Phrase("Its address is a good name."),
                preset=readable_name(first) if first else _by_number(found[0]),
                read=checked_name,
            ),
        ),
        lines=tuple(Phrase("Found: %(parcel)s", parcel=_told(one)) for one in found),
    )


def _by_number(parcel: NamedParcel) -> str:
    """A name that is kept as it is offered, in the language that its first reader reads."""
    return say(Phrase("Parcel %(number)s", number=parcel.parcel_number))


def _how() -> Question:
    choices = tuple(Choice(code, way.words) for code, way in _WAYS.items())
    return Question(
        code="how",
        ask=Phrase("How did the land come to its holders?"),
        fields=(Field("how", Phrase("How it came"), "choice", choices=choices),),
        words=("tax_deed", "patent"),
    )


def _since() -> Question:
    return Question(
        code="since",
        ask=Phrase("Since when do they hold it?"),
        fields=(
            Field(
                "since", Phrase("First day"), "day", hint=Phrase("As the deed says."), read=as_day
            ),
        ),
    )


def _buildings() -> Question:
    return Question(
        code="buildings",
        ask=Phrase("Does a building stand on it?"),
        fields=(
            Field(
                "buildings",
                Phrase("What each building is called, one on each line"),
                "long",
                hint=Phrase("Such as “The house”. A ground lease can later part it from the land."),
                is_needed=False,
            ),
        ),
    )


def _looking_after() -> Question:
    return Question(
        code="duty",
        ask=Phrase("How often does the trust look after it?"),
        fields=(Field("duty", Phrase("Stewardship"), "choice", preset="12", choices=_EVERY),),
        words=("responsibility",),
    )
