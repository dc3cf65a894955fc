"""How long somebody with a cheap phone on a slow line waits: for a parcel, and what is near."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, Page

from tests.benchmarks.first_picture import chromium
from tests.benchmarks.loading import loaded_store
from tests.benchmarks.program import served
from tests.benchmarks.results import Figures, Limit, Measurement
from tests.benchmarks.scale_sets import Plan

_BYTES_PER_SECOND = 400_000 / 8
_LATENCY_MS = 150
_SLOWER = 4
_PATIENCE_MS = 120_000

_FIRST_PARCEL = "table a[href*='/parcels/']"
# The largest text that was painted: the first sentences of a parcel, or the name above them.
_CONTENT_SECONDS = """() => new Promise((resolve) => {
  new PerformanceObserver((seen) => resolve(seen.getEntries().at(-1).startTime / 1000))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""
_NOW_SECONDS = "performance.now() / 1000"


class Wait(NamedTuple):
    """What was waited for, in seconds since the navigation began, and what came over the line."""

    content_seconds: float
    content_bytes: int
    map_seconds: float
    map_bytes: int


class _Line:
    """Counts what comes over a line."""

    def __init__(self, session: CDPSession) -> None:
        self.transferred = 0
        session.on("Network.loadingFinished", self._count)

    def _count(self, told: dict[str, float]) -> None:
        self.transferred += round(told["encodedDataLength"])


def measure_slow_phone(plan: Plan) -> list[Measurement]:
    """The first content of a parcel's page, and the map in it, each by itself."""
    with served(loaded_store(plan.county)) as (host, port), chromium() as browser:
        parcel = _some_parcel(browser, f"http://{host}:{port}")
        waits = [_wait(browser, parcel) for _ in range(plan.pictures)]
        near = f"http://{host}:{port}/near?parcel={parcel.rpartition('/')[2]}"
        nears = [_content(browser, near) for _ in range(plan.pictures)]
    phone = "on a phone four times slower, at 400 kbit/s"
    return [
        Measurement(
            f"First content of what is near a parcel {phone}",
            _figures(nears),
            limits=(Limit("seconds", "ours", 3), Limit("page_kb", "ours", 50)),
        ),
        Measurement(
            f"First content of a parcel's page {phone}",
            _figures([(one.content_seconds, one.content_bytes) for one in waits]),
            limits=(Limit("seconds", "ours", 3), Limit("page_kb", "ours", 50)),
        ),
        Measurement(
            f"The map opened in a parcel's page {phone}",
            _figures([(one.map_seconds, one.map_bytes) for one in waits]),
            limits=(Limit("seconds", "ours", 12), Limit("page_kb", "ours", 500)),
        ),
    ]


def _some_parcel(browser: Browser, site: str) -> str:
    page = browser.new_page()
    page.goto(f"{site}/parcels")
    path = page.locator(_FIRST_PARCEL).first.get_attribute("href")
    page.close()
    return f"{site}{path}"


def _content(browser: Browser, address: str) -> tuple[float, int]:
    with _slow_page(browser) as (page, line):
        page.goto(address, timeout=_PATIENCE_MS)
        return page.evaluate(_CONTENT_SECONDS), line.transferred


def _wait(browser: Browser, address: str) -> Wait:
    with _slow_page(browser) as (page, line):
        page.goto(address, timeout=_PATIENCE_MS)
        content_seconds, content_bytes = page.evaluate(_CONTENT_SECONDS), line.transferred
        page.click("[data-open-map]", timeout=_PATIENCE_MS)
        page.wait_for_selector("[data-map=drawn]", state="attached", timeout=_PATIENCE_MS)
        return Wait(content_seconds, content_bytes, page.evaluate(_NOW_SECONDS), line.transferred)


@contextmanager
def _slow_page(browser: Browser) -> Iterator[tuple[Page, _Line]]:
    """A page of a phone that was never here, without what its browser keeps for later."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, service_workers="block"
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    line = _Line(session)
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": _LATENCY_MS,
            "downloadThroughput": _BYTES_PER_SECOND,
            "uploadThroughput": _BYTES_PER_SECOND,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    yield page, line
    context.close()


def _figures(waits: list[tuple[float, int]]) -> Figures:
    return {
        "seconds": round(statistics.median(seconds for seconds, _ in waits), 2),
        "page_kb": round(statistics.median(size for _, size in waits) / 1000),
    }
