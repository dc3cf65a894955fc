"""OGC API - Tiles, requirement by requirement (their names in the comments), and TileJSON.

Source:
    OGC 20-057; OGC 17-083r4; TileJSON 3.0.0; what the official suite asserts
    (opengeospatial/ets-ogcapi-tiles10).
"""

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import mapbox_vector_tile
import numpy as np
import pyproj
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV30SpecValidator
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.tile_json import TILE_FIELDS
from tests.tile_json_rules import broken_rules
from tests.web.ogc.asking import CRS84, OPENAPI, Asker

pytestmark = pytest.mark.sqlite_only("tiles are read from their archive, not from the store")

MVT = "application/vnd.mapbox-vector-tile"
TILEJSON = "application/vnd.mapbox.tile+json"
GRID = "WebMercatorQuad"
GRID_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{GRID}"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
LISTS = ("/ogc/tiles", "/ogc/collections/parcels/tiles")
SETS = tuple(f"{one}/{GRID}" for one in LISTS)
FULL, EMPTY = "15/13274/8172", "12/1659/1022"  # of the town's lots; between its two counties
_OF_PROGRAMS = (*LISTS, *SETS, "/ogc/tileMatrixSets", f"/ogc/tileMatrixSets/{GRID}")
_TO_PLANE = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)


@pytest.fixture
def client(held_app: Flask) -> FlaskClient:
    return held_app.test_client()


def limits_of(tileset: Any) -> dict[str, Any]:  # noqa: ANN401
    return {one["tileMatrix"]: one for one in tileset["tileMatrixSetLimits"]}


def test_the_landing_page_and_the_collection_lead_to_the_tiles(ask: Asker) -> None:
    page = ask.get("/ogc")  # /req/dataset-tilesets/landingpage
    assert page.link(f"{REL}tilesets-vector") == "http://localhost/ogc/tiles?f=json"
    assert page.link(f"{REL}tiling-schemes") == "http://localhost/ogc/tileMatrixSets"
    alone = ask.get("/ogc/collections/parcels")  # /req/geodata-tilesets/desc-links
    address = "http://localhost/ogc/collections/parcels/tiles?f=json"
    assert alone.link(f"{REL}tilesets-vector") == address
    for other in ("holdings", "changes", "counties", "regions", "parcels-2"):
        assert ask.get(f"/ogc/collections/{other}").link(f"{REL}tilesets-vector") is None
        assert ask.get(f"/ogc/collections/{other}/tiles").status == 404


