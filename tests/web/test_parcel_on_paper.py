"""The page of a parcel on one sheet: its words, its drawing, the legend and the source."""

import re

import pytest
from playwright.sync_api import expect

from tests.seeded import lot_id
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


def _sheets(paper: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("number", ["100-1", "100-2", "100-3", "100 4/A", "100-9"])
def test_a_parcel_prints_on_one_sheet_of_letter_paper(
    visit: Visit, held_address: str, number: str, language: str
) -> None:
    page = visit.page
    page.goto(f"{held_address}{language}/parcels/{lot_id(number)}")
    assert _sheets(page.pdf(prefer_css_page_size=True)) == 1
    assert _sheets(page.pdf(format="Letter")) == 1


def test_a_sheet_has_words_drawing_legend_day_and_source(visit: Visit, held_address: str) -> None:
    page = visit.page
    page.goto(f"{held_address}/parcels/{lot_id('100-2')}")
    page.emulate_media(media="print")
    for shown in (".lead", ".drawing svg", ".drawing .legend", ".ways"):
        expect(page.locator(shown)).to_be_visible()
    source = page.get_by_role("region", name="Where this comes from")
    expect(source).to_contain_text("Seeded town")
    expect(source).to_contain_text("November 23, 2026")
    for hidden in (".words", ".parcel-links", "nav"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_the_panel_of_the_map_says_what_the_page_says_first(
    visit: Visit, held_address: str
) -> None:
    page = visit.see_map(f"{held_address}/?parcel={lot_id('100-2')}")
    panel = page.locator("#map-panel")
    expect(panel).to_contain_text("This lot of 0.20 acres is used for homes.")
