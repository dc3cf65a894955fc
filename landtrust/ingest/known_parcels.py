"""Rows about parcels that are stored already: what is the same, and what is new in them."""

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.ingest.closing import record_changes
from landtrust.ingest.county_store import (
    CountyStore,
    insert_entries,
    insert_facts,
    insert_identifiers,
    store_repairs,
)
from landtrust.ingest.rows import ROLL_VALUES, columns_of
from landtrust.ingest.words import replace_words
from landtrust.model.spatial import ask, run_for_each

_DERIVED = (
    "owner_kind",
    "owner_rule",
    "owner_name_public",
    "land_use",
    "vacant",
    "house_number",
    "street_id",
)


class KnownParcel(NamedTuple):
    """A stored parcel, as far as a load needs it."""

    parcel_id: int
    last_seen_id: int
    given_hash: bytes
    is_current: bool


def known_parcels(store: CountyStore, public_ids: Sequence[str]) -> dict[str, KnownParcel]:
    """The stored parcels among these, by public id."""
    found = ask(
        store.connection,
        "SELECT p.public_id, p.id, p.last_seen_id, o.given_hash, f.parcel_id IS NOT NULL "
        "FROM parcel AS p JOIN parcel_outline AS o ON o.parcel_id = p.id "
        "LEFT JOIN parcel_facts AS f ON f.parcel_id = p.id "
        "WHERE p.public_id {among}",
        list(public_ids),
    )
    return {row[0]: KnownParcel(row[1], row[2], row[3], bool(row[4])) for row in found}


def refresh_parcels(store: CountyStore, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Say that this snapshot has these parcels too, and store what the roll newly says of them."""
    if not parcel_ids:
        return
    _mark_parcels_seen(store, rows, parcel_ids)
    entry_ids, restated = _same_entries(store, rows, parcel_ids)
    fresh = [place for place, entry_id in enumerate(entry_ids) if entry_id is None]
    if fresh:
        owners = [parcel_ids[place] for place in fresh]
        added = insert_entries(store, rows.take(pa.array(fresh)), owners, speaking=True)
        for place, entry_id in zip(fresh, added, strict=True):
            entry_ids[place] = entry_id
    if fresh or restated:
        places = [*fresh, *restated]
        owners = [parcel_ids[place] for place in places]
        replace_words(store.connection, rows.take(pa.array(places)), owners)
    _refresh_facts(store, rows, parcel_ids, entry_ids)


def revive_parcels(store: CountyStore, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Make parcels current again that a former snapshot no longer had."""
    if not parcel_ids:
        return
    _mark_parcels_seen(store, rows, parcel_ids)
    entry_ids = insert_entries(store, rows, parcel_ids, speaking=True)
    insert_facts(store, rows, parcel_ids, list(entry_ids))
    _restore_outlines(store, parcel_ids)
    replace_words(store.connection, rows, parcel_ids)
    record_changes(store, "returned", ((parcel_id, {}) for parcel_id in parcel_ids))


def _mark_parcels_seen(store: CountyStore, rows: pa.Table, parcel_ids: list[int]) -> None:
    run_for_each(
        store.connection,
        "UPDATE parcel SET last_seen_id = ?, parcel_number_as_given = ? WHERE id = ?",
        zip(
            repeat(store.snapshot_id),
            rows.column("parcel_number_as_given").to_pylist(),
            parcel_ids,
            strict=False,
        ),
    )
    insert_identifiers(store, rows, parcel_ids)
    store_repairs(store, rows, parcel_ids)


def _restore_outlines(store: CountyStore, parcel_ids: list[int]) -> None:
    """Enter the stored outlines in the index and the facts.

    Not those of the rows: a row may be one part of a parcel of many, all of which are stored.
    """
    store.dialect.restore_places(parcel_ids)
    run_for_each(
        store.connection,
        "UPDATE parcel_facts SET area_sqm = p.area_sqm FROM parcel AS p "
        "WHERE p.id = parcel_facts.parcel_id AND p.id = ?",
        ((parcel_id,) for parcel_id in parcel_ids),
    )


def _same_entries(
    store: CountyStore, rows: pa.Table, parcel_ids: list[int]
) -> tuple[list[int | None], list[int]]:
    """The current entries of this source that say just the same.

    Returns:
        For each row its entry, else None; and the places of the rows that we now read otherwise.
    """
    derived_columns = ", ".join(f"e.{name}" for name in _DERIVED)
    found = ask(
        store.connection,
        f"SELECT e.parcel_id, e.content_hash, e.id, e.id = f.roll_entry_id, {derived_columns} "
        "FROM roll_entry AS e JOIN parcel_facts AS f ON f.parcel_id = e.parcel_id "
        "WHERE e.recorded_to_id IS NULL AND e.source_key = ? AND e.parcel_id {among}",
        store.source_key,
        parcel_ids,
    )
    current: dict[tuple[int, bytes], tuple[int, bool, tuple[object, ...]]]
    current = {(row[0], row[1]): (row[2], bool(row[3]), tuple(row[4:])) for row in found}
    keys = zip(parcel_ids, rows.column("content_hash").to_pylist(), strict=True)
    derived = zip(*columns_of(rows, *_DERIVED[:-1]), store.streets.ids_of(rows), strict=True)
    same: list[int | None] = []
    speaking = []
    restated = []
    places = []
    for place, (key, reading) in enumerate(zip(keys, derived, strict=True)):
        entry_id, spoke, former_reading = current.get(key, (None, True, None))
        same.append(entry_id)
        if not spoke:
            speaking.append((store.snapshot_id, entry_id))
        if entry_id is not None and former_reading != reading:
            restated.append((*reading, entry_id))
            places.append(place)
    # Another account of the parcel came first until now.
    speaks = "UPDATE roll_entry SET speaks_from_id = ? WHERE id = ?"
    run_for_each(store.connection, speaks, speaking)
    _mark_seen(store, [entry_id for entry_id in same if entry_id is not None])
    # Our reading of an unchanged entry follows our rules of today; what the roll says stands.
    settings = ", ".join(f"{name} = ?" for name in _DERIVED)
    run_for_each(store.connection, f"UPDATE roll_entry SET {settings} WHERE id = ?", restated)
    return same, places


def _mark_seen(store: CountyStore, entry_ids: list[int]) -> None:
    run_for_each(
        store.connection,
        "INSERT INTO seen_entry (id) VALUES (?) ON CONFLICT DO NOTHING",
        ((entry_id,) for entry_id in entry_ids),
    )


def _refresh_facts(
    store: CountyStore, rows: pa.Table, parcel_ids: list[int], entry_ids: list[int | None]
) -> None:
    columns = (
        "roll_entry_id",
        "snapshot_id",
        "owner_kind",
        "land_use",
        "vacant",
        *ROLL_VALUES[:3],
        "roll_year",
    )
    settings = ", ".join(f"{name} = ?" for name in columns)
    run_for_each(
        store.connection,
        f"UPDATE parcel_facts SET {settings}, accounts = 1 WHERE parcel_id = ?",
        zip(
            entry_ids,
            repeat(store.snapshot_id),
            *columns_of(rows, *columns[2:]),
            parcel_ids,
            strict=False,
        ),
    )


def first_places(public_ids: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For each row, whether it is the first in the batch with its public id."""
    codes = pc.dictionary_encode(public_ids).combine_chunks().indices.to_numpy()
    first = np.zeros(len(codes), dtype=bool)
    first[np.unique(codes, return_index=True)[1]] = True
    return first
