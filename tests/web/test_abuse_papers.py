"""ABUSE.md, cases of copies of papers: U6, U7, U17, X3 and D2; each test is named by its case."""

import errno
import io
import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from werkzeug.test import TestResponse

from landtrust.database import writing
from landtrust.model.stewardship import Evidence, EvidenceFile
from landtrust.queries.visibility import Tier
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.book import Book
from tests.papers import PDF, png
from tests.people import send, visitor
from tests.web.paper_forms import BOUGHT, paper_ids, send_paper

pytestmark = pytest.mark.sqlite_only(
    "a file is refused, or stored in a folder, before a store is asked"
)

Clients = dict[Tier, FlaskClient]

U6_NAMES: dict[str, tuple[str, ...]] = {
    "up the folders": ("../../x.pdf", "x.pdf"),
    "a device": ("CON.pdf", "paper.pdf"),
    "three hundred characters": ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    "two lines, as browsers write them": ("a%0D%0AX-H: 1.pdf", "a 0D 0AX-H 1.pdf"),
    "turned direction": ("deed\u202efdp.exe.pdf", "deedfdp.exe.pdf"),
    # Some releases of Werkzeug read a browser's %22 as the quote that it stands for.
    "quotes": ("a%22;b=%22.pdf", "a 22 b 22.pdf", "a b.pdf"),
    "another script": ("契約書.pdf", "契約書.pdf"),
}


@pytest.fixture
def holding(staffed: Engine) -> int:
    """A holding of the trust."""
    with writing(staffed) as connection:
        book = Book(connection)
        return book.holding(book.trust(), BOUGHT, "100-1")


