"""Holdings in from a spreadsheet and out as CSV, by the pages."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.people import key_in, token_in, visitor
from tests.stores import values_of

HEAD = "name,parcels,acquired_on,owners,owner_kinds,public_parts"
OPEN = "Open lot,100-1,2015-03-01,Sample Land Trust,trust,holding"
SHUT = '"=1+1 <img src=x>",100-2,2015-03-01,Ann Sample,person,'
BAD = "No lot,999-9,2015-03-01,Sample Land Trust,trust,"
_ROWS = re.compile(r'name="rows" value="([^"]+)"')


def sent(client: FlaskClient, content: bytes, language: str = "") -> TestResponse:
    token = token_in(client.get("/holdings/import").text)
    named = b'Content-Disposition: form-data; name="'
    parts = (
        named + b'csrf_token"\r\n\r\n' + token.encode(),
        named + b'file"; filename="ours.csv"\r\n\r\n' + content,
    )
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    return client.post(f"{language}/holdings/import", data=body, content_type=kind)


def confirmed(client: FlaskClient, page: str, language: str = "") -> TestResponse:
    found = _ROWS.search(page)
    assert found
    fields = {"csrf_token": token_in(page), "form_key": key_in(page), "rows": found[1]}
    return client.post(f"{language}/holdings/import/confirm", data=fields)


def units(engine: Engine) -> int:
    return len(values_of(engine, "SELECT id FROM property_unit"))


def test_a_file_is_looked_at_first_and_stored_when_it_is_confirmed_once(
    steward: FlaskClient, staffed: Engine
) -> None:
    page = sent(steward, f"{HEAD}\n{OPEN}\n{SHUT}\n{BAD}".encode()).text
    assert re.search(r"2\s+would be stored", page)
    assert "there is no parcel “999-9” in the loaded data" in page
    assert "<img" not in page
    assert units(staffed) == 0
    done = confirmed(steward, page)
    assert done.status_code == 200
    assert "What was stored" in done.text
    assert units(staffed) == 2
    again = confirmed(steward, page)
    assert "2 there already" in again.text
    assert units(staffed) == 2


def test_each_reader_downloads_what_that_reader_may_read(
    steward: FlaskClient, staffed_app: Flask
) -> None:
    confirmed(steward, sent(steward, f"{HEAD}\n{OPEN}\n{SHUT}".encode()).text)

    def names(client: FlaskClient, address: str = "/holdings.csv") -> list[str]:
        answer = client.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        return [row["name"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))]

    assert names(visitor(staffed_app)) == ["Open lot"]
    assert names(steward) == ["'=1+1 <img src=x>", "Open lot"]
    assert names(steward, "/holdings.csv?plain=yes") == ["=1+1 <img src=x>", "Open lot"]
    assert len(names(steward, "/holdings/template.csv")) == 2
    assert steward.get("/holdings.csv?plain=no").status_code == 400


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 a workbook", "is a workbook, not CSV"),
        (b"\x00\x01", "NUL character"),
        (b"<html>", "has no column “name”"),
        (b'name\n"open', "never closed"),
        (b"name\n" + b"x" * 1_000_000, "arger than a megabyte"),
    ],
    ids=["xlsx", "binary", "html", "quote", "large"],
)
def test_what_is_no_spreadsheet_is_refused_in_plain_words(
    steward: FlaskClient, staffed: Engine, content: bytes, words: str
) -> None:
    answer = sent(steward, content)
    assert answer.status_code == 400
    assert words in answer.text
    assert units(staffed) == 0


def test_no_file_too_much_and_rows_of_somebody_else_s_making_are_refused(
    steward: FlaskClient,
) -> None:
    token = token_in(steward.get("/holdings/import").text)
    none = steward.post("/holdings/import", data={"csrf_token": token})
    assert (none.status_code, "Choose one file" in none.text) == (400, True)
    assert sent(steward, b"name\n" + b"x" * 3_000_000).status_code == 413
    rows = {"csrf_token": token, "rows": "%%%"}
    assert steward.post("/holdings/import/confirm", data=rows).status_code == 400
    assert steward.post("/holdings/import/confirm", data={"rows": "x"}).status_code == 403


def test_the_public_sends_no_file(staffed_app: Flask, steward: FlaskClient) -> None:
    assert visitor(staffed_app).get("/holdings/import").status_code == 401
    del steward
