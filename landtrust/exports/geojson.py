"""Parcels as GeoJSON.

Source:
    RFC 7946; RFC 8142 for a text sequence: a record separator before each Feature, so that a
    reader needs to hold no more than one, and knows where the next begins after a broken one.
"""

from collections.abc import Iterable, Iterator

import orjson

from landtrust.exports.outline_texts import outline_texts
from landtrust.exports.properties import parcel_properties
from landtrust.queries.parcels import ParcelRow

MEDIA_TYPE = "application/geo+json"
SEQUENCE_TYPE = "application/geo+json-seq"

_RECORD_SEPARATOR = b"\x1e"


def feature_collection(batches: Iterable[tuple[ParcelRow, ...]]) -> Iterator[bytes]:
    """A FeatureCollection, piece by piece, one piece a batch.

    Args:
        batches: Parcels with their outlines.
    """
    yield b'{"type":"FeatureCollection","features":['
    separator = b"\n"
    for batch in batches:
        if batch:
            yield separator + b",\n".join(features(batch))
            separator = b",\n"
    yield b"\n]}\n"


def feature_sequence(batches: Iterable[tuple[ParcelRow, ...]]) -> Iterator[bytes]:
    """A GeoJSON text sequence, one piece a batch."""
    for batch in batches:
        yield b"".join(_RECORD_SEPARATOR + one + b"\n" for one in features(batch))


def features(rows: tuple[ParcelRow, ...]) -> list[bytes]:
    """Each parcel as a Feature; its id is the public id."""
    geometries = outline_texts([row.outline_lonlat for row in rows])
    return [
        orjson.dumps(
            {
                "type": "Feature",
                "id": row.public_id,
                "geometry": orjson.Fragment(geometry),
                "properties": parcel_properties(row),
            }
        )
        for row, geometry in zip(rows, geometries, strict=True)
    ]
