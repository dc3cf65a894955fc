import json
from functools import partial
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landtrust.sources.geojson_wkb import UnusableGeometry, wkb_from_geojson

Shape = dict[str, object]
NUMBER = st.floats(-180, 180) | st.integers(-180, 180)


def geometry(kind: str, coordinates: object) -> Shape:
    return {"type": kind, "coordinates": coordinates}


def collection(parts: list[Shape]) -> Shape:
    return {"type": "GeometryCollection", "geometries": parts}


def shapes(size: int) -> st.SearchStrategy[Shape]:
    """Draw a geometry whose positions have `size` numbers."""
    position = st.lists(NUMBER, min_size=size, max_size=size)
    line = st.lists(position, min_size=2, max_size=5)
    ring = st.lists(position, min_size=3, max_size=5).map(lambda points: [*points, points[0]])
    polygon = st.lists(ring, min_size=1, max_size=3)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "Point": position,
        "LineString": line,
        "Polygon": polygon,
        "MultiPoint": st.lists(position, min_size=1, max_size=3),
        "MultiLineString": st.lists(line, min_size=1, max_size=3),
        "MultiPolygon": st.lists(polygon, min_size=1, max_size=3),
    }
    plain: st.SearchStrategy[Shape] = st.one_of(
        [strategy.map(partial(geometry, kind)) for kind, strategy in kinds.items()]
    )
    several = st.lists(plain, min_size=1, max_size=3)
    return plain | several.map(collection)


@given(st.sampled_from([2, 3]).flatmap(shapes))
def test_wkb_is_what_geos_reads_from_the_same_geojson(shape: dict[str, object]) -> None:
    written = wkb_from_geojson(shape)
    assert written is not None
    expected = shapely.from_geojson(json.dumps(shape))
    assert shapely.to_wkb(shapely.from_wkb(written)) == shapely.to_wkb(expected)
    assert shapely.from_wkb(written).has_z == expected.has_z


@pytest.mark.parametrize(
    "shape",
    [
        7,
        {"type": "Cube", "coordinates": []},
        {"type": ["Point"], "coordinates": []},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[1, 2]]},
        {"type": "Polygon", "coordinates": [[[1]]]},
        {"type": "Polygon", "coordinates": [[[1, None], [2, 3]]]},
        {"type": "Point", "coordinates": ["1", "2"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "MultiPoint", "coordinates": [1, 2]},
        {"type": "GeometryCollection", "geometries": {}},
    ],
)
def test_what_is_not_shaped_like_a_geometry_is_said(shape: object) -> None:
    with pytest.raises(UnusableGeometry):
        wkb_from_geojson(shape)


def test_empty_and_null_geometries_are_told_apart() -> None:
    assert wkb_from_geojson(None) is None
    for kind in ("Point", "LineString", "Polygon", "MultiPolygon"):
        written = wkb_from_geojson({"type": kind, "coordinates": []})
        assert shapely.is_empty(shapely.from_wkb(written))
