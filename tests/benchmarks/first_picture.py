"""How long a reader waits for the first complete picture of parcels, in Chromium."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.loading import loaded_store
from tests.benchmarks.peer_map import View, served_folder, write_peer_page
from tests.benchmarks.program import served
from tests.benchmarks.results import Figures, Limit, Measurement, Peer
from tests.benchmarks.scale_sets import FOLDER, Plan, count_parcels, scale_parquet
from tests.web.live_map import ARGUMENTS, CHROMIUM

_PATIENCE_MS = 300_000
_PAGE_BYTES = "performance.getEntriesByType('navigation')[0].decodedBodySize"
_OUR_SECONDS = "performance.getEntriesByName('landtrust-first-picture')[0].startTime / 1000"
_OUR_VIEW = (
    "(({ lat, lng }) => [lat, lng, landtrustMap.map.getZoom()])(landtrustMap.map.getCenter())"
)
_OUR_PARCELS = "landtrustMap.layer.drawnIds().size"
# Two frames after all paths exist, the first of them has been drawn.
_PEER_SECONDS = """([expected, patience]) => new Promise((resolve, reject) => {
  const tell = () => resolve(performance.now() / 1000);
  const look = () => {
    const paths = document.querySelectorAll('path.leaflet-interactive').length;
    if (paths === expected) requestAnimationFrame(() => requestAnimationFrame(tell));
    else if (window.peerProblem) reject(new Error(window.peerProblem));
    else if (performance.now() > patience) reject(new Error(`${paths} paths after all this time`));
    else setTimeout(look, 50);
  };
  look();
})"""

_NOTE_PROBLEMS = "addEventListener('error', (event) => { window.peerProblem = event.message; });"


class Picture(NamedTuple):
    """One first picture: seconds since the navigation began, and the size of the page."""

    seconds: float
    page_bytes: int


def measure_first_picture(plan: Plan) -> list[Measurement]:
    """Ours at both sizes, one beside the other, then Folium's at the smaller."""
    near, far, view = _ours(plan)
    parquet = scale_parquet(plan.county)
    peer = _peers(write_peer_page(parquet, view, FOLDER / "peer_map"), plan.pictures)
    counts = [f"{count_parcels(one):,}" for one in (plan.county, plan.state)]
    return [
        Measurement(
            f"First complete picture of {counts[0]} parcels",
            _figures(near),
            Peer("folium.GeoJson of the same parcels", _figures(peer)),
            (Limit("seconds", "ratio", 0.1),),
        ),
        Measurement(
            f"First complete picture of {counts[1]} parcels",
            _figures(far),
            Peer(f"ours of {counts[0]} parcels", _figures(near)),
            (Limit("seconds", "ratio", 1.2),),
        ),
    ]


def _ours(plan: Plan) -> tuple[list[Picture], list[Picture], View]:
    near, far = [], []
    stores = loaded_store(plan.county), loaded_store(plan.state)
    with served(stores[0]) as here, served(stores[1]) as there, chromium() as browser:
        for _ in range(plan.pictures):
            picture, view = our_picture(browser, f"http://{here[0]}:{here[1]}/")
            near.append(picture)
            far.append(our_picture(browser, f"http://{there[0]}:{there[1]}/")[0])
    return near, far, view


def _peers(parcels: int, rounds: int) -> list[Picture]:
    with served_folder(FOLDER / "peer_map") as address, chromium() as browser:
        return [peer_picture(browser, address, parcels) for _ in range(rounds)]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _fresh_page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that was never here: nothing is in its cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def our_picture(browser: Browser, address: str) -> tuple[Picture, View]:
    """Open our map, and tell when its picture was complete and where it opened.

    Raises:
        RuntimeError: There is no parcel on it.
    """
    with _fresh_page(browser) as page:
        page.goto(address, wait_until="commit")
        page.wait_for_selector("html[data-map=drawn]", state="attached", timeout=_PATIENCE_MS)
        if page.evaluate(_OUR_PARCELS) == 0:
            raise RuntimeError("The first picture has no parcels.")
        picture = Picture(page.evaluate(_OUR_SECONDS), page.evaluate(_PAGE_BYTES))
        latitude, longitude, zoom = page.evaluate(_OUR_VIEW)
        return picture, View(latitude, longitude, round(zoom))


def peer_picture(browser: Browser, address: str, parcels: int) -> Picture:
    """Open Folium's map of this many parcels, and tell when all of them were drawn."""
    with _fresh_page(browser) as page:
        page.add_init_script(_NOTE_PROBLEMS)
        page.goto(address, wait_until="commit", timeout=_PATIENCE_MS)
        seconds = page.evaluate(_PEER_SECONDS, [parcels, _PATIENCE_MS])
        return Picture(seconds, page.evaluate(_PAGE_BYTES))


def _figures(pictures: list[Picture]) -> Figures:
    return {
        "seconds": round(statistics.median(one.seconds for one in pictures), 2),
        "page_kb": round(pictures[0].page_bytes / 1000),
    }
