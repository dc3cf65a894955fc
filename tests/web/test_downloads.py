import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from landtrust.errors import LandTrustError
from landtrust.exports.parcel_forms import FORMS, StreamedForm
from landtrust.settings import Settings
from landtrust.web import downloads, parcel_files
from landtrust.web.app import create_app
from landtrust.web.downloads import Downloads

FILE = "/parcels.geojson"


@pytest.fixture
def app(seeded_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site that sends one download at once."""
    made = create_app(Settings(state_folder=tmp_path_factory.mktemp("one")), seeded_engine)
    made.extensions[downloads.EXTENSION] = Downloads(most_at_once=1)
    return made


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return app.test_client()


def _is_free(reader: FlaskClient) -> bool:
    answer = reader.get(FILE)
    answer.close()
    return answer.status_code == 200


def test_one_too_many_is_told_when_to_come_back(reader: FlaskClient) -> None:
    first = reader.get(FILE, buffered=False)
    refused = reader.get(FILE)
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 0
    assert reader.get("/parcels").status_code == 200
    assert reader.head(FILE).status_code == 200
    first.close()
    assert _is_free(reader)


def test_what_the_reader_has_already_takes_no_place(reader: FlaskClient) -> None:
    tag = reader.get(FILE).headers["ETag"]
    first = reader.get(FILE, buffered=False)
    assert reader.get(FILE, headers={"If-None-Match": tag}).status_code == 304
    first.close()


def _read_all(answer: TestResponse) -> None:
    assert answer.data.endswith(b"]}\n")


def _break_off(answer: TestResponse) -> None:
    next(iter(answer.response))


def _never_begin(answer: TestResponse) -> None:
    del answer


@pytest.mark.parametrize("ending", [_read_all, _break_off, _never_begin])
def test_the_place_is_free_again_however_a_download_ends(
    reader: FlaskClient, ending: Callable[[TestResponse], None]
) -> None:
    for _ in range(3):
        answer = reader.get(FILE, buffered=False)
        assert answer.status_code == 200
        ending(answer)
        answer.close()


def test_a_response_that_is_dropped_unsent_gives_its_place_back(
    app: Flask, reader: FlaskClient
) -> None:
    with app.test_request_context(FILE):
        response = parcel_files.parcels_file("geojson")
        assert response.status_code == 200
        del response
    assert _is_free(reader)


@pytest.mark.parametrize("query", ["?text=--", "?county=99999", "?x=1"])
def test_a_download_that_is_refused_takes_no_place(reader: FlaskClient, query: str) -> None:
    assert reader.get(FILE + query).status_code == 400
    assert _is_free(reader)


def test_a_download_that_fails_midway_gives_its_place_back(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(batches: object) -> Iterator[bytes]:
        del batches
        yield b"{"
        raise LandTrustError("The disk is gone.")

    form = FORMS["geojson"]
    assert isinstance(form, StreamedForm)
    with monkeypatch.context() as patched:
        patched.setitem(FORMS, "geojson", replace(form, pieces=broken))
        with pytest.raises(LandTrustError, match="disk"):
            reader.get(FILE, buffered=True)
    assert _is_free(reader)


def test_a_download_that_takes_too_long_is_cut_off_and_not_called_whole(
    app: Flask, reader: FlaskClient
) -> None:
    app.extensions[downloads.EXTENSION] = Downloads(most_at_once=1, longest_seconds=-1.0)
    for _ in range(2):  # a place that was not given back would be refused the second time
        with pytest.raises(LandTrustError, match="cut off"):
            reader.get(FILE, buffered=True)


def test_what_was_sent_before_the_time_was_over_has_no_end() -> None:
    with Downloads(longest_seconds=0.5).one() as in_time:
        sent = in_time(_slow_file())
        assert next(sent) == b"["
        with pytest.raises(LandTrustError, match="cut off"):
            next(sent)


def _slow_file() -> Iterator[bytes]:
    yield b"["
    time.sleep(0.6)
    yield b"]"


def test_three_are_sent_at_once_and_each_for_ten_minutes() -> None:
    assert (downloads.MOST_AT_ONCE, downloads.LONGEST_SECONDS) == (3, 600)
