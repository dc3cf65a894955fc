import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.exports.outline_texts import outline_texts

_WEST, _EAST = st.floats(-180, 179), st.floats(0.0001, 1)
_SOUTH, _NORTH = st.floats(-90, 89), st.floats(0.0001, 1)


@st.composite
def _polygons(draw: st.DrawFn) -> shapely.Polygon:
    """A rectangle anywhere on Earth in either direction, with a hole or without."""
    west, south = draw(_WEST), draw(_SOUTH)
    east, north = west + draw(_EAST), south + draw(_NORTH)
    box = shapely.box(west, south, east, north, ccw=draw(st.booleans()))
    if draw(st.booleans()):
        return box
    inner = shapely.affinity.scale(box, 0.5, 0.5)
    return shapely.Polygon(box.exterior, [inner.exterior])


_OUTLINES = st.lists(
    st.none() | st.lists(_polygons(), max_size=3).map(shapely.MultiPolygon), max_size=6
)


@settings(max_examples=30)
@given(_OUTLINES)
def test_outlines_are_written_as_shapely_writes_them(
    outlines: list[shapely.MultiPolygon | None],
) -> None:
    texts = outline_texts([None if one is None else shapely.to_wkb(one) for one in outlines])
    array = np.array([*outlines, None], dtype=object)[:-1]
    rounded = shapely.transform(shapely.orient_polygons(array), lambda xy: np.round(xy, 7))
    wanted = [None if one is None else shapely.geometry.mapping(one) for one in rounded]
    assert [json.loads(text) for text in texts] == json.loads(json.dumps(wanted))


@pytest.mark.parametrize(
    ("degrees", "text"),
    [
        (-90.06, "-90.06"),
        (0.1, "0.1"),
        (-0.0000001, "-0.0000001"),
        (-0.00000001, "0.0"),
        (9.99999999, "10.0"),
        (100, "100.0"),
        (-179.1234567, "-179.1234567"),
        (32.0001, "32.0001"),
        (32.1000, "32.1"),
    ],
)
def test_a_number_has_the_digits_that_it_needs(degrees: float, text: str) -> None:
    land = shapely.MultiPolygon([shapely.Polygon([(degrees, 1), (degrees + 1, 1), (degrees, 2)])])
    (written,) = outline_texts([shapely.to_wkb(land)])
    assert f"[{text},1.0]" in written.decode()


def test_what_is_no_area_in_degrees_is_refused() -> None:
    in_metres = shapely.MultiPolygon([shapely.box(500_000, 1_300_000, 500_010, 1_300_010)])
    for wrong in (in_metres, shapely.Point(1, 2)):
        with pytest.raises(ValueError, match="outline"):
            outline_texts([shapely.to_wkb(wrong)])
    assert outline_texts([shapely.to_wkb(shapely.MultiPolygon())]) == [
        b'{"type":"MultiPolygon","coordinates":[]}'
    ]
