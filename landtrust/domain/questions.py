"""What people type to find a piece of land, taken apart into what it may mean.

Nobody says which part is which, so a question has a few readings; the streets that there are
decide between them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from landtrust.domain.street_names import Street, parts_of, street_words
from landtrust.domain.street_words import (
    DIRECTIONS,
    NUMBERED_ROADS,
    PLAIN_SUFFIXES,
    ROAD_AUTHORITIES,
    STATES,
    SUFFIXES,
)

LONGEST_QUESTION = 200
"""Characters of a question; the longest address of a roll has 60."""

MOST_WORDS = 12
"""Words that are read of a part of a question."""

_BEFORE_ROADS = frozenset(("COUNTY", "CO", "OLD", "NEW"))
_HIGHWAYS = frozenset(("HWY", "HIGHWAY", "HIWAY", "INTERSTATE", "RTE", "ROUTE"))
_MOST_READINGS = 10
_MOST_PLACE_WORDS = 3
_LONGEST_NUMBER = 60
_HALF = str.maketrans({"\u00bd": " 1/2", "\u00bc": " 1/4", "\u00be": " 3/4", "\u2116": "#"})
_FRACTION = re.compile(r"(?<=\d)\s+([0-9]/[0-9])\b", re.ASCII)
_HOUSE = re.compile(r"([0-9]{1,6})([A-Z]?)", re.ASCII)
_HOUSE_SPAN = re.compile(r"\b([0-9]{1,6})\s*-\s*[0-9]{1,6}(?=\s+\S)", re.ASCII)
_ZIP = re.compile(r"3[5-9][0-9]{3}", re.ASCII)
_ZIP_PLUS_4 = re.compile(r"\b(3[5-9][0-9]{3})-[0-9]{4}\b", re.ASCII)
_PARTS = re.compile(r"[,;\n]+")
_CORNER_WORDS = re.compile(
    r"^\W*(?:the )?(?:corner|intersection) of\s|^\W*esquina (?:de|con)\s", re.IGNORECASE
)
_CROSSING = re.compile(r"\s*[&@/]\s*|\s+(?:and|at|y|con|x|near)\s+|\s*\+\s*", re.IGNORECASE)
_NUMBER_WORDS = re.compile(
    r"^\W*(?:(?:parcel|ppin|pin|parcela|account|cuenta|n[uú]mero|number|no|id|p)\b[\s.:#]*)+|^\W*#\s*",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """One thing that a question may mean.

    Attributes:
        house: The house number; None: none.
        street: The street.
        place: The words of a town or a county; empty: none.
    """

    house: int | None
    street: Street
    place: str


class Question(NamedTuple):
    """A question, and all that it may mean.

    Attributes:
        text: What was asked, in one line.
        number: What may be a parcel's number; None: nothing of it.
        house_extra: What stood with the house number, as ``1/2`` or ``B``; empty: nothing.
        readings: Addresses or streets, the likeliest first.
        corners: Two streets that may cross.
    """

    text: str
    number: str | None
    house_extra: str
    readings: tuple[Reading, ...]
    corners: tuple[tuple[Reading, ...], ...]

    @property
    def is_zip_code(self) -> bool:
        """Whether it is a ZIP code and nothing else.

        >>> parse_question("39203").is_zip_code, parse_question("39203-1234").is_zip_code
        (True, True)
        >>> parse_question("Jackson 39203").is_zip_code
        False
        """
        return bool(_ZIP.fullmatch(_ZIP_PLUS_4.sub(r"\1", self.text)))


def parse_question(text: str) -> Question:
    """What a question may mean.

    >>> asked = parse_question("Capitol 939 W, Jackson MS 39203")
    >>> asked.readings[0]
    Reading(house=939, street=Street(direction='W', bare='CAPITOL', suffix=''), place='JACKSON')
    >>> parse_question("P# 613-260").number
    '613-260'
    >>> [side[0].street.bare for side in parse_question("corner of Capitol & Gallatin St").corners]
    ['CAPITOL', 'GALLATIN']
    """
    line = _ZIP_PLUS_4.sub(r"\1", _HOUSE_SPAN.sub(r"\1", text.translate(_HALF)))
    fraction = _FRACTION.search(line)
    rest = _FRACTION.sub(" ", line, count=1) if fraction else line
    readings = tuple(_readings(rest))
    letter = next((one.letter for one in _houses(_words(rest)) if one.letter), "")
    is_address = any(one.house and one.street.suffix in PLAIN_SUFFIXES for one in readings)
    return Question(
        text=" ".join(text.split()),
        number=None if is_address else _number(text),
        house_extra=fraction[1] if fraction else letter,
        readings=readings,
        corners=tuple(_corners(line)),
    )


def _number(text: str) -> str | None:
    number = _NUMBER_WORDS.sub("", text, count=1).strip()
    has_digit = any(letter.isdigit() for letter in number)
    return number if has_digit and len(number) <= _LONGEST_NUMBER else None


def _corners(line: str) -> Iterator[tuple[Reading, ...]]:
    asked = _CORNER_WORDS.sub("", line)
    sides = _CROSSING.split(asked)
    if len(sides) != 2:  # noqa: PLR2004 - two streets make a corner
        return
    read = [tuple(one for one in _readings(side) if one.house is None) for side in sides]
    if all(read):
        yield from read


class _House(NamedTuple):
    place: int
    number: int
    letter: str


def _words(text: str) -> list[str]:
    return street_words(text)[:MOST_WORDS]


def _readings(text: str) -> list[Reading]:
    """The readings of a text that names one address or street, the likeliest first."""
    parts = [words for words in map(_words, _PARTS.split(text)) if words][:MOST_WORDS]
    parts, county = _without_county(_without_state(parts))
    found: dict[Reading, None] = {}
    for words, place in _with_places(parts):
        for reading in _of_words(words, place):
            named = reading if reading.place or not county else reading._replace(place=county)
            found.setdefault(named)
    return list(found)[:_MOST_READINGS]


def _without_state(parts: list[list[str]]) -> list[list[str]]:
    """Without ZIP code and state, as they stand at the end."""
    left = [list(words) for words in parts]
    while left and (len(left) > 1 or len(left[-1]) > 1) and _is_of_state(left[-1][-1]):
        left[-1].pop()
        left = [words for words in left if words]
    return left


def _is_of_state(word: str) -> bool:
    return word in STATES or bool(_ZIP.fullmatch(word))


def _without_county(parts: list[list[str]]) -> tuple[list[list[str]], str]:
    """What is left where a county is named at the end, and the name of the county."""
    if not parts or parts[-1][-1] != "COUNTY" or len(parts[-1]) < 2:  # noqa: PLR2004 - a name before it
        return parts, ""
    *rest, county, _ = parts[-1]
    left = [*parts[:-1], rest] if rest else parts[:-1]
    return left, county


def _with_places(parts: list[list[str]]) -> Iterator[tuple[list[str], list[str]]]:
    """The words of the address, and those of its place, in each way to part them."""
    if not parts:
        return
    if len(parts) > 1:
        main = next((at for at, words in enumerate(parts) if any(_houses(words))), 0)
        yield parts[main], [word for at, words in enumerate(parts) if at != main for word in words]
    yield [word for words in parts for word in words], []


def _houses(words: Sequence[str]) -> Iterator[_House]:
    """What may be the house number: the number of a road is none, unless it comes first."""
    for place, word in enumerate(words):
        found = _HOUSE.fullmatch(word)
        if found and int(found[1]) and not _is_number_of_road(words, place):
            yield _House(place, int(found[1]), found[2])


def _is_number_of_road(words: Sequence[str], place: int) -> bool:
    """Whether a number follows HWY or the like, which no name stands before: 939 OLD HWY 80."""
    if not place or words[place - 1] not in NUMBERED_ROADS:
        return False
    before = words[: place - 1]
    of_road = DIRECTIONS.keys() | ROAD_AUTHORITIES | _BEFORE_ROADS
    return words[place - 1] in _HIGHWAYS or all(
        word in of_road or word.isdigit() for word in before
    )


def _of_words(words: list[str], place: list[str]) -> Iterator[Reading]:
    house = next(_houses(words), None)
    if house is None or len(words) == 1:
        for street, more in _streets(words):
            yield Reading(None, street, _joined(place or more))
        return
    before, after = words[: house.place], words[house.place + 1 :]
    for named, aside in _around(before, after):
        for street, more in _streets(named):
            yield Reading(house.number, street, _joined(place or aside or more))


def _around(before: list[str], after: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The words of the street and those of a place, where a house number stands among them."""
    if before and after and not _are_small(before) and not _are_small(after):
        yield after, before
        yield before, after
    yield [*before, *after], []


