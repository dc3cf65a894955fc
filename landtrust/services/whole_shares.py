"""The rule that shares add up: of each right of a unit, and of each group, at every instant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from landtrust.domain.interests import INTEREST_TYPES
from landtrust.domain.shares import HeldShare, first_gap, format_share, require_whole
from landtrust.domain.spans import is_within
from landtrust.errors import RuleBroken
from landtrust.model.ownership import Interest, PartyMember
from landtrust.phrases import Phrase
from landtrust.services.record_book import Entry

_WORDS = {one.shared_as: one.label for one in INTEREST_TYPES.values() if one.shared_as == one.code}
"""What the right is called whose shares are of one whole."""


def require_whole_shares(connection: Connection, unit_id: int) -> None:
    """Refuse a unit in which the shares of a right do not add up at some instant.

    Raises:
        RuleBroken: On the day that the message names they make neither nothing nor one whole,
            or the land is leased while nobody owns it.

    Source:
        ISO 19152-1:2024, LA_RRR: the shares of a right are a whole.
    """
    counts = select(Interest.__table__).where(
        Interest.unit_id == unit_id, Interest.recorded_to.is_(None)
    )
    _require_whole_rights(map(dict, connection.execute(counts).mappings()), unit_id)


def require_whole_so_far(entry: Entry, unit_id: int) -> None:
    """Refuse a unit as ``require_whole_shares`` does, with what the event has not written yet.

    Raises:
        RuleBroken: As there.
    """
    _require_whole_rights(entry.counting(Interest, "unit_id", unit_id), unit_id)


def _require_whole_rights(interests: Iterable[Mapping[str, Any]], unit_id: int) -> None:
    held = _held(interests)
    for shared_as, shares in held.items():
        _require_whole(_WORDS[shared_as], shares, unit_id)
    _require_owner_of_leased_land(held["ownership"], held["lease"], unit_id)


def require_whole_group(connection: Connection, group_id: int) -> None:
    """Refuse a group whose members' shares do not add up at some instant.

    Raises:
        RuleBroken: They do not, on the day that the message names.
    """
    rows = connection.execute(
        select(
            PartyMember.valid_from,
            PartyMember.valid_to,
            PartyMember.share_numerator,
            PartyMember.share_denominator,
        ).where(PartyMember.group_id == group_id, PartyMember.recorded_to.is_(None))
    )
    shares = [HeldShare(first, end, Fraction(over, under)) for first, end, over, under in rows]
    _require_whole(Phrase("Membership in the group"), shares, group_id)


def _held(interests: Iterable[Mapping[str, Any]]) -> defaultdict[str, list[HeldShare]]:
    held: defaultdict[str, list[HeldShare]] = defaultdict(list)
    for one in interests:
        over, under = one["share_numerator"], one["share_denominator"]
        if over is not None and under is not None:
            shared_as = INTEREST_TYPES[one["type"]].shared_as or one["type"]
            share = HeldShare(one["valid_from"], one["valid_to"], Fraction(over, under))
            held[shared_as].append(share)
    return held


def _require_whole(right: Phrase, shares: list[HeldShare], thing_id: int) -> None:
    gap = first_gap(shares)
    if gap is None:
        return
    try:
        require_whole([gap.total])
    except RuleBroken as problem:
        msg = Phrase(
            "%(right)s, from %(day)s: %(problem)s", right=right, day=gap.on, problem=problem.message
        )
        raise RuleBroken(
            msg, number=thing_id, day=gap.on, total=format_share(gap.total)
        ) from problem


def _require_owner_of_leased_land(
    owned: list[HeldShare], leased: list[HeldShare], unit_id: int
) -> None:
    """Refuse a lease of land that nobody owns: every day of a lease needs a day of ownership."""
    edges = {one.valid_from for one in (*owned, *leased)}
    edges |= {one.valid_to for one in (*owned, *leased) if one.valid_to is not None}
    for day in sorted(edges):
        if _is_held(leased, day) and not _is_held(owned, day):
            msg = Phrase("On %(day)s the land would be leased, and nobody would own it.", day=day)
            raise RuleBroken(msg, number=unit_id, day=day)


def _is_held(shares: list[HeldShare], day: date) -> bool:
    return any(is_within(day, one.valid_from, one.valid_to) for one in shares)
