import json
import logging
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from landtrust.database import open_engine
from landtrust.errors import ConfigurationError
from landtrust.settings import Settings
from landtrust.web.app import create_app, create_from_environment
from landtrust.web.site import EXTENSION

NO_PARCEL = (
    "parcels'--",
    "..%2f..%2fetc",
    "28049-" + "9" * 10_000,
    "28049-%F0%9F%8C%B3",
    "x",
    "%00",
)


@pytest.mark.parametrize("name", NO_PARCEL)
@pytest.mark.parametrize("ending", ["", ".geojson"])
def test_an_id_that_no_parcel_has_is_not_found(client: FlaskClient, name: str, ending: str) -> None:
    assert client.get(f"/parcels/{name}{ending}").status_code == 404


def test_people_get_a_page_and_programs_get_a_problem(client: FlaskClient) -> None:
    page = client.get("/parcels?limit=0")
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert "limit: “0” is not a whole number above zero." in page.get_data(as_text=True)
    for answer in (
        client.get("/parcels?limit=0", headers={"Accept": "application/json"}),
        client.get("/parcels.geojson?limit=0", headers={"Accept": "text/html"}),
    ):
        assert answer.mimetype == "application/problem+json"
        assert json.loads(answer.data)["status"] == 400
        assert json.loads(answer.data)["title"] == "That input cannot be used"
        assert json.loads(answer.data)["parameter"] == "limit"


def test_what_a_problem_echoes_is_escaped(client: FlaskClient) -> None:
    page = client.get("/parcels?%3Cscript%3E=1").get_data(as_text=True)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_cannot_be_written_to(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/parcels")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "address", ["/", "/parcels", "/parcels.geojson", "/nowhere", "/styles/classes.css"]
)
def test_every_answer_carries_the_headers_that_keep_it_to_itself(
    client: FlaskClient, address: str
) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_nonces_differ_from_answer_to_answer(client: FlaskClient) -> None:
    policies = {client.get("/about").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_a_base_map_is_the_one_other_place_that_images_come_from(
    seeded_engine: Engine, tmp_path: Path
) -> None:
    pattern = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"
    app = create_app(Settings(state_folder=tmp_path, base_map_url=pattern), seeded_engine)
    policy = app.test_client().get("/about").headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob: https://*.tiles.example.org;" in policy


def test_what_has_a_fingerprint_is_kept_for_ever(client: FlaskClient) -> None:
    page = client.get("/about").get_data(as_text=True)
    for name in ("/static/css/landtrust.css?v=", "/styles/classes.css?v="):
        address = page[page.index(name) :].partition('"')[0]
        with client.get(address) as answer:
            assert answer.mimetype == "text/css"
            assert "immutable" in answer.headers["Cache-Control"]
        with client.get(address.partition("?")[0]) as answer:
            assert "immutable" not in answer.headers["Cache-Control"]


def test_a_database_that_fails_is_a_503_that_says_when_to_come_back(
    client: FlaskClient, seeded_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked() -> None:
        raise OperationalError("SELECT secret", {}, Exception("database is locked"))

    monkeypatch.setattr(seeded_engine, "connect", locked)
    for address in ("/parcels", "/parcels.geojson"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert "secret" not in answer.get_data(as_text=True)


def test_a_mistake_of_ours_is_logged_and_not_shown(
    seeded_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(state_folder=tmp_path), seeded_engine)

    @app.get("/mistake.json")
    def _mistake() -> str:
        raise ZeroDivisionError("inner words")

    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/mistake.json")
    assert answer.status_code == 500
    assert "inner words" not in answer.get_data(as_text=True)
    assert json.loads(answer.data)["detail"].startswith("This is our mistake")
    assert any("inner words" in (record.exc_text or "") for record in caplog.records)


def test_a_failure_of_the_site_itself_is_logged(
    seeded_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(state_folder=tmp_path), seeded_engine)

    @app.get("/settings.json")
    def _settings() -> str:
        raise ConfigurationError("The colours cannot work.")

    answer = app.test_client().get("/settings.json")
    assert (answer.status_code, json.loads(answer.data)["detail"]) == (
        500,
        "The colours cannot work.",
    )
    assert "The colours cannot work." in caplog.messages


def test_a_server_makes_the_app_from_its_environment(
    seeded_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path))
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", seeded_engine.url.render_as_string())
    monkeypatch.setenv("LANDTRUST_ORGANIZATION", "Sample & Neighbors")
    app = create_from_environment()
    page = app.test_client().get("/about").get_data(as_text=True)
    assert "Sample &amp; Neighbors" in page
    app.extensions[EXTENSION].engine.dispose()


def test_a_site_does_not_start_on_a_database_without_our_tables(
    bare_address: str, tmp_path: Path
) -> None:
    engine = open_engine(bare_address)
    with pytest.raises(ConfigurationError, match="landtrust database upgrade"):
        create_app(Settings(state_folder=tmp_path), engine)
    engine.dispose()
