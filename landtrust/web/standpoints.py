"""The two times that holdings are asked for, as addresses write them."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

from sqlalchemy import Connection

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import Tier
from landtrust.web.requests import parse_day
from landtrust.web.site import latest_connection, now, reader, require_tier, site

AS_OF = "as_of"
RECORDED_AS_OF = "recorded_as_of"
TIME_NAMES = (AS_OF, RECORDED_AS_OF)

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z", re.ASCII)
_DAY_LONG = 10  # characters of 2026-11-25


def today() -> date:
    """The day that is asked about where none is named (UTC)."""
    return now().date()


def read_as_of(parameters: Mapping[str, str]) -> date:
    """The day in law that an address asks about; today where it names none.

    Raises:
        InvalidInput: It is no day.
    """
    return parse_day(AS_OF, parameters[AS_OF]) if AS_OF in parameters else today()


def read_recorded_as_of(parameters: Mapping[str, str]) -> datetime | None:
    """Whose knowledge an address asks for (UTC), as stewards may; None: what we know now.

    A day means what was known when it was over, and the day of today what is known by now: the
    answer for a moment never changes.

    Raises:
        InvalidInput: It is neither a day nor a moment, or it is yet to come.
        SignInNeeded: Nobody is signed in.
        NotAllowed: Somebody is who may not ask this.
    """
    if RECORDED_AS_OF not in parameters:
        return None
    moment = _moment(parameters[RECORDED_AS_OF])
    require_tier(Tier.STEWARD)
    return moment


def parse_standpoint(parameters: Mapping[str, str]) -> Standpoint:
    """From where an address looks at ownership.

    Raises:
        InvalidInput: A day or a moment cannot be read.
        SignInNeeded: Former knowledge is for stewards, and nobody is signed in.
        NotAllowed: Somebody is who may not ask this.
    """
    return Standpoint(read_as_of(parameters), read_recorded_as_of(parameters))


def format_standpoint(
    at: Standpoint, day: date | None = None, moment: datetime | None = None
) -> str:
    """The query string that asks for a standpoint.

    Args:
        at: From where it was looked at so far.
        day: The day to ask for instead.
        moment: Whose knowledge to ask for instead (UTC).

    >>> format_standpoint(Standpoint(date(2021, 3, 1)), day=date(2020, 1, 1))
    'as_of=2020-01-01'
    """
    words = {AS_OF: (day or at.as_of).isoformat()}
    recorded = moment or at.recorded_as_of
    if recorded is not None:
        words[RECORDED_AS_OF] = format_moment(recorded)
    return urlencode(words)


def format_moment(moment: datetime) -> str:
    """A moment as addresses have it, in UTC.

    >>> format_moment(datetime(2024, 3, 3, 9, 30, tzinfo=UTC))
    '2024-03-03T09:30:00.000000Z'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def book_connection(reading: Connection | None = None) -> AbstractContextManager[Connection]:
    """Where holdings are read: people who write see what they wrote at once.

    Args:
        reading: A connection that is open already, where the public finds them too.
    """
    if reader():
        return latest_connection()
    return site().engine.connect() if reading is None else nullcontext(reading)


def _moment(text: str) -> datetime:
    moment = _readable_moment(text)
    if moment > now():
        msg = Phrase("%(name)s: nobody knows yet what will be known then.", name=RECORDED_AS_OF)
        raise InvalidInput(msg, parameter=RECORDED_AS_OF)
    return moment


def _readable_moment(text: str) -> datetime:
    if len(text) == _DAY_LONG:
        day = parse_day(RECORDED_AS_OF, text)
        return now() if day == today() else datetime.combine(day, time.max, UTC)
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # 25 o'clock is refused like anything else that is no moment
    msg = Phrase(
        "%(name)s: “%(text)s” is not a day or a moment, such as 2026-11-25T12:00:00Z.",
        name=RECORDED_AS_OF,
        text=text[:60],
    )
    raise InvalidInput(msg, parameter=RECORDED_AS_OF)
