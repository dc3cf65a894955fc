"""A whole store moves from one kind of database to the other and back, and nothing is lost."""

import io
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from landtrust.database import (
    open_engine,
    opened_engine,
    require_current_tables,
    upgrade,
    writing,
)
from landtrust.errors import ConfigurationError
from landtrust.model.snapshots import GeometryRepair, Snapshot
from landtrust.queries.whole_store import Fingerprint, filled_tables, row_counts, stored_tables
from landtrust.services.evidence import EvidenceFacts, record_evidence
from landtrust.services.evidence_folder import EvidenceFolder
from tests.book import Book
from tests.moving.stores_in_use import (
    OTHER,
    Kind,
    address_of,
    copied,
    diagnosis,
    digests_of,
    failed,
    run,
    started,
)
from tests.papers import PDF
from tests.stores import DATA_FOLDER, is_whole, load, values_of

NewAddress = Callable[[Kind], str]
OLD = DATA_FOLDER / "sample" / "west_jackson_2025.geojson"
DERIVED = {"tiles"}
"""What lies outside the database does not come along."""


@pytest.fixture
def filled_store(whole_store: Engine, tmp_path: Path) -> Engine:
    """The whole store with a copy of a paper, which lies in the state folder."""
    copy = EvidenceFolder(tmp_path / "evidence").store(io.BytesIO(PDF), "deed.pdf", 10_000)
    with writing(whole_store) as connection:
        book = Book(connection)
        facts = EvidenceFacts("deed", "Deed", date(2015, 3, 1))
        party = book.party("Sample Land Trust", "organization")
        record_evidence(connection, book.errand("record_evidence"), facts, party, copy)
    return whole_store


def test_every_table_of_the_store_to_be_moved_has_rows(filled_store: Engine) -> None:
    with filled_store.connect() as connection:
        counts = row_counts(connection)
        filled = filled_tables(connection)
    assert all(counts.values())
    assert set(filled) == set(counts) - {"county", "region", "region_county", "parcel_words"}


def test_a_store_that_went_to_postgis_and_back_is_the_same(
    filled_store: Engine, new_address: NewAddress, tmp_path: Path
) -> None:
    there, back = new_address("postgresql"), new_address("sqlite")
    went = copied(address_of(filled_store), there)
    came = copied(there, back)
    assert went == came == digests_of(back) == digests_of(address_of(filled_store))
    assert went["parcel"].rows > 3_000
    with opened_engine(back) as engine:
        assert is_whole(engine)
        places = "SELECT parcel_id FROM parcel_rtree ORDER BY 1"
        assert values_of(engine, places) == values_of(filled_store, places)
    for address in (there, back):
        assert failed(diagnosis(address, tmp_path)) <= DERIVED


