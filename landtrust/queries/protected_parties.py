"""Whom nobody below a steward may learn of: people who live on land, families, and heirs."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    case,
    func,
    not_,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from landtrust.domain.interests import InterestKind
from landtrust.model.ownership import Interest, Party, PartyMember
from landtrust.model.stewardship import Inheritance
from landtrust.queries.standpoint import Standpoint, known
from landtrust.queries.visibility import (
    FAMILY_GROUPS,
    RIGHTS_TO_LIVE,
    UNKNOWN_RIGHT,
    Tier,
    interest_party_is_visible,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads about parties.

    Attributes:
        tier: How much this reader may see.
        hidden: The numbers of the parties of whom this reader may learn neither the name nor
            the number; none for stewards.
    """

    tier: Tier
    hidden: frozenset[int] = field(default=frozenset())


def reader_at(connection: Connection, tier: Tier, at: Standpoint) -> Reader:
    """A reader of this tier, with whom they may learn nothing of."""
    if tier >= Tier.STEWARD:
        return Reader(tier)
    return Reader(tier, protected_parties(connection, at))


def protected_parties(connection: Connection, at: Standpoint) -> frozenset[int]:
    """Every person and group that is protected, whatever else it has.

    These are all who have, had or will have a right by which people live on land, families of
    heirs, members of these and of households, and all who inherited or died in a family. An
    organization, a cooperative and the trust never are.
    """
    return frozenset(connection.scalars(_protected(at)))


@lru_cache(maxsize=16)
def _protected(at: Standpoint) -> Select[int]:
    table = Party.__table__
    return select(table.c.thing_id).where(
        known(Party, at.recorded_as_of),
        Party.kind != "organization",
        or_(Party.group_kind.is_(None), Party.group_kind != "cooperative"),
        not_(Party.is_trust),
        or_(Party.group_kind == "heirs", Party.thing_id.in_(_told_of(at))),
    )


def lies_on(at: Standpoint) -> ColumnElement[str | None]:
    """The type of the right that an interest lies on; NULL where it lies on no one right."""
    below = aliased(Interest)
    found = (
        select(below.type)
        .where(below.thing_id == Interest.on_interest_id, known(below, at.recorded_as_of))
        .correlate(Interest)
        .scalar_subquery()
    )
    return func.coalesce(found, case((Interest.on_interest_id.is_not(None), UNKNOWN_RIGHT)))


def tells_party(interest: Row[Any], reader: Reader) -> bool:
    """Whether this reader may learn who has, or gains by, an interest with its ``lies_on``."""
    is_right = interest.kind == InterestKind.RIGHT
    return (is_right or interest.party_id not in reader.hidden) and interest_party_is_visible(
        interest.type, interest.lies_on, reader.tier
    )


def _told_of(at: Standpoint) -> CompoundSelect[int]:
    """Who lives on land, who is in a group that does or in a family, and who is in a tree."""
    group = aliased(Party)
    lives = select(Interest.party_id).where(_is_home(at), Interest.party_id.is_not(None))
    is_family = and_(known(group, at.recorded_as_of), group.group_kind.in_(FAMILY_GROUPS))
    families = select(group.thing_id).where(is_family)
    members = select(PartyMember.member_id).where(
        known(PartyMember, at.recorded_as_of),
        or_(PartyMember.group_id.in_(families), PartyMember.group_id.in_(lives)),
    )
    inherited = known(Inheritance, at.recorded_as_of)
    return union(
        lives,
        members,
        select(Inheritance.decedent_id).where(inherited),
        select(Inheritance.heir_id).where(inherited),
    )


def _is_home(at: Standpoint) -> ColumnElement[bool]:
    return and_(known(Interest, at.recorded_as_of), Interest.type.in_(RIGHTS_TO_LIVE))
