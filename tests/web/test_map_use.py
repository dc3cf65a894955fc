"""What readers do on the map: search, pick with a finger, share an address, zoom out."""

import pytest
from playwright.sync_api import Page, expect

from tests.seeded import lot_id
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

NEAR = "#19/32.30010/-90.20960"
FIRST_LOT = (-90.2099, 32.3002)
ON_SCREEN = """([lon, lat]) => {
  const { map } = window.landtrustMap;
  const at = map.latLngToContainerPoint([lat, lon]);
  const box = map.getContainer().getBoundingClientRect();
  return [box.left + at.x, box.top + at.y];
}"""


def test_enter_in_the_search_box_filters_the_map(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/{NEAR}")
    page.locator("#text").fill("200 example")
    page.locator("#text").press("Enter")
    expect(page.locator("#map-status")).to_contain_text("1 parcel fits")
    assert page.url.startswith(f"{site_address}/?text=200+example#")


def test_the_other_button_of_the_filter_leads_to_the_list(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/{NEAR}")
    page.locator("#text").fill("example")
    page.get_by_role("button", name="Show the list").click()
    page.wait_for_url("**/parcels?text=example")


def test_the_address_holds_the_open_parcel_until_it_is_closed(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/{NEAR}")
    page.mouse.click(*page.evaluate(ON_SCREEN, FIRST_LOT))
    panel = page.locator("#map-panel")
    expect(panel).to_have_attribute("data-parcel", lot_id("100-1"))
    page.evaluate("landtrustMap.map.panBy([20, 0], { animate: false })")
    assert f"parcel={lot_id('100-1')}" in page.url
    shared = page.url
    page.locator("[data-panel-close]").click()
    assert "parcel=" not in page.url
    page.goto("about:blank")
    again = visit.see_map(shared)
    expect(again.locator("#map-panel")).to_have_attribute("data-parcel", lot_id("100-1"))
    assert again.url == shared


def test_a_link_that_names_a_parcel_keeps_it_while_the_map_moves(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/?parcel={lot_id('100-2')}")
    expect(page.locator("#map-panel")).to_have_attribute("data-parcel", lot_id("100-2"))
    page.evaluate("landtrustMap.map.panBy([20, 0], { animate: false })")
    assert f"parcel={lot_id('100-2')}" in page.url


def test_a_finger_beside_a_small_parcel_still_opens_it(phone: Visit, site_address: str) -> None:
    page = phone.see_map(f"{site_address}/#15/32.30020/-90.20990")
    x, y = page.evaluate(ON_SCREEN, FIRST_LOT)
    page.touchscreen.tap(x - 9, y - 4)
    expect(page.locator("#map-panel")).to_have_attribute("data-parcel", lot_id("100-1"))


def test_a_finger_far_from_every_parcel_opens_none(phone: Visit, site_address: str) -> None:
    page = phone.see_map(f"{site_address}/#15/32.30020/-90.20990")
    x, y = page.evaluate(ON_SCREEN, FIRST_LOT)
    page.touchscreen.tap(x - 40, y)
    expect(page.locator("#map-status")).to_have_text("There is no parcel at this point.")


def test_a_direct_hit_is_exact_even_where_a_neighbor_is_near(
    phone: Visit, site_address: str
) -> None:
    page = phone.see_map(f"{site_address}/#17/32.30020/-90.20990")
    for number, place in (("100-1", FIRST_LOT), ("100-2", (-90.20969, 32.3002))):
        page.touchscreen.tap(*page.evaluate(ON_SCREEN, place))
        expect(page.locator("#map-panel")).to_have_attribute("data-parcel", lot_id(number))
        page.locator("[data-panel-close]").tap()


def test_a_filter_says_how_many_are_in_view_and_shows_the_others(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/?text=103%20example#16/32.40000/-90.10000")
    status, show = page.locator("#map-status"), page.locator("#map-show-hits")
    expect(status).to_have_text("1 parcel fits the filter, none in view.")
    show.click()
    expect(status).to_have_text("1 parcel fits the filter, and it is in view.")
    expect(show).to_be_hidden()
    assert page.evaluate("landtrustMap.map.getBounds().contains([32.3002, -90.2097])")


def test_a_filter_that_nothing_fits_says_so(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/?text=nowhere{NEAR}")
    expect(page.locator("#map-status")).to_have_text("No parcel fits the filter.")
    expect(page.locator("#map-show-hits")).to_be_hidden()


def _label_places(page: Page) -> list[tuple[float, float]]:
    boxes = [one.bounding_box() for one in page.locator(".map-county.has-parcels").all()]
    return [(box["x"], box["y"]) for box in boxes if box]


@pytest.mark.parametrize("view", ["#12/32.3/-90.21", "#11.5/32.5/-90.8", "#12/32.05/-89.05"])
def test_between_counties_and_parcels_a_county_keeps_its_name_and_number_in_view(
    visit: Visit, site_address: str, view: str
) -> None:
    page = visit.see_map(f"{site_address}/{view}")
    expect(page.locator("#map-status")).to_contain_text("Zoom in to see parcels")
    stage = page.locator(".map-stage").bounding_box()
    assert stage is not None
    assert any(
        stage["x"] < x < stage["x"] + stage["width"]
        and stage["y"] < y < stage["y"] + stage["height"]
        for x, y in _label_places(page)
    )


def test_parcels_are_drawn_from_the_first_zoom_that_has_tiles(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/#13/32.3002/-90.2099")
    assert page.evaluate("landtrustMap.layer.drawnIds().size") > 0
    expect(page.locator("#map-status")).to_have_text("")


def test_zooming_out_closes_what_can_no_longer_be_seen(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/{NEAR}")
    page.mouse.click(*page.evaluate(ON_SCREEN, FIRST_LOT))
    expect(page.locator("#map-panel")).to_be_visible()
    page.evaluate("landtrustMap.map.setZoom(9, { animate: false })")
    expect(page.locator("#map-panel")).to_be_hidden()
    expect(page.locator(".map-selected-line")).to_have_count(0)
    assert "parcel=" not in page.url


def test_the_panel_never_covers_what_is_said(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/?text=example{NEAR}")
    page.mouse.click(*page.evaluate(ON_SCREEN, FIRST_LOT))
    expect(page.locator("#map-panel")).to_be_visible()
    page.evaluate("landtrustMap.map.panBy([5, 0], { animate: false })")
    expect(page.locator("#map-status")).to_contain_text("fit")
    said = page.locator(".map-says").bounding_box()
    panel = page.locator("#map-panel").bounding_box()
    assert said is not None
    assert panel is not None
    assert said["x"] + said["width"] <= panel["x"]


def test_the_pointer_lights_up_the_parcel_below_it(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/{NEAR}")
    page.mouse.move(*page.evaluate(ON_SCREEN, FIRST_LOT))
    expect(page.locator(".map-lit")).to_have_count(1)
    page.mouse.move(*page.evaluate(ON_SCREEN, (-90.2099, 32.2999)))
    expect(page.locator(".map-lit")).to_have_count(0)


def test_a_legend_that_opens_on_a_phone_leaves_the_town_in_sight(
    phone: Visit, site_address: str
) -> None:
    page = phone.see_map(f"{site_address}/")
    before = page.evaluate("landtrustMap.map.getCenter()")
    page.locator("#map-tools-toggle").click()
    after = page.evaluate("landtrustMap.map.getCenter()")
    assert after["lat"] == pytest.approx(before["lat"], abs=0.002)
    assert after["lng"] == pytest.approx(before["lng"], abs=0.002)


def test_no_text_of_the_map_is_smaller_than_twelve_pixels(phone: Visit, site_address: str) -> None:
    page = phone.see_map(f"{site_address}/{NEAR}")
    page.locator("#map-tools-toggle").click()
    small = page.evaluate(
        """[...document.querySelectorAll(".map-page *")].filter((one) =>
             [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
             && one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 12)
           .map((one) => one.textContent)"""
    )
    assert small == []
