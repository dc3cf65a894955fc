"""What somebody who is signed in was not allowed to do, written into the book."""

from sqlalchemy import Connection

from landtrust.services.record_book import Errand, recording


def record_refusal(connection: Connection, errand: Errand, of: str) -> None:
    """Record that somebody tried what they may not; nothing else has changed.

    Args:
        connection: A transaction that writes.
        errand: ``be_refused``.
        of: What was tried: a method and the pattern of an address, or a code of what is done.
    """
    with recording(connection, errand) as entry:
        entry.subject = of
