"""Where residents are and what they look for: in no log, no row, no cache, no other site's address.

Whoever adds an address that is told a place or a search adds it to ``TOLD``: one line.
"""

import gc
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Request
from sqlalchemy import Engine

from landtrust.logs import set_up_logs
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.seeded import lot_id
from tests.stores import digests, rows_of

LON, LAT = "-90.2087351", "32.3005172"
WORD = "zyxmarigold"
PLACE = f"{LON},{LAT}"
PROJECT_ROOT = Path(__file__).resolve().parents[2]
PARCEL = lot_id("100-2")

TOLD = (
    f"/near?near={PLACE}",
    f"/es/near?near={PLACE}&within=15min&held=common",
    f"/near?near={PLACE}&within=nonsense",
    f"/near?near={PLACE}&accuracy=3000",
    f"/near?parcel={PARCEL}&text={WORD}",
    f"/find?q={WORD}",
    f"/find?q={LAT},{LON}",
    f"/find/suggestions?q={WORD}",
    f"/find/suggestions?q={LAT},{LON}",
    f"/parcels?text={WORD}",
    f"/parcels?near={PLACE}&radius_m=300",
    f"/parcels?text={WORD}&colour={WORD}",
    f"/parcels/find?text={WORD}&near={PLACE}&radius_m=300&view=map",
    f"/parcels.geojson?near={PLACE}&radius_m=300",
    f"/parcels.geojson?text={WORD}",
    f"/parcels.gpkg?near={PLACE}&radius_m=300",
    f"/downloads?text={WORD}",
    f"/parcels/counts.json?by=vacant&near={PLACE}&radius_m=300&text={WORD}",
    f"/?near={PLACE}&radius_m=300&text={WORD}",
    f"/map/parcels-at.json?at={PLACE}",
    f"/map/matching.json?bbox=-91,32,-90,33&near={PLACE}&radius_m=300&text={WORD}",
    f"/map/bounds.json?near={PLACE}&radius_m=300&text={WORD}",
)
"""Every address that is told where somebody is, or what they look for."""

_SECRETS = (LON, LAT, LON[:9], LAT[:8], WORD)
_KEPT_BY_NOBODY = "private, no-store"


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    gc.collect()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _found_in(text: str) -> list[str]:
    return [secret for secret in _SECRETS if secret.casefold() in text.casefold()]


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_no_line_of_the_log_has_a_place_or_a_search(
    client: FlaskClient, capsys: pytest.CaptureFixture[str], level: str
) -> None:
    set_up_logs(level)
    for address in TOLD:
        client.get(address, buffered=True)
    written = capsys.readouterr()
    assert written.err.count('"answered"') == len(TOLD)
    assert _found_in(written.err + written.out) == []


def test_no_row_of_any_table_is_written_or_has_a_place_or_a_search(
    held_engine: Engine, held_app: Flask
) -> None:
    before = digests(held_engine)
    client = held_app.test_client()
    for address in TOLD:
        client.get(address, buffered=True)
    assert digests(held_engine) == before
    assert {"audit_event", "parcel"} < set(before)
    for table in before:
        rows = rows_of(held_engine, f"SELECT * FROM {table}")  # noqa: S608 - a table of ours
        assert _found_in("\n".join(map(str, rows))) == [], table


@pytest.mark.parametrize("address", TOLD)
def test_no_cache_keeps_the_answer_or_knows_it_again(client: FlaskClient, address: str) -> None:
    answer = client.get(address, buffered=True)
    assert answer.headers["Cache-Control"] == _KEPT_BY_NOBODY
    assert answer.headers["Referrer-Policy"] == "same-origin"
    named = {name: text for name, text in answer.headers.items() if name != "Location"}
    assert _found_in(str(named)) == []
    assert not {"ETag", "Last-Modified", "Set-Cookie", "Landtrust-Keep"} & set(answer.headers)
    assert urlsplit(answer.headers.get("Location", "/")).netloc == ""


@pytest.mark.sqlite_only("the proxy does not know the store")
def test_the_proxy_writes_down_no_address() -> None:
    lines = (PROJECT_ROOT / "deploy" / "nginx.conf").read_text("utf-8").splitlines()
    said = [line.strip() for line in lines]
    assert "access_log off;" in said
    assert not [line for line in said if "log_format" in line or "$request_uri" in line]
    # An error of the proxy quotes the request: only those that end the proxy are written.
    assert [line for line in said if line.startswith("error_log")] == [
        "error_log /var/log/nginx/error.log crit;"
    ]


@pytest.fixture
def resident(browser: Browser) -> Iterator[Page]:
    """Somebody whose browser knows where they are, and may tell."""
    context = browser.new_context(
        geolocation={"longitude": float(LON), "latitude": float(LAT)},
        permissions=["geolocation"],
        viewport={"width": 390, "height": 844},
    )
    yield context.new_page()
    context.close()


def _note_requests(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.context.on("request", lambda one: sent.append(one))  # noqa: PLW0108 - it marks what listens
    return sent


@pytest.mark.chromium
@pytest.mark.sqlite_only("what a browser sends does not depend on the store")
def test_a_browser_tells_its_place_to_this_site_alone(held_address: str, resident: Page) -> None:
    sent = _note_requests(resident)
    resident.goto(f"{held_address}/near")
    button = resident.get_by_role("button", name="Use where I am")
    button.wait_for()
    button.click()
    resident.wait_for_url("**/near?near=**")
    resident.get_by_role("heading", name="What is near here").wait_for()
    assert "near=-90.20874,32.30052" in resident.url
    assert resident.locator(".near-list > li").count() > 0
    resident.wait_for_load_state("networkidle")
    assert {urlsplit(one.url).netloc for one in sent} == {urlsplit(held_address).netloc}
    # The page itself is asked for with the place; its parts say at most that it asks for them.
    assert {one.url for one in sent if "90.2087" in one.url} == {resident.url}
    for one in sent:
        told = {name for name, text in one.all_headers().items() if "90.2087" in text}
        assert told <= {"referer"}, one.url
    kept = resident.evaluate(
        """async () => {
          const caches_ = await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((one) => one.url)));
          return JSON.stringify([caches_, {...localStorage}, {...sessionStorage}, document.cookie]);
        }"""
    )
    assert "90.2087" not in kept


@pytest.mark.chromium
@pytest.mark.sqlite_only("what a browser sends does not depend on the store")
def test_who_says_no_can_still_type_an_address(held_address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{held_address}/near")
    page.get_by_role("button", name="Use where I am").click()
    page.get_by_text("Your browser did not tell us where you are.").wait_for()
    assert page.get_by_role("button", name="Use where I am").is_enabled()
    assert page.get_by_role("searchbox").count() == 1
    context.close()


@pytest.mark.chromium
@pytest.mark.sqlite_only("what a browser sends does not depend on the store")
def test_without_a_way_to_know_the_place_there_is_no_button(
    held_address: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{held_address}/near")
    assert page.get_by_role("button", name="Use where I am").count() == 0
    assert page.get_by_role("searchbox").last.is_visible()
    context.close()


def test_a_site_with_a_base_map_of_others_says_the_same(
    held_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = Settings(
        state_folder=tmp_path_factory.mktemp("based"),
        base_map_url="https://tiles.example/{z}/{x}/{y}.png",
    )
    client = create_app(settings, held_engine).test_client()
    page = client.get(f"/near?near={PLACE}")
    assert "tiles.example" not in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
