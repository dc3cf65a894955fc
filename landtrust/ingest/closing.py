"""The end of a load: what the file no longer has, what changed, and the snapshot made current."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import NamedTuple

import numpy as np
import orjson
import shapely
from sqlalchemy import Connection

from landtrust.domain.lineage import fates
from landtrust.ingest.county_store import CountyStore
from landtrust.ingest.report import CountyReport
from landtrust.ingest.rows import SAID_COLUMNS
from landtrust.model.spatial import ask, insert_rows, run_for_each

_COMPARED = ("parcel_id", *SAID_COLUMNS)
_Said = dict[str, object]
Change = tuple[int, dict[str, object]]
"""A parcel, and the evidence that something of it changed."""

_CHANGE_COLUMNS = ("snapshot_id", "parcel_id", "kind", "evidence")


def close_what_is_gone(store: CountyStore, spared: AbstractSet[int]) -> None:
    """Take from the current parcels those that the source no longer has.

    Their history stays: the parcel, its outline, its entries up to this snapshot.

    Args:
        store: The county's store.
        spared: Parcels that the source has in rows that cannot be used; they stay as they were.
    """
    absent = ask(
        store.connection,
        "SELECT f.parcel_id FROM parcel_facts AS f JOIN parcel AS p ON p.id = f.parcel_id "
        "WHERE f.county_fips = ? AND p.last_seen_id <> ? ORDER BY f.parcel_id",
        store.report.county_fips,
        store.snapshot_id,
    )
    absent_ids = [row[0] for row in absent]
    parcel_ids = [parcel_id for parcel_id in absent_ids if parcel_id not in spared]
    store.report.parcels_spared = len(absent_ids) - len(parcel_ids)
    each = ((parcel_id,) for parcel_id in parcel_ids)
    run_for_each(store.connection, "DELETE FROM parcel_facts WHERE parcel_id = ?", each)
    store.dialect.forget_places(parcel_ids)
    store.dialect.forget_words(parcel_ids)
    store.report.parcels_gone = len(parcel_ids)
    for kind, changes in _fates_by_kind(store, parcel_ids).items():
        record_changes(store, kind, changes)


def _fates_by_kind(store: CountyStore, gone_ids: list[int]) -> dict[str, list[Change]]:
    """What became of each gone parcel's land, with the new parcels on it as evidence."""
    if not gone_ids:
        return {}
    gone = _outlines(store, "o.parcel_id {among}", gone_ids)
    # A number that returns can be what a gone one became: a split that was undone.
    fresh = "SELECT parcel_id FROM parcel_change WHERE kind IN ('new', 'returned')"
    new = _outlines(store, f"p.id IN ({fresh} AND snapshot_id = ?)", store.snapshot_id)
    found = fates(np.array(gone.outlines, dtype=object), np.array(new.outlines, dtype=object))
    changes: dict[str, list[Change]] = {}
    for parcel_id, fate in zip(gone.parcel_ids, found, strict=True):
        successors = {new.public_ids[place]: share for place, share in fate.successors.items()}
        evidence: dict[str, object] = {"share_of_land_in": successors}
        changes.setdefault(fate.kind, []).append((parcel_id, evidence))
    return changes


class _Outlines(NamedTuple):
    parcel_ids: list[int]
    public_ids: list[str]
    outlines: list[shapely.Geometry]


def _outlines(store: CountyStore, condition: str, value: object) -> _Outlines:
    rows = ask(
        store.connection,
        "SELECT p.id, p.public_id, o.outline FROM parcel AS p "
        f"JOIN parcel_outline AS o ON o.parcel_id = p.id WHERE {condition} ORDER BY p.id",
        value,
    ).all()
    outlines = shapely.from_wkb([row.outline for row in rows]).tolist()
    return _Outlines([row.id for row in rows], [row.public_id for row in rows], outlines)


def close_entries(store: CountyStore, source_keys: list[str], spared: AbstractSet[int]) -> None:
    """End the roll entries that this snapshot no longer has, and record what changed in them.

    Args:
        store: The county's store.
        source_keys: The sources whose entries may end.
        spared: Parcels whose entries stay, because their rows cannot be used.
    """
    columns = ", ".join(f"e.{name}" for name in ("id", *_COMPARED))
    absent = ask(
        store.connection,
        f"SELECT {columns} FROM roll_entry AS e "
        "JOIN parcel AS p ON p.id = e.parcel_id "
        "LEFT JOIN seen_entry AS s ON s.id = e.id "
        "WHERE p.county_fips = ? AND e.source_key {among} AND e.recorded_to_id IS NULL "
        "AND e.recorded_from_id <> ? AND s.id IS NULL ORDER BY e.id",
        store.report.county_fips,
        source_keys,
        store.snapshot_id,
    )
    ended = [row for row in absent if row.parcel_id not in spared]
    run_for_each(
        store.connection,
        "UPDATE roll_entry SET recorded_to_id = ? WHERE id = ?",
        ((store.snapshot_id, row[0]) for row in ended),
    )
    before = _said_of_parcels(row[1:] for row in ended)
    after = _said_of_parcels(_new_entries(store))
    for kind, changes in _entry_changes(before, after).items():
        record_changes(store, kind, changes)


