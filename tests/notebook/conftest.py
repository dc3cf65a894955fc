"""A town with land in common, behind both doors: served over HTTP, and as a database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

import landtrust
from landtrust.notebook.trust import Trust
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.serving import served


@pytest.fixture(scope="session")
def town_address(held_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the town is served while the tests run."""
    app = create_app(Settings(state_folder=tmp_path_factory.mktemp("door")), held_engine)
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def town_database(held_engine: Engine) -> str:
    """The address of its database."""
    return held_engine.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def by_site(town_address: str) -> Trust:
    """The town over HTTP."""
    return landtrust.connect(town_address)


@pytest.fixture(scope="session")
def by_database(town_database: str) -> Iterator[Trust]:
    """The town from its database."""
    with landtrust.connect(town_database) as trust:
        yield trust
