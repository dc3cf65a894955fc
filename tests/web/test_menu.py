"""The head of a page on a phone: one row, and a menu that opens without scripts."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.chromium

IN_A_ROW = (".site-name", ".menu-button", ".other-language", "a.person")
HINT_AND_ROOM = """
(box) => {
  const style = getComputedStyle(box), pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle(box, "::placeholder").font;
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [pen.measureText(box.placeholder).width, room - 16];
}
"""
"""Pixels; a browser keeps some sixteen free for its own sign that empties the box."""
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
    assert menu.get_by_role("link").count() == 9
    assert all(one.is_visible() for one in menu.get_by_role("link").all())
    menu.get_by_role("link").last.click()
    assert page.url.endswith("/es/about" if path.startswith("/es") else "/about")


def test_on_a_desk_what_residents_come_for_is_there_at_once_and_the_rest_behind_a_word(
    held_address: str, browser: Browser
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 700}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{held_address}/es/parcels")
    links = page.locator("#site-menu a")
    assert [one.is_visible() for one in links.all()] == [True] * 6 + [False] * 3
    assert not page.locator(".menu-button").is_visible()
    page.locator("#site-menu summary").press("Enter")
    assert [one.is_visible() for one in links.all()] == [True] * 9
    links.last.click()
    assert page.url.endswith("/es/about")
    context.close()


@pytest.mark.parametrize("language", ["", "/es"])
def test_what_is_near_help_and_a_say_are_in_the_menu_and_the_words_at_the_foot(
    held_app: Flask, language: str
) -> None:
    page = held_app.test_client().get(f"{language}/parcels").text
    menu = page[page.index('id="site-menu"') : page.index("</nav>")]
    foot = page[page.index("<footer") : page.index("</footer>")]
    for address in ("/near", "/help", "/suggest"):
        assert f'href="{language}{address}"' in menu
    for address in ("/help", "/suggest", "/glossary"):
        assert f'href="{language}{address}"' in foot


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("width", [320, 390, 470])
def test_on_a_phone_the_row_is_the_boxs_and_all_of_its_hint_is_seen(
    held_address: str, browser: Browser, language: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(f"{held_address}{language}/parcels")
    box = page.locator("#find-question")
    hint, room = box.evaluate(HINT_AND_ROOM)
    assert hint <= room
    assert (box.bounding_box() or {"width": 0})["width"] > 0.74 * width
    for name in ("Find", "Near me") if not language else ("Buscar", "Cerca de mí"):
        button = page.get_by_role("button", name=name, exact=True)
        size = button.bounding_box() or {"width": 0, "height": 0}
        assert min(size["width"], size["height"]) >= 44
        button.click(trial=True)
        sign = button.locator("svg").bounding_box() or {"width": 0}
        assert sign["width"] >= 20
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
