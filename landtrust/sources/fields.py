"""The fields that every source is brought to, and their columns: the standard row."""

from enum import StrEnum
from typing import Final

import pyarrow as pa


class FieldKind(StrEnum):
    """How the values of a field are read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    MONEY = "money"
    ACRES = "acres"
    YEAR = "year"
    DATE = "date"


FIELDS: Final[dict[str, FieldKind]] = {
    "parcel_number": FieldKind.IDENTIFIER,
    "account": FieldKind.IDENTIFIER,
    "owner_line_1": FieldKind.TEXT,
    "owner_line_2": FieldKind.TEXT,
    "owner_kind": FieldKind.TEXT,
    "mailing_address": FieldKind.TEXT,
    "mailing_city": FieldKind.TEXT,
    "mailing_state": FieldKind.TEXT,
    "mailing_zip": FieldKind.TEXT,
    "situs_address": FieldKind.TEXT,
    "situs_city": FieldKind.TEXT,
    "situs_zip": FieldKind.TEXT,
    "land_use": FieldKind.TEXT,
    "zoning": FieldKind.TEXT,
    "land_value": FieldKind.MONEY,
    "improvement_value": FieldKind.MONEY,
    "total_value": FieldKind.MONEY,
    "assessed_value": FieldKind.MONEY,
    "stated_acres": FieldKind.ACRES,
    "deed_reference": FieldKind.TEXT,
    "deed_date": FieldKind.DATE,
    "legal_description": FieldKind.TEXT,
    "subdivision": FieldKind.TEXT,
    "roll_year": FieldKind.YEAR,
    "tax_status": FieldKind.TEXT,
}
"""Our field names, in the order of the standard row, and how each is read."""

ALTERNATE_SCHEMES: Final[dict[str, str]] = {
    "alternate": "the roll's own second number (ALTPARNO)",
    "ppin": "PPIN, the number of a property in the county's tax system",
    "county_form": "the number as the county's own search writes it",
    "maris": "the number as the statewide layer writes it",
    "state_form": "the number as the Secretary of State writes it",
}
"""Other numbers for the same land, and what each is. No scheme is the truth."""


def column_name(field: str) -> str:
    """The column that holds a field in the standard row; money says that it is cents.

    >>> column_name("land_value"), column_name("situs_city")
    ('land_value_cents', 'situs_city')
    """
    return f"{field}_cents" if FIELDS.get(field) is FieldKind.MONEY else field


def alternate_column(scheme: str) -> str:
    """The column that holds the number under another scheme.

    >>> alternate_column("ppin")
    'number_ppin'
    """
    return f"number_{scheme}"


_ARROW_TYPE: Final[dict[FieldKind, pa.DataType]] = {
    FieldKind.TEXT: pa.string(),
    FieldKind.IDENTIFIER: pa.string(),
    FieldKind.MONEY: pa.int64(),
    FieldKind.ACRES: pa.float64(),
    FieldKind.YEAR: pa.int32(),
    FieldKind.DATE: pa.string(),
}

STANDARD_SCHEMA: Final[pa.Schema] = pa.schema(
    [
        pa.field("county_fips", pa.string()),
        pa.field("county_name", pa.string()),
        pa.field("parcel_number_as_given", pa.string()),
        *(pa.field(column_name(field), _ARROW_TYPE[kind]) for field, kind in FIELDS.items()),
        *(pa.field(alternate_column(scheme), pa.string()) for scheme in ALTERNATE_SCHEMES),
    ]
)
"""The columns that every source gives, in this order, whatever it lacks.

NULL means that the source does not say. ``parcel_number`` is normalised and
``parcel_number_as_given`` is not, apart from invisible characters. ``deed_date`` is ISO 8601
text. ``county_fips`` has five digits; it and ``county_name`` are NULL where the file has no
such column.
"""
