"""Values in plain words: dates, acres, dollars, and what is not stated."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from landtrust.domain.change_kinds import CHANGE_WORDS
from landtrust.domain.crs import acres
from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.phrases import Phrase
from landtrust.queries.papers import PaperRow
from landtrust.web.languages import say, spoken_day

NOT_STATED = Phrase("not stated")

_SCHEMES = {
    "alternate": Phrase("Second number on the roll"),
    "ppin": Phrase("Account (PPIN)"),
    "county_form": Phrase("In the county's own search"),
    "maris": Phrase("In the statewide layer"),
    "state_form": Phrase("At the Secretary of State"),
}
_ROLES = {
    "organizer": Phrase("Organizer"),
    "steward": Phrase("Steward"),
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB = re.compile(r"https?://\S+")
_CENTS = 100
_MEGABYTE = 1_000_000
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
    return spoken_day(day) if day else say(NOT_STATED)


def format_span(first: date, last: date | None) -> str:
    """From one day until another; None: until now.

    >>> format_span(date(2025, 3, 1), date(2026, 11, 23))
    'March 1, 2025 to November 23, 2026'
    >>> format_span(date(2026, 11, 23), None), format_span(date(2026, 3, 1), date(2026, 3, 1))
    ('since November 23, 2026', 'on March 1, 2026')
    """
    if last is None:
        return say(Phrase("since %(day)s", day=first))
    if first == last:
        return say(Phrase("on %(day)s", day=first))
    return say(Phrase("%(first)s to %(last)s", first=first, last=last))


def format_share(share: float) -> str:
    """A part of a whole, from 0 to 1, in percent.

    >>> format_share(0.5), format_share(0.004), format_share(0.9996)
    ('50%', 'under 1%', '100%')
    """
    return f"{share:.0%}" if share >= 0.01 else say(Phrase("under 1%"))  # noqa: PLR2004 - the last digit shown


def format_acres(area_sqm: float | None) -> str:
    """An area in square metres as acres, with two decimals.

    >>> format_acres(4046.8564224), format_acres(8.0)
    ('1.00 acres', 'under 0.01 acres')
    """
    if area_sqm is None:
        return say(NOT_STATED)
    if not _can_be_written(area_sqm):
        return say(Phrase("under 0.01 acres"))
    return say(Phrase("%(number)s acres", number=f"{acres(area_sqm):,.2f}"))


def format_acre_number(area_sqm: float) -> str:
    """The number of acres alone, for tables that say the unit at their head.

    >>> format_acre_number(4046.8564224), format_acre_number(8.0)
    ('1.00', 'under 0.01')
    """
    measured = f"{acres(area_sqm):,.2f}"
    return measured if _can_be_written(area_sqm) else say(Phrase("under 0.01"))


def _can_be_written(area_sqm: float) -> bool:
    return acres(area_sqm) >= 0.005  # noqa: PLR2004 - half of the last decimal


def format_dollars(cents: int | None) -> str:
    """An amount of money; cents only where there are some.

    >>> format_dollars(123456700), format_dollars(150), format_dollars(None)
    ('$1,234,567', '$1.50', 'not stated')
    """
    if cents is None:
        return say(NOT_STATED)
    whole, rest = divmod(cents, _CENTS)
    return f"${whole:,}.{rest:02}" if rest else f"${whole:,}"


def format_metres(metres: float) -> str:
    """A length in metres, and in feet as plats have it.

    >>> format_metres(30.48)
    '30.5 m (100 ft)'
    """
    feet = f"{metres / 0.3048:,.0f}"
    return say(Phrase("%(metres)s m (%(feet)s ft)", metres=f"{metres:,.1f}", feet=feet))


def format_file_size(size_bytes: float) -> str:
    """The size of a large file, in two digits or so.

    >>> format_file_size(340), format_file_size(16_049_505), format_file_size(2_400_000_000)
    ('1 KB', '16 MB', '2.4 GB')
    """
    if size_bytes < _MEGABYTE:
        return format_kilobytes(round(size_bytes))
    if size_bytes < 1000 * _MEGABYTE:
        return say(Phrase("%(number)s MB", number=_two_digits(size_bytes / _MEGABYTE)))
    return say(Phrase("%(number)s GB", number=_two_digits(size_bytes / _MEGABYTE / 1000)))


def _two_digits(number: float) -> str:
    return f"{number:,.1f}" if number < 10 else f"{number:,.0f}"  # noqa: PLR2004 - one digit


def format_feet(metres: float) -> str:
    """A length in metres as feet alone, for the scale of a drawing.

    >>> format_feet(30.48)
    '100 ft'
    """
    return say(Phrase("%(number)s ft", number=f"{metres / 0.3048:,.0f}"))


def format_kilobytes(size_bytes: int) -> str:
    """The size of a file.

    >>> format_kilobytes(300), format_kilobytes(2_345_678)
    ('1 KB', '2,346 KB')
    """
    return say(Phrase("%(number)s KB", number=f"{max(round(size_bytes / 1000), 1):,}"))


def paper_place(paper: PaperRow) -> str:
    """What kind of paper it is, of which day, and where it can be found."""
    where = (
        paper.dated_on and Phrase("of %(day)s", day=paper.dated_on),
        paper.book and Phrase("book %(number)s", number=paper.book),
        paper.page and Phrase("page %(number)s", number=paper.page),
        paper.number and Phrase("number %(number)s", number=paper.number),
    )
    return ", ".join(say(one) for one in (EVIDENCE_KINDS[paper.kind], *where) if one)


def stated(value: object) -> str:
    """The value as text, or that there is none.

    >>> stated(None), stated(2026)
    ('not stated', '2026')
    """
    return say(NOT_STATED) if value is None or value == "" else str(value)


def number_scheme(scheme: str) -> str:
    """What people call a scheme of parcel numbers; one without a word is its own.

    >>> number_scheme("ppin"), number_scheme("tract")
    ('Account (PPIN)', 'Tract')
    """
    return say(_SCHEMES.get(scheme, scheme.replace("_", " ").capitalize()))


def change_words(kind: str) -> str:
    """A change that a load found, in words.

    >>> change_words("split"), change_words("leased")
    ('split into other parcels', 'leased')
    """
    return say(CHANGE_WORDS.get(kind, kind))


def word_for_land(area_sqm: float) -> Phrase:
    """What people call a piece of land of this size, to be said.

    >>> word_for_land(700.0), word_for_land(40_000.0)
    ('lot', 'piece of land')
    """
    is_lot = acres(area_sqm) < _ACRES_OF_A_LOT
    return Phrase("lot") if is_lot else Phrase("piece of land")


def form_sentence(message: str) -> str:
    """What is wrong with a form, in the language of the page and without programs' name of a field.

    >>> form_sentence("password: at least 12 characters.")
    'At least 12 characters.'
    >>> form_sentence("Somebody signs in as “ann” already.")
    'Somebody signs in as “ann” already.'
    """
    whole = say(message)
    field, colon, rest = whole.partition(": ")
    said = rest if colon and field.replace("_", "").isalpha() and field.islower() else whole
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
    time = f"{moment.astimezone(UTC):%H:%M}"
    return say(Phrase("%(day)s, %(time)s UTC", day=moment.date(), time=time))


def role_word(role: str) -> str:
    """What people call a role, which is a code.

    >>> role_word("steward")
    'Steward'
    """
    return say(_ROLES[role])


def worded(text: str) -> str:
    """A text of ours in the language of the page; what somebody typed, such as a name, as it is.

    >>> worded(Phrase("Which land is it?")), worded("The corner lot")
    ('Which land is it?', 'The corner lot')
    """
    return say(text) if isinstance(text, Phrase) else text


def join_words(words: Iterable[str]) -> str:
    """Names in one sentence.

    >>> join_words(["Ann"]), join_words(["Ann", "Lee"]), join_words(["Ann", "Lee", "Roe"])
    ('Ann', 'Ann and Lee', 'Ann, Lee and Roe')
    """
    listed = list(words)
    if len(listed) < 2:  # noqa: PLR2004 - one has nobody to be joined with
        return "".join(listed)
    *others, last = listed
    return say(Phrase("%(others)s and %(last)s", others=", ".join(others), last=last))
