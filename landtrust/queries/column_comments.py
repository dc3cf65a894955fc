"""What the model says of its columns: where data dictionaries and schemas begin."""

from typing import TYPE_CHECKING

from landtrust.model import Record

if TYPE_CHECKING:
    from sqlalchemy import Column


def column_comment(column: str) -> str:
    """What a column means.

    Args:
        column: Table and column, such as ``parcel.public_id``.

    >>> column_comment("parcel.public_id")
    'Public name: county code, hyphen, parcel number'
    >>> column_comment("parcel.id"), column_comment("parcel.county_fips")
    ('Our own number of the row', 'County')
    """
    found = _column(column)
    if found.comment:
        return found.comment
    targets = sorted(key.target_fullname for key in found.foreign_keys)
    return f"Refers to {targets[0]}" if targets else "Our own number of the row"


def may_be_missing(column: str) -> bool:
    """Whether a column may say nothing.

    >>> may_be_missing("parcel.public_id"), may_be_missing("roll_entry.situs_zip")
    (False, True)
    """
    return bool(_column(column).nullable)


def _column(column: str) -> "Column[object]":
    table, _, name = column.partition(".")
    return Record.metadata.tables[table].columns[name]
