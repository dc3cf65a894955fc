"""Releases in the book: who made which, from which bytes, and who withdrew it and why."""

from sqlalchemy import Connection

from landtrust.errors import RuleBroken
from landtrust.phrases import Phrase
from landtrust.queries.releases import recorded_releases, release_subject
from landtrust.services.record_book import Errand, recording


def record_release(
    connection: Connection, errand: Errand, name: str, version: str, sha256: str
) -> None:
    """Record that a release was made.

    Args:
        connection: A transaction that writes.
        errand: ``make_release``.
        name: Of the dataset.
        version: Which release of it.
        sha256: Of its list of sums, which tells of every file.

    Raises:
        RuleBroken: The book tells of such a release: its folder was lost, and a version never
            means other bytes.
        NotAllowed: The actor may not.
    """
    with recording(connection, errand) as entry:
        known = recorded_releases(connection)
        if (name, version) in {(one.name, one.version) for one in known}:
            msg = Phrase(
                "The book tells of a release %(name)s %(version)s: take another version, or "
                "bring its folder back.",
                name=name,
                version=version,
            )
            raise RuleBroken(msg)
        entry.subject = release_subject(name, version)
        entry.note(after={"sha256": sha256})


def record_withdrawal(connection: Connection, errand: Errand, name: str, version: str) -> None:
    """Record that a release was withdrawn.

    Args:
        connection: A transaction that writes.
        errand: ``withdraw_release``, with its reason.
        name: Of the dataset.
        version: Which release of it.

    Raises:
        NotAllowed: The actor may not.
    """
    with recording(connection, errand) as entry:
        entry.subject = release_subject(name, version)
