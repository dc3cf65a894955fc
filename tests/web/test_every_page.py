"""What holds for every address of the site, found by walking through all that it answers."""

import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.people import visitor
from tests.seeded import HINDS, LOTS, RANKIN, lot_id
from tests.stores import load_hinds, mapped, square, write_parcels
from tests.web.walk import addresses_of, pages_of

FILE_NAME = "hinds SMITH deed.geojson"
_WITHOUT_FIGURES = ("/sign-in", "/board", "/offline", "/suggest")
_OF_STEWARDS = {
    "/account", "/accounts", "/audit", "/board", "/duties", "/parties/new", "/suggestions",
}  # fmt: skip

SAME_MARKUP = pytest.mark.sqlite_only("pages are built alike on both stores")


def _lacks_the_notice(address: str, page: str) -> bool:
    return "is invented" not in page and not address.startswith(_WITHOUT_FIGURES)


def test_every_page_says_that_data_are_invented(seeded_app: Flask) -> None:
    hinds = [lot_id(lot.number) for lot in LOTS if lot.county == HINDS]
    pages = pages_of(seeded_app, hinds)
    assert {"/", "/parcels", "/counties", f"/counties/{HINDS}", "/sources", "/about"} < set(pages)
    assert [address for address, page in pages.items() if _lacks_the_notice(address, page)] == []


def test_a_page_of_another_county_does_not(client: FlaskClient) -> None:
    for address in (f"/parcels?county={RANKIN}", f"/counties/{RANKIN}"):
        assert "is invented" not in client.get(address).text


@pytest.fixture
def loaded_app(store: Engine, tmp_path: Path) -> Flask:
    """A site over a file that somebody named after a person."""
    lots = [(square(place), {"NO": number}) for place, number in enumerate(("1-1", "1-2"))]
    path = write_parcels(tmp_path / FILE_NAME, lots)
    load_hinds(store, path, mapped("parcel_number=NO"))
    return create_app(Settings(state_folder=tmp_path), store)


def test_no_page_says_invented_where_nothing_is(loaded_app: Flask) -> None:
    pages = pages_of(loaded_app, [f"{HINDS}-1-1"])
    assert [address for address, page in pages.items() if "is invented" in page] == []


def test_nothing_that_the_public_can_ask_for_names_the_file_that_was_loaded(
    loaded_app: Flask,
) -> None:
    client = loaded_app.test_client()
    asked = 0
    for address in addresses_of(loaded_app, [f"{HINDS}-1-1"]):
        asked += 1
        with client.get(address) as answer:
            assert b"SMITH" not in answer.data, address
            assert "SMITH" not in str(answer.headers), address
    assert asked > 12


def test_sources_and_counties_give_the_fingerprint_of_the_file(
    loaded_app: Flask, tmp_path: Path
) -> None:
    expected = hashlib.sha256((tmp_path / FILE_NAME).read_bytes()).hexdigest()
    for address in ("/sources", f"/counties/{HINDS}"):
        assert expected in loaded_app.test_client().get(address).text


def _require_steps(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
        assert levels.count(1) == 1, address
        assert all(after <= before + 1 for before, after in pairwise(levels)), (address, levels)


def _require_captions(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        assert page.count("<table") == page.count("<caption"), address
        assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", page)), address


@SAME_MARKUP
def test_headings_go_down_one_step_at_a_time(seeded_app: Flask) -> None:
    _require_steps(pages_of(seeded_app, [lot_id(lot.number, lot.county) for lot in LOTS]))


@SAME_MARKUP
def test_every_table_has_a_caption_and_every_heading_of_it_a_scope(seeded_app: Flask) -> None:
    _require_captions(pages_of(seeded_app, [lot_id("100-2")]))


@SAME_MARKUP
def test_pages_of_people_who_are_signed_in_hold_to_the_same_rules(staffed_app: Flask) -> None:
    steward = visitor(staffed_app, "steward")
    pages = pages_of(staffed_app, [lot_id("100-2")], steward)
    assert set(pages) >= _OF_STEWARDS
    _require_steps(pages)
    _require_captions(pages)
    for address, page in pages.items():
        fields = re.findall(r'<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]*>', page)
        named = [re.search(r'\bid="([^"]+)"', field) for field in fields]
        labelled = [one for one in named if one and f'for="{one[1]}"' in page]
        labelled += [one for field in fields if (one := re.search(r'aria-label="[^"]', field))]
        boxes = page.count('type="radio"') + page.count('type="checkbox"')
        assert len(labelled) + boxes >= len(fields), address
        forms = page.count('method="post"')
        assert page.count('name="csrf_token"') == forms >= 1, address
