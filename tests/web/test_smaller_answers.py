"""Texts are compressed for whoever unpacks them, and nothing that is one reader's alone is."""

import gzip
import zlib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import visitor
from tests.seeded import lot_id

GZIP = {"Accept-Encoding": "gzip"}
PARCEL = f"/parcels/{lot_id('100-2')}"
NEAR = f"/near?parcel={lot_id('100-2')}"
STYLE = "/static/css/landtrust.css"


@pytest.mark.parametrize(
    "address",
    [
        PARCEL,
        f"/near?parcel={lot_id('100-2')}",
        STYLE,
        "/static/js/map.js",
        "/parcels",
        "/styles/classes.css",
    ],
)
def test_a_text_is_the_same_text_compressed(client: FlaskClient, address: str) -> None:
    with client.get(address) as plain, client.get(address, headers=GZIP) as small:
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in plain.vary
        assert "Accept-Encoding" in small.vary
        assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
        assert _without_nonce(gzip.decompress(small.data)) == _without_nonce(plain.data)


def _without_nonce(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"nonce=" not in line]


def test_a_file_that_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    with client.get(STYLE, headers=GZIP) as first:
        tag = first.headers["ETag"]
    assert tag.startswith("W/")
    with client.get(STYLE, headers={**GZIP, "If-None-Match": tag}) as again:
        assert again.status_code == 304
        assert again.data == b""


def test_a_part_of_a_file_is_a_part_of_the_file_as_it_is(client: FlaskClient) -> None:
    with client.get(STYLE, headers={**GZIP, "Range": "bytes=0-99"}) as part:
        assert part.status_code == 206
        assert "Content-Encoding" not in part.headers
        assert len(part.data) == 100


def test_the_head_of_a_page_tells_of_the_compressed_page(client: FlaskClient) -> None:
    told = client.head(PARCEL, headers=GZIP)
    assert told.headers["Content-Encoding"] == "gzip"
    assert told.data == b""


def test_short_answers_and_pictures_stay_as_they_are(client: FlaskClient) -> None:
    for address in ("/favicon.ico", "/static/css/icon.svg", "/healthz"):
        with client.get(address, headers=GZIP) as answer:
            assert "Content-Encoding" not in answer.headers, address


@pytest.mark.parametrize("form", ["geojson", "geojsonseq", "csv", "spreadsheet.csv"])
def test_a_text_that_is_sent_while_it_is_read_is_compressed_piece_by_piece(
    client: FlaskClient, form: str
) -> None:
    address = f"/parcels.{form}"
    with client.get(address) as plain, client.get(address, headers=GZIP) as small:
        assert small.is_streamed
        first, *rest = small.iter_encoded()
        begun = zlib.decompressobj(wbits=31).decompress(first)
        assert begun  # what is there is on its way
        assert plain.data.startswith(begun)
        assert gzip.decompress(first + b"".join(rest)) == plain.data
        assert small.headers["ETag"] == f"W/{plain.headers['ETag']}"
    kept = client.get(address, headers={**GZIP, "If-None-Match": small.headers["ETag"]})
    assert kept.status_code == 304


@pytest.mark.parametrize("form", ["geojson", "csv", "gpkg"])
@pytest.mark.parametrize("asked", [{}, GZIP])
def test_the_head_of_a_file_says_what_its_answer_does(
    client: FlaskClient, form: str, asked: dict[str, str]
) -> None:
    with client.get(f"/parcels.{form}", headers=asked) as whole:
        told = client.head(f"/parcels.{form}", headers=asked)
        for name in ("Vary", "Content-Encoding", "Content-Type", "ETag", "Last-Modified"):
            assert told.headers.get(name) == whole.headers.get(name), name


def test_a_file_for_one_reader_is_not_compressed(staffed_app: Flask) -> None:
    with visitor(staffed_app, "steward").get("/parcels.geojson", headers=GZIP) as answer:
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers


def test_what_holds_a_secret_is_not_compressed(staffed_app: Flask) -> None:
    for client, address in (
        (staffed_app.test_client(), "/sign-in"),
        (visitor(staffed_app, "steward"), PARCEL),
    ):
        answer = client.get(address, headers=GZIP)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
