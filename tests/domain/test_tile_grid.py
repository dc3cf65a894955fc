"""The grid of tiles, beside the registry's numbers and beside a projection of its own."""

import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.extent import Bbox
from landtrust.domain.tile_grid import MOST_NORTH, ORIGIN_M, TileLimits, tile_limits, zooms

_TO_PLANE = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)


@pytest.mark.parametrize(
    ("number", "scale", "pixel_m", "side"),
    [
        (0, 559082264.028717, 156543.033928041, 1),
        (1, 279541132.014358, 78271.5169640204, 2),
        (12, 136494.693366386, 38.2185141425881, 4096),
        (15, 17061.8366707982, 4.77731426782351, 32768),
        (20, 533.182395962445, 0.149291070869485, 1048576),
        (24, 33.3238997476528, 0.0093306919293428, 16777216),
    ],
)
def test_the_scales_are_those_of_the_registry(
    number: int, scale: float, pixel_m: float, side: int
) -> None:
    one = zooms()[number]
    assert (one.number, one.side) == (number, side)
    assert one.scale == pytest.approx(scale, rel=1e-14)
    assert one.pixel_m == pytest.approx(pixel_m, rel=1e-14)


def test_the_grid_ends_where_the_plane_is_square() -> None:
    assert len(zooms()) == 25
    corner = _TO_PLANE.transform(-180, MOST_NORTH)
    assert corner == pytest.approx(ORIGIN_M, abs=1e-6)


_LONGITUDES = st.floats(-179.9, 179.8)
_LATITUDES = st.floats(-84, 83.9)


@settings(max_examples=30)
@given(_LONGITUDES, _LATITUDES, st.floats(1e-4, 0.1), st.integers(0, 18))
def test_the_corners_of_a_rectangle_lie_in_its_outermost_tiles(
    west: float, south: float, size: float, zoom: int
) -> None:
    limits = tile_limits(Bbox(west, south, west + size, south + size), zoom)
    tile_m = zooms()[zoom].pixel_m * 256
    for longitude, latitude, column, row in (
        (west, south + size, limits.first_column, limits.first_row),
        (west + size, south, limits.last_column, limits.last_row),
    ):
        x, y = _TO_PLANE.transform(longitude, latitude)
        assert -1e-6 <= (x - ORIGIN_M[0]) / tile_m - column <= 1 + 1e-6
        assert -1e-6 <= (ORIGIN_M[1] - y) / tile_m - row <= 1 + 1e-6
    assert limits.holds(limits.first_row, limits.last_column)
    assert not limits.holds(limits.first_row - 1, limits.first_column)
    assert not limits.holds(limits.last_row + 1, limits.first_column)
    assert not limits.holds(limits.first_row, limits.first_column - 1)
    assert not limits.holds(limits.first_row, limits.last_column + 1)


@pytest.mark.parametrize(
    ("bounds", "zoom", "expected"),
    [
        ((-180, -90, 180, 90), 0, (0, 0, 0, 0)),
        ((-180, -90, 180, 90), 2, (0, 3, 0, 3)),
        ((-180, 0, 0, MOST_NORTH), 1, (0, 0, 0, 0)),  # edges on the lines of the grid
        ((0, 0, 0, 0), 1, (1, 1, 1, 1)),  # a point on a corner of four tiles
        ((180, -90, 180, -90), 3, (7, 7, 7, 7)),
    ],
)
def test_what_only_touches_a_tile_is_not_in_it(
    bounds: tuple[float, float, float, float], zoom: int, expected: tuple[int, int, int, int]
) -> None:
    assert tile_limits(Bbox(*bounds), zoom) == TileLimits(zoom, *expected)
