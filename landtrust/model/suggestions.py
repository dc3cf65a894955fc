"""What residents send, and how many came from where today."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Moment, Record


class Suggestion(Record):
    """What a resident suggests, reports or offers; it goes when its sender wants it to go."""

    __tablename__ = "suggestion"
    __table_args__ = (
        CheckConstraint("kind IN ('lot', 'mistake', 'offer')", name="kind"),
        CheckConstraint(
            "state IN ('new', 'approved', 'answered', 'declined', 'spam')", name="state"
        ),
        CheckConstraint("(state = 'approved') = (public_text IS NOT NULL)", name="public_text"),
        CheckConstraint("state <> 'approved' OR parcel_id IS NOT NULL", name="public_place"),
        CheckConstraint("(state = 'new') = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "state <> 'spam' OR (sender_name IS NULL AND sender_contact IS NULL)", name="spam"
        ),
    )

    id: Mapped[int] = mapped_column(
        BigReference,
        ForeignKey("audit_event.id"),
        primary_key=True,
        autoincrement=False,
        comment="Number of the event with which it came, so that none is used twice",
    )
    token_sha256: Mapped[str] = mapped_column(
        String(64), unique=True, comment="Fingerprint of the word in the sender's link"
    )
    kind: Mapped[str] = mapped_column(String(10), comment="lot, mistake or offer")
    parcel_id: Mapped[int | None] = mapped_column(
        BigReference,
        ForeignKey("parcel.id"),
        index=True,
        comment="Which land it is about; NULL: the text says it",
    )
    message: Mapped[str] = mapped_column(Text, comment="What the sender wrote; never public")
    sender_name: Mapped[str | None] = mapped_column(
        Text, comment="For the answer alone; NULL: not given, or deleted"
    )
    sender_contact: Mapped[str | None] = mapped_column(
        Text, comment="For the answer alone; NULL: not given, or deleted"
    )
    sent_at: Mapped[datetime] = mapped_column(Moment, index=True, comment="When it came (UTC)")
    state: Mapped[str] = mapped_column(
        String(10), index=True, comment="new, approved, answered, declined or spam"
    )
    decided_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="When an organizer last decided on it (UTC); NULL: not yet"
    )
    public_text: Mapped[str | None] = mapped_column(
        Text, comment="What an organizer lets everybody read; NULL: nothing"
    )
    answer: Mapped[str | None] = mapped_column(Text, comment="What the sender reads; NULL: nothing")
    event_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("audit_event.id"), comment="The latest event about it"
    )


class SuggestionSender(Record):
    """How much came from one network within one hour of today; gone tomorrow."""

    __tablename__ = "suggestion_sender"

    mark: Mapped[str] = mapped_column(
        String(64),
        primary_key=True,
        comment="Keyed fingerprint of the address, under a key of the day that is not stored",
    )
    hour: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Hour of the day (UTC)"
    )
    day: Mapped[date] = mapped_column(Date, comment="The day (UTC)")
    number: Mapped[int] = mapped_column(comment="How many were taken")
