"""The index of words: what a search for a number, an address or an owner finds."""

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from landtrust.ingest.rows import columns_of
from landtrust.model.spatial import WORDS_COLUMNS, insert_rows, run_for_each

_ALL_NUMBERS = (
    "SELECT p.parcel_number || coalesce(' ' || group_concat(DISTINCT i.value), '') "
    "FROM parcel AS p LEFT JOIN parcel_identifier AS i ON i.parcel_id = p.id WHERE p.id = ?"
)


def insert_words(connection: Connection, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Enter these parcels in the index of words; names of natural persons stay out of it."""
    # Not null_handling="skip": Arrow 26 then drops rows in which all is NULL.
    addresses = pc.binary_join_element_wise(
        rows.column("situs_address"),
        rows.column("situs_city"),
        rows.column("situs_zip"),
        " ",
        null_handling="replace",
    )
    numbers = _numbers_in_words(rows)
    insert_rows(
        connection,
        "parcel_words",
        WORDS_COLUMNS,
        zip(
            parcel_ids,
            numbers,
            addresses.to_pylist(),
            *columns_of(rows, "owner_name_public"),
            strict=True,
        ),
    )


def replace_words(connection: Connection, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Enter these parcels anew, with all numbers that any source has given them."""
    run_for_each(
        connection,
        "DELETE FROM parcel_words WHERE rowid = ?",
        ((parcel_id,) for parcel_id in parcel_ids),
    )
    insert_words(connection, rows, parcel_ids)
    renew_numbers(connection, parcel_ids)


def renew_numbers(connection: Connection, parcel_ids: list[int]) -> None:
    """Enter all numbers that any source has given these parcels; their other words stay."""
    run_for_each(
        connection,
        f"UPDATE parcel_words SET numbers = ({_ALL_NUMBERS}) WHERE rowid = ?",
        ((parcel_id, parcel_id) for parcel_id in parcel_ids),
    )


def _numbers_in_words(rows: pa.Table) -> list[str]:
    lists = rows.column("other_numbers").combine_chunks()
    values = pa.ListArray.from_arrays(
        lists.offsets, pc.struct_field(lists.values, "value"), mask=pc.is_null(lists)
    )
    others = pc.fill_null(pc.binary_join(values, " "), "")
    numbers = pc.binary_join_element_wise(rows.column("parcel_number"), others, " ")
    return [str(number) for number in numbers.to_pylist()]
