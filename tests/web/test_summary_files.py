"""Counties and regions in numbers, as the site and the command give them."""

import csv
import fcntl
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from landtrust.cli.summaries import make_summaries
from landtrust.exports.ready_summaries import ReadySummaries
from landtrust.settings import Settings
from landtrust.web import summary_files
from landtrust.web.app import create_app
from tests.stores import statements_sent

pytestmark = pytest.mark.sqlite_only("the numbers are compared on both stores in tests/analysis")


def _lines(client: FlaskClient) -> list[dict[str, str]]:
    answer = client.get("/summaries.csv")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_both_forms_have_the_same_numbers(client: FlaskClient) -> None:
    lines = _lines(client)
    answer = client.get("/summaries.parquet")
    assert answer.content_type == "application/vnd.apache.parquet"
    assert "landtrust-summaries-2026-11-23.parquet" in answer.headers["Content-Disposition"]
    table = pq.read_table(io.BytesIO(answer.data))
    said = [{name: str(value) for name, value in row.items()} for row in table.to_pylist()]
    for line, row in zip(lines, said, strict=True):
        assert float(line.pop("value")) == float(row.pop("value"))
        assert line == row
    meaning = table.schema.field("measure").metadata[b"description"]
    assert meaning.startswith(b"What is measured")
    assert {line["region"] for line in lines} == {"everywhere", "28049", "28121", "far-side"}


def test_what_the_reader_has_already_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/summaries.csv")
    again = client.get("/summaries.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/es/summaries.csv").data == first.data


@pytest.mark.parametrize(
    "address",
    ["/summaries.csv?x=1", "/summaries.parquet?county=28049", "/holdings/growth.csv?x=1"],
)
def test_a_program_that_asks_for_what_there_is_not_reads_a_problem(
    client: FlaskClient, address: str
) -> None:
    for accept in ({}, {"Accept": "*/*"}):
        refused = client.get(address, headers=accept)
        assert refused.status_code == 400
        assert refused.content_type == "application/problem+json"
        assert "There is no parameter" in refused.get_json()["detail"]
    page = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (400, "text/html")


def test_the_land_is_summed_up_once_and_what_is_held_each_time(
    held_engine: Engine, tmp_path: Path
) -> None:
    settings = Settings(state_folder=tmp_path)
    client = create_app(settings, held_engine).test_client()
    with statements_sent(held_engine) as sent:
        first = client.get("/summaries.csv").data
    with statements_sent(held_engine) as again:
        assert client.get("/summaries.csv").data == first
    assert len(again) == len(sent) - 1
    (held,) = (
        line["value"]
        for line in _lines(client)
        if (line["region"], line["measure"]) == ("28049", "parcels_held_in_common")
    )
    assert held == "3"
    (path,) = (settings.ready_folder / "summaries").glob("*.parquet")
    make_summaries(held_engine, settings)
    assert [*path.parent.glob("*.parquet")] == [path]


def test_numbers_of_former_loads_are_removed(tmp_path: Path, client: FlaskClient) -> None:
    table = pq.read_table(io.BytesIO(client.get("/summaries.parquet").data))
    ready = ReadySummaries(tmp_path, [], [])
    (tmp_path / "summaries").mkdir()
    (tmp_path / "summaries" / "0123.parquet").write_bytes(b"of a former load")
    assert ready.table() is None
    assert ready.made(lambda: table) == table
    assert ready.made(lambda: pytest.fail("they are made already")) == table
    assert len([*(tmp_path / "summaries").glob("*.parquet")]) == 1


def test_a_file_that_was_cut_short_is_made_anew(client: FlaskClient, tmp_path: Path) -> None:
    table = pq.read_table(io.BytesIO(client.get("/summaries.parquet").data))
    ready = ReadySummaries(tmp_path, [], [])
    ready.made(lambda: table)
    (path,) = (tmp_path / "summaries").glob("*.parquet")
    whole = path.read_bytes()
    for cut in (b"", whole[: len(whole) // 2]):
        path.write_bytes(cut)
        assert ready.table() is None
        assert ready.made(lambda: table) == table
        assert path.read_bytes() == whole


def test_nobody_waits_for_long_while_another_sums_up(
    seeded_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(state_folder=tmp_path)
    client = create_app(settings, seeded_engine).test_client()
    folder = settings.ready_folder / "summaries"
    folder.mkdir(parents=True)
    monkeypatch.setattr(summary_files, "PATIENCE_SECONDS", 0.05)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = client.get("/summaries.csv")
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert "Counties are being summed up just now" in answer.text
    assert client.get("/summaries.csv").status_code == 200


def test_too_many_parcels_are_not_summed_up_while_somebody_waits(
    seeded_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(state_folder=tmp_path)
    client = create_app(settings, seeded_engine).test_client()
    monkeypatch.setattr(summary_files, "MOST_PARCELS", 3)
    assert client.get("/summaries.csv").status_code == 503
    make_summaries(seeded_engine, settings)
    assert client.get("/summaries.csv").status_code == 200


def test_an_empty_site_has_a_heading_alone(store: Engine, tmp_path: Path) -> None:
    client = create_app(Settings(state_folder=tmp_path), store).test_client()
    assert _lines(client) == []
    assert "summaries.csv" not in client.get("/downloads").text


def test_the_page_offers_the_files_and_explains_them(client: FlaskClient) -> None:
    page = client.get("/downloads").text
    for part in ("/summaries.csv", "/summaries.parquet", "gini_of_acres", "Counties and regions"):
        assert part in page


def test_the_command_writes_what_the_site_sends(
    client: FlaskClient, seeded_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = seeded_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LANDTRUST_DATABASE_URL", address)
    for extension in ("csv", "parquet"):
        path = tmp_path / f"numbers.{extension}"
        done = _summaries(path)
        assert done.exit_code == 0, done.output
        assert path.read_bytes() == client.get(f"/summaries.{extension}").data
        assert _summaries(path).exit_code == 2
        assert _summaries(path, "--replace").exit_code == 0
    assert "does not end like" in _summaries(tmp_path / "numbers.xlsx").output


def _summaries(*arguments: object) -> Result:
    return CliRunner().invoke(landtrust, ["summaries", *map(str, arguments)])
