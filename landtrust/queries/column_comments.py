"""What the model says of its columns: where data dictionaries begin."""

from landtrust.model import Record


def column_comment(column: str) -> str:
    """What a column means.

    Args:
        column: Table and column, such as ``parcel.public_id``.

    >>> column_comment("parcel.public_id")
    'Public name: county code, hyphen, parcel number'
    >>> column_comment("parcel.id"), column_comment("parcel.county_fips")
    ('Our own number of the row', 'County')
    """
    table, _, name = column.partition(".")
    found = Record.metadata.tables[table].columns[name]
    if found.comment:
        return found.comment
    targets = sorted(key.target_fullname for key in found.foreign_keys)
    return f"Refers to {targets[0]}" if targets else "Our own number of the row"
