"""Files of many holdings: others can write soon, and what a row tells is told to who may know."""

import pytest
from sqlalchemy import Connection

from landtrust.model.ownership import Party
from landtrust.services.long_entry import in_parts
from landtrust.services.record_book import latest_event, recording
from tests.book import Book
from tests.services.import_desk import HEAD, Desk, reasons

HOMES = (
    "name,parcels,buildings,acquired_on,owners,owner_kinds,lease_begins_on,lease_years,"
    "leaseholders,leaseholder_kinds,lease_with_building,option_days,paper_kinds"
)


def homes(first: int, count: int) -> list[str]:
    return [
        f"Home {n},,House {n},2015-01-01,Sample Land Trust,trust,2016-01-01,99,Family {n},"
        "household,yes,60,deed; ground_lease"
        for n in range(first, first + count)
    ]


def test_four_times_the_rows_take_hardly_more_statements(
    desk: Desk, sent_statements: list[str]
) -> None:
    assert len(desk.bring(HOMES, *homes(0, 10)).stored) == 10
    few = len(sent_statements)
    sent_statements.clear()
    assert len(desk.bring(HOMES, *homes(10, 40)).stored) == 40
    assert len(sent_statements) <= few + 3
    assert few < 40


def test_everything_of_a_file_is_in_the_history_that_its_event_belongs_to(desk: Desk) -> None:
    trust = desk.book.trust()
    (home, shed) = desk.bring(HOMES, *homes(0, 2)).stored
    assert home.unit_id
    assert shed.unit_id
    of_unit = latest_event(desk.connection, home.unit_id)
    assert latest_event(desk.connection, trust) == of_unit
    assert latest_event(desk.connection, shed.unit_id) == of_unit


def test_a_parcel_that_two_rows_name_goes_to_the_first(desk: Desk) -> None:
    report = desk.bring(
        HEAD,
        "Fails,100-1,2015-03-01,Two Names; Sample,person",
        "First,100-1; 100-2,2015-03-01,Sample Land Trust,trust",
        "Second,100-2; 100-3,2016-03-01,Sample Land Trust,trust",
    )
    assert [one.name for one in report.stored] == ["First"]
    assert "a part of the holding “First” already" in reasons(report)[-1][2]


def test_a_long_entry_changes_nothing_that_was_there(own_town: Connection) -> None:
    book = Book(own_town)
    party = book.party("Ann Sample")
    with (
        recording(own_town, book.errand("import_holdings")) as entry,
        in_parts(entry) as parts,
        pytest.raises(NotImplementedError),
    ):
        parts.revise(Party, party, name="Lee Sample")


HEIRS = f"{HEAD},buildings"


def of(kin: str, kind: str, name: str = "Lot") -> str:
    return f"{name},,2015-03-01,{kin},{kind},Shed"


def test_shares_that_nobody_could_reckon_with_are_told_and_break_nothing(desk: Desk) -> None:
    owners = "; ".join(f"Heir {n}" for n in range(60))
    shares = "; ".join(f"1/{10**17 + n}" for n in range(1, 120, 2))
    report = desk.bring(f"{HEIRS},owner_shares", f"{of(owners, 'person')},{shares}")
    assert reasons(report) == [
        (2, "owner_shares", "These shares are divided too finely to be added up.")
    ]
    report = desk.bring(HEIRS, of("; ".join(f"Heir {n}" for n in range(201)), "person"))
    assert reasons(report) == [(2, "owners", "there are 201 parts; a row has at most 200")]


def test_words_that_are_too_long_are_refused_by_their_column(desk: Desk) -> None:
    head = f"{HEIRS},how,paper_kinds,paper_books"
    row = of("Kin of Sample", "heirs")
    report = desk.bring(head, f"{row},{'h' * 4_001},,", f"{row},,deed,{'b' * 201}")
    assert [(line, column) for line, column, _ in reasons(report)] == [
        (2, "how"),
        (3, "paper_books"),
    ]
