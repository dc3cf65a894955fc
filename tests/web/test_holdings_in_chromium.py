"""Holdings in the real browser: by keyboard alone on a phone, with hostile names, going back."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import Engine

from landtrust.cli.tiles import build_tiles
from landtrust.database import writing
from landtrust.web.site import EXTENSION
from tests.book import Book
from tests.seeded import lot_id
from tests.serving import served
from tests.web.keyboard import (
    go_on,
    press,
    record_lease_by_keyboard,
    record_tax_sale_by_keyboard,
    see_day_by_keyboard,
    sign_in_by_keyboard,
    tab_to,
    type_into,
)
from tests.web.live_map import Visit
from tests.web.test_holding_pages import HOSTILE

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@pytest.fixture
def staffed_address(staffed_app: Flask) -> Iterator[str]:
    """Where a site with an organizer and a steward is served."""
    with served(staffed_app) as address:
        yield address


@pytest.fixture
def tiled_address(staffed: Engine, staffed_app: Flask, staffed_address: str) -> str:
    """That site, with a trust and with tiles for its map."""
    with writing(staffed) as connection:
        Book(connection).trust()
    build_tiles(staffed, staffed_app.extensions[EXTENSION].settings)
    return staffed_address


def test_an_organizer_records_a_leased_holding_and_moves_through_time_by_keyboard_on_a_phone(
    phone: Visit, tiled_address: str
) -> None:
    page = phone.page
    sign_in_by_keyboard(page, tiled_address, "organizer")
    record_tax_sale_by_keyboard(page, lot_id("100-1"), "The corner lot")
    record_lease_by_keyboard(page, "The Lantern household")
    expect(page.locator("main")).to_contain_text("99 years")
    expect(page.locator("main")).to_contain_text("A household")
    expect(page.locator("main")).not_to_contain_text("Lantern")
    page.goto(f"{tiled_address}/holdings")
    see_day_by_keyboard(page, "03", "01", "2019")
    expect(page.locator("main")).not_to_contain_text("The corner lot")
    see_day_by_keyboard(page, "03", "02", "2022")
    expect(page.locator("main")).to_contain_text("The corner lot")
    expect(page.locator("main")).to_contain_text("The land is leased.")
    phone.see_map(tiled_address)
    page.wait_for_selector("html[data-held=drawn]", state="attached")
    tab_to(page, "[data-time-open]")
    page.keyboard.press("Enter")
    tab_to(page, "[data-time-day]")
    told = page.locator("[data-time-says]")
    for key, words in (
        ("End", ": 1 holding"),
        ("Home", "February 29, 2020: nothing is held in common"),
        ("ArrowRight", "March 1, 2020: 1 holding"),
        ("ArrowRight", "July 1, 2021: 1 holding"),
    ):
        page.keyboard.press(key)
        expect(told).to_contain_text(words)
    assert (phone.dialogs, phone.complaints) == ([], [])


def test_an_error_takes_the_focus_and_the_back_key_needs_no_sending_again(
    visit: Visit, staffed_address: str
) -> None:
    page = visit.page
    sign_in_by_keyboard(page, staffed_address, "organizer")
    press(page, "Record a holding")
    expect(page.locator("#parcels")).to_be_focused()
    press(page, "Continue")
    expect(page.locator(".complaint")).to_be_focused()
    type_into(page, "parcels", "100-2")
    go_on(page, "What is the holding called?")
    type_into(page, "name", "Back and forth")
    go_on(page, "How did the land come to its holders?")
    page.go_back()
    expect(page.locator("h1")).to_have_text("What is the holding called?")
    go_on(page, "How did the land come to its holders?")


def test_x1_no_name_runs_in_the_page_of_a_holding(
    visit: Visit, staffed: Engine, staffed_address: str
) -> None:
    with writing(staffed) as connection:
        book = Book(connection)
        party = book.party(HOSTILE, "organization")
        unit = book.holding(party, date(2020, 1, 1), "100-1", building=HOSTILE)
    page = visit.page
    sign_in_by_keyboard(page, staffed_address, "steward")
    for address in ("/holdings", f"/holdings/{unit}", f"/parties/{party}", "/parties",
                    f"/holdings/{unit}/lease", f"/holdings/{unit}/correct"):  # fmt: skip
        page.goto(staffed_address + address)
        expect(page.locator("main")).to_contain_text("<img src=x onerror=alert(1)>")
        assert page.locator("img[src=x]").count() == 0
    assert (visit.dialogs, visit.complaints) == ([], [])
