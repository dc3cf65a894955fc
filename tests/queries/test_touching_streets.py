"""Every two streets that touch on the sample's own map: where they meet, or what is near it."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, Engine, select

from landtrust.assets import data_folder
from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, transform
from landtrust.domain.questions import parse_question
from landtrust.domain.street_crossings import DrawnStreet
from landtrust.domain.street_names import parse_street
from landtrust.model.roll import RollEntry
from landtrust.model.streets import Street
from landtrust.queries.corners import CORNER_METRES, FARTHEST_APART_M
from landtrust.queries.finding import find
from landtrust.queries.found import Found
from landtrust.sources.named_land import named_streets
from tests.seeded import HINDS

_PLACES = data_folder() / "sample" / "west_jackson_places.geojson"
_ONE_CORNER = 110.0


def _drawn() -> tuple[DrawnStreet, ...]:
    return tuple(
        DrawnStreet(HINDS, parse_street(one.name), one.line_lonlat)
        for one in named_streets(_PLACES)
    )


def _touching() -> Iterator[tuple[str, str, shapely.Geometry]]:
    """Two names, and where their lines touch, on the plane."""
    lines = named_streets(_PLACES)
    drawn = np.array([one.line_lonlat for one in lines], dtype=object)
    plane = transform(drawn, LONLAT, MISSISSIPPI_TM)
    for first, second in combinations(range(len(lines)), 2):
        if plane[first].distance(plane[second]) < 1:
            met = shapely.intersection(plane[first].buffer(1), plane[second].buffer(1))
            yield lines[first].name, lines[second].name, met


TOUCHING = tuple(_touching())


def _with_lots(connection: Connection) -> set[str]:
    on_roll = RollEntry.recorded_to_id.is_(None)
    named = select(Street.name).join(RollEntry, RollEntry.street_id == Street.id).where(on_roll)
    return set(connection.scalars(named.distinct()))


def _place(found: Found) -> shapely.Point:
    assert found.corner is not None
    here = shapely.Point(found.corner.lon, found.corner.lat)
    place: shapely.Point = transform(np.array([here], dtype=object), LONLAT, MISSISSIPPI_TM)[0]
    return place


def test_the_map_tells_where_all_streets_meet_that_touch_on_it(neighborhood: Engine) -> None:
    drawn = _drawn()
    assert len(TOUCHING) > 200
    with neighborhood.connect() as connection:
        has_lots = _with_lots(connection)
        for first, second, met in TOUCHING:
            found = find(connection, parse_question(f"{first} & {second}"), drawn)
            said = (first, second, found)
            assert found.by == "corner", said
            assert _place(found).distance(met) < _ONE_CORNER, said
            assert found.corner is not None
            assert set(found.corner.empty) == {first, second} - has_lots, said
            assert {one.name for one in found.streets} <= {first, second}, said
            there = {one for one in (first, second) if one in has_lots}
            shown = {one.street_id for one in found.lots}
            assert len(shown & {one.id for one in found.streets}) == len(there), said
            away = [one.away_m or 0.0 for one in found.lots]
            assert away == sorted(away), said


def test_without_a_map_the_nearest_lots_of_both_streets_are_offered(neighborhood: Engine) -> None:
    alone = 0
    with neighborhood.connect() as connection:
        has_lots = _with_lots(connection)
        for first, second, met in TOUCHING:
            if not {first, second} <= has_lots:
                continue
            found = find(connection, parse_question(f"{first} & {second}"))
            said = (first, second, found)
            assert found.lots, said
            assert found.instead == (), said
            if found.corner is not None:
                alone += 1
                assert 0 < (found.corner.apart_m or 0) <= FARTHEST_APART_M, said
                streets = {one.street_id for one in found.lots}
                assert len(streets) == 2, said
                assert _place(found).distance(met) < FARTHEST_APART_M, said
    assert alone > 40


def test_a_street_that_is_taken_for_another_is_said_to_be(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        found = find(connection, parse_question("N Boykin St & W Jubilee Ave"))
        drawn = find(connection, parse_question("N Boykin St & W Jubilee Ave"), _drawn())
    assert found.instead == (("N BOYKIN ST", "S BOYKIN ST"),)
    assert drawn.instead == ()
    assert drawn.corner is not None
    assert drawn.corner.empty == ("N BOYKIN ST",)
    assert {one.name for one in drawn.streets} == {"W JUBILEE AVE"}


@pytest.mark.parametrize(
    "question", ["Pecan & Mabry", "corner of w pecan st and mabry", "Pecan @ Mabry, Jackson MS"]
)
def test_a_corner_of_the_map_is_found_however_it_is_written(
    neighborhood: Engine, question: str
) -> None:
    with neighborhood.connect() as connection:
        found = find(connection, parse_question(question), _drawn())
    assert found.corner is not None
    assert found.corner.apart_m is None
    near = [one for one in found.lots if (one.away_m or 0.0) <= CORNER_METRES]
    assert len(near) >= 4


def test_a_map_says_nothing_of_another_town_or_of_streets_that_do_not_meet(
    neighborhood: Engine,
) -> None:
    with neighborhood.connect() as connection:
        for question in ("Pecan & Mabry, Vicksburg", "Martin Ln & Lott St"):
            found = find(connection, parse_question(question), _drawn())
            assert found.corner is None or found.corner.apart_m is not None, question
