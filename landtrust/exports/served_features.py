"""Features as GeoJSON in any of the coordinate systems that they are served in.

Source:
    RFC 7946; OGC 18-058r1, requirement /req/crs/geojson: coordinates in the order of the axes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import shapely

from landtrust.domain.crs import CRS84
from landtrust.domain.served_crs import ServedCrs
from landtrust.exports.outline_texts import outline_texts
from landtrust.queries.features.asking import Feature

FEATURE_COLLECTION = "FeatureCollection"
"""What GeoJSON calls features that are sent together."""

Properties = Callable[[Any], Mapping[str, Any]]
"""What a feature says, by the names that are public."""


def served_features(
    features: Sequence[Feature],
    crs: ServedCrs,
    properties: Properties,
    **more: Any,  # noqa: ANN401
) -> list[dict[str, Any]]:
    """Each feature as GeoJSON, ready for orjson.

    Args:
        features: Which.
        crs: What their coordinates are in.
        properties: What each says.
        more: Foreign members that each has.
    """
    outlines = [one.outline_lonlat for one in features]
    served = outline_texts(outlines) if crs.uri == CRS84 else _moved(outlines, crs)
    return [
        {
            "type": "Feature",
            "id": feature.id,
            "geometry": geometry and orjson.Fragment(geometry),
            "properties": properties(feature.says),
            **more,
        }
        for feature, geometry in zip(features, served, strict=True)
    ]


def _moved(outlines_lonlat: Sequence[bytes | None], crs: ServedCrs) -> list[str | None]:
    """Outlines as GeoJSON in another system; None where there is none."""
    outlines = shapely.from_wkb(np.array(outlines_lonlat, dtype=object))
    served = shapely.to_geojson(crs.from_lonlat(outlines))
    return list(served)
