"""Percents as leases write them, and money that grows by them.

Rounding: an amount is exact (a fraction of a cent too) until it is shown or paid; then, once,
half a cent goes up.
"""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

HUNDRED = 100
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%?", re.ASCII)


class Growth(StrEnum):
    """How a yearly percent adds up over the years."""

    SIMPLE = "simple"
    COMPOUND = "compound"


def parse_percent(text: str, field: str) -> Decimal:
    """A percent from 0 to 100, with six decimals at most and the sign or without.

    Raises:
        InvalidInput: It is none; the error names the field.

    >>> parse_percent("1.5 %", "yearly_percent")
    Decimal('1.5')
    """
    written = _PERCENT.fullmatch(text.strip())
    if not written:
        msg = Phrase("“%(text)s” is not a percent from 0 to 100.", text=text[:40])
        raise InvalidInput(msg, field=field)
    return require_percent(Decimal(written[1]), field)


def require_percent(percent: Decimal, field: str) -> Decimal:
    """The percent itself, if it is one from 0 to 100.

    Raises:
        InvalidInput: It is not; the error names the field.
    """
    if not percent.is_finite() or not 0 <= percent <= HUNDRED:
        msg = Phrase("%(percent)s is not a percent from 0 to 100.", percent=percent)
        raise InvalidInput(msg, field=field)
    return percent


def format_percent(percent: Decimal) -> str:
    """The percent without needless zeros and without its sign.

    >>> format_percent(Decimal("25.00"))
    '25'
    """
    written = f"{percent:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def percent_of(percent: Decimal, amount: Fraction | int) -> Fraction:
    """So many percent of an amount, exactly.

    >>> percent_of(Decimal("1.5"), 1000)
    Fraction(15, 1)
    """
    return Fraction(percent) * amount / HUNDRED


def grown(amount: int, yearly_percent: Decimal, years: Fraction, growth: Growth) -> Fraction:
    """An amount after some years, exactly; a part of a year grows in proportion.

    Compound growth is counted over the whole years; the rest of the last year adds its part of
    that year's growth. No year in between is rounded.

    >>> grown(100_00, Decimal(10), Fraction(2), Growth.COMPOUND)
    Fraction(12100, 1)
    >>> grown(100_00, Decimal(10), Fraction(5, 2), Growth.SIMPLE)
    Fraction(12500, 1)
    """
    rate = percent_of(yearly_percent, 1)
    if growth is Growth.SIMPLE:
        return amount * (1 + rate * years)
    whole = years.numerator // years.denominator
    return amount * (1 + rate) ** whole * (1 + rate * (years - whole))


def to_cents(amount: Fraction) -> int:
    """The amount in whole cents, half a cent rounded up.

    >>> to_cents(Fraction(5, 2)), to_cents(Fraction(-5, 2))
    (3, -2)
    """
    doubled = 2 * amount + 1
    return doubled.numerator // (2 * doubled.denominator)
