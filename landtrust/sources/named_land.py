"""The names that a place's own map has: streets, parks, schools, waters, and where they lie."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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


class NamedLine(NamedTuple):
    """A street on the map.

    Attributes:
        name: As the file has it.
        line_lonlat: A line or some lines, degrees (EPSG:4326).
    """

    name: str
    line_lonlat: shapely.Geometry


def named_land(path: Path) -> tuple[NamedLand, ...]:
    """All that has a name and is drawn in the file of a map (RFC 7946), in its order."""
    return tuple(NamedLand(kind, name, *_point_of(shape)) for kind, name, shape in _drawn(path))


def named_streets(path: Path) -> tuple[NamedLine, ...]:
    """The streets that the file of a map has, in its order."""
    return tuple(NamedLine(name, shape) for kind, name, shape in _drawn(path) if kind == "street")


def _drawn(path: Path) -> Iterator[tuple[str, str, shapely.Geometry]]:
    for one in orjson.loads(path.read_bytes())["features"]:
        kind, name = one["properties"]["kind"], one["properties"]["name"]
        outline = shapely.from_geojson(orjson.dumps(one["geometry"]).decode())
        if name and not shapely.is_empty(outline):
            yield kind, name, outline


def _point_of(outline: shapely.Geometry) -> tuple[float, float]:
    # Its middle may lie beside a creek that bends: the nearest point that is of it.
    nearest = shapely.shortest_line(outline, shapely.centroid(outline))
    lon, lat = shapely.get_coordinates(nearest)[0].tolist()
    return lon, lat
