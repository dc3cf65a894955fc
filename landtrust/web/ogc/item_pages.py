"""Features of a collection: page by page, and each alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from flask import Response, make_response, render_template, request
from sqlalchemy import Connection

from landtrust.domain.served_crs import ServedCrs
from landtrust.errors import NotFound
from landtrust.exports.served_features import FEATURE_COLLECTION, served_features
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import Feature, FeaturePage
from landtrust.queries.filters import EVERYTHING
from landtrust.queries.places import place_names
from landtrust.queries.visibility import Tier
from landtrust.web.languages import language, say
from landtrust.web.loaded import Loaded, loaded_for
from landtrust.web.ogc.addresses import Link, address_of, with_query
from landtrust.web.ogc.answers import fingerprint, json_answer, unchanged, with_moment
from landtrust.web.ogc.collections import Collection, find_collection
from landtrust.web.ogc.descriptions import both_forms, link
from landtrust.web.ogc.memory import memory
from landtrust.web.ogc.parameters import AFTER, BEFORE, CRS, ItemsAsked, read_crs, read_items
from landtrust.web.ogc.positions import format_position
from landtrust.web.ogc.representations import (
    CRS_HEADER,
    FEATURES,
    FORM_PARAMETER,
    GEOJSON,
    HTML,
    JSON,
    Form,
    wanted_form,
)
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FilterReader
from landtrust.web.site import now, public_classes, site


def items(collection: str) -> Response:
    """Features that are asked for, one page of them."""
    with site().engine.connect() as connection:
        data = loaded_for(connection, Tier.PUBLIC)
        found = find_collection(connection, data, collection)
        asked = read_items(found, FilterReader(public_classes(), now().date()))
        form = wanted_form(FEATURES, asked.form)
        if asked.asking.parcels != EVERYTHING:
            place_names(connection).require(asked.asking.parcels)
        tag = _tag(found, data, form)
        kept = unchanged(tag, data.newest_moment) if tag and form is Form.JSON else None
        if kept is not None:
            return _in_crs(kept, asked.crs)
        page = found.features.page(connection, asked.asking)
        matched = _matched(connection, data, found, asked, page)
    links = _links(found, asked, form, page)
    if form is Form.HTML:
        features = [(one.id, found.properties(one.says)) for one in page.features]
        shown = render_template(
            "ogc_items.html", collection=found, features=features, key=_key(features),
            matched=matched, links={one["rel"]: one["href"] for one in links}, data=data,
        )  # fmt: skip
        return _in_crs(make_response(shown), asked.crs)
    document = {
        "type": FEATURE_COLLECTION,
        "features": served_features(page.features, asked.crs, found.properties),
        "numberMatched": matched,
        "numberReturned": len(page.features),
        "links": links,
    }
    return _in_crs(_document(document, tag, data.newest_moment if tag else None), asked.crs)


def _key(features: Sequence[tuple[str, Mapping[str, Any]]]) -> str | None:
    """The property by which features say their own id; None where the id is to be shown apart."""
    names = features[0][1] if features else ()
    return next(
        (name for name in names if all(str(says[name]) == own for own, says in features)), None
    )


def item(collection: str, feature: str) -> Response:
    """One feature."""
    given = read_parameters(request.query_string, (CRS, FORM_PARAMETER))
    crs = read_crs(given)
    form = wanted_form(FEATURES, given.get(FORM_PARAMETER))
    with site().engine.connect() as connection:
        data = loaded_for(connection, Tier.PUBLIC)
        found = find_collection(connection, data, collection)
        # No store can even be asked for an id that cannot be written.
        one = found.features.one(connection, feature) if feature.isprintable() else None
    if one is None:
        raise NotFound(
            Phrase("There is no feature “%(id)s” in this collection.", id=feature[:60]),
            feature=feature[:60],
        )
    links = [
        *both_forms("item", GEOJSON, Phrase("This feature"), form,
                    collection=found.id, feature=one.id),
        link("collection", "collection", JSON, found.title, collection=found.id),
    ]  # fmt: skip
    if form is Form.HTML:
        return _in_crs(_item_page(found, one, links, data), crs)
    (document,) = served_features([one], crs, found.properties, links=links)
    return _in_crs(_document(document, None, None), crs)


def _item_page(
    collection: Collection, feature: Feature, links: list[Link], data: Loaded
) -> Response:
    return make_response(
        render_template(
            "ogc_item.html", collection=collection, feature=feature,
            properties=collection.properties(feature.says),
            links={one["rel"]: one["href"] for one in links}, data=data,
        )
    )  # fmt: skip


def _document(document: dict[str, Any], tag: str | None, moment: datetime | None) -> Response:
    body = orjson.dumps(document)
    whole = with_moment(body, now()) if "numberMatched" in document else body
    return json_answer(whole, GEOJSON, tag=tag or fingerprint(body), moment=moment)


def _in_crs(response: Response, crs: ServedCrs) -> Response:
    response.headers[CRS_HEADER] = f"<{crs.uri}>"
    return response


def _tag(collection: Collection, data: Loaded, form: Form) -> str | None:
    """What an answer is of, where the loads alone decide it; None: its content has to say."""
    if not collection.is_of_loads:
        return None
    return fingerprint(
        data.fingerprint(), request.full_path, address_of("landing"), language().code, form.value
    )


def _matched(
    connection: Connection, data: Loaded, collection: Collection, asked: ItemsAsked,
    page: FeaturePage,
) -> int:  # fmt: skip
    """How many features are asked for on all pages: counted once until the data change."""
    asking = asked.asking
    if page.matched is not None:
        return page.matched
    if page.next_after is None and asking.after is None and asking.before is None:
        return len(page.features)
    if not collection.is_of_loads:
        return collection.features.count(connection, asking)
    key = ("count", collection.id, data.fingerprint(), repr(asking.condition), asking.parcels)
    return memory().recalled(key, lambda: collection.features.count(connection, asking))


def _links(collection: Collection, asked: ItemsAsked, form: Form, page: FeaturePage) -> list[Link]:
    """To this page of features in both forms, to those before and after it, and back."""
    given = dict(asked.parameters)
    other = Form.HTML if form is Form.JSON else Form.JSON
    bare = {name: text for name, text in given.items() if name not in (AFTER, BEFORE)}
    address = address_of("items", collection=collection.id)
    turns = (
        ("next", AFTER, page.next_after, Phrase("The next page")),
        ("prev", BEFORE, page.previous_before, Phrase("The page before")),
    )
    return [
        _items_link(address, given, form, ("self", Phrase("This page"))),
        _items_link(address, given, other, ("alternate", Phrase("The same in another form"))),
        *(
            _items_link(address, {**bare, name: format_position(position)}, form, (rel, title))
            for rel, name, position, title in turns
            if position is not None
        ),
        link("collection", "collection", JSON, collection.title, collection=collection.id),
    ]


def _items_link(
    address: str, given: dict[str, str], form: Form, called: tuple[str, Phrase]
) -> Link:
    """A link to features; ``called`` is its relation and its title."""
    rel, title = called
    return Link(
        href=with_query(address, {**given, FORM_PARAMETER: form.value}),
        rel=rel,
        type=HTML if form is Form.HTML else GEOJSON,
        title=say(title),
    )
