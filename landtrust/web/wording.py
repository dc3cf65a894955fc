"""Values in plain words: dates, acres, dollars, and what is not stated."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from landtrust.domain.crs import acres
from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.queries.papers import PaperRow
from landtrust.web.languages import spoken_day

NOT_STATED = "not stated"

_SCHEMES = {
    "alternate": "Second number on the roll",
    "ppin": "Account (PPIN)",
    "county_form": "In the county's own search",
    "maris": "In the statewide layer",
    "state_form": "At the Secretary of State",
}
_CHANGES = {
    "new": "new on the roll",
    "gone": "left the roll",
    "returned": "came back on the roll",
    "split": "split into other parcels",
    "merged": "joined to other land",
    "moved": "its outline was drawn in another place",
    "reshaped": "its outline was redrawn",
    "owner changed": "another owner on the roll",
    "value changed": "another value on the roll",
    "entry changed": "another entry on the roll",
    "unclear": "left the roll, its land to several others",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB = re.compile(r"https?://\S+")
_CENTS = 100
_ACRES_OF_A_LOT = 2.0


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a reader may write to or call.

    Attributes:
        words: As the organization gave them.
        address: What a link leads to; None where the words are no address.
    """

    words: str
    address: str | None


def contact_link(words: str | None) -> Contact | None:
    """What an organization gave as its contact, with the link that belongs to it.

    >>> contact_link("land@example.org").address, contact_link("Call 601 555 0100").address
    ('mailto:land@example.org', None)
    """
    if words is None:
        return None
    if _EMAIL.fullmatch(words):
        return Contact(words, f"mailto:{words}")
    return Contact(words, words if _WEB.fullmatch(words) else None)


def format_day(day: date | None) -> str:
    """A day as people write it.

    >>> format_day(date(2026, 11, 23))
    'November 23, 2026'
    """
    return spoken_day(day) if day else NOT_STATED


def format_span(first: date, last: date | None) -> str:
    """From one day until another; None: until now.

    >>> format_span(date(2025, 3, 1), date(2026, 11, 23))
    'March 1, 2025 to November 23, 2026'
    >>> format_span(date(2026, 11, 23), None), format_span(date(2026, 3, 1), date(2026, 3, 1))
    ('since November 23, 2026', 'on March 1, 2026')
    """
    if last is None:
        return f"since {format_day(first)}"
    return (
        f"on {format_day(first)}" if first == last else f"{format_day(first)} to {format_day(last)}"
    )


def format_share(share: float) -> str:
    """A part of a whole, from 0 to 1, in percent.

    >>> format_share(0.5), format_share(0.004), format_share(0.9996)
    ('50%', 'under 1%', '100%')
    """
    return f"{share:.0%}" if share >= 0.01 else "under 1%"  # noqa: PLR2004 - the last digit shown


def format_acres(area_sqm: float | None) -> str:
    """An area in square metres as acres, with two decimals.

    >>> format_acres(4046.8564224), format_acres(8.0)
    ('1.00 acres', 'under 0.01 acres')
    """
    if area_sqm is None:
        return NOT_STATED
    measured = acres(area_sqm)
    return f"{measured:,.2f} acres" if measured >= 0.005 else "under 0.01 acres"  # noqa: PLR2004 - half of the last decimal


def format_dollars(cents: int | None) -> str:
    """An amount of money; cents only where there are some.

    >>> format_dollars(123456700), format_dollars(150), format_dollars(None)
    ('$1,234,567', '$1.50', 'not stated')
    """
    if cents is None:
        return NOT_STATED
    whole, rest = divmod(cents, _CENTS)
    return f"${whole:,}.{rest:02}" if rest else f"${whole:,}"


def format_count(number: int, one: str, many: str) -> str:
    """A number of things.

    >>> format_count(1, "parcel", "parcels"), format_count(2260240, "parcel", "parcels")
    ('1 parcel', '2,260,240 parcels')
    """
    return f"{number:,} {one if number == 1 else many}"


def format_metres(metres: float) -> str:
    """A length in metres, and in feet as plats have it.

    >>> format_metres(30.48)
    '30.5 m (100 ft)'
    """
    return f"{metres:,.1f} m ({metres / 0.3048:,.0f} ft)"


def format_kilobytes(size_bytes: int) -> str:
    """The size of a file.

    >>> format_kilobytes(300), format_kilobytes(2_345_678)
    ('1 KB', '2,346 KB')
    """
    return f"{max(round(size_bytes / 1000), 1):,} KB"


def paper_place(paper: PaperRow) -> str:
    """What kind of paper it is, of which day, and where it can be found."""
    places = (
        f"of {format_day(paper.dated_on)}" if paper.dated_on else None,
        f"book {paper.book}" if paper.book else None,
        f"page {paper.page}" if paper.page else None,
        f"number {paper.number}" if paper.number else None,
    )
    return ", ".join((EVIDENCE_KINDS[paper.kind], *filter(None, places)))


def stated(value: object) -> str:
    """The value as text, or that there is none.

    >>> stated(None), stated(2026)
    ('not stated', '2026')
    """
    return NOT_STATED if value is None or value == "" else str(value)


def number_scheme(scheme: str) -> str:
    """What people call a scheme of parcel numbers; one without a word is its own.

    >>> number_scheme("ppin"), number_scheme("tract")
    ('Account (PPIN)', 'Tract')
    """
    return _SCHEMES.get(scheme, scheme.replace("_", " ").capitalize())


def change_words(kind: str) -> str:
    """A change that a load found, in words.

    >>> change_words("split"), change_words("leased")
    ('split into other parcels', 'leased')
    """
    return _CHANGES.get(kind, kind)


def word_for_land(area_sqm: float) -> str:
    """What people call a piece of land of this size.

    >>> word_for_land(700.0), word_for_land(40_000.0)
    ('lot', 'piece of land')
    """
    return "lot" if acres(area_sqm) < _ACRES_OF_A_LOT else "piece of land"


def form_sentence(message: str) -> str:
    """What is wrong with a form, without the name that programs have for the field.

    >>> form_sentence("password: at least 12 characters.")
    'At least 12 characters.'
    >>> form_sentence("Somebody signs in as “ann” already.")
    'Somebody signs in as “ann” already.'
    """
    field, colon, rest = message.partition(": ")
    said = rest if colon and field.replace("_", "").isalpha() and field.islower() else message
    return said[:1].upper() + said[1:]


def code_words(code: str) -> str:
    """A code of ours as people read it.

    >>> code_words("record_acquisition")
    'Record acquisition'
    """
    return code.replace("_", " ").capitalize()


def format_moment(moment: datetime) -> str:
    """An instant, to the minute, in UTC as it is stored.

    >>> format_moment(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    'November 23, 2026, 14:05 UTC'
    """
    return f"{format_day(moment.date())}, {moment.astimezone(UTC):%H:%M} UTC"
