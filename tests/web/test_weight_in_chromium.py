"""What a phone has to fetch before a page is of use, and what a map costs on top of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.seeded import lot_id

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

MOST_BYTES = 50_000
MOST_BYTES_WITH_MAP = 500_000
PARCEL = f"/parcels/{lot_id('100-2')}"
NEAR = f"/near?parcel={lot_id('100-2')}"


@dataclass
class Scale:
    """A page of a browser that was never here, and the bytes that came over the line for it."""

    page: Page
    weights: list[int] = field(default_factory=list)

    @property
    def transferred(self) -> int:
        """Everything so far: heads and bodies of answers, as they were sent."""
        self.page.wait_for_load_state("networkidle")
        return sum(self.weights)


@pytest.fixture
def scale(browser: Browser) -> Iterator[Scale]:
    # What our worker keeps for later comes after the page, and is not waited for.
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, service_workers="block"
    )
    weighed = Scale(context.new_page())
    line = context.new_cdp_session(weighed.page)
    line.send("Network.enable")
    line.on(
        "Network.loadingFinished",
        lambda told: weighed.weights.append(int(told["encodedDataLength"])),
    )
    yield weighed
    context.close()


@pytest.mark.parametrize("address", [PARCEL, NEAR, "/near", "/help", "/glossary", "/parcels"])
def test_a_page_is_of_use_before_fifty_kilobytes(
    scale: Scale, site_address: str, address: str
) -> None:
    scale.page.goto(site_address + address)
    expect(scale.page.locator("h1")).to_be_visible()
    assert 5_000 < scale.transferred < MOST_BYTES


def test_a_parcel_with_its_map_stays_below_half_a_megabyte(scale: Scale, site_address: str) -> None:
    scale.page.goto(site_address + PARCEL)
    without = scale.transferred
    scale.page.get_by_role("button", name="Open the map here").click()
    scale.page.wait_for_selector(".parcel-map[data-map=drawn]", state="attached", timeout=30_000)
    assert without < scale.transferred < MOST_BYTES_WITH_MAP
