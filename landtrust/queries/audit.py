"""The audit log, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import accumulate
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, literal, select

from landtrust.errors import NotFound
from landtrust.model.audit import AuditEvent
from landtrust.phrases import Phrase

_AT_ONCE = 1_000
_BYTES_AT_ONCE = 4 << 20


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events are asked for; None asks for all.

    Attributes:
        person: As others read the name on that day.
        action: A code.
        subject: Kind and number, such as ``unit 12``.
        day: By the calendar of UTC, as moments are stored.
    """

    person: str | None = None
    action: str | None = None
    subject: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that was done.

    Attributes:
        account_id: None where the command line did it, or somebody without an account.
        actor: Who, as others read it on that day.
        before: What was there, by what it is; empty where nothing was.
        after: What is there since.
    """

    id: int
    recorded_at: datetime
    account_id: int | None
    actor: str
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some events of the log.

    Attributes:
        older: Number of the last event here, where there are older ones.
    """

    events: tuple[AuditRow, ...]
    older: int | None


def audit_page(
    connection: Connection, wanted: AuditFilter, rows: int, before: int | None = None
) -> AuditPage:
    """The newest events that fit, or the newest of those older than one.

    Args:
        connection: To the database itself: what was just done is there.
        wanted: Which.
        rows: How many at most.
        before: The number of an event; None begins at the newest.
    """
    found = _events(connection, wanted, rows + 1, before)
    shown = tuple(found[:rows])
    return AuditPage(shown, shown[-1].id if len(found) > rows else None)


def stream_audit(connection: Connection, wanted: AuditFilter) -> Iterator[AuditRow]:
    """All events that fit, newest first, read a part at a time: so many events or bytes."""
    before = None
    while rows := _rows_at_once(connection, wanted, before):
        found = _events(connection, wanted, rows, before)
        yield from found
        before = found[-1].id


def audit_event(connection: Connection, number: int) -> AuditRow:
    """One event.

    Raises:
        NotFound: There is none of this number.
    """
    found = connection.execute(_selected().where(AuditEvent.id == number)).mappings().one_or_none()
    if found is None:
        raise NotFound(
            Phrase("There is no event with the number %(number)s.", number=number), number=number
        )
    return _row(found)


def audit_words(connection: Connection) -> tuple[list[str], list[str]]:
    """The people and the actions that the log knows, sorted."""
    people = connection.scalars(select(AuditEvent.actor).distinct())
    actions = connection.scalars(select(AuditEvent.action).distinct())
    return sorted(people, key=str.casefold), sorted(actions)


def _events(
    connection: Connection, wanted: AuditFilter, rows: int, before: int | None
) -> list[AuditRow]:
    # The book is held while an event is written: numbers rise as moments do.
    asked = _selected().where(*_conditions(wanted)).order_by(AuditEvent.id.desc()).limit(rows)
    if before is not None:
        asked = asked.where(AuditEvent.id < before)
    return [_row(row) for row in connection.execute(asked).mappings()]


def _rows_at_once(connection: Connection, wanted: AuditFilter, before: int | None) -> int:
    """How many of the next events are read together: at least one, if there are any."""
    told = (func.coalesce(func.length(one), 0) for one in (AuditEvent.before, AuditEvent.after))
    asked = select(sum(told, literal(0))).where(*_conditions(wanted))
    asked = asked.order_by(AuditEvent.id.desc()).limit(_AT_ONCE)
    if before is not None:
        asked = asked.where(AuditEvent.id < before)
    so_far = list(accumulate(connection.scalars(asked)))
    fitting = len([size for size in so_far if size <= _BYTES_AT_ONCE])
    return max(fitting, min(len(so_far), 1))


def _row(row: RowMapping) -> AuditRow:
    return AuditRow(**{**row, "before": _read(row["before"]), "after": _read(row["after"])})


def _selected() -> Select[*tuple[Any, ...]]:
    return select(
        AuditEvent.id, AuditEvent.recorded_at, AuditEvent.account_id, AuditEvent.actor,
        AuditEvent.action, AuditEvent.subject, AuditEvent.before, AuditEvent.after,
    )  # fmt: skip


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in (
            (AuditEvent.actor, wanted.person),
            (AuditEvent.action, wanted.action),
            (AuditEvent.subject, wanted.subject),
        )
        if value is not None
    ]
    if wanted.day is not None:
        conditions += [
            AuditEvent.recorded_at >= datetime.combine(wanted.day, time.min, UTC),
            AuditEvent.recorded_at <= datetime.combine(wanted.day, time.max, UTC),
        ]
    return conditions


def _read(stored: str | None) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(stored) if stored else {}
    return found
