"""The invented town of the sample as ``landtrust demo`` shows it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from landtrust.cli.demo import CONTACTS, SAMPLE_SOURCE, SAMPLE_YEARS
from landtrust.cli.sample_trust import tell_sample_trust
from landtrust.database import writing
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.serving import served
from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, load


@pytest.fixture(scope="session")
def sample_engine(shelf: Shelf, store_template: str) -> Iterator[Engine]:
    """The town of both years; tests only read it."""
    with shelf.opened_copy(store_template) as engine:
        for year in SAMPLE_YEARS:
            load(engine, DATA_FOLDER / "sample" / f"west_jackson_{year}.geojson", SAMPLE_SOURCE)
        with writing(engine) as connection:
            tell_sample_trust(connection, DATA_FOLDER)
        yield engine


@pytest.fixture(scope="session")
def sample_app(sample_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app over it, without tiles."""
    folder = tmp_path_factory.mktemp("sample")
    settings = Settings(state_folder=folder, help_contacts=DATA_FOLDER / CONTACTS)
    return create_app(settings, sample_engine)


@pytest.fixture(scope="session")
def sample_address(sample_app: Flask) -> Iterator[str]:
    """Where that app is served while the tests run."""
    with served(sample_app) as address:
        yield address
