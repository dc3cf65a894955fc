"""The public names of what we say of a parcel, the same in every file, page and answer."""

from landtrust.domain.crs import acres
from landtrust.queries.features.changes import ChangeRow
from landtrust.queries.parcels import ParcelRow

_CENTS = 100

PROPERTY_NAMES = (
    "parcel_id",
    "county_fips",
    "county",
    "parcel_number",
    "situs_address",
    "situs_city",
    "situs_zip",
    "owner_kind",
    "owner_name",
    "land_use",
    "land_value",
    "improvement_value",
    "total_value",
    "acres",
    "area_sqm",
    "vacant",
    "roll_year",
    "snapshot",
)

MEANINGS = {
    "parcel_id": "Our public id: the county's code, a hyphen, the parcel number.",
    "county_fips": "Code of the county, five digits.",
    "county": "Name of the county.",
    "parcel_number": "Number of the parcel on the county's roll.",
    "situs_address": "Address of the land.",
    "situs_city": "City of that address.",
    "situs_zip": "ZIP code of that address.",
    "owner_kind": "Kind of owner, a code, read from the owner's name by rules.",
    "owner_name": "Name of the owner; empty where it is a person's, or not stated.",
    "land_use": "Land use, a code; empty where not stated.",
    "land_value": "True value of the land, dollars; empty where not stated.",
    "improvement_value": "True value of buildings, dollars; empty where not stated.",
    "total_value": "True value in all, dollars; empty where not stated.",
    "acres": "Area in acres, measured from the outline in EPSG:3814.",
    "area_sqm": "The same in square metres.",
    "vacant": "Whether there is no building; empty where not known.",
    "roll_year": "Year of the roll; empty where not stated.",
    "snapshot": "Day (UTC) on which the data were retrieved.",
}
"""What each property means, with its unit: what files say of themselves."""

UNITS = {
    "land_value": "US dollar",
    "improvement_value": "US dollar",
    "total_value": "US dollar",
    "acres": "acre",
    "area_sqm": "square metre",
    "roll_year": "year",
    "snapshot": "day (UTC)",
    "geometry": "degree",
}
"""What properties are counted in; the others are codes, texts and answers."""

Properties = dict[str, str | int | float | bool | None]


def parcel_properties(row: ParcelRow) -> Properties:
    """What we say of a parcel, under its public names.

    Values are dollars, ``acres`` and ``area_sqm`` are measured (EPSG:3814), ``snapshot`` is the
    day (UTC) on which the data were retrieved. None means not stated; ``owner_name`` is also
    None where the reader may not see it.
    """
    return {
        "parcel_id": row.public_id,
        "county_fips": row.county_fips,
        "county": row.snapshot.county_name,
        "parcel_number": row.parcel_number,
        "situs_address": row.situs_address,
        "situs_city": row.situs_city,
        "situs_zip": row.situs_zip,
        "owner_kind": row.owner_kind,
        "owner_name": row.owner_name,
        "land_use": row.land_use,
        "land_value": dollars(row.land_value_cents),
        "improvement_value": dollars(row.improvement_value_cents),
        "total_value": dollars(row.total_value_cents),
        "acres": round(acres(row.area_sqm), 4),
        "area_sqm": round(row.area_sqm, 2),
        "vacant": row.vacant,
        "roll_year": row.roll_year,
        "snapshot": row.snapshot.day.isoformat(),
    }


def dollars(cents: int | None) -> int | float | None:
    """Cents as dollars: a whole number where it is one.

    >>> dollars(123400), dollars(123450), dollars(None)
    (1234, 1234.5, None)
    """
    if cents is None:
        return None
    whole, rest = divmod(cents, _CENTS)
    return cents / _CENTS if rest else whole


def change_properties(row: ChangeRow) -> dict[str, object]:
    """What we say of a change that a load found, under its public names."""
    return {
        "change_id": row.id,
        "parcel_id": row.parcel_id,
        "county_fips": row.county_fips,
        "kind": row.kind,
        "day": row.day.isoformat(),
        "snapshot_id": row.snapshot_id,
        "became": list(row.became),
    }
