"""Numbers as rolls write them: dollars to whole cents, acres to a float."""

import re
from decimal import ROUND_HALF_UP, Decimal

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

MOST_CENTS = 10**15
"""Ten trillion dollars: more than all land of the United States, so a slip of the pen."""

_NUMBER = re.compile(r"(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?", re.ASCII)
_LONGEST_NUMBER = 40
_CENTS_OF_A_DOLLAR = 100


def parse_cents(text: str) -> int:
    """An amount of dollars as whole cents, half a cent rounded up.

    Raises:
        InvalidInput: The text is no amount, below zero, or beyond ``MOST_CENTS``. Rolls write
            -1 or -9999 for "not known"; it is never money.

    >>> parse_cents("$1,234.50")
    123450
    >>> parse_cents("0")
    0
    """
    written = text.strip()
    cents = (_parse_number(written.removeprefix("$").lstrip()) * 100).to_integral_value(
        ROUND_HALF_UP
    )
    if cents > MOST_CENTS:
        msg = Phrase("“%(written)s” is too large to be an amount of dollars.", written=written)
        raise InvalidInput(msg)
    return int(cents)


def format_cents(cents: int) -> str:
    """An amount of dollars as contracts write it, always with its cents.

    >>> format_cents(123450), format_cents(-5)
    ('$1,234.50', '-$0.05')
    """
    dollars, rest = divmod(abs(cents), _CENTS_OF_A_DOLLAR)
    return f"{'-' if cents < 0 else ''}${dollars:,}.{rest:02}"


def parse_acres(text: str) -> float:
    """An area in acres as a roll states it.

    Raises:
        InvalidInput: The text is no number, or below zero.

    >>> parse_acres("1,145.0266")
    1145.0266
    """
    return float(_parse_number(text.strip()))


def _parse_number(written: str) -> Decimal:
    readable = len(written) <= _LONGEST_NUMBER and _NUMBER.fullmatch(written)
    if not readable or not written.strip("."):
        msg = Phrase(
            "“%(written)s” is not a number of zero or more.", written=written[:_LONGEST_NUMBER]
        )
        raise InvalidInput(msg)
    return Decimal(written.replace(",", ""))
