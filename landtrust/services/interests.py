"""Rights, restrictions and responsibilities in a unit: recorded, passed on, ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from landtrust.domain.amounts import require_cents, require_number
from landtrust.domain.dates import require_day
from landtrust.domain.interests import (
    INTEREST_TYPES,
    KIND_NAMES,
    InterestKind,
    InterestType,
    interest_type,
)
from landtrust.domain.shares import require_whole, total_of
from landtrust.domain.spans import require_span
from landtrust.domain.text import LONGEST_NOTE, short_text
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.model.ownership import Interest, PropertyUnit, UnitOrigin
from landtrust.phrases import Phrase
from landtrust.queries.standpoint import holds, known
from landtrust.services.parties import Holder, require_parties, share_columns
from landtrust.services.record_book import Entry, Errand, current, recording
from landtrust.services.whole_shares import require_whole_shares


@dataclass(frozen=True, slots=True)
class Grant:
    """A right that parties have in a unit for a time.

    Attributes:
        type: A code, such as ``ownership`` or ``lease``.
        holders: Who has it, with shares.
        valid_to: First day on which they have it no longer; None: open.
        lease_id: The ground lease that it comes from; None: from none.
        description: In the words of its paper.
    """

    type: str
    holders: Sequence[Holder]
    valid_from: date
    valid_to: date | None = None
    lease_id: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Burden:
    """A restriction or a responsibility.

    Attributes:
        type: A code, such as ``mortgage`` or ``stewardship``.
        party_id: Who gains by a restriction, or who must do what a responsibility says; None
            where no party is known, as with a restriction in favor of everybody.
        valid_to: First day on which it is no longer; None: open.
        on_interest_id: The right that a mortgage or lien lies on; None: the unit as a whole.
        rank: Order among mortgages and liens, first is 1.
        amount_cents: The sum that it secures.
        every_months: How often a duty comes round; None: not regularly.
        description: In the words of its paper.
        lease_id: The ground lease that it comes from; None: from none.
    """

    type: str
    valid_from: date
    party_id: int | None = None
    valid_to: date | None = None
    lease_id: int | None = None
    on_interest_id: int | None = None
    rank: int | None = None
    amount_cents: int | None = None
    every_months: int | None = None
    description: str | None = None


def record_right(connection: Connection, errand: Errand, unit_id: int, grant: Grant) -> list[int]:
    """Record that parties have a right in a unit; the numbers of their interests.

    Raises:
        InvalidInput: The type is no right, or the span holds no day.
        NotFound: There is no such unit or party.
        RuleBroken: The shares of the right would not add up.
    """
    if grant.lease_id is not None:
        raise InvalidInput("lease: a right of a lease comes with the lease.", parameter="lease")
    with recording(connection, errand) as entry:
        open_lasting_unit(entry, unit_id)
        found = new_rights(entry, unit_id, grant)
        require_whole_shares(connection, unit_id)
    return found


def new_rights(entry: Entry, unit_id: int, grant: Grant) -> list[int]:
    """Record a right of several parties as a part of a larger event.

    Raises:
        InvalidInput: The type is no right, the span holds no day, or nobody has it.
        NotFound: There is no such party.
        RuleBroken: They are too many, or their shares cannot be added up.
    """
    type_ = _of_kind(grant.type, InterestKind.RIGHT)
    require_span(grant.valid_from, grant.valid_to)
    if not grant.holders:
        raise InvalidInput(
            Phrase("%(label)s: who has it is missing.", label=type_.label), parameter="party"
        )
    total_of(one.share for one in grant.holders)
    description = short_text(grant.description, LONGEST_NOTE, "description")
    require_parties(entry, [one.party_id for one in grant.holders])
    return [
        _new_interest(
            entry,
            unit_id,
            type_,
            party_id=one.party_id,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
            lease_id=grant.lease_id,
            description=description,
            **share_columns(one.share),
        )
        for one in grant.holders
    ]


def record_restriction(connection: Connection, errand: Errand, unit_id: int, burden: Burden) -> int:
    """Record what may not be done with a unit, or what lies on it; its number.

    Raises:
        InvalidInput: The type is no restriction, or the span holds no day.
        NotFound: There is no such unit, or no such right in it.
        RuleBroken: A mortgage or lien lies on no right of this unit.
    """
    with recording(connection, errand) as entry:
        open_lasting_unit(entry, unit_id)
        return new_burden(entry, unit_id, burden, InterestKind.RESTRICTION)


def record_responsibility(
    connection: Connection, errand: Errand, unit_id: int, burden: Burden
) -> int:
    """Record what somebody must do for a unit; its number.

    Raises:
        InvalidInput: The type is no responsibility, or the span holds no day.
        NotFound: There is no such unit.
    """
    with recording(connection, errand) as entry:
        open_lasting_unit(entry, unit_id)
        return new_burden(entry, unit_id, burden, InterestKind.RESPONSIBILITY)


def new_burden(entry: Entry, unit_id: int, burden: Burden, kind: InterestKind) -> int:
    """Record a restriction or a responsibility as a part of a larger event; its number."""
    type_ = _of_kind(burden.type, kind)
    require_span(burden.valid_from, burden.valid_to)
    if burden.on_interest_id is not None:
        _require_right_of(entry.connection, unit_id, burden.on_interest_id)
    require_number(burden.every_months, "every_months")
    require_number(burden.rank, "rank")
    require_cents(burden.amount_cents, "amount")
    if burden.party_id is not None:
        require_parties(entry, [burden.party_id])
    return _new_interest(
        entry,
        unit_id,
        type_,
        party_id=burden.party_id,
        valid_from=burden.valid_from,
        valid_to=burden.valid_to,
        on_interest_id=burden.on_interest_id,
        lease_id=burden.lease_id,
        rank=burden.rank,
        amount_cents=burden.amount_cents,
        every_months=burden.every_months,
        description=short_text(burden.description, LONGEST_NOTE, "description"),
    )


def _new_interest(entry: Entry, unit_id: int, type_: InterestType, **columns: object) -> int:
    return entry.new(Interest, unit_id=unit_id, kind=type_.kind.value, type=type_.code, **columns)


def end_right(
    connection: Connection, errand: Errand, interest_ids: Iterable[int], day: date
) -> None:
    """Record that interests of one unit are no longer from a day on.

    Raises:
        NotFound: There is no such interest.
        InvalidInput: They are of several units, or would end before they began.
        RuleBroken: What is left of a right would not add up.
    """
    require_day(day, "ends_on")
    with recording(connection, errand) as entry:
        found = [current(connection, Interest, one) for one in sorted(set(interest_ids))]
        units = {one["unit_id"] for one in found}
        if len(units) != 1:
            raise InvalidInput("Rights of one unit can be ended together.", parameter="rights")
        (unit_id,) = units
        open_lasting_unit(entry, unit_id)
        for one in found:
            end_interest(entry, one, day)
        require_whole_shares(connection, unit_id)


def end_interest(entry: Entry, interest: RowMapping, day: date) -> None:
    """End one interest on a day, which must lie in its span.

    Raises:
        InvalidInput: It would end before it began.
        RuleBroken: It ended earlier already.
    """
    require_span(interest["valid_from"], day)
    ended = interest["valid_to"]
    if ended is not None and ended < day:
        msg = Phrase(
            "%(label)s: it ended on %(day)s already.",
            label=INTEREST_TYPES[interest["type"]].label,
            day=ended,
        )
        raise RuleBroken(msg, number=interest["thing_id"])
    if interest["party_id"] is not None:
        entry.about(interest["party_id"])
    entry.revise(Interest, interest["thing_id"], valid_to=day)


def transfer_right(connection: Connection, errand: Errand, unit_id: int, grant: Grant) -> list[int]:
    """Record that a right of a unit goes to other parties; their interests.

    Args:
        connection: A transaction that writes.
        errand: What is done, and by whom.
        unit_id: The unit.
        grant: Who has the right from its first day on; it ends when that of the former holders
            would have.

    Raises:
        NotFound: There is no such unit or party.
        RuleBroken: Nobody has the right on that day, or the new shares do not add up.
    """
    require_day(grant.valid_from, "valid_from")
    with recording(connection, errand) as entry:
        open_lasting_unit(entry, unit_id)
        require_whole(one.share for one in grant.holders)
        before = in_force(connection, unit_id, grant.valid_from, grant.type)
        if not before:
            label = interest_type(grant.type).label
            msg = Phrase(
                "%(label)s: nobody has it on %(day)s.",
                label=label,
                day=grant.valid_from,
            )
            raise RuleBroken(msg, number=unit_id)
        found = pass_on(entry, before, grant.valid_from, grant.holders)
        require_whole_shares(connection, unit_id)
    return found


def pass_on(
    entry: Entry, before: Sequence[RowMapping], day: date, holders: Sequence[Holder]
) -> list[int]:
    """End interests of one type, and begin those of the next holders until the same end."""
    for one in before:
        end_interest(entry, one, day)
    first = before[0]
    grant = Grant(first["type"], holders, day, first["valid_to"], first["lease_id"])
    return new_rights(entry, first["unit_id"], grant)


def in_force(
    connection: Connection, unit_id: int, day: date, type_code: str | None = None
) -> list[RowMapping]:
    """The interests in a unit that hold on a day, as they are known now.

    Args:
        connection: Where to ask.
        unit_id: The unit.
        day: The day.
        type_code: Of this type; None: of every type.
    """
    conditions = [Interest.unit_id == unit_id]
    if type_code is not None:
        conditions.append(Interest.type == interest_type(type_code).code)
    return held_on(connection, day, *conditions)


def held_on(
    connection: Connection, day: date, *conditions: ColumnElement[bool]
) -> list[RowMapping]:
    """The interests of which this is true and that hold on a day, as they are known now."""
    table = Interest.__table__
    wanted = known(Interest, None), holds(Interest, day), *conditions
    statement = select(table).where(*wanted).order_by(table.c.thing_id)
    return list(connection.execute(statement).mappings())


def open_unit(entry: Entry, unit_id: int) -> RowMapping:
    """The unit that an event changes; the event is entered in its history.

    Raises:
        NotFound: There is no such unit.
        EditConflict: Somebody has changed it since the actor looked at it.
    """
    found = entry.current(PropertyUnit, unit_id)
    entry.change(unit_id)
    entry.subject = f"unit {unit_id}"
    return found


def open_lasting_unit(entry: Entry, unit_id: int) -> RowMapping:
    """The unit whose rights an event changes, which must not have become others.

    Raises:
        NotFound: There is no such unit.
        EditConflict: Somebody has changed it since the actor looked at it.
        RuleBroken: It was split or merged: its rights went on in other units.
    """
    found = open_unit(entry, unit_id)
    became = select(func.min(UnitOrigin.valid_from)).where(
        UnitOrigin.former_id == unit_id, UnitOrigin.recorded_to.is_(None)
    )
    day = entry.connection.scalar(became)
    if day is not None:
        msg = Phrase(
            "This holding was split or merged on %(day)s: record it of the holding that it became.",
            day=day,
        )
        raise RuleBroken(msg, number=unit_id)
    return found


def _of_kind(code: str, kind: InterestKind) -> InterestType:
    found = interest_type(code)
    if found.kind != kind:
        msg = Phrase(
            "%(label)s is a %(kind)s, not a %(wanted)s.",
            label=found.label,
            kind=KIND_NAMES[found.kind],
            wanted=KIND_NAMES[kind],
        )
        raise InvalidInput(msg, parameter="type")
    return found


def _require_right_of(connection: Connection, unit_id: int, interest_id: int) -> None:
    found = current(connection, Interest, interest_id)
    if found["unit_id"] != unit_id or found["kind"] != InterestKind.RIGHT:
        raise RuleBroken("It can lie only on a right in the same unit.", number=interest_id)