def _are_small(words: Sequence[str]) -> bool:
    """Whether these words are parts of a name only beside it: 939 W, ST 939 CAPITOL."""
    return all(word in DIRECTIONS or word in SUFFIXES for word in words)


def _streets(words: list[str]) -> Iterator[tuple[Street, list[str]]]:
    """The street that these words may name, with words left over for a place."""
    end = _end_of_street(words)
    if end is not None and end < len(words):
        yield from _named(words[:end], words[end:])
    yield from _named(words, [])
    for count in range(1, min(_MOST_PLACE_WORDS, len(words) - 1) + 1):
        if end is None:
            yield from _named(words[:-count], words[-count:])


def _end_of_street(words: Sequence[str]) -> int | None:
    """Where the street's name ends: behind its suffix, and a direction that follows it."""
    ends = [
        at + 1
        for at, word in enumerate(words)
        if at and _is_plain_suffix(word) and not _is_number(words[at + 1 : at + 2])
    ]
    if not ends:
        return None
    end = ends[-1]
    return end + 1 if end < len(words) and words[end] in DIRECTIONS else end


def _is_number(words: Sequence[str]) -> bool:
    """Whether a number comes next, so that the word before is a part of a road's name."""
    return bool(words) and words[0].isdigit()


def _is_plain_suffix(word: str) -> bool:
    return SUFFIXES.get(word) in PLAIN_SUFFIXES


def _named(words: list[str], more: list[str]) -> Iterator[tuple[Street, list[str]]]:
    street = parts_of(words)
    yield street, more
    first, last = words[0], words[-1]
    if street.suffix and street.suffix not in PLAIN_SUFFIXES:
        yield Street(street.direction, f"{street.bare} {last}", ""), more  # FOREST HILL, without RD
    if not street.suffix and _is_plain_suffix(first) and len(words) > 1:
        yield parts_of([*words[1:], first]), more  # ST CAPITOL W
    if street.direction and len(first) > 2 and first in DIRECTIONS:  # noqa: PLR2004 - written out
        yield Street("", f"{first} {street.bare}", street.suffix), more  # NORTH GATE, of NORTHGATE


def _joined(words: Sequence[str]) -> str:
    return " ".join(words)
