"""The map with a county's 107,064 real parcels in it, in the real browser."""

import base64
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pytest
import shapely
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from landtrust.cli.tiles import build_tiles
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.serving import served
from tests.web.live_map import Visit

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

MOST_PAGE_BYTES = 60_000
IRREGULAR = 6
COLOURS = """async (data) => {
  const picture = await createImageBitmap(await (await fetch(data)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const seen = new Map();
  const pixels = new Uint32Array(
    context.getImageData(0, 0, picture.width, picture.height).data.buffer);
  for (const pixel of pixels) seen.set(pixel, (seen.get(pixel) || 0) + 1);
  return [...seen.values()].filter((count) => count > 200).length;
}"""


@pytest.fixture(scope="session")
def county_app(county_size_store: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app over the county, with tiles of every zoom."""
    settings = Settings(state_folder=tmp_path_factory.mktemp("county_site"))
    build_tiles(county_size_store, settings)
    return create_app(settings, county_size_store)


@pytest.fixture(scope="session")
def county_address(county_app: Flask) -> Iterator[str]:
    """Where the county is served."""
    with served(county_app) as address:
        yield address


@pytest.fixture(scope="session")
def irregular(county_size_file: Path) -> geopandas.GeoDataFrame:
    """Parcels whose middle lies outside them, with a point that lies inside, in degrees.

    Of each number the file has one row only, and no other parcel has the point.
    """
    frame = geopandas.read_parquet(county_size_file, columns=["PARNO", "geometry"])
    plain = frame[frame.geometry.is_valid & ~frame["PARNO"].duplicated(keep=False)]
    bent = plain[~plain.geometry.contains(plain.geometry.centroid) & (plain.geometry.area > 2_000)]
    points = bent.geometry.representative_point()
    hits = frame.sindex.query(points.to_numpy(), predicate="intersects")[0]
    alone = [place for place in range(len(bent)) if (hits == place).sum() == 1]
    chosen = bent.iloc[alone[:: max(1, len(alone) // IRREGULAR)][:IRREGULAR]].copy()
    chosen["point"] = points.loc[chosen.index].to_crs(4326)
    return chosen


def _colours(page: Page, picture: bytes) -> int:
    """How many colors fill more than a speck of a picture."""
    path = "data:image/png;base64," + base64.b64encode(picture).decode()
    # The page's own policy forbids to fetch data: an empty page has none.
    blank = page.context.new_page()
    found = int(blank.evaluate(COLOURS, path))
    blank.close()
    return found


def test_the_first_picture_of_a_county_is_whole_small_and_its_own(
    visit: Visit, county_address: str
) -> None:
    page = visit.see_map(county_address)
    size = page.evaluate("performance.getEntriesByType('navigation')[0].decodedBodySize")
    assert 0 < size < MOST_PAGE_BYTES
    assert page.evaluate("landtrustMap.layer.drawnIds().size") > 1_000
    assert page.evaluate("performance.getEntriesByName('landtrust-first-picture').length") == 1
    expect(page.locator("#map-legend tfoot td")).to_have_text("107,064")
    assert page.locator(".map-county-line").count() > 100
    assert [one for one in visit.addresses if not one.startswith((county_address, "data:"))] == []
    assert visit.complaints == []


def test_a_click_into_an_irregular_parcel_opens_exactly_that_one(
    visit: Visit, county_address: str, irregular: geopandas.GeoDataFrame
) -> None:
    assert len(irregular) == IRREGULAR
    for row in irregular.itertuples():
        lon, lat = row.point.x, row.point.y
        visit.page.goto("about:blank")
        page = visit.see_map(f"{county_address}/#19/{lat:.6f}/{lon:.6f}")
        stage = page.locator("#map_landtrust").bounding_box()
        assert stage is not None
        x, y = page.evaluate(
            """([lat, lon]) => {
              const at = landtrustMap.map.latLngToContainerPoint([lat, lon]);
              return [at.x, at.y];
            }""",
            [lat, lon],
        )
        page.mouse.click(stage["x"] + x, stage["y"] + y)
        panel = page.locator("#map-panel")
        expect(panel).to_be_visible()
        opened = panel.get_attribute("data-parcel")
        feature = page.request.get(f"{county_address}/parcels/{opened}.geojson").json()
        assert feature["properties"]["parcel_number"] == row.PARNO.strip().upper()
        drawn = geopandas.GeoSeries([shapely.geometry.shape(feature["geometry"])], crs=4326)
        overlap = drawn.to_crs(irregular.crs).intersection(row.geometry).area.iloc[0]
        assert overlap == pytest.approx(row.geometry.area, rel=1e-3)
    assert visit.complaints == []


def test_the_keyboard_alone_reaches_every_control_of_a_county(
    visit: Visit, county_address: str
) -> None:
    page = visit.see_map(county_address)
    controls = page.evaluate(
        """() => {
          const what = "a[href], button, input, select, summary, [tabindex='0']";
          const seen = [...document.querySelectorAll(what)].filter(
            (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled);
          seen.forEach((one, index) => { one.dataset.control = index; });
          return seen.filter((one) => one.type !== "radio" || one.checked)
            .map((one) => one.dataset.control);
        }"""
    )
    reached = set()
    for _ in range(len(controls) + 10):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.control"))
    assert set(controls) <= reached
    page.locator("#map_landtrust").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#map_landtrust")).to_be_focused()


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_of_a_county_is_not_blank(
    browser: Browser, county_address: str, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = Visit(context.new_page()).see_map(county_address)
    picture = page.screenshot(path=tmp_path / f"county_{size[0]}_{scheme}.png")
    stage = page.locator("#map_landtrust").screenshot()
    assert len(picture) > 20_000
    assert _colours(page, stage) >= 8
    context.close()
