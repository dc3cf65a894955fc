"""Batches of normalised rows into the tables of one county, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from landtrust.ingest.reject_texts import reject_texts
from landtrust.ingest.report import CountyReport
from landtrust.ingest.rows import OUTLINE_COLUMNS, ROLL_COLUMNS, ROLL_VALUES, columns_of
from landtrust.ingest.seen_numbers import SeenNumbers
from landtrust.ingest.streets import CountyStreets
from landtrust.ingest.words import insert_words
from landtrust.model.spatial import dialect_of, insert_rows
from landtrust.model.spatial_dialect import StoreDialect

FACT_COLUMNS = (
    "parcel_id",
    "roll_entry_id",
    "snapshot_id",
    "county_fips",
    "owner_kind",
    "land_use",
    "vacant",
    *ROLL_VALUES[:3],
    "area_sqm",
    "roll_year",
    "accounts",
)
ENTRY_COLUMNS = (
    "id",
    "parcel_id",
    "source_key",
    "recorded_from_id",
    "speaks_from_id",
    "street_id",
    "house_number",
    "content_hash",
)
EXAMPLES_KEPT = 20


@dataclass
class CountyStore:
    """Where one county's rows go.

    Attributes:
        connection: The load's transaction.
        report: The counts, kept up to date here.
        source_key: The source that the rows are of.
        seen: Parcels stored before or met earlier in the file.
        places_later: Whether the index of outlines is built when all parcels are in.
    """

    connection: Connection
    report: CountyReport
    source_key: str
    seen: SeenNumbers = field(default_factory=SeenNumbers)
    places_later: bool = False

    @property
    def snapshot_id(self) -> int:
        """The snapshot being loaded."""
        return self.report.snapshot_id

    @cached_property
    def dialect(self) -> StoreDialect:
        """What the store does in its own way."""
        return dialect_of(self.connection)

    @cached_property
    def streets(self) -> CountyStreets:
        """The streets that the roll names."""
        return CountyStreets(self.connection, self.report.county_fips)


def store_rejects(store: CountyStore, rows: pa.Table) -> None:
    """Keep the rows that could not be used, as they were, with the reason."""
    if not rows.num_rows:
        return
    names = ("row_number", "parcel_number_as_given", "reject_reason", "reject_detail")
    values = columns_of(rows, *names)
    store.report.rejected.update(map(str, values[2]))
    for row_number, reason in zip(values[0], values[2], strict=True):
        examples = store.report.examples.setdefault(str(reason), [])
        if len(examples) < EXAMPLES_KEPT:
            examples.append(int(str(row_number)))
    insert_rows(
        store.connection,
        "rejected_row",
        (
            "snapshot_id",
            "row_number",
            "parcel_number",
            "reason",
            "detail",
            "row_text",
            "outline",
        ),
        zip(
            repeat(store.snapshot_id),
            *values,
            reject_texts(rows),
            *columns_of(rows, "outline_as_given"),
            strict=False,
        ),
    )


def store_new_parcels(store: CountyStore, rows: pa.Table) -> Sequence[int]:
    """Store parcels that were never seen before, with all that belongs to them.

    Returns:
        The ids of the parcels, in the order of the rows.
    """
    if not rows.num_rows:
        return ()
    parcel_ids = store.dialect.reserve_ids("parcel", rows.num_rows)
    _insert_parcels(store, rows, parcel_ids)
    insert_identifiers(store, rows, list(parcel_ids))
    entry_ids = insert_entries(store, rows, list(parcel_ids), speaking=True)
    insert_facts(store, rows, list(parcel_ids), list(entry_ids))
    insert_places_in_space(store, rows, list(parcel_ids))
    insert_words(store.connection, rows, list(parcel_ids))
    store_repairs(store, rows, list(parcel_ids))
    return parcel_ids


def _insert_parcels(store: CountyStore, rows: pa.Table, parcel_ids: Sequence[int]) -> None:
    names = ("public_id", "parcel_number", "parcel_number_as_given", *OUTLINE_COLUMNS)
    insert_rows(
        store.connection,
        "parcel",
        ("id", "county_fips", "first_seen_id", "last_seen_id", *names),
        zip(
            parcel_ids,
            repeat(store.report.county_fips),
            repeat(store.snapshot_id),
            repeat(store.snapshot_id),
            *columns_of(rows, *names),
            strict=False,
        ),
    )
    insert_rows(
        store.connection,
        "parcel_outline",
        ("parcel_id", "outline", "given_hash"),
        zip(parcel_ids, *columns_of(rows, "outline", "given_hash"), strict=True),
    )


def insert_identifiers(store: CountyStore, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Store the other numbers of these parcels; one that is known already is left alone."""
    lists = rows.column("other_numbers").combine_chunks()
    numbers = pc.list_flatten(lists)
    if not len(numbers):
        return
    owners = pc.take(pa.array(parcel_ids), pc.list_parent_indices(lists)).to_pylist()
    insert_rows(
        store.connection,
        "parcel_identifier",
        ("parcel_id", "scheme", "value"),
        zip(
            owners,
            pc.struct_field(numbers, "scheme").to_pylist(),
            pc.struct_field(numbers, "value").to_pylist(),
            strict=True,
        ),
        or_leave=True,
    )


