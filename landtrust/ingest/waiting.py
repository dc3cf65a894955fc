"""Rows that wait until all rows of their parcel are in: other parts, other accounts, new shapes.

Counties write a parcel that a road cuts as two rows of one number, and two accounts of one
parcel as two rows of one outline. Nothing of either may be lost, so such rows are set aside, and
settled parcel by parcel.
"""

from dataclasses import dataclass, field
from hashlib import blake2b

import pyarrow as pa
from sqlalchemy import Row

from landtrust.ingest.county_store import (
    CountyStore,
    insert_entries,
    store_rejects,
    store_repairs,
)
from landtrust.ingest.outline_changes import NewOutline, store_outlines
from landtrust.ingest.rows import NORMALISED
from landtrust.model.spatial import ask, run_for_each

MOST_WAITING = 20_000


@dataclass
class WaitingRow:
    """One row set aside.

    Attributes:
        first: Whether it is the parcel's first row in this file: stored but for its outline.
        values: All columns of the normalised row.
    """

    parcel_id: int
    first: bool
    given_hash: bytes
    content_hash: bytes
    outline: bytes
    values: dict[str, object]


@dataclass
class WaitingRows:
    """The rows set aside so far."""

    rows: list[WaitingRow] = field(default_factory=list)

    def add(self, rows: pa.Table, parcel_ids: list[int], *, first: bool) -> None:
        """Set these rows aside."""
        for parcel_id, values in zip(parcel_ids, rows.to_pylist(), strict=True):
            self.rows.append(
                WaitingRow(
                    parcel_id,
                    first,
                    values["given_hash"],
                    values["content_hash"],
                    values["outline"],
                    values,
                )
            )

    @property
    def many(self) -> bool:
        """Whether so many wait that memory wants them settled now."""
        return len(self.rows) > MOST_WAITING


@dataclass
class _StoredParcel:
    """A parcel as stored, and what this file's rows have said of it so far."""

    outline: bytes
    area_sqm: float
    given_hash: bytes
    is_new: bool
    entries: dict[bytes, int] = field(default_factory=dict)
    said: set[bytes] = field(default_factory=set)
    parts: dict[bytes, bytes] = field(default_factory=dict)


@dataclass
class _Settled:
    accounts: list[WaitingRow] = field(default_factory=list)
    doubles: list[WaitingRow] = field(default_factory=list)
    kept: list[WaitingRow] = field(default_factory=list)
    said_again: list[int] = field(default_factory=list)


def settle(store: CountyStore, waiting: WaitingRows) -> None:
    """Store what waits: accounts as roll entries, parts with their parcel; reject doubles."""
    if not waiting.rows:
        return
    rows = sorted(waiting.rows, key=lambda row: (row.parcel_id, not row.first))
    parcels = _stored_parcels(store, sorted({row.parcel_id for row in rows}))
    _start_parts(parcels, rows)
    settled = _Settled()
    for row in rows:
        _settle_row(row, parcels[row.parcel_id], settled)
    _store(store, settled, parcels)
    store_outlines(store, _new_outlines(parcels))
    waiting.rows.clear()


def _stored_parcels(store: CountyStore, parcel_ids: list[int]) -> dict[int, _StoredParcel]:
    outlines = ask(
        store.connection,
        "SELECT p.id, o.outline, p.area_sqm, o.given_hash, p.first_seen_id = ? AS is_new "
        "FROM parcel AS p JOIN parcel_outline AS o ON o.parcel_id = p.id "
        "WHERE p.id {among}",
        store.snapshot_id,
        parcel_ids,
    )
    parcels = {
        row.id: _StoredParcel(row.outline, row.area_sqm, row.given_hash, bool(row.is_new))
        for row in outlines
    }
    entries = ask(
        store.connection,
        "SELECT e.parcel_id, e.content_hash, e.id, "
        "e.recorded_from_id = ? OR s.id IS NOT NULL AS said "
        "FROM roll_entry AS e LEFT JOIN seen_entry AS s ON s.id = e.id "
        "WHERE e.recorded_to_id IS NULL AND e.source_key = ? AND e.parcel_id {among}",
        store.snapshot_id,
        store.source_key,
        parcel_ids,
    )
    for row in entries:
        _remember_entry(parcels[row.parcel_id], row)
    return parcels


def _remember_entry(parcel: _StoredParcel, row: Row[tuple[object, ...]]) -> None:
    parcel.entries[row.content_hash] = row.id
    if row.said:
        parcel.said.add(row.content_hash)


def _start_parts(parcels: dict[int, _StoredParcel], rows: list[WaitingRow]) -> None:
    """What is stored is a part of what this file has, unless the file's first row differs."""
    redrawn = {row.parcel_id for row in rows if row.first}
    for parcel_id, parcel in parcels.items():
        if parcel_id not in redrawn:
            parcel.parts[parcel.given_hash] = parcel.outline


def _settle_row(row: WaitingRow, parcel: _StoredParcel, settled: _Settled) -> None:
    is_new_part = row.given_hash not in parcel.parts
    if is_new_part:
        parcel.parts[row.given_hash] = row.outline
    if row.first:
        return
    if row.content_hash in parcel.said and not is_new_part:
        settled.doubles.append(row)
        return
    settled.kept.append(row)
    if row.content_hash not in parcel.said:
        parcel.said.add(row.content_hash)
        if row.content_hash in parcel.entries:
            settled.said_again.append(parcel.entries[row.content_hash])
        else:
            settled.accounts.append(row)


def _store(store: CountyStore, settled: _Settled, parcels: dict[int, _StoredParcel]) -> None:
    accounts = _as_table(settled.accounts)
    account_ids = [row.parcel_id for row in settled.accounts]
    insert_entries(store, accounts, account_ids, speaking=False)
    store_repairs(store, _as_table(settled.kept), [row.parcel_id for row in settled.kept])
    run_for_each(
        store.connection,
        "INSERT INTO seen_entry (id) VALUES (?)",
        ((entry_id,) for entry_id in settled.said_again),
    )
    run_for_each(
        store.connection,
        "UPDATE parcel_facts SET accounts = ? WHERE parcel_id = ?",
        ((len(parcel.said), parcel_id) for parcel_id, parcel in parcels.items() if parcel.said),
    )
    for row in settled.doubles:
        row.values["reject_reason"] = "repeated row"
        row.values["reject_detail"] = "The file has this row, number and outline, before."
    store_rejects(store, _as_table(settled.doubles))
    store.report.kept += len(settled.kept)


def _as_table(rows: list[WaitingRow]) -> pa.Table:
    return pa.Table.from_pylist([row.values for row in rows], schema=NORMALISED)


def _new_outlines(parcels: dict[int, _StoredParcel]) -> list[NewOutline]:
    """The parcels whose parts together are another outline than the stored one."""
    changed: dict[int, tuple[bytes, _StoredParcel]] = {}
    for parcel_id, parcel in parcels.items():
        together = _hash_of_parts(list(parcel.parts))
        if together != parcel.given_hash:
            changed[parcel_id] = (together, parcel)
    return [
        NewOutline(
            parcel_id,
            given_hash,
            list(parcel.parts.values()),
            parcel.outline,
            parcel.area_sqm,
            parcel.is_new,
        )
        for parcel_id, (given_hash, parcel) in changed.items()
    ]


def _hash_of_parts(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    return blake2b(b"".join(sorted(hashes)), digest_size=16).digest()
