"""Query strings as names and values, with nothing silently ignored."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from landtrust.domain.text import visible_text
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

MOST_PARAMETERS = 60
LONGEST_VALUE = 2_000
_NONE_LONGER: Mapping[str, int] = MappingProxyType({})


def read_parameters(
    raw: bytes,
    allowed: Collection[str],
    longest: Mapping[str, int] = _NONE_LONGER,
    may_be_empty: Collection[str] = (),
) -> dict[str, str]:
    """The parameters of a query string, each once, each with a value.

    Args:
        raw: What stands after the question mark, as it came.
        allowed: The names that mean something here.
        longest: How many characters some of them may have, where that is more than usual.
        may_be_empty: Those under which an empty value means something.

    Raises:
        InvalidInput: A parameter is unknown, repeated, empty, too long or not readable text;
            the message names it.

    >>> read_parameters(b"county=28049&vacant=yes", {"county", "vacant"})
    {'county': '28049', 'vacant': 'yes'}
    """
    parameters: dict[str, str] = {}
    for name, value in _pairs(raw):
        if name not in allowed:
            raise _unknown_parameter(name[:40], allowed)
        if name in parameters:
            msg = Phrase("%(name)s: the parameter is there more than once.", name=name)
            raise InvalidInput(msg, parameter=name)
        is_empty = name in may_be_empty and not value.strip()
        parameters[name] = (
            "" if is_empty else checked_value(name, value, longest.get(name, LONGEST_VALUE))
        )
    return parameters


def read_form(raw: bytes, allowed: Collection[str]) -> dict[str, str]:
    """The fields of a form that was sent as a query string.

    Browsers send fields that were left empty, and one pair for each ticked box: here, unlike
    in an address that somebody wrote, the former are left out and the latter joined by commas.

    Raises:
        InvalidInput: A field is unknown, too long or not readable text.
    """
    fields: dict[str, str] = {}
    for name, value in _pairs(raw):
        if name not in allowed:
            raise unknown_field(name)
        written = value.strip()
        if written:
            joined = f"{fields[name]},{written}" if name in fields else written
            fields[name] = checked_value(name, joined)
    return fields


def unknown_field(name: str) -> InvalidInput:
    """The refusal of a field that a form does not have."""
    named = name[:40]
    return InvalidInput(Phrase("There is no field “%(name)s” here.", name=named), parameter=named)


def _unknown_parameter(name: str, allowed: Collection[str]) -> InvalidInput:
    if not allowed:
        msg = Phrase("There is no parameter “%(name)s” here.", name=name)
    else:
        known = ", ".join(allowed)
        msg = Phrase(
            "There is no parameter “%(name)s” here; there are: %(known)s.", name=name, known=known
        )
    return InvalidInput(msg, parameter=name)


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    if not raw:
        return []
    try:
        return parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except UnicodeDecodeError as problem:
        raise InvalidInput("The address holds bytes that are not UTF-8 text.") from problem
    except ValueError as problem:
        msg = Phrase("The address is not a row of name=value pairs joined by &.")
        raise InvalidInput(msg) from problem


def checked_value(name: str, value: str, longest: int = LONGEST_VALUE) -> str:
    """What a parameter or a field says.

    Raises:
        InvalidInput: It is empty, too long or not readable text; the message names it.
    """
    if not value.strip():
        msg = Phrase("%(name)s: the parameter is empty.", name=name)
        raise InvalidInput(msg, parameter=name)
    if len(value) > longest:
        msg = Phrase("%(name)s: longer than %(most)s characters.", name=name, most=longest)
        raise InvalidInput(msg, parameter=name)
    if not value.isprintable() and visible_text(value) != value.strip():
        msg = Phrase("%(name)s: there are characters that cannot be seen.", name=name)
        raise InvalidInput(msg, parameter=name)
    return value
