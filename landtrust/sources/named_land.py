"""The names that a place's own map has: parks, schools, churches, waters, and where they lie."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import shapely


class NamedLand(NamedTuple):
    """Something on the map that has a name.

    Attributes:
        kind: As the file has it: park, church.
        name: As the file has it, which may be in capitals.
        lon: Of a point on it, degrees (EPSG:4326).
        lat: Of the same point.
    """

    kind: str
    name: str
    lon: float
    lat: float


def named_land(path: Path) -> tuple[NamedLand, ...]:
    """All that has a name and is drawn in the file of a map (RFC 7946), in its order."""
    features = orjson.loads(path.read_bytes())["features"]
    return tuple(_named(features))


def _named(features: Iterable[dict[str, Any]]) -> Iterator[NamedLand]:
    for one in features:
        kind, name = one["properties"]["kind"], one["properties"]["name"]
        outline = shapely.from_geojson(orjson.dumps(one["geometry"]).decode())
        if not name or shapely.is_empty(outline):
            continue
        # Its middle may lie beside a creek that bends: the nearest point that is of it.
        nearest = shapely.shortest_line(outline, shapely.centroid(outline))
        lon, lat = shapely.get_coordinates(nearest)[0].tolist()
        yield NamedLand(kind, name, lon, lat)
