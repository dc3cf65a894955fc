"""The head of a page on a phone: one row, and a menu that opens without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.chromium

IN_A_ROW = (".site-name", ".menu-button", ".other-language", "a.person")
ON_A_DESK = (".site-name", ".find", "#site-menu", ".other-language", "a.person")


@pytest.fixture(params=[320, 390])
def phone_without_scripts(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": request.param, "height": 700}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/", "/es/", "/parcels", "/es/parcels"])
def test_the_head_is_one_row_and_its_menu_opens_without_scripts(
    held_address: str, phone_without_scripts: Page, path: str
) -> None:
    page = phone_without_scripts
    page.goto(held_address + path)
    boxes = [page.locator(one).bounding_box() for one in IN_A_ROW]
    seen = [box for box in boxes if box is not None]
    assert len(seen) == len(IN_A_ROW)
    middles = [box["y"] + box["height"] / 2 for box in seen]
    assert max(middles) - min(middles) < 3
    edges = [box["x"] + box["width"] for box in seen]
    assert edges == sorted(edges)
    assert edges[-1] <= (page.viewport_size or {"width": 0})["width"]
    menu = page.locator("#site-menu")
    assert not menu.is_visible()
    page.click(".menu-button")
    assert menu.get_by_role("link").count() == 6
    assert all(one.is_visible() for one in menu.get_by_role("link").all())
    menu.get_by_role("link").last.click()
    assert page.url.endswith("/es/about" if path.startswith("/es") else "/about")


def test_on_a_desk_all_pages_of_the_menu_are_there_at_once(
    held_address: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    page.goto(f"{held_address}/es/parcels")
    links = page.locator("#site-menu").get_by_role("link").all()
    assert [one.is_visible() for one in links] == [True] * 6
    assert not page.locator(".menu-button").is_visible()
    page.close()


@pytest.mark.parametrize("path", ["/parcels", "/es/parcels"])
def test_on_a_desk_the_head_is_one_row_with_room_for_an_address(
    held_address: str, browser: Browser, path: str
) -> None:
    page = browser.new_page()
    page.goto(held_address + path)
    for width in (1265, 1280, 1366, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        boxes = [page.locator(one).bounding_box() for one in (*ON_A_DESK, "#find-question")]
        seen = [box for box in boxes if box is not None]
        middles = [box["y"] + box["height"] / 2 for box in seen]
        assert len(seen) == len(boxes)
        assert max(middles) - min(middles) < 3, width
        assert seen[-1]["width"] > 150, width
    page.close()
