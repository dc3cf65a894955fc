"""Releases as the book tells of them; what they hold lies in the folder of releases."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from landtrust.model.audit import AuditEvent

MAKE_RELEASE, WITHDRAW_RELEASE = "make_release", "withdraw_release"


@dataclass(frozen=True, slots=True)
class RecordedRelease:
    """A release that somebody made.

    Attributes:
        sha256: Of its list of sums.
        is_withdrawn: Whether somebody withdrew it later.
    """

    name: str
    version: str
    sha256: str
    is_withdrawn: bool


def release_subject(name: str, version: str) -> str:
    """What the book calls a release.

    >>> release_subject("west-jackson", "2026-11-26")
    'west-jackson/2026-11-26'
    """
    return f"{name}/{version}"


def recorded_releases(connection: Connection) -> tuple[RecordedRelease, ...]:
    """Every release that was made, in that order."""
    rows = connection.execute(
        select(AuditEvent.action, AuditEvent.subject, AuditEvent.after)
        .where(
            AuditEvent.action.in_((MAKE_RELEASE, WITHDRAW_RELEASE)),
            # An event that is being written says nothing yet.
            AuditEvent.after.is_not(None),
        )
        .order_by(AuditEvent.id)
    ).all()
    withdrawn = {row.subject for row in rows if row.action == WITHDRAW_RELEASE}
    made = (row for row in rows if row.action == MAKE_RELEASE)
    return tuple(_recorded(row, is_withdrawn=row.subject in withdrawn) for row in made)


def _recorded(row: Row[*tuple[Any, ...]], *, is_withdrawn: bool) -> RecordedRelease:
    name, version = row.subject.split("/")
    sha256 = orjson.loads(row.after)["changed"]["sha256"]
    return RecordedRelease(name, version, sha256, is_withdrawn)
