"""The files of the site: every form, for every filter, for whoever asks."""

import base64
import csv
import hashlib
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine
from werkzeug.test import TestResponse

from landtrust.cli.export import build_ready_files, try_to_build_ready_files
from landtrust.errors import LandTrustError
from landtrust.exports import ready_files, whole_files
from landtrust.exports.form_names import FORM_NAMES
from landtrust.exports.parcel_forms import FORMS, StreamedForm
from landtrust.exports.ready_files import ReadyFolder
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.parcels import Paging, parcel_page
from landtrust.queries.snapshots import all_snapshots
from landtrust.queries.visibility import Tier
from landtrust.settings import Settings
from landtrust.web import download_pages, sent_files
from landtrust.web.app import create_app
from landtrust.web.downloads import EXTENSION as DOWNLOADS
from landtrust.web.downloads import Downloads
from tests.files_read_back import Found, every_text, is_same, read_back
from tests.people import visitor
from tests.seeded import HINDS, HOSTILE_OWNER, PRIVATE_PERSON, RANKIN, lot_id

WHOLE = tuple(name for name, form in FORMS.items() if not isinstance(form, StreamedForm))
ONCE = pytest.mark.sqlite_only("what is read is compared on both stores; the writers are the same")

_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "county": st.sampled_from([HINDS, RANKIN, f"{HINDS},{RANKIN}"]),
        "vacant": st.sampled_from(["yes", "no", "unknown"]),
        "owner_kind": st.sampled_from(["business", "person", "church,business"]),
        "min_acres": st.sampled_from(["0.1", "0.19", "0.3"]),
        "max_value": st.sampled_from(["0", "1500.50", "60000"]),
        "text": st.sampled_from(["example", "sample"]),
        "bbox": st.just("-90.2101,32.2999,-90.2098,32.31"),
        "held": st.just("other"),
    },
)


def _fetched(client: FlaskClient, extension: str, query: dict[str, str], folder: Path) -> Found:
    return read_back(extension, _saved(client, extension, query, folder))


def _saved(client: FlaskClient, extension: str, query: dict[str, str], folder: Path) -> Path:
    answer = client.get(f"/parcels.{extension}", query_string=query)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == FORMS[extension].media_type
    path = folder / f"fetched.{extension}"
    path.write_bytes(answer.data)
    return path


@ONCE
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=_FILTERS)
def test_a_filter_gives_the_same_parcels_in_every_form(
    client: FlaskClient, query: dict[str, str]
) -> None:
    with TemporaryDirectory() as folder:
        found = {one: _fetched(client, one, query, Path(folder)) for one in FORM_NAMES}
    first = found["geojson"]
    for extension, parcels in found.items():
        assert sorted(parcels) == sorted(first), extension
        for number, (facts, outline) in parcels.items():
            assert is_same(facts, first[number][0]), extension
            assert outline is None or outline == first[number][1], extension


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=_FILTERS)
def test_a_file_has_what_the_list_has(client: FlaskClient, query: dict[str, str]) -> None:
    asked = {name: text for name, text in query.items() if name != "held"}
    features = json.loads(client.get("/parcels.geojson", query_string=asked).data)["features"]
    rows = csv.DictReader(io.StringIO(client.get("/parcels.csv", query_string=asked).text))
    listed = client.get("/parcels", query_string={**asked, "limit": "500"}).text
    ids = [one["id"] for one in features]
    assert [row["parcel_id"] for row in rows] == ids
    assert all(number in listed for number in ids)


def test_files_have_the_order_of_the_list(client: FlaskClient, seeded: Connection) -> None:
    by_id = {one.id: one for one in all_snapshots(seeded)}
    page = parcel_page(seeded, ParcelFilter(), Tier.PUBLIC, Paging(100), by_id)
    sequence = client.get("/parcels.geojsonseq").text.split("\x1e")[1:]
    assert [json.loads(one)["id"] for one in sequence] == [row.public_id for row in page.rows]


