"""A house of the trust, for tests of the forms that record what becomes of it."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.queries.holding_detail import HoldingDetail, holding_detail
from landtrust.queries.visibility import Tier
from landtrust.services.parties import Holder
from tests.book import Book, on
from tests.people import visitor
from tests.seeded import lot_id

TODAY = date(2026, 11, 25)
EVENTS = "SELECT count(*) FROM audit_event WHERE action NOT IN ('sign_in', 'be_refused')"
BOUGHT = (
    {"parcels": lot_id("100-1")},
    {"name": "The corner lot"},
    {"how": "tax_sale"},
    {"since": "2020-03-01"},
    {"owner_1": "trust", "owner_1_more": "no"},
    {"buildings": "The house"},
    {"paper": "tax_deed", "paper_book": "812", "paper_page": "44"},
    {"duty": "12"},
)
LEASED = (
    {"lessee_1": "new"},
    {"lessee_1_name": "The Lantern household", "lessee_1_kind": "household"},
    {"begins_on": "2021-07-01"},
    {"years": "99", "renewal": "99"},
    {"building": "yes"},
    {"price": "60,000"},
    {"fee": "25", "fee_period": "month"},
    {"formula": "appraisal"},
    {"with_owner_percent": "25"},
    {"option_days": "60"},
    {"paper": "ground_lease"},
)


@pytest.fixture
def organizer(staffed_app: Flask) -> FlaskClient:
    """An organizer at a browser."""
    return visitor(staffed_app, "organizer")


@pytest.fixture
def steward(staffed_app: Flask) -> FlaskClient:
    """A steward at a browser."""
    return visitor(staffed_app, "steward")


@pytest.fixture
def house(staffed: Engine) -> int:
    """The number of a holding with a building, owned by the trust since 2015, not leased."""
    with writing(staffed) as connection:
        book = Book(connection)
        trust = book.trust()
        return book.holding(trust, date(2015, 3, 1), "100-1", "100-2", building="The house")


@pytest.fixture
def home(staffed: Engine, house: int) -> int:
    """The same, leased since 2016."""
    with writing(staffed) as connection:
        book = Book(connection)
        family = book.party("The Lantern household", "group", "household")
        book.lease(house, date(2016, 7, 1), Holder(family))
    return house


def detail_of(engine: Engine, number: int, day: date = TODAY) -> HoldingDetail:
    with engine.connect() as connection:
        return holding_detail(connection, number, on(day), Tier.STEWARD)


def holding_number(address: str) -> int:
    found = re.search(r"/holdings/(\d+)", address)
    assert found, address
    return int(found[1])
