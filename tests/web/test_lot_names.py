"""Lots of a street that have no house number: their links tell them apart, in lists and near."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.shelves import Shelf
from tests.stores import load_hinds

TOWN = data_folder() / "sample" / "west_jackson_2026.geojson"
_LINK = re.compile(r'<a (?:class="card-link" )?href="(?:/es)?/parcels/([^"?]+)">([^<]+)</a>')
STREET = "0 W LAUREL ST"
"""As the roll of the sample town has it: twenty-five lots have no other address."""


@pytest.fixture(scope="module")
def street(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A store with the lots of the street alone."""
    town = json.loads(TOWN.read_text("utf-8"))
    lots = [one for one in town["features"] if one["properties"]["SITEADD"] == STREET]
    path = tmp_path_factory.mktemp("street") / "lots.geojson"
    path.write_text(json.dumps({**town, "features": lots}), "utf-8")
    with shelf.opened_copy(store_template) as engine:
        load_hinds(engine, path, "sample_west_jackson")
        yield engine


@pytest.fixture(scope="module")
def street_app(street: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(state_folder=tmp_path_factory.mktemp("state")), street)


@pytest.fixture
def client(street_app: Flask) -> FlaskClient:
    return street_app.test_client()


def _links(page: str) -> dict[str, str]:
    """What the links to parcels are called, by where they lead."""
    main = page[page.index("<main") : page.index("</main>")]
    return dict(_LINK.findall(main))


def _number(client: FlaskClient) -> str:
    return next(iter(_links(client.get("/parcels").text)))


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("page", ["/parcels", "/near?parcel={}&within=2000", "/find?q=W+Laurel+St"])
def test_no_two_links_have_the_same_words_and_lead_to_different_lots(
    client: FlaskClient, language: str, page: str
) -> None:
    links = _links(client.get(language + page.format(_number(client))).text)
    word = "parcela" if language else "parcel"
    assert len(links) >= 12
    assert len(set(links.values())) == len(links)
    for public_id, name in links.items():
        assert name.strip() == f"W Laurel St, {word} …\u2060{public_id[-9:]}"


def test_a_lot_is_called_the_same_on_its_own_page_and_on_the_map(client: FlaskClient) -> None:
    for public_id, name in _links(client.get("/parcels").text).items():
        assert f"<h1>{name}</h1>" in client.get(f"/parcels/{public_id}").text
        said = (client.get(f"/parcels/{public_id}.geojson").json or {})["words"]
        assert said["title"] == name


def test_where_the_use_says_vacant_a_phone_does_not_say_it_again(client: FlaskClient) -> None:
    rows = re.findall(
        r'class="of-use">([^<]+)<.*?class="(of-vacancy[^"]*)"',
        client.get("/parcels").text,
        re.DOTALL,
    )
    assert {("Vacant" in use, shown) for use, shown in rows} >= {(True, "of-vacancy no")}
    assert (True, "of-vacancy") not in {("Vacant" in use, shown) for use, shown in rows}
