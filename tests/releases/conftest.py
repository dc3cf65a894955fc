"""The seeded town with its holdings, released, changed, and released again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from landtrust.database import writing
from landtrust.exports.releases.folder import ReleaseFolder
from landtrust.exports.releases.manifest import Release
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.releasing import BASE_URL, FIRST, SECOND, plan, released
from tests.shelves import Shelf
from tests.web.held_town import fill_book

HAPPENED = (
    # One parcel leaves the roll, one comes, one is worth more, one becomes an estate's.
    "DELETE FROM parcel_facts WHERE parcel_id = 5",
    (
        "INSERT INTO parcel_facts (parcel_id, roll_entry_id, snapshot_id, county_fips, owner_kind, "
        "land_use, area_sqm, accounts) VALUES (7, 7, 2, '28049', 'business', 'residential', 800, 1)"
    ),
    "UPDATE parcel_facts SET total_value_cents = 6000000, roll_year = 2027 WHERE parcel_id = 2",
    "UPDATE parcel_facts SET owner_kind = 'estate_heirs', roll_year = 2027 WHERE parcel_id = 2",
    "UPDATE parcel_facts SET roll_year = 2027 WHERE parcel_id = 1",
)


def happen(engine: Engine) -> None:
    """What a later load might bring."""
    with writing(engine) as connection:
        for statement in HAPPENED:
            connection.execute(text(statement))


@dataclass(frozen=True)
class Shelved:
    """Two releases, and where they lie."""

    engine: Engine
    settings: Settings
    first: Release
    second: Release

    @property
    def folder(self) -> ReleaseFolder:
        """The folder of releases."""
        return ReleaseFolder(self.settings.releases_folder)

    def file(self, release: Release, name: str) -> Path:
        """A file of one of them."""
        return self.folder.of(release) / name


@pytest.fixture
def town(shelf: Shelf, seeded_template: str) -> Iterator[Engine]:
    """A town of the test's own, to release."""
    with shelf.opened_copy(seeded_template) as engine:
        yield engine


@pytest.fixture(scope="session")
def shelved(
    shelf: Shelf, seeded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelved]:
    """Two releases of a town; tests only read them."""
    settings = Settings(
        state_folder=tmp_path_factory.mktemp("released"),
        base_url=BASE_URL,
        organization="Sample Land Trust",
    )
    folder = ReleaseFolder(settings.releases_folder)
    with shelf.opened_copy(seeded_template) as engine:
        with writing(engine) as connection:
            fill_book(connection)
        first = released(engine, folder, plan(FIRST))
        happen(engine)
        second = released(engine, folder, plan(SECOND))
        yield Shelved(engine, settings, first, second)


@pytest.fixture(scope="module")
def app(shelved: Shelved) -> Flask:
    """The site that has both on its shelf."""
    return create_app(shelved.settings, shelved.engine)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Anybody on that site."""
    return app.test_client()
