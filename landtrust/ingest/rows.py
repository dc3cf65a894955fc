"""What a normalised row is: the columns that the reading child hands to the store."""

import pyarrow as pa

ROLL_TEXTS = (
    "account",
    "owner_line_1",
    "owner_line_2",
    "owner_kind",
    "owner_rule",
    "owner_name_public",
    "mailing_address",
    "mailing_city",
    "mailing_state",
    "mailing_zip",
    "situs_address",
    "situs_city",
    "situs_zip",
    "situs_as_given",
    "land_use_as_given",
    "land_use",
    "zoning",
    "deed_reference",
    "deed_date",
    "legal_description",
    "subdivision",
    "tax_status",
)
ROLL_VALUES = (
    "land_value_cents",
    "improvement_value_cents",
    "total_value_cents",
    "assessed_value_cents",
)
ROLL_COLUMNS = (*ROLL_TEXTS, "vacant", *ROLL_VALUES, "stated_acres", "roll_year")
"""What a roll entry holds of a row."""

_OUR_READING = frozenset({"owner_kind", "owner_rule", "owner_name_public", "land_use"})
SAID_COLUMNS = (
    *(name for name in ROLL_TEXTS if name not in _OUR_READING),
    *ROLL_VALUES,
    "stated_acres",
)
"""What the roll itself says, without its year: if one of these differs, the entry is another."""

UNKNOWN_COUNTY = "unknown county"
"""The reason for which a row is rejected that names no county of ours."""

NO_PARCEL = "not a parcel"
"""The reason for which a row is rejected that the source itself marks as no parcel."""

OUTLINE_COLUMNS = ("west", "south", "east", "north", "label_lon", "label_lat", "area_sqm")
"""Measures of an outline: degrees, and square metres."""

NORMALISED = pa.schema(
    [
        ("row_number", pa.int64()),
        ("county_fips", pa.string()),
        ("public_id", pa.string()),
        ("parcel_number", pa.string()),
        ("parcel_number_as_given", pa.string()),
        ("other_numbers", pa.list_(pa.struct([("scheme", pa.string()), ("value", pa.string())]))),
        ("outline", pa.binary()),
        *((name, pa.float64()) for name in OUTLINE_COLUMNS),
        ("given_hash", pa.binary()),
        ("content_hash", pa.binary()),
        *((name, pa.string()) for name in ROLL_TEXTS),
        ("house_number", pa.int32()),
        ("street_name", pa.string()),
        ("street_place", pa.string()),
        ("vacant", pa.bool_()),
        *((name, pa.int64()) for name in ROLL_VALUES),
        ("stated_acres", pa.float64()),
        ("roll_year", pa.int32()),
        ("reject_reason", pa.string()),
        ("reject_detail", pa.string()),
        ("row_text", pa.string()),
        ("repair_problem", pa.string()),
        ("area_before_sqm", pa.float64()),
        ("outline_as_given", pa.binary()),
    ]
)
"""One row of the file: either fit for the store, or with a ``reject_reason``.

``row_text`` and ``outline_as_given`` are there only where a reject or a repair needs them.
"""


def columns_of(rows: pa.Table, *names: str) -> tuple[list[object], ...]:
    """These columns as Python lists, ready for the driver."""
    return tuple(rows.column(name).to_pylist() for name in names)
