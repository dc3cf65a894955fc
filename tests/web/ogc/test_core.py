"""What the official suite asserts of Part 1, test by test (its numbers in the comments).

Source:
    opengeospatial/ets-ogcapi-features10, read on a314c1e.
"""

from datetime import datetime
from typing import Any

import pytest
import shapely

from tests.web.ogc.asking import COLLECTIONS, CRS84, GEOJSON, OPENAPI, Asker

_SAME = pytest.mark.sqlite_only("it is about addresses and headers, not about the store")
_BOXES = (
    "-1.5000000,50.0000000,1.5000000,53.0000000",
    "-80.0000000,-5.0000000,-70.0000000,5.0000000",
    "177.0000000,65.0000000,-177.0000000,70.0000000",
    "-180.0000000,85.0000000,180.0000000,90.0000000",
    "-180.0000000,-90.0000000,180.0000000,-85.0000000",
)


def _definition(ask: Asker) -> Any:  # noqa: ANN401
    return ask.get("/ogc/api", OPENAPI).json


def _resolved(document: Any, part: Any) -> Any:  # noqa: ANN401
    if "$ref" not in part:
        return part
    for name in part["$ref"].removeprefix("#/").split("/"):
        document = document[name]
    return document


def _parameters(ask: Asker, path: str) -> dict[str, Any]:
    document = _definition(ask)
    listed = document["paths"][path]["get"]["parameters"]
    return {one["name"]: one for one in (_resolved(document, part) for part in listed)}


@_SAME
def test_the_landing_page_leads_everywhere(ask: Asker) -> None:
    for address in ("/ogc", "/ogc/"):
        page = ask.get(address)  # 2, 3
        assert page.status == 200
        assert {"conformance", "data", "service-desc", "service-doc"} <= {
            one["rel"] for one in page.json["links"]
        }
        assert all(one["type"] and one["href"].startswith("http") for one in page.json["links"])
        assert page.link("service-desc", OPENAPI) == "http://localhost/ogc/api?f=json"  # 4


@_SAME
def test_the_definition_is_openapi_3_0_and_every_reference_leads_somewhere(ask: Asker) -> None:
    answer = ask.get("/ogc/api", OPENAPI)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == OPENAPI
    document = answer.json  # 5
    assert document["openapi"].startswith("3.0.")
    assert document["servers"] == [{"url": "http://localhost/ogc"}]
    for reference in _references(document):
        assert reference.startswith("#/components/")
        assert _resolved(document, {"$ref": reference})
    ids = [one["get"]["operationId"] for one in document["paths"].values()]
    assert len(set(ids)) == len(ids)
    for path, one in document["paths"].items():
        names = [
            (part["name"], part["in"])
            for part in (_resolved(document, part) for part in one["get"]["parameters"])
        ]
        assert len(set(names)) == len(names), path
        assert [part[1:-1] for part in path.split("/") if part.startswith("{")] == [
            name for name, where in names if where == "path"
        ]


def _references(part: Any) -> set[str]:  # noqa: ANN401
    if isinstance(part, list):
        return set().union(*map(_references, part))
    if isinstance(part, dict):
        own = {part["$ref"]} if "$ref" in part else set()
        return own.union(*map(_references, part.values()))
    return set()


