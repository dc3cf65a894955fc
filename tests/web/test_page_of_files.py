"""The page of files: what there is, how large it is, and how programs fetch it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.exports.form_names import FORM_NAMES
from landtrust.settings import Settings
from landtrust.web.app import create_app


def test_the_page_says_rows_and_sizes_before_anybody_clicks(client: FlaskClient) -> None:
    page = client.get("/downloads?vacant=yes").text
    assert "Download 3 parcels" in page
    for extension in FORM_NAMES:
        assert f'href="/parcels.{extension}?vacant=yes"' in page
    assert page.count("about ") >= len(FORM_NAMES)
    assert "about 100 KB" in page  # an empty GeoPackage has its tables and indexes
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
