"""Where lines of a map of streets come together."""

import pytest
import shapely

from landtrust.domain.questions import parse_question
from landtrust.domain.street_crossings import DrawnStreet, crossing, drawn_as
from landtrust.domain.street_names import parse_street

WEST, EAST, NORTH = -90.21, -90.20, 32.31
LINE = shapely.LineString([(WEST, 32.30), (EAST, 32.30)])


def _street(name: str, line: shapely.Geometry, county: str = "28049") -> DrawnStreet:
    return DrawnStreet(county, parse_street(name), line)


OAK = _street("OAK ST", LINE)


@pytest.mark.parametrize("south", [32.30, 32.29, 32.300005])
def test_streets_meet_where_they_cross_touch_or_all_but_touch(south: float) -> None:
    elm = _street("ELM ST", shapely.LineString([(-90.205, south), (-90.205, NORTH)]))
    place = crossing([OAK], [elm])
    assert place is not None
    assert (place.x, place.y) == pytest.approx((-90.205, 32.30), abs=0.00001)


def test_streets_that_do_not_touch_or_lie_in_two_counties_meet_nowhere() -> None:
    apart = _street("ELM ST", shapely.LineString([(-90.205, 32.301), (-90.205, NORTH)]))
    across = shapely.LineString([(-90.205, 32.29), (-90.205, NORTH)])
    assert crossing([OAK], [apart]) is None
    assert crossing([OAK], [_street("ELM ST", across, "28121")]) is None
    assert crossing([OAK], [OAK]) is None


def test_of_two_places_where_streets_meet_one_is_told() -> None:
    bow = shapely.LineString(
        [(-90.209, NORTH), (-90.209, 32.29), (-90.202, 32.29), (-90.202, NORTH)]
    )
    place = crossing([OAK], [_street("BOW LN", bow)])
    assert place is not None
    assert round(place.x, 3) in (-90.209, -90.202)


def test_only_the_street_with_just_the_name_is_meant() -> None:
    drawn = [OAK, _street("N OAK ST", LINE), _street("ELM ST", LINE)]

    def named(text: str) -> list[DrawnStreet]:
        return drawn_as(parse_question(text).readings, drawn, {"JACKSON"})

    assert named("N Oak St") == [drawn[1]]
    assert named("elm, Jackson") == [drawn[2]]
    assert named("elm, Vicksburg") == []
    assert named("S Oak St") == []
