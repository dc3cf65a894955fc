"""Parties: who they are, whom a group has, and all that they hold and held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from landtrust.errors import NotFound
from landtrust.model.ownership import Interest, Party, PartyMember, PropertyUnit
from landtrust.phrases import Phrase
from landtrust.queries.histories import latest_event_of
from landtrust.queries.protected_parties import Reader, lies_on, reader_at
from landtrust.queries.standpoint import Standpoint, holds, known
from landtrust.queries.visibility import (
    NamedParty,
    Tier,
    interest_is_visible,
    interest_party_is_visible,
    members_are_visible,
    party_name,
    right_holder_is_visible,
    visible_group_kind,
    visible_parts,
)


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party as a reader may see it.

    Attributes:
        id: None where the reader may not know its name.
        name: None where the reader may not know it.
        kind: person, organization or group.
        group_kind: Of a group, as the reader may know it; None of others.
        note: For those who work on it; None where hidden or not stated.
    """

    id: int | None
    name: str | None
    kind: str
    group_kind: str | None
    is_trust: bool
    is_public: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group, and when."""

    party: PartyRow
    share: Fraction
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class HeldInterest:
    """A right, restriction or responsibility of a party in a unit.

    Attributes:
        share: None where the type has no shares.
        is_in_force: Whether it holds on the day that was asked about.
    """

    unit_id: int
    unit_name: str
    type: str
    share: Fraction | None
    valid_from: date
    valid_to: date | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class PartyDetail:
    """A party with all that it holds and held.

    Attributes:
        members: Of a group, latest first; none where the reader may not know them.
        member_of: The groups that it is or was a member of.
        held: In force first, then the latest.
        version: The latest event of its history, for whoever changes it.
    """

    party: PartyRow
    members: tuple[Member, ...]
    member_of: tuple[Member, ...]
    held: tuple[HeldInterest, ...]
    version: int


def parties(connection: Connection, tier: Tier, at: Standpoint) -> tuple[PartyRow, ...]:
    """Every party whose name this reader may see, by name.

    The public sees the trust, and those who hold something that the trust has published.
    """
    rows = connection.execute(select(Party).where(known(Party, at.recorded_as_of)))
    reader = reader_at(connection, tier, at)
    found = [party_row(row, reader) for row in rows]
    told: set[int | None] = {one.id for one in found}
    if tier < Tier.ORGANIZER:
        told = _published(connection, at)
    named = (one for one in found if one.name is not None and (one.is_trust or one.id in told))
    return tuple(sorted(named, key=lambda one: (str(one.name).casefold(), one.id)))


def parties_by_id(
    connection: Connection, ids: Iterable[int], tier: Tier, at: Standpoint
) -> dict[int, PartyRow]:
    """These parties, by number."""
    rows = party_rows_by_id(connection, ids, at)
    reader = reader_at(connection, tier, at)
    return {number: party_row(row, reader) for number, row in rows.items()}


def party_rows_by_id(
    connection: Connection, ids: Iterable[int], at: Standpoint
) -> dict[int, Row[Any]]:
    """What is recorded of these parties, by number; ``party_row`` makes it fit to be read."""
    wanted = set(ids)
    if not wanted:
        return {}
    table = Party.__table__
    rows = connection.execute(
        select(table).where(table.c.thing_id.in_(wanted), known(Party, at.recorded_as_of))
    )
    return {row.thing_id: row for row in rows}


def party_row(row: Row[Any], reader: Reader, right: str | None = None) -> PartyRow:
    """A row of the table of parties as this reader may see it."""
    tier, hidden = reader.tier, row.thing_id in reader.hidden
    named = NamedParty(row.name, row.kind, row.group_kind, row.is_public)
    name = party_name(named, tier, hidden=hidden, right=right)
    return PartyRow(
        # Whoever has the number of somebody could ask for the name elsewhere.
        id=None if name is None else row.thing_id,
        name=name,
        kind=row.kind,
        group_kind=visible_group_kind(row.group_kind, tier),
        is_trust=row.is_trust,
        is_public=row.is_public,
        note=row.note if name is not None and tier >= Tier.ORGANIZER else None,
    )


def party_detail(connection: Connection, party_id: int, tier: Tier, at: Standpoint) -> PartyDetail:
    """A party with all that it holds and held, as this reader may see it.

    Raises:
        NotFound: There is none, or the reader may not know its name.
    """
    found = parties_by_id(connection, [party_id], tier, at).get(party_id)
    if found is None or found.name is None:
        raise NotFound(
            Phrase("There is no party with the number %(number)s.", number=party_id),
            number=party_id,
        )
    held = _held(connection, party_id, tier, at)
    if tier < Tier.ORGANIZER and not (held or found.is_trust):
        raise NotFound(
            Phrase("There is no party with the number %(number)s.", number=party_id),
            number=party_id,
        )
    memberships = _memberships(connection, party_id, tier, at) if members_are_visible(tier) else []
    return PartyDetail(
        party=found,
        members=tuple(one for group, one in memberships if group == party_id),
        member_of=tuple(one for group, one in memberships if group != party_id),
        held=held,
        version=latest_event_of(connection, party_id),
    )


def _memberships(
    connection: Connection, party_id: int, tier: Tier, at: Standpoint
) -> list[tuple[int, Member]]:
    """Its members, and its own memberships; each with the number of the group."""
    rows = connection.execute(
        select(PartyMember)
        .where(
            known(PartyMember, at.recorded_as_of),
            (PartyMember.group_id == party_id) | (PartyMember.member_id == party_id),
        )
        .order_by(PartyMember.valid_from.desc(), PartyMember.thing_id)
    ).all()
    others = {row.member_id if row.group_id == party_id else row.group_id for row in rows}
    named = parties_by_id(connection, others, tier, at)
    return [
        (
            row.group_id,
            Member(
                named[row.member_id if row.group_id == party_id else row.group_id],
                Fraction(row.share_numerator, row.share_denominator),
                row.valid_from,
                row.valid_to,
            ),
        )
        for row in rows
    ]


def _held(
    connection: Connection, party_id: int, tier: Tier, at: Standpoint
) -> tuple[HeldInterest, ...]:
    statement = _interests(at).where(Interest.party_id == party_id)
    rows = connection.execute(
        statement.order_by(Interest.valid_from.desc(), Interest.thing_id)
    )  # fmt: skip
    found = [
        HeldInterest(
            row.unit_id,
            row.name,
            row.type,
            Fraction(row.share_numerator, row.share_denominator) if row.share_numerator else None,
            row.valid_from,
            row.valid_to,
            bool(row.is_in_force),
        )
        for row in rows
        if _is_told(row, tier)
    ]
    return tuple(sorted(found, key=lambda one: not one.is_in_force))


def _interests(at: Standpoint) -> Select[*tuple[Any, ...]]:
    """Every interest that somebody has, with its unit and the type of right that it lies on."""
    return (
        select(
            Interest.party_id,
            Interest.unit_id,
            Interest.type,
            Interest.share_numerator,
            Interest.share_denominator,
            Interest.valid_from,
            Interest.valid_to,
            PropertyUnit.name,
            PropertyUnit.public_parts,
            holds(Interest, at.as_of).label("is_in_force"),
            lies_on(at).label("lies_on"),
        )
        .join(PropertyUnit, PropertyUnit.thing_id == Interest.unit_id)
        .where(
            Interest.party_id.is_not(None),
            known(Interest, at.recorded_as_of),
            known(PropertyUnit, at.recorded_as_of),
        )
    )


def _is_told(row: Row[Any], tier: Tier) -> bool:
    """Whether this reader may know that a party has this interest in a unit."""
    parts = visible_parts(row.public_parts, tier)
    return (
        "holding" in parts
        and right_holder_is_visible(row.type, tier)
        and interest_is_visible(row.type, parts, tier)
        and interest_party_is_visible(row.type, row.lies_on, tier)
    )


def _published(connection: Connection, at: Standpoint) -> set[int | None]:
    """The parties of whom the public may know that they have an interest somewhere."""
    rows = connection.execute(_interests(at).where(PropertyUnit.public_parts != ""))
    return {row.party_id for row in rows if _is_told(row, Tier.PUBLIC)}
