"""A walk through every address of a site, for tests of what holds for all of its pages."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.releasing import FIRST, NAME
from tests.seeded import HINDS

_QUERIES = {
    "/parcels/counts.json": "by=owner_kind",
    "/map/parcels-at.json": "at=-90.2099,32.3002",
    "/near": "near=-90.2099,32.3002&within=100",
    "/find": "q=example",
    "/find/suggestions": "q=example",
}
_ONLY_WITH_TILES = ("/tiles/",)
_VALUES = {
    "code": "es",
    "collection": "parcels",
    "feature": "28049-100-2",
    "stamp": "0" * 16,
    "grid": "WebMercatorQuad",
    "zoom": "15",
    "row": "13274",
    "column": "8172",
    "file": "parcels.gpkg",
    "dataset": NAME,
    "version": FIRST,
    "source_key": "sample_west_jackson",
    "fips": HINDS,
    "token": "unknown",
    "number": "1",
    "holding_id": "1",
    "party_id": "1",
}


def addresses_of(app: Flask, ids: list[str]) -> Iterator[str]:
    """Every address that can be asked for, with these parcels where one is named."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(_ONLY_WITH_TILES):
            yield from _of_rule(rule, ids)


def _of_rule(rule: Rule, ids: list[str]) -> Iterator[str]:
    query = _QUERIES.get(rule.rule)
    ending = f"?{query}" if query else ""
    if rule.endpoint == "static":
        return
    if "parcel_id" in rule.arguments:
        yield from (rule.rule.replace("<parcel_id>", one) for one in ids)
        return
    if unknown := rule.arguments - set(_VALUES) - set(rule.defaults or {}):
        pytest.fail(f"nobody said how to ask for {rule.rule}: {unknown}")
    yield re.sub(r"<(?:\w+:)?(\w+)>", lambda part: _VALUES[part[1]], rule.rule) + ending


def pages_of(
    app: Flask, ids: list[str], client: FlaskClient | None = None, language: str = ""
) -> dict[str, str]:
    """The pages that a browser is shown, by address; None is one where nobody is signed in."""
    pages = {}
    for address in addresses_of(app, ids):
        with (client or app.test_client()).get(language + address) as answer:
            if answer.status_code == 200 and answer.mimetype == "text/html":
                pages[address] = answer.get_data(as_text=True)
    # A fragment is a part of a page that scripts ask for.
    return {one: page for one, page in pages.items() if page.startswith("<!DOCTYPE html>")}
