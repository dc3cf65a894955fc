"""The form that records a holding: its land, how it came, who holds it."""

from collections import defaultdict
from collections.abc import Iterator

from flask import url_for
from sqlalchemy import Connection

from landtrust.domain.holding_plans import MOST_PIECES
from landtrust.domain.parcel_numbers import normalise_parcel_number
from landtrust.queries.holding_land import NamedParcel, parcels_named
from landtrust.services.holdings import Acquisition, checked_name, record_acquisition
from landtrust.services.record_book import Errand
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

_WAYS = {
    "bought": ("Bought from its owner", "deed"),
    "tax_sale": ("Bought at a sale for unpaid taxes", "tax_deed"),
    "patent": ("From the State, by a patent", "patent"),
    "donation": ("Given", "deed"),
    "city": ("From the City", "deed"),
    "other": ("In another way", "other"),
}
_NEVER = "none"
_EVERY = (
    Choice("12", "Once a year"),
    Choice("6", "Twice a year"),
    Choice("1", "Every month"),
    Choice(_NEVER, "No such duty"),
)


class AcquisitionForm(RecordForm):
    """Records a holding."""

    action = "record_acquisition"
    title = "Record a holding"

    def __init__(self, connection: Connection, people: People) -> None:
        """Make the form from what is loaded and recorded."""
        self._connection = connection
        self._owners = Holders(people, "owner", "Who holds the land?", people.preset)

    def questions(self, answers: Answers) -> Iterator[Question]:
        """Land first, then how it came and to whom, then what shows it."""
        yield self._which_parcels()
        found = self._parcels(answers)
        yield _what_name(found)
        yield _how()
        yield _since()
        yield from self._owners.questions(answers)
        yield _buildings()
        yield paper_question(_WAYS[answers["how"]][1])
        yield _looking_after()

    def sentences(self, answers: Answers) -> list[str]:
        """The holding in plain words."""
        found = self._parcels(answers)
        since = format_day(as_day(answers["since"]))
        way = _WAYS[answers["how"]][0]
        buildings = _lines(answers["buildings"])
        every = next(one.words for one in _EVERY if one.code == answers["duty"])
        return [
            f"A holding called “{answers['name']}”.",
            *(f"Its land: {_told(one)}." for one in found),
            *(f"A building on it: {one}." for one in buildings),
            f"{self._owners.sentence(answers)}: ownership of the land, since {since}.",
            *self._owners.newcomers(answers),
            f"How it came: {way[:1].lower()}{way[1:]}.",
            paper_sentence(answers),
            f"Looking after it: {every[:1].lower()}{every[1:]}.",
            "Nobody but organizers and stewards can read it until a steward publishes it.",
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
            note=f"How it came: {_WAYS[answers['how']][0]}.",
            stewardship_months=None if duty == _NEVER else int(duty),
        )
        unit_id = record_acquisition(connection, errand, acquired)
        return url_for("holding_pages.holding", holding_id=unit_id)

    def _which_parcels(self) -> Question:
        return Question(
            code="parcels",
            ask="Which land is it?",
            fields=(
                Field(
                    "parcels",
                    "Parcel numbers, one on each line",
                    "long",
                    hint="As the tax roll writes them, or as in the address of its page here.",
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
            raise refuse("parcels", f"A holding has at most {MOST_PIECES} parcels.")
        by_number: defaultdict[str, list[NamedParcel]] = defaultdict(list)
        for one in parcels_named(connection or self._connection, numbers):
            by_number[one.public_id].append(one)
            if one.parcel_number != one.public_id:
                by_number[one.parcel_number].append(one)
        for number in numbers:
            if not by_number[number]:
                raise refuse("parcels", f"There is no parcel {number[:80]} in the loaded data.")
            if len(by_number[number]) > 1:
                ids = ", ".join(one.public_id for one in by_number[number])
                raise refuse("parcels", f"{number} is in several counties; write one of: {ids}.")
        found = {by_number[number][0].public_id: by_number[number][0] for number in numbers}
        return list(found.values())


def normalise_or_same(number: str) -> str:
    """A parcel number as it is compared; a public id as it is."""
    return number if "-" in number and number[:5].isdigit() else normalise_parcel_number(number)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _told(parcel: NamedParcel) -> str:
    address = readable_name(parcel.situs_address) if parcel.situs_address else "no address stated"
    return f"parcel {parcel.parcel_number}, {address}, {format_acres(parcel.area_sqm)}"


def _what_name(found: list[NamedParcel]) -> Question:
    first = found[0].situs_address
    return Question(
        code="name",
        ask="What is the holding called?",
        fields=(
            Field(
                "name",
                "Name",
                hint="Its address is a good name.",
                preset=readable_name(first) if first else f"Parcel {found[0].parcel_number}",
                read=checked_name,
            ),
        ),
        lines=tuple(f"Found: {_told(one)}" for one in found),
    )


def _how() -> Question:
    choices = tuple(Choice(code, words) for code, (words, _) in _WAYS.items())
    return Question(
        code="how",
        ask="How did the land come to its holders?",
        fields=(Field("how", "How it came", "choice", choices=choices),),
        words=("tax_deed", "patent"),
    )


def _since() -> Question:
    return Question(
        code="since",
        ask="Since when do they hold it?",
        fields=(Field("since", "First day", "day", hint="As the deed says.", read=as_day),),
    )


def _buildings() -> Question:
    return Question(
        code="buildings",
        ask="Does a building stand on it?",
        fields=(
            Field(
                "buildings",
                "What each building is called, one on each line",
                "long",
                hint="Such as “The house”. A ground lease can later part it from the land.",
                is_needed=False,
            ),
        ),
    )


def _looking_after() -> Question:
    return Question(
        code="duty",
        ask="How often does the trust look after it?",
        fields=(Field("duty", "Stewardship", "choice", preset="12", choices=_EVERY),),
        words=("responsibility",),
    )
