"""Papers as they are recorded, corrected and read by each kind of reader."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import func, select

from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.model.stewardship import EvidenceFile
from landtrust.queries.book_faults import evidence_files
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.papers import paper, paper_copy, papers_showing
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.evidence import EvidenceFacts, add_copy, record_evidence
from landtrust.services.evidence_folder import StoredCopy
from landtrust.services.interests import Burden, record_restriction
from landtrust.services.parties import Holder
from landtrust.services.stewardship import Death, record_inheritance
from tests.book import Book, on

BOUGHT, LEASED, TODAY = date(2015, 3, 1), date(2017, 6, 1), date(2026, 11, 25)
COPY = StoredCopy("ab" * 32, "application/pdf", 120, "deed.pdf")
OTHER = StoredCopy("cd" * 32, "image/png", 20, "plat.png")
DEED = EvidenceFacts("deed", "Deed to Ann Sample's lot", BOUGHT, "12", "34", "5-6")


def _record(
    book: Book, shows: int, facts: EvidenceFacts = DEED, copy: StoredCopy | None = None
) -> int:
    return record_evidence(book.connection, book.errand("record_evidence"), facts, shows, copy)


def test_a_paper_with_its_copy_is_recorded_at_once(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    number = _record(book, unit, copy=COPY)
    seen = paper(book.connection, number, on(TODAY), Tier.ORGANIZER)
    assert seen.copy is not None
    assert (seen.copy.name, seen.unit_ids, seen.party_ids) == ("deed.pdf", (unit,), ())
    assert paper_copy(book.connection, number, on(TODAY), Tier.ORGANIZER) == seen.copy
    assert evidence_files(book.connection) == ((COPY.sha256, COPY.size_bytes),)


def test_the_same_copy_of_two_papers_is_recorded_once(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    _record(book, unit, copy=COPY)
    _record(book, unit, copy=COPY)
    count = select(func.count()).select_from(EvidenceFile)
    assert book.connection.scalar(count) == 1


def test_a_copy_comes_later_and_only_once(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    number = _record(book, unit)
    with pytest.raises(NotFound, match="no copy here"):
        paper_copy(book.connection, number, on(TODAY), Tier.STEWARD)
    add_copy(book.connection, book.errand("record_evidence"), number, COPY)
    assert paper_copy(book.connection, number, on(TODAY), Tier.STEWARD).sha256 == COPY.sha256
    with pytest.raises(RuleBroken, match="has a copy already"):
        add_copy(book.connection, book.errand("record_evidence"), number, OTHER)


def test_a_copy_that_was_never_stored_is_refused(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    with pytest.raises(NotFound, match="never stored"):
        _record(book, unit, EvidenceFacts("deed", "Deed", file_sha256="ef" * 32))


@pytest.mark.parametrize(
    "facts",
    [
        EvidenceFacts("song", "Deed"),
        EvidenceFacts("deed", "  "),
        EvidenceFacts("deed", "x" * 301),
    ],
)
def test_a_paper_needs_a_kind_and_a_name(facts: EvidenceFacts, book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    with pytest.raises(InvalidInput):
        _record(book, unit, facts)
    number = _record(book, unit)
    changes = {"kind": facts.kind, "title": facts.title}
    with pytest.raises(InvalidInput):
        correct_record(book.connection, book.errand("correct_record"), "evidence", number, changes)


def test_a_paper_shows_something_that_is_recorded(book: Book) -> None:
    with pytest.raises(NotFound, match="Nothing is recorded"):
        _record(book, 9_999)


def test_a_paper_that_was_taken_back_is_found_no_more(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    number = _record(book, unit)
    withdraw_record(book.connection, book.errand("withdraw_record"), "evidence", number)
    assert papers_showing(book.connection, [unit], on(TODAY), Tier.STEWARD) == ()
    with pytest.raises(NotFound):
        paper(book.connection, number, on(TODAY), Tier.STEWARD)


def _leased(book: Book) -> tuple[int, int, int]:
    """A leased holding, its lease, and the leaseholder's right."""
    ann = book.party("Ann Sample")
    unit = book.holding(book.trust(), BOUGHT, "100-1", building="The house")
    lease = book.lease(unit, LEASED, Holder(ann))
    seen = holding_detail(book.connection, unit, on(TODAY), Tier.STEWARD)
    return unit, lease, next(one.id for one in seen.interests if one.type == "lease")


