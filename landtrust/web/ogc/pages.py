"""What the interface says of itself: where it begins, what it has, and how to ask.

Everything here is public, and the same for everybody, whoever is signed in.
"""

from flask import Response, url_for
from sqlalchemy import Connection

from landtrust.exports.program_lines import gdal_line
from landtrust.queries.visibility import Tier
from landtrust.web.base_address import address_for_programs
from landtrust.web.languages import without_language
from landtrust.web.loaded import Loaded, loaded_for
from landtrust.web.ogc.answers import document_answer
from landtrust.web.ogc.collections import collections, find_collection
from landtrust.web.ogc.conformance import CLASSES
from landtrust.web.ogc.definition import definition
from landtrust.web.ogc.definition_words import definition_words
from landtrust.web.ogc.descriptions import collection_document, collection_list, landing_page
from landtrust.web.ogc.extents import spans_of
from landtrust.web.ogc.parameters import MOST_FEATURES
from landtrust.web.ogc.representations import DEFINITION, PLAIN, SCHEMAS, Form, asked_form
from landtrust.web.ogc.schemas import feature_properties, functions, queryables, sortables
from landtrust.web.site import site


def landing() -> Response:
    """Where everything begins."""
    form = asked_form(PLAIN)
    return document_answer(PLAIN, form, landing_page(), "ogc_landing.html")


def conformance() -> Response:
    """What of which standards the interface does."""
    form = asked_form(PLAIN)
    return document_answer(PLAIN, form, {"conformsTo": list(CLASSES)}, "ogc_conformance.html")


def api() -> Response:
    """The interface as programs read it (OpenAPI), or as people do."""
    form = asked_form(DEFINITION)
    with site().engine.connect() as connection:
        known = collections(connection, _data(connection))
    document = definition(known)
    shown = definition_words(document, known) if form is Form.HTML else {}
    return document_answer(DEFINITION, form, document, "ogc_definition.html", **shown)


def function_list() -> Response:
    """What filters may call."""
    form = asked_form(PLAIN)
    return document_answer(PLAIN, form, functions(), "ogc_functions.html")


def collection_page() -> Response:
    """Every collection."""
    form = asked_form(PLAIN)
    with site().engine.connect() as connection:
        data = _data(connection)
        known = collections(connection, data)
        spans = spans_of(connection, data, known.values())
    document = collection_list(known, spans)
    return document_answer(PLAIN, form, document, "ogc_collections.html", data=data)


def one_collection(collection: str) -> Response:
    """One collection."""
    form = asked_form(PLAIN)
    with site().engine.connect() as connection:
        data = _data(connection)
        found = find_collection(connection, data, collection)
        span = spans_of(connection, data, [found])[found.id]
    document = collection_document(found, span)
    interface = address_for_programs() + without_language(url_for("ogc.landing"))
    return document_answer(
        PLAIN, form, document, "ogc_collection.html", data=data, collection=found,
        line=gdal_line(interface, found.id, MOST_FEATURES),
    )  # fmt: skip


def queryable_list(collection: str) -> Response:
    """What may be asked of the features of a collection."""
    return _schema(collection, "queryables")


def property_list(collection: str) -> Response:
    """What the features of a collection say."""
    return _schema(collection, "schema")


def sortable_list(collection: str) -> Response:
    """What the features of a collection can be put in order by."""
    return _schema(collection, "sortables")


_KINDS = {"queryables": queryables, "sortables": sortables, "schema": feature_properties}


def _schema(collection: str, kind: str) -> Response:
    form = asked_form(SCHEMAS)
    with site().engine.connect() as connection:
        found = find_collection(connection, _data(connection), collection)
    document = _KINDS[kind](found)
    return document_answer(SCHEMAS, form, document, "ogc_schema.html", collection=found, kind=kind)


def _data(connection: Connection) -> Loaded:
    return loaded_for(connection, Tier.PUBLIC)
