"""Pages and files of releases, as readers, programs and catalogs find them."""

import csv
import hashlib
import html
import io
import json
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.exports.releases.folder import ReleaseFolder
from landtrust.exports.releases.manifest import MANIFEST, SUMS, Release, Withdrawn
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.releases.conftest import Shelved, app, reader, shelved, town
from tests.releasing import (
    BASE_URL,
    FIRST,
    NAME,
    SECOND,
    linked_documents,
    plan,
    put_on_shelf,
    released,
)

__all__ = ["app", "reader", "shelved", "town"]

PAGE = f"/datasets/{NAME}/{SECOND}"
ONCE = pytest.mark.sqlite_only("pages of a folder")


@pytest.fixture
def withdrawn(town: Engine, settings: Settings) -> FlaskClient:
    """A site on which a release was withdrawn."""
    folder = ReleaseFolder(settings.releases_folder)
    first = released(town, folder, plan())
    folder.withdraw(
        Withdrawn(
            name=NAME, title=first.title, version=FIRST, publisher=first.publisher,
            address=first.address, on=date(2026, 11, 27), why="<b>It named</b> somebody.",
        )
    )  # fmt: skip
    return create_app(settings, town).test_client()


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(state_folder=tmp_path_factory.mktemp("state"), base_url=BASE_URL)


def test_every_dataset_and_release_can_be_reached(reader: FlaskClient) -> None:
    for page in ("/downloads", "/sources"):
        assert 'href="/datasets"' in reader.get(page).text
    assert f'href="/datasets/{NAME}"' in reader.get("/datasets").text
    versions = re.findall(rf'href="(/datasets/{NAME}/[^"]+)"', reader.get(f"/datasets/{NAME}").text)
    assert versions == [PAGE, f"/datasets/{NAME}/{FIRST}"]
    old = reader.get(f"/datasets/{NAME}/{FIRST}").text
    assert "There is a later release" in old
    assert "There is a later release" not in reader.get(PAGE).text
    assert "This is the first release." in old


def test_a_page_tells_how_to_cite_what_has_changed_and_each_source(reader: FlaskClient) -> None:
    said = html.unescape(reader.get(PAGE).text)
    cited = (
        f"Sample Land Trust (2026). Parcels & land of “West Jackson” (version {SECOND}) "
        f"[Data set]. {BASE_URL}{PAGE}"
    )
    assert cited in said
    assert f"@misc{{{NAME}-{SECOND}," in said
    assert r"= {{Parcels \& land of “West Jackson”}}" in said
    assert "1 parcel was added." in said
    assert "1 parcel is gone." in said
    assert "1 parcel differs in more than the year of the roll" in said
    assert "Creative Commons Attribution 4.0 International" in said
    assert "Nothing is known of its terms: ask whoever published it." in said
    assert "ab" * 32 in said


def test_the_earlier_loads_stand_behind_those_that_are_current(reader: FlaskClient) -> None:
    said = html.unescape(reader.get(PAGE).text)
    current, _, former = said.partition("<summary>1 earlier load</summary>")
    assert "Parcels of Hinds County, MS" in current
    assert "Earlier years and changes of Hinds County, MS" in former
    assert "Earlier years and changes" not in current.split("<main")[1]


def test_the_page_speaks_spanish_and_its_files_have_one_address(reader: FlaskClient) -> None:
    said = reader.get(f"/es{PAGE}").text
    assert "Cómo citar" in said
    assert "Se agregó 1 parcela." in said
    assert f'href="{PAGE}/parcels.gpkg"' in said
    assert f'href="/es/datasets/{NAME}"' in said


def test_the_page_says_of_each_column_what_the_dictionary_says(
    reader: FlaskClient, shelved: Shelved
) -> None:
    said = html.unescape(reader.get(PAGE).text).partition("What the columns mean")[2]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in said.split("<tr>")]
    shown = [tuple(row) for row in rows if row]
    text = shelved.file(shelved.second, "data_dictionary.csv").read_text("utf-8")
    for one in csv.DictReader(io.StringIO(text)):
        unit = one["unit"] if one["codes"] == "none" else one["codes"]
        assert (one["name"], one["meaning"], unit, one["tier"], one["source"]) in shown


@ONCE
def test_every_file_is_sent_as_it_was_released(reader: FlaskClient, shelved: Shelved) -> None:
    folder = shelved.folder.of(shelved.second)
    links = re.findall(rf'href="{PAGE}/([^"]+)"', reader.get(PAGE).text)
    files = {one.name for one in folder.iterdir()}
    assert set(links) - {"dcat.jsonld"} == files
    types = {one.name: one.media_type for one in shelved.second.files}
    for name in files:
        answer = reader.get(f"{PAGE}/{name}")
        content = (folder / name).read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        assert answer.data == content
        assert answer.headers["Content-Length"] == str(len(content))
        assert answer.headers["ETag"] == f'"{sha256}"'
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Content-Type"] == types.get(name, answer.headers["Content-Type"])
        assert "Content-Encoding" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        answer.close()
    assert hashlib.sha256((folder / SUMS).read_bytes()).hexdigest() in reader.get(PAGE).text


