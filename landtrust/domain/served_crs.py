"""The coordinate systems that features are served in, in the order that each has its axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from landtrust.domain.crs import (
    CRS84,
    LONLAT,
    SERVED_BESIDE,
    Outlines,
    crs_uri,
    is_lonlat,
    named_crs,
    reach_of,
    transform,
)
from landtrust.domain.rounding import DEGREE_DECIMALS, rounded
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_EDGE_PIECES = 64
"""Into how many pieces an edge is cut, which is no straight line in another system."""

_PLANE_DECIMALS = 3

Edges = tuple[float, float, float, float]

_HAIR = 1e-6
_EARTH: Edges = (-180 - _HAIR, -90 - _HAIR, 180 + _HAIR, 90 + _HAIR)
"""All longitudes and latitudes that there are; a tenth of a metre is left to rounding."""


@dataclass(frozen=True, slots=True)
class ServedCrs:
    """A coordinate system that features are served in.

    Attributes:
        uri: As the standards name it.
        name: An authority code.
        north_first: Whether its first axis points north.
        decimals: Of the coordinates that are served.
    """

    uri: str
    name: str
    north_first: bool
    decimals: int

    def from_lonlat(self, outlines: Outlines) -> Outlines:
        """Outlines in this system, with its axes in its own order and rounded.

        Shells go counter-clockwise as they lie on the map, whichever axis is first.
        """
        there = outlines if is_lonlat(self.name) else transform(outlines, LONLAT, self.name)
        fitting = rounded(there, self.decimals)
        return _flipped(fitting) if self.north_first else fitting

    def to_lonlat(self, geometry: shapely.Geometry) -> shapely.Geometry | None:
        """A geometry of this system in longitude and latitude; None where it has no place there.

        Its edges are straight in this system, and cut into pieces to follow them in the other.
        """
        turned = _flipped(np.array([geometry]))[0] if self.north_first else geometry
        west, south, east, north = shapely.bounds(turned).tolist()
        if is_lonlat(self.name):
            return turned if _lies_within((west, south, east, north), _EARTH) else None
        if not _lies_within((west, south, east, north), reach_of(self.name)):
            return None
        piece = max(east - west, north - south) / _EDGE_PIECES
        fine = shapely.segmentize(turned, piece) if piece > 0 else turned
        moved = transform(np.array([fine]), self.name, LONLAT)[0]
        return moved if np.isfinite(shapely.get_coordinates(moved)).all() else None

    def box_to_lonlat(self, corners: Sequence[float]) -> shapely.Geometry | None:
        """A rectangle of this system in longitude and latitude; None where it has no place there.

        In degrees a west edge greater than the east edge lies beyond the antimeridian.

        Args:
            corners: The least coordinates, then the greatest, in the order of the axes.

        Raises:
            InvalidInput: The least are greater.
        """
        first, second, third, fourth = corners
        west, south, east, north = (
            (second, first, fourth, third) if self.north_first else (first, second, third, fourth)
        )
        goes_around = west > east
        if south > north or (goes_around and not is_lonlat(self.name)):
            raise InvalidInput(
                Phrase("bbox: its first corner lies beyond its second."), parameter="bbox"
            )
        least, lowest, most, highest = reach_of(self.name)
        south, north = max(south, lowest), min(north, highest)
        if goes_around:
            west, east = min(west, most), max(east, least)
            parts = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
            return shapely.MultiPolygon(parts)
        west, east = max(west, least), min(east, most)
        if west > east or south > north:
            return None
        box = _rectangle(west, south, east, north)
        if is_lonlat(self.name):
            return box  # a rectangle may reach beyond the Earth: what it holds is still there
        return self.to_lonlat(_flipped(np.array([box]))[0] if self.north_first else box)


@cache
def served_crs() -> tuple[ServedCrs, ...]:
    """Every system that features are served in, longitude and latitude first."""
    lonlat = ServedCrs(CRS84, LONLAT, north_first=False, decimals=DEGREE_DECIMALS)
    return (lonlat, *map(_served, SERVED_BESIDE))


def find_served_crs(uri: str, parameter: str) -> ServedCrs:
    """The system with this name.

    Raises:
        InvalidInput: Features are not served in it; the message names the parameter.
    """
    found = next((one for one in served_crs() if one.uri == uri), None)
    if found is None:
        known = ", ".join(one.uri for one in served_crs())
        raise InvalidInput(
            Phrase("%(parameter)s: “%(uri)s” is not one of %(known)s.",
                   parameter=parameter, uri=uri[:80], known=known),
            parameter=parameter,
        )  # fmt: skip
    return found


def _served(name: str) -> ServedCrs:
    crs = named_crs(name)
    return ServedCrs(
        uri=crs_uri(name),
        name=name,
        north_first=crs.axis_info[0].direction == "north",
        decimals=DEGREE_DECIMALS if crs.is_geographic else _PLANE_DECIMALS,
    )


def _lies_within(edges: Edges, reach: Edges) -> bool:
    return (
        edges[0] >= reach[0]
        and edges[1] >= reach[1]
        and all(edge <= most for edge, most in zip(edges[2:], reach[2:], strict=True))
    )


def _rectangle(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """A rectangle; one without width or height is a line, one without either a point."""
    if (west, south) == (east, north):
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def _flipped(outlines: Outlines) -> Outlines:
    return shapely.transform(outlines, lambda xy: xy[:, ::-1])
