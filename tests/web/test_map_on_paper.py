"""The map where it is printed, and where scripts do not run."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.seeded import HOSTILE_ADDRESS, HOSTILE_OWNER
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

NEAR = "/#19/32.30010/-90.20960"
HOSTILE = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%7B%7B7*7%7D%7D%24%7B7%7D%60%3C%2Fscript%3E"


def _open_hostile_lot(visit: Visit, address: str) -> Page:
    page = visit.see_map(address)
    x, y = page.evaluate(
        """() => {
          const { map } = window.landtrustMap;
          const at = map.latLngToContainerPoint([32.3002, -90.20947]);
          const box = map.getContainer().getBoundingClientRect();
          return [box.left + at.x, box.top + at.y];
        }"""
    )
    page.mouse.click(x, y)
    expect(page.locator("#map-panel h2")).to_have_text(f"{HOSTILE_ADDRESS}, parcel 100-3")
    return page


def test_paper_has_the_title_the_map_the_legend_and_the_sources_alone(
    visit: Visit, site_address: str
) -> None:
    page = _open_hostile_lot(visit, site_address + NEAR)
    page.emulate_media(media="print")
    for shown in (".map-title", "#map_landtrust", "#map-legend", "#map-sources"):
        expect(page.locator(shown)).to_be_visible()
    expect(page.locator("#map-sources")).to_contain_text("November 23, 2026")
    for hidden in (
        "form.filter", ".map-outlines", ".map-field", ".leaflet-control-zoom", "#map-panel",
        ".site-head nav", "#map-status", "#map-tools-toggle",
    ):  # fmt: skip
        expect(page.locator(hidden)).to_be_hidden()
    sheet = page.pdf(format="Letter")
    assert sheet.startswith(b"%PDF")


def test_hostile_text_stays_text_in_map_panel_and_print(visit: Visit, site_address: str) -> None:
    page = _open_hostile_lot(visit, f"{site_address}/?text=holdings{NEAR[1:]}")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        expect(page.locator("#map-panel")).to_contain_text(HOSTILE_OWNER)
        assert page.locator("img[src=x]").count() == 0
        assert page.locator("#map-panel script, .folium-map script").count() == 0
    assert (visit.dialogs, visit.complaints) == ([], [])


def test_a_hostile_filter_stays_text_in_map_legend_and_print(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/?text={HOSTILE}{NEAR[1:]}")
    expect(page.locator("#map-status")).to_have_text("No parcel fits the filter.")
    page.emulate_media(media="print")
    assert page.locator("img[src=x]").count() == 0
    assert "onerror" in str(page.locator("#map-legend a").first.get_attribute("href"))
    assert page.locator("#text").input_value().startswith("<img src=x onerror=alert(1)>{{7*7}}")
    assert (visit.dialogs, visit.complaints) == ([], [])


def test_the_printed_page_of_a_hostile_parcel_keeps_its_text(
    visit: Visit, site_address: str
) -> None:
    page = _open_hostile_lot(visit, site_address + NEAR)
    page.goto(site_address + str(page.locator("a.map-panel-link").get_attribute("href")))
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_have_text(f"{HOSTILE_ADDRESS}, parcel 100-3")
    expect(page.locator("main")).to_contain_text(HOSTILE_OWNER)
    assert page.locator("img[src=x]").count() == 0
    assert (visit.dialogs, visit.complaints) == ([], [])


def test_without_scripts_the_page_says_so_first_and_its_filter_works(
    browser: Browser, site_address: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site_address)
    notice = page.locator(".map-noscript").bounding_box()
    assert notice is not None
    assert notice["y"] < 200
    for dead in ("#map-facet", "#map-legend", "#map-clear", ".map-outlines", "#map_landtrust"):
        expect(page.locator(dead)).to_be_hidden()
    page.locator("#text").fill("103 example")
    page.get_by_role("button", name="Show the list").click()
    expect(page.locator("h1")).to_have_text("1 parcel")
    assert page.url.endswith("/parcels?text=103+example")
    context.close()