@ONCE
def test_a_download_goes_on_where_it_was(reader: FlaskClient, shelved: Shelved) -> None:
    address = f"{PAGE}/parcels.gpkg"
    content = shelved.file(shelved.second, "parcels.gpkg").read_bytes()
    with reader.get(address, headers={"Range": "bytes=1000-"}) as rest:
        assert (rest.status_code, rest.data) == (206, content[1000:])
    with reader.head(address) as head:
        tag = head.headers["ETag"]
    with reader.get(address, headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


@ONCE
@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999999999", slice(5, None)),
    ],
)
def test_one_part_of_a_file_can_be_had(
    reader: FlaskClient, shelved: Shelved, asked: str, part: slice
) -> None:
    content = shelved.file(shelved.second, "regions.csv").read_bytes()
    with reader.get(f"{PAGE}/regions.csv", headers={"Range": asked}) as answer:
        assert (answer.status_code, answer.data) == (206, content[part])
        first, last, _ = part.indices(len(content))
        assert answer.headers["Content-Range"] == f"bytes {first}-{last - 1}/{len(content)}"
        assert answer.headers["Content-Length"] == str(last - first)


@ONCE
@pytest.mark.parametrize(
    "asked",
    ["bytes=0-0,5-9", "bytes=5-1", "bytes=", "bytes=x-9", "lines=1-2", "bytes=1-" + "9" * 5_000],
)
def test_several_parts_and_what_is_no_range_are_answered_with_the_whole(
    reader: FlaskClient, shelved: Shelved, asked: str
) -> None:
    with reader.get(f"{PAGE}/regions.csv", headers={"Range": asked}) as answer:
        assert answer.status_code == 200
        assert answer.data == shelved.file(shelved.second, "regions.csv").read_bytes()
        assert answer.headers["Accept-Ranges"] == "bytes"


