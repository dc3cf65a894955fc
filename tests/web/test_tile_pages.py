import gzip
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from landtrust.exports.tippecanoe import MOST_TILE_BYTES
from tests.seeded import PRIVATE_PERSON


@pytest.fixture
def tiles(tiled_app: Flask) -> FlaskClient:
    return tiled_app.test_client()


@pytest.fixture
def tile_address(tiles: FlaskClient) -> str:
    """The path of the tile at zoom 15 with the seeded lots."""
    pattern = str(tiles.get("/tiles/parcels.json").json["tiles"][0])  # type: ignore[index]
    return urlsplit(pattern).path.format(z=15, x=8172, y=13274)


def test_a_tile_is_sent_as_it_is_stored_and_may_be_kept_for_good(
    tiles: FlaskClient, tile_address: str
) -> None:
    answer = tiles.get(tile_address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.content_type == "application/vnd.mapbox-vector-tile"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert gzip.decompress(answer.data)[:1] == b"\x1a"  # a vector tile begins with its layer
    assert len(answer.data) <= MOST_TILE_BYTES


def test_who_does_not_read_gzip_gets_the_same_tile_unpacked(
    tiles: FlaskClient, tile_address: str
) -> None:
    packed = tiles.get(tile_address, headers={"Accept-Encoding": "gzip"}).data
    plain = tiles.get(tile_address, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.data == gzip.decompress(packed)


def test_a_tile_that_is_known_already_is_not_sent_again(
    tiles: FlaskClient, tile_address: str
) -> None:
    tag = tiles.get(tile_address).headers["ETag"]
    answer = tiles.get(tile_address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_a_place_without_parcels_is_an_empty_answer(tiles: FlaskClient, tile_address: str) -> None:
    empty = tile_address.replace("/8172/13274", "/1/1")
    answer = tiles.get(empty)
    assert (answer.status_code, answer.data) == (204, b"")


def test_tiles_of_an_older_load_lead_to_the_current_ones(
    tiles: FlaskClient, tile_address: str
) -> None:
    stamp = tile_address.split("/")[2]
    answer = tiles.get(tile_address.replace(stamp, "0" * 16))
    assert (answer.status_code, answer.headers["Location"]) == (302, tile_address)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("99/0/0", 404),
        ("0/0/0", 404),
        ("11/0/0", 404),
        ("16/0/0", 404),
        ("15/32768/0", 404),
        ("15/-1/0", 400),
        ("15/1.5/0", 400),
        ("{z}/{x}/{y}", 400),
        ("15/100000000000000000000/0", 400),
        ("15/٣/0", 400),
        ("15/0x1/0", 400),
    ],
)
def test_t1_a_place_that_cannot_be_is_refused_without_asking_the_database(
    tiles: FlaskClient, tile_address: str, statements: list[str], place: str, status: int
) -> None:
    stamp = tile_address.split("/")[2]
    statements.clear()
    answer = tiles.get(f"/tiles/{stamp}/{place}.mvt")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert statements == []


@pytest.mark.parametrize("stamp", ["..%2f..%2fetc", "zzzz", "0" * 500, "<script>"])
def test_a_stamp_that_never_was_is_not_found(tiles: FlaskClient, stamp: str) -> None:
    assert tiles.get(f"/tiles/{stamp}/15/8172/13274.mvt").status_code == 404


def test_a_tile_is_served_without_asking_the_database(
    tiles: FlaskClient, tile_address: str, statements: list[str]
) -> None:
    statements.clear()
    assert tiles.get(tile_address).status_code == 200
    assert statements == []


def test_t3_tiles_and_their_description_have_no_private_attribute(
    tiles: FlaskClient, tile_address: str
) -> None:
    plain = tiles.get(tile_address, headers={"Accept-Encoding": "identity"}).data
    for private in (PRIVATE_PERSON, "HOLDINGS", "EXAMPLE ST", "MAIL"):
        assert private.encode() not in plain
    described = tiles.get("/tiles/parcels.json").json
    assert described is not None
    assert described["tilejson"] == "3.0.0"
    assert set(described["vector_layers"][0]["fields"]) == {
        "public_id",
        "county",
        "owner_kind",
        "vacant",
        "land_use",
        "value_per_acre",
        "acres",
    }


def test_before_anything_is_loaded_there_are_no_tiles(client: FlaskClient) -> None:
    assert client.get("/tiles/parcels.json").status_code == 404
    assert client.get(f"/tiles/{'0' * 16}/15/0/0.mvt").status_code == 404
