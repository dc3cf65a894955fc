"""Files of a former day or load: by address, on the page, by command; never another's."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from pyogrio import read_info
from sqlalchemy import Engine, update

from landtrust.cli.main import landtrust
from landtrust.database import writing
from landtrust.exports.form_names import FORM_NAMES
from landtrust.exports.parcel_forms import FORMS
from landtrust.model.snapshots import Snapshot
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.files_read_back import is_same, read_back
from tests.seeded import HINDS, PRIVATE_PERSON, lot_id
from tests.shelves import Shelf

ONCE = pytest.mark.sqlite_only("what is read is compared on both stores; the writers are the same")
FIRST = "/parcels.geojson?snapshot=1"


@pytest.fixture(autouse=True)
def _december(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is asked on a day after all that the town has."""
    monkeypatch.setattr("landtrust.web.standpoints.now", lambda: datetime(2026, 12, 1, tzinfo=UTC))


def _ids(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/parcels.geojson?{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in json.loads(answer.data)["features"]]


def test_a_load_is_asked_for_by_its_number_or_its_name(client: FlaskClient) -> None:
    assert _ids(client, "snapshot=1") == [lot_id("100-9")]
    assert _ids(client, "snapshot=parcels-1") == [lot_id("100-9")]
    assert _ids(client, "snapshot=2") == _ids(client, f"county={HINDS}")
    assert _ids(client, "snapshot=2&vacant=yes") == [lot_id("100-1"), lot_id("100-5")]
    assert _ids(client, "snapshot=1&vacant=no") == []


def test_a_day_finds_what_was_loaded_by_then(client: FlaskClient) -> None:
    rankin = lot_id("200-1", "28121")
    assert _ids(client, "as_of=2026-11-19") == [lot_id("100-9")]
    assert _ids(client, "as_of=2026-11-22") == [rankin, lot_id("100-9")]
    assert _ids(client, "as_of=2026-12-01") == _ids(client, "")
    assert _ids(client, "as_of=2026-11-22&region=far-side") == [rankin]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("snapshot=99", "there is no load of parcels with the number 99"),
        ("snapshot=x", "“x” is not a whole number above zero"),
        (f"snapshot={'9' * 20}", f"“{'9' * 20}” is not a number of at most 18 digits"),
        (
            "as_of=2026-11-02",
            "for November 2, 2026; the first roll is of November 3, 2026",
        ),
        ("as_of=2026-12-02", "December 2, 2026 is still to come. Ask for today, December 1, 2026"),
        ("as_of=9999-12-31", "December 31, 9999 is still to come"),
        ("as_of=2026-02-30", "“2026-02-30” is not a day"),
        ("as_of=2026-11-19&county=28121", "the first roll is of November 20, 2026"),
        ("as_of=2026-11-30&snapshot=1", "as_of: not together with snapshot"),
        ("snapshot=1&county=28121", "load 1 brought the parcels of Hinds County; the filter names"),
        ("snapshot=1&text=example", "words are looked up in the current rolls alone"),
        ("snapshot=1&snapshot=2", "more than once"),
        ("as_of=", "as_of: the parameter is empty"),
    ],
)
def test_a_time_that_cannot_be_used_is_refused_in_plain_words(
    client: FlaskClient, query: str, said: str
) -> None:
    answer = client.get(f"/parcels.gpkg?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert said in json.loads(answer.data)["detail"]
    assert client.get(f"/downloads?{query}").status_code == 400


@ONCE
def test_every_form_has_the_same_parcels_of_a_load(client: FlaskClient, tmp_path: Path) -> None:
    found = {}
    for extension in FORM_NAMES:
        path = tmp_path / f"load.{extension}"
        path.write_bytes(client.get(f"/parcels.{extension}?snapshot=2").data)
        found[extension] = read_back(extension, path)
        assert PRIVATE_PERSON not in repr(found[extension])
    first = found["geojson"]
    assert len(first) == 5
    for extension, parcels in found.items():
        assert sorted(parcels) == sorted(first), extension
        assert all(is_same(facts, first[one][0]) for one, (facts, _) in parcels.items())


@ONCE
def test_a_file_says_of_which_time_it_is(client: FlaskClient, tmp_path: Path) -> None:
    for query, name, sentence in (
        ("snapshot=1", "load-1-2026-11-03", "The parcels of load 1 as it had them"),
        ("as_of=2026-11-22", "as-of-2026-11-22", "As of 2026-11-22: of each county"),
    ):
        answer = client.get(f"/parcels.gpkg?{query}")
        assert f"landtrust-parcels-{name}.gpkg" in answer.headers["Content-Disposition"]
        path = tmp_path / "file.gpkg"
        path.write_bytes(answer.data)
        assert sentence in read_info(path)["layer_metadata"]["DESCRIPTION"]
    (header,) = client.get(FIRST).headers.getlist("Landtrust-Snapshot")
    assert header.endswith("number=1")


@ONCE
def test_a_file_of_a_time_is_known_again_and_no_other_is_taken_for_it(client: FlaskClient) -> None:
    queries = ("", "snapshot=1", "snapshot=2", "as_of=2026-11-19", "as_of=2026-11-30",
               "snapshot=1&vacant=yes", f"county={HINDS}")  # fmt: skip
    tags = {client.get(f"/parcels.csv?{query}").headers["ETag"] for query in queries}
    assert len(tags) == len(queries)
    tag = client.get(FIRST).headers["ETag"]
    again = client.get(FIRST, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert "Last-Modified" not in client.get(FIRST).headers


@ONCE
def test_a_load_of_another_county_leaves_the_file_of_a_load_as_it_is(
    shelf: Shelf, seeded_template: str, tmp_path: Path
) -> None:
    with shelf.opened_copy(seeded_template) as engine:
        client = create_app(Settings(state_folder=tmp_path), engine).test_client()
        tag = client.get(FIRST).headers["ETag"]
        with writing(engine) as connection:
            connection.execute(update(Snapshot).where(Snapshot.id == 3).values(sha256="cd" * 32))
        assert client.get(FIRST).headers["ETag"] == tag
        with writing(engine) as connection:
            connection.execute(update(Snapshot).where(Snapshot.id == 2).values(sha256="cd" * 32))
        assert client.get(FIRST).headers["ETag"] != tag


@ONCE
def test_what_is_held_is_asked_of_the_day_that_is_asked_for(
    held_app: Flask,
) -> None:
    common = "held=common&as_of="
    before, after = (f"{common}{day}" for day in ("2026-11-22", "2026-11-30"))
    client = held_app.test_client()
    assert _ids(client, before) == []
    assert _ids(client, after) == [lot_id(number) for number in ("100-1", "100-2", "100-3")]


@ONCE
def test_tax_forfeited_land_can_be_had_as_a_file(client: FlaskClient) -> None:
    assert _ids(client, "tax=forfeited") == []
    assert _ids(client, "tax=forfeited&snapshot=2") == []


@ONCE
def test_the_page_offers_the_days_and_loads_and_says_them_to_programs(client: FlaskClient) -> None:
    page = client.get("/downloads").text
    assert 'name="as_of"' in page
    assert "Hinds County, roll of 2026, loaded November 3, 2026 (number 1)" in page
    assert "such as the kind of owner, can change when our rules get better" in page
    chosen = client.get("/downloads?snapshot=2&vacant=yes").text
    assert "Download 2 parcels" in chosen
    assert 'value="2" selected' in " ".join(chosen.split())
    assert "/parcels.gpkg?vacant=yes&amp;snapshot=2" in chosen
    assert chosen.count("?vacant=yes&amp;snapshot=2") > 2 * len(FORMS)
    assert 'href="/downloads?snapshot=2"' in chosen  # the way to be rid of the filter alone
    assert 'href="/downloads?vacant=yes"' in chosen
    day = client.get("/downloads?as_of=2026-11-22").text
    assert "As of November 22, 2026" in day
    assert 'value="2026-11-22"' in day


@ONCE
def test_the_page_of_a_time_says_that_list_and_map_know_no_other_time_than_now(
    client: FlaskClient,
) -> None:
    then = client.get("/downloads?snapshot=2&vacant=yes").text
    assert ">The list as it is now</a>" in then
    assert ">The map as it is now</a>" in then
    assert 'value="list"' not in then
    assert then.count('value="files"') == client.get("/downloads").text.count('value="files"')
    now = client.get("/downloads?vacant=yes").text
    assert ">As a list</a>" in now
    assert 'value="list"' in now
    assert "as it is now" not in now


@ONCE
def test_the_forms_of_the_page_lead_to_one_address(client: FlaskClient) -> None:
    answer = client.get("/parcels/find?vacant=yes&as_of=2026-11-22&view=files")
    assert answer.headers["Location"] == "/downloads?vacant=yes&as_of=2026-11-22"
    answer = client.get("/parcels/find?snapshot=2&view=list&text=")
    assert answer.headers["Location"] == "/parcels"


@pytest.fixture
def town(seeded_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files, and settings that point at the seeded town."""
    address = seeded_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", address)
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path / "state"))
    return tmp_path


def _export(*arguments: object) -> Result:
    return CliRunner().invoke(landtrust, ["export", *map(str, arguments)])


def test_the_command_writes_what_the_address_sends(town: Path, client: FlaskClient) -> None:
    for option, query in (
        (("--snapshot", "2"), "snapshot=2"),
        (("--as-of", "2026-11-22", "--region", "far-side"), "region=far-side&as_of=2026-11-22"),
    ):
        path = town / "then.geojson"
        done = _export(path, *option, "--replace")
        assert done.exit_code == 0, done.output
        assert path.read_bytes() == client.get(f"/parcels.geojson?{query}").data
    refused = _export(town / "x.csv", "--as-of", "2020-01-01")
    assert refused.exit_code == 2
    assert "the first roll is of 2026-11-03" in refused.output
    refused = _export(town / "x.csv", "--as-of", "9999-12-31")
    assert refused.exit_code == 2
    assert "9999-12-31 is still to come" in refused.output
