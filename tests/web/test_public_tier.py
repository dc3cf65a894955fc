"""No answer and no file for everybody names a natural person: each is taken apart to its bytes."""

import gzip
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
from werkzeug.test import TestResponse

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


def _taken_apart(content: bytes) -> Iterator[bytes]:
    """A file as it is sent, and whatever is packed in it."""
    yield content
    if content.startswith(b"PK"):
        yield from _members(content)
    elif content.startswith(b"\x1f\x8b"):
        yield from _taken_apart(gzip.decompress(content))
    elif content.startswith(b"SQLite format 3"):
        yield from _tables(content)
    elif content.startswith(b"PAR1"):
        yield from _columns(content)


def _members(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment
        for member in archive.infolist():
            yield member.filename.encode() + member.comment + member.extra
            yield from _taken_apart(archive.read(member))


def _tables(content: bytes) -> Iterator[bytes]:
    with closing(sqlite3.connect(":memory:")) as package:
        package.deserialize(content)
        tables = package.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            if not name.startswith("rtree"):  # an index of rectangles, whose module may be missing
                yield repr(package.execute(f'SELECT * FROM "{name}"').fetchall()).encode()  # noqa: S608 - its own


def _columns(content: bytes) -> Iterator[bytes]:
    file = pq.ParquetFile(io.BytesIO(content))
    yield repr(file.metadata.metadata).encode()
    yield repr(file.schema_arrow.metadata).encode()
    for at in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(at)
        for column in range(group.num_columns):
            yield repr(group.column(column).statistics).encode()
    yield repr(file.read().to_pylist()).encode()


def _require_nobody_in(client: FlaskClient, address: str, accept: str = "*/*") -> TestResponse:
    answer = client.get(address, headers={"Accept": accept}, buffered=True)
    _require_nobody([*_taken_apart(answer.data), repr(answer.headers).encode()], address)
    return answer


@pytest.mark.parametrize("query", ["", "?owner_kind=person", "?county=28049&vacant=no"])
@pytest.mark.parametrize("extension", FORM_NAMES)
def test_no_file_names_a_person(
    client: FlaskClient, extension: str, query: str, tmp_path: Path
) -> None:
    answer = _require_nobody_in(client, f"/parcels.{extension}{query}")
    assert answer.status_code == 200
    path = tmp_path / f"lots.{extension}"
    path.write_bytes(answer.data)
    found = read_back(extension, path)
    assert found
    _require_nobody([repr(found).encode()], extension)


def test_no_answer_of_the_interface_names_a_person(client: FlaskClient) -> None:
    addresses = ["/ogc", "/ogc/api", "/ogc/collections"]
    for collection in COLLECTIONS:
        base = f"/ogc/collections/{collection}"
        addresses += [base, f"{base}/queryables", f"{base}/items", f"{base}/items?sortby=-county"]
        addresses += [f"{base}/items?datetime=1900-01-01/.."]
        page = client.get(f"{base}/items?limit=3").get_json(force=True)
        addresses += [f"{base}/items/{one['id']}" for one in page["features"]]
    for address in addresses:
        for accept in ("application/geo+json, application/json", "text/html"):
            _require_nobody_in(client, address, accept)


def test_no_page_that_everybody_sees_leads_to_a_person(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = ["/", "/parcels", "/downloads", "/ogc?f=html", "/sources", "/about", "/data"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = _require_nobody_in(client, address)
        if answer.mimetype == "text/html":
            waiting += _links(answer.text)
    assert len(seen) > 100


def _links(page: str) -> list[str]:
    """Where a page leads, in one language, and without the many ways to put a list in order."""
    found = re.findall(r'href="(/[^"#]*)', page)
    return [
        one
        for one in found
        if not re.match(r"/(es|static|tiles|ogc|sign-in)\b", one) and "&amp;" not in one
    ]


def test_no_search_tells_that_a_person_is_there(client: FlaskClient) -> None:
    for text in (PRIVATE_PERSON, PRIVATE_PERSON.split()[0], PRIVATE_STREET):
        listed = client.get("/parcels.geojson", query_string={"text": text}).get_json(force=True)
        assert listed["features"] == []
        for asked in (f"owner_name = '{text}'", f"CASEI(owner_name) LIKE CASEI('%{text}%')"):
            page = client.get("/ogc/collections/parcels/items", query_string={"filter": asked})
            assert page.get_json(force=True)["numberMatched"] == 0
