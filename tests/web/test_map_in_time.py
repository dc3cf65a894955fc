"""The control of time on the map, as readers use it: keys, fingers, links."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.seeded import lot_id
from tests.web.held_town import BOUGHT, HOSTILE_NAME, LEASED, SECOND
from tests.web.keyboard import tab_to
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

NEAR = "#19/32.30010/-90.20960"
NARROW = 600
ONE_LINE = 48
DRAWN = """(id) => {
  // What the layer of common land has painted in the middle of a parcel.
  const { map, layer, held } = landtrustMap;
  const at = map.latLngToContainerPoint(L.latLngBounds(layer.outlines(id)).getCenter());
  const box = map.getContainer().getBoundingClientRect();
  for (const { el } of Object.values(held.tiles._tiles)) {
    const tile = el.getBoundingClientRect();
    const [x, y] = [at.x + box.left - tile.left, at.y + box.top - tile.top];
    if (x < 0 || y < 0 || x >= tile.width || y >= tile.height || el.width === 1) continue;
    const ratio = el.width / tile.width;
    return el.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data[3] > 100;
  }
  return false;
}"""


def see(visit: Visit, address: str) -> Page:
    page = visit.see_map(address)
    page.wait_for_selector("html[data-held=drawn]", state="attached")
    return page


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-time-says]")).to_contain_text(text)


def is_drawn(page: Page, feature_id: int) -> bool:
    return bool(page.evaluate(DRAWN, feature_id))


def test_a_year_before_the_land_was_bought_it_is_gone_and_after_it_is_there_by_keyboard(
    visit: Visit, held_address: str
) -> None:
    page = see(visit, f"{held_address}/{NEAR}")
    says(page, ": 3 holdings, 0.59 acres")
    assert [is_drawn(page, one) for one in (1, 2, 4)] == [True, True, False]
    page.locator("[data-time-day]").focus()
    page.keyboard.press("Home")
    says(page, "February 28, 2015: nothing is held in common")
    assert not is_drawn(page, 1)
    page.keyboard.press("ArrowRight")
    says(page, "March 1, 2015: 1 holding, 0.20 acres")
    assert is_drawn(page, 1)
    assert not is_drawn(page, 2)
    expect(page.locator("[data-time-day]")).to_have_attribute(
        "aria-valuetext", "March 1, 2015: 1 holding, 0.20 acres"
    )
    assert f"as_of={BOUGHT}" in page.url
    page.keyboard.press("End")
    assert "as_of" not in page.url
    assert visit.complaints == []


def test_the_buttons_step_by_finger_on_a_phone(phone: Visit, held_address: str) -> None:
    page = see(phone, f"{held_address}/?as_of={SECOND}{NEAR}")
    says(page, "January 15, 2018: 2 holdings, 0.40 acres")
    assert is_drawn(page, 4)
    page.locator("[data-time-open]").tap()
    page.locator("[data-time=earlier]").tap()
    says(page, "June 1, 2017: 1 holding")
    assert not is_drawn(page, 4)
    page.locator("[data-time=later]").tap()
    assert is_drawn(page, 4)
    page.locator("[data-time=today]").tap()
    says(page, ": 3 holdings")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_an_address_opens_on_its_day_also_between_two_changes(
    visit: Visit, held_address: str
) -> None:
    page = see(visit, f"{held_address}/?as_of=2017-12-31{NEAR}")
    says(page, "December 31, 2017: 1 holding")
    assert "as_of=2017-12-31" in page.url
    page.locator("[data-time=earlier]").click()
    says(page, "June 1, 2017: 1 holding")
    page.locator("[data-time=later]").click()
    says(page, "January 15, 2018: 2 holdings")


def test_a_day_before_all_and_one_to_come_are_told_as_what_they_are(
    visit: Visit, held_address: str
) -> None:
    page = see(visit, f"{held_address}/?as_of=1999-01-01{NEAR}")
    says(page, "January 1, 1999: nothing is held in common")
    page.locator("[data-time=later]").click()
    says(page, "March 1, 2015: 1 holding")
    page = see(visit, f"{held_address}/?as_of=2999-01-01{NEAR}")
    says(page, ": 3 holdings")
    assert "as_of" not in page.url


def test_the_legend_counts_what_is_owned_and_what_is_leased(
    visit: Visit, held_address: str
) -> None:
    page = see(visit, f"{held_address}/?as_of={LEASED}{NEAR}")
    counts = page.locator(".map-held-count")
    expect(counts).to_have_text(["0", "1"])
    page.locator("[data-time=earlier]").click()
    expect(counts).to_have_text(["1", "0"])
    expect(page.locator("#map-held-list")).to_have_attribute("href", f"/holdings?as_of={BOUGHT}")


def test_the_panel_of_a_held_parcel_names_its_holding_as_text_on_that_day(
    visit: Visit, held_address: str
) -> None:
    page = see(visit, f"{held_address}/?as_of={LEASED}&parcel={lot_id('100-1')}{NEAR}")
    told = page.locator(".map-panel-held")
    expect(told).to_have_text(f"Held in common: {HOSTILE_NAME}, and leased out")
    link = str(told.locator("a").get_attribute("href"))
    assert link.startswith("/holdings/")
    assert link.endswith(f"?as_of={LEASED}")
    page.locator("[data-time-day]").focus()
    page.keyboard.press("Home")
    expect(told).to_have_count(0)
    assert page.locator("img[src=x]").count() == 0
    assert visit.dialogs == []


def test_from_afar_each_holding_is_a_point(visit: Visit, held_address: str) -> None:
    page = see(visit, f"{held_address}/#11/32.30/-90.21")
    points = page.locator("path.map-held-point")
    expect(points).to_have_count(3)
    page.locator("[data-time-day]").focus()
    page.keyboard.press("Home")
    expect(points).to_have_count(0)
    page.keyboard.press("End")
    page.evaluate("landtrustMap.map.setZoom(19, { animate: false })")
    expect(points).to_have_count(0)


def test_play_goes_through_the_days_and_stops_at_the_end(
    browser: Browser, held_address: str
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    visit = Visit(context.new_page())
    page = see(visit, f"{held_address}/#11/32.30/-90.21")
    play = page.locator("[data-time=play]")
    page.clock.install()
    play.click()
    says(page, "nothing is held in common")
    expect(play).to_have_text("Pause")
    page.clock.run_for(1_300)
    says(page, "March 1, 2015")
    animations = "document.querySelector('.map-held-point').getAnimations().length"
    assert page.evaluate(animations) == 0
    assert "as_of" not in page.url
    play.click()
    expect(play).to_have_text("Play")
    assert f"as_of={BOUGHT}" in page.url
    page.clock.run_for(5_000)
    says(page, "March 1, 2015")
    play.click()
    page.clock.run_for(20_000)
    says(page, ": 3 holdings, 0.59 acres")
    expect(play).to_have_text("Play")
    expect(page.locator("[data-time-says]")).to_have_attribute("aria-live", "polite")
    context.close()


def test_what_is_held_is_asked_for_once_and_after_the_first_picture(
    visit: Visit, held_address: str
) -> None:
    visit.page.add_init_script(
        """const real = window.fetch;
        window.fetch = (address, ...more) => {
          if (String(address).startsWith("/map/holdings.json"))
            window.pictureBefore = document.documentElement.dataset.map;
          return real(address, ...more);
        };"""
    )
    page = see(visit, f"{held_address}/{NEAR}")
    assert page.evaluate("window.pictureBefore") == "drawn"
    page.locator("[data-time=earlier]").click()
    page.locator("[data-time=earlier]").click()
    assert sum("/map/holdings.json" in one for one in visit.addresses) == 1


def test_where_nothing_is_held_there_is_no_control(visit: Visit, site_address: str) -> None:
    with visit.page.expect_response("**/map/holdings.json"):
        page = visit.see_map(f"{site_address}/{NEAR}")
    expect(page.locator("#map-time")).to_be_hidden()
    expect(page.locator("#map-held")).to_be_hidden()
    assert not any("map_time.js" in one or "map_held.js" in one for one in visit.addresses)


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_control_fits_the_screen_and_its_buttons_a_finger(
    browser: Browser, held_address: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = see(Visit(context.new_page()), f"{held_address}/{NEAR}")
    if width < NARROW:
        page.locator("[data-time-open]").click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for button in page.locator(".map-time-buttons button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] >= 44
    for part in ("#map-time", ".leaflet-control-scale"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    page.goto(f"{held_address}/holdings/growth")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (720, 450), (1440, 450)])
@pytest.mark.parametrize("language", ["", "/es"])
def test_on_a_small_screen_the_control_is_one_line_until_somebody_asks_for_it(
    browser: Browser, held_address: str, size: tuple[int, int], language: str
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = see(Visit(context.new_page()), f"{held_address}{language}/{NEAR}")
    control, opener = page.locator("#map-time"), page.locator("[data-time-open]")
    folded = control.bounding_box()
    assert folded is not None
    assert folded["height"] <= ONE_LINE
    expect(opener).to_contain_text("3 ")
    expect(page.locator("[data-time-day]")).to_be_hidden()
    tab_to(page, "[data-time-open]")
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.locator("[data-time-day]")).to_be_focused()
    expect(control).to_be_in_viewport(ratio=1)
    page.keyboard.press("Home")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-time-day]")).to_be_hidden()
    expect(opener).to_contain_text("2015: 0 ")
    context.close()


def test_the_control_makes_room_for_the_legend(phone: Visit, held_address: str) -> None:
    page = see(phone, f"{held_address}/{NEAR}")
    page.locator("[data-time-open]").tap()
    expect(page.locator("[data-time-day]")).to_be_visible()
    page.locator("#map-tools-toggle").tap()
    expect(page.locator("#map-legend")).to_be_visible()
    expect(page.locator("[data-time-day]")).to_be_hidden()
    expect(page.locator("[data-time-open]")).to_have_text("3 holdings today")


def test_on_a_large_screen_all_of_the_control_is_there(visit: Visit, held_address: str) -> None:
    page = see(visit, f"{held_address}/{NEAR}")
    expect(page.locator("[data-time-open]")).to_be_hidden()
    expect(page.locator("[data-time-day]")).to_be_visible()
