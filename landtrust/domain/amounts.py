"""How much a number that is recorded can be: more is a slip, and no column holds it."""

from landtrust.domain.money import MOST_CENTS
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

MOST = 10_000
"""Years, months and ranks."""


def require_number(number: int | None, parameter: str) -> None:
    """Refuse years, months or a rank that cannot be; None is not stated.

    Raises:
        InvalidInput: It is below one, or more than ``MOST``; the message names the field.

    >>> require_number(12, "every_months")
    >>> require_number(10**12, "every_months")
    Traceback (most recent call last):
    ...
    landtrust.errors.InvalidInput: every_months: from 1 to 10,000.
    """
    if number is not None and not 1 <= number <= MOST:
        raise InvalidInput(
            Phrase("%(parameter)s: from 1 to %(most)s.", parameter=parameter, most=f"{MOST:,}"),
            parameter=parameter,
        )


def require_cents(cents: int | None, parameter: str) -> None:
    """Refuse a sum that cannot be; None is not stated.

    Raises:
        InvalidInput: It is below nothing, or more than ``MOST_CENTS``; the message names the field.

    >>> require_cents(10**20, "amount")
    Traceback (most recent call last):
    ...
    landtrust.errors.InvalidInput: amount: not below nothing, and at most ten trillion dollars.
    """
    if cents is not None and not 0 <= cents <= MOST_CENTS:
        msg = Phrase(
            "%(parameter)s: not below nothing, and at most ten trillion dollars.",
            parameter=parameter,
        )
        raise InvalidInput(msg, parameter=parameter)