@ONCE
def test_a_part_beyond_the_end_is_answered_with_the_size(
    reader: FlaskClient, shelved: Shelved
) -> None:
    size = shelved.file(shelved.second, "regions.csv").stat().st_size
    answer = reader.get(f"{PAGE}/regions.csv", headers={"Range": f"bytes={size}-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{size}"


@ONCE
@pytest.mark.parametrize(
    "path",
    [
        "/datasets/nothing",
        "/datasets/..%2Fetc",
        f"/datasets/{NAME}/2026-11-25",
        f"/datasets/{NAME}/latest",
        f"/datasets/{NAME}/{FIRST}/passwd",
        f"/datasets/{NAME}/{FIRST}/..%2F..%2F{SECOND}%2Frelease.json",
        f"/datasets/{NAME}/2026-11-25/parcels.gpkg",
        f"/datasets/{NAME}/2026-11-25/dcat.jsonld",
        "/datasets/.lock/2026-11-24",
    ],
)
def test_what_was_not_released_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


@ONCE
@pytest.mark.parametrize(
    "path", ["/datasets", f"/datasets/{NAME}", PAGE, f"/es{PAGE}", "/datasets/nothing"]
)
def test_an_address_with_a_slash_at_its_end_leads_to_the_page(
    reader: FlaskClient, path: str
) -> None:
    answer = reader.get(f"{path}/")
    assert (answer.status_code, answer.headers["Location"]) == (308, path)
    assert reader.get(path).status_code == (404 if "nothing" in path else 200)
    assert reader.get(f"{PAGE}/parcels.gpkg/").status_code == 404


@ONCE
def test_a_program_is_told_in_json_that_there_is_no_such_file(reader: FlaskClient) -> None:
    for file in ("parcels.xyz", "dcat.jsonld"):
        answer = reader.get(f"/datasets/{NAME}/2026-01-01/{file}", headers={"Accept": "*/*"})
        assert answer.mimetype == "application/problem+json"
    assert reader.get(f"{PAGE}?x=1").status_code == 400


def test_a_release_that_was_withdrawn_says_when_and_why(withdrawn: FlaskClient) -> None:
    address = f"/datasets/{NAME}/{FIRST}"
    page = withdrawn.get(address)
    assert page.status_code == 410
    assert "November 27, 2026" in page.text
    assert "&lt;b&gt;It named&lt;/b&gt; somebody." in page.text
    assert f"(version {FIRST}) [Data set]." in page.text
    assert "fue retirada" in withdrawn.get(f"/es{address}").text
    for file in ("parcels.gpkg", MANIFEST, SUMS, "dcat.jsonld", "withdrawn.json"):
        answer = withdrawn.get(f"{address}/{file}", headers={"Accept": "*/*"})
        assert answer.status_code == 410
        assert json.loads(answer.data)["withdrawn_on"] == "2026-11-27"
        assert "immutable" not in answer.headers.get("Cache-Control", "")
    assert "Withdrawn on November 27, 2026." in withdrawn.get(f"/datasets/{NAME}").text
    assert json.loads(withdrawn.get("/datasets/catalog.jsonld").data)["dcat:dataset"] == []


@pytest.fixture
def shelf_of_two(town: Engine, settings: Settings) -> ReleaseFolder:
    """Two releases of a test's own, as they lie."""
    folder = ReleaseFolder(settings.releases_folder)
    for version in (FIRST, SECOND):
        released(town, folder, plan(version))
    return folder


@ONCE
def test_a_damaged_release_is_missed_on_its_own_page_alone(
    town: Engine, settings: Settings, shelf_of_two: ReleaseFolder
) -> None:
    manifest = settings.releases_folder / NAME / SECOND / MANIFEST
    manifest.chmod(0o644)
    manifest.write_text('{"edition": 2}', "utf-8")
    reader = create_app(settings, town).test_client()
    assert f'href="/datasets/{NAME}"' in reader.get("/datasets").text
    assert SECOND not in reader.get(f"/datasets/{NAME}").text
    assert reader.get(f"/datasets/{NAME}/{FIRST}").status_code == 200
    told = json.loads(reader.get("/datasets/catalog.jsonld").data)["dcat:dataset"]
    assert [one["dcat:version"] for one in told if "dcat:version" in one] == [FIRST]
    broken = reader.get(PAGE)
    assert (broken.status_code, "is damaged" in broken.text) == (500, True)
    manifest.parent.with_name(FIRST).joinpath(MANIFEST).unlink()
    assert "Nothing is released yet." in reader.get("/datasets").text
    assert shelf_of_two.names() == [NAME]


@ONCE
def test_a_file_that_is_taken_away_meanwhile_is_gone_or_not_found(
    town: Engine,
    settings: Settings,
    shelf_of_two: ReleaseFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = create_app(settings, town).test_client()
    second = shelf_of_two.of(shelf_of_two.whole(NAME)[0])
    (second / "regions.csv").unlink()
    assert reader.get(f"{PAGE}/regions.csv").status_code == 404
    (second / SUMS).unlink()
    assert (reader.get(PAGE).status_code, reader.get(f"{PAGE}/{SUMS}").status_code) == (500, 404)
    found = ReleaseFolder.require

    def withdrawn_just_now(folder: ReleaseFolder, *which: str) -> Release | Withdrawn:
        one = found(folder, *which)
        if isinstance(one, Release):
            told = Withdrawn(
                name=one.name, title=one.title, version=one.version, publisher=one.publisher,
                address=one.address, on=one.day, why="It is.",
            )  # fmt: skip
            folder.withdraw(told)
        return one

    monkeypatch.setattr(ReleaseFolder, "require", withdrawn_just_now)
    assert reader.get(f"{PAGE}/counties.csv").status_code == 410
    assert reader.get(f"/datasets/{NAME}/{FIRST}").status_code == 410


def test_before_anything_is_released_the_page_says_so(town: Engine, settings: Settings) -> None:
    reader = create_app(settings, town).test_client()
    assert "Nothing is released yet." in reader.get("/datasets").text
    assert json.loads(reader.get("/datasets/catalog.jsonld").data)["dcat:dataset"] == []


def test_a_site_without_an_address_cites_what_is_asked_from_a_machine_close_by(
    town: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("near")
    put_on_shelf(town, folder)
    manifest = folder / "releases" / NAME / FIRST / MANIFEST
    manifest.chmod(0o644)
    told = json.loads(manifest.read_bytes())
    told |= {"address": None, "licence": None, "newest_day": None, "bbox": None}
    manifest.write_text(json.dumps(told), "utf-8")
    reader = create_app(Settings(state_folder=folder), town).test_client()
    path = f"/datasets/{NAME}/{FIRST}"
    near = reader.get(path, base_url="http://127.0.0.1:8000").text
    assert f"[Data set]. http://127.0.0.1:8000{path}<" in near
    elsewhere = reader.get(path, base_url="http://evil.example").text
    assert "evil.example" not in elsewhere.split("<main")[1]
    found, _ = linked_documents(near)
    assert not {"license", "temporalCoverage", "spatialCoverage"} & set(found)
