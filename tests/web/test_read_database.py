"""Pages and downloads read from a second address of the database, where one is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.cli.database import make_tables
from landtrust.database import opened_engine
from landtrust.errors import ConfigurationError
from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.site import EXTENSION


@pytest.fixture
def settings(seeded_engine: Engine, tmp_path: Path) -> Settings:
    """The store that is written to is empty, the one that is read has the town."""
    empty = f"sqlite:///{tmp_path}/written.sqlite3"
    with opened_engine(empty) as engine:
        make_tables(engine)
    town = seeded_engine.url.render_as_string(hide_password=False)
    return Settings(state_folder=tmp_path, database_url=empty, read_database_url=town)


@contextmanager
def _client(settings: Settings) -> Iterator[FlaskClient]:
    """Somebody who asks a site that opens its own database."""
    app = create_app(settings)
    yield app.test_client()
    app.extensions[EXTENSION].engine.dispose()


def test_pages_and_files_are_read_from_the_second_database(settings: Settings) -> None:
    with _client(settings) as client:
        assert client.get("/parcels.geojson", buffered=True).data.count(b'"Feature"') == 6
        assert "101 Example St" in client.get("/parcels").text


def test_without_a_second_database_the_first_is_read(settings: Settings) -> None:
    alone = settings.model_copy(update={"read_database_url": None})
    with _client(alone) as client:
        assert client.get("/parcels.geojson", buffered=True).data.count(b'"Feature"') == 0


def test_readiness_is_that_of_the_database_that_pages_read(settings: Settings) -> None:
    with _client(settings) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json["tiles"][:14]) == (503, "none are built")  # type: ignore[index]


def test_a_second_database_without_our_tables_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    nothing = settings.model_copy(update={"read_database_url": f"sqlite:///{tmp_path}/no.sqlite3"})
    with pytest.raises(ConfigurationError, match=r"no\.sqlite3"):
        create_app(nothing)
