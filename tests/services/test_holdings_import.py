"""Holdings from a spreadsheet: what is stored, what is there already, and what is told instead."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from landtrust.domain.holding_cells import COLUMNS
from landtrust.errors import InvalidInput, NotAllowed
from landtrust.model.audit import AuditEvent
from landtrust.model.ownership import Party, PropertyUnit
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.holding_plans import holding_plans
from landtrust.queries.holdings import holdings
from landtrust.queries.parties import parties
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import withdraw_record
from landtrust.services.holdings_import import (
    ImportRefused,
)
from landtrust.services.interests import Burden, record_restriction
from landtrust.services.record_book import Actor
from landtrust.sources.holdings_sheet import read_holdings_sheet
from tests.book import ORGANIZER, on
from tests.services.import_desk import HEAD, HOME, LEASED, TODAY, Desk, reasons


def test_a_row_becomes_a_holding_with_its_lease_papers_duty_and_published_parts(desk: Desk) -> None:
    report = desk.bring(LEASED, HOME)
    assert reasons(report) == []
    assert report.parties == ("Sample Land Trust", "Ann Sample", "Lee Sample")
    (row,) = report.stored
    assert row.unit_id is not None
    seen = holding_detail(desk.connection, row.unit_id, on(TODAY), Tier.STEWARD)
    assert [
        (one.type, one.party and one.party.name, one.share) for one in seen.in_force("right")
    ] == [
        ("ownership", "Sample Land Trust", Fraction(1)),
        ("lease", "Ann Sample", Fraction(1, 3)),
        ("lease", "Lee Sample", Fraction(2, 3)),
        ("superficies", "Ann Sample", Fraction(1, 3)),
        ("superficies", "Lee Sample", Fraction(2, 3)),
    ]
    assert {one.type for one in seen.in_force("restriction")} == {
        "preemptive_option",
        "resale_restriction",
    }
    assert [one.every_months for one in seen.in_force("responsibility")] == [12]
    assert [(one.kind, one.title, one.book) for one in seen.papers] == [
        ("tax_deed", "Tax deed", "12"),
        ("ground_lease", "Ground lease", "13"),
    ]
    assert seen.public_parts == {"holding", "terms"}
    assert seen.note == "Two\nlines"
    assert seen.interests[0].description == "Bought at tax sale"
    assert seen.lease is not None
    assert (seen.lease.fee_cents, seen.lease.price_cents) == (2500, 6_400_000)
    assert {one.parcel_id for one in seen.pieces} == {"28049-100-2", "28049-100-3", None}


def test_the_same_file_again_stores_nothing_and_says_what_is_there(desk: Desk) -> None:
    desk.bring(LEASED, HOME)
    before = desk.exported()
    report = desk.again()
    assert (len(report.stored), len(report.there), reasons(report)) == (0, 1, [])
    assert desk.exported() == before
    assert desk.count(PropertyUnit) == 1


def test_what_a_row_says_otherwise_than_the_book_is_not_stored_and_told(desk: Desk) -> None:
    desk.bring(LEASED, HOME)
    report = desk.bring(LEASED, HOME.replace("tax sale", "auction").replace("99,Ann", "98,Ann"))
    ((line, _, reason),) = reasons(report)
    assert line == 2
    assert "recorded already" in reason
    assert "differs in how, lease:" in reason


def test_who_may_not_read_a_leaseholder_cannot_find_one_out_by_importing(desk: Desk) -> None:
    published = HOME.replace("holding; terms", "")
    desk.bring(LEASED, published)
    guess = published.replace("Ann Sample", "Some Guess").replace("64,000", "1")
    assert len(desk.bring(LEASED, guess, actor=ORGANIZER).there) == 1
    assert "differs in lease" in reasons(desk.bring(LEASED, guess))[0][2]


def test_rows_that_cannot_be_used_are_told_by_line_and_column_and_the_others_stored(
    desk: Desk,
) -> None:
    report = desk.bring(
        HEAD + ",owner_shares,public_parts,color",
        "Good,100-1,2015-03-01,Sample Land Trust,trust,,,red",
        "No such,999-1,2015-03-01,Sample Land Trust,,,,",
        "Taken,100-1,2016-03-01,Sample Land Trust,,,,",
        "Rounded,1.00E+17,2015-03-01,Sample Land Trust,,,,",
        "Halves,100-2,2015-03-01,Ann Sample; Lee Sample,person,1/2; 1/3,,",
        "No shares,100-2,2015-03-01,Ann Sample; Lee Sample,person,,,",
        "Date,100-2,someday,Sample Land Trust,,,,",
        "Who,100-2,2015-03-01,Nobody Known,,,,",
        "Kind,100-2,2015-03-01,Nobody Known,ghost,,,",
        "Parts,100-2,2015-03-01,New Name,person,,papers,",
        "Good,100-1,2015-03-01,Sample Land Trust,trust,,,",
        ",,,,,,,",
        '"=1+1",100-2,2015-03-01,Sample Land Trust,,,,',
    )
    assert [(line, column) for line, column, _ in reasons(report)] == [
        (3, "parcels"),
        (4, "parcels"),
        (5, "parcels"),
        (6, "owner_shares"),
        (7, "owner_shares"),
        (8, "acquired_on"),
        (9, "owners"),
        (10, "owner_kinds"),
        (11, "public_parts"),
        (12, ""),
    ]
    said = {line: reason for line, _, reason in reasons(report)}
    assert "part of the holding “Good” already" in said[4]
    assert "rounded by a spreadsheet" in said[5]
    assert "1/6 is missing" in said[6]
    assert said[12] == "it repeats line 2"
    assert [one.name for one in report.stored] == ["Good", "=1+1"]
    assert report.unread == ("color",)
    # What a row that failed had begun is gone.
    names = {one.name for one in parties(desk.connection, Tier.STEWARD, on(TODAY))}
    assert names == {"Sample Land Trust"} == set(report.parties)
    assert desk.count(AuditEvent) == 1


def test_a_strict_import_stores_nothing_where_a_row_cannot_be_used(desk: Desk) -> None:
    lines = (
        HEAD,
        "Good,100-1,2015-03-01,Sample Land Trust,trust",
        "Bad,nowhere,2015-03-01,X,trust",
    )
    with (
        pytest.raises(ImportRefused, match="1 of 2 rows cannot be used") as refused,
        desk.connection.begin_nested(),
    ):
        desk.bring(*lines, strict=True)
    assert [one.line for one in refused.value.report.refused] == [3]
    assert desk.count(PropertyUnit) == desk.count(AuditEvent) == 0
    assert len(desk.bring(*lines[:2], strict=True).stored) == 1


def test_a_rehearsal_says_what_an_import_does_and_stores_nothing(desk: Desk) -> None:
    lines = (LEASED, HOME, HOME.replace("Rose House", "Other"))
    told = desk.bring(*lines, dry=True)
    assert desk.count(PropertyUnit) == desk.count(Party) == desk.count(AuditEvent) == 0
    done = desk.again()
    assert [(one.line, one.is_new, one.problems) for one in told.rows] == [
        (one.line, one.is_new, one.problems) for one in done.rows
    ]
    assert told.parties == done.parties


def test_parcels_are_found_by_any_number_that_people_write(desk: Desk) -> None:
    written = ("28049-100-1", "hinds county 100-2", "28049 100-3", "100 4/a", "Rankin: 200-1")
    rows = [f"Lot {n},{one},2015-03-01,Sample Land Trust,trust" for n, one in enumerate(written)]
    report = desk.bring(HEAD, *rows)
    assert reasons(report) == []
    found = {one for row in holdings(desk.connection, on(TODAY), Tier.STEWARD)
             for piece in row.pieces if (one := piece.parcel_id)}  # fmt: skip
    assert found == {
        "28049-100-1", "28049-100-2", "28049-100-3", "28049-100_4~2fA", "28121-200-1",
    }  # fmt: skip


def test_another_number_of_the_same_land_is_understood(desk: Desk) -> None:
    (row,) = desk.bring(HEAD, "Lot,77001,2015-03-01,Sample Land Trust,trust").stored
    assert row.unit_id is not None
    seen = holding_detail(desk.connection, row.unit_id, on(TODAY), Tier.STEWARD)
    assert [one.parcel_id for one in seen.pieces] == ["28049-100-1"]


def test_an_organizer_imports_but_does_not_publish_and_the_public_does_neither(desk: Desk) -> None:
    row = "Lot,100-1,2015-03-01,Sample Land Trust,organization"
    report = desk.bring(f"{HEAD},public_parts", f"{row},holding", actor=ORGANIZER)
    assert [column for _, column, _ in reasons(report)] == ["public_parts"]
    assert len(desk.bring(HEAD, row, actor=ORGANIZER).stored) == 1
    with pytest.raises(NotAllowed):
        desk.bring(HEAD, row, actor=Actor("Passer-by", Tier.PUBLIC))


def test_an_organizers_file_publishes_no_person_and_names_no_trust(desk: Desk) -> None:
    rows = ("Lot,100-1,2015-03-01,Ann Sample,public person",
            "Lot,100-2,2015-03-01,Sample Land Trust,trust")  # fmt: skip
    report = desk.bring(HEAD, *rows, actor=ORGANIZER)
    assert len(report.refused) == len(rows)
    assert all("stewards" in reason for _, _, reason in reasons(report))
    assert len(desk.bring(HEAD, *rows).stored) == len(rows)


def test_nobody_finds_out_by_importing_which_families_are_known(desk: Desk) -> None:
    row = "Lot,100-1,2015-03-01,Heirs of Sample,heirs"
    desk.bring(HEAD, row)
    known = desk.bring(HEAD, row.replace("100-1", "100-2"), actor=ORGANIZER)
    guess = desk.bring(HEAD, row.replace("100-1", "100-3").replace("Sample", "Guess"),
                       actor=ORGANIZER)  # fmt: skip
    assert (known.parties, guess.parties) == (("Heirs of Sample",), ("Heirs of Guess",))
    assert len(desk.bring(HEAD, row.replace("Sample", "Guess"), actor=ORGANIZER).there) == 1
    ((_, _, reason),) = reasons(
        desk.bring(HEAD, "Lot,100-5,2015-03-01,Heirs of Sample,", actor=ORGANIZER)
    )
    assert "say what" in reason


def test_two_parties_of_one_name_are_not_guessed_at(desk: Desk) -> None:
    desk.book.party("Ann Sample")
    desk.book.party("Ann Sample")
    desk.book.party("Lee Sample")
    desk.book.party("Lee Sample", "group", "household")
    report = desk.bring(
        HEAD,
        "One,100-1,2015-03-01,Ann Sample,person",
        "Two,100-2,2015-03-01,Lee Sample,",
        "Three,100-3,2015-03-01,Lee Sample,household",
    )
    assert [(line, column) for line, column, _ in reasons(report)] == [(2, "owners"), (3, "owners")]
    assert "2 parties called" in reasons(report)[0][2]


def test_a_holding_that_is_over_is_there_already_and_not_stored_again(desk: Desk) -> None:
    row = "Lot,,2015-03-01,Sample Land Trust,trust,The shed"
    (stored,) = desk.bring(f"{HEAD},buildings", row).stored
    assert stored.unit_id is not None
    seen = holding_detail(desk.connection, stored.unit_id, on(TODAY), Tier.STEWARD)
    from landtrust.services.interests import end_right  # noqa: PLC0415

    end_right(
        desk.connection, desk.book.errand("end_right"), [seen.interests[0].id], date(2020, 1, 1)
    )
    assert len(desk.again().there) == 1


def test_a_row_whose_lease_is_over_is_there_already_and_not_refused(desk: Desk) -> None:
    over = HOME.replace("2017-06-01,99,", "2015-06-01,10,")
    assert len(desk.bring(LEASED, over).stored) == 1
    again = desk.again()
    assert not reasons(again)
    assert len(again.there) == 1
    running = HOME.replace("2017-06-01,99,", "2016-06-01,99,")
    (told,) = reasons(desk.bring(LEASED, running))
    assert "differs in lease" in told[2]


def test_each_reader_exports_what_that_reader_may_read(desk: Desk) -> None:
    desk.bring(LEASED, HOME, "Hidden lot,100-1,2015-03-01,Kin of Sample,heirs")
    (lot,) = (
        number
        for number, plan in holding_plans(desk.connection, TODAY, Tier.STEWARD).items()
        if plan.name == "Hidden lot"
    )
    burden = Burden("mortgage", date(2018, 1, 1))
    record_restriction(desk.connection, desk.book.errand("record_restriction"), lot, burden)
    steward, organizer, public = (desk.exported(tier) for tier in reversed(Tier))
    assert "Ann Sample" in steward
    assert "64000.00" in steward
    assert "Kin of Sample" in steward
    assert "Members of groups" in steward
    assert "Mortgage" in steward
    assert "Ann Sample" not in organizer
    assert "64000.00" not in organizer
    assert "Kin of Sample" not in organizer
    assert "Two\nlines" in organizer
    assert "Hidden lot" not in public
    assert "Two\nlines" not in public
    assert "tax sale" not in public
    assert "Tax deed" not in public
    assert "2017-06-01" in public
    hidden = holding_plans(desk.connection, TODAY, Tier.ORGANIZER)[lot]
    assert [one.name for one in hidden.owners] == [""]


def test_the_template_has_every_column_and_only_its_parcels_are_not_found(desk: Desk) -> None:
    template = Path(__file__).parents[2] / "data" / "holdings_template.csv"
    assert template.read_text().splitlines()[0] == ",".join(COLUMNS)
    desk.file.write_bytes(template.read_bytes())
    assert {column for _, column, _ in reasons(desk.again())} == {"parcels"}


def test_a_number_that_several_counties_have_is_not_guessed_at(desk: Desk) -> None:
    from sqlalchemy import insert  # noqa: PLC0415

    from landtrust.model.parcels import ParcelIdentifier  # noqa: PLC0415

    desk.connection.execute(
        insert(ParcelIdentifier), [{"parcel_id": 6, "scheme": "ppin", "value": "77001"}]
    )
    report = desk.bring(HEAD, "Lot,77001,2015-03-01,Sample Land Trust,trust")
    assert "may be any of 2 parcels (28049-100-1, 28121-200-1)" in reasons(report)[0][2]
    assert len(desk.bring(HEAD, "Lot,Rankin 77001,2015-03-01,Sample Land Trust,trust").stored) == 1


def test_a_workbook_and_a_file_without_names_are_refused_in_plain_words(desk: Desk) -> None:
    for content, words in (
        (b"PK\x03\x04rest", "is a workbook, not CSV"),
        (b"", "has no header line"),
        (b"a,b\n1,2\n", "has no column “name”; its columns are a, b"),
        (b"name,Property\n1,2\n", "more than one column for name"),
    ):
        desk.file.write_bytes(content)
        with pytest.raises(InvalidInput, match=words):
            read_holdings_sheet(desk.file)


ONE = (
    "name;parcels;acquired_on;owners;owner_kinds\n"
    "Pe\u00f1a;100-1;2015-03-01;Sample Land Trust;trust\n"
)


@pytest.mark.parametrize(
    "content",
    [
        ONE.encode("utf-16"),
        ONE.encode("utf-8-sig"),
        ONE.encode("cp1252"),
        ONE.replace("\n", "\r").encode(),
        ONE.replace(";", "\t").encode(),
        ONE.replace("\u00f1", "n\u0303").encode(),
    ],
    ids=["utf-16", "bom", "cp1252", "cr", "tabs", "nfd"],
)
def test_a_file_is_read_whatever_its_encoding_and_separators(desk: Desk, content: bytes) -> None:
    desk.file.write_bytes(content)
    assert [one.name for one in desk.again().stored] == ["Pe\u00f1a"]


def test_what_is_not_read_of_a_file_is_told(desk: Desk) -> None:
    desk.file.write_bytes(ONE.replace("trust\n", "trust;more\n").encode("cp1252"))
    notes = desk.again().notes
    assert len(notes) == 2
    assert "cp1252" in notes[0]
    assert "more cells than the header" in notes[1]


def test_a_file_that_is_too_large_or_too_long_is_refused(desk: Desk) -> None:
    for content, words in (
        (b"name\n" + b"x\n" * 2_001, "more than 2,000 holdings"),
        (b"name\n" + b"x" * (8 << 20), "larger than 8 MB"),
    ):
        desk.file.write_bytes(content)
        with pytest.raises(InvalidInput, match=words):
            read_holdings_sheet(desk.file)


def test_a_paper_that_was_withdrawn_is_not_exported(desk: Desk) -> None:
    (row,) = desk.bring(LEASED, HOME).stored
    assert row.unit_id is not None
    seen = holding_detail(desk.connection, row.unit_id, on(TODAY), Tier.STEWARD)
    errand = desk.book.errand("withdraw_record")
    withdraw_record(desk.connection, errand, "evidence", seen.papers[0].id)
    assert "tax_deed" not in desk.exported()
