"""Whole counties that are ready: sent at once, in part or not again."""

import base64
import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine
from werkzeug.test import TestResponse

from landtrust.cli.export import build_ready_files, try_to_build_ready_files
from landtrust.errors import LandTrustError
from landtrust.exports import ready_files
from landtrust.exports.ready_files import ReadyFolder
from landtrust.queries.snapshots import all_snapshots
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.files_read_back import read_back
from tests.seeded import HINDS, PRIVATE_PERSON

ONCE = pytest.mark.sqlite_only("what is read is compared on both stores; the writers are the same")


@pytest.fixture
def ready_settings(seeded_engine: Engine, tmp_path: Path) -> Settings:
    """A site that has its counties ready."""
    settings = Settings(state_folder=tmp_path)
    build_ready_files(seeded_engine, settings)
    return settings


@pytest.fixture
def ready_client(ready_settings: Settings, seeded_engine: Engine) -> FlaskClient:
    """Somebody who asks it."""
    return _Closing(create_app(ready_settings, seeded_engine), TestResponse)


class _Closing(FlaskClient):
    """A client that closes what it was sent, as a server does."""

    def open(self, *args: Any, **given: Any) -> TestResponse:  # noqa: ANN401 - as Flask has it
        return super().open(*args, buffered=True, **given)


def _links(page: str) -> list[str]:
    links = [part.split('"')[0] for part in page.split('href="')]
    return [one for one in links if one.startswith(("/downloads/28049/", "/downloads/28121/"))]


