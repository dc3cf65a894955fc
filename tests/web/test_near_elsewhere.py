"""What is near, where nothing is: far from what is loaded, or where a phone knows only roughly."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Geolocation, expect
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.near_words import rough_words
from tests.seeded import lot_id

INSIDE = "near=-90.2099,32.3002"
VAGUE = f"{INSIDE}&within=100&accuracy=3000"


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_away_from_all_parcels_the_nearest_is_told_with_what_is_loaded(client: FlaskClient) -> None:
    text = _text(client.get("/near?near=-90.21,32.35").text)
    assert "No parcel that is loaded here lies within a walk of 5 minutes." in text
    assert (
        "The nearest parcel that is loaded lies about 3 miles (6 kilometers) to the south." in text
    )
    assert "Hinds County: November 23, 2026" in text
    assert "Rankin County: November 20, 2026" in text
    assert "tick" not in text
    assert "that you ask for" not in text


def test_far_from_all_parcels_the_place_is_said_to_lie_outside(client: FlaskClient) -> None:
    text = _text(client.get("/near?near=-80.0,25.7&within=25min").text)
    said = "The place lies outside of what is loaded here: no parcel is nearer than about 12 miles"
    assert said in text
    assert "Hinds County: November 23, 2026" in text


def test_only_who_asks_for_less_is_told_to_ask_for_more(client: FlaskClient) -> None:
    text = _text(client.get(f"/near?{INSIDE}&within=100&tax=forfeited").text)
    assert "No parcel that you ask for lies within" in text
    assert "Look farther, or take a tick away." in text
    assert "These counties are loaded" not in text


def test_looking_for_the_nearest_takes_a_few_statements(
    client: FlaskClient, statements: list[str]
) -> None:
    client.get("/near?near=-80.0,25.7&within=1")
    assert len(statements) <= 70
    statements.clear()
    client.get("/near?near=-80.0,25.7")
    assert len(statements) <= 35


def test_where_nothing_is_loaded_no_nearest_is_looked_for(store: Engine, tmp_path: Path) -> None:
    empty = create_app(Settings(state_folder=tmp_path), store).test_client()
    text = _text(empty.get(f"/near?{INSIDE}").text)
    assert "No parcels are loaded yet." in text
    assert "These counties are loaded" not in text


def test_a_place_that_is_known_roughly_is_not_said_to_be_right_here(client: FlaskClient) -> None:
    text = _text(client.get(f"/near?{VAGUE}").text)
    assert "knows your place only to within about 2 miles (3 kilometers)." in text
    assert "right here" not in text
    assert "A vacant lot held by the City of Jackson, about here." in text
    assert "right here" in _text(client.get(f"/near?{INSIDE}&within=100").text)


def test_how_roughly_a_place_is_known_goes_with_it(client: FlaskClient) -> None:
    page = client.get(f"/near?{VAGUE}&vacant=yes").text
    assert '<input type="hidden" name="accuracy" value="3000">' in page
    assert "accuracy=3000" in re.findall(r'<a href="(/near\?[^"]+)"\s+aria-label', page)[0]
    assert client.get(f"/near?{INSIDE}&accuracy=0").status_code == 400
    assert client.get(f"/near?{INSIDE}&accuracy=far").status_code == 400


def test_of_a_parcel_the_place_is_known(client: FlaskClient) -> None:
    answer = client.get(f"/near?parcel={lot_id('100-1')}&accuracy=3000")
    assert answer.status_code == 400
    assert "accuracy" in answer.text


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (40, "about 40 meters (130 feet)"),
        (600, "about 600 meters (1,970 feet)"),
        (1_600, "about 1 mile (2 kilometers)"),
        (100_000, "about 62 miles (100 kilometers)"),
    ],
)
def test_rough_distances_are_not_said_to_the_foot(metres: float, words: str) -> None:
    assert rough_words(metres) == words


def test_each_line_says_what_the_lot_is_used_for(client: FlaskClient) -> None:
    text = _text(client.get(f"/near?{INSIDE}&within=100").text)
    assert "A lot used for homes, held by a private person, 10 meters" in text
    assert "A lot used for shops or offices, held by" in text
    spanish = _text(client.get(f"/es/near?{INSIDE}&within=100").text)
    assert "Un lote usado para viviendas. Lo tiene una persona particular." in spanish


def test_the_choice_is_folded_until_something_is_chosen(client: FlaskClient) -> None:
    def folded(rest: str) -> str:
        (found,) = re.findall(r"<details class=\"[^\"]*near-choose\"[^>]*>", client.get(
            f"/near?{INSIDE}&within=100{rest}").text)  # fmt: skip
        return str(found)

    assert " open" not in folded("")
    assert " open" in folded("&vacant=yes")


@pytest.mark.chromium
@pytest.mark.sqlite_only("what a browser draws does not depend on the store")
def test_a_phone_shows_the_first_lot_on_its_first_screens_and_unfolds_without_scripts(
    held_address: str, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{held_address}/near?{INSIDE}&within=100")
    box = page.locator(".near-list a").first.bounding_box()
    assert box is not None
    assert box["y"] < 1_000
    summary = page.locator(".near-choose > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("How far do you walk?")).to_be_visible()
    context.close()


@pytest.mark.chromium
@pytest.mark.sqlite_only("what a browser sends does not depend on the store")
@pytest.mark.parametrize(("accuracy", "sent"), [(12, None), (2_987, "3000"), (9e9, "100000")])
def test_a_browser_says_how_roughly_it_knows_its_place(
    held_address: str, browser: Browser, accuracy: float, sent: str | None
) -> None:
    place = Geolocation(longitude=-90.2099, latitude=32.3002, accuracy=accuracy)
    context = browser.new_context(geolocation=place, permissions=["geolocation"])
    page = context.new_page()
    page.goto(f"{held_address}/near")
    page.get_by_role("button", name="Use where I am").click()
    page.wait_for_url("**/near?near=**")
    assert re.findall(r"accuracy=(\d+)", page.url) == ([sent] if sent else [])
    context.close()
