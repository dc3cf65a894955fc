"""Dates as rolls write them."""

import re
from datetime import UTC, date, datetime, timedelta

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

EPOCH_MILLISECONDS = "epoch_ms"
"""The format name for milliseconds since 1970-01-01 UTC, which ArcGIS services write.

Nine to thirteen digits: fewer would be the first day of 1970, which in files is a 0 that means
"not known" or a date in another form.
"""

FIRST_YEAR, LAST_YEAR = 1700, 2199
"""Years outside are slips: Mississippi's oldest land records are of the eighteenth century."""

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
"""Between them lies whatever begins or happens; a lease may end later."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS = re.compile(r"-?\d{9,13}", re.ASCII)
_EIGHT_DIGITS = re.compile(r"\d{8}", re.ASCII)


def parse_date(text: str, formats: tuple[str, ...]) -> date:
    """The day that a text says in the first of the formats that fits.

    Args:
        text: As loaded, trimmed.
        formats: ``strptime`` formats, or ``epoch_ms``, in the order to try.

    Raises:
        InvalidInput: No format fits, or the year is out of ``FIRST_YEAR`` to ``LAST_YEAR``.

    >>> parse_date("3/9/1998", ("%Y-%m-%d", "%m/%d/%Y")).isoformat()
    '1998-03-09'
    >>> parse_date("889401600000", ("epoch_ms",)).isoformat()
    '1998-03-09'
    """
    for form in formats:
        day = _parse_as(text, form)
        if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    msg = Phrase("“%(text)s” is not a date that we can read.", text=text[:40])
    raise InvalidInput(msg)


def require_day(day: date, parameter: str) -> None:
    """Refuse a day on which nothing that is recorded begins or happens.

    Raises:
        InvalidInput: It is before ``FIRST_DAY`` or after ``LAST_DAY``; the message names the field.

    >>> require_day(date(1700, 1, 1), "acquired_on")
    >>> require_day(date(1, 1, 1), "acquired_on")
    Traceback (most recent call last):
    ...
    landtrust.errors.InvalidInput: acquired_on: a day from 1700-01-01 to 2199-12-31.
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        msg = Phrase(
            "%(parameter)s: a day from %(first)s to %(last)s.",
            parameter=parameter,
            first=FIRST_DAY,
            last=LAST_DAY,
        )
        raise InvalidInput(msg, parameter=parameter)


def parse_year(text: str) -> int:
    """The year of a roll.

    Raises:
        InvalidInput: Not four digits, or out of ``FIRST_YEAR`` to ``LAST_YEAR``.

    >>> parse_year("2024")
    2024
    """
    written = text.strip()
    if re.fullmatch(r"\d{4}", written, re.ASCII) and FIRST_YEAR <= int(written) <= LAST_YEAR:
        return int(written)
    msg = Phrase("“%(written)s” is not the year of a roll.", written=written[:40])
    raise InvalidInput(msg)


def _parse_as(text: str, form: str) -> date | None:
    if form == EPOCH_MILLISECONDS:
        return _parse_milliseconds(text)
    if form == "%Y%m%d" and not _EIGHT_DIGITS.fullmatch(text):
        return None  # strptime would read 2020115 as the fifth of November
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, in no time zone
    except ValueError:
        return None


def _parse_milliseconds(text: str) -> date | None:
    if not _MILLISECONDS.fullmatch(text):
        return None
    return (_EPOCH + timedelta(milliseconds=int(text))).date()
