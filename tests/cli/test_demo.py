"""``landtrust demo``: the invented neighborhood, with invented people who help, and no others."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from landtrust.cli import demo as command
from landtrust.cli.demo import CONTACTS
from landtrust.cli.main import landtrust
from landtrust.settings import read_settings
from landtrust.sources.help_contacts import PURPOSES, help_contacts
from landtrust.web.app import create_app
from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, values_of

SETTING = "LANDTRUST_HELP_CONTACTS"
KEPT_FOR_STORIES = re.compile(r"\(601\) 555-01\d\d")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a demo keeps its files, which serves nobody and leaves no setting behind."""
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path))
    monkeypatch.setenv("LANDTRUST_READY_FILES", "")
    monkeypatch.setenv(SETTING, "to be undone")
    monkeypatch.delenv(SETTING)
    monkeypatch.setattr(command, "start_server", lambda *_given, **_named: None)
    return tmp_path


def _run(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Result:
    shown = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", shown)
    return CliRunner().invoke(landtrust, ["demo"], catch_exceptions=False)


@pytest.mark.sqlite_only("what the files say is the same on both stores")
def test_whoever_helps_in_the_demo_is_invented_and_answers_no_telephone() -> None:
    contacts = help_contacts(DATA_FOLDER / CONTACTS)
    assert {purpose for one in contacts for purpose in one.purposes} == set(PURPOSES)
    for one in contacts:
        assert one.invented, one.name
        assert KEPT_FOR_STORIES.fullmatch(one.phone or ""), one.name
        assert (one.email or "@x.example").endswith(".example"), one.name
        assert ".example/" in (one.url or "https://x.example/"), one.name


@pytest.mark.slow
def test_the_demo_loads_the_town_and_shows_whom_its_residents_can_ask(
    shelf: Shelf, store_template: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shelf.opened_copy(store_template) as engine:
        assert "To sign in as a steward: " in _run(engine, monkeypatch).output
        assert values_of(engine, "SELECT count(*) FROM snapshot") == [2]
        assert list((folder / "tiles").glob("*.pmtiles"))
        client = create_app(read_settings(), engine).test_client()
        for address, said in (("/help", "Invented: it"), ("/es/help", "Inventado: no")):
            page = client.get(address).text
            assert "West Capitol Community Land Trust" in page
            assert "tel:6015550110" in page
            assert page.count(said) >= len(help_contacts(DATA_FOLDER / CONTACTS))


@pytest.mark.slow
def test_beside_real_land_nobody_is_invented(
    shelf: Shelf, seeded_template: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del folder
    with shelf.opened_copy(seeded_template) as engine:
        _run(engine, monkeypatch)
    assert SETTING not in os.environ
