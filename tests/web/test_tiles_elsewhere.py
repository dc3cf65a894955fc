"""Tiles that a CDN or an object store hands out, and pages read from a second database."""

import http.server
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import Engine

from landtrust.cli.tiles import build_tiles
from landtrust.errors import ConfigurationError
from landtrust.exports.tile_archive import TileFolder
from landtrust.exports.tile_files import write_tile_files
from landtrust.settings import Settings, read_settings
from landtrust.web.app import create_app
from tests.serving import running, served
from tests.web.live_map import Visit

ELSEWHERE = "https://tiles.example.org:8443/land/{stamp}/{z}/{x}/{y}.mvt"


@pytest.fixture(scope="module")
def state_folder(seeded_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    build_tiles(seeded_engine, Settings(state_folder=folder))
    return folder


@pytest.fixture
def far(seeded_engine: Engine, state_folder: Path) -> FlaskClient:
    settings = Settings(
        state_folder=state_folder, tiles_url=ELSEWHERE, base_url="https://site.example.org"
    )
    return create_app(settings, seeded_engine).test_client()


def _stamp(state_folder: Path) -> str:
    archive = TileFolder(state_folder / "tiles").current()
    assert archive
    return archive.stamp


def test_the_map_and_the_tilejson_name_the_other_host(far: FlaskClient, state_folder: Path) -> None:
    wanted = ELSEWHERE.replace("{stamp}", _stamp(state_folder))
    assert far.get("/map/config.json").json["tiles"]["url"] == wanted  # type: ignore[index]
    assert far.get("/tiles/parcels.json").json["tiles"] == [wanted]  # type: ignore[index]


def test_the_policy_lets_pages_ask_that_host_and_no_other(
    far: FlaskClient, client: FlaskClient
) -> None:
    def allowed(asked: FlaskClient) -> str:
        rules = asked.get("/").headers["Content-Security-Policy"].split("; ")
        return next(rule for rule in rules if rule.startswith("connect-src"))

    assert allowed(far) == "connect-src 'self' https://tiles.example.org:8443"
    assert allowed(client) == "connect-src 'self'"
    images = far.get("/").headers["Content-Security-Policy"]
    assert images.count("example.org") == 1


def test_this_site_has_the_tiles_still_for_a_cdn_to_fetch(
    far: FlaskClient, state_folder: Path
) -> None:
    answer = far.get(f"/tiles/{_stamp(state_folder)}/15/8172/13274.mvt")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in far.get("/").headers


@pytest.mark.parametrize(
    "pattern",
    [
        "/tiles/{stamp}/{z}/{x}/{y}",
        "ftp://example.org/{stamp}/{z}/{x}/{y}",
        "https://example.org/{z}/{x}/{y}",
        "https://example.org/{stamp}/{z}/{x}/{y}/{y}",
        "https://example.org/{stamp}/{z}/{x}/{y}; script-src *",
        "https://*.example.org/{stamp}/{z}/{x}/{y}",
        "https://user:word@example.org/{stamp}/{z}/{x}/{y}",
        "https://example.org/{stamp}/{z}/{x}/{y}\n",
    ],
)
def test_a_pattern_that_cannot_work_is_refused(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_TILES_URL", pattern)
    with pytest.raises(ConfigurationError, match="LANDTRUST_TILES_URL"):
        read_settings()


class _Store(http.server.SimpleHTTPRequestHandler):
    """An object store: files, as they were uploaded, for pages of every origin."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        if Path(self.translate_path(self.path)).is_file():
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def log_message(self, *_given: object) -> None:
        """Nothing."""


@pytest.fixture
def object_store(state_folder: Path, tmp_path: Path) -> Iterator[str]:
    archive = TileFolder(state_folder / "tiles").current()
    assert archive
    write_tile_files(archive, tmp_path)
    handler = partial(_Store, directory=str(tmp_path))
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)) as address:
        yield address


@pytest.mark.chromium
@pytest.mark.slow
def test_the_map_is_drawn_from_the_tiles_of_another_host(
    browser: Browser, seeded_engine: Engine, state_folder: Path, object_store: str
) -> None:
    settings = Settings(
        state_folder=state_folder, tiles_url=object_store + "/{stamp}/{z}/{x}/{y}.mvt"
    )
    app = create_app(settings, seeded_engine)
    with (
        served(app) as address,
        browser.new_context(viewport={"width": 900, "height": 700}) as context,
    ):
        seen = Visit(context.new_page())
        seen.listen()
        seen.see_map(f"{address}/#19/32.30010/-90.20960")
        tiles = [address for address in seen.addresses if address.endswith(".mvt")]
        assert tiles
        assert all(address.startswith(object_store) for address in tiles)
        # An object store has no file where there is no parcel, and answers so.
        assert [said for said in seen.complaints if "404" not in said] == []
