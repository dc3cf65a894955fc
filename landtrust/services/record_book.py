"""The book that every change is written into: one event, one moment, all in one transaction.

What is recorded is never overwritten or deleted. A new version of a thing ends the former one
at the moment of the event, and both stay.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from landtrust.domain.record_names import RECORD_NAMES
from landtrust.errors import NotFound, RuleBroken
from landtrust.model.accounts import Account
from landtrust.model.audit import AuditEvent, EventThing, RecordBook
from landtrust.model.spatial import ask
from landtrust.model.versions import Thing, Version
from landtrust.phrases import Phrase
from landtrust.queries.accounts import role_tier
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
        now: The clock of the door when the errand came.
        form_key: The key of the form that asks for it; a form that is sent twice counts once.
        seen: The latest event, in the history of what is to be changed, that the actor has seen;
            None where nobody looked before.
        why: The reason that the actor gives, as a correction needs one.
        clock: The clock of the door, read again once nobody else writes: until then others may
            have asked what the book says. None: ``now`` is when it happens.
    """

    actor: Actor
    action: str
    now: datetime
    form_key: str | None = None
    seen: int | None = None
    why: str | None = None
    clock: Callable[[], datetime] | None = None


class AlreadyDone(RuleBroken):
    """The form was sent before, and what it asks for was done then.

    Args:
        subject: What it was done to, as the audit log says it.
    """

    def __init__(self, subject: str) -> None:
        """Keep what came of it."""
        super().__init__(
            Phrase("This form was sent before; what it says is recorded."), subject=subject
        )
        self.subject = subject


class EditConflict(RuleBroken):
    """Somebody else changed the thing after the actor had looked at it; nothing was written.

    Args:
        thing_id: What was to be changed.
        seen: The latest event of its history that the actor had seen.
    """

    title = Phrase("Somebody changed this meanwhile")

    def __init__(self, thing_id: int, seen: int) -> None:
        """Keep what a page needs to show both versions."""
        msg = Phrase(
            "Somebody changed this after you opened it. Nothing of yours was recorded yet."
        )
        super().__init__(msg, number=thing_id, seen=seen)
        self.thing_id = thing_id
        self.seen = seen


@dataclass(slots=True)
class Entry:
    """An event while it is written.

    Attributes:
        moment: When it happens, in the order of the book (UTC).
        subject: What it is about; the use case sets it, such as ``unit 12``.
        known: Parties that are recorded for certain, so that nobody has to ask again.
    """

    connection: Connection
    errand: Errand
    event_id: int
    moment: datetime
    subject: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    _about: set[int] = field(default_factory=set)
    _looked_at: dict[tuple[type[Version], int], RowMapping] = field(default_factory=dict)

    def new(self, of: type[Version], **values: object) -> int:
        """Record something new; its number."""
        thing_id = _inserted(self.connection, Thing, kind=of.__tablename__)
        self.about(thing_id)
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

    def current(self, of: type[Version], thing_id: int) -> RowMapping:
        """The version of a thing that counts, asked for once: nobody else writes meanwhile.

        Raises:
            NotFound: There is none.
        """
        key = of, thing_id
        if key not in self._looked_at:
            self._looked_at[key] = current(self.connection, of, thing_id)
        return self._looked_at[key]

    def ended(self, of: type[Version], thing_id: int) -> dict[str, Any]:
        """End the version that counts; what it said."""
        former = dict(self.current(of, thing_id))
        self.known.discard(thing_id)
        del self._looked_at[of, thing_id]
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

    def change(self, thing_id: int) -> None:
        """Say what the errand changes, which must be as the actor has seen it.

        Raises:
            NotFound: There is no such thing.
            EditConflict: Somebody has changed it since.
        """
        latest, seen = latest_event(self.connection, thing_id), self.errand.seen
        if seen is not None and latest > seen:
            raise EditConflict(thing_id, seen)
        self.about(thing_id)

    def about(self, thing_id: int) -> None:
        """Put the event into the history of a thing."""
        if thing_id not in self._about:
            self._about.add(thing_id)
            linked = insert(EventThing).values(event_id=self.event_id, thing_id=thing_id)
            self.connection.execute(linked)

    def counting(
        self, of: type[Version], column: str, thing_id: int
    ) -> Sequence[Mapping[str, Any]]:
        """The versions that count and name a thing in a column, in the order of their things."""
        table = of.__table__  # type: ignore[attr-defined]
        named = select(table).where(table.c[column] == thing_id, table.c.recorded_to.is_(None))
        rows = self.connection.execute(named.order_by(table.c.thing_id)).mappings()
        return [dict(one) for one in rows]

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
        msg = Phrase(
            "There is no %(record)s with the number %(number)s.",
            record=RECORD_NAMES[of.__tablename__],
            number=thing_id,
        )
        raise NotFound(msg, number=thing_id)
    return row


def latest_event(connection: Connection, thing_id: int) -> int:
    """The number of the latest event in the history of a thing.

    Raises:
        NotFound: There is no such thing.
    """
    latest = select(func.max(EventThing.event_id)).where(EventThing.thing_id == thing_id)
    found = connection.scalar(latest)
    if found is None:
        raise NotFound(
            Phrase("Nothing is recorded under the number %(number)s.", number=thing_id),
            number=thing_id,
        )
    return int(found)


@contextmanager
def recording(connection: Connection, errand: Errand) -> Iterator[Entry]:
    """One event: what the block records counts together, from one moment.

    Args:
        connection: A transaction that writes; an error in the block must undo it.
        errand: What is done, and by whom.

    Raises:
        NotAllowed: The actor may not do this, or may no longer.
        AlreadyDone: The errand's form was sent before.
    """
    require_allowed(errand.action, errand.actor.tier)
    moment = _next_moment(connection, errand)
    errand = replace(errand, actor=_as_now(connection, errand.actor))
    require_allowed(errand.action, errand.actor.tier)
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
    entry = Entry(connection, errand, event_id, moment)
    if errand.why is not None:
        entry.after["why"] = errand.why
    yield entry
    connection.execute(
        update(AuditEvent)
        .where(AuditEvent.id == event_id)
        .values(subject=entry.subject, before=_json(entry.before), after=_json(entry.after))
    )


def _next_moment(connection: Connection, errand: Errand) -> datetime:
    """A moment after that of every event so far, whatever the clock says."""
    # The row is held until the end of the transaction: events come one after the other.
    held = select(RecordBook.last_recorded_at).where(RecordBook.id == _BOOK).with_for_update()
    last = connection.scalar(held)
    if last is None:
        # A store that was never written to has no row yet; two first writers make it once.
        ask(connection, _BEGIN_BOOK, _BOOK)
        last = connection.execute(held).scalar_one()
    now = errand.clock() if errand.clock else errand.now
    moment = max(now.astimezone(UTC), last + _LEAST_STEP)
    connection.execute(
        update(RecordBook).where(RecordBook.id == _BOOK).values(last_recorded_at=moment)
    )
    return moment


def _as_now(connection: Connection, actor: Actor) -> Actor:
    """The actor as the book knows them while it is held: others may have closed the account."""
    if actor.account_id is None:
        return actor
    open_role = select(Account.role).where(
        Account.id == actor.account_id, Account.is_open.is_(True)
    )
    role = connection.scalar(open_role)
    return replace(actor, tier=Tier.PUBLIC if role is None else role_tier(role))


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
