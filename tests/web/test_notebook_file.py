"""The notebook as a site hands it out: a file of its own kind, that asks this site."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.stores import DATA_FOLDER

pytestmark = pytest.mark.sqlite_only("no store is asked")

ADDRESS = "/downloads/landtrust.ipynb"
WRITTEN = DATA_FOLDER / "notebook" / "landtrust.ipynb"


def _site_of(notebook: bytes) -> str:
    lines = json.loads(notebook)["cells"][1]["source"]
    (named,) = [line for line in lines if line.startswith("SITE = ")]
    return str(json.loads(named.removeprefix("SITE = ")))


def test_the_notebook_is_sent_as_one_under_its_name(client: FlaskClient) -> None:
    assert f'href="{ADDRESS}" download' in client.get("/downloads").text
    assert f'href="{ADDRESS}" download' in client.get("/es/downloads").text
    answer = client.get(ADDRESS)
    assert answer.content_type == "application/x-ipynb+json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="landtrust.ipynb"'
    again = client.get(ADDRESS, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{ADDRESS}?x=1").status_code == 400


def test_the_notebook_names_the_site_that_it_is_fetched_from(client: FlaskClient) -> None:
    near = client.get(ADDRESS, headers={"Host": "127.0.0.1:8123"})
    assert _site_of(near.data) == "http://127.0.0.1:8123"
    # Nobody vouches for any other name: the reader writes it there.
    far = client.get(ADDRESS, headers={"Host": "elsewhere.example"})
    assert _site_of(far.data) == "https://…"
    assert near.headers["ETag"] != far.headers["ETag"]
    written = json.loads(WRITTEN.read_bytes())
    sent = json.loads(near.data)
    assert sent["cells"][2:] == written["cells"][2:]
    assert sent["cells"][1]["source"][3:] == written["cells"][1]["source"][3:]


def test_the_notebook_names_the_public_address(seeded_engine: Engine, tmp_path: Path) -> None:
    settings = Settings(state_folder=tmp_path, base_url="https://land.example.org/")
    answer = create_app(settings, seeded_engine).test_client().get(ADDRESS)
    assert _site_of(answer.data) == "https://land.example.org"
