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
