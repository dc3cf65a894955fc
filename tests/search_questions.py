"""Questions as people type them, made of stored addresses by stated corruptions.

What is asked for stays certain: a part is left out or wrong only where what is left names one
address, and a misspelled name is no other street's. House numbers are never wrong, since another
number is another house. Lots with exactly the same address are all right answers.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

_TRIES = 10
_LONG_NAME = 8
_WRITTEN_OUT = {
    "ST": "street", "AVE": "avenue", "DR": "drive", "RD": "road", "LN": "lane", "CT": "court",
    "CIR": "circle", "N": "north", "S": "south", "E": "east", "W": "west",
}  # fmt: skip
_DIRECTIONS = "NSEW"
_SUFFIXES = ("ST", "AVE", "DR", "RD", "LN", "CT", "CIR", "BLVD")
_ADDRESS = re.compile(
    r"(?P<house>\d+(?: \d/\d)?) (?:(?P<direction>[NSEW]) )?(?P<name>.+) (?P<suffix>[A-Z]+)"
)


@dataclass(frozen=True)
class Address:
    """A stored address in its parts, and the parcels that have it."""

    house: str
    direction: str
    name: str
    suffix: str
    city: str
    parcels: frozenset[str]

    def written(self, **parts: str) -> str:
        """The address with these parts in place of its own."""
        own = {name: getattr(self, name) for name in ("house", "direction", "name", "suffix")}
        return " ".join(filter(None, (own | parts).values()))


@dataclass(frozen=True)
class Asked:
    """A question, the corruption that made it, and the parcels that are right answers."""

    text: str
    corruption: str
    right: frozenset[str]


class Town:
    """All addresses of a town, to know what a part of one would name."""

    def __init__(self, rows: Iterable[tuple[str, str, str | None]]) -> None:
        """Take the rows: public id, address, city."""
        parcels: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for public_id, address, city in rows:
            parcels[address, city or ""].add(public_id)
        self.addresses = [
            Address(
                found["house"], found["direction"] or "", found["name"], found["suffix"], city,
                frozenset(ids),
            )
            for (address, city), ids in sorted(parcels.items())
            if (found := _ADDRESS.fullmatch(address)) and found["house"] != "0"
        ]  # fmt: skip
        self.names = {one.name for one in self.addresses}
        self._at: defaultdict[tuple[str, str], set[Address]] = defaultdict(set)
        for one in self.addresses:
            self._at[one.house.split()[0], one.name].add(one)

    def is_only(self, one: Address) -> bool:
        """Whether house number and name alone are this address."""
        return self._at[one.house.split()[0], one.name] == {one}

    def questions(self, count: int, seed: int) -> Iterator[Asked]:
        """About so many questions, of each corruption as many, as far as it can be made here."""
        chance = random.Random(seed)  # noqa: S311 - not a secret
        each = -(-count // len(_CORRUPTIONS))
        for kind, corrupt in _CORRUPTIONS.items():
            tried = chance.choices(self.addresses, k=each * _TRIES)
            made = ((one, corrupt(one, self, chance)) for one in tried)
            fit = ((one, text) for one, text in made if text is not None)
            for one, text in islice(fit, each):
                yield Asked(text, kind, one.parcels)


_Corrupt = Callable[[Address, Town, random.Random], str | None]


def _as_given(one: Address, _town: Town, _chance: random.Random) -> str:
    return one.written()


def _other_case(one: Address, _town: Town, chance: random.Random) -> str:
    return chance.choice((str.lower, str.title, str.swapcase))(one.written())


def _written_out(one: Address, _town: Town, _chance: random.Random) -> str:
    direction, suffix = (_WRITTEN_OUT.get(part, part) for part in (one.direction, one.suffix))
    return one.written(direction=direction, suffix=suffix)


def _dots_and_blanks(one: Address, _town: Town, chance: random.Random) -> str:
    direction = one.direction and f"{one.direction}."
    text = one.written(direction=direction, suffix=f"{one.suffix.title()}.")
    return chance.choice(("  {}  ", "{},", "\t{} .", "{}  apt 4")).format(text.replace(" ", "  "))


def _typing_error(one: Address, town: Town, chance: random.Random) -> str | None:
    name = misspelled(one.name, chance)
    return None if name in town.names else one.written(name=name).lower()


def _two_typing_errors(one: Address, town: Town, chance: random.Random) -> str | None:
    if len(one.name) < _LONG_NAME:
        return None
    name = misspelled(misspelled(one.name, chance), chance)
    return None if name in town.names else one.written(name=name).lower()


def _misspelled_suffix(one: Address, town: Town, chance: random.Random) -> str | None:
    suffix = misspelled(_WRITTEN_OUT.get(one.suffix, one.suffix).upper(), chance)
    return one.written(suffix=suffix) if town.is_only(one) else None


def _swapped(one: Address, _town: Town, chance: random.Random) -> str:
    behind = " ".join(filter(None, (one.direction, one.name, one.suffix, one.house)))
    direction_last = " ".join(filter(None, (one.house, one.name, one.suffix, one.direction)))
    in_the_middle = " ".join(filter(None, (one.name, one.house, one.direction, one.suffix)))
    return chance.choice((behind, direction_last, in_the_middle))


def _without_direction(one: Address, town: Town, _chance: random.Random) -> str | None:
    return one.written(direction="") if one.direction and town.is_only(one) else None


def _without_suffix(one: Address, town: Town, _chance: random.Random) -> str | None:
    return one.written(suffix="") if town.is_only(one) else None


def _another_direction(one: Address, town: Town, chance: random.Random) -> str | None:
    others = _DIRECTIONS.replace(one.direction, "") if one.direction else _DIRECTIONS
    return one.written(direction=chance.choice(others)) if town.is_only(one) else None


def _another_suffix(one: Address, town: Town, chance: random.Random) -> str | None:
    suffix = chance.choice([other for other in _SUFFIXES if other != one.suffix])
    return one.written(suffix=suffix) if town.is_only(one) else None


def _with_city(one: Address, _town: Town, chance: random.Random) -> str:
    city = (one.city or "Jackson").title()
    pattern = chance.choice(
        ("{}, {}, MS 39203", "{} {}", "{} {} Mississippi", "{}, {}, Hinds County")
    )
    return pattern.format(one.written(), city)


def _city_first(one: Address, _town: Town, _chance: random.Random) -> str:
    return f"{(one.city or 'Jackson').title()}, {one.written()}"


def _several(one: Address, town: Town, chance: random.Random) -> str | None:
    name = misspelled(one.name, chance)
    if name in town.names or not town.is_only(one):
        return None
    return one.written(name=name, direction="", suffix=chance.choice(("", one.suffix))).lower()


_CORRUPTIONS: dict[str, _Corrupt] = {
    "as the roll has it": _as_given,
    "other case": _other_case,
    "written out": _written_out,
    "dots, blanks, a flat": _dots_and_blanks,
    "typing error": _typing_error,
    "two typing errors in a long name": _two_typing_errors,
    "misspelled suffix": _misspelled_suffix,
    "swapped parts": _swapped,
    "without direction": _without_direction,
    "without suffix": _without_suffix,
    "another direction": _another_direction,
    "another suffix": _another_suffix,
    "with city": _with_city,
    "city first": _city_first,
    "typing error, without direction or suffix": _several,
}


def misspelled(name: str, chance: random.Random) -> str:
    """A name with one letter left out, doubled, changed or swapped with the next."""
    place = chance.randrange(len(name) - 1)
    head, letter, tail = name[:place], name[place], name[place + 1 :]
    if letter == " " or tail[0] == " ":
        return head + tail if letter == " " else head + letter + letter + tail
    made = (head + tail, head + letter * 2 + tail, head + chance.choice("AEIORSTLN") + tail,
            head + tail[0] + letter + tail[1:])  # fmt: skip
    return chance.choice(made)
