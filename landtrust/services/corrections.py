"""Corrections: what was recorded wrongly is recorded anew, and what was said before stays.

A sale is no correction: it ends one right and begins another. A correction says that we were
mistaken about the same fact.
"""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import Connection, RowMapping

from landtrust.domain.shares import require_share, require_storable
from landtrust.domain.spans import require_span
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.model.ownership import (
    Interest,
    Party,
    PartyMember,
    PropertyUnit,
    SpatialUnit,
    UnitPart,
)
from landtrust.model.stewardship import (
    BoardSeat,
    Evidence,
    GroundLease,
    Inheritance,
    Monitoring,
    Resale,
)
from landtrust.model.versions import Version
from landtrust.services.evidence import checked_title
from landtrust.services.parties import require_parties
from landtrust.services.record_book import Entry, Errand, current, recording
from landtrust.services.whole_shares import require_whole_group, require_whole_shares

_SPAN = frozenset(("valid_from", "valid_to"))
_SHARE = frozenset(("share_numerator", "share_denominator"))
_CORRECTABLE: Mapping[type[Version], frozenset[str]] = {
    Party: frozenset(("name", "kind", "group_kind", "is_public", "note")),
    PartyMember: _SPAN | _SHARE,
    PropertyUnit: frozenset(("name", "note")),
    SpatialUnit: frozenset(("name", "area_sqm")),
    UnitPart: _SPAN,
    Interest: _SPAN
    | _SHARE
    | frozenset(("party_id", "rank", "amount_cents", "every_months", "description")),
    GroundLease: frozenset(
        (
            "term_years", "renewal_years", "fee_cents", "fee_period", "fee_schedule",
            "option_days", "resale_formula", "resale_parameters", "price_cents",
        )
    ),
    Evidence: frozenset(("kind", "title", "dated_on", "book", "page", "number")),
    Resale: frozenset(("price_cents",)),
    Monitoring: frozenset(("done_on", "next_on", "found")),
    BoardSeat: _SPAN | frozenset(("party_id", "seat", "kind")),
    Inheritance: _SHARE | frozenset(("died_on",)),
}  # fmt: skip
_BY_NAME = {one.__tablename__: one for one in _CORRECTABLE}
_WITHDRAWABLE = frozenset(_CORRECTABLE) - {Party, PropertyUnit, SpatialUnit, GroundLease}


def correct_record(
    connection: Connection, errand: Errand, kind: str, thing_id: int, changes: Mapping[str, object]
) -> None:
    """Record that something is otherwise than was said of it.

    Args:
        connection: A transaction that writes.
        errand: What is done, and by whom.
        kind: Which table has its versions, such as ``interest`` or ``party``.
        thing_id: Its number.
        changes: What is right, by column; other columns stay.

    Raises:
        InvalidInput: The column cannot be corrected, or the value cannot be.
        NotFound: There is no such thing, or no such party.
        RuleBroken: The shares would not add up.
    """
    of = _table(kind)
    wrong = sorted(set(changes) - _CORRECTABLE[of])
    if wrong or not changes:
        can = ", ".join(sorted(_CORRECTABLE[of]))
        raise InvalidInput(f"Of this, one can correct: {can}.", parameter=(wrong or [""])[0])
    with recording(connection, errand) as entry:
        former = current(connection, of, thing_id)
        _open(entry, former, of)
        party_id = changes.get("party_id")
        if isinstance(party_id, int):
            require_parties(entry, [party_id])
        entry.revise(of, thing_id, **changes)
        _check(connection, of, current(connection, of, thing_id), former)


def withdraw_record(connection: Connection, errand: Errand, kind: str, thing_id: int) -> None:
    """Record that something never was: a right entered twice, a paper of another lot.

    Raises:
        InvalidInput: This can only be corrected.
        NotFound: There is no such thing.
        RuleBroken: The shares of what is left would not add up.
    """
    of = _table(kind)
    if of not in _WITHDRAWABLE:
        raise InvalidInput("This can be corrected or ended, not withdrawn.", parameter="kind")
    with recording(connection, errand) as entry:
        former = current(connection, of, thing_id)
        _open(entry, former, of)
        entry.withdraw(of, thing_id)
        _check_whole(connection, of, former)


def _table(kind: str) -> type[Version]:
    if kind not in _BY_NAME:
        msg = f"kind: “{kind[:20]}” is not one of {', '.join(sorted(_BY_NAME))}."
        raise InvalidInput(msg, parameter="kind")
    return _BY_NAME[kind]


def _open(entry: Entry, former: RowMapping, of: type[Version]) -> None:
    """Enter the event in the history of the unit or group that the thing is a part of."""
    words, main = _part_of(former, of)
    entry.change(main)
    entry.about(former["thing_id"])
    entry.subject = f"{words} {main}"


def _part_of(thing: RowMapping, of: type[Version]) -> tuple[str, int]:
    if "unit_id" in thing:
        return "unit", thing["unit_id"]
    if "group_id" in thing:
        return "party", thing["group_id"]
    return "unit" if of is PropertyUnit else of.__tablename__, thing["thing_id"]


def _check(connection: Connection, of: type[Version], now: RowMapping, former: RowMapping) -> None:
    if "valid_from" in now:
        require_span(now["valid_from"], now["valid_to"])
    if now.get("share_numerator") is not None:
        require_storable(require_share(_fraction(now)))
    if of is Evidence:
        checked_title(now["kind"], now["title"])
    if of is Interest and (now["share_numerator"] is None) != (former["share_numerator"] is None):
        raise RuleBroken("This type has shares, or has none; that cannot be corrected.")
    _check_whole(connection, of, now)


def _check_whole(connection: Connection, of: type[Version], thing: RowMapping) -> None:
    if of is Interest:
        require_whole_shares(connection, thing["unit_id"])
    if of is PartyMember:
        require_whole_group(connection, thing["group_id"])


def _fraction(thing: RowMapping) -> Fraction:
    if not thing["share_denominator"]:
        raise InvalidInput("share: it has no denominator.", parameter="share")
    return Fraction(thing["share_numerator"], thing["share_denominator"])
