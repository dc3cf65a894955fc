"""Corners: the lots around the place where two streets come together, and no others."""

import json
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, Engine, select

from landtrust.assets import data_folder
from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, Outlines, transform
from landtrust.domain.questions import parse_question
from landtrust.domain.street_matches import KnownStreet
from landtrust.domain.street_names import Street as StreetParts
from landtrust.model.parcels import ParcelOutline
from landtrust.queries.corners import CORNER_METRES, lots_at_corner, nearest_lots
from landtrust.queries.finding import MOST_AT_CORNER, find
from landtrust.queries.found import Found
from tests.seeded import HINDS
from tests.shelves import Shelf
from tests.stores import load

_FROM_THE_CROSSING = 100.0
"""Metres: lots of the one street lie behind the other's, a lot's depth from the crossing."""


def _found(connection: Connection, question: str) -> Found:
    return find(connection, parse_question(question))


def _shapes(connection: Connection, ids: Iterable[int]) -> Outlines:
    outlines = select(ParcelOutline.outline).where(ParcelOutline.parcel_id.in_(ids))
    wkb = np.array(list(connection.scalars(outlines)), dtype=object)
    return transform(shapely.from_wkb(wkb), LONLAT, MISSISSIPPI_TM)


def _crossing(*names: str) -> shapely.Geometry:
    """Where two streets cross on the sample's own map, which no query knows."""
    path = data_folder() / "sample" / "west_jackson_places.geojson"
    features = json.loads(path.read_text("utf-8"))["features"]
    lines = {one["properties"]["name"]: json.dumps(one["geometry"]) for one in features}
    drawn = np.array([shapely.from_geojson(lines[name]) for name in names], dtype=object)
    here, there = transform(drawn, LONLAT, MISSISSIPPI_TM)
    crossing: shapely.Geometry = shapely.intersection(here, there)
    return crossing


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Pecan & Mabry", ("W PECAN ST", "S MABRY ST")),
        ("corner of Hawthorn St and N Ellerbe", ("W HAWTHORN ST", "N ELLERBE ST")),
        ("W Sycamore @ S Garland", ("W SYCAMORE ST", "S GARLAND ST")),
        ("Persimmon / Lattimore", ("W PERSIMMON ST", "S LATTIMORE ST")),
    ],
)
def test_lots_of_a_corner_lie_around_the_crossing_the_nearest_first(
    neighborhood: Engine, question: str, names: tuple[str, str]
) -> None:
    crossing = _crossing(*names)
    with neighborhood.connect() as connection:
        found = _found(connection, question)
        shapes = _shapes(connection, [one.parcel_id for one in found.lots])
    assert found.by == "corner"
    assert 4 <= len(found.lots) <= MOST_AT_CORNER
    assert {"ST"} == {(one.address or "").split()[-1] for one in found.lots}
    assert float(shapely.distance(shapes, crossing).min()) < CORNER_METRES
    assert float(shapely.distance(shapes, crossing).max()) < _FROM_THE_CROSSING


