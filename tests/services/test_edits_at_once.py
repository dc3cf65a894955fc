"""ABUSE.md C1 and C3: many people at the same holdings at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, func, select

from landtrust.database import writing_a_little
from landtrust.errors import Busy, RuleBroken
from landtrust.model.audit import AuditEvent
from landtrust.model.ownership import PropertyUnit
from landtrust.services.corrections import correct_record
from landtrust.services.holdings import Acquisition, record_acquisition
from landtrust.services.parties import Holder
from landtrust.services.record_book import (
    AlreadyDone,
    EditConflict,
    Errand,
    current,
    latest_event,
)
from tests.book import NOON, STEWARD, Book
from tests.shelves import Shelf

THREADS, HOLDINGS = 32, 10
EDITS = {"sqlite": 200, "postgresql": 50}
"""Of each thread: as many as C3 asks for on SQLite, where all wait for the lock of one file; on
PostgreSQL, which lets them in one by one, fewer show as much."""


@pytest.fixture
def town(shelf: Shelf, seeded_template: str) -> Iterator[Engine]:
    """A town of this test's own, that several can write to."""
    with shelf.opened_copy(seeded_template) as engine:
        yield engine


def _holdings(engine: Engine, number: int) -> list[int]:
    with writing_a_little(engine) as connection:
        book = Book(connection)
        owner = [Holder(book.trust())]
        return [
            record_acquisition(
                connection,
                book.errand("record_acquisition"),
                Acquisition(f"House {place}", [], owner, date(2015, 1, 1), buildings=["House"]),
            )
            for place in range(number)
        ]


def _seen(connection: Connection, unit: int) -> tuple[int, int]:
    """What somebody sees who opens a holding: its latest event, and the number in its note."""
    note = current(connection, PropertyUnit, unit)["note"]
    return latest_event(connection, unit), int(note or 0)


def _count_up(engine: Engine, unit: int) -> None:
    """Raise the number in a note by one; whoever comes too late records it on top of the other."""
    with engine.connect() as connection:
        seen, number = _seen(connection, unit)
    try:
        with writing_a_little(engine) as connection:
            _record(connection, unit, seen, number + 1)
    except EditConflict:
        with writing_a_little(engine) as connection:
            seen, number = _seen(connection, unit)
            _record(connection, unit, seen, number + 1)


def _record(connection: Connection, unit: int, seen: int, number: int) -> None:
    errand = Errand(STEWARD, "correct_record", NOON, seen=seen)
    correct_record(connection, errand, "property_unit", unit, {"note": str(number)})


@pytest.mark.slow
@pytest.mark.no_cover  # what it runs is counted in the tests of one edit, without a third more time
def test_c3_of_thousands_of_edits_by_32_at_once_none_is_lost_and_none_finds_the_store_locked(
    town: Engine,
) -> None:
    units, edits = _holdings(town, HOLDINGS), EDITS[town.dialect.name]

    def work(worker: int) -> None:
        for edit in range(edits):
            _count_up(town, units[(worker + edit) % HOLDINGS])

    with ThreadPoolExecutor(THREADS) as people:
        list(people.map(work, range(THREADS)))
    with town.connect() as connection:
        assert sum(_seen(connection, unit)[1] for unit in units) == THREADS * edits
        events, moments = connection.execute(
            select(func.count(), func.count(AuditEvent.recorded_at.distinct()))
        ).one()
    assert events == moments == THREADS * edits + HOLDINGS + 1


def test_c1_the_second_of_two_who_saw_the_same_is_told_and_nothing_is_overwritten(
    town: Engine,
) -> None:
    (unit,) = _holdings(town, 1)
    with town.connect() as connection:
        event, _ = _seen(connection, unit)
    errand = Errand(STEWARD, "correct_record", NOON, seen=event)
    with writing_a_little(town) as connection:
        correct_record(connection, errand, "property_unit", unit, {"note": "1"})
    with pytest.raises(EditConflict) as refused, writing_a_little(town) as connection:
        correct_record(connection, errand, "property_unit", unit, {"note": "2"})
    assert (refused.value.thing_id, refused.value.seen) == (unit, event)
    with town.connect() as connection:
        assert _seen(connection, unit)[1] == 1


def test_c4_a_form_that_is_sent_twice_records_once(town: Engine) -> None:
    (unit,) = _holdings(town, 1)
    errand = Errand(STEWARD, "correct_record", NOON, form_key="k" * 40)
    with writing_a_little(town) as connection:
        correct_record(connection, errand, "property_unit", unit, {"note": "1"})
    with pytest.raises(AlreadyDone) as refused, writing_a_little(town) as connection:
        correct_record(connection, errand, "property_unit", unit, {"note": "1"})
    assert refused.value.subject == f"unit {unit}"
    assert isinstance(refused.value, RuleBroken)


def test_whoever_waits_in_line_for_too_long_is_told_to_come_again(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landtrust.database.BUSY_TIMEOUT_MS", 20)
    told: list[str] = []

    def come_too_late() -> None:
        with pytest.raises(Busy, match="try again") as refused, writing_a_little(town):
            pass
        told.append(refused.value.message)

    with writing_a_little(town), ThreadPoolExecutor(1) as others:
        others.submit(come_too_late).result()
    assert told
