"""Copies of the audit log that leave the site, written into the log themselves."""

from collections.abc import Mapping

from sqlalchemy import Connection

from landtrust.services.record_book import Errand, recording


def record_audit_export(
    connection: Connection, errand: Errand, file_name: str, asked: Mapping[str, str]
) -> None:
    """Record that somebody takes the log along.

    Args:
        connection: A transaction that writes.
        errand: ``export_audit``.
        file_name: What the file is called.
        asked: Which events, as the address says it; all where it is empty.

    Raises:
        NotAllowed: The actor may not.
    """
    with recording(connection, errand) as entry:
        entry.subject = file_name
        entry.note(after=dict(asked) or None)