def _things(book: Book) -> dict[str, int]:
    """What papers can show that names people who live on land, or a family."""
    unit, lease, right = _leased(book)
    family = book.party("Heirs of Ruth", "group", "heirs")
    ruth, lee = book.party("Ruth Sample"), book.party("Lee Sample")
    (inherited,) = record_inheritance(
        book.connection, book.errand("record_inheritance"), family, Death(ruth, [Holder(lee)])
    )
    household = book.party("The Samples", "group", "household")
    return {
        "unit": unit, "lease": lease, "right": right, "family": family, "person": lee,
        "inheritance": inherited, "household": household,
    }  # fmt: skip


def test_leases_and_heirs_papers_are_for_stewards_alone(book: Book) -> None:
    things = _things(book)
    for name, thing in things.items():
        number = _record(book, thing, EvidenceFacts("other", f"Of {name}"), COPY)
        assert paper_copy(book.connection, number, on(TODAY), Tier.STEWARD).name == "deed.pdf"
        if name == "unit":
            paper_copy(book.connection, number, on(TODAY), Tier.ORGANIZER)
            continue
        with pytest.raises(NotFound):
            paper(book.connection, number, on(TODAY), Tier.ORGANIZER)
        (row,) = papers_showing(book.connection, [thing], on(TODAY), Tier.ORGANIZER)
        assert (row.title, row.file_sha256, row.is_open) == ("Other paper", None, False), name


@pytest.mark.parametrize("kind", ["will", "ground_lease"])
def test_wills_and_leases_are_for_stewards_whatever_they_show(kind: str, book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    number = _record(book, unit, EvidenceFacts(kind, "Ann Sample's"), COPY)
    with pytest.raises(NotFound):
        paper_copy(book.connection, number, on(TODAY), Tier.ORGANIZER)


def test_the_public_has_no_copies_and_no_titles(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    number = _record(book, unit, copy=COPY)
    with pytest.raises(NotFound):
        paper(book.connection, number, on(TODAY), Tier.PUBLIC)
    (row,) = papers_showing(book.connection, [unit], on(TODAY), Tier.PUBLIC)
    assert (row.title, row.file_sha256, row.book) == ("Deed", None, None)


def test_a_paper_of_what_never_was_stays_with_stewards(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    errand = book.errand("record_restriction")
    loan = record_restriction(book.connection, errand, unit, Burden("mortgage", BOUGHT))
    number = _record(book, loan, copy=COPY)
    paper_copy(book.connection, number, on(TODAY), Tier.ORGANIZER)
    withdraw_record(book.connection, book.errand("withdraw_record"), "interest", loan)
    assert paper(book.connection, number, on(TODAY), Tier.STEWARD).unit_ids == ()
    with pytest.raises(NotFound):
        paper(book.connection, number, on(TODAY), Tier.ORGANIZER)


def test_a_paper_belongs_to_the_holding_or_party_of_what_it_shows(book: Book) -> None:
    things = _things(book)
    for name in ("unit", "lease", "right"):
        number = _record(book, things[name])
        seen = paper(book.connection, number, on(TODAY), Tier.STEWARD)
        assert seen.unit_ids == (things["unit"],), name
    for name in ("family", "inheritance"):
        number = _record(book, things[name])
        seen = paper(book.connection, number, on(TODAY), Tier.STEWARD)
        assert seen.party_ids == (things["family"],), name


def test_many_papers_take_as_many_questions_as_one(
    book: Book, sent_statements: Sequence[str]
) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    asked = []
    for count in (1, 5):
        for _ in range(count):
            _record(book, unit)
        before = len(sent_statements)
        papers_showing(book.connection, [unit], on(TODAY), Tier.STEWARD)
        asked.append(len(sent_statements) - before)
    assert asked == [3, 3]
