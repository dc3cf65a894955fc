"""Families that hold land together: who inherited from whom, and which fractions that makes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from landtrust.domain.heirs import (
    FamilyShares,
    Inheritance,
    Part,
    Person,
    describe_line,
    describe_missing,
    family_shares,
)
from landtrust.domain.shares import WHOLE
from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.model.ownership import PartyMember
from landtrust.model.stewardship import Inheritance as Inherited
from landtrust.phrases import Phrase
from landtrust.queries.parties import PartyDetail, party_detail, party_rows_by_id
from landtrust.queries.standpoint import Standpoint, known
from landtrust.queries.visibility import Tier, members_are_visible


@dataclass(frozen=True, slots=True)
class FamilyDeath:
    """A death in the family, with the first of its entries, which papers are linked to."""

    inheritance_id: int
    decedent_id: int
    name: str
    died_on: date | None


@dataclass(frozen=True, slots=True)
class FamilyInput:
    """What is recorded of a family, as ``domain.heirs`` reckons with it.

    Attributes:
        first_holders: Who held all of it first, as far as is known.
        inheritances: What became of the share of each who died.
        deaths: The same deaths, each with the number of its first entry.
    """

    first_holders: tuple[Part, ...]
    inheritances: tuple[Inheritance, ...]
    deaths: tuple[FamilyDeath, ...]

    def people(self) -> dict[Person, None]:
        """Everybody in the tree, in the order of the entries."""
        firsts = (part.person for part in self.first_holders)
        heirs = (
            one
            for death in self.inheritances
            for one in (death.decedent, *(part.person for part in death.parts))
        )
        return dict.fromkeys((*firsts, *heirs))


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree as it is read from above.

    Attributes:
        depth: How many deaths lie above it.
        part: What this person took of the share above; None for a first holder.
        share: Of the whole: held today by the living; at death by the dead.
        died_on: The day; None where not known, or still living.
        is_dead: Whether a death is entered.
        is_told_above: Whether this person's heirs stand further up already.
    """

    depth: int
    person_id: int
    name: str
    part: Fraction | None
    share: Fraction
    died_on: date | None
    is_dead: bool
    is_told_above: bool


