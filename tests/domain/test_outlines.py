"""Outlines: what comes out of the check is valid and ours, or nothing with a reason."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from shapely.geometry.base import BaseGeometry

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, area_sqm, to_lonlat, transform
from landtrust.domain.extent import Bbox
from landtrust.domain.measures import measure
from landtrust.domain.outlines import (
    CheckedOutlines,
    Verdicts,
    as_multipolygons,
    check_outlines,
    same_outline,
)
from landtrust.domain.rounding import DEGREE_DECIMALS

EVERYWHERE = Bbox(-180, -90, 180, 90)
HERE = Bbox(-92, 30, -84, 36)


def _array(*shapes: BaseGeometry | bytes | None) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _check(
    *shapes: BaseGeometry | None, crs: str = LONLAT, extent: Bbox = HERE
) -> tuple[CheckedOutlines, Verdicts]:
    verdicts = Verdicts(len(shapes))
    wkb = _array(*(None if shape is None else shape.wkb for shape in shapes))
    return check_outlines(wkb, crs, extent, verdicts), verdicts


def _assert_sound(checked: CheckedOutlines, verdicts: Verdicts) -> None:
    kept = ~verdicts.rejected
    outlines = checked.outlines_lonlat[kept]
    assert (shapely.get_type_id(outlines) == 6).all()
    assert shapely.is_valid(outlines).all()
    assert not shapely.has_z(outlines).any()
    shells = shapely.get_exterior_ring(shapely.get_parts(outlines))
    assert shapely.is_ccw(shells).all()
    rounded = shapely.transform(outlines, lambda lonlat: np.round(lonlat, DEGREE_DECIMALS))
    assert shapely.is_valid(rounded).all()
    assert (checked.areas_sqm[kept] > 0).all()
    assert np.isnan(checked.areas_sqm[~kept]).all()
    assert shapely.is_missing(checked.outlines_lonlat[~kept]).all()
    assert all(verdicts.reasons[~kept])
    assert all(verdicts.details[~kept])
    assert not any(verdicts.reasons[kept])
    assert not any(checked.problems[~kept])
    found = measure(checked.outlines_lonlat, checked.areas_sqm)
    labels = shapely.points(found.label_lon[kept], found.label_lat[kept])
    assert shapely.intersects(outlines, labels).all()
    assert (found.west[kept] <= found.label_lon[kept]).all()
    assert (found.north[kept] >= found.label_lat[kept]).all()


def _lon() -> SearchStrategy[float]:
    return st.sampled_from([-90 + n / 1000 for n in range(8)])


def _points(least: int) -> SearchStrategy[list[tuple[float, float]]]:
    return st.lists(
        st.tuples(_lon(), _lon().map(lambda lon: lon + 122)), min_size=least, max_size=9
    )


def _polygons() -> SearchStrategy[shapely.Polygon]:
    holes = st.lists(_points(3), max_size=2)
    return st.builds(shapely.Polygon, _points(3), holes)


def _multipolygon(parts: list[shapely.Polygon]) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(parts)


SHAPES = st.one_of(
    st.none(),
    _polygons(),
    st.lists(_polygons(), max_size=3).map(_multipolygon),
    _points(2).map(shapely.LineString),
    _points(1).map(shapely.MultiPoint),
    st.lists(_polygons() | _points(2).map(shapely.LineString), max_size=3).map(
        shapely.GeometryCollection
    ),
    _polygons().map(lambda shape: shapely.force_3d(shape, 3.0)),
)


@given(st.lists(SHAPES, min_size=1, max_size=6), st.sampled_from([LONLAT, "EPSG:4269"]))
def test_what_the_check_lets_through_is_a_valid_multipolygon_with_its_shells_counter_clockwise(
    shapes: list[BaseGeometry | None], crs: str
) -> None:
    _assert_sound(*_check(*shapes, crs=crs))


@given(st.lists(_polygons(), min_size=1, max_size=4))
def test_the_area_is_the_same_from_degrees_and_from_the_plane(
    shapes: list[BaseGeometry],
) -> None:
    on_plane = transform(_array(*shapes), LONLAT, MISSISSIPPI_TM)
    from_plane, verdicts = _check(*on_plane, crs=MISSISSIPPI_TM)
    _assert_sound(from_plane, verdicts)
    kept = ~verdicts.rejected
    expected = area_sqm(from_plane.outlines_lonlat[kept])
    assert from_plane.areas_sqm[kept] == pytest.approx(expected, rel=1e-6, abs=0.02)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_geometry_are_rejected(noise: bytes) -> None:
    verdicts = Verdicts(1)
    checked = check_outlines(_array(noise), LONLAT, HERE, verdicts)
    _assert_sound(checked, verdicts)


def test_geometries_that_geos_itself_is_tested_with_are_kept_valid_or_rejected(
    shared_data: Path,
) -> None:
    path = shared_data / "robust" / "geos_validity_cases.jsonl"
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    with np.errstate(invalid="ignore"):  # some cases are of NaN
        shapes = shapely.from_wkt([case["wkt"] for case in cases], on_invalid="ignore")
    assert len(shapes) == 908
    small = [_scaled(shape) for shape in shapes]
    checked, verdicts = _check(*small, extent=EVERYWHERE)
    _assert_sound(checked, verdicts)
    is_area = np.isin(shapely.get_type_id(small), [3, 6])
    valid = shapely.is_valid(_array(*small)) & is_area
    mended = np.array([problem is not None for problem in checked.problems])
    kept = ~verdicts.rejected
    assert not (mended & valid).any()
    assert (mended | ~kept)[is_area & ~valid].all()


def _scaled(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The shape shrunk or moved into a degree near Jackson, where it has a finite size."""
    if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
        return shape
    west, south, east, north = shape.bounds
    size = max(east - west, north - south) or 1.0
    corner = np.array([west, south])
    return shapely.transform(
        shapely.force_2d(shape), lambda xy: (xy - corner) / size + np.array([-90.5, 32.0])
    )