def _stored(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        counts = (select(func.count()).select_from(one) for one in (Evidence, EvidenceFile))
        papers, files = (connection.scalar(count) or 0 for count in counts)
        return papers, files


def _files(app: Flask) -> list[str]:
    folder: Path = app.extensions["landtrust_evidence"].folder
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_u6_a_copy_is_stored_under_its_fingerprint_and_sent_under_a_safe_name(
    clients: Clients, staffed_app: Flask, holding: int
) -> None:
    client = clients[Tier.ORGANIZER]
    for number, (given, *safe) in enumerate(U6_NAMES.values(), start=1):
        content = PDF.replace(b"1.7", b"1.%d" % number)
        assert send_paper(client, holding, file=(io.BytesIO(content), given)).status_code == 303
        with client.get(f"/papers/{paper_ids(client, holding)[-1]}/copy") as answer:
            assert answer.data == content
            assert len(answer.headers.getlist("Content-Disposition")) == 1
            sent = answer.headers["Content-Disposition"]
            assert sent.startswith('attachment; filename="')
            assert sent.isascii()
            assert "X-H" not in answer.headers
            assert unquote(sent.partition("filename*=UTF-8''")[2]) in safe
    assert {len(name) for name in _files(staffed_app)} == {64}
    split = send_paper(client, holding, file=(io.BytesIO(PDF), "a\r\nX-H: 1.pdf"))
    assert split.status_code == 400


U7_FILES = {
    "html named pdf": (b"<!doctype html><script>alert(1)</script>", "deed.pdf"),
    "svg named png": (b"<svg onload=alert(1) xmlns='http://www.w3.org/2000/svg'/>", "deed.png"),
    "html behind the mark of a pdf": (b"%PDF-1.4\n<html><script>alert(1)</script>%%EOF", "a.pdf"),
    "html behind a png": (png() + b"<html><script>alert(1)</script>", "a.png"),
    "a pdf named html": (PDF, "deed.pdf.html"),
    "a pdf without an ending": (PDF, "deed"),
}


def test_u7_a_file_that_is_two_things_is_refused_and_nothing_is_stored(
    clients: Clients, staffed: Engine, staffed_app: Flask, holding: int
) -> None:
    for case, (content, name) in U7_FILES.items():
        answer = send_paper(clients[Tier.ORGANIZER], holding, file=(io.BytesIO(content), name))
        assert answer.status_code == 400, case
        assert "alert(1)" not in answer.text
        assert "Deed of the lot" in answer.text, "what was typed is still there"
    assert _stored(staffed) == (0, 0)
    assert _files(staffed_app) == []


def test_x3_a_copy_is_an_attachment_that_no_browser_runs_or_keeps(
    clients: Clients, holding: int
) -> None:
    client = clients[Tier.ORGANIZER]
    send_paper(client, holding, file=(io.BytesIO(png()), "plat.png"))
    with client.get(f"/papers/{paper_ids(client, holding)[0]}/copy") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.fixture
def small_app(staffed: Engine, tmp_path: Path) -> Flask:
    """A site that takes copies of one megabyte."""
    return create_app(Settings(state_folder=tmp_path / "small", evidence_megabytes=1), staffed)


def test_u17_a_file_that_is_too_large_is_refused_in_plain_words(
    small_app: Flask, staffed: Engine, holding: int
) -> None:
    client = visitor(small_app, "organizer")
    for size in (1_000_001, 5_000_000):
        answer = send_paper(client, holding, file=(io.BytesIO(PDF + b" " * size), "deed.pdf"))
        assert answer.status_code == 413, size
        assert "megabytes" in answer.text
    assert _stored(staffed) == (0, 0)
    assert _files(small_app) == []
    assert send_paper(client, holding, file=(io.BytesIO(PDF), "deed.pdf")).status_code == 303


def test_u17_whoever_is_not_signed_in_cannot_send_more_than_a_form(
    clients: Clients, holding: int
) -> None:
    content = io.BytesIO(PDF + b"\n" * 200_000)
    answer = send_paper(
        clients[Tier.PUBLIC], holding, file=(content, "deed.pdf"), form_on="/sign-in"
    )
    assert answer.status_code == 413


def test_u17_a_page_without_a_file_takes_no_more_than_a_form(clients: Clients) -> None:
    answer = send(clients[Tier.ORGANIZER], "/account", {"current": "x" * 100_000})
    assert answer.status_code == 413


_BROKEN = (
    (b"--other\r\n\r\n", "multipart/form-data; boundary=right"),
    (b'--a\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n' * 500,
     "multipart/form-data; boundary=a"),
    (b"", "multipart/form-data"),
)  # fmt: skip


def test_u17_broken_bodies_and_thousands_of_parts_are_refused(
    clients: Clients, staffed: Engine, holding: int
) -> None:
    address = f"/holdings/{holding}/papers/new"
    for body, kind in _BROKEN:
        answer = clients[Tier.ORGANIZER].post(address, data=body, content_type=kind)
        assert answer.status_code in (400, 403, 413), body[:20]
    assert _stored(staffed) == (0, 0)


def test_u17_several_files_or_one_in_another_field_are_refused(
    clients: Clients, staffed: Engine, holding: int
) -> None:
    client = clients[Tier.ORGANIZER]
    two = [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(PDF), "b.pdf")]
    assert send_paper(client, holding, file=two).status_code == 400
    other = send_paper(client, holding, other=(io.BytesIO(PDF), "a.pdf"))
    assert other.status_code == 400
    assert _stored(staffed) == (0, 0)


def test_d2_a_full_disk_is_told_and_nothing_is_stored(
    clients: Clients,
    staffed: Engine,
    staffed_app: Flask,
    holding: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    client = clients[Tier.ORGANIZER]
    with monkeypatch.context() as patched:
        patched.setattr("landtrust.services.evidence_folder.os.fsync", full)
        answer = send_paper(client, holding, file=(io.BytesIO(PDF), "deed.pdf"))
    _assert_full(answer)
    assert _stored(staffed) == (0, 0)
    assert _files(staffed_app) == []
    assert send_paper(client, holding, file=(io.BytesIO(PDF), "deed.pdf")).status_code == 303


def test_d2_a_disk_that_fills_while_the_file_comes_is_told(
    clients: Clients, staffed: Engine, holding: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class _Full(io.BytesIO):
        def write(self, _content: object) -> int:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))

    monkeypatch.setattr(
        "landtrust.services.evidence_folder.TemporaryFile", lambda **_place: _Full()
    )
    answer = send_paper(clients[Tier.ORGANIZER], holding, file=(io.BytesIO(PDF), "deed.pdf"))
    _assert_full(answer)
    assert _stored(staffed) == (0, 0)


def _assert_full(answer: TestResponse) -> None:
    assert answer.status_code == 507
    assert "The disk is full, and nothing was stored." in answer.text
