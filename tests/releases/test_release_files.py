"""What a release holds: read back, validated, compared."""

import csv
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
import yaml
from sqlalchemy import Engine, insert, update

from landtrust.database import writing
from landtrust.domain.change_kinds import CHANGE_WORDS
from landtrust.domain.owner_kinds import OwnerKind
from landtrust.exports.properties import PROPERTY_NAMES
from landtrust.exports.releases.citation import citation_file
from landtrust.exports.releases.dictionary import CODE_LISTS, DICTIONARY
from landtrust.exports.releases.fields import DAY, NONE
from landtrust.exports.releases.folder import ReleaseFolder, read_sums
from landtrust.exports.releases.linked_data import dcat_release, schema_org
from landtrust.exports.releases.manifest import MANIFEST, SUMS, FieldEntry, Release
from landtrust.exports.releases.tables import TABLES
from landtrust.model import Record
from landtrust.model.snapshots import Snapshot
from tests.files_read_back import every_text, is_same, read_back
from tests.releases.conftest import Shelved
from tests.releasing import BASE_URL, FIRST, SECOND, plan, released
from tests.seeded import HINDS, HOSTILE_OWNER, PRIVATE_PERSON, PRIVATE_STREET, RANKIN
from tests.stores import load, values_of
from tests.web.held_town import HOSTILE_NAME

SCHEMA = Path(__file__).parent / "citation_file_format_1_2_0.json"
ONCE = pytest.mark.sqlite_only("files that either store gives; what is in them is compared")


def _rows(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return list(csv.DictReader(io.StringIO(text.decode())))


def _unpacked(path: Path, folder: Path) -> Path:
    """A file as it is without gzip."""
    if path.suffix != ".gz":
        return path
    plain = folder / path.stem
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    return plain


def test_every_form_of_parcels_has_the_same_rows(shelved: Shelved, tmp_path: Path) -> None:
    found = {}
    for name in ("parcels.parquet", "parcels.gpkg", "parcels.geojson.gz", "parcels.csv.gz"):
        path = _unpacked(shelved.file(shelved.second, name), tmp_path)
        found[name] = read_back(path.suffix[1:], path)
    first = found["parcels.geojson.gz"]
    assert len(first) == shelved.second.tables[0].rows == 6
    for name, parcels in found.items():
        assert sorted(parcels) == sorted(first), name
        for number, (facts, outline) in parcels.items():
            assert is_same(facts, first[number][0]), name
            assert outline == first[number][1], name


def test_the_sums_are_those_of_every_file(shelved: Shelved) -> None:
    for release in (shelved.first, shelved.second):
        folder = shelved.folder.of(release)
        sums = read_sums(folder)
        assert set(sums) | {SUMS} == {one.name for one in folder.iterdir()}
        for name, sha256 in sums.items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
        for one in release.files:
            assert (sums[one.name], (folder / one.name).stat().st_size) == (
                one.sha256,
                one.size_bytes,
            )
        assert Release.model_validate_json((folder / MANIFEST).read_bytes()) == release


def test_nobody_can_write_a_file_of_a_release_by_mistake(shelved: Shelved) -> None:
    folder = shelved.folder.of(shelved.first)
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o444}


@ONCE
def _words(path: Path) -> str:
    if path.suffix == ".parquet":
        return repr(pq.read_table(path).to_pylist())
    return path.read_text("utf-8")


def test_no_file_of_a_release_names_a_person(shelved: Shelved, tmp_path: Path) -> None:
    said = []
    for release in (shelved.first, shelved.second):
        for path in sorted(shelved.folder.of(release).iterdir()):
            plain = _unpacked(path, tmp_path)
            extension = plain.suffix[1:]
            is_form = plain.stem == "parcels" and extension in ("parquet", "gpkg", "csv")
            said.append(every_text(extension, plain) if is_form else _words(plain))
    assert len(said) == 42
    for words in (PRIVATE_PERSON, PRIVATE_STREET, "seeded.gpkg", "Ann Sample", "estate_heirs"):
        assert not [one for one in said if words in one], words
    assert "RED CLAY HOLDINGS" in "".join(said)


def test_what_stewards_alone_may_know_is_said_as_the_public_reads_it(shelved: Shelved) -> None:
    rows = {one["parcel_id"]: one for one in _rows(shelved.file(shelved.second, "parcels.csv.gz"))}
    assert rows[f"{HINDS}-100-2"]["owner_kind"] == OwnerKind.PERSON
    assert rows[f"{HINDS}-100-2"]["owner_name"] == ""
    assert rows[f"{HINDS}-100-3"]["owner_name"] == HOSTILE_OWNER


