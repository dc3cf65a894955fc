"""What people are told of the interface: how to ask, and lines to copy."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from landtrust.web.ogc.parameters import MOST_FEATURES
from tests.conftest import PROJECT_ROOT

pytestmark = pytest.mark.sqlite_only("it is about pages, not about the store")


@pytest.fixture
def client(held_app: Flask) -> FlaskClient:
    return held_app.test_client()


def _codes(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'class="code">([^<]*)<', page)]


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_how_to_ask_lists_every_address_once(client: FlaskClient, prefix: str) -> None:
    paths = client.get("/ogc/api?f=json").json["paths"]  # type: ignore[index]
    told = _codes(client.get(f"{prefix}/ogc/api?f=html").text)
    base = f"http://localhost{prefix}/ogc"
    addresses = [one.removeprefix(base) for one in told if one.startswith(base)]
    assert len(addresses) == len(set(addresses)) < 25
    assert "/collections/parcels/tiles/{tileMatrixSetId}" in addresses
    assert "/collections/{collection}/items/{featureId}" in addresses
    for path in paths:
        shared = re.sub("^/collections/[^/]+", "/collections/{collection}", path)
        assert {path.rstrip("/"), shared} & set(addresses), path


def test_how_to_ask_explains_every_parameter_that_is_no_property(client: FlaskClient) -> None:
    document = client.get("/ogc/api?f=json").json
    assert document is not None
    told = {name for one in _codes(client.get("/ogc/api?f=html").text) for name in one.split(", ")}
    assert {"sortby", "as_of", "bbox", "datetime", "filter", "region", "f", "tileRow"} <= told
    properties = {
        name
        for id_ in ("parcels", "holdings", "changes", "counties", "regions")
        for name in client.get(f"/ogc/collections/{id_}/sortables?f=json").json["properties"]  # type: ignore[index]
    }
    for path in document["paths"].values():
        for one in path["get"]["parameters"]:
            name = one["$ref"].rpartition("/")[2] if "$ref" in one else one["name"]
            assert name in told | properties, name


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_of_a_collection_has_a_line_for_gdal(client: FlaskClient, prefix: str) -> None:
    for name in ("parcels", "holdings", "parcels-2"):
        page = html.unescape(client.get(f"{prefix}/ogc/collections/{name}?f=html").text)
        line = (
            f'ogr2ogr {name}.gpkg "OAPIF:http://localhost/ogc" {name} -oo PAGE_SIZE={MOST_FEATURES}'
        )
        assert line in page


def test_the_line_in_the_readme_asks_for_as_many_features_as_are_sent() -> None:
    readme = (PROJECT_ROOT / "README.md").read_text()
    (line,) = re.findall(r"ogr2ogr .*OAPIF:.*", readme)
    assert f"-oo PAGE_SIZE={MOST_FEATURES} " in line
    assert f"sends up to {MOST_FEATURES:,}" in readme
