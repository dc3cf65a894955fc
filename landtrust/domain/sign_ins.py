"""When somebody who signed in is no longer signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(hours=8)
"""A sign-in ends so long after it was last used: a working day."""

LONGEST = timedelta(days=7)
"""And so long after it began, however much it is used."""

CLOCK_SLACK = timedelta(days=1)
"""So much a clock may be set back without ending what began before."""


@dataclass(frozen=True, slots=True)
class SignInTimes:
    """The moments of one sign-in.

    Attributes:
        ended_at: None where nobody ended it.
    """

    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None


def is_in_force(times: SignInTimes, now: datetime) -> bool:
    """Whether a sign-in still counts.

    One that begins in the future does not: a clock that was years ahead would make it eternal.
    """
    if times.ended_at is not None or now >= times.ends_at or now >= times.seen_at + IDLE:
        return False
    return times.begun_at <= now + CLOCK_SLACK
