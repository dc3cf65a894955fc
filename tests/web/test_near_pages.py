import gzip
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy import Engine

from landtrust.errors import InvalidInput
from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.near_words import PACE_M_A_MINUTE, Reach, direction_words, parse_reach
from landtrust.web.offline import KEEP_HEADER
from tests.people import visitor
from tests.seeded import HOSTILE_ADDRESS, LOTS, PRIVATE_PERSON, lot_id
from tests.shelves import Shelf
from tests.stores import SOUTH, WEST, load_hinds, mapped, square, write_parcels
from tests.web.live_map import Visit

CORNER = "near=-90.21,32.30"
INSIDE = "near=-90.2099,32.3002"
MANY = 420
IN_A_ROW = 21
MOST_BYTES = 50_000


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _items(page: str) -> list[str]:
    (found,) = re.findall(r'<ol class="near-list".*?</ol>', page, re.DOTALL)
    return [_text(one) for one in re.findall(r"<li>.*?</li>", found, re.DOTALL)]


def _listed(page: str) -> list[str]:
    (found,) = re.findall(r'<ol class="near-list".*?</ol>', page, re.DOTALL)
    return re.findall(r'href="/parcels/([^"]+)"', found)


def _drawn(page: str) -> list[str]:
    (found,) = re.findall(r'<figure class="drawing near-drawing".*?</figure>', page, re.DOTALL)
    return re.findall(r'<a href="/parcels/([^"]+)"', found)


