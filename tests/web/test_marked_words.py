"""No text of ours is forgotten by who translates: each is marked, on pages and in scripts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.assets import static_folder
from tests.people import visitor
from tests.seeded import HINDS, lot_id
from tests.web.marked_pages import data_in, forgotten_in, speak_marked
from tests.web.walk import pages_of

LOTS = [lot_id("100-1"), lot_id("100-2"), lot_id("100-9")]
SPANISH = "/es"
# Pages that say more than those that a walk through all addresses comes upon.
MORE = (
    f"/parcels?county={HINDS}&vacant=yes&owner_kind=person,church&land_use=public,forest"
    "&min_value=1&max_value=9.50&min_acres=0.1&max_acres=9&changed_since=2020-01-01",
    f"/parcels?text=nothing&region=jackson-metro&bbox=-91,32,-90,33&county={HINDS},28121",
    "/parcels?near=-90.21,32.3&radius_m=1500",
    "/parcels?limit=2",
    "/parcels?limit=2&after=2",
    "/holdings?as_of=2019-05-01",
    "/holdings?as_of=2019-05-01&held=common&leased=yes",
    "/holdings?as_of=1999-05-01",
    "/holdings/1?as_of=2016-05-01",
    "/holdings/2",
    "/holdings/3?as_of=2020-05-01",
    "/sign-in?done=password",
    "/no-such-page",
    "/parcels?wrong=1",
    "/parcels?county=x",
    "/parcels?min_acres=2&max_acres=1",
    "/counties/99999",
    "/holdings/999",
    "/accounts",
)
OF_STEWARDS = ("/holdings?recorded_as_of=2026-11-24", "/account?changed=yes")

pytestmark = pytest.mark.sqlite_only("words of pages are the same on both stores")


@pytest.fixture(scope="session")
def data(held_engine: Engine) -> tuple[str, ...]:
    """What others wrote, and the name of the site."""
    return data_in(held_engine, "Landtrust")


@pytest.fixture
def marked(held_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site, in a language in which every message says that it is one."""
    speak_marked(monkeypatch)
    return held_app


def _forgotten(
    app: Flask, client: FlaskClient, more: tuple[str, ...], data: tuple[str, ...]
) -> dict[str, list[str]]:
    pages = pages_of(app, LOTS, client, SPANISH)
    pages |= {one: client.get(SPANISH + one).text for one in more}
    found = {address: forgotten_in(page, data) for address, page in pages.items()}
    return {address: texts for address, texts in found.items() if texts}


def test_every_text_that_the_public_reads_is_marked(marked: Flask, data: tuple[str, ...]) -> None:
    assert _forgotten(marked, visitor(marked), MORE, data) == {}


@pytest.mark.parametrize("who", ["organizer", "steward"])
def test_every_text_that_people_of_the_trust_read_is_marked(
    marked: Flask, data: tuple[str, ...], who: str
) -> None:
    assert _forgotten(marked, visitor(marked, who), OF_STEWARDS, data) == {}
