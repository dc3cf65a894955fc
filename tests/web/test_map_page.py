import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.seeded import HOSTILE_OWNER, lot_id


@pytest.fixture
def reader(tiled_app: Flask) -> FlaskClient:
    return tiled_app.test_client()


def test_the_page_is_small_and_has_no_parcel_in_it(reader: FlaskClient) -> None:
    page = reader.get("/")
    assert page.status_code == 200
    assert len(page.data) < 60_000
    assert HOSTILE_OWNER not in page.text
    assert lot_id("100-1") not in page.text


def test_every_inline_script_carries_the_nonce_of_its_answer(reader: FlaskClient) -> None:
    page = reader.get("/")
    nonce = re.search(r"script-src [^;]*'nonce-([^']+)'", page.headers["Content-Security-Policy"])
    assert nonce is not None
    for opening in re.findall(r"<script[^>]*>", page.text):
        inline = "src=" not in opening and "application/json" not in opening
        assert not inline or f'nonce="{nonce[1]}"' in opening
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|\son\w+=", page.text)


def test_the_page_names_no_other_site(reader: FlaskClient) -> None:
    loaded = re.findall(
        r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]+)"', reader.get("/").text
    )
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_the_configuration_in_the_page_is_the_one_at_its_address(reader: FlaskClient) -> None:
    found = re.search(r'id="map-config">(.*?)</script>', reader.get("/").text, re.DOTALL)
    assert found is not None
    carried = json.loads(found[1])
    assert carried == reader.get("/map/config.json").json
    assert carried["tiles"]["url"].endswith("/{z}/{x}/{y}.mvt")
    assert carried["parcels_from_zoom"] == carried["tiles"]["min_zoom"] + 1
    west, south, east, north = carried["bounds"]
    assert west < -90.2 < east
    assert south < 32.3005 < north


def test_x4_text_in_the_address_cannot_end_the_script(reader: FlaskClient) -> None:
    page = reader.get("/?text=%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("query", ["limit=5", "color=red;x", "county=00000", "vacant=maybe", "x=1"])
def test_what_the_map_does_not_know_is_refused(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"/?{query}").status_code == 400


def test_without_anything_loaded_the_map_still_opens(client: FlaskClient) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/map/config.json").json["tiles"] is None  # type: ignore[index]


def test_places_are_sent_once_and_then_known(reader: FlaskClient) -> None:
    first = reader.get("/map/places.geojson")
    named = {one["properties"]["name"] for one in json.loads(first.data)["features"]}
    assert {"Hinds", "Rankin", "Madison"} <= named
    again = reader.get("/map/places.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_places_come_compressed_to_who_reads_gzip(reader: FlaskClient) -> None:
    answer = reader.get("/map/places.geojson", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_point_tells_its_parcel(reader: FlaskClient) -> None:
    assert reader.get("/map/parcels-at.json?at=-90.2099,32.3002").json == {
        "parcels": [lot_id("100-1")]
    }
    assert reader.get("/map/parcels-at.json?at=-91,31").json == {"parcels": []}


@pytest.mark.parametrize(
    "at", ["", "1", "a,b", "1,2,3", "nan,1", "inf,1", "1,2,1,2", "181,1", "-180.1,1", "1,90.5"]
)
def test_a_point_that_is_none_is_refused(reader: FlaskClient, at: str) -> None:
    answer = reader.get(f"/map/parcels-at.json?at={at}")
    assert answer.status_code == 400
    assert answer.json["parameter"] == "at"  # type: ignore[index]
    assert reader.get("/map/parcels-at.json").status_code == 400


@pytest.mark.parametrize(
    "address", ["/map/config.json", "/map/places.geojson", "/tiles/parcels.json",
                "/styles/classes.css"],
)  # fmt: skip
def test_what_takes_no_parameter_refuses_every_one(reader: FlaskClient, address: str) -> None:
    assert reader.get(address).status_code == 200
    refused = reader.get(f"{address}?x=1")
    assert refused.status_code == 400
    assert "There is no parameter “x” here" in refused.text


def test_the_map_can_ask_which_parcels_of_its_view_fit(reader: FlaskClient) -> None:
    answer = reader.get("/map/matching.json?bbox=-90.22,32.29,-90.20,32.31&text=EXAMPLE")
    assert answer.json == {"ids": [1, 2, 5], "complete": True}


def test_the_map_can_ask_where_all_that_fit_are(reader: FlaskClient) -> None:
    west, south, east, north = reader.get("/map/bounds.json?text=EXAMPLE").json["bounds"]  # type: ignore[index]
    assert west < -90.2099 < east < -90.2
    assert south < 32.2999 < north
    assert reader.get("/map/bounds.json?text=NOWHERE").json == {"bounds": None}
    assert reader.get("/map/bounds.json?zoom=3").status_code == 400


def test_a_region_says_on_the_map_and_in_the_list_what_it_is_made_of(reader: FlaskClient) -> None:
    told = "Far side (a reconstruction)"
    places = json.loads(reader.get("/map/places.geojson").data)["features"]
    assert told in {one["properties"]["name"] for one in places}
    assert told in reader.get("/").text


@pytest.mark.parametrize("query", ["text=EXAMPLE", "bbox=1,2,3", "bbox=1,2,3,4&region=nowhere"])
def test_a_view_that_is_missing_or_wrong_is_refused(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"/map/matching.json?{query}").status_code == 400


def test_a_base_map_is_there_only_where_an_organization_set_one(
    seeded_engine: Engine, tmp_path: Path, client: FlaskClient
) -> None:
    settings = Settings(
        state_folder=tmp_path,
        base_map_url="https://tiles.example.org/{z}/{x}/{y}.png",
        base_map_attribution="Example",
    )
    with_one = create_app(settings, seeded_engine).test_client()
    assert with_one.get("/map/config.json").json["base_map"] == {  # type: ignore[index]
        "url": "https://tiles.example.org/{z}/{x}/{y}.png",
        "attribution": "Example",
    }
    assert client.get("/map/config.json").json["base_map"] is None  # type: ignore[index]
