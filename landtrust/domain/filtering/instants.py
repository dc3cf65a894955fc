"""Days and moments as the standards of the web write them.

Source:
    RFC 3339, sections 5.6 and 5.7.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_LEAP_SECOND = "60"

FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
"""What stands for no beginning and no end."""

FIRST_MOMENT = datetime.combine(FIRST_DAY, time.min, UTC)
LAST_MOMENT = datetime.combine(LAST_DAY, time.max, UTC)


def parse_instant(text: str) -> date | datetime | None:
    """The day or the moment (UTC) that a text says; None where it says neither.

    A leap second is the first moment of the next minute, as calendars without them have it.

    >>> parse_instant("2026-11-23"), parse_instant("2026-02-30")
    (datetime.date(2026, 11, 23), None)
    >>> parse_instant("2016-12-31T23:59:60Z").isoformat()
    '2017-01-01T00:00:00+00:00'
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        parts = _MOMENT.fullmatch(text)
        return _moment(*parts.groups()) if parts else None
    except (ValueError, OverflowError):
        return None  # 30 February, 25 o'clock, or out of the calendar in UTC


def _moment(day: str, minute: str, second: str, part: str | None, zone: str) -> datetime:
    leaps = second == _LEAP_SECOND
    fraction = (part or "").ljust(7, "0")[:7].lstrip(".") if part else "000000"
    written = f"{day}T{minute}:{'59' if leaps else second}.{'000000' if leaps else fraction}"
    moment = datetime.fromisoformat(written + zone.upper().replace("Z", "+00:00"))
    return (moment + timedelta(seconds=leaps)).astimezone(UTC)
