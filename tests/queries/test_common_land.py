from collections.abc import Iterator
from datetime import date

import pytest
import shapely
from sqlalchemy import Connection, select

from landtrust.database import writing
from landtrust.model.parcels import Parcel, ParcelOutline
from landtrust.queries.common_land import common_land, common_land_near, common_parcel_ids
from landtrust.queries.filters import Place
from landtrust.queries.holdings import holdings
from landtrust.queries.visibility import Tier
from landtrust.services.holdings import publish_holding
from tests.book import BOUGHT, LATER, Book, Town, on
from tests.geodesic import brute_distance_m
from tests.seeded import lot_id
from tests.shelves import Shelf
from tests.web.held_town import HIDDEN, SOLD, SPLIT, fill_book

WEST = Place(-90.2101, 32.3002)
TODAY = on(date(2026, 11, 25))


def _published(town: Town, *units: int) -> None:
    for unit in units:
        publish_holding(town.connection, town.errand("publish_holding"), unit, ["holding"])


def test_the_nearest_common_land_comes_first_with_its_distance(own_town: Connection) -> None:
    town = Town(own_town)
    _published(town, town.one, town.two)
    found = common_land_near(own_town, WEST, Tier.PUBLIC, on(LATER))
    assert [one.id for one in found] == [town.one, town.two]
    assert found[0].name == "Holding 100-1"
    assert found[1].parcel_ids == (lot_id("100-2"), lot_id("100-3"))
    for one in found:
        outline = own_town.scalar(
            select(ParcelOutline.outline)
            .join(Parcel, Parcel.id == ParcelOutline.parcel_id)
            .where(Parcel.public_id == one.parcel_ids[0])
        )
        assert outline is not None
        expected = brute_distance_m(shapely.from_wkb(outline), *WEST)
        assert one.distance_m == pytest.approx(expected, abs=0.01)


def test_inside_common_land_it_is_no_way_off(own_town: Connection) -> None:
    town = Town(own_town)
    inside = Place(-90.2099, 32.3002)
    (first, _) = common_land_near(own_town, inside, Tier.STEWARD, on(LATER))
    assert first.id == town.one
    assert first.distance_m == pytest.approx(0, abs=1e-6)


def test_the_public_learns_only_of_land_that_is_published(own_town: Connection) -> None:
    town = Town(own_town)
    _published(town, town.two)
    found = common_land_near(own_town, WEST, Tier.PUBLIC, on(LATER))
    assert [one.id for one in found] == [town.two]
    found = common_land_near(own_town, WEST, Tier.ORGANIZER, on(LATER))
    assert [one.id for one in found] == [town.one, town.two]


def test_no_more_are_told_than_are_asked_for(own_town: Connection) -> None:
    town = Town(own_town)
    found = common_land_near(own_town, WEST, Tier.STEWARD, on(LATER), most=1)
    assert [one.id for one in found] == [town.one]


def test_where_nothing_is_held_nothing_is_near(own_town: Connection) -> None:
    assert common_land_near(own_town, WEST, Tier.STEWARD, TODAY) == ()
    assert common_parcel_ids(own_town, Tier.STEWARD, TODAY) == []


def test_the_nearest_take_two_statements_and_few_outlines(
    own_town: Connection, sent_statements: list[str]
) -> None:
    Town(own_town)
    sent_statements.clear()
    common_land_near(own_town, WEST, Tier.STEWARD, on(LATER))
    assert len(sent_statements) == 2
    sent_statements.clear()
    common_parcel_ids(own_town, Tier.STEWARD, on(LATER))
    assert len(sent_statements) == 1


def test_land_of_a_person_is_not_held_in_common(own_town: Connection) -> None:
    book = Book(own_town)
    book.holding(book.party("Ann Sample"), BOUGHT, "100-1")
    assert common_land(own_town, Tier.STEWARD, on(LATER)) == ()


@pytest.fixture(scope="module")
def held_book(shelf: Shelf, seeded_template: str) -> Iterator[Connection]:
    """A connection to a town in which land was bought, split and sold."""
    with shelf.opened_copy(seeded_template) as engine, writing(engine) as connection:
        fill_book(connection)
        yield connection


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("day", [date(2010, 1, 1), BOUGHT, HIDDEN, SPLIT, SOLD, TODAY.as_of])
def test_common_land_is_what_the_list_of_holdings_calls_common(
    held_book: Connection, tier: Tier, day: date
) -> None:
    listed = {
        one.id: sorted(piece.feature_id for piece in one.pieces if piece.feature_id)
        for one in holdings(held_book, on(day), tier)
        if one.is_common
    }
    found = common_land(held_book, tier, on(day))
    assert {one.id: list(one.parcel_ids) for one in found} == listed
