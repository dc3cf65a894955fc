import pytest
from playwright.sync_api import Browser, Page, expect

from tests.seeded import HOSTILE_ADDRESS, HOSTILE_OWNER, LOTS, lot_id
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

IN_HINDS = [
    (number, lot) for number, lot in enumerate(LOTS, 1) if lot.on_roll and lot.county == "28049"
]
MARKED = """(ids) => ids.filter(
    (id) => landtrustMap.layer.look({ id, properties: {} }).opacity > 0.5)"""
NEAR = "/#19/32.30010/-90.20960"


def click_into(page: Page, parcel_number: str) -> None:
    """Click the middle of a lot, found from its own outline."""
    point = page.evaluate(
        """async (id) => {
          const feature = await (await fetch(`/parcels/${encodeURIComponent(id)}.geojson`)).json();
          const { map } = window.landtrustMap;
          const centre = L.geoJSON(feature).getBounds().getCenter();
          map.setView(centre, 19, { animate: false });
          const at = map.latLngToContainerPoint(centre);
          const box = map.getContainer().getBoundingClientRect();
          return [box.left + at.x, box.top + at.y];
        }""",
        lot_id(parcel_number),
    )
    page.mouse.click(*point)


def test_the_first_picture_has_parcels_no_complaint_and_no_third_party(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(site_address + NEAR)
    drawn = page.evaluate("[...landtrustMap.layer.drawnIds()]")
    assert {number for number, _ in IN_HINDS} <= set(drawn)
    assert page.evaluate("performance.getEntriesByName('landtrust-first-picture').length") == 1
    assert visit.complaints == []
    assert [one for one in visit.addresses if not one.startswith((site_address, "data:"))] == []


def test_the_opening_view_without_an_address_shows_parcels_or_counties(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(site_address)
    assert page.evaluate("landtrustMap.map.getZoom()") >= 13
    assert visit.complaints == []


@pytest.mark.parametrize("number", [lot.number for _, lot in IN_HINDS])
def test_a_click_opens_the_parcel_that_is_there(
    visit: Visit, site_address: str, number: str
) -> None:
    page = visit.see_map(site_address + NEAR)
    click_into(page, number)
    expect(page.locator("#map-panel")).to_have_attribute("data-parcel", lot_id(number))
    expect(page.locator("#map-panel")).to_be_focused()
    title = page.locator("#map-panel-title").text_content()
    link = page.locator("#map-panel a.map-panel-link")
    page.goto(site_address + str(link.get_attribute("href")))
    expect(page.locator("h1")).to_have_text(str(title))


def test_a_click_beside_every_parcel_says_so(visit: Visit, site_address: str) -> None:
    page = visit.see_map(site_address + "/#19/32.31000/-90.20960")
    page.mouse.click(900, 500)
    expect(page.locator("#map-status")).to_have_text("There is no parcel at this point.")
    expect(page.locator("#map-panel")).to_be_hidden()


def test_hostile_text_stays_text_in_the_panel(visit: Visit, site_address: str) -> None:
    page = visit.see_map(site_address + NEAR)
    click_into(page, "100-3")
    panel = page.locator("#map-panel")
    expect(panel.locator("h2")).to_have_text(f"{HOSTILE_ADDRESS}, parcel 100-3")
    expect(panel).to_contain_text(HOSTILE_OWNER)
    assert page.locator("img[src=x], .folium-map script").count() == 0
    assert (visit.dialogs, visit.complaints) == ([], [])


def test_hostile_text_in_the_address_stays_text(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/?text=%3Cimg%20src%3Dx%3E%7B%7B7*7%7D%7D%60{NEAR[1:]}")
    assert page.locator("#text").input_value() == "<img src=x>{{7*7}}`"
    assert page.locator("img[src=x]").count() == 0
    assert visit.dialogs == []


def test_the_keyboard_picks_the_parcel_in_the_middle_and_comes_back(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(site_address + NEAR)
    page.locator("#map_landtrust").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(600)
    expect(page.locator(".map-crosshair")).to_be_visible()
    page.evaluate("landtrustMap.map.setView([32.3002, -90.2099], 19, { animate: false })")
    page.keyboard.press("Enter")
    panel = page.locator("#map-panel")
    expect(panel).to_have_attribute("data-parcel", lot_id("100-1"))
    expect(panel).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#map_landtrust")).to_be_focused()


def test_the_tab_key_reaches_every_control(visit: Visit, site_address: str) -> None:
    page = visit.see_map(site_address + NEAR)
    controls = page.evaluate(
        """() => {
          const what = "a[href], button, input, select, summary, [tabindex='0']";
          const seen = [...document.querySelectorAll(what)].filter(
            (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled);
          seen.forEach((one, index) => { one.dataset.control = index; });
          // Of a group of radio buttons the Tab key reaches one; the arrow keys reach the others.
          return seen.filter((one) => one.type !== "radio" || one.checked)
            .map((one) => one.dataset.control);
        }"""
    )
    reached = set()
    for _ in range(len(controls) + 10):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.control"))
    assert set(controls) <= reached


def test_every_control_has_a_name(visit: Visit, site_address: str) -> None:
    page = visit.see_map(site_address + NEAR)
    for role in ("button", "link", "combobox", "checkbox", "radio", "searchbox", "textbox"):
        for control in page.get_by_role(role).all():
            assert control.aria_snapshot().strip() not in {f"- {role}", f"- {role}:"}


def test_the_legend_counts_what_fits_the_filter(visit: Visit, site_address: str) -> None:
    page = visit.see_map(site_address + NEAR)
    row = page.locator("#map-legend tr[data-class=business] td")
    expect(row).to_have_text("2")
    page.locator("select[name=county]").select_option("28049")
    expect(row).to_have_text("1")
    assert "county=28049" in page.url


def test_a_filter_of_words_dims_what_does_not_fit(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/?text=200%20EXAMPLE{NEAR[1:]}")
    expect(page.locator("#map-status")).to_have_text("1 parcel fits the filter, and it is in view.")
    assert page.evaluate(MARKED, [number for number, _ in IN_HINDS]) == [5]


def _answer_matching(page: Page, script: str) -> None:
    """Let the map be answered by a script, which has the question's number and the real fetch."""
    page.add_init_script(
        """(() => {
          const real = window.fetch;
          let asked = 0;
          window.fetch = async (address, options) => {
            if (!String(address).startsWith("/map/matching.json")) return real(address, options);
            const number = asked++;
            const json = (said, status = 200) => new Response(JSON.stringify(said), { status });
            SCRIPT
          };
        })();""".replace("SCRIPT", script)
    )


def test_a_view_with_too_many_that_fit_says_so(visit: Visit, site_address: str) -> None:
    _answer_matching(visit.page, "return json({ ids: [1], complete: false });")
    page = visit.see_map(f"{site_address}/?text=EXAMPLE{NEAR[1:]}")
    told = page.locator("#map-status")
    expect(told).to_have_text("Too many fit to mark them all: zoom in.")


def test_a_failure_to_mark_what_fits_is_told(visit: Visit, site_address: str) -> None:
    _answer_matching(
        visit.page,
        """if (number === 0) return json({ ids: [1], complete: true });
        return json({ detail: "The database cannot answer just now." }, 503);""",
    )
    page = visit.see_map(f"{site_address}/?text=EXAMPLE{NEAR[1:]}")
    expect(page.locator("#map-status")).to_have_text("3 parcels fit the filter, 1 in view.")
    page.evaluate("landtrustMap.map.panBy([40, 0], { animate: false })")
    expect(page.locator("#map-status")).to_have_text("The database cannot answer just now.")


def test_an_older_answer_never_overwrites_a_newer_view(visit: Visit, site_address: str) -> None:
    _answer_matching(
        visit.page,
        """if (number === 1) await new Promise((resolve) => setTimeout(resolve, 700));
        return json({ ids: [100 + number], complete: true });""",
    )
    page = visit.see_map(f"{site_address}/?text=EXAMPLE{NEAR[1:]}")
    page.evaluate("landtrustMap.map.panBy([40, 0], { animate: false })")
    page.evaluate("landtrustMap.map.panBy([40, 0], { animate: false })")
    page.wait_for_timeout(1_200)
    assert page.evaluate(MARKED, [100, 101, 102]) == [102]


def test_clearing_the_filter_shows_everything(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/?vacant=yes{NEAR[1:]}")
    page.locator("#map-clear").click()
    expect(page.locator("#map-legend tfoot td")).to_have_text("6")
    assert "vacant" not in page.url


def test_the_address_opens_a_named_parcel(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/?parcel={lot_id('100-5')}")
    expect(page.locator("#map-panel")).to_have_attribute("data-parcel", lot_id("100-5"))


def test_zoomed_out_counties_have_names_and_counts(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/#8/32.4/-90.1")
    expect(page.locator(".map-county-count").first).to_be_visible()
    expect(page.locator("#map-status")).to_contain_text("Zoom in")
    assert visit.complaints == []


def test_without_scripts_the_page_leads_to_the_list(browser: object, site_address: str) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(site_address)
    expect(page.get_by_role("link", name="The list of parcels")).to_be_visible()
    context.close()


def test_a_phone_has_a_map_that_fills_and_a_panel_from_below(
    phone: Visit, site_address: str
) -> None:
    page = phone.see_map(site_address + NEAR)
    stage = page.locator(".map-stage").bounding_box()
    assert stage is not None
    assert stage["width"] == 390
    assert stage["height"] > 500
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    click_into(page, "100-2")
    expect(page.locator("#map-panel")).to_have_attribute("data-parcel", lot_id("100-2"))
    panel = page.locator("#map-panel").bounding_box()
    assert panel is not None
    assert panel["width"] == 390
    toggle = page.locator("#map-tools-toggle")
    page.keyboard.press("Escape")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#map-legend")).to_be_visible()
    assert phone.complaints == []


def test_a_parcel_page_has_a_map_of_its_surroundings(visit: Visit, site_address: str) -> None:
    page = visit.page
    page.goto(f"{site_address}/parcels/{lot_id('100-2')}")
    drawing = page.locator(".drawing svg")
    expect(drawing).to_be_visible()
    asked = len(visit.addresses)
    legend = page.locator(".legend")
    expect(legend.get_by_text("Community land trust")).to_be_hidden()
    page.get_by_role("button", name="Open the map here").click()
    page.wait_for_selector(".parcel-map[data-map=drawn]", timeout=30_000)
    expect(page.locator(".parcel-map-own")).to_have_count(1)
    # One picture of the place at a time, and the drawing again on paper.
    expect(drawing).to_be_hidden()
    expect(page.locator("[data-open-map]")).to_be_hidden()
    expect(legend.get_by_text("Community land trust")).to_be_visible()
    page.emulate_media(media="print")
    expect(drawing).to_be_visible()
    expect(page.locator(".parcel-map")).to_be_hidden()
    assert not any("maplibre" in one for one in visit.addresses[:asked])
    assert visit.complaints == []


def test_without_scripts_a_parcel_page_offers_no_button_that_does_nothing(
    browser: Browser, site_address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_address}/parcels/{lot_id('100-2')}")
    expect(page.locator(".drawing svg")).to_be_visible()
    expect(page.locator("[data-open-map]")).to_be_hidden()
    context.close()
