"""The form of residents on a phone with the keyboard alone, without scripts, and as axe sees it."""

import re
from pathlib import Path
from typing import Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.people import PASSWORD
from tests.seeded import lot_id
from tests.stores import rows_of, values_of
from tests.web.keyboard import choose, press, tab_to, type_into
from tests.web.live_map import Visit

pytestmark = pytest.mark.chromium

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TEXT = "The lot beside the church would make a garden."
NAME, CONTACT = "Marigold Sampleton", "601-555-0142"


def _require_good(page: Page) -> None:
    """What axe and a ruler say of a page, by day and by night, and on the narrowest of phones."""
    page.evaluate(AXE)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = page.evaluate("() => axe.run().then((one) => one.violations)")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_a_lot_is_suggested_by_the_keyboard_alone_and_all_of_it_deleted_again(
    phone: Visit, say_address: str, staffed: Engine
) -> None:
    page = phone.page
    page.goto(f"{say_address}/suggest?parcel={lot_id('100-2')}")
    expect(page.locator("h1")).to_have_text("Have a say")
    choose(page, "kind", "offer")
    type_into(page, "message", "Short")
    press(page, "Send it")
    complaint = page.locator(".complaint")
    expect(complaint).to_be_focused()
    assert page.locator("[name=kind]:checked").get_attribute("value") == "offer"
    _require_good(page)
    tab_to(page, ".complaint a")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_be_focused()
    expect(page.locator("#message")).to_have_value("Short")
    type_into(page, "message", TEXT)
    page.keyboard.press("Tab")
    expect(page.locator("#name")).to_be_focused()
    type_into(page, "name", NAME)
    type_into(page, "contact", CONTACT)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Send it", "past the trap"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you. We have it.")
    _require_good(page)
    assert re.fullmatch(
        rf"{say_address}/suggestion/[a-z2-7]{{32}}", page.locator("#link").input_value()
    )
    press(page, "Open the link")
    expect(page.locator("h1")).to_have_text("What you sent")
    expect(page.locator("main")).to_contain_text("Nobody has decided on it yet")
    _require_good(page)
    press(page, "Delete my name and contact")
    expect(page.locator("main")).to_contain_text("We keep neither your name nor how to reach you.")
    kept = "SELECT message, sender_name, sender_contact FROM suggestion"
    assert rows_of(staffed, kept) == [
        {"message": TEXT, "sender_name": None, "sender_contact": None}
    ]
    press(page, "Delete everything")
    press(page, "Yes, delete all of it")
    expect(page.locator("h1")).to_have_text("Everything is deleted")
    assert values_of(staffed, "SELECT count(*) FROM suggestion") == [0]
    assert phone.dialogs == []
    assert {address.split("/")[2] for address in phone.addresses} == {say_address.split("/")[2]}


def test_without_scripts_it_works_and_an_organizer_publishes_it(
    browser: Browser, say_address: str, staffed: Engine
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{say_address}/suggest?parcel={lot_id('100-2')}&kind=lot")
    page.locator("#message").fill("<img src=x onerror=alert(1)> {{ 7*7 }} a garden")
    page.locator("#message").press("Tab")
    page.get_by_role("button", name="Send it").click()
    link = page.locator("#link").input_value()
    page.goto(f"{say_address}/sign-in?next=/suggestions")
    page.locator("#name").fill("organizer")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="A suggested lot: 103 Example St").click()
    assert "{{ 7*7 }}" in page.locator(".as-written.sent").inner_text()
    page.locator("#answer").fill("Thank you! We will ask the city.")
    page.locator("#public_text").fill("A neighbor would like a garden here.")
    page.get_by_role("radio", name="Publish").check()
    page.get_by_role("button", name="Record the decision").click()
    assert page.locator("main").inner_text().find("Everything is read and decided.") > 0
    page.goto(link)
    assert "We will ask the city." in page.locator("main").inner_text()
    assert values_of(staffed, "SELECT state FROM suggestion") == ["approved"]
    context.close()


def test_the_desk_reads_well_and_nothing_that_is_written_there_runs(
    visit: Visit, say_address: str
) -> None:
    page = visit.page
    page.goto(f"{say_address}/suggest")
    page.locator("#kind").check()
    page.locator("#message").fill('"><script>alert(1)</script><img src=x onerror=alert(2)>')
    page.locator("#name").fill("<svg onload=alert(3)>")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("h1")).to_have_text("Thank you. We have it.")
    page.goto(f"{say_address}/sign-in?next=/suggestions")
    page.locator("#name").fill("organizer")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("What residents say")
    _require_good(page)
    tab_to(page, ".entry a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("A suggested lot")
    _require_good(page)
    choose(page, "decision", "answer")
    press(page, "Record the decision")
    expect(page.locator(".complaint")).to_be_focused()
    _require_good(page)
    assert (visit.dialogs, [one for one in visit.complaints if "400" not in one]) == ([], [])
