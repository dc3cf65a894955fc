"""What may be asked of features by name, as JSON Schema.

Source:
    OGC 19-079r2, requirement /req/queryables/get-queryables-response.
"""

from collections.abc import Iterable

from landtrust.domain.filtering.functions import FUNCTIONS
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.queries.features.asking import GEOMETRY
from landtrust.web.languages import say
from landtrust.web.ogc.addresses import address_of
from landtrust.web.ogc.collections import Collection

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FORMATS = {ValueType.DATE: "date", ValueType.TIMESTAMP: "date-time"}
_FUNCTION_TYPES = {
    ValueType.TEXT: "string",
    ValueType.NUMBER: "number",
    ValueType.DATE: "datetime",
    ValueType.TIMESTAMP: "datetime",
}
"""The standard has one word for days and moments."""

Schema = dict[str, object]


def queryables(collection: Collection) -> Schema:
    """Everything that filters may ask of a collection."""
    asked = [one for one in collection.qualities.values() if one.is_asked]
    return _schema(collection, "queryables", asked)


def sortables(collection: Collection) -> Schema:
    """Everything that the features of a collection can be put in order by."""
    sorted_by = [one for one in collection.qualities.values() if one.is_sorted_by]
    return _schema(collection, "sortables", sorted_by)


def feature_properties(collection: Collection) -> Schema:
    """Everything that the features of a collection say, and what each of it is for."""
    schema = _schema(collection, "schema", collection.qualities.values())
    properties: Schema = {}
    for name, one in dict(schema["properties"]).items():  # type: ignore[call-overload]
        role = {"x-ogc-role": "primary-geometry"} if name == GEOMETRY else {}
        properties[name] = {**one, **role}
    return {**schema, "properties": properties}


def functions() -> dict[str, object]:
    """Everything that filters may call."""
    return {
        "functions": [
            {
                "name": one.name,
                "description": say(one.says),
                "arguments": [
                    {"type": sorted({_FUNCTION_TYPES[kind] for kind in kinds})}
                    for kinds in one.takes
                ],
                "returns": [_FUNCTION_TYPES[one.gives]],
            }
            for one in FUNCTIONS.values()
        ]
    }


def value_schema(quality: Quality) -> Schema:
    """What values of a property look like."""
    if quality.type is ValueType.GEOMETRY:
        return {
            "$ref": "https://geojson.org/schema/MultiPolygon.json",
            "format": "geometry-multipolygon",
        }
    if quality.type is ValueType.ARRAY:
        return {"type": "array", "items": {"type": "string"}}
    schema: Schema = {"type": _json_type(quality)}
    if quality.type in _FORMATS:
        schema["format"] = _FORMATS[quality.type]
    return schema


def _schema(collection: Collection, endpoint: str, qualities: Iterable[Quality]) -> Schema:
    return {
        "$schema": _DRAFT,
        "$id": address_of(endpoint, collection=collection.id),
        "type": "object",
        "title": say(collection.title),
        "properties": {
            one.name: {"title": say(one.title), **value_schema(one)} for one in qualities
        },
        "additionalProperties": False,
    }


def _json_type(quality: Quality) -> str:
    if quality.is_whole:
        return "integer"
    if quality.type in _FORMATS:
        return "string"
    return quality.type.value
