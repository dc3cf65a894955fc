"""Releases by command."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine

from landtrust.exports.releases.folder import TOMBSTONE, ReleaseFolder
from landtrust.exports.releases.manifest import MANIFEST
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.moving.stores_in_use import address_of, diagnosis, run
from tests.releasing import BASE_URL, FIRST, NAME

WHY = "It named somebody who asked to be left out."
OF_ANOTHER = (
    '{"name": "other", "title": "", "version": "2026-11-24", "publisher": "", "address": null, '
    '"on": "2026-11-24", "why": ""}'
)


@pytest.fixture
def command(town: Engine, tmp_path: Path) -> Callable[..., Result]:
    """The command, as people run it."""
    return lambda *words: run(address_of(town), tmp_path, "release", *words)


def test_the_command_makes_lists_and_withdraws(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    assert command("list").stdout == "Nothing is released yet.\n"
    made = command("make", NAME, "--version", FIRST, "--title", " Our  parcels ", "--about", "All.")
    assert made.exit_code == 0, made.stderr
    assert "LANDTRUST_BASE_URL is not set" in made.stderr
    assert made.stdout.startswith(f"{NAME} {FIRST} is released: 19 files, ")
    folder = ReleaseFolder(tmp_path / "releases")
    assert command("make", NAME, "--licence", "ODbL-1.0").exit_code == 0
    newest, first = folder.whole(NAME)
    assert newest.day >= datetime.now(UTC).date() - timedelta(days=1)
    assert (newest.title, newest.about, newest.licence) == ("Our parcels", "All.", "ODbL-1.0")
    assert (first.licence, first.address, first.publisher) == (None, None, "Landtrust")
    gone = command("withdraw", NAME, FIRST, "--why", WHY)
    assert gone.exit_code == 0, gone.stderr
    assert WHY in gone.stdout
    told = command("list").stdout.splitlines()
    assert told[0] == f"{NAME} {newest.version}: Our parcels"
    assert told[1].startswith(f"{NAME} {FIRST}: withdrawn on ")


@pytest.mark.parametrize(
    "damage",
    [
        (MANIFEST, '{"edition": 1', "release.json cannot be read: Invalid JSON"),
        (MANIFEST, '{"edition": 1}', "release.json cannot be read: name: Field required"),
        (MANIFEST, None, "release.json is missing"),
        (TOMBSTONE, "\0", "withdrawn.json cannot be read: Invalid JSON"),
        (TOMBSTONE, OF_ANOTHER, "withdrawn.json cannot be read: it tells of another release"),
    ],
)
def test_a_damaged_release_can_be_withdrawn_and_is_gone(
    command: Callable[..., Result],
    town: Engine,
    tmp_path: Path,
    damage: tuple[str, str | None, str],
) -> None:
    file, content, said = damage
    assert command("make", NAME, "--version", FIRST).exit_code == 0
    folder = tmp_path / "releases" / NAME / FIRST
    (folder / file).unlink(missing_ok=True)
    if content is not None:
        (folder / file).write_text(content, "utf-8")
    reader = create_app(Settings(state_folder=tmp_path), town).test_client()
    page = f"/datasets/{NAME}/{FIRST}"
    assert reader.get(page).status_code == (404 if content is None else 500)
    gone = command("withdraw", NAME, FIRST, "--why", WHY)
    assert gone.exit_code == 0, gone.stderr
    assert said in gone.stderr
    assert [one.name for one in folder.iterdir()] == [TOMBSTONE]
    answer = reader.get(page)
    assert (answer.status_code, WHY in answer.text) == (410, True)
    assert reader.get(f"{page}/parcels.gpkg").status_code == 410
    again = command("withdraw", NAME, FIRST, "--why", "Again.")
    assert (again.exit_code, again.stderr) == (0, "")
    assert WHY in again.stdout
    assert diagnosis(address_of(town), tmp_path)["releases"]["state"] == "ok"


@pytest.mark.sqlite_only("the address is of the settings")
def test_a_site_with_an_address_is_not_warned(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_BASE_URL", f"{BASE_URL}/")
    made = command("make", NAME, "--version", FIRST)
    assert (made.exit_code, "BASE_URL" in made.stderr) == (0, False), made.stderr
    (release,) = ReleaseFolder(tmp_path / "releases").whole(NAME)
    assert release.address == f"{BASE_URL}/datasets/{NAME}/{FIRST}"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("make", "West Jackson"), 2, "cannot be the name of a dataset"),
        (("make", NAME, "--version", "1.0"), 2, "is not a version"),
        (("make", NAME, "--version", "2999-01-01"), 2, "is still to come"),
        (("make", NAME, "--title", "x" * 1001), 2, "title: at most 1,000 characters"),
        (("withdraw", NAME, FIRST, "--why", " "), 2, "say the reason"),
        (("withdraw", NAME, FIRST, "--why", WHY), 4, "There is no release"),
    ],
)
@pytest.mark.sqlite_only("nothing is written")
def test_the_command_refuses_what_cannot_be(
    command: Callable[..., Result], words: tuple[str, ...], code: int, said: str
) -> None:
    done = command(*words)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