def insert_entries(
    store: CountyStore, rows: pa.Table, parcel_ids: list[int], *, speaking: bool
) -> Sequence[int]:
    """Store what the roll says of these parcels, as of this snapshot.

    Args:
        store: The county's store.
        rows: What it says.
        parcel_ids: Of which parcels.
        speaking: Whether these are the first rows of their parcels, from which the facts are.

    Returns:
        The ids of the entries, in the order of the rows.
    """
    if not rows.num_rows:
        return ()
    entry_ids = store.dialect.reserve_ids("roll_entry", rows.num_rows)
    # A roll leaves many columns empty; binding a million NULLs costs as much as values.
    said = [name for name in ROLL_COLUMNS if rows.column(name).null_count < rows.num_rows]
    insert_rows(
        store.connection,
        "roll_entry",
        (*ENTRY_COLUMNS, *said),
        zip(
            entry_ids,
            parcel_ids,
            repeat(store.source_key),
            repeat(store.snapshot_id),
            repeat(store.snapshot_id if speaking else None),
            store.streets.ids_of(rows),
            *columns_of(rows, "house_number", "content_hash", *said),
            strict=False,
        ),
    )
    store.report.entries_written += rows.num_rows
    return entry_ids


def insert_facts(
    store: CountyStore, rows: pa.Table, parcel_ids: list[int], entry_ids: list[int]
) -> None:
    """Store the one row for each parcel that filters and maps read."""
    values = ("owner_kind", "land_use", "vacant", *ROLL_VALUES[:3], "area_sqm", "roll_year")
    insert_rows(
        store.connection,
        "parcel_facts",
        FACT_COLUMNS,
        zip(
            parcel_ids,
            entry_ids,
            repeat(store.snapshot_id),
            repeat(store.report.county_fips),
            *columns_of(rows, *values),
            repeat(1),
            strict=False,
        ),
    )


def insert_places_in_space(store: CountyStore, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Enter these parcels in the index of outlines."""
    if not store.places_later:
        edges = columns_of(rows, "west", "east", "south", "north")
        store.dialect.enter_places(zip(parcel_ids, *edges, strict=True))


def store_repairs(store: CountyStore, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Record which of these outlines had to be mended, and what they were before."""
    mended = np.flatnonzero(pc.is_valid(rows.column("repair_problem")).to_numpy())
    if not mended.size:
        return
    chosen = rows.take(pa.array(mended))
    differences = pc.subtract(chosen.column("area_sqm"), chosen.column("area_before_sqm"))
    insert_rows(
        store.connection,
        "geometry_repair",
        (
            "snapshot_id",
            "parcel_id",
            "row_number",
            "problem",
            "outline_as_given",
            "area_change_sqm",
        ),
        zip(
            repeat(store.snapshot_id),
            (parcel_ids[place] for place in mended),
            *columns_of(chosen, "row_number", "repair_problem", "outline_as_given"),
            differences.to_pylist(),
            strict=False,
        ),
    )
    store.report.repaired += mended.size
