"""Pages whose PostgreSQL server is busy, gone or back (case D4 of the list of abuse cases)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from landtrust.database import opened_engine, writing
from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.site import EXTENSION
from tests.postgres import Server, started_server
from tests.seeded import filled_template
from tests.shelves import PostgresShelf, Shelf

pytestmark = pytest.mark.postgresql_only("a server that is busy, gone or back")
PAGES = ("/parcels", "/parcels.geojson", "/parcels/counts.json?by=vacant")


def _is_busy(client: FlaskClient, page: str) -> bool:
    answer = client.get(page, headers={"Accept": "application/json"})
    if answer.status_code == 200:
        return False
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    said = json.loads(answer.data)
    assert said["detail"] == "The database cannot answer just now. Please try again in a moment."
    assert set(said) == {"type", "title", "status", "detail"}
    return True


@pytest.fixture
def own_site(shelf: Shelf, seeded_template: str, tmp_path: Path) -> Iterator[FlaskClient]:
    """A site of the test's own whose pages may take a tenth of a second."""
    address = shelf.copy_of(seeded_template)
    settings = Settings(state_folder=tmp_path, database_url=address, statement_seconds=0.1)
    app = create_app(settings)
    yield app.test_client()
    app.extensions[EXTENSION].engine.dispose()
    shelf.drop(address)


def _engine_of(client: FlaskClient) -> Engine:
    engine: Engine = client.application.extensions[EXTENSION].engine
    return engine


def test_a_page_that_takes_too_long_says_when_to_come_back(own_site: FlaskClient) -> None:
    with writing(_engine_of(own_site)) as connection:
        connection.execute(text("LOCK TABLE parcel_facts IN ACCESS EXCLUSIVE MODE"))
        assert all(_is_busy(own_site, page) for page in PAGES)
    assert not any(_is_busy(own_site, page) for page in PAGES)


@pytest.fixture
def mortal_site(tmp_path: Path) -> Iterator[tuple[Server, FlaskClient]]:
    """A site with a server of its own, to be stopped."""
    with started_server() as server:
        address = filled_template(PostgresShelf(server))
        with opened_engine(address) as engine:
            yield server, create_app(Settings(state_folder=tmp_path), engine).test_client()


def test_a_site_whose_server_was_restarted_answers_as_before(
    mortal_site: tuple[Server, FlaskClient],
) -> None:
    server, client = mortal_site
    before = _answers(client)
    server.stop()
    assert all(_is_busy(client, page) for page in PAGES)
    server.start()
    assert _answers(client) == before
    server.stop()
    server.start()
    # Nobody noticed: the connections of before are tried before they are used.
    assert _answers(client) == before


def _answers(client: FlaskClient) -> list[bytes]:
    assert client.get("/parcels").status_code == 200
    return [client.get(file).data for file in PAGES[1:]]