@ONCE
def test_a_county_that_is_ready_is_sent_whole_in_part_or_not_again(
    ready_client: FlaskClient, tmp_path: Path
) -> None:
    address = f"/parcels.gpkg?county={HINDS}"
    whole = ready_client.get(address)
    sha256 = hashlib.sha256(whole.data).hexdigest()
    assert whole.headers["ETag"] == f'"{sha256}"'
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    assert whole.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert int(whole.headers["Content-Length"]) == len(whole.data)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "no-cache"
    assert whole.headers.getlist("Landtrust-Snapshot")[0].startswith("county=28049; source=sample")
    name = "landtrust-parcels-hinds-2026-11-23.gpkg"
    assert whole.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    part = ready_client.get(address, headers={"Range": "bytes=5-14"})
    assert (part.status_code, part.data) == (206, whole.data[5:15])
    other = ready_client.get(address, headers={"Range": "bytes=5-14", "If-Range": '"other"'})
    assert (other.status_code, other.data) == (200, whole.data)
    for same in (f'"{sha256}"', whole.headers["Last-Modified"]):
        go_on = ready_client.get(address, headers={"Range": "bytes=5-14", "If-Range": same})
        assert (go_on.status_code, go_on.data) == (206, whole.data[5:15])
    for like in (f'W/"{sha256}"', "Fri, 01 Jan 2100 00:00:00 GMT"):
        anew = ready_client.get(address, headers={"Range": "bytes=5-14", "If-Range": like})
        assert (anew.status_code, anew.data) == (200, whole.data)
    beyond = ready_client.get(address, headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    again = ready_client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    (tmp_path / "whole.gpkg").write_bytes(whole.data)
    assert len(read_back("gpkg", tmp_path / "whole.gpkg")) == 5


@ONCE
@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=5-14"}])
def test_whoever_wants_another_state_of_a_file_is_told_so_and_sent_nothing_of_it(
    ready_client: FlaskClient, asked: dict[str, str]
) -> None:
    address = f"/parcels.gpkg?county={HINDS}"
    whole = ready_client.get(address)
    before = _open_files()
    for another in ('"other"', f"W/{whole.headers['ETag']}"):
        answer = ready_client.get(address, headers={**asked, "If-Match": another})
        assert (answer.status_code, answer.mimetype) == (412, "application/problem+json")
        assert len(answer.data) < 1_000
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert _open_files() == before
    same = ready_client.get(address, headers={**asked, "If-Match": whole.headers["ETag"]})
    assert same.status_code == (206 if asked else 200)
    assert ready_client.get("/ogc", headers={"If-Match": '"other"'}).mimetype == answer.mimetype


def _open_files() -> list[str]:
    return [one.path for one in psutil.Process().open_files() if "parcels." in one.path]


@ONCE
def test_a_county_that_is_ready_is_what_would_be_written(
    ready_client: FlaskClient, client: FlaskClient
) -> None:
    for extension in ("geojson", "gpkg", "parquet", "fgb"):
        address = f"/parcels.{extension}?county={HINDS}"
        assert ready_client.get(address).data == client.get(address).data
        more = f"{address}&vacant=yes"
        assert "Repr-Digest" not in ready_client.get(more).headers
    assert "Repr-Digest" not in ready_client.get("/parcels.gpkg").headers
    assert "Repr-Digest" not in ready_client.get(f"/parcels.csv?county={HINDS}").headers
    assert "Repr-Digest" not in ready_client.get("/parcels.gpkg?county=28089").headers


@ONCE
def test_the_address_of_a_ready_file_never_means_another(ready_client: FlaskClient) -> None:
    links = _links(ready_client.get("/downloads").text)
    files = [one for one in links if not one.endswith(".sha256")]
    assert len(files) == 8  # two counties in four forms
    for address in files:
        answer = ready_client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Vary" not in answer.headers
        told = ready_client.get(f"{address}.sha256")
        assert told.mimetype == "text/plain"
        name = answer.headers["Content-Disposition"].split('"')[1]
        assert told.text == f"{hashlib.sha256(answer.data).hexdigest()}  {name}\n"
        assert PRIVATE_PERSON.encode() not in answer.data
    tag = ready_client.get(files[0] + ".sha256").headers["ETag"]
    again = ready_client.get(files[0] + ".sha256", headers={"If-None-Match": tag})
    assert again.status_code == 304


@ONCE
@pytest.mark.parametrize(
    "address",
    [
        f"/downloads/{HINDS}/{'0' * 16}/parcels.gpkg",
        f"/downloads/{HINDS}/x/parcels.gpkg",
        f"/downloads/..%2F..%2Fetc/{'0' * 16}/parcels.gpkg",
        f"/downloads/{HINDS}/{'0' * 16}/passwd",
        f"/downloads/{HINDS}/{'0' * 16}/parcels.exe",
        f"/downloads/{HINDS}/{'0' * 16}/parcels.",
    ],
)
def test_what_is_not_ready_is_not_found(ready_client: FlaskClient, address: str) -> None:
    answer = ready_client.get(address)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@ONCE
def test_a_file_that_is_removed_just_now_is_written_or_not_found(
    ready_settings: Settings, ready_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _links(ready_client.get("/downloads").text)[0]
    find = ReadyFolder.find

    def find_and_lose(*given: str) -> object:
        found = find(*given)  # type: ignore[arg-type]
        if found is not None:
            found.path.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(ReadyFolder, "find", find_and_lose)
    assert ready_client.get(address).status_code == 404
    answer = ready_client.get(f"/parcels.gpkg?county={HINDS}")
    assert answer.status_code == 200
    assert "Repr-Digest" not in answer.headers
    assert ready_settings.ready_folder.is_dir()


@ONCE
def test_what_is_old_or_no_longer_wanted_goes(
    ready_settings: Settings, seeded_engine: Engine, seeded: Connection
) -> None:
    folder = ready_settings.ready_folder
    before = set(folder.glob("*/*/parcels.*"))
    assert build_ready_files(seeded_engine, ready_settings) == []
    fewer = ready_settings.model_copy(update={"ready_files": "gpkg"})
    assert build_ready_files(seeded_engine, fewer) == []
    kept = {path for path in before if path.name.startswith("parcels.gpkg")}
    assert set(folder.glob("*/*/parcels.*")) == kept
    assert len(build_ready_files(seeded_engine, fewer, anew=True)) == 2
    newer = [replace(one, sha256="cd" * 32) for one in all_snapshots(seeded)]
    written = ReadyFolder(folder).build(newer, ["gpkg"], lambda _fips: _Nothing())
    assert len(written) == 2
    assert not kept & set(folder.glob("*/*/parcels.*"))
    assert ReadyFolder(folder).build([], ["gpkg"], lambda _fips: _Nothing()) == []
    assert list(folder.glob("*/*/parcels.*")) == []


class _Nothing:
    """A county without parcels."""

    def __enter__(self) -> list[tuple[()]]:
        return []

    def __exit__(self, *problem: object) -> None:
        del problem


@ONCE
def test_a_load_is_done_whatever_becomes_of_the_files(
    seeded_engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = Settings(state_folder=tmp_path)

    def fails(*_given: object) -> None:
        raise LandTrustError("The disk is gone.")

    with monkeypatch.context() as patched:
        patched.setattr(ready_files, "write_whole", fails)
        try_to_build_ready_files(seeded_engine, settings)
    assert "The disk is gone." in capsys.readouterr().err
    assert list(settings.ready_folder.glob("*/*/parcels.*")) == []
    try_to_build_ready_files(seeded_engine, settings)
    assert "Ready to download: 8 files" in capsys.readouterr().out
    shutil.rmtree(settings.ready_folder)
