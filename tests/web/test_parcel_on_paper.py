"""The page of a parcel on one sheet: its words, its drawing, the legend and the source."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.seeded import lot_id
from tests.stores import values_of
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

LANGUAGES = ("", "/es")
PAPERS = ("Letter", "A4")
ON_PAPER = 8
GREENWAY = "28049-999911000000004000"

_LOTS = "SELECT public_id FROM parcel WHERE id IN (%s)"
LONGEST = {
    "parks": "SELECT parcel_id FROM roll_entry WHERE land_use_as_given = 'PARK'",
    "lots of which rolls said most": "SELECT parcel_id FROM roll_entry GROUP BY parcel_id "
    "ORDER BY count(*) DESC, parcel_id LIMIT 4",
    "one of each kind of change": "SELECT min(parcel_id) FROM parcel_change GROUP BY kind",
    "the last of each kind of change": "SELECT max(parcel_id) FROM parcel_change GROUP BY kind",
    "land of the State": "SELECT parcel_id FROM parcel_facts "
    "WHERE owner_kind = 'government_state' ORDER BY area_sqm DESC LIMIT 4",
    "one of each kind of owner": "SELECT max(parcel_id) FROM parcel_facts GROUP BY owner_kind",
    "a lot that once took two sheets": "SELECT parcel_id FROM roll_entry "
    "WHERE situs_address = '518 LOTT ST'",
}


def _sheets(paper: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))


def _too_long(page: Page, address: str) -> list[str]:
    page.goto(address)
    sheets = {paper: _sheets(page.pdf(format=paper)) for paper in PAPERS}
    return [f"{address}: {many} of {paper}" for paper, many in sheets.items() if many != 1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", ["100-1", "100-2", "100-3", "100 4/A", "100-9"])
def test_a_parcel_prints_on_one_sheet(
    visit: Visit, held_address: str, number: str, language: str
) -> None:
    page = visit.page
    assert _too_long(page, f"{held_address}{language}/parcels/{lot_id(number)}") == []
    assert _sheets(page.pdf(prefer_css_page_size=True)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", LONGEST)
def test_a_parcel_of_which_there_is_much_to_say_prints_on_one_sheet_too(
    visit: Visit, sample_engine: Engine, sample_address: str, which: str, language: str
) -> None:
    lots = values_of(sample_engine, _LOTS % LONGEST[which])
    assert lots
    found = [
        line
        for lot in lots
        for line in _too_long(visit.page, f"{sample_address}{language}/parcels/{lot}")
    ]
    assert found == [], "\n".join(found)


def test_a_sheet_names_the_nearest_neighbors_and_counts_the_rest(
    visit: Visit, sample_address: str
) -> None:
    page = visit.page
    page.goto(f"{sample_address}/parcels/{GREENWAY}")
    section = page.get_by_role("region", name="Neighbors that share a boundary")
    neighbors = section.get_by_role("listitem")
    all_of_them = neighbors.count()
    assert all_of_them > ON_PAPER
    expect(section.locator(".only-on-paper")).to_be_hidden()
    page.emulate_media(media="print")
    assert neighbors.count() == ON_PAPER
    expect(section).to_contain_text(f"and {all_of_them - ON_PAPER} more")


def test_a_sheet_has_words_drawing_legend_day_and_source(visit: Visit, held_address: str) -> None:
    page = visit.page
    page.goto(f"{held_address}/parcels/{lot_id('100-2')}")
    page.emulate_media(media="print")
    for shown in (".lead", ".drawing svg", ".drawing .legend", ".ways"):
        expect(page.locator(shown)).to_be_visible()
    source = page.get_by_role("region", name="Where this comes from")
    expect(source).to_contain_text("Seeded town")
    expect(source).to_contain_text("November 23, 2026")
    for hidden in (".words", ".parcel-links", "nav", ".person", "a[href='/offline']"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_the_panel_of_the_map_says_what_the_page_says_first(
    visit: Visit, held_address: str
) -> None:
    page = visit.see_map(f"{held_address}/?parcel={lot_id('100-2')}")
    panel = page.locator("#map-panel")
    expect(panel).to_contain_text("This lot of 0.20 acres is used for homes.")
