"""The definition of the interface for programs.

Source:
    OpenAPI 3.0.3; OGC 17-069r4, section 7.3.
"""

from collections.abc import Mapping, Sequence

from landtrust.domain.filtering.limits import FILTER, LONGEST_FILTER
from landtrust.domain.filtering.reading import LANGUAGE_PARAMETER, LANGUAGES, TEXT
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.domain.served_crs import served_crs
from landtrust.phrases import Phrase
from landtrust.web.languages import say
from landtrust.web.ogc.addresses import address_of
from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.definition_parts import operation, parameter, ref
from landtrust.web.ogc.definition_schemas import SCHEMAS, feature_schema, schema_name
from landtrust.web.ogc.definition_tiles import form_parameter, tile_parts, tile_paths
from landtrust.web.ogc.descriptions import ABOUT, TITLE, Document
from landtrust.web.ogc.parameters import (
    AFTER,
    BBOX,
    BBOX_CRS,
    BEFORE,
    CRS,
    DEFAULT_LIMIT,
    FILTER_CRS,
    LIMIT,
    MOST_FEATURES,
    SORTBY,
    site_filter_names,
    time_names,
)
from landtrust.web.ogc.representations import (
    CRS_HEADER,
    FORM_PARAMETER,
    GEOJSON,
    HTML,
    JSON,
    PLAIN,
    SCHEMA,
)
from landtrust.web.ogc.schemas import value_schema
from landtrust.web.ogc.times import DATETIME
from landtrust.web.ogc.value_parameters import query_names

_VERSION = "1.0.0"
_TEXT: Document = {"type": "string"}


def definition(collections: Mapping[str, Collection]) -> Document:
    """Every address, what it takes and what it gives."""
    paths: Document = {
        "/": _document("landing", JSON, "landingPage"),
        "/conformance": _document("conformance", JSON, "conformance"),
        "/functions": _document("functions", JSON, "functions"),
        "/collections": _document("collections", JSON, "collections"),
        **tile_paths(),
    }
    schemas = dict(SCHEMAS)
    for one in collections.values():
        paths |= _paths(one)
        schemas |= feature_schema(one)
    return {
        "openapi": "3.0.3",
        "info": {"title": say(TITLE), "description": say(ABOUT), "version": _VERSION},
        "servers": [{"url": address_of("landing")}],
        "paths": paths,
        "components": {
            "parameters": _shared_parameters(),
            "responses": _shared_responses(),
            "schemas": schemas,
        },
    }


def _paths(collection: Collection) -> Document:
    base = f"/collections/{collection.id}"
    name = schema_name(collection)
    id_ = collection.id.replace("-", "_")
    return {
        base: _document(f"{id_}", JSON, "collection"),
        f"{base}/queryables": _document(f"{id_}_queryables", SCHEMA, "schema"),
        f"{base}/schema": _document(f"{id_}_schema", SCHEMA, "schema"),
        f"{base}/sortables": _document(f"{id_}_sortables", SCHEMA, "schema"),
        f"{base}/items": _document(
            f"{id_}_items", GEOJSON, f"{name}_page", _item_parameters(collection)
        ),
        f"{base}/items/{{featureId}}": _document(
            f"{id_}_item", GEOJSON, name,
            [ref("parameters", "featureId"), ref("parameters", CRS)], missing=True,
        ),
    }  # fmt: skip


def _document(
    operation_id: str,
    media_type: str,
    schema: str,
    parameters: Sequence[Document] = (),
    *,
    missing: bool = False,
) -> Document:
    """What comes of asking for an address that programs and people read."""
    in_crs: Document = {"schema": _TEXT}
    return operation(
        operation_id,
        {media_type: ref("schemas", schema), HTML: _TEXT},
        [*parameters, ref("parameters", FORM_PARAMETER)],
        missing=missing,
        headers={CRS_HEADER: in_crs} if media_type == GEOJSON else None,
    )  # fmt: skip


