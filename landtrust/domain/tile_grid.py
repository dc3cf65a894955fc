"""The grid of square tiles that maps on the web use: WebMercatorQuad.

Each zoom halves the tiles of the one before. Rows are counted from the north, columns from the
west.

Source:
    OGC 17-083r4 (Two Dimensional Tile Matrix Set 2.0), annex D.1 and section 6.2.
"""

import math
from typing import NamedTuple

from landtrust.domain.crs import crs_uri
from landtrust.domain.extent import Bbox

GRID = "WebMercatorQuad"
GRID_TITLE = "Google Maps Compatible for the World"
GRID_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
GRID_SCALES_URI = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
GRID_CRS = crs_uri("EPSG:3857")
TILE_PIXELS = 256

ORIGIN_M = (-20_037_508.3427892, 20_037_508.3427892)
"""The north-west corner of the grid, metres on its plane, as the registry writes it."""

MOST_NORTH = math.degrees(math.atan(math.sinh(math.pi)))
"""The northern edge of the grid, degrees of latitude; the southern one lies opposite."""

_DEEPEST_ZOOM = 24
_EQUATOR_M = 2 * math.pi * 6_378_137
_PIXEL_M = 0.000_28
"""The size of a pixel where scales are compared (OGC 17-083r4, section 6.1.1.1)."""


class Zoom(NamedTuple):
    """One scale of the grid.

    Attributes:
        number: Which, from 0; also its name.
        scale: The denominator of its scale, at the equator.
        pixel_m: What a pixel spans at the equator, metres.
        side: How many tiles there are in a row, and in a column.
    """

    number: int
    scale: float
    pixel_m: float
    side: int


class TileLimits(NamedTuple):
    """The rows and columns of one zoom in which there can be something, each end included."""

    zoom: int
    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a tile is among them."""
        return (
            self.first_row <= row <= self.last_row
            and self.first_column <= column <= self.last_column
        )


def zooms() -> tuple[Zoom, ...]:
    """Every scale of the grid, the smallest first.

    >>> zooms()[15].side
    32768
    """
    return tuple(map(_zoom, range(_DEEPEST_ZOOM + 1)))


def tile_limits(bounds: Bbox, zoom: int) -> TileLimits:
    """The tiles of a zoom that a rectangle reaches into.

    What only touches a tile from outside does not count; a rectangle without size does.

    Args:
        bounds: Degrees; its west edge is west of its east edge.
        zoom: Which scale.

    >>> tile_limits(Bbox(-90.21, 32.29, -90.20, 32.30), 12)
    TileLimits(zoom=12, first_row=1659, last_row=1659, first_column=1021, last_column=1021)
    """
    side = 1 << zoom
    first_column, last_column = _reached(_across(bounds.west), _across(bounds.east), side)
    first_row, last_row = _reached(_down(bounds.north), _down(bounds.south), side)
    return TileLimits(zoom, first_row, last_row, first_column, last_column)


def _zoom(number: int) -> Zoom:
    side = 1 << number
    pixel_m = _EQUATOR_M / (TILE_PIXELS * side)
    return Zoom(number, pixel_m / _PIXEL_M, pixel_m, side)


def _across(longitude: float) -> float:
    """How far east a meridian lies in the grid, from 0 to 1."""
    return (longitude + 180) / 360


def _down(latitude: float) -> float:
    """How far south a parallel lies in the grid, from 0 to 1."""
    within = max(-MOST_NORTH, min(MOST_NORTH, latitude))
    return (1 - math.asinh(math.tan(math.radians(within))) / math.pi) / 2


def _reached(begin: float, end: float, side: int) -> tuple[int, int]:
    first = min(max(math.floor(begin * side), 0), side - 1)
    last = min(math.ceil(end * side), side) - 1
    return first, max(first, last)
