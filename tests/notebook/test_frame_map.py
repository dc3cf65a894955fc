from collections.abc import Iterator
from pathlib import Path

import folium
import geopandas
import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser, Page

from landtrust.errors import InvalidInput
from landtrust.maps import frame_map
from landtrust.notebook.trust import Trust
from tests.seeded import HOSTILE_OWNER
from tests.web.live_map import Visit


@pytest.fixture
def offline(browser: Browser) -> Iterator[Visit]:
    """A browser without any network."""
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 700})
    visit = Visit(context.new_page())
    visit.listen()
    yield visit
    context.close()


def _opened(visit: Visit, shown: folium.Map, folder: Path) -> Page:
    shown.save(folder / "map.html")
    visit.page.goto((folder / "map.html").as_uri())
    visit.page.wait_for_selector("canvas")
    return visit.page


@pytest.mark.chromium
def test_a_map_is_whole_without_a_network_and_tells_what_is_clicked(
    by_database: Trust, offline: Visit, tmp_path: Path
) -> None:
    lots = by_database.parcels(county="28049")
    page = _opened(offline, by_database.map(lots), tmp_path)
    legend = page.locator(".frame-legend")
    assert legend.locator("summary").inner_text() == "Kind of owner"
    rows = legend.locator("li").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == [
        "Person 1", "Business 1", "Religious body 1", "City or town 1", "Unknown 1",
    ]  # fmt: skip
    assert "Seeded town, 2026-11-23" in legend.inner_text()
    third = lots[lots["owner_name"] == HOSTILE_OWNER].geometry.representative_point().iloc[0]
    at = page.evaluate(
        "([lon, lat]) => { const name = Object.keys(window).find((one) => one.startsWith('map_'));"
        " return window[name].latLngToContainerPoint([lat, lon]); }",
        [third.x, third.y],
    )
    page.mouse.click(at["x"], at["y"])
    facts = page.locator(".frame-facts")
    facts.wait_for()
    assert HOSTILE_OWNER in facts.inner_text()
    assert "1500.5" in facts.inner_text()
    assert facts.locator("img, script").count() == 0
    assert offline.dialogs == []
    assert offline.complaints == []
    assert [one for one in offline.addresses if not one.startswith("file:")] == []


@pytest.mark.chromium
def test_a_map_shows_itself_in_a_cell(by_database: Trust, offline: Visit, tmp_path: Path) -> None:
    cell = tmp_path / "cell.html"
    shown = by_database.map(vacant=True, color_by="value_per_acre")
    cell.write_text(f"<!doctype html><body>{shown._repr_html_()}", "utf-8")
    offline.page.goto(cell.as_uri())
    frame = offline.page.frame_locator("iframe")
    frame.locator("canvas").wait_for()
    assert frame.locator(".frame-legend li").count() >= 2
    assert offline.complaints == []


@pytest.mark.chromium
def test_the_legend_leaves_a_narrow_map_its_room(
    by_database: Trust, offline: Visit, tmp_path: Path
) -> None:
    offline.page.set_viewport_size({"width": 390, "height": 600})
    page = _opened(offline, by_database.map(), tmp_path)
    assert not page.locator(".frame-legend li").first.is_visible()
    page.locator(".frame-legend summary").click()
    assert page.locator(".frame-legend li").first.is_visible()


def test_what_was_loaded_never_passes_through_a_template(by_database: Trust) -> None:
    page = by_database.map().get_root().render()
    data = page.partition('type="application/json">')[2].partition("</script>")[0]
    assert "{{ 7*7 }}" in data
    assert "{% raw %}" in data
    assert "<" not in data
    assert "src=x" not in page.replace(data, "")


def test_a_map_is_a_folium_map_to_which_layers_can_be_added(by_database: Trust) -> None:
    shown = by_database.map()
    folium.CircleMarker((32.3, -90.21)).add_to(shown)
    assert isinstance(shown, folium.Map)
    assert "L.circleMarker" in shown.get_root().render()
    assert repr(shown) == "<Map of 6 outlines>"


def test_a_map_names_no_other_site(by_database: Trust) -> None:
    page = by_database.map().get_root().render()
    assert "<script src" not in page
    assert "<link" not in page
    assert "cdn" not in page.lower()


def test_land_in_common_is_colored_by_whether_it_is_leased(by_database: Trust) -> None:
    page = by_database.map(by_database.holdings()).get_root().render()
    assert '"label":"Leased"' in page
    assert "As of 2026" in page


def test_places_are_drawn_in_one_color(by_database: Trust) -> None:
    page = by_database.map(by_database.counties()).get_root().render()
    assert '"heading":"3 in all"' in page


@pytest.mark.parametrize("facet", ["owner_kind", "land_use", "vacant", "value_per_acre"])
def test_each_facet_of_the_site_colors_a_map(by_database: Trust, facet: str) -> None:
    assert f'"code":"{"no" if facet == "vacant" else "unknown"}"' in (
        by_database.map(color_by=facet).get_root().render()
    )


def test_a_frame_of_ones_own_is_drawn_with_its_own_values(by_database: Trust) -> None:
    frame = geopandas.GeoDataFrame(
        {
            "owner_kind": ["cooperative", None, "church"],
            "n": np.array([1, 2, 3], dtype=np.int16),
            "share": [0.5, np.nan, np.inf],
            "tags": [["a", "b"], (), None],
        },
        geometry=[shapely.box(0, 0, 100, 100), None, shapely.Point(5, 5)],
        crs="EPSG:3814",
    )
    page = by_database.map(frame).get_root().render()
    assert '"rows":[["cooperative",1,0.5,"a, b"],["church",3,null,null]]' in page
    assert '"codes":["cooperative","church"]' in page
    assert '"label":"cooperative"' in page


def test_more_than_a_notebook_can_hold_is_refused_before_it_is_fetched(
    by_site: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_map, "MOST_OUTLINES", 3)
    with pytest.raises(InvalidInput, match=r"^6 parcels are too many for a map in a notebook"):
        by_site.map()
    lots = by_site.parcels()
    with pytest.raises(InvalidInput, match="filter them"):
        by_site.map(lots)
    assert by_site.map(vacant=False)
    monkeypatch.setattr(frame_map, "MOST_OUTLINES", 10)
    monkeypatch.setattr(frame_map, "MOST_CORNERS", 20)
    with pytest.raises(InvalidInput, match="30 corners"):
        by_site.map(lots)


def test_what_cannot_be_drawn_is_refused_in_words(by_database: Trust) -> None:
    lots = by_database.parcels()
    with pytest.raises(InvalidInput, match="not both"):
        by_database.map(lots, vacant=True)
    with pytest.raises(InvalidInput, match="color_by: “size” is not one of"):
        by_database.map(lots, color_by="size")
    with pytest.raises(InvalidInput, match="no column total_value"):
        by_database.map(lots.drop(columns="total_value"), color_by="value_per_acre")
    bare = geopandas.GeoDataFrame(geometry=[shapely.Point(0, 0)])
    with pytest.raises(InvalidInput, match="set_crs"):
        by_database.map(bare)