def _item_parameters(collection: Collection) -> list[Document]:
    shared = (BBOX, DATETIME, LIMIT, CRS, BBOX_CRS, FILTER, LANGUAGE_PARAMETER, FILTER_CRS, AFTER,
              BEFORE)  # fmt: skip
    queried = [_query_parameter(collection.qualities[name]) for name in query_names(collection)]
    sites: list[Document] = [
        parameter(name, {"type": "string"}, Phrase("The same as in lists of the site."))
        for name in site_filter_names(collection)
    ]
    sortable = [f"{sign}{name}" for name in query_names(collection) for sign in ("", "-")]
    listed: Document = {"type": "array", "minItems": 1, "maxItems": 4, "uniqueItems": True}
    sortby = parameter(
        SORTBY,
        {**listed, "items": {"type": "string", "enum": sortable}},
        Phrase("The properties to put features in order by; after a minus the greatest first."),
    )  # fmt: skip
    days: list[Document] = [
        parameter(
            name, {"type": "string", "format": "date"}, Phrase("The day that is asked about.")
        )
        for name in time_names(collection)
    ]
    return [*(ref("parameters", name) for name in shared), sortby, *days, *queried, *sites]


def _query_parameter(quality: Quality) -> Document:
    schema = value_schema(quality)
    if quality.type is ValueType.TEXT:
        schema["minLength"] = 0  # a text may be asked to be empty; none is
    return parameter(quality.name, schema, quality.title)


def _shared_parameters() -> Document:
    systems = {"type": "string", "format": "uri", "enum": [one.uri for one in served_crs()]}
    crs: Document = {**systems, "default": served_crs()[0].uri}
    number: Document = {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES}
    listed = (
        parameter(
            BBOX,
            {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
            Phrase("Only features that meet this rectangle: west, south, east, north."),
        ),
        parameter(
            DATETIME,
            {"type": "string"},
            Phrase("Only features of this instant or interval (RFC 3339)."),
        ),
        parameter(
            LIMIT,
            {**number, "default": DEFAULT_LIMIT},
            Phrase("How many features a page has at most."),
        ),
        parameter(CRS, crs, Phrase("What coordinates are answered in.")),
        parameter(BBOX_CRS, crs, Phrase("What the bbox is written in.")),
        parameter(FILTER_CRS, crs, Phrase("What geometries of the filter are written in.")),
        parameter(
            FILTER,
            {"type": "string", "minLength": 1, "maxLength": LONGEST_FILTER},
            Phrase("What features must meet, in the Common Query Language (CQL2)."),
        ),
        parameter(
            LANGUAGE_PARAMETER,
            {"type": "string", "enum": list(LANGUAGES), "default": TEXT},
            Phrase("How the filter is written."),
        ),
        parameter(
            AFTER, {"type": "string"}, Phrase("Where a page begins: from the link to the next.")
        ),
        parameter(
            BEFORE, {"type": "string"}, Phrase("Where a page ends: from the link to the former.")
        ),
        form_parameter(PLAIN),
    )
    shared: Document = {str(one["name"]): one for one in listed}
    shared["featureId"] = parameter("featureId", {"type": "string"}, Phrase("Its id."), "path")
    return shared | tile_parts()


def _shared_responses() -> Document:
    sentences = {
        "badRequest": Phrase("A parameter is unknown, or its value cannot be used."),
        "notFound": Phrase("There is nothing of that name."),
        "notAcceptable": Phrase("It is not to be had in that form."),
        "tooLong": Phrase("The address is too long."),
        "serverError": Phrase("A mistake of the server."),
        "busy": Phrase("The server has too much to do; the same may work in a while."),
    }
    content = {"application/problem+json": {"schema": ref("schemas", "problem")},
               HTML: {"schema": {"type": "string"}}}  # fmt: skip
    return {
        name: {"description": say(sentence), "content": content}
        for name, sentence in sentences.items()
    }
