"""Where a page begins, as addresses say it.

In the usual order that is the key of the feature before it. In another it is what that feature
says under each name, and its key, as JSON in the alphabet of addresses.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime

import orjson

from landtrust.domain.filtering.instants import parse_instant
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import Position

_LONGEST = 1_500
_LARGEST = 2**63
_DIGITS = 19
_INSTANTS = (ValueType.DATE, ValueType.TIMESTAMP)


def format_position(position: Position) -> str:
    """A position as addresses have it.

    >>> format_position((12,)), format_position((None, 12))
    ('12', 'W251bGwsMTJd')
    """
    if len(position) == 1:
        return str(position[0])
    return base64.urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def parse_position(name: str, text: str, order: Sequence[Quality], *, is_number: bool) -> Position:
    """The position that an address says.

    Args:
        name: The parameter.
        text: What it says.
        order: What features are put in order by.
        is_number: Whether their own key is a number.

    Raises:
        InvalidInput: No page of features in this order begins there.
    """
    said = _said(text) if order else [_key(text, is_number=is_number)]
    kinds = [one.type for one in order]
    wanted = [*kinds, ValueType.NUMBER if is_number else ValueType.TEXT]
    if said is None or len(said) != len(wanted):
        raise _no_position(name)
    values = [_value(value, kind) for value, kind in zip(said, wanted, strict=True)]
    if any(value is ... for value in values) or values[-1] is None:
        raise _no_position(name)
    key = values[-1]
    return (*values[:-1], int(key) if is_number and isinstance(key, float | int) else key)


def _key(text: str, *, is_number: bool) -> int | str:
    is_whole = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_number and is_whole else text


def _said(text: str) -> list[object] | None:
    if len(text) > _LONGEST:
        return None
    try:
        said = orjson.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    return said if isinstance(said, list) else None


def _value(value: object, kind: ValueType) -> object:
    """The value as it is compared; an ellipsis where it is of another kind."""
    if value is None:
        return None
    if kind in _INSTANTS and isinstance(value, str):
        instant = parse_instant(value)
        is_moment = isinstance(instant, datetime)
        return (
            instant
            if isinstance(instant, date) and is_moment == (kind is ValueType.TIMESTAMP)
            else ...
        )
    return value if _is_of(value, kind) else ...


def _is_of(value: object, kind: ValueType) -> bool:
    if kind is ValueType.NUMBER:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and abs(float(str(value))) < _LARGEST
    return isinstance(value, {ValueType.TEXT: str, ValueType.BOOLEAN: bool}.get(kind, ()))


def _no_position(name: str) -> InvalidInput:
    return InvalidInput(
        Phrase("%(name)s: take it from the link to another page.", name=name), parameter=name
    )
