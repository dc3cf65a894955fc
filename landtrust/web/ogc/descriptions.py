"""What the interface says of itself and of each collection, as JSON.

Source:
    OGC 17-069r4, sections 7.2 to 7.14; OGC 18-058r1, section 6.1; OGC 19-079r2, clause 6.
"""

from collections.abc import Mapping
from datetime import date

from landtrust.domain.crs import CRS84
from landtrust.domain.served_crs import served_crs
from landtrust.phrases import Phrase
from landtrust.web.languages import say
from landtrust.web.ogc.addresses import Link, address_of
from landtrust.web.ogc.collections import Collection
from landtrust.web.ogc.extents import Span
from landtrust.web.ogc.representations import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Form

Document = dict[str, object]

TITLE = Phrase("Parcels and collective ownership as features")
ABOUT = Phrase(
    "The public data of this site by OGC API - Features and Tiles, for geographic programs: "
    "parcels, counties, regions, changes and what is held in common."
)

_TRS = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
_OTHER = {Form.JSON: Form.HTML, Form.HTML: Form.JSON}


def landing_page() -> Document:
    """Where everything begins."""
    return {
        "title": say(TITLE),
        "description": say(ABOUT),
        "links": [
            *both_forms("landing", JSON, Phrase("This document")),
            link("api", "service-desc", OPENAPI, Phrase("The definition of the interface"),
                 Form.JSON),
            link("api", "service-doc", HTML, Phrase("The interface described"), Form.HTML),
            link("conformance", "conformance", JSON, Phrase("What of the standards it does")),
            link("conformance", REL + "conformance", JSON,
                 Phrase("What of the standards it does")),
            link("collections", "data", JSON, Phrase("The collections")),
            link("collections", REL + "data", JSON, Phrase("The collections")),
            link("functions", REL + "functions", JSON, Phrase("What filters may call")),
            link("tilesets", REL + "tilesets-vector", JSON, Phrase("The same as vector tiles"),
                 Form.JSON),
            link("grids", REL + "tiling-schemes", JSON, Phrase("The grids of the tiles")),
        ],
    }  # fmt: skip


def collection_list(collections: Mapping[str, Collection], spans: Mapping[str, Span]) -> Document:
    """Every collection, with what each spans."""
    return {
        "title": say(TITLE),
        "links": both_forms("collections", JSON, Phrase("This document")),
        "crs": [one.uri for one in served_crs()],
        "collections": [collection_document(one, spans[one.id]) for one in collections.values()],
    }


def collection_document(collection: Collection, span: Span) -> Document:
    """One collection, the same wherever it is described."""
    id_ = collection.id
    document: Document = {
        "id": id_,
        "title": say(collection.title),
        "description": say(collection.description),
        "itemType": "feature",
        "crs": [one.uri for one in served_crs()],
        "storageCrs": CRS84,
        "links": _collection_links(collection),
    }
    extent: Document = {}
    if span.bbox is not None:
        extent["spatial"] = {"bbox": [list(span.bbox)], "crs": CRS84}
    if span.interval is not None:
        first, last = span.interval
        # Both days are whole: a feature is of every moment of its day.
        ends = [_moment(first, "00:00:00"), _moment(last, "23:59:59")]
        extent["temporal"] = {"interval": [ends], "trs": _TRS}
    if extent:
        document["extent"] = extent
    return document


def _collection_links(collection: Collection) -> list[Link]:
    id_ = collection.id
    asked = (
        ("queryables", "queryables", Phrase("What may be asked of its features")),
        ("schema", "describedby", Phrase("What its features say")),
        ("sortables", "sortables", Phrase("What its features can be ordered by")),
    )
    links = [
        *both_forms("collection", JSON, Phrase("This collection"), collection=id_),
        # GDAL puts the id of a feature after it as it is: so it asks for no form. A browser that
        # follows it is shown the page, which leads on to the GeoJSON.
        link("items", "items", GEOJSON, Phrase("Its features as GeoJSON"), collection=id_),
        link("items", "items", HTML, Phrase("Its features as a page"), Form.HTML,
             collection=id_),
        *(
            link(endpoint, rel, SCHEMA, title, Form.JSON, collection=id_)
            for endpoint, short, title in asked
            for rel in (short, REL + endpoint)
        ),
    ]  # fmt: skip
    if collection.has_tiles:
        links.append(
            link("tilesets", REL + "tilesets-vector", JSON, Phrase("Its features as vector tiles"),
                 Form.JSON, collection=id_)
        )  # fmt: skip
    return links


def _moment(day: date | None, time: str) -> str | None:
    return None if day is None else f"{day.isoformat()}T{time}Z"


def both_forms(
    endpoint: str, media_type: str, title: Phrase, form: Form = Form.JSON, **values: str
) -> list[Link]:
    """The links of a document to itself and to itself in its other form."""
    types = {Form.JSON: media_type, Form.HTML: HTML}
    other = _OTHER[form]
    return [
        link(endpoint, "self", types[form], title, form, **values),
        link(endpoint, "alternate", types[other], Phrase("The same in another form"), other,
             **values),
    ]  # fmt: skip


def link(
    endpoint: str, rel: str, media_type: str, title: Phrase, form: Form | None = None, **values: str
) -> Link:
    """A link to a page of the interface."""
    return Link(
        href=address_of(endpoint, form, **values), rel=rel, type=media_type, title=say(title)
    )