@ONCE
@pytest.mark.parametrize("extension", FORM_NAMES)
def test_no_form_names_a_person(client: FlaskClient, extension: str, tmp_path: Path) -> None:
    said = every_text(extension, _saved(client, extension, {}, tmp_path))
    assert PRIVATE_PERSON not in said
    assert "RED CLAY HOLDINGS" in said
    assert "seeded.gpkg" not in said  # whoever loads a file may name it after a person


@ONCE
@pytest.mark.parametrize("extension", FORM_NAMES)
def test_organizers_get_what_they_may_see_and_nobody_keeps_it(
    staffed: Engine, extension: str, tmp_path: Path
) -> None:
    settings = Settings(state_folder=tmp_path / "state", ready_files=extension)
    build_ready_files(staffed, settings)
    organizer = visitor(create_app(settings, staffed), "organizer")
    answer = organizer.get(f"/parcels.{extension}?county={HINDS}")
    assert "no-store" in answer.headers["Cache-Control"]
    path = tmp_path / f"lots.{extension}"
    path.write_bytes(answer.data)
    found = read_back(extension, path)
    assert found[lot_id("100-2")][0]["owner_name"] == PRIVATE_PERSON


@ONCE
@pytest.mark.parametrize("extension", FORM_NAMES)
def test_a_file_of_nothing_is_a_file(client: FlaskClient, extension: str, tmp_path: Path) -> None:
    assert _fetched(client, extension, {"min_acres": "9000"}, tmp_path) == {}


