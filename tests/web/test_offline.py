"""The page that a phone installs, and what it shows without a line."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect

from tests.people import visitor
from tests.seeded import lot_id

PARCEL = f"/parcels/{lot_id('100-1')}"


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
    page.goto(f"{site_address}/about")
    expect(page.locator("h1")).to_have_text("Kept for later")
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
    page.goto(f"{site_address}/offline")
    expect(page.locator("#kept-pages li")).to_have_count(1)
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator("#kept-none")).to_be_visible()
    assert page.evaluate("caches.has('pages')") is True
    assert page.evaluate("caches.open('pages').then((one) => one.keys())") == []
