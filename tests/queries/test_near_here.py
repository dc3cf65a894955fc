from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select, update

from landtrust.domain import long_outlines
from landtrust.domain.extent import Bbox
from landtrust.model.parcels import ParcelFacts, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.queries import nearness
from landtrust.queries.filters import FURTHEST_M, Held, ParcelFilter, Place
from landtrust.queries.map_picks import matching_ids
from landtrust.queries.near_here import NearPage, Span, near_here, outlines_in
from landtrust.queries.parcels import count_parcels
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.visibility import Tier
from landtrust.services.holdings import publish_holding
from tests.book import LATER, Town
from tests.geodesic import A_STEP_M, brute_distance_m
from tests.shelves import Shelf
from tests.stores import load_hinds, mapped, write_parcels

CORNER = Place(-90.21, 32.30)
LOTS = 80
MIDDLE = Place(-90.25, 32.31)


def _near(
    connection: Connection,
    wanted: ParcelFilter,
    span: Span | None = None,
    tier: Tier = Tier.PUBLIC,
) -> NearPage:
    snapshots = {one.id: one for one in all_snapshots(connection)}
    return near_here(connection, wanted, tier, span or Span(50), snapshots)


def _around(place: Place, radius_m: float, **more: object) -> ParcelFilter:
    return replace(ParcelFilter(near=place, radius_m=radius_m), **more)  # type: ignore[arg-type]


def _ids(page: NearPage) -> list[int]:
    return [one.row.id for one in page.parcels]


