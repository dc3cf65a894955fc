"""Parcels as columns (Arrow): what typed files are written from."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import shapely

from landtrust.exports.outlines import file_outlines
from landtrust.exports.properties import PROPERTY_NAMES, parcel_properties
from landtrust.queries.parcels import ParcelRow

OUTLINE = "geometry"

_TYPES = {
    "land_value": pa.float64(),
    "improvement_value": pa.float64(),
    "total_value": pa.float64(),
    "acres": pa.float64(),
    "area_sqm": pa.float64(),
    "vacant": pa.bool_(),
    "roll_year": pa.int32(),
}
PROPERTY_SCHEMA = pa.schema(
    [pa.field(name, _TYPES.get(name, pa.string())) for name in PROPERTY_NAMES]
)
"""What we say of a parcel, without its outline."""


def property_batch(rows: tuple[ParcelRow, ...]) -> pa.RecordBatch:
    """What we say of these parcels."""
    return pa.RecordBatch.from_pylist([parcel_properties(row) for row in rows], PROPERTY_SCHEMA)


def table_schema(outline_name: str = OUTLINE) -> pa.Schema:
    """The columns of ``table_batches``."""
    return PROPERTY_SCHEMA.append(pa.field(outline_name, pa.binary()))


def table_batches(
    batches: Iterable[tuple[ParcelRow, ...]], outline_name: str = OUTLINE
) -> Iterator[pa.RecordBatch]:
    """Parcels with their outlines as WKB (little-endian, ISO), longitude first.

    Args:
        batches: Parcels with their outlines.
        outline_name: What the column of outlines is called.
    """
    schema = table_schema(outline_name)
    for batch in batches:
        wkb = shapely.to_wkb(file_outlines(batch), byte_order=1, flavor="iso")
        columns = [*property_batch(batch).columns, pa.array(wkb, pa.binary())]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)