def test_a_moved_store_takes_the_next_load_as_the_old_one_does(
    either: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    target = new_address(OTHER[kind])
    copied(address_of(either), target)
    with opened_engine(target) as moved:
        for engine in (either, moved):
            load(engine, OLD, "sample_west_jackson", replace=True)
    ours, theirs = digests_of(address_of(either)), digests_of(target)
    # A snapshot says when it was made, and each store joins a parcel's numbers in its own way.
    differing = {name for name, digest in ours.items() if theirs[name] != digest}
    assert differing <= {"snapshot", "parcel_words"}
    assert {name: digest.rows for name, digest in ours.items()} == {
        name: digest.rows for name, digest in theirs.items()
    }
    assert failed(diagnosis(target, tmp_path)) <= DERIVED


def test_the_command_says_what_is_equal(
    either: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    address = address_of(either)
    done = run(address, tmp_path, "database", "copy", "--to", new_address(OTHER[kind]))
    assert done.exit_code == 0
    for name, digest in digests_of(address).items():
        assert f"{name} " in done.stdout
        assert digest.sha256[:16] in done.stdout
    assert done.stdout.endswith("The copy is whole.\n")


def test_a_database_that_holds_parcels_is_refused_and_stays(
    either: Engine, whole_file: Path, tmp_path: Path
) -> None:
    before = digests_of(address_of(either))
    done = run(f"sqlite:///{whole_file}", tmp_path, "database", "copy", "--to", address_of(either))
    assert done.exit_code == 5
    with either.connect() as connection:
        filled = filled_tables(connection)
    assert {"snapshot", "parcel"} < set(filled)
    assert f"is not empty: it has rows in {', '.join(filled)}." in done.stderr
    require_current_tables(either)
    assert digests_of(address_of(either)) == before


def test_a_store_is_not_copied_into_itself(either: Engine, tmp_path: Path) -> None:
    address = address_of(either)
    done = run(address, tmp_path, "database", "copy", "--to", address)
    assert done.exit_code == 2
    assert "into itself" in done.stderr


def test_a_database_of_a_later_program_is_refused(
    whole_store: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    target = new_address(kind)
    with opened_engine(target) as engine:
        upgrade(engine)
        with writing(engine) as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        done = run(address_of(whole_store), tmp_path, "database", "copy", "--to", target)
        assert done.exit_code == 78
        assert "revision 9999" in done.stderr
        with pytest.raises(ConfigurationError, match="9999"):
            require_current_tables(engine)


def test_a_store_without_tables_cannot_be_copied(new_address: NewAddress, tmp_path: Path) -> None:
    target = new_address("sqlite")
    done = run(new_address("sqlite"), tmp_path, "database", "copy", "--to", target)
    assert done.exit_code == 78
    assert "landtrust database upgrade" in done.stderr


def _cut_off(address: str) -> Engine:
    """A store that says of itself that its copy was cut off."""
    engine = open_engine(address)
    with pytest.raises(ConfigurationError, match=r"cut off: run “landtrust database copy” again"):
        require_current_tables(engine)
    with pytest.raises(ConfigurationError, match=r"cut off"):
        upgrade(engine)
    return engine


def test_a_table_that_differs_in_the_copy_is_named(
    whole_store: Engine, new_address: NewAddress, tmp_path: Path
) -> None:
    target = new_address("sqlite")
    with opened_engine(target) as engine:
        upgrade(engine)
        with writing(engine) as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER forger AFTER INSERT ON parcel_change WHEN new.id = 7 "
                "BEGIN UPDATE parcel_change SET evidence = 'forged' WHERE id = 7; END"
            )
    done = run(address_of(whole_store), tmp_path, "database", "copy", "--to", target)
    assert done.exit_code == 1
    assert "The table parcel_change differs: 1" in done.stderr
    engine = _cut_off(target)
    assert values_of(engine, "SELECT count(*) FROM parcel") == [0]
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP TRIGGER forger")
    engine.dispose()
    assert copied(address_of(whole_store), target) == digests_of(target)


def test_a_row_that_the_other_store_cannot_hold_is_told_with_its_table(
    whole_store: Engine, new_address: NewAddress, tmp_path: Path
) -> None:
    with writing(whole_store) as connection:
        connection.exec_driver_sql("UPDATE roll_entry SET account = char(65, 0) WHERE id = 5")
    target = new_address("postgresql")
    done = run(address_of(whole_store), tmp_path, "database", "copy", "--to", target)
    assert done.exit_code == 1
    assert "The table roll_entry cannot be copied" in done.stderr
    assert "NUL" in done.stderr
    _cut_off(target).dispose()


def _is_cut_off(address: str) -> bool:
    with opened_engine(address) as engine:
        try:
            require_current_tables(engine)
        except ConfigurationError as problem:
            return "cut off" in problem.message
        return False


def _wait_until_begun(process: subprocess.Popen[bytes], target: str) -> None:
    while process.poll() is None and not _is_cut_off(target):
        time.sleep(0.02)


@pytest.mark.slow
def test_a_copy_killed_at_any_moment_says_so_and_a_second_one_completes_it(
    either: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    moments = random.Random(20261124)  # noqa: S311 - moments to kill at, not a secret
    address, cut_off = address_of(either), 0
    target = new_address(OTHER[kind])
    for _ in range(8):
        with started(address, tmp_path, "database", "copy", "--to", target) as process:
            _wait_until_begun(process, target)
            time.sleep(moments.uniform(0.0, 0.8))
            os.killpg(process.pid, signal.SIGKILL)
        if _is_cut_off(target):
            cut_off += 1
        else:
            target = new_address(OTHER[kind])  # it was whole already
    assert cut_off
    assert copied(address, target) == digests_of(address)
    assert failed(diagnosis(target, tmp_path)) <= DERIVED


@pytest.mark.slow
def test_107064_parcels_that_went_to_the_other_kind_of_store_and_back_are_the_same(
    county_size_store: Engine, new_address: NewAddress, tmp_path: Path
) -> None:
    kind: Kind = "sqlite" if county_size_store.dialect.name == "sqlite" else "postgresql"
    there, back = new_address(OTHER[kind]), new_address(kind)
    went = copied(address_of(county_size_store), there)
    assert went["parcel_facts"].rows > 107_000 - 100
    assert went == copied(there, back) == digests_of(back)
    for address in (there, back):
        assert failed(diagnosis(address, tmp_path)) <= DERIVED


def _mark(table: str, *batches: list[tuple[object, ...]]) -> str:
    columns = next(one for one in stored_tables() if one.name == table).columns.values()
    mark = Fingerprint(columns)
    for rows in batches:
        mark.add(rows)
    return mark.digest().sha256


REPAIR = [column.name for column in GeometryRepair.__table__.columns]
SNAPSHOT = [column.name for column in Snapshot.__table__.columns]


def _repair(**changes: object) -> tuple[object, ...]:
    row = dict.fromkeys(REPAIR, 1) | {"outline_as_given": b"\1", "area_change_sqm": 0.5}
    return tuple((row | changes).values())


def test_a_fingerprint_does_not_depend_on_batches_but_on_order_and_every_value() -> None:
    first, second = _repair(), _repair(id=2)
    whole = _mark("geometry_repair", [first, second])
    assert _mark("geometry_repair", [first], [second]) == whole
    others = [
        _mark("geometry_repair", [second, first]),
        _mark("geometry_repair", [first]),
        _mark("geometry_repair", [first, _repair(id=2, outline_as_given=b"\2")]),
        _mark("geometry_repair", [first, _repair(id=2, area_change_sqm=None)]),
        _mark("geometry_repair", [first, _repair(id=2, area_change_sqm=float("nan"))]),
        _mark("geometry_repair", [first, _repair(id=2, area_change_sqm=0.5000000000000001)]),
    ]
    assert len({whole, *others}) == 7


def test_a_fingerprint_knows_no_sign_of_zero_which_sqlite_forgets() -> None:
    zeros = {_mark("geometry_repair", [_repair(area_change_sqm=zero)]) for zero in (0.0, -0.0)}
    assert len(zeros) == 1


def test_a_fingerprint_is_of_the_instant_not_of_its_zone() -> None:
    noon = datetime(2026, 3, 8, 18, tzinfo=UTC)
    marks = set()
    for moment in (noon, noon.astimezone(timezone(timedelta(hours=-6)))):
        row = dict.fromkeys(SNAPSHOT, None) | {"retrieved_at": moment}
        marks.add(_mark("snapshot", [tuple(row.values())]))
    assert len(marks) == 1
