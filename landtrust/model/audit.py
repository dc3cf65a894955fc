"""Who changed what, and when: one row for each thing that was done."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Moment, Record, RowId


class AuditEvent(Record):
    """One thing that somebody did, written in the same transaction; never changed or deleted."""

    __tablename__ = "audit_event"

    id: Mapped[RowId]
    recorded_at: Mapped[datetime] = mapped_column(
        Moment, unique=True, comment="When (UTC); each event is later than the one before it"
    )
    account_id: Mapped[int | None] = mapped_column(
        BigReference, ForeignKey("account.id"), index=True
    )
    actor: Mapped[str] = mapped_column(Text, comment="Who, as others read it on that day")
    action: Mapped[str] = mapped_column(String(40), index=True, comment="What was done, a code")
    subject: Mapped[str] = mapped_column(
        Text, index=True, comment="What it was done to: kind and our number, such as unit 12"
    )
    before: Mapped[str | None] = mapped_column(Text, comment="What was there before, as JSON")
    after: Mapped[str | None] = mapped_column(Text, comment="What is there since, as JSON")
    form_key: Mapped[str | None] = mapped_column(
        String(64), unique=True, comment="Key of the form that was sent, so that it counts once"
    )


class EventThing(Record):
    """What an event was about: it is in the history of each of these."""

    __tablename__ = "event_thing"

    event_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("audit_event.id"), primary_key=True, autoincrement=False
    )
    thing_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("thing.id"), primary_key=True, autoincrement=False, index=True
    )


class RecordBook(Record):
    """The one row that every writer holds while it writes, so that moments rise one by one."""

    __tablename__ = "record_book"

    id: Mapped[RowId]
    last_recorded_at: Mapped[datetime] = mapped_column(
        Moment, comment="The moment of the latest audit event (UTC)"
    )
