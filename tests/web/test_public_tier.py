"""No answer and no file for everybody names a natural person: each is taken apart to its bytes."""

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from flask import Flask
from flask.testing import FlaskClient

from landtrust.exports.form_names import FORM_NAMES
from tests.files_read_back import read_back
from tests.seeded import PRIVATE_PERSON, PRIVATE_STREET
from tests.web.ogc.asking import COLLECTIONS

pytestmark = pytest.mark.sqlite_only("who may see what is asked on both stores elsewhere")

_PRIVATE = (*PRIVATE_PERSON.split(), PRIVATE_STREET, "HIDDEN MAIL", "Ann Sample", "seeded.gpkg")
"""Who lives there, where their mail goes, who leases, and what somebody called a file."""
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


@pytest.fixture
def client(held_app: Flask) -> FlaskClient:
    return held_app.test_client()


def _require_nobody(parts: Iterable[bytes], where: str) -> None:
    said = b"\n".join(parts).lower()
    for text in _PRIVATE:
        for encoding in _ENCODINGS:
            assert text.lower().encode(encoding) not in said, (where, text)


def _taken_apart(extension: str, path: Path) -> Iterator[bytes]:
    """A file as it lies on the disk, and whatever is packed in it."""
    yield path.read_bytes()
    yield repr(read_back(extension, path)).encode()
    if extension in ("shp.zip", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            yield archive.comment
            for member in archive.infolist():
                yield member.filename.encode() + member.comment + member.extra
                yield archive.read(member)
    elif extension == "gpkg":
        yield from _tables(path)
    elif extension == "parquet":
        yield from _columns(path)


def _tables(path: Path) -> Iterator[bytes]:
    with closing(sqlite3.connect(path)) as package:
        names = [name for (name,) in package.execute("SELECT name FROM sqlite_master")]
        tables = package.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        yield repr(names).encode()
        for (name,) in tables:
            yield repr(package.execute(f'SELECT * FROM "{name}"').fetchall()).encode()  # noqa: S608 - its own


def _columns(path: Path) -> Iterator[bytes]:
    file = pq.ParquetFile(path)
    yield repr(file.metadata.metadata).encode()
    yield repr(file.schema_arrow.metadata).encode()
    for at in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(at)
        for column in range(group.num_columns):
            yield repr(group.column(column).statistics).encode()
    yield repr(file.read().to_pylist()).encode()


@pytest.mark.parametrize("query", ["", "?owner_kind=person", "?county=28049&vacant=no"])
@pytest.mark.parametrize("extension", FORM_NAMES)
def test_no_file_names_a_person(
    client: FlaskClient, extension: str, query: str, tmp_path: Path
) -> None:
    answer = client.get(f"/parcels.{extension}{query}")
    assert answer.status_code == 200
    path = tmp_path / f"lots.{extension}"
    path.write_bytes(answer.data)
    assert read_back(extension, path)
    _require_nobody([*_taken_apart(extension, path), repr(answer.headers).encode()], extension)


def test_no_answer_of_the_interface_names_a_person(client: FlaskClient) -> None:
    addresses = ["/ogc", "/ogc/api", "/ogc/collections"]
    for collection in COLLECTIONS:
        base = f"/ogc/collections/{collection}"
        addresses += [base, f"{base}/queryables", f"{base}/sortables", f"{base}/items"]
        addresses += [f"{base}/items?datetime=1900-01-01/..", f"{base}/items?sortby=-geometry"]
        page = client.get(f"{base}/items").get_json(force=True)
        addresses += [f"{base}/items/{one['id']}" for one in page["features"]]
    for address in addresses:
        for accept in ("application/json", "application/geo+json", "text/html"):
            answer = client.get(address, headers={"Accept": accept})
            _require_nobody([answer.data, repr(answer.headers).encode()], address)


def test_no_page_that_everybody_sees_leads_to_a_person(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = ["/", "/parcels", "/downloads", "/ogc?f=html", "/sources", "/about", "/data"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        _require_nobody([answer.data, repr(answer.headers).encode()], address)
        if answer.mimetype == "text/html":
            waiting += _links(answer.text)
    assert len(seen) > 40


def _links(page: str) -> list[str]:
    """Where a page leads, in one language, and without the many ways to put a list in order."""
    found = re.findall(r'href="(/[^"#]*)', page)
    return [
        one
        for one in found
        if not re.match(r"/(es|static|tiles|ogc)\b", one) and "&amp;" not in one
    ]


def test_no_search_tells_that_a_person_is_there(client: FlaskClient) -> None:
    for text in (PRIVATE_PERSON, PRIVATE_PERSON.split()[0], PRIVATE_STREET):
        listed = client.get("/parcels.geojson", query_string={"text": text}).get_json(force=True)
        assert listed["features"] == []
        for asked in (f"owner_name = '{text}'", f"CASEI(owner_name) LIKE CASEI('%{text}%')"):
            page = client.get("/ogc/collections/parcels/items", query_string={"filter": asked})
            assert page.get_json(force=True)["numberMatched"] == 0
