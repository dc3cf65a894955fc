"""Streets and names of the land: whose they are, and that they stay text."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect

from landtrust.assets import data_folder
from landtrust.sources.catalog import load_sources
from tests.web.live_map import Visit

HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} ${7} ` AVE"
FILES = "landtrust_streets"


def line(kind: str, name: str | None, *places: tuple[float, float]) -> dict[str, object]:
    geometry = {"type": "LineString", "coordinates": places}
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": geometry}


def feature(kind: str, name: str, geometry: dict[str, object]) -> dict[str, object]:
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": geometry}


WEST, EAST = -90.2130, -90.2060
TOWN = [
    line("street", HOSTILE, (WEST, 32.3008), (EAST, 32.3008)),
    line("street", "STUB ST", (-90.2097, 32.2995), (-90.20969, 32.2995)),
    line("creek", "LONG CREEK", (WEST, 32.2992), (EAST, 32.2992)),
    line("railroad", "GULF AND DELTA RAILROAD", (WEST, 32.3015), (EAST, 32.3015)),
    line("street", None, (WEST, 32.3020), (EAST, 32.3020)),
    feature(
        "street",
        "GATHER LN",
        {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "MultiLineString", "coordinates": [[(WEST, 32.2998), (EAST, 32.2998)]]}
            ],
        },
    ),
    feature("church", "ST PAUL AME CHURCH", {"type": "Point", "coordinates": (-90.209, 32.3003)}),
    feature("church", "ON TOP OF IT", {"type": "Point", "coordinates": (-90.209, 32.3003)}),
    feature("volcano", "NOT OF OURS", {"type": "Point", "coordinates": (-90.21, 32.3)}),
]


@pytest.fixture
def with_streets(tiled_app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The served town, with a file of streets for its source."""
    path = tmp_path / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": TOWN}))
    known = tiled_app.extensions[FILES]
    tiled_app.extensions[FILES] = {"sample": str(path)}
    yield tiled_app
    tiled_app.extensions[FILES] = known


@pytest.fixture
def reader(tiled_app: Flask) -> FlaskClient:
    return tiled_app.test_client()


def test_the_file_that_a_source_names_is_in_the_data_folder() -> None:
    named = [one.places for one in load_sources(data_folder() / "sources").values() if one.places]
    assert named == ["sample/west_jackson_places.geojson"]
    for name in named:
        assert json.loads((data_folder() / name).read_text("utf-8"))["features"]


def test_streets_are_served_for_a_source_that_is_loaded(with_streets: Flask) -> None:
    reader = with_streets.test_client()
    (address,) = reader.get("/map/config.json").json["streets"]  # type: ignore[index]
    first = reader.get(address, headers={"Accept-Encoding": "gzip"})
    assert (first.mimetype, first.headers["Content-Encoding"]) == ("application/geo+json", "gzip")
    assert len(json.loads(reader.get(address).data)["features"]) == len(TOWN)
    known = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip"}
    again = reader.get(address, headers=known)
    assert again.status_code == 304
    assert reader.get(f"{address}?x=1").status_code == 400


@pytest.mark.parametrize("key", ["sample_west_jackson", "maris_west", "..%2Fcodes", "sample"])
def test_streets_of_what_is_not_loaded_or_has_none_are_not_served(
    reader: FlaskClient, key: str
) -> None:
    assert reader.get(f"/map/streets/{key}.geojson").status_code == 404
    assert reader.get("/map/config.json").json["streets"] == []  # type: ignore[index]


@pytest.mark.chromium
@pytest.mark.slow
@pytest.mark.usefixtures("with_streets")
def test_names_are_written_where_they_fit_and_stay_text(visit: Visit, site_address: str) -> None:
    page = visit.see_map(f"{site_address}/#18/32.3003/-90.2096")
    page.wait_for_selector("html[data-streets=drawn]", state="attached")
    written = page.locator(".map-name").all_inner_texts()
    assert "<img Src=x Onerror=alert(1)> {{ 7*7 }} ${7} ` Ave" in written
    assert {"Long Creek", "Gulf and Delta Railroad", "Gather Ln", "St Paul AME Church"} <= set(
        written
    )
    assert not {"Stub St", "On Top of It", "Not of Ours"} & set(written)
    for drawn in (".map-creek", ".map-railroad"):
        assert page.locator(drawn).count() == 1
    assert page.locator("img[src=x]").count() == 0
    assert (visit.dialogs, visit.complaints) == ([], [])


@pytest.mark.chromium
@pytest.mark.slow
@pytest.mark.usefixtures("with_streets")
def test_streets_lose_their_names_where_they_would_be_a_heap(
    visit: Visit, site_address: str
) -> None:
    page = visit.see_map(f"{site_address}/#14/32.3003/-90.2096")
    page.wait_for_selector("html[data-streets=drawn]", state="attached")
    expect(page.locator(".map-name-street")).to_have_count(0)


@pytest.mark.chromium
@pytest.mark.slow
def test_without_a_file_no_script_for_streets_is_fetched(visit: Visit, site_address: str) -> None:
    visit.see_map(f"{site_address}/#18/32.3003/-90.2096")
    visit.page.wait_for_timeout(300)
    assert [one for one in visit.addresses if "streets" in one] == []
