"""Values that a filter says, from their text."""

import unicodedata
from datetime import date, datetime
from math import isfinite

from landtrust.domain.filtering.instants import parse_instant
from landtrust.domain.filtering.limits import refused
from landtrust.domain.filtering.tree import Literal
from landtrust.phrases import Phrase

GREATEST = 1e15
"""Numbers up to here are exact to the last digit wherever they are kept."""


def text_literal(text: str) -> Literal:
    """A text, in the Unicode form that stored texts have.

    Raises:
        InvalidInput: It has a character that no stored text can have.
    """
    if "\0" in text:
        raise refused(Phrase("filter: a text with a character that is none."))
    return Literal(unicodedata.normalize("NFC", text))


def number_literal(number: str | float) -> Literal:
    """A number.

    Raises:
        InvalidInput: It is not finite, or so large that no store would keep it exactly.
    """
    value = float(number)
    if not isfinite(value) or abs(value) > GREATEST:
        raise refused(
            Phrase("filter: the number %(number)s is too large.", number=str(number)[:40])
        )
    return Literal(value)


def instant_literal(kind: str, text: str) -> Literal | None:
    """A day or a moment as its constructor says it; None where the text says none.

    Args:
        kind: date or timestamp.
        text: As RFC 3339 writes it.
    """
    value = parse_instant(text)
    if value is None or isinstance(value, datetime) != (kind == "timestamp"):
        return None
    return Literal(value)


def bare_instant(text: str) -> Literal | None:
    """A day or a moment that an interval says without a constructor; None where it says none."""
    value: date | datetime | None = parse_instant(text)
    return None if value is None else Literal(value)
