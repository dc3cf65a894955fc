import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.crs import Outlines
from landtrust.domain.rounding import ready_to_round, rounded

# As they came from two cities: corners a millimetre apart, on a grid of a centimetre.
_DOUBLED = shapely.from_wkt(
    "MULTIPOLYGON (((-75.0254459 40.1012942, -75.0254460 40.1012943, -75.02544602 40.10129428,"
    " -75.0260 40.1018, -75.0250 40.1018, -75.0254459 40.1012942)), ((-75.02544601 40.10129431,"
    " -75.02544603 40.10129434, -75.02544604 40.10129431, -75.02544601 40.10129431)))"
)
_THIN = shapely.from_wkt("MULTIPOLYGON (((0 0, 1 0, 1 0.00000001, 0 0.00000001, 0 0)))")


def _many(*outlines: shapely.Geometry | None) -> Outlines:
    return np.array(outlines, dtype=object)


def _goes_round_the_right_way(outline: shapely.MultiPolygon) -> bool:
    return all(
        part.exterior.is_ccw and not any(hole.is_ccw for hole in part.interiors)
        for part in outline.geoms
    )


def test_what_is_thinner_than_the_last_decimal_is_left_out_and_the_rest_is_sound() -> None:
    (found,) = rounded(_many(_DOUBLED), 7)
    assert not shapely.is_valid(shapely.transform(_DOUBLED, lambda xy: np.round(xy, 7)))
    assert shapely.is_valid(found)
    assert len(found.geoms) == 1
    assert shapely.area(found) == pytest.approx(shapely.area(_DOUBLED), rel=1e-3)
    corners = shapely.get_coordinates(found)
    assert (np.round(corners, 7) == corners).all()


def test_where_nothing_would_be_left_all_decimals_stay() -> None:
    assert shapely.equals_exact(rounded(_many(_THIN), 7), _many(_THIN)).all()
    assert ready_to_round(_many(_THIN), 7).tolist() == [None]


def test_what_is_not_there_stays_so() -> None:
    lot = shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])
    assert rounded(_many(None, lot), 7).tolist() == [None, lot]
    assert rounded(_many(), 7).tolist() == []


def test_what_can_be_rounded_corner_by_corner_keeps_its_decimals() -> None:
    lot = shapely.MultiPolygon([shapely.box(0.123456789, 0.123456789, 0.2, 0.2)])
    given = _many(lot, None, _DOUBLED)
    found = ready_to_round(given, 7)
    assert found[0] is lot
    assert found[1] is None
    assert shapely.equals_exact(found[2], rounded(given, 7)[2])


@settings(max_examples=15)
@given(
    points=st.lists(
        st.tuples(st.integers(0, 4_000), st.integers(0, 4_000)), min_size=5, max_size=20
    )
)
def test_every_outline_stays_sound_and_goes_round_the_right_way(
    points: list[tuple[int, int]],
) -> None:
    ring = np.array(points) * 1e-9
    areas = [
        part
        for part in shapely.get_parts(shapely.make_valid(shapely.Polygon(ring)))
        if part.geom_type == "Polygon"
    ]
    mended = shapely.MultiPolygon(areas)
    if not (areas and shapely.is_valid(mended)):
        return
    (found,) = rounded(_many(mended), 7)
    assert shapely.is_valid(found)
    assert found.geom_type == "MultiPolygon"
    assert _goes_round_the_right_way(found)
    (ready,) = ready_to_round(_many(mended), 7)
    plain = shapely.transform(ready, lambda xy: np.round(xy, 7))
    assert ready is None or shapely.equals_exact(plain, found)
