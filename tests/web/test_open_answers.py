"""Public files are read by pages of other sites, piece by piece, as maps and databases do."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.people import visitor
from tests.releasing import FIRST, NAME, put_on_shelf
from tests.seeded import PRIVATE_PERSON

PAGE = f"/datasets/{NAME}/{FIRST}"
FAR = {"Origin": "https://map.example"}
pytestmark = pytest.mark.sqlite_only("headers of files")


@pytest.fixture(scope="module")
def reader(seeded_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("open")
    put_on_shelf(seeded_engine, folder)
    return create_app(Settings(state_folder=folder), seeded_engine).test_client()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        (f"{PAGE}/parcels.parquet", {"Range": "bytes=-8"}, 206),
        (f"{PAGE}/parcels.parquet", {"Range": "bytes=99999999-"}, 416),
        (f"{PAGE}/regions.csv", {}, 200),
        (f"{PAGE}/dcat.jsonld", {}, 200),
        ("/datasets/catalog.jsonld", {}, 200),
        (f"{PAGE}/nothing.csv", {}, 404),
        ("/downloads/28049/0000/parcels.csv", {}, 404),
        ("/summaries.csv", {}, 200),
        ("/summaries.parquet", {}, 200),
        ("/snapshots.json", {}, 200),
        ("/parcels.geojson", {}, 200),
        ("/parcels.geojson", {"Accept-Encoding": "gzip"}, 200),
        ("/parcels.csv?vacant=yes", {}, 200),
        ("/parcels.gpkg?county=28049", {}, 200),
        ("/parcels.csv?colour=red", {}, 400),
    ],
)
def test_a_page_of_another_site_reads_a_file_or_part_of_it(
    reader: FlaskClient, method: str, path: str, asked: dict[str, str], status: int
) -> None:
    with reader.open(path, method=method, headers={**FAR, **asked}) as answer:
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"Content-Range", "ETag", "Repr-Digest", "Content-Length"} <= set(exposed)
        assert {"Content-Disposition", "Landtrust-Snapshot", "Landtrust-Snapshots"} <= set(exposed)
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "path", [f"{PAGE}/parcels.parquet", "/parcels.geojson?vacant=yes", "/snapshots.json"]
)
def test_a_browser_that_asks_first_may_ask_for_a_part(reader: FlaskClient, path: str) -> None:
    flight = reader.options(
        path,
        headers={**FAR, "Access-Control-Request-Method": "GET",
                 "Access-Control-Request-Headers": "range"},
    )  # fmt: skip
    assert flight.status_code == 200
    assert "GET, HEAD" in flight.headers["Access-Control-Allow-Methods"]
    assert "Range" in flight.headers["Access-Control-Allow-Headers"].split(", ")


@pytest.mark.parametrize(
    "path", ["/datasets", PAGE, "/downloads", "/parcels", "/parcels/counts.json?by=vacant"]
)
def test_what_is_a_page_stays_closed(reader: FlaskClient, path: str) -> None:
    with reader.get(path, headers=FAR) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("extension", ["geojson", "csv"])
def test_another_site_reads_what_everybody_may_whoever_is_signed_in(
    staffed_app: Flask, extension: str
) -> None:
    public, steward = visitor(staffed_app), visitor(staffed_app, "steward")
    address = f"/parcels.{extension}"
    with steward.get(address) as own:
        assert PRIVATE_PERSON in own.get_data(as_text=True)
        assert "Access-Control-Allow-Origin" not in own.headers
        assert "private" in own.headers["Cache-Control"]
    with steward.get(address, headers=FAR) as far, public.get(address) as everybody:
        assert far.headers["Access-Control-Allow-Origin"] == "*"
        assert far.data == everybody.data
        assert far.headers["ETag"] == everybody.headers["ETag"]
        assert PRIVATE_PERSON not in far.get_data(as_text=True)
