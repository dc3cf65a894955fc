"""The doctor finds each fault that is planted in the book of ownership, by the check for it."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, insert

from landtrust.cli.doctor import _copy_faults
from landtrust.model.stewardship import EvidenceFile
from landtrust.queries.store_faults import STORE_CHECKS
from landtrust.services.parties import Holder, PartyFacts, record_party
from tests.book import NOON, Book, halves

SINCE, LEASED = date(2015, 3, 1), date(2017, 6, 1)
OF_THE_BOOK = ("shares", "events", "versions", "history")


@pytest.fixture
def written(own_town: Connection) -> Connection:
    """A book with a leased holding of two owners, and a group of two."""
    book = Book(own_town)
    ann, lee = book.party("Ann Sample"), book.party("Lee Sample")
    unit = book.holding(book.trust(), SINCE, "100-1", building="The house")
    book.lease(unit, LEASED, Holder(ann, Fraction(1, 3)), Holder(lee, Fraction(2, 3)))
    facts = PartyFacts("The Samples", "group", "household")
    record_party(own_town, book.errand("record_party"), facts, halves(ann, lee), SINCE)
    return own_town


class Fault(NamedTuple):
    """A statement that plants a fault, and how what must be said of it begins."""

    name: str
    statement: str
    words: str


FAULTS = (
    Fault(
        "shares",
        "UPDATE interest SET share_numerator = 1 WHERE type = 'lease'",
        "Unit 4, lease: from 2017-06-01 the shares add up to 2/3.",
    ),
    Fault(
        "shares",
        "UPDATE interest SET share_denominator = 0 WHERE type = 'ownership'",
        "Unit 4, ownership: a share or its span is none that can be.",
    ),
    Fault(
        "shares",
        "UPDATE party_member SET share_denominator = 4",
        "Group 16, members: from 2015-03-01 the shares add up to 1/2.",
    ),
    Fault(
        "shares",
        "UPDATE interest SET type = 'usurpation', share_denominator = 2 WHERE type = 'ownership'",
        "Unit 4, usurpation: from 2015-03-01 the shares add up to 1/2.",
    ),
    Fault(
        "events",
        "UPDATE audit_event SET subject = '' WHERE id IN (1, 2)",
        "Events 1, 2 do not say what they are about.",
    ),
    Fault(
        "versions",
        "UPDATE ground_lease SET recorded_to = recorded_from",
        "Rows 1 of ground_lease were recorded until before they were.",
    ),
    Fault(
        "versions",
        "UPDATE unit_part SET valid_to = '2014-01-01'",
        "Rows 1, 2 of unit_part end before they begin.",
    ),
    Fault(
        "history",
        "UPDATE thing SET kind = 'party' WHERE kind = 'ground_lease'",
        "Things 10 were never said.",
    ),
    Fault(
        "history",
        "DELETE FROM event_thing WHERE thing_id > 2",
        "Things 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and",
    ),
)


def faults(connection: Connection) -> dict[str, list[str]]:
    """What the checks of the book find."""
    checks = {one.name: one for one in STORE_CHECKS}
    found = {name: list(checks[name].faults(connection)) for name in OF_THE_BOOK}
    return {name: told for name, told in found.items() if told}


def test_a_sound_book_is_said_to_be_sound(written: Connection) -> None:
    assert faults(written) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.words[:40])
def test_a_planted_fault_is_found_by_its_own_check(written: Connection, fault: Fault) -> None:
    written.exec_driver_sql(fault.statement)
    found = faults(written)
    assert set(found) == {fault.name}
    assert found[fault.name][0].startswith(fault.words)


def test_copies_of_papers_that_are_missing_short_or_of_no_paper_are_named(
    written: Connection, tmp_path: Path
) -> None:
    there, gone, short, idle = (digit * 64 for digit in "abcd")
    rows = [
        {"sha256": one, "media_type": "application/pdf", "size_bytes": 3, "name": "x.pdf",
         "stored_at": NOON, "event_id": 1}
        for one in (there, gone, short)
    ]  # fmt: skip
    written.execute(insert(EvidenceFile), rows)
    written.commit()
    for name, content in ((there, b"pdf"), (short, b"p"), (idle, b"pdf")):
        path = tmp_path / "evidence" / name[:2] / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    told = list(_copy_faults(written.engine, tmp_path))
    assert [one.split(str(tmp_path))[0] for one in told] == [
        "There is no file ",
        "The file ",
        "The file ",
    ]
    assert gone in told[0]
    assert told[1].endswith("has 1 bytes, not 3.")
    assert told[2].endswith("is the copy of no paper.")
