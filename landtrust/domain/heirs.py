"""A family tree of shares: who inherited from whom, what each living heir holds, what is missing.

Source:
    Tenancy in common: each heir holds an undivided share of the whole (ISO 19152-1:2024,
    LA_Right of type common ownership, with LA_RRR.share). Who inherits how much is what the caller
    enters; ``landtrust.domain.intestacy`` only suggests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from landtrust.domain.shares import WHOLE, format_share, require_share
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.phrases import Phrase

MOST_INHERITANCES = 500
"""More deaths in one tree are a slip or an attack: ten generations of a family have fewer."""

LARGEST_DENOMINATOR = 10**1000
"""Finer shares are refused: no family divides land so, and Python would not write them out."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the tree.

    Attributes:
        key: What tells two people of one name apart.
        name: As shown in sentences.
    """

    key: str
    name: str = field(compare=False)


class Part(NamedTuple):
    """Somebody's part: of the whole for a first holder, of the decedent's share for an heir."""

    person: Person
    share: Fraction


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What became of one person's share.

    Attributes:
        decedent: Who died.
        died_on: None where nobody remembers the day.
        parts: What each heir took of the decedent's share. An heir may be named twice. They may
            add up to less than the whole: the rest is missing.
    """

    decedent: Person
    died_on: date | None
    parts: tuple[Part, ...]


class Line(NamedTuple):
    """One way by which somebody got a share.

    Attributes:
        part: What they took: of the whole, or of the decedent's share.
        decedent: From whom; None for a first holder.
        of_share: What the decedent held at death; the whole for a first holder.
    """

    part: Fraction
    decedent: Person | None
    of_share: Fraction

    @property
    def share(self) -> Fraction:
        """What of the whole came by this line."""
        return self.part * self.of_share


class Missing(NamedTuple):
    """A share of the whole of which nobody knows the heir.

    Attributes:
        decedent: Whose it was; None where the first holders are not all known.
        share: Of the whole.
    """

    decedent: Person | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class FamilyShares:
    """Who holds what. Held and missing shares add up to exactly 1.

    Attributes:
        held: The living who hold something, in the order in which they came into the tree.
        missing: What has no known heir.
        lines: How each person, dead or living, got what they hold or held.
        held_nothing: Decedents who held nothing, so nothing came from them: a remark.
    """

    held: dict[Person, Fraction]
    missing: tuple[Missing, ...]
    lines: dict[Person, tuple[Line, ...]]
    held_nothing: tuple[Person, ...]


def family_shares(
    first_holders: Iterable[Part], inheritances: Sequence[Inheritance]
) -> FamilyShares:
    """What each living person holds after all inheritances, in whatever order they are given.

    Args:
        first_holders: With their shares of the whole; together at most the whole.
        inheritances: One for each person who died.

    Raises:
        InvalidInput: A fraction is not above zero or more than 1, or there are more than
            ``MOST_INHERITANCES``.
        RuleBroken: Fractions add up to more than 1, somebody dies twice, inherits after their
            death or from themselves in the end, or a share is finer than
            ``LARGEST_DENOMINATOR``.

    >>> ruth, ann, lee = (Person(name, name) for name in ("Ruth", "Ann", "Lee"))
    >>> died = Inheritance(ruth, None, (Part(ann, Fraction(1, 2)), Part(lee, Fraction(1, 4))))
    >>> shares = family_shares([Part(ruth, Fraction(1, 3)), Part(ann, Fraction(2, 3))], [died])
    >>> {person.name: format_share(share) for person, share in shares.held.items()}
    {'Ann': '5/6', 'Lee': '1/12'}
    >>> [(one.decedent.name, format_share(one.share)) for one in shares.missing]
    [('Ruth', '1/12')]
    """
    first = tuple(first_holders)
    _require_at_most_whole(first, Phrase("The first holders' shares"))
    deaths = _deaths(inheritances)
    lines: dict[Person, list[Line]] = {}
    for holder, share in first:
        lines.setdefault(holder, []).append(Line(share, None, WHOLE))
    missing = [Missing(None, WHOLE - sum((part.share for part in first), Fraction(0)))]
    held_nothing = []
    for death in _oldest_first(deaths):
        at_death = _sum_of(lines.get(death.decedent, ()))
        if not at_death:
            held_nothing.append(death.decedent)
            continue
        for heir, share in death.parts:
            lines.setdefault(heir, []).append(Line(share, death.decedent, at_death))
        passed_on = sum((part.share for part in death.parts), Fraction(0))
        missing.append(Missing(death.decedent, at_death * (WHOLE - passed_on)))
    return FamilyShares(
        held={one: _sum_of(theirs) for one, theirs in lines.items() if one not in deaths},
        missing=tuple(one for one in missing if one.share),
        lines={one: tuple(theirs) for one, theirs in lines.items()},
        held_nothing=tuple(held_nothing),
    )


