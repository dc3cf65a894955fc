"""Nobody who is named in an address of land comes out of it, wherever the public may look."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.stores import load, mapped, rows_of, square, values_of, write_parcels

SOURCE = mapped(
    "parcel_number=NO",
    "owner_line_1=OWNER",
    "situs_address=SITUS",
    "situs_city=CITY",
)
SITUS = (
    "12 MAIN ST C/O SECRETPERSON JANE",
    "14 MAIN ST % SECRETPERSON JANE",
    "16 MAIN ST ATTN SECRETPERSON",
    "SECRETPERSON JANE",
    "18 MAIN ST SECRETPERSON JANE",
    "20 MAIN ST",
)


@pytest.fixture
def loaded(store: Engine, tmp_path: Path) -> Engine:
    """A store with six lots, some of whose addresses name somebody."""
    features = [
        (
            square(place),
            {
                "NO": f"N{place}",
                "OWNER": "SECRETPERSON JANE",
                "SITUS": situs,
                "CITY": "JACKSON C/O SECRETPERSON" if place == 5 else "JACKSON",
            },
        )
        for place, situs in enumerate(SITUS)
    ]
    path = write_parcels(tmp_path / "lots.geojson", features)
    report = load(store, path, SOURCE, county_fips="28049")
    said = "5 values of situs_address were cut, the first in row 1"
    assert any(note.startswith(said) for note in report.notes)
    assert any(note.startswith("1 value of situs_city was cut") for note in report.notes)
    assert not any("SECRETPERSON" in note for note in report.notes)
    return store


def test_the_address_is_kept_without_the_person_and_as_given_for_stewards(loaded: Engine) -> None:
    found = rows_of(
        loaded, "SELECT situs_address, situs_city, situs_as_given FROM roll_entry ORDER BY id"
    )
    assert [row["situs_address"] for row in found] == [
        *("12 MAIN ST", "14 MAIN ST", "16 MAIN ST", None, "18 MAIN ST", "20 MAIN ST")
    ]
    assert {row["situs_city"] for row in found} == {"JACKSON"}
    assert found[0]["situs_as_given"].startswith("12 MAIN ST C/O SECRETPERSON JANE | JACKSON")
    assert all("SECRETPERSON" in row["situs_as_given"] for row in found)


@pytest.fixture
def visitor(loaded: Engine, tmp_path: Path) -> FlaskClient:
    """Somebody of the public."""
    return create_app(Settings(state_folder=tmp_path / "state"), loaded).test_client()


def test_no_public_page_file_or_search_knows_the_person(
    loaded: Engine, visitor: FlaskClient
) -> None:
    ids = values_of(loaded, "SELECT public_id FROM parcel")
    pages = ["/parcels", "/parcels.geojson", *(f"/parcels/{one}" for one in ids)]
    for page in pages:
        answer = visitor.get(page)
        assert answer.status_code == 200, page
        assert "SECRETPERSON" not in answer.text.upper(), page
    assert "12 MAIN ST" in visitor.get("/parcels.geojson").text
    for word in ("secretperson", "secretperson jane"):
        found = json.loads(visitor.get(f"/parcels.geojson?text={word}").text)
        assert found["features"] == []
