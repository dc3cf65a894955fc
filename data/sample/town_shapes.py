"""Lots before they have owners, and the few geometry words the other parts share."""

from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

CENTIMETRE = 0.01


@dataclass
class Lot:
    """A piece of land that faces a street; metres of the sheet.

    `front` is the middle of its street side. `block` and `plat` say where it was platted,
    `landuse` is filled in when somebody puts something on it.
    """

    shape: BaseGeometry
    front: Point
    block: int = 0
    plat: str = ""
    landuse: str = ""
    name: str = ""
    number: str = ""
    short_number: str = ""
    legal: str = ""
    address: str = ""
    years: tuple[int, ...] = (2025, 2026)
    later_shape: BaseGeometry | None = None

    def shape_in(self, year: int) -> BaseGeometry:
        """Return the outline in a roll year."""
        moved = year > self.years[0] and self.later_shape is not None
        return self.later_shape if moved and self.later_shape is not None else self.shape


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a shape, largest first, without its points and lines."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    return sorted((part for part in parts if not part.is_empty), key=lambda part: -part.area)


def largest(shape: BaseGeometry) -> Polygon:
    """Return the largest polygon of a shape, an empty one when it has none."""
    parts = polygons(shape)
    return parts[0] if parts else Polygon()


def joined(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Unite shapes."""
    return shapely.union_all(list(shapes))


def shared_length(one: BaseGeometry, other: BaseGeometry, reach: float = 0.3) -> float:
    """Return the metres of `one`'s outline that lie within `reach` metres of `other`."""
    return float(one.boundary.intersection(other.buffer(reach)).length)


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """Return the lines of a shape, joined end to end where they meet."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, LineString)]
    parts = [part for part in parts if not part.is_empty]
    merged: BaseGeometry = linemerge(parts) if len(parts) > 1 else joined(parts)
    return [part for part in getattr(merged, "geoms", [merged]) if isinstance(part, LineString)]


def common(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return what two shapes share, to the centimetre, so that no hair-thin spikes remain."""
    return _land(shapely.intersection(one, other, grid_size=CENTIMETRE))


def without(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return one shape without another, to the centimetre."""
    return _land(shapely.difference(one, other, grid_size=CENTIMETRE))


def _land(shape: BaseGeometry) -> BaseGeometry:
    """Drop the points and lines that two touching shapes have in common."""
    parts = polygons(shape)
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