def _new_entries(store: CountyStore) -> Iterable[Sequence[object]]:
    """What this snapshot newly says of parcels that were there before it."""
    columns = ", ".join(f"e.{name}" for name in _COMPARED)
    return ask(
        store.connection,
        f"SELECT {columns} FROM roll_entry AS e "
        "JOIN parcel AS p ON p.id = e.parcel_id "
        "WHERE e.recorded_from_id = ? AND p.first_seen_id <> ? AND e.recorded_to_id IS NULL "
        "ORDER BY e.id",
        store.snapshot_id,
        store.snapshot_id,
    )


def _said_of_parcels(entries: Iterable[Sequence[object]]) -> dict[int, list[_Said]]:
    said: dict[int, list[_Said]] = {}
    for parcel_id, *values in entries:
        named = dict(zip(_COMPARED[1:], values, strict=True))
        said.setdefault(int(str(parcel_id)), []).append(named)
    return said


def _pairs(before: list[_Said], after: list[_Said]) -> Iterator[tuple[_Said, _Said]]:
    """What was said and is said of the same account; of the others, in the order of the roll."""
    waiting: dict[object, list[_Said]] = {}
    for now in after:
        waiting.setdefault(now["account"], []).append(now)
    left = []
    for was in before:
        if same := waiting.get(was["account"]):
            yield was, same.pop(0)
        else:
            left.append(was)
    yield from zip(left, chain.from_iterable(waiting.values()), strict=False)


def _entry_changes(
    before: dict[int, list[_Said]], after: dict[int, list[_Said]]
) -> dict[str, list[Change]]:
    pairs = (
        (parcel_id, was, now)
        for parcel_id in sorted(before.keys() & after.keys())
        for was, now in _pairs(before[parcel_id], after[parcel_id])
    )
    changes: dict[str, list[Change]] = {}
    for parcel_id, was, now in pairs:
        differing = [name for name in SAID_COLUMNS if was[name] != now[name]]
        for kind in _kinds(differing):
            evidence: dict[str, object] = {
                "before": {name: was[name] for name in differing},
                "after": {name: now[name] for name in differing},
            }
            changes.setdefault(kind, []).append((parcel_id, evidence))
    return changes


def _kinds(differing: list[str]) -> Iterator[str]:
    owner = any(name.startswith("owner_line") for name in differing)
    value = any(name.endswith("_cents") for name in differing)
    if owner:
        yield "owner changed"
    if value:
        yield "value changed"
    if not owner and not value:
        yield "entry changed"


def record_changes(store: CountyStore, kind: str, changes: Iterable[Change]) -> None:
    """Record changes of one kind, each with its evidence."""
    listed = list(changes)
    insert_rows(
        store.connection,
        "parcel_change",
        _CHANGE_COLUMNS,
        (
            (store.snapshot_id, parcel_id, kind, orjson.dumps(evidence).decode())
            for parcel_id, evidence in listed
        ),
    )
    if listed:
        store.report.changes[kind] += len(listed)


def make_current(connection: Connection, report: CountyReport) -> None:
    """Make the snapshot the county's current one, in place of the former."""
    run_for_each(
        connection,
        "UPDATE snapshot SET state = 'superseded' WHERE id = ?",
        ((former_id,) for former_id in report.former_snapshot_ids),
    )
    counts = {
        "rows_read": report.read,
        "rows_kept": report.kept,
        "rows_repaired": report.repaired,
        "rows_rejected": report.rejected.total(),
        "entries_written": report.entries_written,
        "parcels_new": report.parcels_new,
        "parcels_gone": report.parcels_gone,
        "parcels_changed": report.changes.total(),
        "roll_year": report.roll_year,
    }
    settings = ", ".join(f"{name} = ?" for name in counts)
    ask(
        connection,
        f"UPDATE snapshot SET state = 'current', finished_at = CURRENT_TIMESTAMP, {settings} "
        "WHERE id = ?",
        *counts.values(),
        report.snapshot_id,
    )