def test_holdings_are_those_that_are_published(shelved: Shelved) -> None:
    path = shelved.file(shelved.first, "holdings.geojson")
    features = json.loads(path.read_bytes())["features"]
    rows = _rows(shelved.file(shelved.first, "holdings.csv"))
    assert [one["properties"]["name"] for one in features] == [one["name"] for one in rows]
    assert HOSTILE_NAME in {one["name"] for one in rows}
    parcels = {number for one in rows for number in json.loads(one["parcels"])}
    assert f"{HINDS}-100-1" in parcels
    assert f"{HINDS}-100-5" not in parcels


def test_the_words_of_a_release_put_each_file_under_a_heading(shelved: Shelved) -> None:
    said = shelved.file(shelved.first, "README.md").read_text("utf-8")
    listed = said.partition("## Files\n")[2].partition("\n`sha256sum")[0].strip()
    groups = [one.split("\n\n") for one in listed.split("\n\n**")]
    assert [len(one) for one in groups] == [2] * (len(shelved.first.tables) + 1)
    assert groups[-1][0] == "About this release**"
    files = [line for _, lines in groups for line in lines.splitlines()]
    assert len(files) == len(shelved.first.files)
    assert all(one.startswith("- `") for one in files)


def test_changes_and_places_are_there(shelved: Shelved) -> None:
    (change,) = _rows(shelved.file(shelved.first, "changes.csv.gz"))
    assert (change["kind"], change["parcel_id"]) == ("owner changed", f"{HINDS}-100-2")
    assert change["became"] == "[]"
    told = {one["name"]: one for one in _rows(shelved.file(shelved.first, DICTIONARY))}
    assert "an empty list ([]) where" in told["became"]["meaning"]
    counties = _rows(shelved.file(shelved.first, "counties.csv"))
    assert {one["county_fips"]: one["parcels"] for one in counties} == {
        HINDS: "5",
        "28089": "0",
        RANKIN: "1",
    }
    (region,) = _rows(shelved.file(shelved.first, "regions.csv"))
    assert (region["key"], json.loads(region["counties"])) == ("far-side", [RANKIN])
    outlines = gpd.read_file(shelved.file(shelved.first, "regions.geojson"))
    assert outlines.geometry.is_valid.all()


def _validated(folder: Path) -> Any:  # noqa: ANN401 - JSON
    """What Frictionless says of a package, in a process of its own: it leaves files open."""
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    return json.loads(done.stdout)


