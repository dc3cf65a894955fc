import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.extent import Bbox, parse_bbox
from landtrust.errors import InvalidInput

degrees = st.floats(-180, 180, allow_nan=False)


@given(degrees, degrees, degrees, degrees)
def test_a_written_bbox_is_read_again(west: float, one: float, east: float, other: float) -> None:
    bbox = Bbox(west, min(one, other), east, max(one, other))
    assert parse_bbox(",".join(map(repr, bbox))) == bbox


@pytest.mark.parametrize(
    "text", ["1,2,1,2", "-180,-90,180,90", "170,-10,-170,10", "-90.3, 32.2, -90.1, 32.4"]
)
def test_points_the_world_the_dateline_and_blanks_are_fine(text: str) -> None:
    assert parse_bbox(text) == Bbox(*map(float, text.split(",")))


def test_heights_are_left_out() -> None:
    assert parse_bbox("1,2,-5,3,4,900") == Bbox(1, 2, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nan,nan,nan,nan",
        "1,2,inf,4",
        "1,2,1e400,4",
        "1,2,1e999,4",
        "1,2,3",
        "1,2,3,4,5",
        "1,2,3,4,5,6,7",
        "a,b,c,d",
        "1,2,3,",
        "1_0,2,30,4",
        "٣,2,4,5",
        "1,5,3,4",
        "1,2,3," + "4" * 5000,
    ],
)
def test_what_is_no_bbox_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="bbox"):
        parse_bbox(text)
