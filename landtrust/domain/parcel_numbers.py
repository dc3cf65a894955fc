"""Parcel numbers and the public ids made of them."""

import re
import unicodedata
from typing import NamedTuple

from landtrust.domain.text import clean_text
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_COUNTY_FIPS = re.compile(r"\d{5}", re.ASCII)
_TO_ESCAPE = re.compile(r"[^A-Za-z0-9. -]")
_PUBLIC_ID = re.compile(r"(\d{5})-([A-Za-z0-9._~-]+)", re.ASCII)
_ESCAPED = re.compile(r"(?:~[0-9a-f]{2})+")
_LONGEST_PUBLIC_ID = 600


class ParcelKey(NamedTuple):
    """A parcel's county (five-digit FIPS) and its normalised number there."""

    county_fips: str
    number: str


def normalise_parcel_number(as_given: str) -> str:
    """The number as we compare it: visible text, single blanks, upper case, NFC.

    Leading zeros, hyphens and text such as ``1E5`` stay: a parcel number is text. Empty if
    nothing was given.

    >>> normalise_parcel_number(" 0855-18   a")
    '0855-18 A'
    """
    return clean_text(unicodedata.normalize("NFC", clean_text(as_given).upper()))


def public_id(county_fips: str, number: str) -> str:
    """The id of a parcel in addresses and downloads: safe in URLs, and reversible.

    A blank becomes ``_``; each other character outside ``A-Z a-z 0-9 . -`` becomes its UTF-8
    bytes, each as ``~`` and two hexadecimal digits (percent-encoding with a tilde, which no
    proxy or browser decodes on the way).

    Args:
        county_fips: Five digits.
        number: The normalised parcel number, not empty.

    Raises:
        InvalidInput: The county is not five digits, or the number is empty.

    >>> public_id("28049", "008690000050000001")
    '28049-008690000050000001'
    >>> public_id("28001", "0012 A/7")
    '28001-0012_A~2f7'
    """
    if not _COUNTY_FIPS.fullmatch(county_fips):
        msg = Phrase(
            "“%(county_fips)s” is not a county code of five digits.", county_fips=county_fips[:20]
        )
        raise InvalidInput(msg, county_fips=county_fips)
    if not number:
        raise InvalidInput("A parcel without a number has no public id.")
    escaped = _TO_ESCAPE.sub(lambda match: _escape(match[0]), number)
    return f"{county_fips}-{escaped.replace(' ', '_')}"


def is_public_id(text: str) -> bool:
    """Whether a parcel can have this id.

    >>> is_public_id("28001-0012_A~2f7"), is_public_id("28001")
    (True, False)
    """
    try:
        parse_public_id(text)
    except InvalidInput:
        return False
    return True


def parse_public_id(text: str) -> ParcelKey:
    """The county and number that a public id names.

    Only the one spelling that ``public_id`` writes is taken, so a parcel has one address.

    Raises:
        InvalidInput: No parcel can have this id.

    >>> parse_public_id("28001-0012_A~2f7")
    ParcelKey(county_fips='28001', number='0012 A/7')
    """
    parts = _PUBLIC_ID.fullmatch(text) if len(text) <= _LONGEST_PUBLIC_ID else None
    number = _unescape(parts[2]) if parts else None
    if parts is None or number is None or public_id(parts[1], number) != text:
        msg = Phrase(
            "“%(text)s” is not a parcel id; one looks like 28049-008690000050000001.",
            text=text[:60],
        )
        raise InvalidInput(msg, parcel_id=text)
    return ParcelKey(parts[1], number)


def _escape(character: str) -> str:
    return "".join(f"~{byte:02x}" for byte in character.encode())


def _unescape(escaped: str) -> str | None:
    """The number again, or None where the escapes are not UTF-8."""
    with_blanks = escaped.replace("_", " ")
    try:
        return _ESCAPED.sub(
            lambda match: bytes.fromhex(match[0].replace("~", "")).decode(), with_blanks
        )
    except UnicodeDecodeError:
        return None
