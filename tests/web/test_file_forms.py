"""The files of the site: every form, for every filter, for whoever asks."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from landtrust.cli.export import build_ready_files
from landtrust.exports import whole_files
from landtrust.exports.form_names import FORM_NAMES
from landtrust.exports.parcel_forms import FORMS, StreamedForm
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
