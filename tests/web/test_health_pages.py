"""What tells a proxy or a watchman how the site is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text, update
from sqlalchemy.exc import OperationalError

from landtrust.cli.tiles import build_tiles
from landtrust.database import wanted_revision, writing
from landtrust.exports.tiles import BUILT_OF
from landtrust.model.snapshots import Snapshot
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.stores import HINDS, load, mapped, square, write_parcels

LOT = mapped("parcel_number=NO")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_folder=tmp_path / "state")


@pytest.fixture
def asked(store: Engine, settings: Settings) -> FlaskClient:
    return create_app(settings, store).test_client()


@pytest.fixture
def lot(tmp_path: Path) -> Path:
    return write_parcels(tmp_path / "lot.geojson", [(square(), {"NO": "1"})])


@pytest.fixture
def broken(store: Engine, asked: FlaskClient) -> Iterator[None]:
    """A database that answers no longer, once the site is up."""
    del asked

    def fail(*_given: object) -> None:
        msg = "SELECT secret"
        raise OperationalError(msg, {}, Exception("host db.internal, user landtrust"))

    event.listen(store, "before_cursor_execute", fail)
    yield
    event.remove(store, "before_cursor_execute", fail)


@pytest.mark.usefixtures("broken")
def test_a_process_is_up_whatever_its_database_does(asked: FlaskClient) -> None:
    answer = asked.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "process": "in order"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_store_without_loads_or_tiles_is_ready(asked: FlaskClient) -> None:
    answer = asked.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "database": "in order",
        "migrations": "in order",
        "tiles": "in order",
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_load_is_ready_when_its_tiles_are_built(
    store: Engine, asked: FlaskClient, settings: Settings, lot: Path
) -> None:
    load(store, lot, LOT, county_fips=HINDS)
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json["ready"]) == (503, False)  # type: ignore[index]
    assert answer.json["tiles"].startswith("none are built")  # type: ignore[index]
    build_tiles(store, settings)
    assert asked.get("/readyz").status_code == 200


def test_tiles_of_an_older_load_are_named_also_where_they_would_be_the_same(
    store: Engine, asked: FlaskClient, settings: Settings, lot: Path
) -> None:
    load(store, lot, LOT, county_fips=HINDS)
    stamp = build_tiles(store, settings).stamp
    load(store, lot, LOT, county_fips=HINDS)
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json["migrations"]) == (503, "in order")  # type: ignore[index]
    assert answer.json["tiles"].startswith("they are not of the newest loads")  # type: ignore[index]
    assert build_tiles(store, settings).stamp == stamp
    assert asked.get("/readyz").status_code == 200


@pytest.mark.parametrize("written", ["", "[]", '{"snapshots"', "{}", '{"snapshots": null}'])
def test_a_note_beside_the_tiles_that_says_nothing_is_no_proof(
    store: Engine, asked: FlaskClient, settings: Settings, lot: Path, written: str
) -> None:
    load(store, lot, LOT, county_fips=HINDS)
    build_tiles(store, settings)
    (settings.tiles_folder / BUILT_OF).write_text(written)
    assert asked.get("/readyz").status_code == 503


def test_land_that_is_gone_from_the_store_is_noticed_in_the_tiles(
    store: Engine, asked: FlaskClient, settings: Settings, lot: Path
) -> None:
    load(store, lot, LOT, county_fips=HINDS)
    build_tiles(store, settings)
    with writing(store) as connection:
        connection.execute(update(Snapshot).values(state="superseded"))
    assert asked.get("/readyz").status_code == 503


def test_tables_of_another_program_are_named(store: Engine, asked: FlaskClient) -> None:
    with writing(store) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = asked.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "database": "in order",
        "migrations": f"at 0000, this program needs {wanted_revision()}",
        "tiles": "not looked at",
    }


@pytest.mark.usefixtures("broken")
def test_a_database_that_does_not_answer_is_named_without_its_secrets(asked: FlaskClient) -> None:
    answer = asked.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "database": "does not answer",
        "migrations": "not looked at",
        "tiles": "not looked at",
    }


def test_the_question_whether_all_is_ready_takes_two_statements(
    seeded_app: Flask, statements: list[str]
) -> None:
    client = seeded_app.test_client()
    assert client.get("/parcels.geojson").data  # its connection was given other room
    statements.clear()
    client.get("/readyz")
    assert len(statements) == 2
    statements.clear()
    client.get("/healthz")
    assert statements == []
