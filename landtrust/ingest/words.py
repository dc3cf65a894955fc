"""The index of words: what a search for a number, an address or an owner finds."""

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from landtrust.model.spatial import dialect_of


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
    owners = rows.column("owner_name_public")
    dialect_of(connection).enter_words(
        zip(parcel_ids, numbers, addresses.to_pylist(), owners.to_pylist(), strict=True)
    )


def replace_words(connection: Connection, rows: pa.Table, parcel_ids: list[int]) -> None:
    """Enter these parcels anew, with all numbers that any source has given them."""
    dialect_of(connection).forget_words(parcel_ids)
    insert_words(connection, rows, parcel_ids)
    dialect_of(connection).renew_numbers(parcel_ids)


def _numbers_in_words(rows: pa.Table) -> list[str]:
    lists = rows.column("other_numbers").combine_chunks()
    values = pa.ListArray.from_arrays(
        lists.offsets, pc.struct_field(lists.values, "value"), mask=pc.is_null(lists)
    )
    others = pc.fill_null(pc.binary_join(values, " "), "")
    numbers = pc.binary_join_element_wise(rows.column("parcel_number"), others, " ")
    return [str(number) for number in numbers.to_pylist()]
