"""Query strings as names and values, with nothing silently ignored."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from landtrust.domain.text import visible_text
from landtrust.errors import InvalidInput

MOST_PARAMETERS = 60
LONGEST_VALUE = 2_000
_NONE_LONGER: Mapping[str, int] = MappingProxyType({})


def read_parameters(
    raw: bytes, allowed: Collection[str], longest: Mapping[str, int] = _NONE_LONGER
) -> dict[str, str]:
    """The parameters of a query string, each once, each with a value.

    Args:
        raw: What stands after the question mark, as it came.
        allowed: The names that mean something here.
        longest: How many characters some of them may have, where that is more than usual.

    Raises:
        InvalidInput: A parameter is unknown, repeated, empty, too long or not readable text;
            the message names it.

    >>> read_parameters(b"county=28049&vacant=yes", {"county", "vacant"})
    {'county': '28049', 'vacant': 'yes'}
    """
    parameters: dict[str, str] = {}
    for name, value in _pairs(raw):
        if name not in allowed:
            known = f"; there are: {', '.join(allowed)}" if allowed else ""
            msg = f"There is no parameter “{name[:40]}” here{known}."
            raise InvalidInput(msg, parameter=name[:40])
        if name in parameters:
            raise InvalidInput(f"{name}: the parameter is there more than once.", parameter=name)
        parameters[name] = checked_value(name, value, longest.get(name, LONGEST_VALUE))
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
            raise InvalidInput(f"There is no field “{name[:40]}” here.", parameter=name[:40])
        written = value.strip()
        if written:
            joined = f"{fields[name]},{written}" if name in fields else written
            fields[name] = checked_value(name, joined)
    return fields


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
        msg = "The address is not a row of name=value pairs joined by &."
        raise InvalidInput(msg) from problem


def checked_value(name: str, value: str, longest: int = LONGEST_VALUE) -> str:
    """What a parameter or a field says.

    Raises:
        InvalidInput: It is empty, too long or not readable text; the message names it.
    """
    if not value.strip():
        raise InvalidInput(f"{name}: the parameter is empty.", parameter=name)
    if len(value) > longest:
        msg = f"{name}: longer than {longest} characters."
        raise InvalidInput(msg, parameter=name)
    if not value.isprintable() and visible_text(value) != value.strip():
        msg = f"{name}: there are characters that cannot be seen."
        raise InvalidInput(msg, parameter=name)
    return value
