"""Parcels as GeoJSON.

Source:
    RFC 7946: longitude and latitude (section 4), outer rings counter-clockwise (3.1.6), seven
    decimals, about a centimetre, as more would claim a precision that no plat has (11.2).
"""

from collections.abc import Iterable, Iterator

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from landtrust.exports.properties import parcel_properties
from landtrust.queries.parcels import ParcelRow

MEDIA_TYPE = "application/geo+json"
DECIMALS = 7


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


def features(rows: tuple[ParcelRow, ...]) -> list[bytes]:
    """Each parcel as a Feature; its id is the public id."""
    geometries = _geometries(np.array([row.outline_lonlat for row in rows], dtype=object))
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


def _geometries(wkb: NDArray[np.object_]) -> list[str]:
    outlines = shapely.orient_polygons(shapely.from_wkb(wkb))
    rounded = np.round(shapely.get_coordinates(outlines), DECIMALS)
    return [str(text) for text in shapely.to_geojson(shapely.set_coordinates(outlines, rounded))]
