"""What features say and may be asked by name, as JSON Schema: as the model has it.

Source:
    OGC 19-079r2, requirement /req/queryables/get-queryables-response; OGC 23-058r1 (Part 5) for
    roles and units.
"""

from collections.abc import Mapping

from landtrust.domain.filtering.functions import FUNCTIONS
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.exports.releases.dictionary import listed_codes
from landtrust.exports.releases.manifest import FieldEntry
from landtrust.exports.releases.tables import TABLES, Table
from landtrust.queries.column_comments import may_be_missing
from landtrust.queries.features.asking import GEOMETRY
from landtrust.queries.features.listed import ListedFeatures
from landtrust.web.languages import say
from landtrust.web.ogc.addresses import address_of
from landtrust.web.ogc.collections import Collection
from landtrust.web.site import public_classes

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FORMATS = {ValueType.DATE: "date", ValueType.TIMESTAMP: "date-time"}
_FUNCTION_TYPES = {
    ValueType.TEXT: "string",
    ValueType.NUMBER: "number",
    ValueType.DATE: "datetime",
    ValueType.TIMESTAMP: "datetime",
}
"""The standard has one word for days and moments."""

_UNITS = {
    "US dollar": ("USD", "ISO4217"),
    "acre": ("4840.[yd_i]2", "UCUM"),
    "square metre": ("m2", "UCUM"),
}
"""Our units in words, in codes. UCUM knows two acres by name, and ours is neither."""

Schema = dict[str, object]


def queryables(collection: Collection) -> Schema:
    """Everything that filters may ask of a collection."""
    said = {one.name: property_schema(collection, one) for one in collection.qualities.values()}
    return _schema(collection, "queryables", said)


def sortables(collection: Collection) -> Schema:
    """Everything that the features of a collection can be put in order by."""
    sorted_by = (one for one in collection.qualities.values() if one.is_sorted_by)
    said = {one.name: property_schema(collection, one) for one in sorted_by}
    return _schema(collection, "sortables", said)


def feature_properties(collection: Collection) -> Schema:
    """Everything that the features of a collection say, and what each of it is for."""
    roles = {GEOMETRY: "primary-geometry", table_of(collection).key: "id"}
    said = {
        one.name: {
            **_or_nothing(collection, one),
            **({"x-ogc-role": roles[one.name]} if one.name in roles else {}),
        }
        for one in collection.qualities.values()
    }
    return _schema(collection, "schema", said)


def table_of(collection: Collection) -> Table:
    """The table of releases that has the same rows, and tells of their columns."""
    name, _, _ = collection.id.partition("-")  # each load of parcels is a collection of its own
    return next(one for one in TABLES if one.name == name)


def is_optional(collection: Collection, quality: Quality) -> bool:
    """Whether features may say nothing under a name, as the model has it."""
    if quality.type is ValueType.GEOMETRY:
        return isinstance(collection.features, ListedFeatures)  # those may be of no known land
    return may_be_missing(_field(collection, quality).column)


def property_schema(collection: Collection, quality: Quality) -> Schema:
    """What features say under a name where they say something: type, codes and unit."""
    schema = {"title": say(quality.title), **value_schema(quality)}
    if quality.type is ValueType.GEOMETRY:
        return schema
    field = _field(collection, quality)
    codes = [code for name, code, _ in listed_codes(public_classes()) if name == field.codes]
    if codes:
        schema["enum"] = codes
    if field.unit in _UNITS:
        schema["x-ogc-unit"], schema["x-ogc-unitLang"] = _UNITS[field.unit]
    return schema


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


def with_null(schema: Schema) -> Schema:
    """The same, with null among its codes where it lists them."""
    codes = schema.get("enum")
    return {**schema, "enum": [*codes, None]} if isinstance(codes, list) else schema


def _field(collection: Collection, quality: Quality) -> FieldEntry:
    return next(one for one in table_of(collection).fields if one.name == quality.name)


def _or_nothing(collection: Collection, quality: Quality) -> Schema:
    """What features say under a name, or null where they may say nothing."""
    schema = property_schema(collection, quality)
    if not is_optional(collection, quality):
        return schema
    if quality.type is ValueType.GEOMETRY:
        return {**schema, "oneOf": [{"$ref": schema.pop("$ref")}, {"type": "null"}]}
    return {**with_null(schema), "type": [schema["type"], "null"]}


def _schema(collection: Collection, endpoint: str, properties: Mapping[str, Schema]) -> Schema:
    return {
        "$schema": _DRAFT,
        "$id": address_of(endpoint, collection=collection.id),
        "type": "object",
        "title": say(collection.title),
        "properties": properties,
        "additionalProperties": False,
    }


def _json_type(quality: Quality) -> str:
    if quality.is_whole:
        return "integer"
    if quality.type in _FORMATS:
        return "string"
    return quality.type.value
