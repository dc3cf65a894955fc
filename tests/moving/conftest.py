"""Whole stores of both kinds, to be moved, saved, killed and checked."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import shapely
import shapely.affinity
from sqlalchemy import Engine, make_url

from landtrust.cli.sample_trust import tell_sample_trust
from landtrust.database import open_engine, writing
from landtrust.services.invitations import invite
from landtrust.services.sign_ins import begin_attempt, begin_sign_in, require_password
from tests.moving.stores_in_use import KINDS, Kind, address_of, copied, saved
from tests.people import PASSWORD, actor, errand, make_person
from tests.postgres import Server
from tests.say import Box
from tests.shelves import PostgresShelf, Shelf
from tests.stores import (
    DATA_FOLDER,
    MADISON,
    Feature,
    load,
    make_template,
    mapped,
    square,
    write_parcels,
)

SAMPLE = DATA_FOLDER / "sample"
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def moving_server(postgresql_shelf: PostgresShelf) -> Server:
    """The PostgreSQL server of this session."""
    return postgresql_shelf.server


@pytest.fixture(scope="session")
def whole_file(sqlite_shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store with rows in all tables but that of copies: the sample with its trust,
    flawed parcels, people who sign in, and somebody who has a say."""
    folder = tmp_path_factory.mktemp("whole")
    engine = open_engine(make_template(sqlite_shelf))
    for year in (2025, 2026):
        load(engine, SAMPLE / f"west_jackson_{year}.geojson", "sample_west_jackson")
    load(engine, _flawed(folder), mapped("parcel_number=NO", "owner_line_1=WHO", "stated_acres=A"),
         county_fips=MADISON)  # fmt: skip
    with writing(engine) as connection:
        tell_sample_trust(connection, DATA_FOLDER)
    _bring_people(engine)
    with writing(engine) as connection:
        Box(connection).send(1, "a network")
    engine.dispose()
    return Path(str(engine.url.database))


def _bring_people(engine: Engine) -> None:
    """Somebody who signed in and invited another, and somebody who guessed."""
    somebody = actor(make_person(engine, "ann", "steward"), "steward")
    now = datetime.now(UTC)
    with writing(engine) as connection:
        known = require_password(connection, begin_attempt(connection, "ann", now), PASSWORD, now)
        begin_sign_in(connection, errand("sign_in", somebody), known.password_hash)
        invite(connection, errand("invite", somebody), "Ben Example", "organizer")
        begin_attempt(connection, "nobody", now)


def _flawed(folder: Path) -> Path:
    east, north = 0.15, 0.25  # from the corner in Hinds into Madison
    lots = [shapely.affinity.translate(square(n), east, north) for n in range(3)]
    west, south, east_edge, north_edge = lots[2].bounds
    bow_tie = [(west, south), (east_edge, north_edge), (east_edge, south), (west, north_edge)]
    features: list[Feature] = [
        (lots[0], {"NO": "1", "WHO": "Peña ÑÜ & \t\\. \\N \u2028 LLC", "A": -0.0}),
        (lots[1], {"NO": None, "WHO": "NOBODY", "A": 0.1}),
        (shapely.Polygon(bow_tie), {"NO": "3", "WHO": None, "A": 1 / 3}),
    ]
    return write_parcels(folder / "flawed.geojson", features)


@pytest.fixture
def whole_store(sqlite_shelf: Shelf, whole_file: Path) -> Iterator[Engine]:
    """A copy of that store, of this test's own."""
    with sqlite_shelf.opened_copy(f"sqlite:///{whole_file}") as engine:
        yield engine


@pytest.fixture(scope="session")
def whole_database(whole_file: Path, postgresql_shelf: Shelf) -> str:
    """The name of a PostgreSQL database with the same in it, to be used as a template."""
    address = postgresql_shelf.new()
    copied(f"sqlite:///{whole_file}", address)
    return str(make_url(address).database)


@pytest.fixture
def new_address(moving_server: Server, tmp_path: Path) -> Iterator[Callable[[Kind], str]]:
    """Makes addresses of databases without tables."""
    made: list[str] = []

    def address(kind: Kind) -> str:
        name = f"new_{next(_NUMBERS)}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/{name}.sqlite3"
        moving_server.tool("createdb", name)
        made.append(name)
        return moving_server.address(name)

    yield address
    for name in made:
        moving_server.tool("dropdb", "--force", name)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of store in turn."""
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def either(
    kind: Kind,
    whole_file: Path,
    sqlite_shelf: Shelf,
    postgresql_shelf: Shelf,
    request: pytest.FixtureRequest,
) -> Iterator[Engine]:
    """A whole store of this test's own, of each kind in turn."""
    shelf, address = sqlite_shelf, f"sqlite:///{whole_file}"
    if kind == "postgresql":
        server: Server = request.getfixturevalue("moving_server")
        shelf = postgresql_shelf
        address = server.address(request.getfixturevalue("whole_database"))
    with shelf.opened_copy(address) as engine:
        yield engine


@pytest.fixture(scope="session")
def backups_made() -> dict[Kind, Path]:
    """A backup of a whole store of each kind, as far as some test wanted it."""
    return {}


@pytest.fixture
def backup(
    either: Engine,
    kind: Kind,
    backups_made: dict[Kind, Path],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A backup of that store, to be spoilt: all copies of a whole store give the same."""
    if kind not in backups_made:
        folder = tmp_path_factory.mktemp("backup")
        backups_made[kind] = saved(address_of(either), folder)
    return Path(shutil.copy2(backups_made[kind], tmp_path))
