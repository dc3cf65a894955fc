"""The page that a phone installs, and what it shows without a line."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect

from tests.people import visitor
from tests.seeded import lot_id

PARCEL = f"/parcels/{lot_id('100-1')}"
AREA = "/near?near=-90.2099,32.3002&within=100"
MOST_PAGES = 12
KEPT = "caches.open('pages').then((one) => one.keys()).then((all) => all.map((one) => one.url))"


@pytest.fixture
def on_the_phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    context.close()


def test_the_manifest_says_what_a_phone_installs(seeded_app: Flask) -> None:
    answer = seeded_app.test_client().get("/es/manifest.webmanifest")
    told = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert (told["lang"], told["start_url"], told["scope"]) == ("es", "/es/", "/")
    for icon in told["icons"]:
        with seeded_app.test_client().get(icon["src"]) as picture:
            assert picture.mimetype == icon["type"]


def test_only_pages_that_are_for_everybody_may_be_kept(seeded_app: Flask) -> None:
    client = seeded_app.test_client()
    assert client.get(PARCEL).headers["Landtrust-Keep"] == "page"
    for address in ("/sign-in", "/", "/parcels", "/offline"):
        assert "Landtrust-Keep" not in client.get(address).headers, address


def test_nothing_of_a_person_who_is_signed_in_may_be_kept(staffed_app: Flask) -> None:
    answer = visitor(staffed_app, "organizer").get(PARCEL)
    assert "Landtrust-Keep" not in answer.headers


def test_the_worker_has_what_the_page_for_later_needs(seeded_app: Flask) -> None:
    client = seeded_app.test_client()
    code = client.get("/service_worker.js").text
    site = json.loads(code.splitlines()[1].removeprefix("const SITE = ").removesuffix(";"))
    for address in site["keeps"]:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
    assert {"/offline", "/es/offline"} <= set(site["keeps"])


@pytest.mark.chromium
@pytest.mark.sqlite_only("a browser that keeps pages")
def test_the_last_lot_is_shown_without_a_line(
    on_the_phone: BrowserContext, site_address: str
) -> None:
    page = on_the_phone.new_page()
    page.goto(f"{site_address}{PARCEL}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # From the second page on the worker is there to keep what is read.
    page.reload()
    heading = page.locator("h1").inner_text()
    page.wait_for_function(
        "caches.open('pages').then((one) => one.keys()).then((all) => all.length)"
    )
    on_the_phone.set_offline(True)
    page.goto(f"{site_address}{PARCEL}")
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator(".kept-note")).to_contain_text("You are offline.")
    # There are no tiles to draw it from.
    expect(page.get_by_role("button", name="Open the map here")).to_be_hidden()
    page.goto(f"{site_address}/about")
    expect(page.locator("h1")).to_have_text("Kept on this device")
    page.get_by_role("link", name=heading).click()
    expect(page.locator("h1")).to_have_text(heading)


@pytest.mark.chromium
@pytest.mark.sqlite_only("a browser that keeps pages")
def test_what_is_kept_can_be_forgotten(on_the_phone: BrowserContext, site_address: str) -> None:
    page = on_the_phone.new_page()
    page.goto(f"{site_address}/es{PARCEL}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function(
        "caches.open('pages').then((one) => one.keys()).then((all) => all.length)"
    )
    page.get_by_role("contentinfo").get_by_role("link", name="Guardado en este dispositivo").click()
    page.wait_for_url("**/es/offline")
    page.goto(f"{site_address}/offline")
    expect(page.locator("#kept-pages li")).to_have_count(1)
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator("#kept-none")).to_be_visible()
    assert page.evaluate("caches.has('pages')") is True
    assert page.evaluate("caches.open('pages').then((one) => one.keys())") == []


@pytest.mark.chromium
@pytest.mark.sqlite_only("a browser that keeps pages")
def test_the_area_around_a_reader_is_kept_when_they_ask_for_it(
    on_the_phone: BrowserContext, site_address: str
) -> None:
    page = on_the_phone.new_page()
    page.goto(f"{site_address}{AREA}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    lots = page.locator(".near-list > li")
    expect(lots).to_have_count(5)
    assert page.evaluate(KEPT) == []
    page.get_by_role("button", name="Keep this area").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    assert page.evaluate(KEPT) == [f"{site_address}{AREA}"]
    on_the_phone.set_offline(True)
    page.goto(f"{site_address}{AREA}")
    expect(page.locator(".kept-note")).to_contain_text("You are offline.")
    expect(lots).to_have_count(5)
    expect(page.get_by_role("button", name="Keep this area")).to_be_hidden()
    colors = "getComputedStyle(document.querySelector('.near-list .swatch')).backgroundColor"
    assert page.evaluate(colors) != "rgba(0, 0, 0, 0)"


@pytest.mark.chromium
@pytest.mark.sqlite_only("a browser that keeps pages")
def test_an_area_stays_until_it_is_forgotten_however_many_lots_are_read(
    on_the_phone: BrowserContext, site_address: str
) -> None:
    page = on_the_phone.new_page()
    page.goto(f"{site_address}{AREA}")
    page.get_by_role("button", name="Keep this area").click()
    expect(page.get_by_text("Kept on this device.")).to_be_visible()
    for number in range(MOST_PAGES + 2):
        page.goto(f"{site_address}/near?parcel={lot_id('100-1')}&within={number + 1}min")
    page.wait_for_function(f"{KEPT}.then((all) => all.length === {MOST_PAGES + 1})")
    assert f"{site_address}{AREA}" in page.evaluate(KEPT)


def test_an_area_can_be_kept_where_a_place_was_asked_for(
    seeded_app: Flask, staffed_app: Flask
) -> None:
    client = seeded_app.test_client()
    assert "data-keep-area hidden" in client.get(AREA).text
    assert "data-keep-area" not in client.get("/near").text
    # What is near a lot is kept without being asked for, and what only some may see never is.
    assert "data-keep-area" not in client.get(f"/near?parcel={lot_id('100-1')}").text
    assert "data-keep-area" not in visitor(staffed_app, "organizer").get(AREA).text


@pytest.mark.parametrize(
    ("language", "said"),
    [("", "whoever uses the same device can see them"), ("/es", "quien use el mismo dispositivo")],
)
def test_pages_say_what_stays_on_a_device_and_where_it_is_forgotten(
    seeded_app: Flask, language: str, said: str
) -> None:
    page = " ".join(seeded_app.test_client().get(f"{language}/about").text.split())
    assert said in page
    assert page.count(f'href="{language}/offline"') == 2, "in its words, and at its foot"
