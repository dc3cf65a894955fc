"""The sizes that the page of files says, beside those that the files have."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.cli.export import build_ready_files
from landtrust.exports.form_names import FORM_NAMES
from landtrust.settings import Settings
from landtrust.web.app import create_app
from landtrust.web.wording import format_file_size
from tests.seeded import HINDS
from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, load

pytestmark = pytest.mark.sqlite_only("files that either store gives; the writers are the same")

_UNITS = {"KB": 1_000, "MB": 1_000_000}


@pytest.fixture(scope="module")
def sample(shelf: Shelf, store_template: str) -> Iterator[Engine]:
    """The invented neighborhood."""
    with shelf.opened_copy(store_template) as engine:
        load(engine, DATA_FOLDER / "sample" / "west_jackson_2026.geojson", "sample_west_jackson")
        yield engine


@pytest.fixture(scope="module", params=["gpkg,parquet,fgb", ""])
def site(
    request: pytest.FixtureRequest, sample: Engine, tmp_path_factory: pytest.TempPathFactory
) -> FlaskClient:
    """Its site, with some forms ready, or with none."""
    folder = tmp_path_factory.mktemp("sizes")
    settings = Settings(state_folder=folder, ready_files=request.param)
    build_ready_files(sample, settings)
    return create_app(settings, sample).test_client()


def _said(page: str, address: str) -> str:
    found = re.search(rf'href="{re.escape(address)}".*?<span class="second">(.*?)</span>',
                      page.replace("&amp;", "&"), re.DOTALL)  # fmt: skip
    assert found, address
    return found[1]


@pytest.mark.parametrize(
    "query",
    ["vacant=yes", "owner_kind=business", "owner_kind=government_city", "min_value=100000",
     f"county={HINDS}&vacant=no"],
)  # fmt: skip
def test_a_size_is_told_within_a_third(site: FlaskClient, query: str) -> None:
    page = site.get(f"/downloads?{query}").text
    for extension in FORM_NAMES:
        address = f"/parcels.{extension}?{query}"
        number, unit = _said(page, address).removeprefix("about ").split()
        told = float(number.replace(",", "")) * _UNITS[unit]
        real = len(site.get(address, buffered=True).data)
        assert real * 0.7 < told < real * 1.3, (extension, told, real)


def test_few_parcels_do_not_make_a_form_small_that_has_indexes(site: FlaskClient) -> None:
    page = site.get("/downloads?min_acres=1").text
    for extension in ("gpkg", "parquet"):
        address = f"/parcels.{extension}?min_acres=1"
        number, _ = _said(page, address).removeprefix("about ").split()
        real = len(site.get(address, buffered=True).data)
        assert real * 0.7 < float(number) * 1_000 < real * 1.3, extension


def test_what_is_ready_is_told_to_the_byte(site: FlaskClient) -> None:
    page = site.get(f"/downloads?county={HINDS}").text
    for extension in FORM_NAMES:
        address = f"/parcels.{extension}?county={HINDS}"
        answer = site.get(address, buffered=True)
        exact = format_file_size(len(answer.data))
        is_ready = "Repr-Digest" in answer.headers
        assert (_said(page, address) == exact) == is_ready, extension