@pytest.mark.parametrize("address", LISTS)
def test_the_list_says_of_each_tileset_what_the_standard_asks(ask: Asker, address: str) -> None:
    answer = ask.get(address)  # /req/tilesets-list/tileset-links
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.link("self") == f"http://localhost{address}?f=json"
    (one,) = answer.json["tilesets"]
    assert one["dataType"] == "vector"
    assert one["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    assert one["tileMatrixSetURI"] == GRID_URI
    links = {link["rel"]: link["href"] for link in one["links"]}
    assert links["self"] == f"http://localhost{address}/{GRID}?f=json"
    assert ask.get(links[f"{REL}tiling-scheme"]).json["uri"] == GRID_URI


@pytest.mark.parametrize("address", SETS)
def test_a_tileset_says_what_is_in_it_and_where(ask: Asker, address: str) -> None:
    answer = ask.get(address)  # /req/tileset/description
    tileset = answer.json
    assert (tileset["dataType"], tileset["tileMatrixSetURI"]) == ("vector", GRID_URI)
    assert ask.get(answer.link(f"{REL}tiling-scheme") or "").json["id"] == GRID
    (template,) = [one for one in tileset["links"] if one["rel"] == "item"]
    assert (template["templated"], template["type"]) == (True, MVT)
    for name in ("{tileMatrix}", "{tileRow}", "{tileCol}"):
        assert template["href"].count(name) == 1
    assert answer.link("alternate", TILEJSON) == f"http://localhost{address}?f=tilejson"
    assert answer.link("conformance")  # /rec/tileset/conf-link
    box = tileset["boundingBox"]  # /rec/tileset/bbox
    assert box["crs"] == CRS84
    extent = ask.get("/ogc/collections/parcels").json["extent"]["spatial"]["bbox"][0]
    assert [*box["lowerLeft"], *box["upperRight"]] == pytest.approx(extent, abs=1e-6)
    (layer,) = tileset["layers"]
    assert (layer["id"], layer["geometryDimension"]) == ("parcels", 2)
    schema = layer["propertiesSchema"]
    assert list(schema["properties"]) == list(TILE_FIELDS)
    assert all(one["description"] for one in schema["properties"].values())
    assert schema["properties"]["vacant"]["enum"] == ["yes", "no"]
    assert "estate_heirs" not in schema["properties"]["owner_kind"]["enum"]
    assert tileset["centerPoint"]["tileMatrix"] in limits_of(tileset)


@pytest.mark.parametrize("address", SETS)
def test_the_limits_are_where_the_parcels_are(ask: Asker, address: str) -> None:
    shapes = ask.items("parcels").shapes
    limits = limits_of(ask.get(address).json)
    grid = ask.get(f"/ogc/tileMatrixSets/{GRID}").json["tileMatrices"]
    assert list(limits) == ["12", "13", "14", "15"]
    for matrix in grid:
        if matrix["id"] not in limits:
            continue
        span = matrix["cellSize"] * matrix["tileWidth"]
        left, top = matrix["pointOfOrigin"]
        edges = [
            (*_TO_PLANE.transform(west, north), *_TO_PLANE.transform(east, south))
            for west, south, east, north in (shape.bounds for shape in shapes)
        ]
        one = limits[matrix["id"]]
        assert one["minTileCol"] == min(int((edge[0] - left) / span) for edge in edges)
        assert one["maxTileCol"] == max(int((edge[2] - left) / span) for edge in edges)
        assert one["minTileRow"] == min(int((top - edge[1]) / span) for edge in edges)
        assert one["maxTileRow"] == max(int((top - edge[3]) / span) for edge in edges)


def test_the_grid_is_the_registered_one(ask: Asker) -> None:
    listed = ask.get("/ogc/tileMatrixSets")
    (item,) = listed.json["tileMatrixSets"]
    assert {one["rel"] for one in item["links"]} == {"self", "item"}
    assert all(one["type"] == "application/json" for one in item["links"])
    grid = ask.get(item["links"][0]["href"]).json
    assert {name: grid[name] for name in ("id", "uri", "crs")} == {
        name: item[name] for name in ("id", "uri", "crs")
    }
    assert grid["orderedAxes"] == ["X", "Y"]
    assert grid["wellKnownScaleSet"].endswith("/GoogleMapsCompatible")
    assert [one["id"] for one in grid["tileMatrices"]] == [str(zoom) for zoom in range(25)]
    last = grid["tileMatrices"][-1]
    assert last == {
        "id": "24",
        "scaleDenominator": pytest.approx(33.3238997476528, rel=1e-14),
        "cellSize": pytest.approx(0.0093306919293428, rel=1e-14),
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-20037508.3427892, 20037508.3427892],
        "tileWidth": 256,
        "tileHeight": 256,
        "matrixWidth": 16777216,
        "matrixHeight": 16777216,
    }


