import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from landtrust.domain.geodesy import Surroundings
from tests.geodesic import A_STEP_M, brute_distance_m


def _array(*outlines: shapely.Geometry) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(outlines, dtype=object)


@settings(max_examples=30)
@given(
    lon=st.floats(-91.7, -84.9),
    lat=st.floats(30.1, 35.1),
    seed=st.integers(0, 2**32 - 1),
)
def test_distances_are_those_of_brute_force_along_the_geodesic(
    lon: float, lat: float, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    middles = np.array([lon, lat]) + chance.uniform(-0.02, 0.02, (8, 2))
    turns = np.sort(chance.uniform(0, 2 * np.pi, (8, 5)))
    corners = np.stack([np.cos(turns), np.sin(turns)], axis=2) * chance.uniform(1e-4, 2e-3)
    outlines = np.asarray(shapely.polygons(corners + middles[:, np.newaxis]))
    around = Surroundings(lon, lat)
    found = around.nearest(outlines).metres
    expected = np.array([brute_distance_m(one, lon, lat) for one in outlines])
    assert np.abs(found - expected).max() < A_STEP_M
    bounds = around.bounds_m(shapely.bounds(outlines))
    assert (bounds.least <= found).all()
    assert (found <= bounds.most).all()


def test_inside_and_on_the_edge_the_distance_is_nothing() -> None:
    square = shapely.box(-90.21, 32.30, -90.209, 32.301)
    for lon, lat in ((-90.2095, 32.3005), (-90.21, 32.3005), (-90.21, 32.30)):
        assert Surroundings(lon, lat).nearest(_array(square)).metres == pytest.approx(0, abs=1e-6)


def test_a_hole_is_outside_and_every_piece_counts() -> None:
    ring = shapely.box(-90.22, 32.29, -90.20, 32.31).difference(
        shapely.box(-90.211, 32.299, -90.209, 32.301)
    )
    far_piece = shapely.box(-90.11, 32.299, -90.10, 32.301)
    near_piece = shapely.box(-90.2098, 32.2999, -90.2097, 32.3001)
    in_pieces = shapely.MultiPolygon([far_piece, near_piece])
    hole, pieces = Surroundings(-90.21, 32.30).nearest(_array(ring, in_pieces)).metres
    assert hole == pytest.approx(brute_distance_m(ring, -90.21, 32.30), abs=A_STEP_M)
    assert pieces == pytest.approx(brute_distance_m(near_piece, -90.21, 32.30), abs=A_STEP_M)


def test_a_hundred_kilometres_off_a_lot_is_still_measured_to_the_metre() -> None:
    lot = shapely.box(-89.2, 32.9, -89.1995, 32.9005)
    (found,) = Surroundings(-90.21, 32.30).nearest(_array(lot)).metres
    expected = min(
        Geod(ellps="GRS80").inv(-90.21, 32.30, lon, lat)[2]
        for lon, lat in shapely.get_coordinates(shapely.segmentize(lot, 1e-6)).tolist()
    )
    assert found == pytest.approx(expected, abs=1.0)


def test_bounds_hold_far_away_and_near_a_pole() -> None:
    for lon, lat in ((-90.0, 32.0), (20.0, 89.9), (0.0, 0.0)):
        lots = shapely.box(
            lon + np.array([0.01, 1.0, 30.0]),
            lat - np.array([0.01, 1.0, 30.0]),
            lon + np.array([0.02, 1.01, 30.01]),
            lat - np.array([0.005, 0.99, 29.99]),
        )
        around = Surroundings(lon, lat)
        corners = np.asarray(shapely.points(shapely.bounds(lots)[:, :2]))
        bounds = around.bounds_m(shapely.bounds(lots))
        away = around.nearest(corners).metres
        assert (bounds.least <= away).all(), lat
        assert (away <= bounds.most).all(), lat


def test_the_way_to_the_nearest_edge_is_told_from_north_clockwise() -> None:
    lots = _array(
        shapely.box(-90.211, 32.301, -90.209, 32.303),
        shapely.box(-90.209, 32.299, -90.207, 32.301),
        shapely.box(-90.211, 32.297, -90.209, 32.299),
        shapely.box(-90.213, 32.299, -90.211, 32.301),
    )
    found = Surroundings(-90.21, 32.30).nearest(lots).bearings_deg
    assert (found + 1) % 360 - 1 == pytest.approx([0, 90, 180, 270], abs=0.01)
