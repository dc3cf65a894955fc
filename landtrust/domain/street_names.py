"""Street names as rolls and people write them, brought to one form that can be compared."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from landtrust.domain.street_words import (
    DIRECTIONS,
    FIRST_WORDS,
    NUMBERED_ROADS,
    ORDINALS,
    ROAD_AUTHORITIES,
    SPELLED_OUT,
    SUFFIXES,
    TITLES,
    UNITS,
)
from landtrust.domain.words import words_of

HOUSE = (
    r"(?s)^\s*(?P<house>[0-9]{1,6})(?:[A-Za-z]|\s*-\s*[0-9A-Za-z]{1,6})?(?:\s+[0-9]/[0-9])?"
    r"\s+(?P<street>\S.*)$"
)
"""A house number, whatever belongs to it, and what follows; of the RE2 dialect."""

LONGEST_STREET = 80
"""Characters of a street's name that count; a legal description in its place is no name."""

_HOUSE = re.compile(HOUSE, re.ASCII)
_HOUSE_EXTRA = re.compile(
    r"\s*[0-9]{1,6}(?P<extra>[A-Z]\b|\s*-\s*[0-9A-Z]{1,6}\b|\s+[0-9]/[0-9])?",
    re.ASCII | re.IGNORECASE,
)
_APOSTROPHES = re.compile(r"(?<=\w)['\u2019`](?=\w)|(?<=\b\w)\.(?=\w\b)")
_STREETS_KEPT = 20_000


class Street(NamedTuple):
    """A street's name in its parts.

    Attributes:
        direction: ``N``, ``SW`` and so on, wherever it stood; empty: none.
        bare: The name alone, its words in capitals.
        suffix: What it is, as the USPS abbreviates it; empty: not said.
    """

    direction: str
    bare: str
    suffix: str

    @property
    def name(self) -> str:
        """The whole name.

        >>> parse_street("Capitol Street West").name
        'W CAPITOL ST'
        """
        return " ".join(filter(None, self))


class Situs(NamedTuple):
    """Where land lies, as far as it can be looked up.

    Attributes:
        house: The house number; None: none, or zero.
        street: The name of the street; None: none.
    """

    house: int | None
    street: str | None


def situs_of(address: str) -> Situs:
    """The house number and the street of an address on a roll.

    >>> situs_of("0939 West Capitol Street, Apt 3")
    Situs(house=939, street='W CAPITOL ST')
    >>> situs_of("226 1/2 ORIOLE LN"), situs_of("0 1ST ST"), situs_of("PO BOX")
    (Situs(house=226, street='ORIOLE LN'), Situs(house=None, street='1ST ST'), \
Situs(house=None, street='PO BOX'))
    """
    found = _HOUSE.match(address)
    house = int(found["house"]) if found else 0
    return Situs(house or None, standard_street(found["street"] if found else address))


def place_of(city: str | None) -> str | None:
    """A town in our one form; None where it is not stated.

    >>> place_of("Jackson, "), place_of(None)
    ('JACKSON', None)
    """
    return " ".join(words_of(city or "")).upper() or None


def house_extra(address: str) -> str:
    """What belongs to the house number of an address besides its digits; empty: nothing.

    >>> house_extra("226 1/2 ORIOLE LN"), house_extra("12-A Main"), house_extra("12 Main St")
    ('1/2', 'A', '')
    """
    found = _HOUSE_EXTRA.match(address)
    return (found["extra"] or "").strip(" -").upper() if found else ""


@lru_cache(maxsize=_STREETS_KEPT)
def standard_street(text: str) -> str | None:
    """The name of a street in our one form; None where there is no word in it."""
    street = parse_street(text)
    return street.name[:LONGEST_STREET].rstrip() if street.bare else None


def parse_street(text: str) -> Street:
    """The parts of a street's name.

    >>> parse_street("Dr. Martin L. King Jr. Dr")
    Street(direction='', bare='DOCTOR MARTIN L KING', suffix='DR')
    >>> parse_street("N. West St.")
    Street(direction='N', bare='WEST', suffix='ST')
    >>> parse_street("US Highway 80 West")
    Street(direction='W', bare='HWY 80', suffix='')
    >>> parse_street("North Street"), parse_street("O'Ferrall First Ave #3")
    (Street(direction='', bare='NORTH', suffix='ST'), \
Street(direction='', bare='OFERRALL 1ST', suffix='AVE'))
    """
    return parts_of(street_words(text))


def street_words(text: str) -> list[str]:
    """The words of a text in capitals, up to where a flat or a unit is named."""
    folded = _APOSTROPHES.sub("", text.replace("#", " UNIT "))
    words = [word.upper() for word in words_of(folded)]
    for place, word in enumerate(words):
        if word in UNITS and place:
            return words[:place]
    return words


def parts_of(words: Sequence[str]) -> Street:
    """The parts of a name whose words are given, in capitals."""
    left = _spelled_out(words)
    direction, suffix = "", ""
    if len(left) > 1 and left[0] in DIRECTIONS and not _is_all_suffix(left[1:]):
        direction = DIRECTIONS[left.pop(0)]
    while len(left) > 1:
        last = left[-1]
        if last in SUFFIXES and not suffix:
            suffix = SUFFIXES[left.pop()]
        elif last in DIRECTIONS and not direction and not _is_all_suffix(left[:-1]):
            direction = DIRECTIONS[left.pop()]
        elif last in TITLES:
            left.pop()
        else:
            break
    return Street(direction, " ".join(_standard_words(left)), suffix)


def _spelled_out(words: Sequence[str]) -> list[str]:
    return [part for word in words for part in SPELLED_OUT.get(word, (word,))]


def _is_all_suffix(words: Sequence[str]) -> bool:
    """Whether no word would be left to be the name: NORTH ST, AVENUE E."""
    return all(word in SUFFIXES for word in words)


def _standard_words(words: list[str]) -> list[str]:
    numbered = _numbered_road(words)
    if numbered is not None:
        return numbered
    if len(words) > 1 and words[0] in FIRST_WORDS:
        words = [FIRST_WORDS[words[0]], *words[1:]]
    return [ORDINALS.get(word, word) for word in words]


def _numbered_road(words: list[str]) -> list[str] | None:
    """A road that has a number for a name: US HIGHWAY 80, COUNTY ROAD 12, I-55 FRONTAGE."""
    left = list(words)
    while len(left) > 1 and left[0] in ROAD_AUTHORITIES:
        left.pop(0)
    if left[:2] in (["COUNTY", "ROAD"], ["COUNTY", "RD"], ["CO", "RD"]):
        left[:2] = ["CR"]
    if len(left) > 1 and left[0] in NUMBERED_ROADS and left[1][:1].isdigit():
        return [NUMBERED_ROADS[left[0]], *left[1:]]
    return None