@dataclass(frozen=True, slots=True)
class HeirShare:
    """What a living person holds, and how it came to them.

    Attributes:
        lines: In words, one for each way by which they got something.
    """

    person_id: int
    name: str
    share: Fraction
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A family that holds land together.

    Attributes:
        detail: The group as a party.
        tree: From the first holders down.
        held: What each living person holds.
        missing: What has no known heir, in sentences.
        people: Everybody in the tree and in the group, by number.
        dead: The numbers of those whose death is entered.
        problem: Why the entries cannot all be true; None where they can.
        is_complete: Whether the fractions add up to the whole and nothing is missing.
    """

    detail: PartyDetail
    tree: tuple[Branch, ...]
    held: tuple[HeirShare, ...]
    missing: tuple[Phrase, ...]
    people: dict[int, str]
    dead: frozenset[int]
    problem: str | None

    @property
    def is_complete(self) -> bool:
        """Whether the fractions add up to the whole."""
        return bool(self.held) and not self.missing and self.problem is None


def family(connection: Connection, group_id: int, tier: Tier, at: Standpoint) -> Family:
    """A family with its tree and its fractions.

    Raises:
        NotFound: There is no such group of heirs, or the reader may not know its family.
    """
    detail = party_detail(connection, group_id, tier, at)
    if detail.party.group_kind != "heirs" or not members_are_visible(tier):
        raise NotFound(
            Phrase("There is no family with the number %(number)s.", number=group_id),
            number=group_id,
        )
    found = family_input(connection, group_id, at)
    problem = shares = None
    try:
        shares = family_shares(found.first_holders, found.inheritances)
    except (InvalidInput, RuleBroken) as wrong:
        problem = wrong.message
    members = {
        one.party.id: str(one.party.name) for one in detail.members if one.party.id is not None
    }
    return Family(
        detail,
        tuple(_tree(found, shares)) if shares else (),
        _held(shares) if shares else (),
        tuple(describe_missing(one) for one in shares.missing) if shares else (),
        {int(one.key): one.name for one in found.people()} | members,
        frozenset(one.decedent_id for one in found.deaths),
        problem,
    )


def family_deaths(connection: Connection, group_id: int, at: Standpoint) -> tuple[FamilyDeath, ...]:
    """The deaths in a family, in the order in which they were entered."""
    return family_input(connection, group_id, at).deaths


def family_input(connection: Connection, group_id: int, at: Standpoint) -> FamilyInput:
    """What is recorded of a family up to a day, for ``domain.heirs``."""
    rows = _inherited(connection, group_id, at)
    firsts = _first_members(connection, group_id, at)
    ids = {one for row in rows for one in (row.decedent_id, row.heir_id)}
    named = party_rows_by_id(connection, ids | set(firsts), at)
    people = {one: Person(str(one), row.name) for one, row in named.items()}
    deaths: dict[int, list[Row[Any]]] = {}
    for row in rows:
        deaths.setdefault(row.decedent_id, []).append(row)
    heirs = {row.heir_id for row in rows}
    first_shares = _first_shares(firsts, [one for one in deaths if one not in heirs])
    return FamilyInput(
        tuple(Part(people[one], share) for one, share in first_shares.items()),
        tuple(
            Inheritance(people[decedent], _day(theirs), tuple(_part(people, row) for row in theirs))
            for decedent, theirs in deaths.items()
        ),
        tuple(
            FamilyDeath(theirs[0].thing_id, decedent, people[decedent].name, _day(theirs))
            for decedent, theirs in deaths.items()
        ),
    )


def _inherited(connection: Connection, group_id: int, at: Standpoint) -> list[Row[Any]]:
    table = Inherited.__table__
    entered = select(table).where(
        Inherited.group_id == group_id,
        known(Inherited, at.recorded_as_of),
        or_(Inherited.died_on.is_(None), Inherited.died_on <= at.as_of),
    )
    return list(connection.execute(entered.order_by(table.c.thing_id)))


def _first_members(connection: Connection, group_id: int, at: Standpoint) -> dict[int, Fraction]:
    """The members of the group on its first day, with their shares."""
    table = PartyMember.__table__
    rows = connection.execute(
        select(table)
        .where(
            PartyMember.group_id == group_id,
            known(PartyMember, at.recorded_as_of),
            PartyMember.valid_from <= at.as_of,
        )
        .order_by(table.c.valid_from, table.c.thing_id)
    ).all()
    return {
        row.member_id: Fraction(row.share_numerator, row.share_denominator)
        for row in rows
        if row.valid_from == rows[0].valid_from
    }


def _first_shares(members: dict[int, Fraction], roots: list[int]) -> dict[int, Fraction]:
    """Who held it all first.

    The members of the first day did, where somebody died among them who inherited from nobody, or
    where no such death is entered. Else the members are heirs of heirs, and the tree begins with
    the one who died and inherited from nobody; with several, nobody can tell their shares.
    """
    if not roots or not members.keys().isdisjoint(roots):
        return members
    return dict.fromkeys(roots, WHOLE) if len(roots) == 1 else {}


def _part(people: dict[int, Person], row: Row[Any]) -> Part:
    return Part(people[row.heir_id], Fraction(row.share_numerator, row.share_denominator))


def _day(rows: Iterable[Row[Any]]) -> date | None:
    return next((row.died_on for row in rows if row.died_on is not None), None)


def _held(shares: FamilyShares) -> tuple[HeirShare, ...]:
    return tuple(
        HeirShare(
            int(person.key),
            person.name,
            share,
            tuple(describe_line(line) for line in shares.lines[person]),
        )
        for person, share in shares.held.items()
    )


def _tree(found: FamilyInput, shares: FamilyShares) -> Iterator[Branch]:
    """Each line of the tree, those below a person right after it."""
    deaths = {one.decedent: one for one in found.inheritances}
    told: set[Person] = set()
    # The last is taken first: what waits stands in reverse.
    waiting: list[tuple[int, Person, Fraction | None]] = [
        (0, part.person, None) for part in reversed(found.first_holders)
    ]
    while waiting:
        depth, person, part = waiting.pop()
        death = deaths.get(person)
        is_told_above = death is not None and person in told
        yield Branch(
            depth,
            int(person.key),
            person.name,
            part,
            sum((line.share for line in shares.lines[person]), Fraction(0)),
            death.died_on if death else None,
            is_dead=death is not None,
            is_told_above=is_told_above,
        )
        if death is not None and not is_told_above:
            told.add(person)
            below = reversed(death.parts)
            waiting += [(depth + 1, one.person, one.share) for one in below]