@pytest.fixture(scope="module")
def scattered(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A store with lots of any shape and size, strewn over four kilometres; some overlap."""
    chance = np.random.default_rng(7)
    middles = np.array(MIDDLE) + chance.uniform(-0.02, 0.02, (LOTS, 2))
    sizes = chance.choice([2e-4, 5e-4, 3e-3], (LOTS, 1, 1))
    turns = np.sort(chance.uniform(0, 2 * np.pi, (LOTS, 6)))
    corners = np.stack([np.cos(turns), np.sin(turns)], axis=2) * sizes
    outlines = shapely.polygons(corners + middles[:, np.newaxis])
    lots = [(one, {"NO": f"7-{place}"}) for place, one in enumerate(outlines)]
    path = write_parcels(tmp_path_factory.mktemp("scattered") / "lots.geojson", lots)
    with shelf.opened_copy(store_template) as engine:
        load_hinds(engine, path, mapped("parcel_number=NO"))
        yield engine


@pytest.fixture(scope="module")
def outlines(scattered: Engine) -> dict[int, shapely.Geometry]:
    with scattered.connect() as connection:
        rows = connection.execute(select(ParcelOutline.parcel_id, ParcelOutline.outline)).all()
    return {row.parcel_id: shapely.from_wkb(row.outline) for row in rows}


@settings(max_examples=12)
@given(
    place=st.builds(
        Place,
        st.floats(MIDDLE.lon - 0.022, MIDDLE.lon + 0.022),
        st.floats(MIDDLE.lat - 0.022, MIDDLE.lat + 0.022),
    ),
    radius_m=st.floats(1, FURTHEST_M),
    most=st.integers(1, 60),
)
def test_what_is_near_is_what_brute_force_along_the_geodesic_finds(
    scattered: Engine,
    outlines: dict[int, shapely.Geometry],
    place: Place,
    radius_m: float,
    most: int,
) -> None:
    expected = {one: brute_distance_m(shape, *place) for one, shape in outlines.items()}
    assume(min(abs(metres - radius_m) for metres in expected.values()) > A_STEP_M)
    wanted = _around(place, radius_m)
    with scattered.connect() as connection:
        page = _near(connection, wanted, Span(most))
        rest = _near(connection, wanted, Span(LOTS, most))
        matching, _ = matching_ids(connection, wanted)
    inside = {one for one, metres in expected.items() if metres <= radius_m}
    found = [*page.parcels, *rest.parcels]
    assert page.total == rest.total == len(found) == len(inside)
    assert {one.row.id for one in found} == inside == set(matching)
    assert [one.distance_m for one in found] == sorted(one.distance_m for one in found)
    for one in found:
        assert one.distance_m == pytest.approx(expected[one.row.id], abs=A_STEP_M)
    assert page.has_more == (len(inside) > most)
    assert not rest.has_more


@pytest.mark.parametrize("radius_m", [1.0, 40.0, 300.0, 2_000.0])
@pytest.mark.parametrize("shift", [0.0, 0.003, -0.011])
def test_what_is_near_of_a_long_outline_lies_as_near_as_the_whole_of_it(
    scattered: Engine, monkeypatch: pytest.MonkeyPatch, radius_m: float, shift: float
) -> None:
    wanted = _around(Place(MIDDLE.lon + shift, MIDDLE.lat - shift), radius_m)
    with scattered.connect() as connection:
        whole = _near(connection, wanted, Span(LOTS))
        monkeypatch.setattr(long_outlines, "LONG_POINTS", 0)
        cut = _near(connection, wanted, Span(LOTS))
    assert (_ids(cut), cut.total) == (_ids(whole), whole.total)
    for one, other in zip(cut.parcels, whole.parcels, strict=True):
        assert one.distance_m == pytest.approx(other.distance_m, abs=1e-6)
        assert one.bearing_deg == pytest.approx(other.bearing_deg, abs=1e-3)


def test_a_click_into_a_long_outline_finds_it(
    scattered: Engine, outlines: dict[int, shapely.Geometry], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = shapely.point_on_surface(list(outlines.values()))
    monkeypatch.setattr(long_outlines, "LONG_POINTS", 0)
    with scattered.connect() as connection:
        for number, point in zip(outlines, inside, strict=True):
            assert number in nearness.parcels_within(connection, Place(point.x, point.y), 0.0)


def test_the_point_s_own_parcel_is_first_at_no_distance(seeded: Connection) -> None:
    page = _near(seeded, _around(Place(-90.2099, 32.3002), 100))
    assert page.parcels[0].row.id == 1
    assert page.parcels[0].distance_m == pytest.approx(0, abs=1e-6)
    assert not shapely.is_empty(page.parcels[0].outline_lonlat)


def test_a_former_parcel_is_not_near(seeded: Connection) -> None:
    page = _near(seeded, _around(Place(-90.2089, 32.3002), 300))
    assert sorted(_ids(page)) == [1, 2, 3, 4, 5]


def test_where_nothing_is_near_the_page_is_empty(seeded: Connection) -> None:
    page = _near(seeded, _around(Place(10, 10), 100))
    assert (page.parcels, page.total, page.has_more) == ((), 0, False)


def test_a_page_past_the_last_is_empty_and_knows_the_total(seeded: Connection) -> None:
    page = _near(seeded, _around(CORNER, 300), Span(2, 40))
    assert (page.parcels, page.total) == ((), 5)


@pytest.mark.parametrize(
    ("more", "ids"),
    [
        ({"vacant": "yes"}, [1, 5]),
        ({"owner_kind": ("government_city",)}, [1]),
        ({"owner_kind": ("government_state",)}, []),
        ({"vacant": "no", "text": "example"}, [2]),
    ],
)
def test_near_goes_together_with_the_rest_of_the_filter(
    seeded: Connection, more: dict[str, object], ids: list[int]
) -> None:
    wanted = _around(CORNER, 300, **more)
    assert _ids(_near(seeded, wanted)) == ids
    assert count_parcels(seeded, wanted) == len(ids)


@pytest.mark.parametrize("how", ["common", "other"])
@pytest.mark.parametrize("tier", Tier)
def test_what_is_held_in_common_is_told_as_far_as_the_reader_may_know(
    own_town: Connection, how: str, tier: Tier
) -> None:
    town = Town(own_town)
    publish_holding(own_town, town.errand("publish_holding"), town.two, ["holding"])
    known = {2, 3} if tier == Tier.PUBLIC else {1, 2, 3}
    expected = known if how == "common" else {1, 2, 3, 4, 5} - known
    held = Held("common" if how == "common" else "other", LATER)
    wanted = _around(CORNER, 300, held=held)
    assert set(_ids(_near(own_town, wanted, tier=tier))) == expected
    assert set(matching_ids(own_town, wanted, tier)[0]) == expected


def test_before_the_trust_had_it_nothing_is_held_in_common(own_town: Connection) -> None:
    Town(own_town)
    early = Held("common", date(2001, 1, 1))
    assert count_parcels(own_town, ParcelFilter(held=early), Tier.STEWARD) == 0
    assert count_parcels(own_town, ParcelFilter(held=early._replace(on=LATER)), Tier.STEWARD) == 3


def test_forfeited_is_what_the_state_lists_or_what_the_roll_says_the_state_has_for_it(
    own_town: Connection,
) -> None:
    wanted = ParcelFilter(tax="forfeited")
    assert matching_ids(own_town, wanted)[0] == ()
    _name_owner(own_town, 5, "government_state", "STATE OF MISSISSIPPI / TAX FORFEITED LANDS")
    _name_owner(own_town, 2, "government_state", "STATE OF MISSISSIPPI")
    _name_owner(own_town, 3, "business", "FORFEIT HOLDINGS LLC")
    assert matching_ids(own_town, wanted)[0] == (5,)
    own_town.execute(
        update(Snapshot).where(Snapshot.id == 3).values(source_key="sos_active_tax_forfeited")
    )
    assert matching_ids(own_town, wanted)[0] == (5, 6)


def _name_owner(connection: Connection, number: int, kind: str, name: str) -> None:
    facts = update(ParcelFacts).where(ParcelFacts.parcel_id == number)
    connection.execute(facts.values(owner_kind=kind))
    entry = update(RollEntry).where(RollEntry.id == number)
    connection.execute(entry.values(owner_kind=kind, owner_name_public=name))


@pytest.mark.parametrize(("held", "most"), [(None, 4), (Held("common", LATER), 5)])
def test_near_takes_few_statements_however_many_parcels_there_are(
    own_town: Connection, sent_statements: list[str], held: Held | None, most: int
) -> None:
    Town(own_town)
    snapshots = {one.id: one for one in all_snapshots(own_town)}
    for radius_m in (30, 300):
        sent_statements.clear()
        wanted = _around(CORNER, radius_m, held=held)
        near_here(own_town, wanted, Tier.STEWARD, Span(50), snapshots)
        assert len(sent_statements) == most


def test_without_a_place_nothing_can_be_near(seeded: Connection) -> None:
    with pytest.raises(ValueError, match="without a place"):
        _near(seeded, ParcelFilter(vacant="yes"))


def test_others_in_a_window_are_told_unless_they_are_too_many(seeded: Connection) -> None:
    window = Bbox(-90.22, 32.29, -90.20, 32.31)
    assert len(outlines_in(seeded, window, [], 5)) == 5
    assert len(outlines_in(seeded, window, [1, 2], 3)) == 3
    assert outlines_in(seeded, window, [1, 2], 2) == ()
    assert outlines_in(seeded, window, [], 4) == ()