@ONCE
def test_a_release_is_a_valid_data_package_and_a_wrong_cell_would_be_found(
    shelved: Shelved, tmp_path: Path
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(shelved.folder.of(shelved.second), folder)
    found = _validated(folder)
    assert found["valid"], [task["errors"] for task in found["tasks"] if not task["valid"]]
    rows = {task["name"]: task["stats"].get("rows") for task in found["tasks"]}
    assert (len(rows), rows["parcels-csv-gz"]) == (13, 6)
    package = json.loads((folder / "datapackage.json").read_bytes())
    fields = package["resources"][3]["schema"]["fields"]
    assert [one["name"] for one in fields] == [*PROPERTY_NAMES, "wkt"]
    assert package["version"] == SECOND
    holdings = folder / "holdings.csv"
    holdings.chmod(0o644)
    holdings.write_text(holdings.read_text("utf-8").replace("true", "perhaps"), "utf-8")
    assert not _validated(folder)["valid"]


def test_the_citation_file_is_valid(shelved: Shelved) -> None:
    for release in (shelved.first, shelved.second):
        text = shelved.file(release, "CITATION.cff").read_text("utf-8")
        cited = yaml.safe_load(text)
        jsonschema.validate(
            cited,
            json.loads(SCHEMA.read_bytes()),
            format_checker=jsonschema.FormatChecker(),
        )
        assert cited["title"] == release.title
        assert cited["date-released"] == release.version
        assert cited["license"] == "CC-BY-4.0"
        assert cited["references"][0]["title"] == "Seeded town"


def test_each_source_has_its_terms_and_the_fingerprint_of_its_file(shelved: Shelved) -> None:
    sources = {(one.key, one.covers): one for one in shelved.first.sources}
    town = sources["sample", "Parcels of Hinds County, MS"]
    assert (town.sha256, town.invented) == ("ab" * 32, True)
    assert town.retrieved_on == date(2026, 11, 23)
    assert "ask whoever published it" in town.licence
    assert all(one.licence and one.credit and one.publisher for one in sources.values())
    said = shelved.file(shelved.first, "README.md").read_text("utf-8")
    assert all(one.licence in said and one.credit in said for one in sources.values())
    assert "Creative Commons Attribution 4.0 International" in said
    assert "**Some of these data are invented" in said


def test_loads_that_are_no_longer_current_are_sources_of_years_and_changes(
    town: Engine, tmp_path: Path
) -> None:
    with writing(town) as connection:
        connection.execute(update(Snapshot).values(invented=False))
        for at, state in ((90, "superseded"), (91, "failed"), (92, "loading")):
            former = {
                "id": at, "county_fips": HINDS, "source_key": f"source-{at}", "invented": True,
                "source_title": f"The roll of {at}", "state": state, "file_name": "roll.csv",
                "sha256": "cd" * 32, "retrieved_at": datetime(2024, 2, 3, tzinfo=UTC),
                "finished_at": datetime(2024, 2, 3, tzinfo=UTC), "crs_used": "EPSG:4326",
            }  # fmt: skip
            connection.execute(insert(Snapshot), former)
    folder = ReleaseFolder(tmp_path / "releases")
    release = released(town, folder, plan())
    sources = {one.key: one for one in release.sources}
    assert set(sources) == {"sample", "source-90", "census", "book"}
    assert sources["source-90"].covers == "Earlier years and changes of Hinds County, MS"
    assert release.has_invented
    years = {one["year"] for one in _rows(folder.of(release) / "summaries.csv")}
    assert years == {"2024", "2025", "2026"}
    for name in ("README.md", "CITATION.cff", "datapackage.json"):
        said = (folder.of(release) / name).read_text("utf-8")
        assert ("The roll of 90" in said, "The roll of 91" in said) == (True, False)
    assert schema_org(release, BASE_URL)["temporalCoverage"] == "2024-02-03/2026-11-23"


def test_a_release_covers_the_time_from_the_first_that_is_held_to_the_newest_data(
    shelved: Shelved,
) -> None:
    held = {one["valid_from"] for one in _rows(shelved.file(shelved.first, "holdings.csv"))}
    assert min(held) < "2026-11-23"
    covered = schema_org(shelved.first, BASE_URL)["temporalCoverage"]
    assert covered == f"{min(held)}/2026-11-23"
    period = dcat_release(shelved.first, BASE_URL, None)["dct:temporal"]
    assert period["dcat:startDate"]["@value"] == min(held)
    former = shelved.first.model_copy(update={"first_day": None})
    assert schema_org(former, BASE_URL)["temporalCoverage"] == "2026-11-03/2026-11-23"


def test_the_load_that_found_a_change_is_among_the_sources(shelved: Shelved) -> None:
    (change,) = _rows(shelved.file(shelved.first, "changes.csv.gz"))
    package = json.loads(shelved.file(shelved.first, "datapackage.json").read_bytes())
    numbers = {one.get("snapshot_id") for one in package["sources"]}
    assert int(change["snapshot_id"]) in numbers
    assert int(change["snapshot_id"]) in {one.snapshot_id for one in shelved.first.sources}
    said = shelved.file(shelved.first, "README.md").read_text("utf-8")
    assert f"(`snapshot_id` in `changes`): {change['snapshot_id']}\n" in said


def test_two_loads_of_one_source_are_told_apart_wherever_sources_are_named(
    shelved: Shelved,
) -> None:
    hinds = next(one for one in shelved.first.sources if one.snapshot_id == 2)
    again = hinds.model_copy(update={"snapshot_id": 9, "sha256": "cd" * 32, "is_former": True})
    release = shelved.first.model_copy(update={"sources": (hinds, again)})
    for listed in (
        dcat_release(release, BASE_URL, None)["dct:source"],
        schema_org(release, BASE_URL)["isBasedOn"],
        yaml.safe_load(citation_file(release))["references"],
    ):
        assert len(listed) == 2
        assert listed[0] != listed[1]
        assert "2026-11-23" in json.dumps(listed)
        assert "ab" * 32 in json.dumps(listed[0])
        assert "cd" * 32 in json.dumps(listed[1])


def _fields() -> list[tuple[str, FieldEntry]]:
    return [(table.name, field) for table in TABLES for field in table.fields]


@pytest.mark.parametrize(("table", "field"), _fields(), ids=lambda one: getattr(one, "name", one))
def test_every_column_says_all_of_what_is_to_be_known_of_it(table: str, field: FieldEntry) -> None:
    said: dict[str, Any] = field.model_dump()
    assert all(said.values()), said
    stored, _, column = field.column.partition(".")
    if field.column == NONE:
        assert table == "summaries", "only what is worked out stands in no column"
    else:
        assert column in Record.metadata.tables[stored].columns
    is_counted = field.type in ("number", "integer") and not field.name.endswith(("_id", "holding"))
    assert is_counted <= (field.unit != NONE), table
    assert (field.type == "date") == (field.unit == DAY)


def test_a_day_is_text_in_every_file_as_the_dictionary_says(shelved: Shelved) -> None:
    rows = _rows(shelved.file(shelved.first, DICTIONARY))
    (said,) = (one for one in rows if (one["table"], one["name"]) == ("parcels", "snapshot"))
    assert (said["type"], said["unit"]) == ("date", "day (ISO 8601; text in every file)")
    parcels = pq.read_table(shelved.file(shelved.first, "parcels.parquet"), columns=["snapshot"])
    assert parcels.schema.field("snapshot").type == pa.string()
    days = parcels.column("snapshot").to_pylist()
    assert [date.fromisoformat(one).isoformat() for one in days] == days


def test_the_dictionary_has_every_column_and_every_code(shelved: Shelved) -> None:
    rows = _rows(shelved.file(shelved.first, DICTIONARY))
    assert [(one["table"], one["name"]) for one in rows] == [
        (table, field.name) for table, field in _fields()
    ]
    assert {one["tier"] for one in rows} == {"public"}
    assert [one["name"] for one in rows][:18] == list(PROPERTY_NAMES)
    codes = _rows(shelved.file(shelved.first, CODE_LISTS))
    lists: dict[str, set[str]] = {}
    for one in codes:
        lists.setdefault(one["list"], set()).add(one["code"])
    assert set(lists) == {one["codes"] for one in rows} - {NONE}
    assert lists["owner_kind"] == {kind.value for kind in OwnerKind} - {OwnerKind.ESTATE_HEIRS}
    assert lists["change_kind"] == set(CHANGE_WORDS)
    assert {one["measure"] for one in _rows(shelved.file(shelved.first, "summaries.csv"))} <= (
        lists["measure"]
    )
    parcels = _rows(shelved.file(shelved.first, "parcels.csv.gz"))
    assert {one["land_use"] for one in parcels} <= lists["land_use"] | {""}
    assert {one["owner_kind"] for one in parcels} <= lists["owner_kind"]


@pytest.mark.parametrize("name", ["parcels.parquet", "parcels.gpkg"])
def test_a_load_of_a_released_file_finds_nothing_lost(
    shelved: Shelved, store: Engine, name: str
) -> None:
    path = shelved.file(shelved.first, name)
    report = load(store, path, "landtrust")
    assert [(one.county_fips, one.read, one.kept) for one in report.counties] == [
        (HINDS, 5, 5),
        (RANKIN, 1, 1),
    ]
    assert not any(one.rejected or one.repaired for one in report.counties)
    released = read_back(path.suffix[1:], path)
    assert sorted(values_of(store, "SELECT public_id FROM parcel")) == sorted(released)
    worth = values_of(store, "SELECT total_value_cents FROM parcel_facts ORDER BY parcel_id")
    assert sorted(one for one in worth if one is not None) == sorted(
        round(facts["total_value"] * 100)
        for facts, _ in released.values()
        if facts["total_value"] is not None
    )
    stored = shapely.from_wkb(values_of(store, "SELECT outline FROM parcel_outline"))
    expected = [outline for _, outline in released.values()]
    assert sorted(shapely.to_wkb(shapely.normalize(stored))) == sorted(shapely.to_wkb(expected))


def test_what_has_changed_is_told_in_words(shelved: Shelved) -> None:
    first = shelved.file(shelved.first, "CHANGES.md").read_text("utf-8")
    assert "the first release" in first
    said = shelved.file(shelved.second, "CHANGES.md").read_text("utf-8")
    assert f"Compared with version {FIRST}." in said
    assert "- Added: 1\n- Gone: 1\n" in said
    assert "- `total_value`: 1" in said
    assert "The same as before." in said
