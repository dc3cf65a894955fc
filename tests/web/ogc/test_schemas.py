"""What the interface says of its features beforehand is what they are."""

import json
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from tests.web.held_town import BOUGHT
from tests.web.ogc.asking import COLLECTIONS, OPENAPI, Asker

_GEOJSON: dict[str, Any] = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {"type": {"enum": ["MultiPolygon"]}, "coordinates": {"type": "array"}},
}
"""What is at the address that schemas refer to, as far as it matters here."""

_ELSEWHERE, _HERE = "https://geojson.org/schema/MultiPolygon.json", "#/$defs/MultiPolygon"
_IDS = {
    "parcels": "parcel_id", "parcels-2": "parcel_id", "changes": "change_id",
    "counties": "county_fips", "regions": "key", "holdings": None,
}  # fmt: skip


def _properties(ask: Asker, collection: str, kind: str = "schema") -> Any:  # noqa: ANN401 - JSON
    return ask.get(f"/ogc/collections/{collection}/{kind}").json["properties"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_feature_fits_the_schema_of_its_collection(ask: Asker, collection: str) -> None:
    said = ask.get(f"/ogc/collections/{collection}/schema").text
    schema = json.loads(said.replace(_ELSEWHERE, _HERE)) | {"$defs": {"MultiPolygon": _GEOJSON}}
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    asked = {"datetime": "../2999-01-01"} if collection == "holdings" else {}
    features = ask.items(collection, limit=2_000, **asked).json["features"]
    assert features
    for one in features:
        validator.validate({**one["properties"], "geometry": one["geometry"]})
        assert one["properties"].keys() | {"geometry"} == schema["properties"].keys()
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({next(iter(schema["properties"])): ["no such value"]})


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_property_that_a_feature_is_known_by_has_its_role(ask: Asker, collection: str) -> None:
    properties = _properties(ask, collection)
    roles = {one["x-ogc-role"]: name for name, one in properties.items() if "x-ogc-role" in one}
    known_by = _IDS[collection]
    assert roles == {"primary-geometry": "geometry"} | ({"id": known_by} if known_by else {})
    if known_by:
        (feature, *_) = ask.items(collection).json["features"]
        assert str(feature["properties"][known_by]) == feature["id"]


def test_codes_and_units_are_said(ask: Asker) -> None:
    said = _properties(ask, "parcels")
    assert {"government_city", "unknown"} <= set(said["owner_kind"]["enum"])
    assert "estate_heirs" not in said["owner_kind"]["enum"]
    assert said["owner_kind"]["type"] == "string"
    assert (said["land_use"]["type"], said["land_use"]["enum"][-1]) == (["string", "null"], None)
    assert said["total_value"]["x-ogc-unit"] == "USD"
    assert said["area_sqm"]["x-ogc-unit"] == "m2"
    assert None not in _properties(ask, "parcels", "queryables")["land_use"]["enum"]
    assert "owner changed" in _properties(ask, "changes")["kind"]["enum"]


def test_the_definition_says_the_same_of_features(ask: Asker) -> None:
    schemas = ask.get("/ogc/api", OPENAPI).json["components"]["schemas"]
    for collection in COLLECTIONS:
        name = f"{collection.replace('-', '_')}_feature"
        said = schemas[name]["properties"]["properties"]["properties"]
        for name, one in _properties(ask, collection).items():
            if name != "geometry":
                assert said[name].get("nullable", False) == isinstance(one["type"], list), name
                assert said[name].get("enum") == one.get("enum")
    parcel = schemas["parcels_feature"]["properties"]
    assert "nullable" not in parcel["properties"]["properties"]["parcel_id"]
    assert parcel["geometry"] == {"$ref": "#/components/schemas/multiPolygon"}


def test_the_days_of_a_collection_are_whole(ask: Asker) -> None:
    def interval(collection: str) -> list[str | None]:
        extent = ask.get(f"/ogc/collections/{collection}").json["extent"]
        found: list[str | None] = extent["temporal"]["interval"][0]
        return found

    assert interval("parcels") == ["2026-11-20T00:00:00Z", "2026-11-23T23:59:59Z"]
    assert ask.items("parcels", datetime=interval("parcels")[1]).json["numberMatched"] > 0
    assert interval("holdings") == [f"{BOUGHT}T00:00:00Z", None]
    assert ask.items("holdings", datetime=str(BOUGHT)).json["numberMatched"] == 1
    before = BOUGHT - timedelta(days=1)
    assert ask.items("holdings", datetime=f"../{before}").json["numberMatched"] == 0
