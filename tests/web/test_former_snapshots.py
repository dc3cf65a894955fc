"""A source that lists some parcels leaves others as an older snapshot of it had them."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.queries.snapshots import all_snapshots, current_snapshots
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.stores import load_hinds, mapped, square, write_parcels

SOME = mapped("parcel_number=NO").model_copy(update={"complete": False})


@pytest.fixture
def reader(store: Engine, tmp_path: Path) -> FlaskClient:
    """A site with a list of two parcels, then a newer one of one of them."""
    for name, numbers in (("first", ("1-1", "1-2")), ("second", ("1-1",))):
        lots = [(square(place), {"NO": number}) for place, number in enumerate(numbers)]
        load_hinds(store, write_parcels(tmp_path / f"{name}.geojson", lots), SOME)
    return create_app(Settings(state_folder=tmp_path), store).test_client()


def test_a_parcel_of_a_former_snapshot_is_on_lists_pages_and_files(reader: FlaskClient) -> None:
    listed = reader.get("/parcels")
    assert listed.status_code == 200
    assert "2 parcels" in listed.text
    collection = json.loads(reader.get("/parcels.geojson").data)
    ids = [one["id"] for one in collection["features"]]
    assert len(ids) == 2
    for one in ids:
        assert reader.get(f"/parcels/{one}").status_code == 200
        assert reader.get(f"/parcels/{one}.geojson").status_code == 200


def test_pages_and_headers_list_current_snapshots_only(
    reader: FlaskClient, store: Engine, tmp_path: Path
) -> None:
    with store.connect() as connection:
        assert [one.is_current for one in all_snapshots(connection)] == [False, True]
        assert len(current_snapshots(connection)) == 1
    assert len(reader.get("/parcels.geojson").headers.getlist("Landtrust-Snapshot")) == 1
    first, second = (
        sha256((tmp_path / f"{name}.geojson").read_bytes()).hexdigest()
        for name in ("first", "second")
    )
    page = reader.get("/sources").text
    assert second in page
    assert first not in page
