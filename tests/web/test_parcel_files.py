import json
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.exports.properties import PROPERTY_NAMES
from landtrust.settings import Settings
from landtrust.sources.codes import MapClasses
from landtrust.web.app import create_app
from landtrust.web.site import EXTENSION, Site
from tests.seeded import PRIVATE_PERSON, lot_id


def test_a_download_is_a_feature_collection_of_the_filter(client: FlaskClient) -> None:
    answer = client.get("/parcels.geojson?owner_kind=business,person")
    found = json.loads(answer.data)
    assert answer.content_type == "application/geo+json"
    assert found["type"] == "FeatureCollection"
    ids = [feature["id"] for feature in found["features"]]
    assert ids == [lot_id("100-2"), lot_id("100-3"), lot_id("200-1", "28121")]
    for feature in found["features"]:
        assert tuple(feature["properties"]) == PROPERTY_NAMES
        assert feature["id"] == feature["properties"]["parcel_id"]


def test_outlines_follow_rfc_7946(client: FlaskClient) -> None:
    for feature in json.loads(client.get("/parcels.geojson").data)["features"]:
        outline = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert feature["geometry"]["type"] == "MultiPolygon"
        assert all(shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(outline))))
        numbers = shapely.get_coordinates(outline).ravel().tolist()
        assert all(len(repr(number).partition(".")[2]) <= 7 for number in numbers)


def test_a_download_says_what_it_is(client: FlaskClient) -> None:
    headers = client.get("/parcels.geojson?county=28049&owner_kind=government_city").headers
    name = "landtrust-parcels-hinds-city-or-town-owned-2026-11-23.geojson"
    assert headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert headers.getlist("Landtrust-Snapshot") == [
        "county=28049; source=sample; retrieved=2026-11-23T12:00:00+00:00; sha256="
        + "ab" * 32
        + "; invented=yes; number=2"
    ]
    assert headers["Last-Modified"] == "Mon, 23 Nov 2026 12:00:00 GMT"


def test_a_file_of_a_region_names_only_the_loads_of_its_counties(client: FlaskClient) -> None:
    for query in ("region=far-side", "region=far-side&county=28121", "region=far-side&snapshot=3"):
        told = client.get(f"/parcels.csv?{query}").headers.getlist("Landtrust-Snapshot")
        assert [one.partition(";")[0] for one in told] == ["county=28121"]
    answer = client.get("/parcels.csv?region=far-side&county=28049")
    assert answer.headers.getlist("Landtrust-Snapshot") == []
    assert len(answer.data.splitlines()) == 1
    refused = client.get("/parcels.csv?region=far-side&snapshot=2")
    assert (refused.status_code, refused.get_json()["parameter"]) == (400, "snapshot")


def test_a_download_of_more_than_kinds_is_called_a_selection(client: FlaskClient) -> None:
    for query, name in (
        ("", "landtrust-parcels-2026-11-23"),
        ("?min_acres=0.1&vacant=yes", "landtrust-parcels-vacant-selection-2026-11-23"),
        ("?region=far-side&land_use=public", "landtrust-parcels-far-side-public-2026-11-20"),
    ):
        headers = client.head(f"/parcels.geojson{query}").headers
        assert f'"{name}.geojson"' in headers["Content-Disposition"]


@pytest.mark.parametrize(
    "address",
    ["/parcels.geojson?vacant=yes", "/parcels/counts.json?by=vacant",
     f"/parcels/{lot_id('100-1')}.geojson"],
)  # fmt: skip
def test_what_the_reader_has_already_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.data


def test_another_filter_is_another_file(client: FlaskClient) -> None:
    tags = {
        client.get(f"/parcels.geojson{query}").headers["ETag"]
        for query in ("", "?vacant=yes", "?vacant=no")
    }
    assert len(tags) == 3


def test_no_file_names_a_person(client: FlaskClient) -> None:
    assert PRIVATE_PERSON not in client.get("/parcels.geojson").get_data(as_text=True)
    feature = json.loads(client.get(f"/parcels/{lot_id('100-2')}.geojson").data)
    assert feature["properties"]["owner_name"] is None
    assert feature["properties"]["owner_kind"] == "person"


def test_values_are_dollars_and_what_is_not_stated_is_null(client: FlaskClient) -> None:
    features = json.loads(client.get("/parcels.geojson").data)["features"]
    values = [feature["properties"]["total_value"] for feature in features]
    assert values == [None, 50000, 1500.5, 0, 9000, 77]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_connection_goes_back_when_a_download_ends(
    client: FlaskClient, seeded_engine: Engine, method: str
) -> None:
    before = seeded_engine.pool.checkedout()  # type: ignore[attr-defined]
    answer = getattr(client, method)("/parcels.geojson")
    answer.close()
    assert seeded_engine.pool.checkedout() <= before  # type: ignore[attr-defined]


def test_a_download_that_cannot_be_is_refused_before_it_begins(client: FlaskClient) -> None:
    for query in ("text=--", "county=99999", "after=5", "limit=2"):
        answer = client.get(f"/parcels.geojson?{query}")
        assert answer.status_code == 400
        assert answer.content_type == "application/problem+json"


def test_counts_name_every_class_with_its_colours(client: FlaskClient) -> None:
    found = json.loads(client.get("/parcels/counts.json?by=vacant&county=28049").data)
    assert (found["by"], found["total"]) == ("vacant", 5)
    assert {one["code"]: one["count"] for one in found["classes"]} == {
        "yes": 2, "no": 2, "unknown": 1,
    }  # fmt: skip
    assert set(found["classes"][0]) == {"code", "label", "count", "colour_light", "colour_dark"}
    assert client.get("/parcels/counts.json").status_code == 400
    assert client.get("/parcels/counts.json?by=colour").status_code == 400


def test_counts_are_sent_again_when_the_class_list_changes(
    seeded_engine: Engine, tmp_path: Path
) -> None:
    app = create_app(Settings(state_folder=tmp_path), seeded_engine)
    address = "/parcels/counts.json?by=vacant"
    before = app.test_client().get(address).headers["ETag"]
    here: Site = app.extensions[EXTENSION]
    first, *rest = here.all_classes.of("vacant")
    renamed = MapClasses((first.model_copy(update={"label": "Empty"}), *rest))
    app.extensions[EXTENSION] = replace(here, all_classes=renamed)
    again = app.test_client().get(address, headers={"If-None-Match": before})
    assert again.status_code == 200
    assert "Empty" in again.text


def test_a_feature_carries_the_words_that_its_page_uses(client: FlaskClient) -> None:
    words = json.loads(client.get(f"/parcels/{lot_id('100-1')}.geojson").data)["words"]
    assert words == {
        "title": "101 Example St",
        "says": "This lot of 0.20 acres is vacant.",
        "place": "",
        "owner": "City of Jackson",
    }
    person = json.loads(client.get(f"/parcels/{lot_id('100-2')}.geojson").data)["words"]
    assert person["owner"] is None


def test_a_former_parcel_has_no_feature_and_says_why(client: FlaskClient) -> None:
    answer = client.get(f"/parcels/{lot_id('100-9')}.geojson")
    assert answer.status_code == 404
    assert "no longer on the roll" in json.loads(answer.data)["detail"]
