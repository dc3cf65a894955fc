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
from tests.stores import load, mapped, rows_of

ONCE = pytest.mark.sqlite_only("what is read is compared on both stores; the writers are the same")
MAPPING = (
    "parcel_number", "situs_address", "situs_city", "situs_zip", "land_use", "land_value",
    "improvement_value", "total_value", "roll_year",
)  # fmt: skip
LOADABLE = ("geojson", "geojsonseq", "gpkg", "parquet", "fgb", "csv")


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


_STORED = """
    SELECT parcel.public_id, parcel.area_sqm, outline.outline, entry.situs_address,
        entry.total_value_cents, entry.owner_line_1, entry.roll_year
    FROM parcel JOIN parcel_outline AS outline ON outline.parcel_id = parcel.id
        JOIN roll_entry AS entry ON entry.parcel_id = parcel.id
    WHERE entry.recorded_to_id IS NULL ORDER BY parcel.public_id
"""


@ONCE
@pytest.mark.slow
def test_what_was_exported_can_be_loaded_and_nothing_is_lost(town: Path, store: Engine) -> None:
    source = mapped("owner_line_1=owner_name", *(f"{name}={name}" for name in MAPPING))
    stored = []
    for extension in LOADABLE:
        path = town / f"lots.{extension}"
        assert _export(path, "--county", HINDS).exit_code == 0
        crs = "EPSG:4326" if extension == "csv" else None  # which no CSV can say
        (county,) = load(store, path, source, county_fips=HINDS, crs=crs).counties
        assert (county.read, county.kept, county.repaired, dict(county.rejected)) == (5, 5, 0, {})
        stored.append(rows_of(store, _STORED))
        if extension != LOADABLE[0]:
            assert dict(county.changes) == {}, extension
            assert county.entries_written == 0, extension
    assert all(rows == stored[0] for rows in stored)
    assert [row["public_id"] for row in stored[0]] == sorted(
        lot_id(number) for number in ("100 4/A", "100-1", "100-2", "100-3", "100-5")
    )
    assert [
        row["total_value_cents"] for row in stored[0] if row["situs_address"] == "103 EXAMPLE ST"
    ] == [5_000_000]


@ONCE
@pytest.mark.slow
def test_an_exported_shapefile_can_be_loaded_under_its_short_names(
    town: Path, store: Engine
) -> None:
    path = town / "lots.shp.zip"
    assert _export(path, "--county", HINDS).exit_code == 0
    source = mapped("parcel_number=parcel_no", "situs_address=situs_addr", "total_value=tot_value")
    (county,) = load(store, path, source, county_fips=HINDS).counties
    assert (county.read, county.kept, dict(county.rejected)) == (5, 5, {})
