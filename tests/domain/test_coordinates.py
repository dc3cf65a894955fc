"""Coordinates as people type and paste them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.coordinates import Coordinates, parse_coordinates

PLACE = Coordinates(-90.2, 32.3)


@pytest.mark.parametrize(
    "text",
    [
        "32.3,-90.2",
        "-90.2, 32.3",
        " ( 32.3 ; -90.2 ) ",
        "32.3 -90.2",
        "geo:32.3,-90.2",
        "32.3N 90.2W",
        "N 32.3\u00b0, W 90.2\u00b0",
        "90.2 O, 32.3 N",
        "32.3, \u221290.2",
        "32\u00b018'00\"N 90\u00b012'00\"W",
        "32\u00b018\u2032 N, 90\u00b012\u2032 W",
        "-90\u00b012\u20320.0\u2033 32\u00b018\u20320\u2033",
    ],
)
def test_the_ways_to_write_a_point_are_one_point(text: str) -> None:
    assert parse_coordinates(text) == PLACE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "32.3",
        "101 103",
        "613-260",
        "9831-21",
        "101, 103",
        "12.5 30.25",  # a number of a lot, as far as anybody can tell
        "95.5, 200.1",
        "32.3 N, 90.2 N",
        "N 32.3 S, 90.2 W",
        "32\u00b060'00\"N 90\u00b012'00\"W",
        "32\u00b018'00\"N 90\u00b012'75\"W",
        "101.5 Example St, 39203",
        "1" * 200,
        " " * 200,
    ],
)
def test_what_is_no_point_is_none(text: str) -> None:
    assert parse_coordinates(text) is None


def test_elsewhere_on_earth_latitude_comes_first_where_it_can() -> None:
    assert parse_coordinates("48.2, 16.4") == Coordinates(16.4, 48.2)
    assert parse_coordinates("-33.9, 151.2") == Coordinates(151.2, -33.9)
    assert parse_coordinates("151.2, -33.9") == Coordinates(151.2, -33.9)


@settings(max_examples=30)
@given(
    lon=st.integers(-179_999_999, -1).map(lambda one: one / 1_000_000),
    lat=st.integers(1, 89_999_999).map(lambda one: one / 1_000_000),
)
def test_what_is_written_is_read_again(lon: float, lat: float) -> None:
    point = Coordinates(lon, lat)
    written = parse_coordinates(f"{lat:.6f}, {lon:.6f}")
    assert written == point
    west, north = point.written.split(",")
    assert (float(west), float(north)) == (lon, lat)
    assert "e" not in point.written
