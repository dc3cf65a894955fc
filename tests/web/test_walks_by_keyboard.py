"""What residents come for, by the keyboard alone: from the box to a lot, what is near, a say."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.seeded import lot_id
from tests.web.keyboard import follow, stops, tab_to, type_into
from tests.web.live_map import Visit
from tests.web.spoken import PAGES

pytestmark = pytest.mark.chromium

LOT, VACANT = lot_id("100-1"), lot_id("100-5")
TEXT = "The lot beside the church would make a garden."


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """One window for all pages that are only looked at."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, reduced_motion="reduce", service_workers="block"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("has_scripts", [True, False])
def test_from_the_box_to_a_lot_to_what_is_near_to_a_say(
    browser: Browser, say_address: str, language: str, *, has_scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_scripts)
    page = context.new_page()
    page.goto(f"{say_address}{language}/about")
    tab_to(page, "#find-question")
    page.keyboard.type("101 example st")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{language}/parcels/{LOT}")
    follow(page, "main a[href*='/near?']")
    page.wait_for_url(f"**{language}/near?parcel={LOT}")
    tab_to(page, "#within")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=vacant]")
    page.keyboard.press("Space")
    follow(page, ".near-show button")
    page.wait_for_url(re.compile("within=10min.*vacant=yes"))
    expect(page.locator(".near-list > li")).to_have_count(2)
    follow(page, f".near-list a[href$='{VACANT}']")
    page.wait_for_url(f"**{language}/parcels/{VACANT}")
    follow(page, ".said a[href*='kind=lot']")
    expect(page.locator("[name=kind]:checked")).to_have_value("lot")
    type_into(page, "message", TEXT)
    follow(page, "form.form button[type=submit]")
    expect(page.locator("#link")).to_have_value(re.compile(rf"{language}/suggestion/\w+$"))
    context.close()


def test_suggestions_are_walked_through_and_left_again(visit: Visit, site_address: str) -> None:
    page = visit.page
    page.goto(f"{site_address}/es/about")
    tab_to(page, "#find-question")
    page.keyboard.type("101 exa")
    options = page.get_by_role("listbox", name="Sugerencias").get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert options.first.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#find-question")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/es/parcels/{LOT}")
    assert visit.complaints == []


def test_the_first_tab_offers_to_skip_the_head(desk: Page, held_address: str) -> None:
    desk.goto(f"{held_address}{PAGES['parcel']}")
    desk.keyboard.press("Tab")
    skip = desk.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.locator("main a").first).to_be_focused()


def test_the_language_changes_and_the_question_stays(desk: Page, held_address: str) -> None:
    desk.goto(f"{held_address}{PAGES['find_between']}")
    follow(desk, ".other-language")
    desk.wait_for_url(f"**/es{PAGES['find_between']}")
    expect(desk.locator("html")).to_have_attribute("lang", "es")
    follow(desk, ".other-language")
    desk.wait_for_url(f"{held_address}{PAGES['find_between']}")
    expect(desk.locator("html")).to_have_attribute("lang", "en")


def test_the_menu_of_a_phone_opens_and_closes_and_the_focus_comes_back(
    desk: Page, held_address: str
) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{held_address}/es/parcels")
    menu = desk.locator("#site-menu")
    follow(desk, ".menu-button")
    expect(menu).to_be_visible()
    desk.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    desk.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(desk.locator(".menu-button")).to_be_focused()
    desk.keyboard.press("Enter")
    follow(desk, "#site-menu a[href='/es/about']")
    desk.wait_for_url("**/es/about")


def test_the_panel_of_the_map_takes_the_focus_and_gives_it_back(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/es/#19/32.30018/-90.20989")
    tab_to(page, "#map_landtrust")
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="101 Example St")
    expect(panel).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Cerrar")).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#map_landtrust")).to_be_focused()
    assert visit.complaints == []


@pytest.mark.parametrize(
    "address",
    [
        PAGES["parcel"],
        f"/es{PAGES['near']}",
        f"/es{PAGES['parcels_none']}",
        PAGES["find_between"],
        f"/es{PAGES['suggest']}",
        PAGES["help"],
        PAGES["map"],
    ],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_focus_is_seen_wherever_it_is_and_never_trapped(
    desk: Page, held_address: str, address: str, width: int
) -> None:
    desk.set_viewport_size({"width": width, "height": 720})
    desk.goto(f"{held_address}{address}")
    if address == PAGES["map"]:
        desk.wait_for_selector("html[data-held=drawn]", state="attached", timeout=30_000)
    found = stops(desk)
    assert len(found) > 10
    assert [one["name"] for one in found if not one["is_ringed"]] == []
    assert [one["name"] for one in found if not one["is_seen"]] == []