@pytest.mark.parametrize("address", SETS)
def test_every_tile_within_the_limits_is_answered_and_none_beside(
    client: FlaskClient, ask: Asker, address: str
) -> None:
    """The official suite asks for whole rows and columns, and takes nothing but 200."""
    full = 0
    for zoom, one in limits_of(ask.get(address).json).items():
        rows, columns = (one["minTileRow"], one["maxTileRow"]), (one["minTileCol"],
                                                                 one["maxTileCol"])  # fmt: skip
        for row in range(rows[0], rows[1] + 1):
            for column in {*columns, columns[0] + 1, sum(columns) // 2}:
                answer = client.get(f"{address}/{zoom}/{row}/{column}")  # /req/core/tc-success
                assert (answer.status_code, answer.content_type) == (200, MVT)
                full += bool(answer.data)
                hint = None if answer.data else "empty"  # /rec/core/tc-deepfullempty
                assert answer.headers.get("OATiles-hint") == hint
        for row, column in ((rows[0] - 1, columns[0]), (rows[1] + 1, columns[0]),
                            (rows[0], columns[0] - 1), (rows[0], columns[1] + 1)):  # fmt: skip
            assert client.get(f"{address}/{zoom}/{row}/{column}").status_code == 404
    assert full >= 8
    beyond = f"{address}/15/{2**31 - 1}/{2**31 - 1}"  # /req/core/tc-error
    assert client.get(beyond).status_code in (400, 404)


@pytest.mark.parametrize("address", SETS)
def test_parcels_lie_in_their_tile_where_the_features_have_them(
    ask: Asker, client: FlaskClient, address: str
) -> None:
    """Rows go south, columns east: with both turned round, nothing would be there."""
    features = {one["id"]: one for one in ask.items("parcels").json["features"]}
    grid = ask.get(f"/ogc/tileMatrixSets/{GRID}").json["tileMatrices"][15]
    span = grid["cellSize"] * 256
    _, row, column = map(int, FULL.split("/"))
    left, top = (edge + sign * number * span for edge, sign, number in
                 zip(grid["pointOfOrigin"], (1, -1), (column, row), strict=True))  # fmt: skip
    content = client.get(f"{address}/{FULL}?f=mvt").data  # /req/mvt/content
    (layer,) = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True}).values()
    assert layer["features"]
    for one in layer["features"]:
        said = one["properties"]
        feature = features[said["public_id"]]
        assert said["owner_kind"] == feature["properties"]["owner_kind"]
        assert said["acres"] == pytest.approx(feature["properties"]["acres"], abs=5e-4)
        there = shapely.transform(
            shapely.geometry.shape(one["geometry"]),
            lambda xy: (left, top) + xy * (1, -1) * span / layer["extent"],
        )
        here = shapely.transform(
            shapely.geometry.shape(feature["geometry"]),
            lambda xy: np.column_stack(_TO_PLANE.transform(*xy.T)),
        )
        assert there.hausdorff_distance(here) < 2  # metres; a unit of the tile is 0.3


@pytest.mark.parametrize("address", [*SETS, "/tiles/parcels.json"])
def test_the_tilejson_keeps_every_rule_of_its_specification(
    ask: Asker, client: FlaskClient, address: str
) -> None:
    asked = {"f": "tilejson"} if address in SETS else {}
    answer = ask.get(address, TILEJSON, **asked)
    document = answer.json
    assert broken_rules(document) == []
    assert document["tilejson"] == "3.0.0"
    (layer,) = document["vector_layers"]
    assert layer["fields"] == {name: str(one.about) for name, one in TILE_FIELDS.items()}
    tile = document["tiles"][0].format(z=15, y=13274, x=8172)
    assert client.get(urlsplit(tile).path).status_code == 200
    assert ask.get(f"/es{address}", TILEJSON, **asked).json["vector_layers"] != [layer]


def test_the_rules_of_tilejson_find_what_breaks_them(ask: Asker) -> None:
    good = ask.get(SETS[0], TILEJSON).json
    layer = good["vector_layers"][0]
    wrong: tuple[dict[str, Any], ...] = (
        {"tilejson": "three"}, {"tiles": []}, {"tiles": ["/tiles/{z}/{x}/{y}.mvt"]},
        {"vector_layers": None}, {"vector_layers": [{**layer, "fields": None}]},
        {"vector_layers": [{**layer, "fields": {"acres": 5}}]},
        {"vector_layers": [{**layer, "maxzoom": 20}]}, {"bounds": [5, 0, 4, 1]},
        {"center": [0, 0, 13]}, {"center": [*good["center"][:2], 3]}, {"minzoom": 16},
        {"scheme": "zxy"}, {"name": 5}, {"version": "1"},
    )  # fmt: skip
    for spoiled in wrong:
        document = {name: value for name, value in (good | spoiled).items() if value is not None}
        assert broken_rules(document), spoiled