@_SAME
def test_conformance_is_declared(ask: Asker) -> None:
    assert "/conformance" in _definition(ask)["paths"]  # 6
    declared = ask.get("/ogc/conformance").json["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in declared
    assert len(set(declared)) == len(declared)


def test_the_collections_are_described_twice_alike(ask: Asker) -> None:
    listed = ask.get("/ogc/collections")  # 7-11
    assert listed.status == 200
    assert listed.link("self", "application/json")
    assert listed.link("alternate", "text/html")
    assert listed.json["crs"][0] == CRS84
    ids = [one["id"] for one in listed.json["collections"]]
    assert set(COLLECTIONS) <= set(ids)
    paths = _definition(ask)["paths"]
    for one in listed.json["collections"]:
        assert f"/collections/{one['id']}" in paths  # 12
        alone = ask.get(f"/ogc/collections/{one['id']}")
        assert alone.status == 200
        for name in ("id", "title", "description", "extent"):  # 13
            assert alone.json[name] == one[name]
        (items,) = [link["href"] for link in one["links"]
                    if link["rel"] == "items" and link["type"] == GEOJSON]  # fmt: skip
        assert "?" not in items  # programs put an id after it, or their own question
        assert ask.get(items, GEOJSON, limit=10).status == 200
        plain = ask.get(items, "")
        assert plain.headers["Content-Type"] == ask.get(items, "*/*").headers["Content-Type"]
        assert plain.headers["Content-Type"] == GEOJSON
        for feature in plain.ids[:1]:
            assert ask.get(f"{items}/{feature}", "").json["id"] == feature


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_features_are_answered_as_the_suite_wants_them(ask: Asker, collection: str) -> None:
    _require_page(ask, collection)  # 14-21
    extent = ask.get(f"/ogc/collections/{collection}").json["extent"]["spatial"]["bbox"][0]
    assert ask.found(collection, bbox=",".join(f"{edge:.7f}" for edge in extent))
    for box in (",".join(f"{edge:.7f}" for edge in extent), *_BOXES):  # 25-32
        _require_page(ask, collection, bbox=box)
    for limit in (1, 100, 2_000):  # 34-42
        _require_page(ask, collection, limit=limit)


def _require_page(ask: Asker, collection: str, **parameters: Any) -> None:  # noqa: ANN401
    answer = ask.items(collection, **parameters)
    assert answer.status == 200, answer.text
    page = answer.json
    assert answer.headers["Content-Type"] == GEOJSON
    assert page["type"] == "FeatureCollection"  # 16, 17
    assert answer.link("self", GEOJSON)  # 18
    assert answer.link("alternate", "text/html")
    assert datetime.fromisoformat(page["timeStamp"]).tzinfo is not None  # 19
    assert page["numberReturned"] == len(page["features"]) <= parameters.get("limit", 10**6)  # 21
    assert page["numberMatched"] == len(ask.found(collection, **parameters))  # 20
    for shape in filter(None, answer.shapes):  # 15
        west, south, east, north = shape.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        if "bbox" in parameters:  # 26
            west, south, east, north = map(float, parameters["bbox"].split(","))
            assert shapely.intersects(shape, shapely.box(west, south, east, north))


@_SAME
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_wrong_parameters_are_400(ask: Asker, collection: str) -> None:
    assert ask.items(collection, limit="unlimited").status == 400  # 22
    assert ask.items(collection, unknownQueryParameter12345=1).status == 400  # 23
    for one in _definition(ask)["paths"][f"/collections/{collection}/items"]["get"]["parameters"]:
        assert "additionalProperties" not in one.get("schema", {})


@_SAME
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_bbox_limit_and_datetime_are_defined_as_the_suite_reads_them(
    ask: Asker, collection: str
) -> None:
    defined = _parameters(ask, f"/collections/{collection}/items")
    for name in ("bbox", "limit", "datetime"):
        one = defined[name]
        assert (one["in"], one["required"], one["style"]) == ("query", False, "form")
        assert one["explode"] is False
    bbox = defined["bbox"]["schema"]  # 24
    assert (bbox["type"], bbox["minItems"], bbox["maxItems"]) == ("array", 4, 6)
    assert bbox["items"]["type"] == "number"
    limit = defined["limit"]["schema"]  # 33
    assert limit["type"] == "integer"
    assert 0 <= limit["minimum"] <= limit["default"] <= limit["maximum"]
    assert defined["datetime"]["schema"]["type"] == "string"  # 43


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_feature_is_to_be_had_alone(ask: Asker, collection: str) -> None:
    first = ask.items(collection, limit=1).json["features"][0]
    alone = ask.get(f"/ogc/collections/{collection}/items/{first['id']}", GEOJSON)  # 45, 46
    assert alone.status == 200
    assert alone.headers["Content-Type"] == GEOJSON
    assert alone.link("self", GEOJSON)
    assert alone.link("alternate", "text/html")
    assert alone.link("collection", "application/json")
    for name in ("type", "id", "geometry", "properties"):
        assert alone.json[name] == first[name]
