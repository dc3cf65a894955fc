"""What readers set for themselves: their colors, more contrast, no motion, larger text."""

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.web.spoken import PAGES

pytestmark = pytest.mark.chromium

LANGUAGES = ("", "/es")
LOOKED_AT = tuple(name for name in PAGES if name not in ("parcel_leased", "find_nothing"))

# WCAG 2.2, 1.4.12: what readers may set without losing a word.
_SPACED = """* {
  line-height: 1.5 !important;
  letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""

# Words that are cut off, or that stick out of what they stand in. One line under the map may end
# in dots: it is on the page of sources as a whole.
_CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const hasWords = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!hasWords || !one.checkVisibility() || one.closest("svg, select, .map-sources")) return false;
  for (let above = one; above; above = above.parentElement) {
    if (getComputedStyle(above).clipPath !== "none") return false;
  }
  const { overflowX, overflowY, display } = getComputedStyle(one);
  if (display === "inline") return false;
  const isWide = one.scrollWidth > one.clientWidth + 1 && overflowX !== "auto";
  const isHigh = one.scrollHeight > one.clientHeight + 1 && overflowY === "hidden";
  return isWide || isHigh;
}).map((one) => one.outerHTML.slice(0, 120))"""

_SWATCHES = """() => [...document.querySelectorAll(".swatch, .map-swatch")]
  .filter((one) => one.checkVisibility())
  .map((one) => ({
    words: one.closest("li, label, tr, dd").textContent.trim(),
    border: parseFloat(getComputedStyle(one).borderTopWidth),
    adjust: getComputedStyle(one).forcedColorAdjust,
  }))"""

_MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationName } = getComputedStyle(one);
  const moves = transitionDuration.split(",").some((time) => parseFloat(time) > 0);
  return moves || animationName !== "none";
}).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A window whose reader's wishes the tests set; twice as fine as it is large."""
    context = browser.new_context(device_scale_factor=2, service_workers="block")
    yield context.new_page()
    context.close()


@pytest.fixture
def reader(window: Page) -> Iterator[Page]:
    """That window, without wishes when the test is over."""
    window.set_viewport_size({"width": 1280, "height": 800})
    yield window
    window.emulate_media(forced_colors="null", contrast="null", reduced_motion="null")


def _open(page: Page, address: str) -> None:
    page.goto(address)
    if address.endswith(("/es/", PAGES["map"])) and page.locator("#map_landtrust").count():
        page.wait_for_selector("html[data-held=drawn]", state="attached", timeout=30_000)


def _style(page: Page, selector: str, name: str) -> str:
    found: str = page.locator(selector).first.evaluate(
        "(one, name) => getComputedStyle(one)[name]", name
    )
    return found


@pytest.mark.parametrize("size", [(640, 512), (320, 256)])
def test_at_twice_and_four_times_the_size_nothing_is_cut_off(
    reader: Page, held_address: str, size: tuple[int, int]
) -> None:
    reader.set_viewport_size(ViewportSize(width=size[0], height=size[1]))
    for language, name in product(LANGUAGES, LOOKED_AT):
        _open(reader, f"{held_address}{language}{PAGES[name]}")
        where = f"{language}{PAGES[name]}"
        assert reader.evaluate("document.scrollingElement.scrollWidth") <= size[0], where
        assert reader.evaluate(_CUT) == [], where


@pytest.mark.parametrize("width", [320, 1280])
def test_text_that_a_reader_sets_wider_is_whole(
    reader: Page, held_address: str, width: int
) -> None:
    reader.set_viewport_size({"width": width, "height": 800})
    for language, name in product(LANGUAGES, LOOKED_AT):
        _open(reader, f"{held_address}{language}{PAGES[name]}")
        reader.evaluate(
            "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets = [sheet]; }",
            _SPACED,
        )
        where = f"{language}{PAGES[name]}"
        assert reader.evaluate("document.scrollingElement.scrollWidth") <= width, where
        assert reader.evaluate(_CUT) == [], where


@pytest.mark.parametrize("name", ["parcel", "near", "parcels_none", "map"])
def test_where_readers_choose_the_colors_each_of_ours_has_words_and_an_edge(
    reader: Page, held_address: str, name: str
) -> None:
    reader.emulate_media(forced_colors="active")
    _open(reader, f"{held_address}{PAGES[name]}")
    swatches = reader.evaluate(_SWATCHES)
    assert len(swatches) > 3
    for one in swatches:
        assert one["words"], name
        assert one["border"] >= 1, one
        assert one["adjust"] == "none", one


def test_where_readers_choose_the_colors_what_is_chosen_shows(
    reader: Page, held_address: str
) -> None:
    reader.emulate_media(forced_colors="active")
    reader.goto(f"{held_address}/parcels?vacant=yes")
    chosen, other = ".choice input:checked + span", ".choice input:not(:checked) + span"
    assert _style(reader, chosen, "backgroundColor") != _style(reader, other, "backgroundColor")
    here, elsewhere = "#site-menu [aria-current]", "#site-menu a:not([aria-current])"
    line = "borderBottomColor"
    assert _style(reader, here, line) != _style(reader, elsewhere, line)
    assert _style(reader, elsewhere, line) == _style(reader, "body", "backgroundColor")
    assert _style(reader, ".chip", "borderTopStyle") == "solid"
    for button in (".find-button", ".actions .button"):
        assert _style(reader, button, "borderTopStyle") == "solid"
    reader.locator("#find-question").press_sequentially("101 exa")
    expect(reader.get_by_role("option").first).to_be_visible()
    reader.keyboard.press("ArrowDown")
    assert _style(reader, "[role=option][aria-selected=true]", "outlineStyle") == "solid"


def _require_resting_told(page: Page) -> None:
    assert _style(page, "[data-time=later]", "borderTopStyle") == "dashed"
    assert _style(page, "[data-time=earlier]", "borderTopStyle") == "solid"


def test_a_button_that_does_nothing_now_tells_it_without_color(
    reader: Page, held_address: str
) -> None:
    _open(reader, f"{held_address}{PAGES['map']}")
    reader.emulate_media(contrast="more")
    _require_resting_told(reader)
    reader.emulate_media(contrast="null", forced_colors="active")
    _require_resting_told(reader)


def test_whoever_asks_for_contrast_gets_it(reader: Page, held_address: str) -> None:
    reader.goto(f"{held_address}{PAGES['parcels']}")
    ink = _style(reader, "body", "color")
    assert _style(reader, "main .second", "color") != ink
    reader.emulate_media(contrast="more")
    assert _style(reader, "main .second", "color") == ink
    for edge in (".filter", ".field input", ".find-question"):
        assert _style(reader, edge, "borderTopColor") == ink


def test_nothing_moves_for_whoever_wants_no_motion(reader: Page, held_address: str) -> None:
    reader.goto(f"{held_address}{PAGES['parcel']}")
    assert reader.evaluate(_MOVING) != []
    reader.emulate_media(reduced_motion="reduce")
    reader.get_by_role("button", name="Open the map here").click()
    reader.wait_for_selector(".parcel-map .leaflet-container")
    assert reader.evaluate(_MOVING) == []
    for name in ("near", "suggest", "map"):
        _open(reader, f"{held_address}{PAGES[name]}")
        assert reader.evaluate(_MOVING) == [], name
