"""What the log says of requests: enough to run a site, nothing about its readers."""

import gc
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.logs import request_id, set_up_logs
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.seeded import lot_id
from tests.web.say_forms import CONTACT, NAME, TEXT, Resident, link_in

Lines = list[dict[str, object]]
FORGED = '\r\n{"level": "INFO", "message": "admin logged in"}\u2028\u0085\x1b[2J'


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    gc.collect()  # an answer that another test left open is logged when it is dropped
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def _ask(
    client: FlaskClient, path: str, capsys: pytest.CaptureFixture[str], **more: object
) -> Lines:
    set_up_logs("INFO")
    client.open(path, buffered=True, **more)  # type: ignore[arg-type]
    return [line for line in _lines(capsys) if line["logger"] == "landtrust.access"]


def test_a_request_is_one_line_with_its_pattern_status_and_time(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = _ask(client, f"/parcels/{lot_id('100-1')}", capsys)
    assert line.pop("at")
    assert isinstance(line.pop("ms"), float)
    assert len(str(line.pop("request_id"))) == 16
    assert line == {
        "level": "INFO",
        "logger": "landtrust.access",
        "message": "answered",
        "method": "GET",
        "route": "/parcels/<parcel_id>",
        "status": 200,
    }


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/parcels?text=MARIGOLD", "/parcels", 200),
        ("/parcels?text=MARIGOLD&owner=MARIGOLD", "/parcels", 400),
        ("/parcels.geojson?text=MARIGOLD", "/parcels.geojson", 200),
        ("/parcels/28049-MARIGOLD", "/parcels/<parcel_id>", 404),
        ("/MARIGOLD", "none", 404),
        ("/tiles/MARIGOLD/15/1/1.mvt", "/tiles/<stamp>/<zoom>/<column>/<row>.mvt", 404),
    ],
)
def test_neither_what_was_looked_for_nor_who_looked_is_in_the_log(
    client: FlaskClient, capsys: pytest.CaptureFixture[str], path: str, route: str, status: int
) -> None:
    headers = {
        "User-Agent": "MARIGOLD",
        "Referer": "https://example.org/MARIGOLD",
        "X-Forwarded-For": "203.0.113.9",
        "Cookie": "name=MARIGOLD",
    }
    lines = _ask(client, path, capsys, headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert [(line["route"], line["status"]) for line in lines] == [(route, status)]
    assert "MARIGOLD" not in json.dumps(lines)
    assert "203.0.113.9" not in json.dumps(lines)


@pytest.mark.parametrize("given", ["short", "a" * 65, "abcdefgh\tx", "abcdefgh;x", "abcdefgh í"])
def test_an_id_that_is_none_is_replaced(client: FlaskClient, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] != given


def test_the_proxy_s_id_of_a_request_is_kept_and_told_back(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    given = "0123456789abcdef0123456789abcdef"
    (line,) = _ask(client, "/healthz", capsys, headers={"X-Request-Id": given})
    assert line["request_id"] == given
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


def test_what_else_is_logged_during_a_request_has_its_id(
    seeded_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(Settings(state_folder=tmp_path), seeded_engine)
    app.add_url_rule("/fails", view_func=lambda: str(1 // 0))
    set_up_logs("INFO")
    answer = app.test_client().get("/fails", buffered=True)
    found = _lines(capsys)
    assert [line["message"] for line in found] == ["unexpected", "answered"]
    assert {line["request_id"] for line in found} == {answer.headers["X-Request-Id"]}
    assert found[1]["status"] == 500
    assert request_id.get() is None


def test_a_file_is_logged_when_it_is_sent_and_once(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("INFO")
    answer = client.get("/parcels.geojson")
    assert _lines(capsys) == []
    assert answer.data
    answer.close()
    answer.close()
    assert [line["route"] for line in _lines(capsys)] == ["/parcels.geojson"]


def test_a_method_that_http_does_not_know_is_not_told(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = _ask(client, "/", capsys, method="MARIGOLD")
    assert (line["method"], line["status"]) == ("other", 405)


def test_neither_the_link_nor_who_wrote_nor_what_is_in_the_log(
    resident: Resident, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("INFO")
    answer = resident.say(f"?parcel={lot_id('100-2')}", name=NAME, contact=CONTACT)
    link = link_in(answer)
    answer.close()
    resident.client.get(link).close()
    resident.client.get(f"{link}x").close()
    resident.say(message="x", name=NAME).close()
    said = capsys.readouterr().err
    routes = [json.loads(line)["route"] for line in said.splitlines()]
    assert routes.count("/suggestion/<token>") == 2
    for private in (
        link,
        link.rpartition("/")[2],
        NAME,
        CONTACT,
        TEXT,
        lot_id("100-2"),
        resident.address,
    ):
        assert private not in said


def test_the_log_of_requests_can_be_switched_off(
    seeded_engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANDTRUST_ACCESS_LOG", "off")
    app = create_app(Settings(state_folder=tmp_path), seeded_engine)
    assert _ask(app.test_client(), "/healthz", capsys) == []


@pytest.mark.parametrize("where", ["message", "argument", "error", "logger"])
def test_d9_no_text_can_forge_another_line(capsys: pytest.CaptureFixture[str], where: str) -> None:
    set_up_logs("INFO")
    log = logging.getLogger(FORGED if where == "logger" else "test")
    problem = ValueError(FORGED if where == "error" else "wrong")
    if where == "message":
        log.error(FORGED, exc_info=problem)
    else:
        log.error("said %s", FORGED, exc_info=problem)
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert written.isascii()
    assert written[:-1].isprintable()
    assert "admin logged in" in json.dumps(json.loads(written))


def test_d9_what_a_request_says_of_itself_forges_no_line(
    seeded_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "/parcels/%0d%0a%7b%22level%22:%22INFO%22%7d?text=%0d%0aadmin"
    lines = _ask(seeded_app.test_client(), hostile, capsys, headers={"User-Agent": "a\tb"})
    assert [line["status"] for line in lines] == [400]
