"""The definition of the interface for programs.

Source:
    OpenAPI 3.0.3; OGC 17-069r4, section 7.3.
"""

from collections.abc import Mapping

from landtrust.domain.filtering.limits import FILTER, LONGEST_FILTER
from landtrust.domain.filtering.reading import LANGUAGE_PARAMETER, LANGUAGES, TEXT
from landtrust.domain.filtering.values import Quality
from landtrust.domain.served_crs import served_crs
from landtrust.phrases import Phrase
from landtrust.web.languages import say
from landtrust.web.ogc.addresses import address_of
from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.definition_schemas import SCHEMAS, feature_schema, schema_name
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
    query_names,
    site_filter_names,
    time_names,
)
from landtrust.web.ogc.representations import FORM_PARAMETER, GEOJSON, HTML, JSON, SCHEMA, Form
from landtrust.web.ogc.schemas import value_schema
from landtrust.web.ogc.times import DATETIME

_VERSION = "1.0.0"
_BAD = {
    "400": "badRequest",
    "406": "notAcceptable",
    "414": "tooLong",
    "500": "serverError",
    "503": "busy",
}


def definition(collections: Mapping[str, Collection]) -> Document:
    """Every address, what it takes and what it gives."""
    paths: Document = {
        "/": _operation("landing", JSON, "landingPage"),
        "/conformance": _operation("conformance", JSON, "conformance"),
        "/functions": _operation("functions", JSON, "functions"),
        "/collections": _operation("collections", JSON, "collections"),
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
        base: _operation(f"{id_}", JSON, "collection"),
        f"{base}/queryables": _operation(f"{id_}_queryables", SCHEMA, "schema"),
        f"{base}/schema": _operation(f"{id_}_schema", SCHEMA, "schema"),
        f"{base}/sortables": _operation(f"{id_}_sortables", SCHEMA, "schema"),
        f"{base}/items": _operation(
            f"{id_}_items", GEOJSON, f"{name}_page", _item_parameters(collection)
        ),
        f"{base}/items/{{featureId}}": _operation(
            f"{id_}_item", GEOJSON, name,
            [_ref("parameters", "featureId"), _ref("parameters", CRS)], missing=True,
        ),
    }  # fmt: skip


def _operation(
    operation_id: str,
    media_type: str,
    schema: str,
    parameters: list[Document] | None = None,
    *,
    missing: bool = False,
) -> Document:
    failures = dict(_BAD)
    if missing:
        failures["404"] = "notFound"
    crs = {"Content-Crs": {"schema": {"type": "string"}}} if media_type == GEOJSON else {}
    success: Document = {
        "description": "OK",
        "content": {
            media_type: {"schema": _ref("schemas", schema)},
            HTML: {"schema": {"type": "string"}},
        },
    }
    if crs:
        success["headers"] = crs
    return {
        "get": {
            "operationId": operation_id,
            "parameters": [*(parameters or []), _ref("parameters", FORM_PARAMETER)],
            "responses": {
                "200": success,
                **{status: _ref("responses", name) for status, name in failures.items()},
            },
        }
    }


def _item_parameters(collection: Collection) -> list[Document]:
    shared = (BBOX, DATETIME, LIMIT, CRS, BBOX_CRS, FILTER, LANGUAGE_PARAMETER, FILTER_CRS, AFTER,
              BEFORE)  # fmt: skip
    own = site_filter_names(collection)
    queried = [
        _query_parameter(collection.qualities[name])
        for name in query_names(collection)
        if name not in own
    ]
    sites: list[Document] = [
        _parameter(name, {"type": "string"}, Phrase("The same as in lists of the site."))
        for name in own
    ]
    sortable = [f"{sign}{name}" for name in query_names(collection) for sign in ("", "-")]
    listed: Document = {"type": "array", "minItems": 1, "maxItems": 4, "uniqueItems": True}
    sortby = _parameter(
        SORTBY,
        {**listed, "items": {"type": "string", "enum": sortable}},
        Phrase("The properties to put features in order by; after a minus the greatest first."),
    )  # fmt: skip
    days: list[Document] = [
        _parameter(
            name, {"type": "string", "format": "date"}, Phrase("The day that is asked about.")
        )
        for name in time_names(collection)
    ]
    return [*(_ref("parameters", name) for name in shared), sortby, *days, *queried, *sites]


def _query_parameter(quality: Quality) -> Document:
    return _parameter(quality.name, value_schema(quality), quality.title)


def _parameter(name: str, schema: Document, description: Phrase, where: str = "query") -> Document:
    # An empty parameter is refused, whichever it is.
    is_text = schema.get("type") == "string"
    given: Document = {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": say(description),
        "schema": {"minLength": 1, **schema} if is_text else schema,
    }
    if where == "query":
        given |= {"style": "form", "explode": False}
    return given


def _shared_parameters() -> Document:
    systems = {"type": "string", "format": "uri", "enum": [one.uri for one in served_crs()]}
    crs: Document = {**systems, "default": served_crs()[0].uri}
    number: Document = {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES}
    listed = (
        _parameter(
            BBOX,
            {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
            Phrase("Only features that meet this rectangle: west, south, east, north."),
        ),
        _parameter(
            DATETIME,
            {"type": "string"},
            Phrase("Only features of this instant or interval (RFC 3339)."),
        ),
        _parameter(
            LIMIT,
            {**number, "default": DEFAULT_LIMIT},
            Phrase("How many features a page has at most."),
        ),
        _parameter(CRS, crs, Phrase("What coordinates are answered in.")),
        _parameter(BBOX_CRS, crs, Phrase("What the bbox is written in.")),
        _parameter(FILTER_CRS, crs, Phrase("What geometries of the filter are written in.")),
        _parameter(
            FILTER,
            {"type": "string", "minLength": 1, "maxLength": LONGEST_FILTER},
            Phrase("What features must meet, in the Common Query Language (CQL2)."),
        ),
        _parameter(
            LANGUAGE_PARAMETER,
            {"type": "string", "enum": list(LANGUAGES), "default": TEXT},
            Phrase("How the filter is written."),
        ),
        _parameter(
            AFTER, {"type": "string"}, Phrase("Where a page begins: from the link to the next.")
        ),
        _parameter(
            BEFORE, {"type": "string"}, Phrase("Where a page ends: from the link to the former.")
        ),
        _parameter(
            FORM_PARAMETER,
            {"type": "string", "enum": [one.value for one in Form]},
            Phrase("The form of the answer; else what the Accept header asks for."),
        ),
    )
    shared: Document = {str(one["name"]): one for one in listed}
    shared["featureId"] = _parameter("featureId", {"type": "string"}, Phrase("Its id."), "path")
    return shared


def _shared_responses() -> Document:
    sentences = {
        "badRequest": Phrase("A parameter is unknown, or its value cannot be used."),
        "notFound": Phrase("There is nothing of that name."),
        "notAcceptable": Phrase("It is not to be had in that form."),
        "tooLong": Phrase("The address is too long."),
        "serverError": Phrase("A mistake of the server."),
        "busy": Phrase("The server has too much to do; the same may work in a while."),
    }
    content = {"application/problem+json": {"schema": _ref("schemas", "problem")},
               HTML: {"schema": {"type": "string"}}}  # fmt: skip
    return {
        name: {"description": say(sentence), "content": content}
        for name, sentence in sentences.items()
    }


def _ref(kind: str, name: str) -> Document:
    return {"$ref": f"#/components/{kind}/{name}"}
