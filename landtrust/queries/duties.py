"""Duties: what is to be looked after, when it is due again, and what was found before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from landtrust.domain.anniversaries import after_months
from landtrust.domain.interests import InterestKind
from landtrust.domain.monitoring import days_overdue
from landtrust.errors import NotFound
from landtrust.model.ownership import Interest, PropertyUnit
from landtrust.model.stewardship import Monitoring
from landtrust.phrases import Phrase
from landtrust.queries.parties import PartyRow, party_row, party_rows_by_id
from landtrust.queries.protected_parties import lies_on, reader_at, tells_party
from landtrust.queries.standpoint import Standpoint, holds, known
from landtrust.queries.visibility import Tier, duties_are_visible


@dataclass(frozen=True, slots=True)
class DutyVisit:
    """A time at which a duty was looked after."""

    id: int
    done_on: date
    found: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that somebody has on a day.

    Attributes:
        type: A code.
        party: Who has it; None where nobody is named, or the reader may not know who.
        description: None where the reader may not know who has it.
        every_months: How often it comes round; None: not regularly.
        due_on: When it is due next; None: no day is set.
        days_late: By how many days it is overdue; 0 where it is not.
        visits: Times at which it was looked after, the latest first.
    """

    id: int
    unit_id: int
    unit_name: str
    type: str
    party: PartyRow | None
    description: str | None
    every_months: int | None
    valid_from: date
    due_on: date | None
    days_late: int
    visits: tuple[DutyVisit, ...]


def duties(connection: Connection, tier: Tier, at: Standpoint) -> tuple[Duty, ...]:
    """Every duty in force: the longest overdue first, those without a day last.

    None where the reader may not know of them.
    """
    found = _duties(connection, tier, at) if duties_are_visible(tier) else []
    return tuple(sorted(found, key=lambda one: (one.due_on or date.max, one.id)))


def duty(connection: Connection, duty_id: int, tier: Tier, at: Standpoint) -> Duty:
    """One duty that is in force.

    Raises:
        NotFound: There is none, or the reader may not know of it.
    """
    found = next((one for one in duties(connection, tier, at) if one.id == duty_id), None)
    if found is None:
        raise NotFound(
            Phrase("There is no duty with the number %(number)s.", number=duty_id), number=duty_id
        )
    return found


def _duties(connection: Connection, tier: Tier, at: Standpoint) -> list[Duty]:
    table = Interest.__table__
    rows = connection.execute(
        select(table, PropertyUnit.name.label("unit_name"), lies_on(at).label("lies_on"))
        .join(PropertyUnit, PropertyUnit.thing_id == table.c.unit_id)
        .where(
            Interest.kind == InterestKind.RESPONSIBILITY.value,
            known(Interest, at.recorded_as_of),
            holds(Interest, at.as_of),
            known(PropertyUnit, at.recorded_as_of),
        )
        .order_by(table.c.thing_id)
    ).all()
    named = party_rows_by_id(connection, {row.party_id for row in rows} - {None}, at)
    reader = reader_at(connection, tier, at)
    visits = _visits(connection, (row.thing_id for row in rows), at)
    found = []
    for row in rows:
        theirs = tuple(visits.get(row.thing_id, ()))
        due_on = _due(row, theirs)
        told = tells_party(row, reader)
        found.append(
            Duty(
                row.thing_id,
                row.unit_id,
                row.unit_name,
                row.type,
                party_row(named[row.party_id], reader) if row.party_id and told else None,
                row.description if told else None,
                row.every_months,
                row.valid_from,
                due_on,
                0 if due_on is None else days_overdue(due_on, at.as_of),
                theirs,
            )
        )
    return found


def _due(row: Row[Any], visits: tuple[DutyVisit, ...]) -> date | None:
    """When a duty is due: as its last visit says, or a first time after it began."""
    if visits:
        return visits[0].next_on
    return None if row.every_months is None else after_months(row.valid_from, row.every_months)


def _visits(
    connection: Connection, duty_ids: Iterable[int], at: Standpoint
) -> dict[int, list[DutyVisit]]:
    table = Monitoring.__table__
    rows = connection.execute(
        select(table)
        .where(
            known(Monitoring, at.recorded_as_of),
            Monitoring.duty_id.in_(list(duty_ids)),
            Monitoring.done_on <= at.as_of,
        )
        .order_by(table.c.done_on.desc(), table.c.thing_id.desc())
    )
    found: dict[int, list[DutyVisit]] = {}
    for row in rows:
        visit = DutyVisit(row.thing_id, row.done_on, row.found, row.next_on)
        found.setdefault(row.duty_id, []).append(visit)
    return found