def equal_parts(heirs: Sequence[Person]) -> tuple[Part, ...]:
    """The same part for each: "to her four children equally".

    Raises:
        InvalidInput: There is no heir, or one is named twice.

    >>> [format_share(part.share) for part in equal_parts([Person("1", "Ann"), Person("2", "Lee")])]
    ['1/2', '1/2']
    """
    if not heirs:
        raise InvalidInput("Name at least one heir.", field="heirs")
    if len(set(heirs)) < len(heirs):
        raise InvalidInput("An heir is named twice among equals.", field="heirs")
    return tuple(Part(heir, Fraction(1, len(heirs))) for heir in heirs)


def describe_line(line: Line) -> Phrase:
    """The line in plain words.

    >>> describe_line(Line(Fraction(1, 2), Person("r", "Ruth"), Fraction(1, 3)))
    "1/2 of Ruth's 1/3"
    >>> describe_line(Line(Fraction(2, 3), None, WHOLE))
    '2/3 as a first holder'
    """
    if line.decedent is None:
        return Phrase("%(part)s as a first holder", part=format_share(line.part))
    return Phrase(
        "%(part)s of %(name)s's %(share)s",
        part=format_share(line.part),
        name=line.decedent.name,
        share=format_share(line.of_share),
    )


def describe_missing(missing: Missing) -> Phrase:
    """What is missing, in a plain sentence.

    >>> describe_missing(Missing(Person("r", "Ruth"), Fraction(1, 12)))
    "1/12 of the whole was Ruth's, and who inherited it is not entered."
    """
    share = format_share(missing.share)
    if missing.decedent is None:
        return Phrase("Who first held %(share)s of the whole is not entered.", share=share)
    return Phrase(
        "%(share)s of the whole was %(name)s's, and who inherited it is not entered.",
        share=share,
        name=missing.decedent.name,
    )


def _sum_of(lines: Iterable[Line]) -> Fraction:
    total = sum((line.share for line in lines), Fraction(0))
    if total.denominator > LARGEST_DENOMINATOR:
        raise RuleBroken("These shares are divided too finely.", field="parts")
    return total


def _require_at_most_whole(parts: Sequence[Part], whose: Phrase) -> None:
    total = sum((require_share(part.share) for part in parts), Fraction(0))
    if total > WHOLE:
        msg = Phrase("%(whose)s add up to more than the whole.", whose=whose)
        raise RuleBroken(msg, field="parts", total=total)


def _deaths(inheritances: Sequence[Inheritance]) -> dict[Person, Inheritance]:
    if len(inheritances) > MOST_INHERITANCES:
        msg = Phrase(
            "A family tree has at most %(most)s deaths.",
            most=MOST_INHERITANCES,
        )
        raise InvalidInput(msg, field="inheritances")
    deaths: dict[Person, Inheritance] = {}
    for death in inheritances:
        if deaths.setdefault(death.decedent, death) is not death:
            msg = Phrase("The death of %(name)s is entered twice.", name=death.decedent.name)
            raise RuleBroken(msg, field="decedent", person=death.decedent.key)
        _require_at_most_whole(
            death.parts, Phrase("The parts of %(name)s's heirs", name=death.decedent.name)
        )
    for death in inheritances:
        _require_heirs_alive(death, deaths)
    return deaths


def _require_heirs_alive(death: Inheritance, deaths: Mapping[Person, Inheritance]) -> None:
    for heir, _ in death.parts:
        heirs_own = deaths.get(heir)
        if heirs_own is None or heirs_own.died_on is None or death.died_on is None:
            continue
        if heirs_own.died_on < death.died_on:
            msg = Phrase(
                "%(heir)s died before %(decedent)s and could not inherit; enter who took "
                "%(heir)s's part instead.",
                heir=heir.name,
                decedent=death.decedent.name,
            )
            raise RuleBroken(msg, field="parts", person=heir.key)


def _oldest_first(deaths: Mapping[Person, Inheritance]) -> list[Inheritance]:
    """Each death after those of all from whom that person inherited."""
    order: TopologicalSorter[Person] = TopologicalSorter(dict.fromkeys(deaths, ()))
    for death in deaths.values():
        for heir, _ in death.parts:
            if heir in deaths:
                order.add(heir, death.decedent)
    try:
        return [deaths[person] for person in order.static_order()]
    except CycleError as circle:
        people: list[Person] = circle.args[1]
        names = ", ".join(person.name for person in people[:-1])
        msg = Phrase(
            "These people would inherit from themselves in the end: %(names)s.", names=names
        )
        raise RuleBroken(msg, field="inheritances", people=[one.key for one in people]) from None
