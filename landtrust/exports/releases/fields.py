"""What each column of a release means: the data dictionary, with what the model says of it.

A column that is not described here cannot be released: looking it up fails.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyarrow as pa

from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.exports.parcel_csv import OUTLINE_COLUMN
from landtrust.exports.parcel_table import PROPERTY_SCHEMA
from landtrust.exports.properties import MEANINGS
from landtrust.exports.releases.manifest import FieldEntry
from landtrust.exports.summary_files import SUMMARY_COLUMNS
from landtrust.queries.column_comments import column_comment

NONE = "none"
"""What stands where a column has no unit, or no code list: somebody has thought of it."""

PUBLIC = "public"
DAY = "day (ISO 8601; text in every file)"
"""The unit of days. Their type stays “date”: that is what CSV says in text, and Frictionless reads
it there; GeoParquet and GeoPackage have the same text in a column of text."""

OWNER_KINDS, LAND_USES, CHANGE_KINDS = "owner_kind", "land_use", "change_kind"
MEASURES = "measure"

_ROLL = "The county's roll."
_OUTLINE = "The county's outline, checked and mended where it had to be."
_MEASURED = "Measured from the outline in EPSG:3814 (NAD83 / Mississippi TM)."
_LOAD = "Noted when the data were loaded."
_BOOK = "The book of the organization that released this, as far as it has published it."
_COMPARED = "Found by comparing two loads of the same county."
_CENSUS = "Census Bureau, cartographic boundaries 2016, 1:500,000."
_REGIONS = "Whoever drew the region: the column “source” says who."
_COUNTED = "Counted in this release."
_DEGREES = "degree"
_DOLLARS = "US dollar"


class Note(NamedTuple):
    """What no other place says of a column.

    Attributes:
        source: Who says so, or how it is worked out.
        column: Where the database has it; ``none`` where it is only worked out.
        unit: What its numbers count.
        codes: The code list that its values are from.
    """

    source: str
    column: str
    unit: str = NONE
    codes: str = NONE


_PARCELS = {
    "parcel_id": Note("Put together of the two columns that it names.", "parcel.public_id"),
    "county_fips": Note(_LOAD, "parcel_facts.county_fips"),
    "county": Note(_CENSUS, "county.name"),
    "parcel_number": Note(_ROLL, "parcel.parcel_number"),
    "situs_address": Note(_ROLL, "roll_entry.situs_address"),
    "situs_city": Note(_ROLL, "roll_entry.situs_city"),
    "situs_zip": Note(_ROLL, "roll_entry.situs_zip"),
    "owner_kind": Note(
        "Our reading of the owner's name, by rules that are listed with their sources.",
        "parcel_facts.owner_kind",
        codes=OWNER_KINDS,
    ),
    "owner_name": Note(_ROLL, "roll_entry.owner_name_public"),
    "land_use": Note(
        "Our reading of the roll's own code, by a list that names its sources.",
        "parcel_facts.land_use",
        codes=LAND_USES,
    ),
    "land_value": Note(_ROLL, "parcel_facts.land_value_cents", _DOLLARS),
    "improvement_value": Note(_ROLL, "parcel_facts.improvement_value_cents", _DOLLARS),
    "total_value": Note(_ROLL, "parcel_facts.total_value_cents", _DOLLARS),
    "acres": Note(_MEASURED, "parcel_facts.area_sqm", "acre"),
    "area_sqm": Note(_MEASURED, "parcel_facts.area_sqm", "square metre"),
    "vacant": Note("Our reading of the roll's values of buildings and of use.",
                   "parcel_facts.vacant"),
    "roll_year": Note(_ROLL, "parcel_facts.roll_year", "year"),
    "snapshot": Note(_LOAD, "snapshot.retrieved_at", DAY),
    OUTLINE_COLUMN: Note(_OUTLINE, "parcel_outline.outline", _DEGREES),
}  # fmt: skip
_HOLDINGS = {
    "holding": Note(_BOOK, "property_unit.thing_id"),
    "name": Note(_BOOK, "property_unit.name"),
    "valid_from": Note(_BOOK, "interest.valid_from", DAY),
    "valid_to": Note(_BOOK, "interest.valid_to", DAY),
    "is_leased": Note(_BOOK, "interest.type"),
    "acres": Note(_MEASURED, "spatial_unit.area_sqm", "acre"),
    "parcels": Note(_BOOK, "parcel.public_id"),
    OUTLINE_COLUMN: Note(_OUTLINE, "parcel_outline.outline", _DEGREES),
}
_CHANGES = {
    "change_id": Note(_COMPARED, "parcel_change.id"),
    "parcel_id": Note(_COMPARED, "parcel.public_id"),
    "county_fips": Note(_LOAD, "parcel.county_fips"),
    "kind": Note(_COMPARED, "parcel_change.kind", codes=CHANGE_KINDS),
    "day": Note(_LOAD, "snapshot.retrieved_at", DAY),
    "snapshot_id": Note(_LOAD, "snapshot.id"),
    "became": Note(_COMPARED, "parcel_change.evidence"),
}
_COUNTIES = {
    "county_fips": Note(_CENSUS, "county.fips"),
    "name": Note(_CENSUS, "county.name"),
    "state": Note(_CENSUS, "county.state"),
    "parcels": Note(_COUNTED, "parcel_facts.parcel_id", "parcel"),
    "regions": Note(_REGIONS, "region_county.region_key"),
    OUTLINE_COLUMN: Note(_CENSUS, "county.outline", _DEGREES),
}
_REGION_NOTES = {
    "key": Note("Ours.", "region.key"),
    "name": Note(_REGIONS, "region.name"),
    "kind": Note(_REGIONS, "region.kind"),
    "note": Note("Ours.", "region.note"),
    "source": Note("Ours.", "region.source"),
    "is_reconstruction": Note("Ours.", "region.is_reconstruction"),
    "threshold": Note(_REGIONS, "region.threshold", "share of people, from 0 to 1"),
    "counties": Note(_REGIONS, "region_county.county_fips"),
    "parcels": Note(_COUNTED, "parcel_facts.parcel_id", "parcel"),
    OUTLINE_COLUMN: Note("Put together of the outlines of its counties.", "county.outline",
                         _DEGREES),
}  # fmt: skip
_SUMMARIES = {
    "region_type": Note("Ours.", NONE),
    "region": Note(_REGIONS, "region.key"),
    "region_name": Note(_REGIONS, "region.name"),
    "year": Note(_COUNTED, NONE, "year"),
    "as_of": Note(_COUNTED, NONE, DAY),
    "measure": Note("Ours.", NONE, codes=MEASURES),
    "class": Note("The codes of what is counted.", NONE),
    "value": Note(_COUNTED, NONE, "as the column “unit” says"),
    "unit": Note("Ours.", NONE),
}
_NOTES: Mapping[str, Mapping[str, Note]] = {
    "parcels": _PARCELS,
    "holdings": _HOLDINGS,
    "changes": _CHANGES,
    "counties": _COUNTIES,
    "regions": _REGION_NOTES,
    "summaries": _SUMMARIES,
}
_ARROW_TYPES = {
    pa.string(): "string",
    pa.float64(): "number",
    pa.int32(): "integer",
    pa.bool_(): "boolean",
}
_TYPES = {
    ValueType.TEXT: "string",
    ValueType.NUMBER: "number",
    ValueType.BOOLEAN: "boolean",
    ValueType.DATE: "date",
    ValueType.ARRAY: "array",
    ValueType.GEOMETRY: "string",
}
_OUTLINE_MEANING = (
    "Outline in longitude and latitude (WGS 84): text (WKT) in CSV, the geometry in other files."
)


def parcel_fields() -> tuple[FieldEntry, ...]:
    """The columns of parcels, the outline last."""
    plain = (
        described("parcels", one.name, _type_of_property(one), MEANINGS[one.name])
        for one in PROPERTY_SCHEMA
    )
    return (*plain, described("parcels", OUTLINE_COLUMN, "string", _OUTLINE_MEANING))


def quality_fields(table: str, qualities: Iterable[Quality]) -> tuple[FieldEntry, ...]:
    """The columns of a table whose features say these qualities."""
    return tuple(_field(table, one) for one in qualities)


def summary_fields() -> tuple[FieldEntry, ...]:
    """The columns of counties and regions in numbers."""
    types = {"year": "integer", "as_of": "date", "value": "number"}
    return tuple(
        described("summaries", one.name, types.get(one.name, "string"), one.meaning)
        for one in SUMMARY_COLUMNS
    )


def described(
    table: str, name: str, kind: str, meaning: str, note: Note | None = None
) -> FieldEntry:
    """A column with all that is to be known of it.

    Args:
        table: Whose it is.
        name: What it is called.
        kind: The type of its values, as Frictionless calls it.
        meaning: What they mean, with its unit.
        note: What else there is; None: as it stands in this module.
    """
    said = note or _NOTES[table][name]
    return FieldEntry(
        name=name,
        type=kind,
        meaning=meaning,
        unit=said.unit,
        codes=said.codes,
        tier=PUBLIC,
        source=said.source,
        column=said.column,
        comment=NONE if said.column == NONE else column_comment(said.column),
    )


def _field(table: str, quality: Quality) -> FieldEntry:
    if quality.type is ValueType.GEOMETRY:
        return described(table, OUTLINE_COLUMN, "string", _OUTLINE_MEANING)
    kind = "integer" if quality.is_whole else _TYPES[quality.type]
    return described(table, quality.name, kind, str(quality.title))


def _type_of_property(field: pa.Field) -> str:
    return "date" if field.name == "snapshot" else _ARROW_TYPES[field.type]
