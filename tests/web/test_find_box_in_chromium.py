"""The one box in the real browser: keyboard, screen reader, phone, without scripts."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.seeded import lot_id
from tests.web.live_map import Visit

pytestmark = pytest.mark.chromium

LOT_PAGE = re.compile(rf".*/parcels/{re.escape(lot_id('100-1'))}$")


def _type(page: Page, text: str) -> Locator:
    box = page.get_by_role("combobox", name="Address, street, corner, parcel number or place")
    box.click()
    box.press_sequentially(text)
    return box


def test_the_box_is_worked_by_keyboard_alone(visit: Visit, site_address: str) -> None:
    page = visit.page
    page.goto(f"{site_address}/about")
    box = _type(page, "101 exa")
    expect(box).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text("101 Example St")
    expect(page.locator("[data-find-says]")).to_have_text(re.compile(r"\d+ suggestions?, use the"))
    count = options.count()
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "find-option-1")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", f"find-option-{count}")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("101 exa")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(LOT_PAGE)
    assert visit.complaints == []


def test_enter_alone_asks_what_was_typed(visit: Visit, site_address: str) -> None:
    page = visit.page
    page.goto(f"{site_address}/parcels")
    _type(page, "102 example").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "No lot has exactly the address “102 example”"
    )
    page.get_by_role("link", name="101 Example St", exact=True).click()
    page.wait_for_url(LOT_PAGE)
    assert {urlsplit(one).netloc for one in visit.addresses} == {urlsplit(site_address).netloc}


def test_a_line_is_chosen_with_a_finger_on_the_map_of_a_phone(
    phone: Visit, site_address: str
) -> None:
    page = phone.see_map(f"{site_address}/")
    _type(page, "101 exam")
    option = page.get_by_role("option").first
    expect(option).to_be_in_viewport(ratio=1)
    option.tap()
    page.wait_for_url(LOT_PAGE)
    assert phone.complaints == []


def test_the_list_closes_when_the_box_is_left(visit: Visit, site_address: str) -> None:
    page = visit.page
    page.goto(f"{site_address}/find")
    box = _type(page, "example")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("q")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_click_on_the_map_leads_to_the_page_that_the_box_leads_to(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/?parcel={lot_id('100-1')}")
    page.get_by_role("link", name="All about this parcel").click()
    page.wait_for_url(LOT_PAGE)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_box_fits_every_width_and_works_without_scripts(
    browser: Browser, site_address: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 700}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{site_address}/parcels")
    box = page.get_by_role("searchbox", name="Address, street, corner, parcel number or place")
    shape = box.bounding_box()
    assert shape is not None
    assert shape["x"] >= 0
    assert shape["x"] + shape["width"] <= width
    assert shape["width"] >= 100
    assert shape["height"] >= 44
    expect(page.get_by_role("button", name="Near me")).to_be_hidden()
    box.fill("101 Example St")
    page.get_by_role("button", name="Find", exact=True).click()
    page.wait_for_url(LOT_PAGE)
    context.close()
