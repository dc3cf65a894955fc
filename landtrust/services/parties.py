"""Parties and groups: who can hold land, and with which shares in a group."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, select

from landtrust.domain.dates import require_day
from landtrust.domain.shares import WHOLE, require_share, require_storable, require_whole, total_of
from landtrust.domain.spans import is_within
from landtrust.domain.text import LONGEST_NOTE, clean_text, short_text
from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.model.ownership import Party, PartyMember
from landtrust.phrases import Phrase
from landtrust.queries.permissions import require_allowed
from landtrust.services.record_book import Entry, Errand, current, recording
from landtrust.services.whole_shares import require_whole_group

KINDS = ("person", "organization", "group")
GROUP_KINDS = ("household", "cooperative", "heirs", "other")
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is said of a party when it is recorded.

    Attributes:
        kind: person, organization or group.
        group_kind: household, cooperative, heirs or other; None where it is no group.
        is_public: Whether anybody may read its name; a person's only where that person agreed.
    """

    name: str
    kind: str
    group_kind: str | None = None
    is_trust: bool = False
    is_public: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A party with its share in a right or a group."""

    party_id: int
    share: Fraction = WHOLE


def record_party(
    connection: Connection, errand: Errand, facts: PartyFacts, members: Sequence[Holder] = (),
    since: date | None = None,
) -> int:  # fmt: skip
    """Record a party, and of a group its members; its number.

    Args:
        connection: A transaction that writes.
        errand: What is done, and by whom.
        facts: What is said of it.
        members: Of a group; their shares must add up. A group may have none that we know.
        since: The day since which they are its members.

    Raises:
        InvalidInput: A name, kind or date is missing or is none.
        NotAllowed: The actor may not publish names, or say who the trust is.
        RuleBroken: The members' shares do not add up.
    """
    with recording(connection, errand) as entry:
        party_id = new_party(entry, facts)
        entry.subject = f"party {party_id}"
        if members:
            _require_group(facts.kind)
            _enter_members(entry, party_id, members, _required(since))
        require_whole_group(connection, party_id)
    return party_id


def new_party(entry: Entry, facts: PartyFacts) -> int:
    """Record a party as a part of a larger event; its number.

    Raises:
        InvalidInput: The name or the kind is missing or is none.
        NotAllowed: The actor may not publish names, or say who the trust is.
    """
    tier = entry.errand.actor.tier
    # The names of organizations are everybody's; whether a person agreed, stewards must know.
    if facts.is_public and facts.kind != "organization":
        require_allowed("publish_party", tier)
    if facts.is_trust:
        require_allowed("found_trust", tier)
    party_id = entry.new(Party, **asdict(checked_party(facts)))
    entry.known.add(party_id)
    return party_id


def checked_party(facts: PartyFacts) -> PartyFacts:
    """What is said of a party, with its name made clean.

    Raises:
        InvalidInput: The name or the kind is missing or is none.
    """
    name = clean_text(facts.name)
    if not name or len(name) > LONGEST_NAME:
        msg = Phrase(
            "name: a party needs a name of at most %(most)s characters.",
            most=LONGEST_NAME,
        )
        raise InvalidInput(msg, parameter="name")
    if facts.kind not in KINDS:
        msg = Phrase(
            "kind: “%(kind)s” is not one of %(known)s.",
            kind=facts.kind[:20],
            known=", ".join(KINDS),
        )
        raise InvalidInput(msg, parameter="kind")
    if (facts.kind == "group") != (facts.group_kind in GROUP_KINDS):
        msg = Phrase(
            "group_kind: a group is one of %(known)s; nothing else has a kind.",
            known=", ".join(GROUP_KINDS),
        )
        raise InvalidInput(msg, parameter="group_kind")
    if facts.is_trust and facts.kind != "organization":
        raise InvalidInput("is_trust: only an organization can be it.", parameter="is_trust")
    note = short_text(facts.note, LONGEST_NOTE, "note")
    return PartyFacts(name, facts.kind, facts.group_kind, facts.is_trust, facts.is_public, note)


def change_shares(
    connection: Connection, errand: Errand, group_id: int, since: date, members: Sequence[Holder]
) -> None:
    """Record that a group has these members with these shares from a day on.

    Raises:
        NotFound: There is no such group.
        RuleBroken: The shares do not add up, or other members are recorded from a later day on.
    """
    with recording(connection, errand) as entry:
        _require_group(current(connection, Party, group_id)["kind"])
        entry.change(group_id)
        entry.subject = f"party {group_id}"
        require_whole(one.share for one in members)
        _end_members(entry, group_id, since)
        _enter_members(entry, group_id, members, since)
        require_whole_group(connection, group_id)


def add_member(
    connection: Connection, errand: Errand, group_id: int, since: date, joining: Holder
) -> None:
    """Record that a party joins a group; the others give up the same part of their shares.

    Raises:
        NotFound: There is no such group.
        RuleBroken: The party is a member on that day already, or would leave nothing to others.
    """
    with recording(connection, errand) as entry:
        _require_group(current(connection, Party, group_id)["kind"])
        entry.change(group_id)
        entry.subject = f"party {group_id}"
        before = members_on(connection, group_id, since)
        if any(one.party_id == joining.party_id for one in before):
            raise RuleBroken("This party is a member of the group already.", number=group_id)
        left = WHOLE - joining.share
        if before and not left:
            raise RuleBroken("A share of 1 leaves nothing to the other members.", number=group_id)
        others = [Holder(one.party_id, one.share * left) for one in before]
        _end_members(entry, group_id, since)
        _enter_members(entry, group_id, [*others, joining], since)
        require_whole_group(connection, group_id)


def members_on(connection: Connection, group_id: int, day: date) -> list[Holder]:
    """The members of a group on a day, as they are known now."""
    rows = connection.execute(
        select(
            PartyMember.member_id,
            PartyMember.share_numerator,
            PartyMember.share_denominator,
            PartyMember.valid_from,
            PartyMember.valid_to,
        )
        .where(PartyMember.group_id == group_id, PartyMember.recorded_to.is_(None))
        .order_by(PartyMember.thing_id)
    )
    return [
        Holder(member, Fraction(over, under))
        for member, over, under, first, end in rows
        if is_within(day, first, end)
    ]


def require_parties(entry: Entry, party_ids: Sequence[int]) -> None:
    """Put the event into the histories of these parties.

    Raises:
        NotFound: One of them is none that is recorded.
    """
    wanted = set(party_ids)
    if unsure := wanted - entry.known:
        there = select(Party.thing_id).where(
            Party.thing_id.in_(unsure), Party.recorded_to.is_(None)
        )
        entry.known.update(entry.connection.scalars(there))
    if missing := wanted - entry.known:
        raise NotFound(
            Phrase("There is no party with the number %(number)s.", number=min(missing)),
            number=min(missing),
        )
    for party_id in wanted:
        entry.about(party_id)


def share_columns(share: Fraction) -> dict[str, int]:
    """A share as its two columns.

    Raises:
        InvalidInput: It is not above nothing and at most the whole.
        RuleBroken: It is divided too finely to be stored exactly.
    """
    kept = require_storable(require_share(share))
    return {"share_numerator": kept.numerator, "share_denominator": kept.denominator}


def _enter_members(
    entry: Entry, group_id: int, members: Sequence[Holder], since: date
) -> None:  # fmt: skip
    require_day(since, "since")
    total_of(one.share for one in members)
    require_parties(entry, [one.party_id for one in members])
    for one in members:
        entry.new(
            PartyMember,
            group_id=group_id,
            member_id=one.party_id,
            valid_from=since,
            valid_to=None,
            **share_columns(one.share),
        )
    _require_no_circle(entry.connection, group_id)


def _end_members(entry: Entry, group_id: int, day: date) -> None:
    """End every membership on a day.

    Raises:
        RuleBroken: One begins on that day or later: ending it would lose what was recorded.
    """
    rows = entry.connection.execute(
        select(PartyMember.thing_id, PartyMember.valid_from, PartyMember.valid_to).where(
            PartyMember.group_id == group_id, PartyMember.recorded_to.is_(None)
        )
    ).all()
    latest = max((first for _, first, _ in rows), default=date.min)
    if latest >= day:
        msg = Phrase("Members are recorded from %(latest)s on: take a later day.", latest=latest)
        raise RuleBroken(msg, number=group_id, day=latest)
    for thing_id, _, end in rows:
        if end is None or end > day:
            entry.revise(PartyMember, thing_id, valid_to=day)


def _require_no_circle(connection: Connection, group_id: int) -> None:
    """Refuse a group that is, by way of its members, a member of itself."""
    rows = connection.execute(
        select(PartyMember.group_id, PartyMember.member_id).where(PartyMember.recorded_to.is_(None))
    )
    members: defaultdict[int, set[int]] = defaultdict(set)
    for group, member in rows:
        members[group].add(member)
    reached, fresh = set[int](), {group_id}
    while fresh:
        fresh = {one for group in fresh for one in members[group]} - reached
        reached |= fresh
    if group_id in reached:
        raise RuleBroken("A group cannot be a member of itself.", number=group_id)


def _require_group(kind: str) -> None:
    if kind != "group":
        raise RuleBroken("Only a group has members.", kind=kind)


def _required(since: date | None) -> date:
    if since is None:
        raise InvalidInput("since: a day is missing.", parameter="since")
    return since
