"""The sample's trust: twelve years of it are told, and every case that it is there to show is."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, func, select

from landtrust.cli.sample_trust import FILE, tell_sample_trust
from landtrust.model.audit import AuditEvent
from landtrust.model.stewardship import BoardSeat, GroundLease, Inheritance, Monitoring
from landtrust.queries.holding_detail import HoldingDetail, holding_detail
from landtrust.queries.holding_plans import holding_plans
from landtrust.queries.holdings import holdings
from landtrust.queries.parties import parties, party_detail
from landtrust.queries.store_faults import STORE_CHECKS
from landtrust.queries.visibility import Tier
from tests.book import on
from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, load

TODAY = date(2026, 11, 25)
SAMPLE = DATA_FOLDER / "sample"
INVENTED = (
    "Sampleton", "Pretendson", "Inventry", "Storybrook", "Fablewood", "Exampleford", "Figmenton",
    "Whimsley", "Nosuchby", "Neverton", "Madeupson", "Fictonia", "(invented)", "Invented",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(shelf: Shelf, store_template: str) -> Iterator[Connection]:
    """A store in which the trust's story was told; tests only read it."""
    with shelf.opened_copy(store_template) as engine:
        load(engine, SAMPLE / "west_jackson_2026.geojson", "sample_west_jackson")
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            assert tell_sample_trust(connection, DATA_FOLDER)
            assert not tell_sample_trust(connection, DATA_FOLDER)
            yield connection


@pytest.fixture(scope="module")
def details(told: Connection) -> list[HoldingDetail]:
    """Every holding of today."""
    rows = holdings(told, on(TODAY), Tier.STEWARD)
    return [holding_detail(told, one.id, on(TODAY), Tier.STEWARD) for one in rows]


def test_forty_six_holdings_came_one_after_the_other_in_twelve_years(told: Connection) -> None:
    counts = [len(holdings(told, on(date(year, 1, 1)), Tier.STEWARD)) for year in range(2014, 2028)]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[1] < 5
    assert counts[-1] == 46
    first, last = told.execute(
        select(func.min(AuditEvent.recorded_at), func.max(AuditEvent.recorded_at))
    ).one()
    assert first.year == 2014
    assert last.year == 2026
    assert len(holdings(told, on(TODAY, datetime(2019, 1, 1, tzinfo=UTC)), Tier.STEWARD)) < 30


def test_most_are_published_and_some_are_not(told: Connection) -> None:
    assert 30 < len(holdings(told, on(TODAY), Tier.PUBLIC)) < 46


def test_there_are_leases_and_each_right_is_whole(details: list[HoldingDetail]) -> None:
    shares: defaultdict[tuple[int, str], Fraction] = defaultdict(Fraction)
    for one in details:
        for right in one.in_force("right"):
            assert right.share is not None
            shares[one.id, right.type] += right.share
    assert set(shares.values()) == {Fraction(1)}
    assert sum(type_code == "lease" for _, type_code in shares) == 15
    assert {one.lease.resale_formula for one in details if one.lease} == {
        "appraisal", "fixed_rate", "indexed",
    }  # fmt: skip


def test_a_cooperative_and_a_family_of_heirs_are_groups_with_whole_shares(
    told: Connection,
) -> None:
    groups = {one.group_kind: one for one in parties(told, Tier.STEWARD, on(TODAY))
              if one.group_kind in {"cooperative", "heirs"}}  # fmt: skip
    for kind, count in (("cooperative", 6), ("heirs", 4)):
        number = groups[kind].id
        assert number is not None
        seen = party_detail(told, number, Tier.STEWARD, on(TODAY))
        assert len(seen.members) == count
        assert sum(one.share for one in seen.members) == 1
        assert any(one.is_in_force for one in seen.held)
    assert told.scalar(select(func.count()).select_from(Inheritance)) == 5


def test_there_are_a_resale_by_formula_a_correction_and_a_split(
    told: Connection, details: list[HoldingDetail]
) -> None:
    (resale,) = (sale for one in details for sale in one.resales)
    assert resale.price_cents == resale.formula_cents == 6_800_000
    assert len(resale.steps) > 1
    corrected = select(func.count()).where(GroundLease.recorded_to.is_not(None))
    assert told.scalar(corrected) == 1
    assert sorted(one.name for one in details if one.came_from) == [
        "Farris Street lot to build on",
        "Sycamore Street corner garden",
    ]


def test_there_are_burdens_duties_looked_after_papers_and_a_board_by_thirds(
    told: Connection, details: list[HoldingDetail]
) -> None:
    restrictions = {right.type for one in details for right in one.in_force("restriction")}
    assert restrictions == {"mortgage", "servitude", "preemptive_option", "resale_restriction"}
    assert all(one.papers for one in details if not one.came_from)
    assert (told.scalar(select(func.count()).select_from(Monitoring)) or 0) > 50
    seats = select(BoardSeat.kind, func.count()).where(
        BoardSeat.valid_from <= TODAY, BoardSeat.valid_to > TODAY, BoardSeat.party_id.is_not(None)
    )
    rows = told.execute(seats.group_by(BoardSeat.kind)).all()
    assert {kind: count for kind, count in rows} == {  # noqa: C416 - rows are no pairs
        "leaseholder": 3, "community": 3, "public": 3,
    }  # fmt: skip


def test_every_name_is_plainly_invented(told: Connection) -> None:
    known = {"City of Jackson", "West Capitol Community Land Trust"}
    for one in parties(told, Tier.STEWARD, on(TODAY)):
        assert one.name in known or any(word in str(one.name) for word in INVENTED)


def test_all_holdings_are_read_with_as_many_statements_as_few(told: Connection) -> None:
    sent: list[str] = []

    def note(*event_values: object) -> None:
        sent.append(str(event_values[2]))

    event.listen(told, "before_cursor_execute", note)
    counts = []
    for read in (
        lambda day: holdings(told, on(day), Tier.STEWARD),
        lambda day: holding_plans(told, day, Tier.STEWARD),
    ):
        for day in (date(2015, 1, 1), TODAY):
            sent.clear()
            read(day)
            counts.append(len(sent))
    event.remove(told, "before_cursor_execute", note)
    assert counts == [2, 2, 8, 8]


def test_the_doctor_finds_nothing_wrong_in_it(told: Connection) -> None:
    assert [fault for check in STORE_CHECKS for fault in check.faults(told)] == []


def test_the_script_writes_the_file_again_byte_by_byte(tmp_path: Path) -> None:
    for name in ("make_trust.py", "west_jackson_2026.geojson"):
        (tmp_path / name).write_bytes((SAMPLE / name).read_bytes())
    subprocess.run([sys.executable, str(tmp_path / "make_trust.py")], check=True)
    assert (tmp_path / FILE.name).read_bytes() == (DATA_FOLDER / FILE).read_bytes()
    assert json.loads((DATA_FOLDER / FILE).read_text("utf-8"))["note"].startswith("INVENTED.")
