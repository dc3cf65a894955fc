"""The book that every change is written into: one event, one moment, all in one transaction.

What is recorded is never overwritten or deleted. A new version of a thing ends the former one
at the moment of the event, and both stay.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, insert, select, update

from landtrust.errors import NotFound, RuleBroken
from landtrust.model.audit import AuditEvent, RecordBook
from landtrust.model.spatial import ask
from landtrust.model.versions import Thing, Version
from landtrust.queries.permissions import require_allowed
from landtrust.queries.visibility import Tier

_BOOK = 1
_BEGIN_BOOK = (
    "INSERT INTO record_book (id, last_recorded_at) "
    "VALUES (?, '1970-01-01 00:00:00.000000') ON CONFLICT DO NOTHING"
)
_LEAST_STEP = timedelta(microseconds=1)
_KEPT_BY_THE_BOOK = frozenset(("id", "thing_id", "recorded_from", "recorded_to", "event_id"))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something.

    Attributes:
        name: As others read it.
        tier: How much this person may see and do.
        account_id: None where the command line does it, or somebody without an account.
    """

    name: str
    tier: Tier
    account_id: int | None = None


COMMAND_LINE = Actor("the command line", Tier.STEWARD)
"""Whoever can run commands on the machine."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is being done, and by whom.

    Attributes:
        action: What is done, a code such as ``record_acquisition``.
        form_key: The key of the form that asks for it; a form that is sent twice counts once.
        now: The clock of the door.
    """

    actor: Actor
    action: str
    now: datetime
    form_key: str | None = None


class AlreadyDone(RuleBroken):  # noqa: N818 - named for what it says, as the whole tree of errors
    """The form was sent before, and what it asks for was done then.

    Args:
        subject: What it was done to, as the audit log says it.
    """

    def __init__(self, subject: str) -> None:
        """Keep what came of it."""
        super().__init__("This form was sent before; what it says is recorded.", subject=subject)
        self.subject = subject


@dataclass(slots=True)
class Entry:
    """An event while it is written.

    Attributes:
        moment: When it happens, in the order of the book (UTC).
        subject: What it is about; the use case sets it, such as ``unit 12``.
    """

    connection: Connection
    event_id: int
    moment: datetime
    subject: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def new(self, of: type[Version], **values: object) -> int:
        """Record something new; its number."""
        kind = of.__tablename__
        thing_id = _inserted(self.connection, Thing, kind=kind)
        self._write(of, thing_id, values)
        return thing_id

    def revise(self, of: type[Version], thing_id: int, **changes: object) -> None:
        """Record that something is otherwise than was said.

        Raises:
            NotFound: There is no such thing.
        """
        former = self.ended(of, thing_id)
        values = {name: value for name, value in former.items() if name not in _KEPT_BY_THE_BOOK}
        self._write(of, thing_id, values | changes)

    def withdraw(self, of: type[Version], thing_id: int) -> None:
        """Record that something never was; what was said of it stays in the book.

        Raises:
            NotFound: There is no such thing.
        """
        self.ended(of, thing_id)

    def ended(self, of: type[Version], thing_id: int) -> dict[str, Any]:
        """End the version that counts; what it said."""
        former = dict(current(self.connection, of, thing_id))
        self.connection.execute(
            update(of).where(of.id == former["id"]).values(recorded_to=self.moment)
        )
        self.before[f"{of.__tablename__} {thing_id}"] = _told(former)
        return former

    def _write(self, of: type[Version], thing_id: int, values: dict[str, Any]) -> None:
        self.connection.execute(
            insert(of).values(
                thing_id=thing_id, recorded_from=self.moment, event_id=self.event_id, **values
            )
        )
        self.after[f"{of.__tablename__} {thing_id}"] = _told(values)

    def note(self, before: object = None, after: object = None) -> None:
        """Add what changed elsewhere than in versions."""
        if before is not None:
            self.before["changed"] = before
        if after is not None:
            self.after["changed"] = after


def current(connection: Connection, of: type[Version], thing_id: int) -> RowMapping:
    """The version of a thing that counts.

    Raises:
        NotFound: There is none.
    """
    table = of.__table__  # type: ignore[attr-defined]
    counts = select(table).where(table.c.thing_id == thing_id, table.c.recorded_to.is_(None))
    row = connection.execute(counts).mappings().one_or_none()
    if row is None:
        words = of.__tablename__.replace("_", " ")
        raise NotFound(f"There is no {words} with the number {thing_id}.", number=thing_id)
    return row


@contextmanager
def recording(connection: Connection, errand: Errand) -> Iterator[Entry]:
    """One event: what the block records counts together, from one moment.

    Args:
        connection: A transaction that writes; an error in the block must undo it.
        errand: What is done, and by whom.

    Raises:
        NotAllowed: The actor may not do this.
        AlreadyDone: The errand's form was sent before.
    """
    require_allowed(errand.action, errand.actor.tier)
    moment = _next_moment(connection, errand.now)
    _require_new(connection, errand.form_key)
    event_id = _inserted(
        connection,
        AuditEvent,
        recorded_at=moment,
        account_id=errand.actor.account_id,
        actor=errand.actor.name,
        action=errand.action,
        subject="",
        form_key=errand.form_key,
    )
    entry = Entry(connection, event_id, moment)
    yield entry
    connection.execute(
        update(AuditEvent)
        .where(AuditEvent.id == event_id)
        .values(subject=entry.subject, before=_json(entry.before), after=_json(entry.after))
    )


def _next_moment(connection: Connection, now: datetime) -> datetime:
    """A moment after that of every event so far, whatever the clock says."""
    # A store that was never written to has no row yet; two first writers make it once.
    ask(connection, _BEGIN_BOOK, _BOOK)
    # The row is held until the end of the transaction: events come one after the other.
    last = connection.execute(
        select(RecordBook.last_recorded_at).where(RecordBook.id == _BOOK).with_for_update()
    ).scalar_one()
    moment = max(now.astimezone(UTC), last + _LEAST_STEP)
    connection.execute(
        update(RecordBook).where(RecordBook.id == _BOOK).values(last_recorded_at=moment)
    )
    return moment


def _require_new(connection: Connection, form_key: str | None) -> None:
    if form_key is None:
        return
    subject = connection.scalar(select(AuditEvent.subject).where(AuditEvent.form_key == form_key))
    if subject is not None:
        raise AlreadyDone(subject)


def _inserted(connection: Connection, table: type[Any], **values: object) -> int:
    statement = insert(table).values(**values).returning(table.id)
    return int(connection.execute(statement).scalar_one())


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _KEPT_BY_THE_BOOK}


def _json(values: dict[str, Any]) -> str | None:
    return orjson.dumps(values, default=str).decode() if values else None
