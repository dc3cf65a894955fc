"""Tiles as files for an object store, and what a build says of them."""

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from landtrust.cli.tiles import build_tiles
from landtrust.exports.tile_archive import TileFolder, TilePlace
from landtrust.settings import Settings


@pytest.fixture
def state_folder(seeded_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    address = seeded_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", address)
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path / "state"))
    return tmp_path / "state"


def test_every_tile_of_the_archive_becomes_a_file(
    seeded_engine: Engine, state_folder: Path, tmp_path: Path
) -> None:
    build_tiles(seeded_engine, Settings(state_folder=state_folder))
    done = CliRunner().invoke(landtrust, ["tiles", "export", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    archive = TileFolder(state_folder / "tiles").current()
    assert archive
    whole = tmp_path / "out" / archive.stamp
    files = [path for path in whole.rglob("*") if path.is_file()]
    assert f"{len(files)} tiles in {whole}" in done.output
    assert {len(path.relative_to(whole).parts) for path in files} == {3}
    assert {path.relative_to(whole).parts[0] for path in files} == {"12", "13", "14", "15"}
    for path in files:
        zoom, column, row = (int(part) for part in path.relative_to(whole).with_suffix("").parts)
        assert path.read_bytes() == archive.tile(TilePlace(zoom, column, row))
        assert gzip.decompress(path.read_bytes())
    assert [path.name for path in (tmp_path / "out").iterdir()] == [archive.stamp]
    assert whole.stat().st_mode & 0o777 == 0o755


def test_an_export_takes_the_place_of_one_that_lacks_something(
    seeded_engine: Engine, state_folder: Path, tmp_path: Path
) -> None:
    build_tiles(seeded_engine, Settings(state_folder=state_folder))
    command = ["tiles", "export", str(tmp_path / "out")]
    CliRunner().invoke(landtrust, command)
    files = sorted((tmp_path / "out").rglob("*.mvt"))
    files[0].unlink()
    (files[1].parent / "stranger.mvt").touch()
    CliRunner().invoke(landtrust, command)
    assert sorted((tmp_path / "out").rglob("*.mvt")) == files


@pytest.mark.usefixtures("state_folder")
def test_without_tiles_there_is_nothing_to_export(tmp_path: Path) -> None:
    done = CliRunner().invoke(landtrust, ["tiles", "export", str(tmp_path / "out")])
    assert (done.exit_code, "There are no tiles yet" in done.output) == (4, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("state_folder")
def test_a_build_says_what_to_upload_only_where_another_host_has_the_tiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = CliRunner().invoke(landtrust, ["tiles", "build"])
    assert (alone.exit_code, "upload" in alone.output) == (0, False)
    monkeypatch.setenv("LANDTRUST_TILES_URL", "https://t.example.org/{stamp}/{z}/{x}/{y}.mvt")
    done = CliRunner().invoke(landtrust, ["tiles", "build"])
    stamp = alone.output.partition("parcels-")[2].partition(".")[0]
    assert f"https://t.example.org/{stamp}/{{z}}/{{x}}/{{y}}.mvt" in done.output
    assert f"upload FOLDER/{stamp} now" in done.output
