"""The seeded town with land that is held in common, for tests of the map's time and of growth."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine

from landtrust.cli.tiles import build_tiles
from landtrust.database import writing
from landtrust.queries.holdings import holdings
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record
from landtrust.services.holdings import publish_holding
from landtrust.services.interests import Grant, transfer_right
from landtrust.services.parties import Holder
from landtrust.services.reshaping import NewUnit, split_unit
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.book import Book, on
from tests.people import ROLES, make_person
from tests.releasing import put_on_shelf
from tests.serving import served
from tests.shelves import Shelf

BOUGHT, LEASED = date(2015, 3, 1), date(2017, 6, 1)
SECOND, THIRD, HIDDEN = date(2018, 1, 15), date(2019, 4, 10), date(2020, 2, 1)
SPLIT, SOLD = date(2022, 5, 5), date(2023, 8, 20)
HOSTILE_NAME = "<img src=x onerror=alert(3)> {{ 7*7 }} ` HOUSE"


def fill_book(connection: Connection) -> None:
    """Four holdings: one is leased, one is sold, one is split, one is not public."""
    book = Book(connection)
    trust, ann = book.trust(), book.party("Ann Sample")
    leased = book.holding(trust, BOUGHT, "100-1", building="The house")
    sold = book.holding(trust, SECOND, "100 4/A")
    halved = book.holding(trust, THIRD, "100-2", "100-3")
    book.holding(book.party("Sample Homes", "group", "cooperative"), HIDDEN, "100-5")
    for unit in (leased, sold, halved):
        publish_holding(connection, book.errand("publish_holding"), unit, ["holding"])
    book.lease(leased, LEASED, Holder(ann))
    name = {"name": HOSTILE_NAME}
    correct_record(connection, book.errand("correct_record"), "property_unit", leased, name)
    (before,) = holdings(connection, on(THIRD), Tier.STEWARD, halved)
    parts = [NewUnit(piece.name, [piece.id]) for piece in before.pieces]
    split_unit(connection, book.errand("split_unit"), halved, SPLIT, parts)
    grant = Grant("ownership", [Holder(ann)], SOLD)
    transfer_right(connection, book.errand("transfer_right"), sold, grant)


@pytest.fixture(scope="session")
def held_engine(shelf: Shelf, seeded_template: str) -> Iterator[Engine]:
    """A store with that land, and people who work for the trust; tests only read it."""
    with shelf.opened_copy(seeded_template) as engine:
        with writing(engine) as connection:
            fill_book(connection)
        for role in ROLES:
            make_person(engine, role, role)
        yield engine


@pytest.fixture(scope="session")
def held_app(held_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app over it, with tiles and a release."""
    settings = Settings(state_folder=tmp_path_factory.mktemp("held"))
    build_tiles(held_engine, settings)
    put_on_shelf(held_engine, settings.state_folder)
    return create_app(settings, held_engine)


@pytest.fixture(scope="session")
def held_address(held_app: Flask) -> Iterator[str]:
    """Where that app is served while the tests run."""
    with served(held_app) as address:
        yield address
