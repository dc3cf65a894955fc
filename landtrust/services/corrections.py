"""Corrections: what was recorded wrongly is recorded anew, and what was said before stays.

A sale is no correction: it ends one right and begins another. A correction says that we were
mistaken about the same fact.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, RowMapping, Select, select

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
from landtrust.phrases import Phrase
from landtrust.services.corrected import checked_correction, move_ends
from landtrust.services.interests import open_lasting_unit, open_unit
from landtrust.services.record_book import Entry, Errand, recording
from landtrust.services.stewardship import require_true_family
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
_LASTING: frozenset[type[Version]] = frozenset((Interest, UnitPart))
"""What cannot be corrected in a unit that became others: they were made like it."""

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
        raise InvalidInput(
            Phrase("Of this, one can correct: %(known)s.", known=can), parameter=(wrong or [""])[0]
        )
    with recording(connection, errand) as entry:
        former = entry.current(of, thing_id)
        units = _open(entry, former, of)
        written = checked_correction(entry, of, dict(former), changes)
        entry.revise(of, thing_id, **written)
        if "ends_on" in written:
            move_ends(entry, thing_id, former["ends_on"], written["ends_on"])
        _check_whole(connection, of, former, units)


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
        former = entry.current(of, thing_id)
        units = _open(entry, former, of)
        _require_nothing_hangs_on(connection, of, former)
        entry.withdraw(of, thing_id)
        _check_whole(connection, of, former, units)


def _table(kind: str) -> type[Version]:
    if kind not in _BY_NAME:
        msg = Phrase(
            "kind: “%(kind)s” is not one of %(known)s.",
            kind=kind[:20],
            known=", ".join(sorted(_BY_NAME)),
        )
        raise InvalidInput(msg, parameter="kind")
    return _BY_NAME[kind]


def _open(entry: Entry, former: RowMapping, of: type[Version]) -> list[int]:
    """Enter the event in the histories of the units, or the group, that the thing is a part of.

    Returns:
        The units.
    """
    units = _units_of(entry.connection, former, of)
    for unit_id in units:
        if of in _LASTING:
            open_lasting_unit(entry, unit_id)
        else:
            open_unit(entry, unit_id)
    if not units:
        words, main = _part_of(former, of)
        entry.change(main)
        entry.subject = f"{words} {main}"
    entry.about(former["thing_id"])
    return units


def _units_of(connection: Connection, thing: RowMapping, of: type[Version]) -> list[int]:
    """The units whose history a correction of the thing belongs to."""
    if of is PropertyUnit:
        return [thing["thing_id"]]
    if "unit_id" in thing:
        return [thing["unit_id"]]
    number = thing["thing_id"]
    found: Mapping[type[Version], Select[int]] = {
        GroundLease: select(Interest.unit_id).where(Interest.lease_id == number),
        SpatialUnit: select(UnitPart.unit_id).where(UnitPart.spatial_unit_id == number),
        Monitoring: select(Interest.unit_id).where(Interest.thing_id == thing.get("duty_id")),
    }
    return sorted(set(connection.scalars(found[of]))) if of in found else []


def _part_of(thing: RowMapping, of: type[Version]) -> tuple[str, int]:
    if "group_id" in thing:
        return "party", thing["group_id"]
    return of.__tablename__, thing["thing_id"]


def _require_nothing_hangs_on(connection: Connection, of: type[Version], thing: RowMapping) -> None:
    """Refuse to withdraw a right on which another lies, and the last piece of a unit."""
    number = thing["thing_id"]
    lies_on = select(Interest.thing_id).where(
        Interest.on_interest_id == number, Interest.recorded_to.is_(None)
    )
    if of is Interest and connection.scalar(lies_on.limit(1)) is not None:
        raise RuleBroken("A mortgage or lien lies on this right.", number=number)
    if of is UnitPart:
        others = select(UnitPart.thing_id).where(
            UnitPart.unit_id == thing["unit_id"],
            UnitPart.thing_id != number,
            UnitPart.recorded_to.is_(None),
        )
        if connection.scalar(others.limit(1)) is None:
            raise RuleBroken("A holding keeps at least one piece.", number=number)


def _check_whole(
    connection: Connection, of: type[Version], thing: RowMapping, units: Iterable[int]
) -> None:
    if of is Interest or of is GroundLease:
        for unit_id in units:
            require_whole_shares(connection, unit_id)
    if of is PartyMember:
        require_whole_group(connection, thing["group_id"])
    if of is Inheritance:
        require_true_family(connection, thing["group_id"])
