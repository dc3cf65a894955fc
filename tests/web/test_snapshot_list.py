from flask.testing import FlaskClient
from sqlalchemy import Connection

from landtrust.exports.snapshot_notes import FORM
from landtrust.queries.snapshots import all_snapshots
from landtrust.web.loaded import MOST_HEADERS, snapshot_headers


def test_the_list_says_of_each_load_what_it_is_and_under_which_terms(client: FlaskClient) -> None:
    said = client.get("/snapshots.json").get_json()
    assert said["form"] == FORM
    first, second, third = said["snapshots"]
    assert (first["is_current"], second["is_current"], third["is_current"]) == (False, True, True)
    assert second["county"] == "Hinds"
    assert second["retrieved"] == "2026-11-23T12:00:00+00:00"
    assert second["sha256"] == "ab" * 32
    assert (second["rows"], second["roll_year"]) == (8, 2026)
    # The seeded town is of a source that no file describes.
    assert second["licence"] is None


def test_the_list_names_no_file_since_it_may_be_called_after_a_person(client: FlaskClient) -> None:
    assert "seeded.gpkg" not in client.get("/snapshots.json").text


def test_who_has_the_list_gets_it_only_when_it_has_changed(client: FlaskClient) -> None:
    answer = client.get("/snapshots.json")
    kept = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/snapshots.json", headers=kept).status_code == 304
    assert client.get("/snapshots.json?county=28049").status_code == 400


def test_a_file_of_very_many_loads_names_their_list_and_not_each(seeded: Connection) -> None:
    one = all_snapshots(seeded)[0]
    assert len(snapshot_headers([one] * MOST_HEADERS)) == MOST_HEADERS
    (header,) = snapshot_headers([one] * (MOST_HEADERS + 1))
    assert header == ("Landtrust-Snapshots", "21; list=/snapshots.json")
