from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from landtrust.queries.held_since import HeldSince, held_since
from landtrust.queries.lineages import FoundChange
from landtrust.queries.parcel_details import parcel_detail
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.visibility import Tier
from tests.seeded import lot_id


def test_the_first_roll_that_names_another_owner_says_since_when(seeded: Connection) -> None:
    snapshots = {one.id: one for one in all_snapshots(seeded)}
    lot = parcel_detail(seeded, lot_id("100-2"), Tier.PUBLIC, snapshots)
    found = held_since(lot.changes, lot.roll, snapshots)
    assert found == HeldSince(2026, date(2026, 11, 23), is_oldest=False)


def test_what_was_before_the_oldest_roll_is_not_known(seeded: Connection) -> None:
    snapshots = {one.id: one for one in all_snapshots(seeded)}
    lot = parcel_detail(seeded, lot_id("100-1"), Tier.PUBLIC, snapshots)
    found = held_since(lot.changes, lot.roll, snapshots)
    assert found == HeldSince(2026, date(2026, 11, 23), is_oldest=True)


def test_of_several_lines_the_oldest_counts_and_of_several_changes_the_latest(
    seeded: Connection,
) -> None:
    snapshots = {one.id: one for one in all_snapshots(seeded)}
    (line,) = parcel_detail(seeded, lot_id("100-1"), Tier.PUBLIC, snapshots).roll
    older = replace(line, id=99, recorded_from=date(2019, 5, 1), roll_year=None)
    assert held_since((), (line, older), snapshots) == HeldSince(
        None, date(2019, 5, 1), is_oldest=True
    )
    snapshots[1] = replace(snapshots[1], roll_year=2025, retrieved_at=datetime.now(UTC))
    changes = [
        FoundChange(2, date(2026, 11, 23), "value changed", {}),
        FoundChange(2, date(2026, 11, 23), "owner changed", {}),
        FoundChange(1, date(2026, 11, 3), "owner changed", {}),
    ]
    assert held_since(changes, (line, older), snapshots) == HeldSince(
        2026, date(2026, 11, 23), is_oldest=False
    )


def test_without_any_roll_nothing_is_known() -> None:
    assert held_since((), (), {}) is None