def test_the_whole_definition_is_valid_and_has_every_operation(ask: Asker) -> None:
    document = ask.get("/ogc/api", OPENAPI).json
    OpenAPIV30SpecValidator(document).validate()
    ids = [one["get"]["operationId"] for one in document["paths"].values()]
    for ending in (  # /req/oas30/operation-id
        ".dataset.vector.getTileSetsList", ".dataset.vector.getTileSet",
        ".dataset.vector.getTile", ".collection.vector.getTileSetsList",
        ".collection.vector.getTileSet", ".collection.vector.getTile",
        ".getTileMatrixSetsList", ".getTileMatrixSet",
    ):  # fmt: skip
        assert [one for one in ids if one.endswith(ending)], ending
    tile = "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
    for path in (tile, f"/collections/parcels{tile}"):  # /req/oas30/completeness
        assert list(document["paths"][path]["get"]["responses"]["200"]["content"]) == [MVT]
    parts = document["components"]["parameters"]  # /req/core/tc-tilerow-definition
    for name in ("tileRow", "tileCol"):
        assert (parts[name]["in"], parts[name]["required"]) == ("path", True)
        assert (parts[name]["schema"]["type"], parts[name]["schema"]["minimum"]) == ("integer", 0)
    assert parts["tileMatrix"]["schema"]["type"] == "string"


def test_the_conformance_names_what_is_done_of_tiles(ask: Asker) -> None:
    declared = ask.get("/ogc/conformance").json["conformsTo"]
    for name in ("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets",
                 "mvt", "oas30"):  # fmt: skip
        assert f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" in declared
    assert "http://www.opengis.net/spec/tms/2.0/conf/json-tilesetmetadata" in declared


@pytest.mark.parametrize("address", _OF_PROGRAMS)
def test_documents_of_tiles_are_for_programs_and_for_people(
    client: FlaskClient, address: str
) -> None:
    plain = client.get(address)
    assert plain.is_json
    assert client.get(f"{address}/").data == plain.data
    page = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.content_type.startswith("text/html")
    assert "<h1" in page.text
    assert client.get(f"/es{address}?f=html").status_code == 200
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{address}?f=mvt").status_code == 400
    head = client.head(address)
    assert (head.status_code, head.data, head.content_type) == (200, b"", plain.content_type)
    tag = plain.headers["ETag"]
    kept = client.get(address, headers={"If-None-Match": tag})
    assert (kept.status_code, kept.data, kept.headers["ETag"]) == (304, b"", tag)
    for answer in (plain, page, kept, client.open(address, method="PUT")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_accept_header_chooses_the_form_of_a_tileset(client: FlaskClient) -> None:
    for accept, expected in (
        (TILEJSON, TILEJSON),
        ("application/json+vnd.mapbox.tilejson", TILEJSON),
        (f"text/html;q=0.5,{TILEJSON}", TILEJSON),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "text/html; charset=utf-8"),
    ):
        answer = client.get(SETS[0], headers={"Accept": accept})
        assert answer.content_type == expected, accept
        assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("address", [f"{one}/{FULL}" for one in SETS])
def test_a_tile_is_sent_as_the_reader_takes_it(client: FlaskClient, address: str) -> None:
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    for answer in (plain, packed):
        assert {"Accept", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(plain.data)
    # As Java asks, and so the official suite.
    java = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
    for accept in (MVT, "*/*", java, "", "application/x-protobuf"):
        assert client.get(address, headers={"Accept": accept}).content_type == MVT
    for accept in ("image/png", "text/html", "application/json"):
        assert client.get(address, headers={"Accept": accept}).status_code == 406
    flight = client.options(address, headers={"Origin": "https://other.example"})
    assert "GET" in flight.headers["Access-Control-Allow-Methods"]


def test_pages_of_tiles_say_that_their_land_is_invented(client: FlaskClient) -> None:
    for address in (*LISTS, *SETS):
        assert "is invented" in client.get(f"{address}?f=html").text


def test_before_anything_is_loaded_there_is_no_tileset(store: Engine, tmp_path: Path) -> None:
    client = create_app(Settings(state_folder=tmp_path), store).test_client()
    for address in LISTS:
        assert client.get(address).get_json()["tilesets"] == []
        assert client.get(f"{address}?f=html").status_code == 200
        assert client.get(f"{address}/{GRID}").status_code == 404
        assert client.get(f"{address}/{GRID}/{FULL}").status_code == 404
    assert client.get(f"/ogc/tileMatrixSets/{GRID}").status_code == 200
