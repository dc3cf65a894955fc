"""What the README tells researchers to ask, asked of the demo's data: each finds something."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from landtrust.cli.demo import SAMPLE_SOURCE, SAMPLE_YEARS
from landtrust.cli.sample_trust import tell_sample_trust
from landtrust.database import writing
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.shelves import Shelf
from tests.stores import DATA_FOLDER, PROJECT_ROOT, load

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite_only("what filters find is compared on both stores"),
]
_README = (PROJECT_ROOT / "README.md").read_text("utf-8").replace("\\\n", " ")
_RESEARCHERS = _README.partition("**Researchers.**")[2].partition("## Beyond one file")[0]
_ITEMS = "/ogc/collections/{}/items"


@pytest.fixture(scope="module")
def demo(
    shelf: Shelf, store_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """A site with what ``landtrust demo`` loads."""
    with shelf.opened_copy(store_template) as engine:
        for year in SAMPLE_YEARS:
            load(engine, DATA_FOLDER / "sample" / f"west_jackson_{year}.geojson", SAMPLE_SOURCE)
        with writing(engine) as connection:
            tell_sample_trust(connection, DATA_FOLDER)
        settings = Settings(state_folder=tmp_path_factory.mktemp("demo"))
        yield create_app(settings, engine).test_client()


def _count(client: FlaskClient, path: str, asked: dict[str, str]) -> int:
    answer = client.get(path, query_string=asked)
    assert answer.status_code == 200, answer.text
    return len(answer.get_json(force=True)["features"])


def _said(pattern: str) -> list[str]:
    """What the README's part for researchers says after a pattern; it must say something."""
    found = re.findall(pattern, _RESEARCHERS)
    assert found, pattern
    return found


def test_each_line_for_curl_finds_something(demo: FlaskClient) -> None:
    lines = _said(r"(?m)^curl .+$")
    assert len(lines) == 2
    for line in lines:
        (address,) = re.findall(r"'http://127\.0\.0\.1:8000(/[^']+)'", line)
        split = urlsplit(address)
        more = dict(re.findall(r'--data-urlencode "(\w+)=([^"]+)"', line))
        assert _count(demo, split.path, {**dict(parse_qsl(split.query)), **more}) > 0, line


def test_the_line_for_gdal_finds_something(demo: FlaskClient) -> None:
    for where in _said(r'OAPIF:\S+ parcels [^"`]*-where "([^"]+)"'):
        assert _count(demo, _ITEMS.format("parcels"), {"filter": where}) > 0


def test_the_day_and_the_load_that_are_named_have_parcels(demo: FlaskClient) -> None:
    for name in ("as_of", "snapshot"):
        for value in _said(rf"`{name}=([\d-]+)`"):
            assert _count(demo, "/parcels.geojson", {name: value}) > 0


def test_the_lines_for_a_notebook_find_something(demo: FlaskClient) -> None:
    for county in _said(r'parcels\(county="(\d+)", vacant=True\)'):
        asked = {"county": county, "vacant": "yes"}
        assert _count(demo, "/parcels.geojson", asked) > 0
    for day in _said(r'holdings\(as_of="([\d-]+)"\)'):
        assert _count(demo, _ITEMS.format("holdings"), {"datetime": day}) > 0