@pytest.fixture(scope="module")
def many_lots(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A store with rows of lots."""
    folder = tmp_path_factory.mktemp("many")
    lots = [
        (square(place % IN_A_ROW, row=place // IN_A_ROW), {"NO": f"8-{place}"})
        for place in range(MANY)
    ]
    with shelf.opened_copy(store_template) as engine:
        path = write_parcels(folder / "lots.geojson", lots)
        load_hinds(engine, path, mapped("parcel_number=NO"))
        yield engine


@pytest.fixture(scope="module")
def many_app(many_lots: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(state_folder=tmp_path_factory.mktemp("state")), many_lots)


@pytest.fixture
def many(many_app: Flask) -> FlaskClient:
    return many_app.test_client()


def test_each_line_says_in_a_sentence_what_it_is_how_far_and_which_way(
    client: FlaskClient,
) -> None:
    page = client.get(f"/near?{INSIDE}&within=100").text
    first, second, third, fourth, fifth = _items(page)
    assert first == "101 Example St A vacant lot held by the City of Jackson, right here."
    said = (
        "103 Example St A lot used for homes, held by a private person, "
        "10 meters (33 feet) to the east."
    )
    assert second == said
    assert third.startswith(HOSTILE_ADDRESS)
    assert HOSTILE_ADDRESS not in page
    assert fourth.startswith("200 Example St A vacant lot held by ")
    assert fourth.endswith(", 42 meters (138 feet) to the south.")
    said = "A lot held by Sample Grove M B Church, 50 meters (164 feet) to the east."
    assert fifth == f"Parcel 100 4/A {said}"


def test_names_of_people_are_not_said_to_the_public_and_are_to_organizers(
    seeded_app: Flask, held_app: Flask
) -> None:
    address = f"/near?{INSIDE}&within=100"
    assert PRIVATE_PERSON.split()[0].title() not in seeded_app.test_client().get(address).text
    told = visitor(held_app, "organizer").get(address).text
    assert PRIVATE_PERSON.split()[0].title() in told


def test_the_drawing_has_the_parcels_of_the_list_and_no_name(client: FlaskClient) -> None:
    page = client.get(f"/near?{CORNER}&within=300").text
    assert _drawn(page) == _listed(page)
    assert len(_listed(page)) == 5
    assert "The drawing shows the same 5 parcels as the list" in _text(page)


@pytest.mark.parametrize(
    "rest",
    ["", "&vacant=yes", "&owner_kind=government_city,church", "&held=common", "&held=other"],
)
def test_map_table_and_file_have_the_parcels_of_the_list(held_app: Flask, rest: str) -> None:
    client = held_app.test_client()
    near = client.get(f"/near?{CORNER}&within=300{rest}").text
    listed = set(_listed(near)) if "near-list" in near else set()
    query = f"{CORNER}&radius_m=300{rest}"
    matching = client.get(f"/map/matching.json?bbox=-91,32,-90,33&{query}").get_json()
    file = client.get(f"/parcels.geojson?{query}").get_json(force=True)
    ids = {one["id"] for one in file["features"]}
    numbers = {lot_id(lot.number): number for number, lot in enumerate(LOTS, start=1)}
    assert ids == listed
    assert set(matching["ids"]) == {numbers[one] for one in listed}
    table = client.get(f"/parcels?{query}").text
    assert set(re.findall(r'href="/parcels/(\d{5}-[^"]+)"', table)) == listed
    counts = client.get(f"/parcels/counts.json?by=vacant&{query}").get_json()
    assert counts["total"] == len(listed)
    for address in re.findall(r'<p class="results-links">.*?</p>', near, re.DOTALL):
        assert unescape(address).count("radius_m=300") == 2
        assert "#17/32.30000/-90.21000" in address


def test_land_held_in_common_is_told_with_its_holding(held_app: Flask) -> None:
    page = held_app.test_client().get(f"/near?{CORNER}&within=300&held=common").text
    assert _items(page)
    for item in _items(page):
        assert "held by a land trust or cooperative in common" in item
        assert "Part of the holding" in item
    assert "Held in common" in _text(page)
    hidden = lot_id("100-5")
    assert hidden not in _listed(page)
    assert hidden in _listed(visitor(held_app, "organizer").get(f"/near?{CORNER}&held=common").text)


def test_a_parcel_can_be_the_start(client: FlaskClient) -> None:
    page = client.get(f"/near?parcel={lot_id('100-1')}").text
    assert "<h1>What is near 101 Example St</h1>" in page
    assert _listed(page)[0] == lot_id("100-1")
    assert "Distances begin at a point inside the lot" in _text(page)
    without_address = client.get("/near", query_string={"parcel": lot_id("100 4/A")}).text
    assert "<h1>What is near Parcel 100 4/A</h1>" in without_address


def test_a_former_parcel_can_be_the_start_and_is_not_in_the_list(client: FlaskClient) -> None:
    page = client.get(f"/near?parcel={lot_id('100-9')}").text
    assert "<h1>What is near Parcel 100-9</h1>" in page
    assert lot_id("100-9") not in _listed(page)


def test_every_parcel_page_leads_to_what_is_near_it(client: FlaskClient) -> None:
    for number in ("100-1", "100-9"):
        page = client.get(f"/parcels/{lot_id(number)}").text
        assert f'href="/near?parcel={lot_id(number)}"' in page


def test_without_a_start_the_page_tells_the_ways_to_say_it(client: FlaskClient) -> None:
    page = client.get("/near").text
    assert "Where do you start?" in page
    assert 'data-own-place="/near"' in page
    assert "near-list" not in page
    assert 'data-own-place="/es/near"' in client.get("/es/near").text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("near=here", 400, "near: “here” is not a longitude"),
        ("near=-90.21", 400, "near: "),
        (f"{CORNER}&within=2001", 400, "within: “2001” is neither meters up to 2000"),
        (f"{CORNER}&within=26min", 400, "within: “26min” is neither"),
        (f"{CORNER}&within=0", 400, "within: "),
        (f"{CORNER}&within=5%20min", 400, "within: "),
        (f"{CORNER}&parcel=28049-100-1", 400, "parcel: not together with near"),
        (f"{CORNER}&page=0", 400, "page: "),
        (f"{CORNER}&radius_m=50", 400, "no field “radius_m”"),
        (f"{CORNER}&walk=5", 400, "no field “walk”"),
        (f"{CORNER}&county=99999", 400, "county: "),
        (f"{CORNER}&held=yes", 400, "held: "),
        ("parcel=28049-NONE", 404, "There is no parcel 28049-NONE here."),
        ("parcel=nothing", 404, ""),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    answer = client.get(f"/near?{query}")
    assert answer.status_code == status
    assert said.casefold() in _text(answer.text).casefold()


def test_a_walk_is_counted_in_a_straight_line_and_the_page_says_so(client: FlaskClient) -> None:
    assert parse_reach("within", "5min") == Reach(5 * PACE_M_A_MINUTE, 5)
    text = _text(client.get(f"/near?{CORNER}&within=10min").text)
    assert "lie within a walk of 10 minutes" in text
    assert "That is 800 meters (2,625 feet) in a straight line." in text
    assert "We count 80 meters a minute." in text
    assert "lie within 250 meters (820 feet)." in _text(
        client.get(f"/near?{CORNER}&within=250").text
    )


@pytest.mark.parametrize("text", ["1", "2000", "1min", "25min"])
def test_what_was_asked_for_is_among_the_choices(client: FlaskClient, text: str) -> None:
    page = client.get(f"/near?{CORNER}&within={text}").text
    assert f'<option value="{text}" selected>' in page
    assert parse_reach("within", text).written == text


@pytest.mark.parametrize("text", ["", "-5", "5 min", "2001", "26min", "1e3", "5m", "\u0665min"])
def test_no_other_distance_is_one(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^within: "):
        parse_reach("within", text)


def test_eight_directions_are_told_each_an_eighth_of_the_circle() -> None:
    said = [direction_words(degrees) for degrees in range(0, 360, 15)]
    assert len(set(said)) == 8
    assert (said[0], said[6], said[12], said[18]) == (
        "to the north",
        "to the east",
        "to the south",
        "to the west",
    )


def test_the_form_sends_its_ticks_and_keeps_the_rest_of_the_filter(client: FlaskClient) -> None:
    rest = "vacant=yes&owner_kind=government_state,church&land_use=public&min_acres=0.1"
    page = client.get(f"/near?{CORNER}&{rest}").text
    form = re.findall(r'<form class="near-show".*?</form>', page, re.DOTALL)[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert hidden == {
        "near": "-90.21,32.3",
        "owner_kind": "church",
        "land_use": "public",
        "min_acres": "0.1",
    }
    ticked = re.findall(r'name="(\w+)"\s+value="(\w+)" checked', form)
    assert ticked == [("vacant", "yes"), ("owner_kind", "government_state")]
    sent = f"{CORNER}&owner_kind=church&within=5min&vacant=yes&owner_kind=government_state"
    assert client.get(f"/near?{sent}&held=").status_code == 200


def test_each_condition_can_be_taken_away(client: FlaskClient) -> None:
    page = client.get(f"/near?{CORNER}&within=300&vacant=yes&tax=forfeited").text
    assert "No parcel that you ask for lies within 300 meters" in _text(page)
    ways = [unescape(one) for one in re.findall(r'<a href="(/near\?[^"]+)"\s+aria-label', page)]
    assert ways == [
        "/near?near=-90.21,32.3&within=300&tax=forfeited",
        "/near?near=-90.21,32.3&within=300&vacant=yes",
    ]


def test_pages_go_on_where_the_one_before_ended(many: FlaskClient) -> None:
    here = f"near={WEST},{SOUTH}&within=25min"
    met, address, pages = [], f"/near?{here}", 0
    while address:
        page = many.get(address).text
        pages += 1
        assert _drawn(page) == _listed(page)
        met += _listed(page)
        following = re.findall(r'rel="next"\s+href="([^"]+)"', page)
        address = unescape(following[0]) if following else ""
    assert pages == 9
    assert len(met) == len(set(met)) == MANY
    assert 'rel="prev"' in page
    past = many.get(f"/near?{here}&page=40").text
    assert "There is nothing on this page of the list." in past


def test_what_a_phone_is_sent_before_the_map_is_light(many: FlaskClient) -> None:
    address = f"/near?near={WEST + 0.005},{SOUTH + 0.005}&within=25min"
    page = many.get(address)
    parts = set(re.findall(r'(?:src|href)="(/(?:static|styles)/[^"]+)"', page.text))
    sent = [page.data, *(many.get(unescape(part), buffered=True).data for part in parts)]
    assert sum(len(gzip.compress(one)) for one in sent) < MOST_BYTES


def test_near_takes_a_handful_of_statements(client: FlaskClient, statements: list[str]) -> None:
    for query, most in ((CORNER, 9), (f"parcel={lot_id('100-1')}&held=common", 11)):
        statements.clear()
        assert client.get(f"/near?{query}").status_code == 200
        assert len(statements) <= most


def test_where_nothing_is_loaded_the_page_says_so(store: Engine, tmp_path: Path) -> None:
    empty = create_app(Settings(state_folder=tmp_path), store).test_client()
    text = _text(empty.get(f"/near?{CORNER}").text)
    assert "No parcels are loaded yet." in text
    assert "No parcel that is loaded here lies within a walk of 5 minutes" in text


def test_only_what_lies_around_a_parcel_may_be_kept_in_the_browser(held_app: Flask) -> None:
    by_parcel = f"/near?parcel={lot_id('100-1')}"
    public = held_app.test_client()
    assert public.get(by_parcel).headers[KEEP_HEADER] == "page"
    assert KEEP_HEADER not in public.get(f"/near?{CORNER}").headers
    assert KEEP_HEADER not in visitor(held_app, "steward").get(by_parcel).headers


def test_the_page_says_of_which_day_its_data_are(client: FlaskClient) -> None:
    text = _text(client.get(f"/near?{CORNER}").text)
    assert "retrieved on November 23, 2026" in text
    assert "This neighborhood is invented" in text or "is invented" in text


@pytest.mark.chromium
@pytest.mark.sqlite_only("what a browser draws does not depend on the store")
@pytest.mark.parametrize("rest", ["", "&held=common", "&vacant=yes"])
def test_the_large_map_opens_there_with_the_same_parcels(
    held_address: str, visit: Visit, rest: str
) -> None:
    visit.page.goto(f"{held_address}/near?{CORNER}&within=300{rest}")
    lines = visit.page.locator(".near-list > li").count()
    with visit.page.expect_navigation():
        visit.page.get_by_role("link", name="The same on the large map").click()
    visit.page.locator("html[data-map=drawn]").wait_for()
    said = f"{lines} parcels fit the filter, all in view."
    expect(visit.page.locator("#map-status")).to_have_text(said)
    assert visit.complaints == []