def test_each_kind_of_unfit_outline_has_its_reason() -> None:
    box = shapely.box(-90, 32, -89.99, 32.01)
    _, verdicts = _check(
        None,
        shapely.Polygon(),
        shapely.Point(-90, 32),
        shapely.box(10, 10, 11, 11),
        shapely.box(-90, 32, -90 + 1e-9, 32 + 1e-9),
        shapely.box(-90, 32, float("inf"), 33),
        box,
    )
    assert verdicts.reasons.tolist() == [
        "no outline",
        "no outline",
        "not an area",
        "outside",
        "no area",
        "bad coordinate",
        None,
    ]


def test_a_repair_of_which_nothing_is_left_is_no_area() -> None:
    flat = [(-90, 32), (-89.99, 32), (-90, 32)]
    _, verdicts = _check(shapely.MultiPolygon([shapely.Polygon(flat)]), shapely.Polygon(flat))
    assert verdicts.reasons.tolist() == ["no area", "no area"]


def test_a_polygon_that_geos_mends_into_something_invalid_is_mended_again() -> None:
    points = [(6, 2), (7, 4), (0, 0), (0, 7), (5, 4), (4, 6)]
    tangle = shapely.Polygon([(-90 + x / 1000, 32 + y / 1000) for x, y in points])
    _assert_sound(*_check(tangle))


def test_what_cannot_be_mended_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapely, "make_valid", lambda shapes, **_: shapes)
    tie = shapely.Polygon([(-90, 32), (-89.99, 32.01), (-89.99, 32), (-90, 32.02)])
    checked, verdicts = _check(tie)
    assert verdicts.reasons.tolist() == ["cannot be mended"]
    assert checked.problems.tolist() == [None]


def test_an_empty_part_of_an_outline_is_left_out() -> None:
    box = shapely.box(-90, 32, -89.99, 32.01)
    checked, _ = _check(shapely.MultiPolygon([box, shapely.Polygon()]))
    assert shapely.get_num_geometries(checked.outlines_lonlat).tolist() == [1]


def test_a_repair_says_the_problem_and_the_area_before() -> None:
    tie = shapely.Polygon([(-90, 32), (-89.99, 32.01), (-89.99, 32), (-90, 32.01)])
    checked, verdicts = _check(tie)
    assert not verdicts.rejected.any()
    assert checked.problems[0].startswith("Self-intersection")
    assert checked.areas_before_sqm[0] < checked.areas_sqm[0]


def test_the_first_reason_for_a_rejection_stands() -> None:
    verdicts = Verdicts(2)
    verdicts.reject(np.array([True, False]), "one", "One.")
    verdicts.reject(np.array([True, True]), "two", "Two.")
    assert verdicts.reasons.tolist() == ["one", "two"]


def test_multipolygons_of_nested_collections_have_all_their_areas() -> None:
    box = shapely.box(0, 0, 1, 1)
    nested = shapely.GeometryCollection(
        [shapely.GeometryCollection([box]), shapely.MultiPolygon([box, box])]
    )
    made = as_multipolygons(_array(nested, None, shapely.Point(0, 0), box))
    assert shapely.get_num_geometries(made).tolist() == [3, 0, 0, 1]
    assert shapely.is_missing(as_multipolygons(_array(None))).all()


@given(_polygons(), st.integers(0, 8), st.sampled_from([0.0, 1e-9, -1e-9]))
def test_an_outline_stays_the_same_wherever_its_ring_begins(
    shape: shapely.Polygon, start: int, shift: float
) -> None:
    points = list(shape.exterior.coords)[:-1]
    turned = points[start % len(points) :] + points[: start % len(points)]
    other = shapely.Polygon([(x + shift, y) for x, y in turned], list(shape.interiors))
    if shift and shape.interiors:
        return
    assert same_outline(_array(shape), _array(other)).all()


def test_outlines_that_differ_by_a_metre_or_are_absent_are_not_the_same() -> None:
    box = shapely.box(-90, 32, -89.99, 32.01)
    wider = shapely.box(-90, 32, -89.99001, 32.01)
    notched = shapely.Polygon(
        [(-90, 32), (-89.99, 32), (-89.99, 32.01), (-89.995, 32.005), (-90, 32.01)]
    )
    pairs = _array(box, box, None), _array(wider, notched, box)
    assert same_outline(*pairs).tolist() == [False, False, False]


def test_the_unit_of_the_plane_does_not_matter_to_the_area() -> None:
    box = _array(shapely.box(-90, 32, -89.99, 32.01))
    feet = transform(box, LONLAT, "EPSG:2254")
    checked, _ = _check(*feet, crs="EPSG:2254")
    assert checked.areas_sqm == pytest.approx(area_sqm(box), rel=1e-6)
    assert shapely.equals_exact(to_lonlat(feet, "EPSG:2254"), box, 1e-7).all()
