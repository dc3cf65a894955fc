"""What answers look like, for the definition of the interface.

Source:
    OpenAPI 3.0.3, schema object; no schema refers to another machine.
"""

from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.queries.features.asking import GEOMETRY
from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.schemas import is_optional, property_schema, with_null

Schema = dict[str, object]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}


def _object(required: tuple[str, ...], **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _list_of(items: Schema, **more: object) -> Schema:
    return {"type": "array", "items": items, **more}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_LINKS = _list_of(_ref("link"))
_POSITION = _list_of(_NUMBER, minItems=2, maxItems=3)
_MULTI_POLYGON = _object(
    ("type", "coordinates"),
    type={"type": "string", "enum": ["MultiPolygon"]},
    coordinates=_list_of(_list_of(_list_of(_POSITION, minItems=4))),
)

_TILING: dict[str, Schema] = {
    "title": _TEXT,
    "dataType": {"type": "string", "enum": ["vector"]},
    "crs": _TEXT,
    "tileMatrixSetURI": _TEXT,
    "links": _LINKS,
}
_OF_TILING = ("dataType", "crs", "tileMatrixSetURI", "links")
_POINT = _list_of(_NUMBER, minItems=2, maxItems=2)
_INDEX: Schema = {"type": "integer", "minimum": 0}
_COUNT: Schema = {"type": "integer", "minimum": 1}
_BOX = _object(("lowerLeft", "upperRight"), lowerLeft=_POINT, upperRight=_POINT, crs=_TEXT,
               orderedAxes=_list_of(_TEXT))  # fmt: skip
_ENDS = ("minTileRow", "maxTileRow", "minTileCol", "maxTileCol")
_MATRIX_NUMBERS = ("scaleDenominator", "cellSize")
_MATRIX_COUNTS = ("tileWidth", "tileHeight", "matrixWidth", "matrixHeight")

TILE_SCHEMAS: Schema = {
    "tilesets": _object(("links", "tilesets"), title=_TEXT, links=_LINKS,
                        tilesets=_list_of(_object(_OF_TILING, **_TILING))),
    "tileset": _object(
        (*_OF_TILING, "tileMatrixSetLimits", "layers"), **_TILING,
        description=_TEXT, version=_TEXT, accessConstraints=_TEXT, mediaTypes=_list_of(_TEXT),
        tileMatrixSetLimits=_list_of(_object(
            ("tileMatrix", *_ENDS), tileMatrix=_TEXT, **dict.fromkeys(_ENDS, _INDEX))),
        boundingBox=_BOX,
        centerPoint=_object(("coordinates", "tileMatrix"), coordinates=_POINT, crs=_TEXT,
                            tileMatrix=_TEXT),
        layers=_list_of(_object(
            ("id", "dataType"), id=_TEXT, title=_TEXT, description=_TEXT, dataType=_TEXT,
            geometryDimension=_INDEX, minTileMatrix=_TEXT, maxTileMatrix=_TEXT, boundingBox=_BOX,
            propertiesSchema={"type": "object"}, links=_LINKS), minItems=1),
    ),
    "tileJson": _object(
        ("tilejson", "tiles", "vector_layers"), tilejson=_TEXT, name=_TEXT, description=_TEXT,
        scheme=_TEXT, tiles=_list_of(_TEXT, minItems=1), minzoom=_INDEX, maxzoom=_INDEX,
        bounds=_list_of(_NUMBER, minItems=4, maxItems=4),
        center=_list_of(_NUMBER, minItems=3, maxItems=3),
        vector_layers=_list_of(_object(("id", "fields"), id=_TEXT, description=_TEXT,
                                       minzoom=_INDEX, maxzoom=_INDEX,
                                       fields={"type": "object", "additionalProperties": _TEXT})),
    ),
    "tileMatrixSets": _object(("links", "tileMatrixSets"), links=_LINKS, tileMatrixSets=_list_of(
        _object(("id", "links"), id=_TEXT, title=_TEXT, uri=_TEXT, crs=_TEXT, links=_LINKS))),
    "tileMatrixSet": _object(
        ("crs", "tileMatrices"), id=_TEXT, title=_TEXT, uri=_TEXT, crs=_TEXT,
        orderedAxes=_list_of(_TEXT), wellKnownScaleSet=_TEXT, tileMatrices=_list_of(_object(
            ("id", *_MATRIX_NUMBERS, "pointOfOrigin", *_MATRIX_COUNTS), id=_TEXT,
            cornerOfOrigin=_TEXT, pointOfOrigin=_POINT,
            **dict.fromkeys(_MATRIX_NUMBERS, _NUMBER),
            **dict.fromkeys(_MATRIX_COUNTS, _COUNT))),
    ),
}  # fmt: skip

SCHEMAS: Schema = TILE_SCHEMAS | {
    "link": _object(("href", "rel", "type"), href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT,
                    templated={"type": "boolean"}),
    "landingPage": _object(("links",), title=_TEXT, description=_TEXT, links=_LINKS),
    "conformance": _object(("conformsTo",), conformsTo=_list_of(_TEXT)),
    "functions": _object(("functions",), functions=_list_of(_object(("name", "returns"),
                         name=_TEXT, returns=_list_of(_TEXT)))),
    "collections": _object(("links", "collections"), links=_LINKS,
                           collections=_list_of(_ref("collection"))),
    "collection": _object(("id", "links"), id=_TEXT, title=_TEXT, description=_TEXT,
                          extent={"type": "object"}, itemType=_TEXT, crs=_list_of(_TEXT),
                          storageCrs=_TEXT, links=_LINKS),
    "schema": _object(("type", "properties"), type=_TEXT, title=_TEXT,
                      properties={"type": "object"}),
    "multiPolygon": _MULTI_POLYGON,
    "multiPolygonOrNull": {**_MULTI_POLYGON, "nullable": True},
    "problem": _object(("type", "title", "status"), type=_TEXT, title=_TEXT, detail=_TEXT,
                       status={"type": "integer"}),
}  # fmt: skip


def schema_name(collection: Collection) -> str:
    """What a feature of a collection is called in the definition."""
    return collection.id.replace("-", "_") + "_feature"


def feature_schema(collection: Collection) -> Schema:
    """What a feature of a collection looks like, and a page of them."""
    name = schema_name(collection)
    said = {
        one.name: _property(collection, one)
        for one in collection.qualities.values()
        if one.type is not ValueType.GEOMETRY
    }
    land = is_optional(collection, collection.qualities[GEOMETRY])
    return {
        name: _object(
            ("type", "id", "geometry", "properties"),
            type={"type": "string", "enum": ["Feature"]},
            id=_TEXT,
            geometry=_ref("multiPolygonOrNull" if land else "multiPolygon"),
            properties={"type": "object", "properties": said, "required": list(said)},
            links=_LINKS,
        ),
        f"{name}_page": _object(
            ("type", "features", "links", "numberMatched", "numberReturned", "timeStamp"),
            type={"type": "string", "enum": ["FeatureCollection"]},
            features=_list_of(_ref(name)),
            links=_LINKS,
            numberMatched={"type": "integer", "minimum": 0},
            numberReturned={"type": "integer", "minimum": 0},
            timeStamp={"type": "string", "format": "date-time"},
        ),
    }


def _property(collection: Collection, quality: Quality) -> Schema:
    schema = property_schema(collection, quality)
    if not is_optional(collection, quality):
        return schema
    return {**with_null(schema), "nullable": True}