def test_streets_that_come_nowhere_near_each_other_have_no_corner(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        apart = _found(connection, "Martin Ln & Lott St")
        unknown = _found(connection, "Hawthorn & Qwertzuiop")
    assert (apart.by, apart.lots, apart.more_lots) == ("corner", (), False)
    assert {one.name for one in apart.streets} >= {"MARTIN LN", "LOTT ST"}
    assert unknown.by != "corner"


Box = tuple[float, float, float, float]
"""West, south, east and north of a lot, in metres from the middle of a crossing."""

OAK: tuple[Box, ...] = tuple(
    (west, south, west + 15, south + 40)
    for west in (-55, -40, -25, 10, 25, 40)
    for south in (-50, 10)
)
"""Lots on both sides of a street that runs from west to east."""

ELM: tuple[Box, ...] = tuple(
    (west, south, west + 40, south + 15)
    for south in (*range(50, 170, 15), *range(-170, -55, 15))
    for west in (-50, 10)
)
"""Lots on both sides of one that runs from north to south, behind those."""

FIELD: Box = (-200, 50, -51, 170)
"""One large lot that lies along all lots of the other street."""


def _rows(town: str, street: str, boxes: Iterable[Box], at: tuple[float, float]) -> list[object]:
    edges = np.array(list(boxes)) + np.array([*at, *at])
    plane = transform(np.array([shapely.Point(-90.2, 32.3)]), LONLAT, MISSISSIPPI_TM)[0]
    edges = edges + np.array([plane.x, plane.y, plane.x, plane.y])
    outlines = transform(shapely.box(*edges.T), MISSISSIPPI_TM, LONLAT)
    return [
        {
            "type": "Feature",
            "properties": {
                "PARNO": f"{town[:3]}{street[:3]}{number}",
                "SITEADD": f"{number} {street}",
                "SCITY": town,
                "STCNTYFIPS": HINDS,
            },
            "geometry": json.loads(shapely.to_geojson(outline)),
        }
        for number, outline in enumerate(outlines, start=1)
    ]


@pytest.fixture(scope="module")
def crossroads(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Streets of the same names that cross in two towns, and two that are built up close."""
    narrow = [(west, 5, west + 4, 30) for west in range(-40, 40, 4)]
    features = [
        *_rows("JACKSON", "OAK ST", (FIELD, *OAK), (0, 0)),
        *_rows("JACKSON", "ELM ST", ELM, (0, 0)),
        *_rows("BYRAM", "OAK ST", OAK, (3_000, 0)),
        *_rows("BYRAM", "ELM ST", ELM, (3_000, 0)),
        # The limits of two towns may run along a street.
        *_rows("RAYMOND", "OAK ST", OAK[1::2], (3_000, 0.5)),
        *_rows("CLINTON", "GUM ST", narrow, (0, 3_000)),
        *_rows("CLINTON", "ASH ST", [(one[0], -30, one[2], -5) for one in narrow], (0, 3_000)),
    ]
    path = tmp_path_factory.mktemp("crossroads") / "crossroads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    with shelf.opened_copy(store_template) as engine:
        load(engine, path, "sample_west_jackson")
        yield engine


def test_a_large_lot_beside_the_other_street_moves_no_corner(crossroads: Engine) -> None:
    with crossroads.connect() as connection:
        found = _found(connection, "Oak & Elm, Jackson")
        shapes = _shapes(connection, [one.parcel_id for one in found.lots])
    middle = transform(np.array([shapely.Point(-90.2, 32.3)]), LONLAT, MISSISSIPPI_TM)[0]
    assert {one.city for one in found.lots} == {"JACKSON"}
    assert {(one.address or "")[-6:] for one in found.lots} == {"OAK ST", "ELM ST"}
    assert float(shapely.distance(shapes, middle).max()) < _FROM_THE_CROSSING
    assert "1 OAK ST" not in [one.address for one in found.lots]


def test_streets_of_the_same_names_have_a_corner_in_each_town(crossroads: Engine) -> None:
    with crossroads.connect() as connection:
        found = _found(connection, "Oak & Elm")
    towns = [one.city for one in found.lots]
    assert found.more_lots
    assert len(towns) == MOST_AT_CORNER
    assert {"JACKSON", "BYRAM"} <= set(towns)
    assert len({one.parcel_id for one in found.lots}) == len(found.lots)


def test_streets_that_nobody_lives_on_any_more_have_no_corner(seeded: Connection) -> None:
    gone = [
        KnownStreet(number, HINDS, "HINDS", None, StreetParts("", "GONE", "ST"))
        for number in (990, 991)
    ]
    assert lots_at_corner(seeded, gone[:1], gone[1:], 5) == ([], False)
    assert nearest_lots(seeded, (gone[:1], gone[1:])) == ([], None)


def test_more_lots_than_are_shown_are_said_to_be_more(crossroads: Engine) -> None:
    with crossroads.connect() as connection:
        found = _found(connection, "Gum & Ash")
    assert len(found.lots) == MOST_AT_CORNER
    assert found.more_lots
