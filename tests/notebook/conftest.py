"""A town with land in common, behind both doors: served over HTTP, and as a database."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from werkzeug.serving import make_server

import landtrust
from landtrust.notebook.trust import Trust
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.web.held_town import held_engine
from tests.web.live_map import browser

__all__ = ["browser", "held_engine"]


@pytest.fixture(scope="session")
def town_address(held_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the town is served while the tests run."""
    app = create_app(Settings(state_folder=tmp_path_factory.mktemp("door")), held_engine)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


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
