"""How much residents can send in a day: enough for people, too little for a flood.

Nobody's address is kept. A network is known by a keyed fingerprint of its address, under a key
that is another every day; it stands beside a number and an hour, never beside what was sent, and
is deleted the day after.
"""

import math
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from landtrust.errors import TooManyAttempts
from landtrust.model.audit import AuditEvent
from landtrust.model.suggestions import Suggestion, SuggestionSender
from landtrust.phrases import Phrase

MOST_AN_HOUR = 6
"""Of one network: a family, or a library where people write one after the other."""

MOST_A_DAY = 20
"""Of one network, which may be all the telephones of a neighborhood."""

MOST_OF_A_LOT = 12
"""Of one lot in a day."""

MOST_IN_ALL = 200
"""Of the whole site in a day, deleted ones too: more than organizers can read."""

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def count_sending(
    connection: Connection, sender: str | None, parcel_id: int | None, now: datetime
) -> None:
    """Count what is sent, or refuse it.

    Args:
        connection: A transaction in which the book is held: others that send at the same time
            wait, and are counted after this.
        sender: The fingerprint of the network; None where it is not known, and the other limits
            have to do.
        parcel_id: The lot that it is about; None: none.
        now: The clock of the door.

    Raises:
        TooManyAttempts: It is too much.
    """
    midnight = datetime.combine(now.astimezone(UTC).date(), time.min, UTC)
    _require_few_in_all(connection, midnight, now)
    if parcel_id is not None:
        _require_few_of_a_lot(connection, parcel_id, midnight, now)
    if sender is not None:
        _count_sender(connection, sender, now.astimezone(UTC))


def forget_networks(connection: Connection, today: date) -> None:
    """Delete what was counted on other days."""
    connection.execute(delete(SuggestionSender).where(SuggestionSender.day != today))


def _require_few_in_all(connection: Connection, midnight: datetime, now: datetime) -> None:
    sent = select(func.count()).where(
        AuditEvent.recorded_at >= midnight,
        AuditEvent.recorded_at < midnight + _DAY,
        AuditEvent.action == "send_suggestion",
    )
    # The event of this one is written already.
    if connection.scalars(sent).one() > MOST_IN_ALL:
        msg = Phrase("We got more than we can read today. Please send it tomorrow.")
        raise TooManyAttempts(msg, _seconds(midnight + _DAY - now))


def _require_few_of_a_lot(
    connection: Connection, parcel_id: int, midnight: datetime, now: datetime
) -> None:
    sent = select(func.count()).where(
        Suggestion.parcel_id == parcel_id,
        Suggestion.sent_at >= midnight,
        Suggestion.sent_at < midnight + _DAY,
    )
    if connection.scalars(sent).one() >= MOST_OF_A_LOT:
        msg = Phrase(
            "Many people wrote of this lot today, and we read that first. Please send it tomorrow."
        )
        raise TooManyAttempts(msg, _seconds(midnight + _DAY - now))


def _count_sender(connection: Connection, sender: str, now: datetime) -> None:
    forget_networks(connection, now.date())
    mine = SuggestionSender.mark == sender
    this_hour = SuggestionSender.hour == now.hour
    counted = select(SuggestionSender.hour, SuggestionSender.number).where(mine)
    numbers = dict(connection.execute(counted).all())
    begun = now.replace(minute=0, second=0, microsecond=0)
    if sum(numbers.values()) >= MOST_A_DAY:
        msg = Phrase("A lot came from your network today. Please send it tomorrow.")
        raise TooManyAttempts(msg, _seconds(begun.replace(hour=0) + _DAY - now))
    if numbers.get(now.hour, 0) >= MOST_AN_HOUR:
        msg = Phrase("A lot came from your network within an hour. Please send it a little later.")
        raise TooManyAttempts(msg, _seconds(begun + _HOUR - now))
    if now.hour in numbers:
        counting = update(SuggestionSender).where(mine, this_hour)
        connection.execute(counting.values(number=numbers[now.hour] + 1))
    else:
        first = {"mark": sender, "hour": now.hour, "day": now.date(), "number": 1}
        connection.execute(insert(SuggestionSender).values(**first))


def _seconds(wait: timedelta) -> int:
    return math.ceil(wait.total_seconds())
