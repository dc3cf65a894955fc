"""Outlines that cannot be mended in time are told from those that can."""

import numpy as np
import pytest
import shapely

from landtrust.domain.extent import Bbox
from landtrust.domain.outlines import Verdicts, check_outlines
from landtrust.domain.tangles import MOST_POINTS, are_too_tangled, have_too_many_points

WEST, SOUTH = -90.2, 32.3
MISSISSIPPI = Bbox(-92, 30, -88, 35)


def star(corners: int) -> shapely.Polygon:
    """A star whose every line crosses nearly every other."""
    turn = 2 * np.pi * (np.arange(corners) * (corners // 2) % corners) / corners
    return shapely.Polygon(np.column_stack((WEST + np.cos(turn) / 1e3, SOUTH + np.sin(turn) / 1e3)))


def wavy_lot(corners: int) -> shapely.Polygon:
    """A lot with a long shore, two points of which are the wrong way round."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    far = 0.01 * (1 + 0.05 * np.sin(40 * turn))
    ring = np.column_stack((WEST + far * np.cos(turn), SOUTH + far * np.sin(turn)))
    ring[[10, 11]] = ring[[11, 10]]
    return shapely.Polygon(ring)


def _array(*shapes: shapely.Geometry) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _checked(*shapes: shapely.Geometry) -> tuple[list[str | None], list[bool]]:
    verdicts = Verdicts(len(shapes))
    found = check_outlines(
        shapely.to_wkb(_array(*shapes)).astype(object), "EPSG:4326", MISSISSIPPI, verdicts
    )
    return verdicts.reasons.tolist(), shapely.is_valid(found.outlines_lonlat).tolist()


def test_a_star_is_too_tangled_and_a_long_shore_is_not() -> None:
    shapes = _array(star(3_001), wavy_lot(50_000), star(7), star(201))
    assert are_too_tangled(shapes).tolist() == [True, False, False, False]


def test_ten_thousand_holes_in_one_place_are_too_tangled() -> None:
    ring = [(WEST, SOUTH), (WEST + 1e-3, SOUTH), (WEST, SOUTH + 1e-3)]
    assert are_too_tangled(_array(shapely.Polygon(ring, [ring] * 10_000))).tolist() == [True]


def test_many_stars_together_are_too_much_from_some_place_on() -> None:
    tangled = are_too_tangled(_array(*[star(251)] * 9)).tolist()
    assert tangled[0] is False
    assert tangled[-1] is True
    assert tangled == sorted(tangled)


def test_a_ring_with_more_points_than_any_parcel_has_too_many() -> None:
    lots = _array(wavy_lot(MOST_POINTS + 1), wavy_lot(100), None)  # type: ignore[arg-type]
    assert have_too_many_points(lots).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [(star(3_001), "too tangled"), (wavy_lot(MOST_POINTS + 1), "too many points")],
    ids=["star", "points"],
)
def test_the_good_outlines_beside_it_are_kept_and_mended(bad: shapely.Polygon, reason: str) -> None:
    reasons, valid = _checked(star(7), bad, shapely.box(WEST, SOUTH, WEST + 1e-3, SOUTH + 1e-3))
    assert reasons == [None, reason, None]
    assert valid == [True, False, True]