@ONCE
@pytest.mark.parametrize("extension", WHOLE)
def test_a_file_that_is_written_first_is_sent_with_its_length_and_leaves_nothing(
    client: FlaskClient, seeded_app: Flask, extension: str
) -> None:
    answer = client.get(f"/parcels.{extension}?vacant=yes", buffered=False)
    state = seeded_app.extensions["landtrust"].settings.ready_folder
    assert list(state.glob("writing-*")) == []
    size = int(answer.headers["Content-Length"])
    assert len(answer.data) == size
    tag = answer.headers["ETag"]
    again = client.get(f"/parcels.{extension}?vacant=yes", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    name = f"landtrust-parcels-vacant-2026-11-23.{extension}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    head = client.head(f"/parcels.{extension}?vacant=yes")
    assert (head.status_code, head.data) == (200, b"")


@pytest.fixture
def one_at_once(seeded_engine: Engine, tmp_path: Path) -> Flask:
    """A site that sends one download at once."""
    made = create_app(Settings(state_folder=tmp_path), seeded_engine)
    made.extensions[DOWNLOADS] = Downloads(most_at_once=1)
    return made


@ONCE
def test_a_written_file_holds_a_place_but_no_connection_until_it_is_sent(
    one_at_once: Flask, seeded_engine: Engine
) -> None:
    reader = one_at_once.test_client()
    before = seeded_engine.pool.checkedout()  # type: ignore[attr-defined]
    first = reader.get("/parcels.gpkg", buffered=False)
    assert seeded_engine.pool.checkedout() == before  # type: ignore[attr-defined]
    busy = reader.get("/parcels.xlsx")
    assert (busy.status_code, busy.mimetype) == (503, "application/problem+json")
    first.close()
    assert reader.get("/parcels.xlsx").status_code == 200


@ONCE
@pytest.mark.parametrize("extension", WHOLE)
def test_a_file_that_cannot_be_written_gives_its_place_back(
    one_at_once: Flask, extension: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = one_at_once.test_client()
    with monkeypatch.context() as patched:
        patched.setattr(whole_files, "LEAST_FREE_BYTES", 10**18)
        full = reader.get(f"/parcels.{extension}")
    assert (full.status_code, full.mimetype) == (507, "application/problem+json")
    answer = reader.get(f"/parcels.{extension}")
    assert answer.status_code == 200
    answer.close()
    assert reader.get("/parcels.csv").status_code == 200


@ONCE
def test_too_many_parcels_for_one_file_are_refused_and_can_be_streamed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_files, "MOST_PARCELS", 3)
    monkeypatch.setattr(download_pages, "MOST_PARCELS", 3)
    refused = client.get("/parcels.fgb")
    assert refused.status_code == 400
    assert "FlatGeobuf: 6 parcels are too many" in json.loads(refused.data)["detail"]
    assert client.get("/parcels.csv").status_code == 200
    page = client.get("/downloads").text
    assert page.count("Up to 3 parcels") == len(WHOLE)
    assert page.count("choose a county") == len(WHOLE)


@pytest.mark.parametrize("extension", FORM_NAMES)
@pytest.mark.parametrize("query", ["text=--", "county=99999", "x=1", "limit=2"])
def test_what_is_refused_is_refused_in_every_form(
    client: FlaskClient, extension: str, query: str
) -> None:
    answer = client.get(f"/parcels.{extension}?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_somebody_at_a_browser_reads_a_refusal_as_a_page(client: FlaskClient) -> None:
    asked = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert client.get("/parcels.gpkg?x=1", headers=asked).mimetype == "text/html"
    assert client.get("/parcels.zip").status_code == 404


@ONCE
def test_a_spreadsheet_computes_nothing(client: FlaskClient) -> None:
    text = client.get("/parcels.spreadsheet.csv").text
    assert text.startswith("\ufeffparcel_id,")
    assert HOSTILE_OWNER.replace('"', '""') in text
    assert "wkt" not in text.splitlines()[0]


# Whole counties that are ready.


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
    return [part.split('"')[0] for part in page.split('href="') if part.startswith("/downloads/")]


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
    beyond = ready_client.get(address, headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    again = ready_client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    (tmp_path / "whole.gpkg").write_bytes(whole.data)
    assert len(read_back("gpkg", tmp_path / "whole.gpkg")) == 5


@ONCE
def test_a_county_that_is_ready_is_what_would_be_written(
    ready_client: FlaskClient, client: FlaskClient
) -> None:
    for extension in ("geojson", "gpkg", "parquet"):
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
    assert len(files) == 6  # two counties in three forms
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
    assert "Ready to download: 6 files" in capsys.readouterr().out
    shutil.rmtree(settings.ready_folder)


# The page.


def test_the_page_says_rows_and_sizes_before_anybody_clicks(client: FlaskClient) -> None:
    page = client.get("/downloads?vacant=yes").text
    assert "Download 3 parcels" in page
    for extension in FORM_NAMES:
        assert f'href="/parcels.{extension}?vacant=yes"' in page
    assert page.count("about 1 KB") + page.count("about 3 KB") + page.count("about 4 KB") >= 8
    for program in ("curl", "Python", "R", "QGIS"):
        assert page.count(f"<dt>{program}</dt>") == len(FORM_NAMES)
    assert "http://localhost/parcels.gpkg?vacant=yes" in page


def test_the_page_speaks_spanish_and_programs_need_no_language(client: FlaskClient) -> None:
    page = client.get("/es/downloads?vacant=yes").text
    assert 'href="/es/parcels.gpkg?vacant=yes"' in page  # what goes wrong there is told in Spanish
    assert "http://localhost/parcels.gpkg?vacant=yes" in page
    assert '<html lang="es"' in page


def test_the_form_of_the_page_leads_back_to_it(client: FlaskClient) -> None:
    answer = client.get("/parcels/find?vacant=yes&text=&view=files")
    assert answer.headers["Location"] == "/downloads?vacant=yes"
    assert 'value="files"' in client.get("/downloads").text
    assert 'value="files"' not in client.get("/parcels").text


@pytest.mark.parametrize("address", ["/parcels?vacant=yes", "/sources", "/about"])
def test_pages_lead_to_the_downloads(client: FlaskClient, address: str) -> None:
    query = "?vacant=yes" if "vacant" in address else ""
    assert f'href="/downloads{query}"' in client.get(address).text


def test_the_page_of_a_filter_that_nothing_fits_offers_nothing(client: FlaskClient) -> None:
    page = client.get("/downloads?min_acres=9000").text
    assert "No parcel fits this filter" in page
    assert "/parcels.gpkg" not in page


def test_the_lines_name_the_public_address_of_the_site(
    seeded_engine: Engine, tmp_path: Path
) -> None:
    settings = Settings(state_folder=tmp_path, base_url="https://land.example.org/")
    page = create_app(settings, seeded_engine).test_client().get("/downloads").text
    assert "https://land.example.org/parcels.gpkg" in page
    assert "http://localhost" not in page
