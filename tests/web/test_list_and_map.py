"""The list of parcels is the map's equal: the same filters, the same parcels, and each says so."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy import Engine, select

from landtrust.model.parcels import Parcel
from tests.web.live_map import Visit

EVERYWHERE = "-91,32,-89,33"
FILTERS = (
    "",
    "vacant=yes",
    "vacant=unknown",
    "owner_kind=business",
    "owner_kind=church,government_city&vacant=no",
    "land_use=residential",
    "held=common",
    "held=other",
    "tax=forfeited",
    "county=28121",
    "region=far-side",
    "text=example",
    "min_value=100&max_value=60000",
    "max_acres=0.1",
    "changed_since=2026-11-20",
    "near=-90.2099,32.3002&radius_m=60",
)


@pytest.fixture(scope="module")
def anybody(held_app: Flask) -> FlaskClient:
    return held_app.test_client()


@pytest.fixture(scope="module")
def public_ids(held_engine: Engine) -> dict[int, str]:
    with held_engine.connect() as connection:
        rows = connection.execute(select(Parcel.id, Parcel.public_id))
        return {one.id: one.public_id for one in rows}


def _listed(client: FlaskClient, query: str) -> set[str]:
    page = client.get(f"/parcels?{query}").text
    table = page[page.index("<main") : page.index("</main>")]
    return set(re.findall(r'<th scope="row">\s*<a href="/parcels/([^"]+)"', table))


@pytest.mark.parametrize("query", FILTERS)
def test_what_the_list_has_fits_on_the_map_and_is_counted_in_its_legend(
    anybody: FlaskClient, public_ids: dict[int, str], query: str
) -> None:
    listed = _listed(anybody, query)
    more = f"&{query}" if query else ""
    told = anybody.get(f"/map/matching.json?bbox={EVERYWHERE}{more}").json
    assert told is not None
    assert told["complete"]
    assert {public_ids[number] for number in told["ids"]} == listed
    counted = anybody.get(f"/parcels/counts.json?by=owner_kind{more}").json
    assert counted is not None
    assert sum(one["count"] for one in counted["classes"]) == len(listed)


def test_some_filter_is_fitted_by_some_and_some_by_none(anybody: FlaskClient) -> None:
    sizes = {query: len(_listed(anybody, query)) for query in FILTERS}
    assert sizes[""] == 6
    assert sizes["held=common"] == 3
    none = {query for query, size in sizes.items() if size == 0}
    assert none == {"tax=forfeited", "max_acres=0.1"}
    assert [query for query, size in sizes.items() if size == 6] == [""]


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["", "/es"])
def test_list_and_map_lead_to_each_other_with_the_filter(
    visit: Visit, site_address: str, language: str
) -> None:
    page = visit.see_map(f"{site_address}{language}/?vacant=yes&owner_kind=business,unknown")
    expect(page.locator("#map-legend tfoot td")).to_have_text("2")
    page.locator("#map-list").click()
    page.wait_for_url(f"**{language}/parcels?vacant=yes&owner_kind=business,unknown")
    expect(page.locator(".parcel-table tbody tr")).to_have_count(2)
    page.locator(".results-links a").first.click()
    page.wait_for_url(
        re.compile(rf"{language}/\?(?=.*vacant=yes)(?=.*owner_kind=business,unknown)")
    )
    page.wait_for_selector("html[data-map=drawn]", state="attached")
    expect(page.locator("#map-legend tfoot td")).to_have_text("2")
    page.locator("#map-clear").click()
    expect(page.locator("#map-list")).to_have_attribute("href", f"{language}/parcels")
    assert visit.complaints == []
