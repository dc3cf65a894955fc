"""What is exported and imported into an empty trust is the same again, whatever it says."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from landtrust.domain.holding_plans import HoldingPlan, PlannedHolder, PlannedLease, PlannedPaper
from landtrust.domain.sheet_cells import guarded, joined, split, unguarded
from landtrust.domain.text import clean_text, visible_text
from landtrust.exports.holdings_csv import holdings_csv
from landtrust.queries.holding_plans import holding_plans
from landtrust.queries.visibility import Tier
from landtrust.services.holdings_import import import_holdings
from landtrust.sources.holdings_sheet import read_holdings_sheet
from tests.book import NOON, Book
from tests.seeded import LOTS, lot_id

TODAY = NOON.date()
FORMULA_BEGINNINGS = (
    "=1+1",
    "+1 601 555 0100",
    "-90.18",
    "@SUM(A1)",
    "＝1",  # noqa: RUF001
    "'=1",
    "''=1",
    "' =1",
    '"x"',
    ";",
    "a; b",
)
words = st.one_of(st.sampled_from(FORMULA_BEGINNINGS), st.text(min_size=1, max_size=12))
names = words.map(clean_text).filter(bool)
maybe = st.none() | names
notes = st.none() | words.map(visible_text).filter(bool)
days = st.dates(date(2000, 1, 1), date(2020, 1, 1))
kinds = st.sampled_from(("person", "organization", "household", "cooperative", "heirs", "group"))


@st.composite
def holders(draw: st.DrawFn) -> tuple[PlannedHolder, ...]:
    """Somebody, or several whose shares add up; one name is one kind."""
    named = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    weights = [draw(st.integers(1, 97)) for _ in named]
    word = draw(kinds)
    return tuple(
        PlannedHolder(f"{name} {word}", word, Fraction(weight, sum(weights)))
        for name, weight in zip(named, weights, strict=True)
    )


@st.composite
def leases(draw: st.DrawFn, acquired_on: date) -> PlannedLease:
    """A lease that begins with the holding or later, and runs today: an export has no other."""
    begins_on = draw(st.dates(acquired_on, date(2025, 1, 1)))
    fee = draw(st.none() | st.integers(0, 10**9))
    formula = draw(st.none() | st.just("appraisal"))
    return PlannedLease(
        draw(holders()),
        draw(st.booleans()),
        begins_on,
        draw(st.integers(max(10, TODAY.year + 1 - begins_on.year), 200)),
        draw(st.none() | st.integers(1, 99)),
        fee,
        None if fee is None else draw(st.sampled_from(("month", "year"))),
        (("yearly_percent", "2"),) if fee else (),
        draw(st.none() | st.integers(1, 90)),
        formula,
        (("owner_percent", "25"),) if formula else (),
        draw(st.none() | st.integers(0, 10**9)),
    )


@st.composite
def plans(draw: st.DrawFn, parcels: tuple[str, ...]) -> HoldingPlan:
    """A holding of these parcels."""
    day = draw(days)
    lease = draw(st.none() | leases(day))
    papers = [
        PlannedPaper(
            kind, draw(names), draw(st.none() | days), draw(maybe), draw(maybe), draw(maybe)
        )
        for kind in draw(st.lists(st.sampled_from(("deed", "patent", "ground_lease")), max_size=3))
    ]
    public = draw(st.sampled_from(((), ("holding",), ("holding", "terms", "papers"))))
    return HoldingPlan(
        draw(names), parcels, tuple(draw(st.lists(names, max_size=2))), day, draw(holders()),
        draw(st.sampled_from(("ownership", "common_ownership"))), draw(maybe),
        tuple(sorted(papers, key=lambda one: one.kind == "ground_lease")), draw(notes),
        draw(st.none() | st.integers(1, 60)), lease, public,
    )  # fmt: skip


@st.composite
def trusts(draw: st.DrawFn) -> list[HoldingPlan]:
    """Holdings that share out the town's lots."""
    lots = sorted(lot_id(lot.number, lot.county) for lot in LOTS)
    cuts = sorted(draw(st.sets(st.integers(1, len(lots)), min_size=1, max_size=3)))
    edges = zip([0, *cuts], cuts, strict=False)
    return [draw(plans(tuple(lots[first:end]))) for first, end in edges]


@contextmanager
def taken_back(connection: Connection) -> Iterator[None]:
    """What happens in the block is forgotten."""
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def brought_in(connection: Connection, file: Path, content: bytes) -> bytes:
    """Import a file into the empty trust, and export that; guarded."""
    file.write_bytes(content)
    errand = Book(connection).errand("import_holdings")
    report = import_holdings(connection, errand, read_holdings_sheet(file))
    assert not report.refused, report.refused
    again = import_holdings(connection, errand, read_holdings_sheet(file))
    assert not again.stored
    assert not again.refused, again.refused
    return b"".join(holdings_csv(holding_plans(connection, TODAY, Tier.STEWARD).values()))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trust=trusts())
def test_an_export_imported_into_an_empty_trust_loses_nothing(
    own_town: Connection, tmp_path: Path, trust: list[HoldingPlan]
) -> None:
    file = tmp_path / "holdings.csv"
    with taken_back(own_town):
        first = brought_in(own_town, file, b"".join(holdings_csv(trust)))
        stored = list(holding_plans(own_town, TODAY, Tier.STEWARD).values())
        plain = b"".join(holdings_csv(stored, plain=True))
    for form in (first, plain):
        with taken_back(own_town):
            assert brought_in(own_town, file, form) == first
            assert list(holding_plans(own_town, TODAY, Tier.STEWARD).values()) == stored
    rest = {one.name: one for one in trust}
    assert len(stored) == len(trust)
    for one in stored:
        if sum(one.name == other.name for other in trust) == 1:
            wanted = rest[one.name]
            assert (one.owners, one.lease, one.papers, one.note, one.how, one.buildings) == (
                wanted.owners, wanted.lease, wanted.papers, wanted.note, wanted.how,
                wanted.buildings,
            )  # fmt: skip


@given(text=words)
def test_no_guarded_cell_is_taken_for_a_formula_and_each_is_read_as_it_was(text: str) -> None:
    cell = guarded(text)
    assert not cell.lstrip(" \ufeff\u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))  # noqa: RUF001
    assert unguarded(cell) == text


@given(texts=st.lists(names, min_size=1, max_size=4))
def test_a_list_in_a_cell_is_read_as_it_was(texts: list[str]) -> None:
    assert split(joined(texts)) == texts


def test_the_file_is_rfc_4180() -> None:
    day = date(2015, 1, 1)
    owner = PlannedHolder('The "Sample", Trust', "trust", Fraction(1))
    plan = HoldingPlan("=HYPERLINK(1)", (), ("House\n",), day, (owner,), note="one\ntwo")
    content = b"".join(holdings_csv([plan])).decode()
    assert content.count("\r\n") == 2
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert row["name"] == "'=HYPERLINK(1)"
    assert row["owners"] == 'The "Sample", Trust'
    assert row["note"] == "one\ntwo"
