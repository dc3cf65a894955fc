"""The audit log as it is read: so many events or bytes at a time, or one of them."""

import pytest
from sqlalchemy import Connection

from landtrust.errors import NotFound
from landtrust.queries import audit
from landtrust.queries.audit import AuditFilter, audit_event, stream_audit
from tests.book import Book


def test_the_log_is_read_in_parts_of_so_many_bytes_and_nothing_is_missed(
    own_town: Connection, sent_statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(own_town)
    for number in range(5):
        book.party(f"Sample {number}")
    whole = list(stream_audit(own_town, AuditFilter()))
    sent_statements.clear()
    monkeypatch.setattr(audit, "_BYTES_AT_ONCE", 1)
    assert list(stream_audit(own_town, AuditFilter())) == whole
    assert len(sent_statements) == 2 * 5 + 1
    sent_statements.clear()
    monkeypatch.setattr(audit, "_BYTES_AT_ONCE", 300)
    assert list(stream_audit(own_town, AuditFilter())) == whole
    assert 5 < len(sent_statements) < 11
    assert [one.action for one in whole] == ["record_party"] * 5


def test_one_event_is_read_by_its_number(own_town: Connection) -> None:
    Book(own_town).party("Ann Sample")
    (event,) = stream_audit(own_town, AuditFilter())
    assert audit_event(own_town, event.id) == event
    with pytest.raises(NotFound, match="no event with the number 99"):
        audit_event(own_town, 99)
