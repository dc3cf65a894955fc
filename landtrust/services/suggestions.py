"""What residents send, and what organizers make of it; nothing is public before that.

The book says that something was sent, decided or deleted, and never who wrote, nor what, nor of
which lot, since an offer of a lot tells of its owner: what people may delete must not stay where
nothing is deleted.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from landtrust.domain.suggestions import (
    APPROVED,
    NEW,
    PERSONAL_DATA_LAST,
    SPAM,
    SPAM_LASTS,
    UNREAD_LASTS,
    Decision,
    Said,
    state_after,
)
from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.model.suggestions import Suggestion
from landtrust.phrases import Phrase
from landtrust.queries.permissions import require_allowed
from landtrust.queries.suggestions import GONE, own_suggestion
from landtrust.queries.tokens import fingerprint
from landtrust.services.record_book import Entry, Errand, recording
from landtrust.services.suggestion_limits import count_sending, forget_networks

_NOBODY: dict[str, None] = {"sender_name": None, "sender_contact": None}
_NAMED = or_(Suggestion.sender_name.is_not(None), Suggestion.sender_contact.is_not(None))


@dataclass(frozen=True, slots=True)
class Sending:
    """Something that a resident sends.

    Attributes:
        parcel_id: The lot that it is about; None: the text says it.
        token: The word of the link that its sender gets.
        sender: The fingerprint of the network that it comes from; None where that is not known.
    """

    said: Said
    parcel_id: int | None
    token: str
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was deleted because its time was up.

    Attributes:
        senders: Suggestions that have lost name and contact.
        spam: Spam that is gone.
    """

    senders: tuple[int, ...]
    spam: tuple[int, ...]


def send_suggestion(connection: Connection, errand: Errand, sending: Sending) -> int:
    """Take what a resident sends; its number.

    Args:
        connection: A transaction that writes.
        errand: ``send_suggestion``, by anybody.
        sending: What.

    Raises:
        AlreadyDone: The form was sent before.
        TooManyAttempts: Too much was sent today.
    """
    with recording(connection, errand) as entry:
        count_sending(connection, sending.sender, sending.parcel_id, errand.now)
        said = sending.said
        added = insert(Suggestion).values(
            id=entry.event_id,
            token_sha256=fingerprint(sending.token),
            kind=said.kind,
            parcel_id=sending.parcel_id,
            message=said.message,
            sender_name=said.name,
            sender_contact=said.contact,
            sent_at=entry.moment,
            state=NEW,
            event_id=entry.event_id,
        )
        connection.execute(added)
        entry.subject = _subject(entry.event_id)
        entry.note(after={"state": NEW})
    return entry.event_id


def decide_suggestion(
    connection: Connection,
    errand: Errand,
    number: int,
    decision: Decision,
    parcel_id: int | None = None,
) -> None:
    """Decide what becomes of a suggestion: what of it is public, and what its sender reads.

    Args:
        connection: A transaction that writes.
        errand: ``decide_suggestion``; ``seen`` is the latest event about it that the actor saw.
        number: Of the suggestion.
        decision: What.
        parcel_id: The lot that it is about, as the organizer says; None: none.

    Raises:
        InvalidInput: It would be public, and no lot is named on whose page it could stand.
        NotFound: It was deleted.
        RuleBroken: Somebody else decided meanwhile, or it is spam already.
    """
    with recording(connection, errand) as entry:
        entry.subject = _subject(number)
        former = _current(connection, number)
        if errand.seen is not None and former["event_id"] != errand.seen:
            msg = Phrase("This changed after you opened it. Look at it again, then decide.")
            raise RuleBroken(msg, number=number)
        after = state_after(former["state"], decision.what)
        if after == APPROVED and parcel_id is None:
            msg = Phrase("Say which lot it is about: it will stand on the page of that lot.")
            raise InvalidInput(msg, parameter="parcel")
        values: dict[str, Any] = {
            "state": after,
            "decided_at": entry.moment,
            "public_text": decision.public_text,
            "answer": decision.answer,
            "parcel_id": parcel_id,
            "event_id": entry.event_id,
        }
        _update(connection, number, values | (_NOBODY if after == SPAM else {}))
        entry.note({"state": former["state"]}, {"state": after})


def forget_sender(connection: Connection, errand: Errand, token: str) -> None:
    """Delete the name and the contact of whoever has this link.

    Args:
        connection: A transaction that writes.
        errand: ``forget_sender``, by anybody: the link is what allows it.
        token: The word of the link.

    Raises:
        NotFound: There is nothing at it.
    """
    with recording(connection, errand) as entry:
        number = _mine(entry, token)
        _update(connection, number, _NOBODY | {"event_id": entry.event_id})


def delete_suggestion(connection: Connection, errand: Errand, token: str) -> None:
    """Delete all that was sent with this link, and what anybody may read of it.

    Args:
        connection: A transaction that writes.
        errand: ``delete_suggestion``, by anybody: the link is what allows it.
        token: The word of the link.

    Raises:
        NotFound: There is nothing at it.
    """
    with recording(connection, errand) as entry:
        number = _mine(entry, token)
        connection.execute(delete(Suggestion).where(Suggestion.id == number))


def tidy_suggestions(connection: Connection, errand: Errand) -> Tidied:
    """Delete what is kept no longer; an event only where there is something.

    Args:
        connection: A transaction that writes.
        errand: ``tidy_suggestions``.

    Raises:
        NotAllowed: The actor may not.
    """
    require_allowed(errand.action, errand.actor.tier)
    forget_networks(connection, errand.now.astimezone(UTC).date())
    due = _due(connection, errand.now)
    if due == Tidied((), ()):
        return due
    with recording(connection, errand) as entry:
        # The book is held by now: others may have decided or deleted while this waited for it.
        due = _due(connection, errand.now)
        entry.subject = "suggestions"
        named = update(Suggestion).where(Suggestion.id.in_(due.senders))
        connection.execute(named.values(**_NOBODY, event_id=entry.event_id))
        connection.execute(delete(Suggestion).where(Suggestion.id.in_(due.spam)))
        entry.note(after={"senders": due.senders, "spam": due.spam})
    return due


def _due(connection: Connection, now: datetime) -> Tidied:
    return Tidied(
        _numbers(connection, _sender_is_due(now)), _numbers(connection, _spam_is_due(now))
    )


def _sender_is_due(now: datetime) -> ColumnElement[bool]:
    decided = Suggestion.decided_at <= now - PERSONAL_DATA_LAST
    return and_(_NAMED, or_(decided, Suggestion.sent_at <= now - UNREAD_LASTS))


def _spam_is_due(now: datetime) -> ColumnElement[bool]:
    return and_(Suggestion.state == SPAM, Suggestion.decided_at <= now - SPAM_LASTS)


def _numbers(connection: Connection, due: ColumnElement[bool]) -> tuple[int, ...]:
    return tuple(connection.scalars(select(Suggestion.id).where(due).order_by(Suggestion.id)))


def _mine(entry: Entry, token: str) -> int:
    number = own_suggestion(entry.connection, token).id
    entry.subject = _subject(number)
    return number


def _current(connection: Connection, number: int) -> RowMapping:
    asked = select(Suggestion.state, Suggestion.event_id)
    row = connection.execute(asked.where(Suggestion.id == number)).mappings().one_or_none()
    if row is None:
        raise NotFound(GONE, number=number)
    return row


def _update(connection: Connection, number: int, values: dict[str, Any]) -> None:
    connection.execute(update(Suggestion).where(Suggestion.id == number).values(**values))


def _subject(number: int) -> str:
    return f"suggestion {number}"
