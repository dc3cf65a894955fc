"""The numbers that Prometheus reads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.downloads import MOST_AT_ONCE, Downloads
from tests.seeded import HINDS, RANKIN, lot_id

Labels = frozenset[tuple[str, str]]


@pytest.fixture
def counted(seeded_engine: Engine, tmp_path: Path) -> FlaskClient:
    app = create_app(Settings(state_folder=tmp_path, metrics=True), seeded_engine)
    return app.test_client()


def _read(client: FlaskClient) -> dict[tuple[str, Labels], float]:
    answer = client.get("/metrics", buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def _labels(**given: str) -> Labels:
    return frozenset(given.items())


def test_without_being_asked_for_there_are_no_numbers(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404


def test_requests_are_counted_by_pattern_and_status_and_their_seconds_measured(
    counted: FlaskClient,
) -> None:
    for address in (lot_id("100-1"), lot_id("100-2"), "28049-NONE"):
        counted.get(f"/parcels/{address}", buffered=True)
    found = _read(counted)
    route = "/parcels/<parcel_id>"
    for status, number in (("200", 2), ("404", 1)):
        labels = _labels(method="GET", route=route, status=status)
        assert found["landtrust_requests_total", labels] == number
    assert found["landtrust_request_seconds_count", _labels(route=route)] == 3
    assert 0 < found["landtrust_request_seconds_sum", _labels(route=route)] < 60


def test_no_label_says_what_anybody_looked_for(counted: FlaskClient) -> None:
    for address in ("/parcels?text=MARIGOLD", "/MARIGOLD", "/parcels/28049-MARIGOLD",
                    "/counties/MARIGOLD", "/parcels?MARIGOLD=1", "/static/MARIGOLD"):  # fmt: skip
        counted.get(address, buffered=True)
    counted.open("/", method="MARIGOLD", buffered=True)
    written = counted.get("/metrics").text
    assert "MARIGOLD" not in written
    assert not re.search(r"100[ -][0-9]", written)
    names = {name for _, labels in _read(counted) for name, _ in labels}
    assert names == {"method", "route", "status", "le", "source", "county"}


def test_rows_and_ages_of_what_is_loaded_are_told(counted: FlaskClient) -> None:
    found = _read(counted)
    assert found["landtrust_database_up", _labels()] == 1
    # The former snapshot counts too: its rows were loaded.
    assert found["landtrust_rows_loaded_total", _labels(source="sample")] == 24
    ages = {
        county: found["landtrust_snapshot_age_seconds", _labels(county=county, source="sample")]
        for county in (HINDS, RANKIN)
    }
    assert ages[RANKIN] - ages[HINDS] == pytest.approx(3 * 24 * 3600)


def test_a_reading_asks_one_statement(
    seeded_engine: Engine, tmp_path: Path, statements: list[str]
) -> None:
    client = create_app(Settings(state_folder=tmp_path, metrics=True), seeded_engine).test_client()
    statements.clear()
    client.get("/metrics", buffered=True)
    assert len(statements) == 1


def test_places_for_downloads_are_told(counted: FlaskClient) -> None:
    file = counted.get("/parcels.geojson")
    assert _read(counted)["landtrust_downloads", _labels()] == 1
    file.close()
    found = _read(counted)
    assert found["landtrust_downloads", _labels()] == 0
    assert found["landtrust_download_slots", _labels()] == MOST_AT_ONCE


def test_downloads_tell_of_each_that_begins_or_ends() -> None:
    told: list[int] = []
    downloads = Downloads(tell=told.append)
    with downloads.one(), downloads.one():
        pass
    assert told == [1, 2, 1, 0]


@pytest.fixture
def broken(seeded_engine: Engine) -> Iterator[None]:
    def fail(*_given: object) -> None:
        msg = "no"
        raise OperationalError(msg, {}, Exception())

    event.listen(seeded_engine, "before_cursor_execute", fail)
    yield
    event.remove(seeded_engine, "before_cursor_execute", fail)


def test_numbers_are_told_also_while_the_database_does_not_answer(
    counted: FlaskClient, request: pytest.FixtureRequest
) -> None:
    counted.get("/healthz", buffered=True)
    request.getfixturevalue("broken")
    found = _read(counted)
    assert found["landtrust_database_up", _labels()] == 0
    assert (
        "landtrust_requests_total",
        _labels(method="GET", route="/healthz", status="200"),
    ) in found


def test_two_sites_in_one_process_count_apart(
    counted: FlaskClient, seeded_engine: Engine, tmp_path: Path
) -> None:
    other = create_app(Settings(state_folder=tmp_path, metrics=True), seeded_engine)
    counted.get("/healthz", buffered=True)
    assert not any(name == "landtrust_requests_total" for name, _ in _read(other.test_client()))
