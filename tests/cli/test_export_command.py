import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from landtrust.errors import ConfigurationError
from landtrust.exports.form_names import FORM_NAMES
from landtrust.settings import read_settings
from landtrust.web.requests import FILTER_NAMES
from tests.files_read_back import read_back
from tests.seeded import HINDS, PRIVATE_PERSON, lot_id

ONCE = pytest.mark.sqlite_only("what is read is compared on both stores; the writers are the same")


@pytest.fixture
def town(seeded_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files, and settings that point at the seeded town."""
    monkeypatch.setenv(
        "LANDTRUST_DATABASE_URL", seeded_engine.url.render_as_string(hide_password=False)
    )
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path / "state"))
    return tmp_path


def _export(*arguments: object) -> Result:
    return CliRunner().invoke(landtrust, ["export", *map(str, arguments)])


def test_the_command_writes_what_its_filter_says(town: Path) -> None:
    path = town / "lots.geojson"
    done = _export(path, "--vacant", "yes", "--county", HINDS)
    assert (done.exit_code, done.output) == (0, f"2 parcels are in {path}.\n")
    ids = [one["id"] for one in json.loads(path.read_bytes())["features"]]
    assert ids == [lot_id("100-1"), lot_id("100-5")]


@ONCE
@pytest.mark.parametrize("extension", FORM_NAMES)
def test_the_form_is_told_by_the_name_of_the_file(town: Path, extension: str) -> None:
    path = town / f"lots.{extension}"
    assert _export(path).exit_code == 0
    assert len(read_back(extension, path)) == 6
    named = town / "lots.data"
    assert _export(named, "--form", extension).exit_code == 0
    assert named.read_bytes() == path.read_bytes()


@ONCE
@pytest.mark.parametrize("extension", FORM_NAMES)
def test_a_hyphen_is_standard_output_and_messages_go_elsewhere(
    town: Path, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    monkeypatch.chdir(town)
    _export("lots.data", "--form", extension)
    done = _export("-", "--form", extension)
    assert done.exit_code == 0, done.stderr
    assert done.stdout_bytes == (town / "lots.data").read_bytes()
    assert done.stderr == "6 parcels are in what was written.\n"
    assert [one.name for one in town.iterdir() if one.is_file()] == ["lots.data"]


def test_standard_output_needs_a_form(town: Path) -> None:
    del town
    done = _export("-")
    assert (done.exit_code, done.stdout_bytes) == (2, b"")
    assert "say --form, one of geojson," in done.stderr


def test_the_file_is_for_the_public_unless_something_else_is_said(town: Path) -> None:
    _export(town / "public.csv")
    _export(town / "organizer.csv", "--tier", "organizer")
    assert PRIVATE_PERSON not in (town / "public.csv").read_text()
    assert PRIVATE_PERSON in (town / "organizer.csv").read_text()


def test_one_parcel_is_told_in_the_singular(town: Path) -> None:
    assert "1 parcel is in" in _export(town / "one.csv", "--region", "far-side").output


@pytest.mark.parametrize(
    "options",
    [(), ("--ready", "x.csv"), ("--ready", "--vacant", "yes"), ("--ready", "--form", "csv")],
)
def test_the_command_wants_a_path_or_ready_files(town: Path, options: tuple[str, ...]) -> None:
    del town
    done = _export(*options)
    assert done.exit_code == 2
    assert "either a PATH, or --ready alone" in done.output


def test_the_command_refuses_what_it_cannot_use(town: Path) -> None:
    (town / "there.csv").write_text("mine")
    for arguments, said in (
        (("there.csv",), "is there already"),
        (("lots.docx",), "does not end like a form"),
        (("lots.csv", "--vacant", "maybe"), "vacant"),
        (("lots.csv", "--county", "99999"), "99999"),
    ):
        name, *options = arguments
        done = _export(town / name, *options)
        assert done.exit_code == 2
        assert said in done.output
    assert (town / "there.csv").read_text() == "mine"
    assert not (town / "lots.csv").exists()
    assert _export(town / "there.csv", "--replace").exit_code == 0


def test_every_filter_of_addresses_is_an_option(town: Path) -> None:
    del town
    text = _export("--help").output
    for name in FILTER_NAMES:
        assert f"--{name.replace('_', '-')} TEXT" in text


@ONCE
def test_ready_files_are_written_anew(town: Path) -> None:
    for _ in range(2):
        done = _export("--ready")
        assert done.exit_code == 0
        assert done.output.startswith("Ready to download: 8 files")
    assert len(list((town / "state" / "files").glob("*/*/parcels.gpkg"))) == 2


def test_forms_that_nobody_knows_are_refused_in_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANDTRUST_READY_FILES", "gpkg, docx")
    with pytest.raises(ConfigurationError, match="docx: forms are geojson"):
        read_settings()
    monkeypatch.setenv("LANDTRUST_READY_FILES", "gpkg, csv,gpkg")
    assert read_settings().ready_forms == ("gpkg", "csv")
