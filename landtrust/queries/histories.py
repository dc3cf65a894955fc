"""What was recorded of a thing, event by event: who, when, what was said before and since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from landtrust.model.audit import AuditEvent, EventThing


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One event of the book.

    Attributes:
        recorded_at: When (UTC).
        actor: Who, as others read it on that day.
        action: A code.
        before: What was said before, by what it is, such as ``interest 12``.
        after: What is said since; ``why`` is the reason that was given.
    """

    id: int
    recorded_at: datetime
    actor: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def why(self) -> str | None:
        """The reason that was given; None where none was."""
        return self.after.get("why")


def history(
    connection: Connection, things: Iterable[int], after_event: int = 0
) -> tuple[RecordedEvent, ...]:
    """What was recorded of these things, the latest first; for stewards alone.

    Args:
        connection: Where to ask.
        things: Their numbers.
        after_event: Only what came after the event with this number.
    """
    about = select(EventThing.event_id).where(
        EventThing.thing_id.in_(list(things)), EventThing.event_id > after_event
    )
    table = AuditEvent.__table__
    rows = connection.execute(
        select(table).where(table.c.id.in_(about)).order_by(table.c.id.desc())
    )
    return tuple(
        RecordedEvent(
            row.id, row.recorded_at, row.actor, row.action, _told(row.before), _told(row.after)
        )
        for row in rows
    )


def latest_event_of(connection: Connection, *things: int) -> int:
    """The number of the latest event in the histories of these things; 0 where there is none."""
    latest = select(func.max(EventThing.event_id)).where(EventThing.thing_id.in_(things))
    return connection.scalar(latest) or 0


def recorded_by_form(connection: Connection, form_key: str | None) -> str | None:
    """What a form was recorded of, as the audit log says it; None where it was not sent yet."""
    if form_key is None:
        return None
    return connection.scalar(select(AuditEvent.subject).where(AuditEvent.form_key == form_key))


def _told(written: str | None) -> Mapping[str, Any]:
    return orjson.loads(written) if written else {}
