from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from landtrust.cli.tiles import build_tiles, told
from landtrust.settings import Settings
from tests.seeded import LOTS


def test_the_tiles_hold_every_current_parcel(seeded_engine: Engine, tmp_path: Path) -> None:
    report = build_tiles(seeded_engine, Settings(state_folder=tmp_path))
    assert report.parcels == sum(lot.on_roll for lot in LOTS)
    assert report.archive == tmp_path / "tiles" / f"parcels-{report.stamp}.pmtiles"
    assert "6 parcels" in told(report)


def test_the_same_parcels_give_tiles_of_the_same_name(
    seeded_engine: Engine, tmp_path: Path
) -> None:
    first = build_tiles(seeded_engine, Settings(state_folder=tmp_path / "one"))
    second = build_tiles(seeded_engine, Settings(state_folder=tmp_path / "two"))
    assert first.stamp == second.stamp


def test_the_command_without_parcels_says_so(
    store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", str(store.url))
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path / "state"))
    done = CliRunner().invoke(landtrust, ["tiles", "build"])
    assert (done.exit_code, done.output) == (0, "No parcels, so no tiles.\n")


def test_the_command_refuses_a_database_without_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path / "empty"))
    assert CliRunner().invoke(landtrust, ["tiles", "build"]).exit_code != 0
