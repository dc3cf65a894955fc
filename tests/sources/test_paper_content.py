"""What an uploaded paper is by its bytes, and what is refused."""

import contextlib
import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.errors import InvalidInput
from landtrust.sources import paper_content
from landtrust.sources.paper_content import paper_media_type
from landtrust.sources.picture_sizes import jpeg_size, tiff_size, webp_size
from tests.papers import (
    PDF,
    jpeg,
    png,
    tiff,
    webp,
    webp_extended,
    webp_lossless,
    webp_lossy,
)

SOUND = {
    "deed.pdf": PDF,
    "deed.PNG": png(),
    "deed.jpg": jpeg(),
    "deed.jpeg": jpeg() + b"what a camera adds",
    "deed.tif": tiff((3, 2), (30, 20)),
    "deed.tiff": tiff((3, 2), order=">"),
    "deed.webp": webp_extended(3, 2),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_papers_are_taken_for_what_they_are(name: str) -> None:
    ending = name.lower().rpartition(".")[2].replace("jpg", "jpeg").replace("tiff", "tif")
    found = paper_media_type(io.BytesIO(SOUND[name]), name)
    assert found.endswith({"tif": "tiff"}.get(ending, ending))


@pytest.mark.parametrize("name", SOUND)
def test_an_ending_of_another_kind_is_refused(name: str) -> None:
    wrong = "deed.png" if not name.lower().endswith("png") else "deed.pdf"
    with pytest.raises(InvalidInput, match="its content is"):
        paper_media_type(io.BytesIO(SOUND[name]), wrong)


@pytest.mark.parametrize("name", ["deed.pdf", "deed.PNG", "deed.webp", "deed.jpg", "deed.tif"])
def test_a_paper_that_is_cut_off_is_refused(name: str) -> None:
    for cut in (12, len(SOUND[name]) * 6 // 10):
        with pytest.raises(InvalidInput):
            paper_media_type(io.BytesIO(SOUND[name][:cut]), name)


@pytest.mark.parametrize("name", ["deed.pdf", "deed.PNG", "deed.webp"])
def test_what_stands_behind_the_end_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="behind its end"):
        paper_media_type(io.BytesIO(SOUND[name] + b"PK\x03\x04 and more"), name)


HOSTILE = {
    "an html page": (b"<!doctype html><script>alert(1)</script>", "x.pdf"),
    "an svg picture": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "x.png"),
    "javascript": (b"alert(1)", "x.pdf"),
    "a program": (b"MZ\x90\0" + b"\0" * 60, "x.pdf"),
    "nothing": (b"", "x.pdf"),
    "html behind the mark of a pdf": (b"%PDF-1.4\n<html><script>alert(1)</script>\n%%EOF", "x.pdf"),
    "a comment behind the mark of a pdf": (b"%PDF-1.4\n<!-- --><b>\n%%EOF", "x.pdf"),
    "html in a comment of a jpeg": (
        jpeg().replace(b"JFIF", b"\xff\xfe\0\x20<script>alert(1)</script>"),
        "x.jpg",
    ),
    "html behind a png": (png() + b"<html><script>alert(1)</script>", "x.png"),
    "two endings": (PDF, "x.pdf.html"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_a_browser_could_run_is_refused(case: str) -> None:
    content, name = HOSTILE[case]
    with pytest.raises(InvalidInput) as refused:
        paper_media_type(io.BytesIO(content), name)
    assert "alert" not in refused.value.message


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (png(65_000, 65_000), "x.png"),
        (png(0, 5), "x.png"),
        (jpeg(65_535, 65_535), "x.jpg"),
        (tiff((3, 2), (400_000, 65_000)), "x.tif"),
        (webp_extended(1 << 24, 1 << 24), "x.webp"),
    ],
)
def test_a_picture_of_no_dots_or_too_many_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(InvalidInput, match="at most 400,000,000"):
        paper_media_type(io.BytesIO(content), name)


@pytest.mark.parametrize("made", [webp_extended, webp_lossless, webp_lossy])
def test_each_form_of_webp_tells_its_size(made: object) -> None:
    content = made(640, 480)  # type: ignore[operator]
    assert webp_size(io.BytesIO(content), len(content)) == (640, 480)


def test_pages_of_a_tiff_may_not_go_round_in_a_circle() -> None:
    content = tiff((3, 2), (4, 2), circle=True)
    with pytest.raises(InvalidInput, match="damaged"):
        tiff_size(io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    "content",
    [
        webp(b"VP8 ", b"\0" * 10),
        webp(b"ICCP", b"\0" * 10),
        b"RIFF\x00",
        b"II*\0\0\0\0\0",
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 13, b"IDAT") + b"\0" * 17,
        png()[:33] + struct.pack(">I4sI", 0, b"tEXt", 0),
        b"\xff\xd8\xff\xda\x00\x08\x01\x01\0\0\x3f\0 dots without a frame",
        b"\xff\xd8\xff\xe0\x00\x01 and more",
    ],
)
def test_damaged_pictures_are_refused(content: bytes) -> None:
    name = {b"R": "x.webp", b"I": "x.tif", b"\x89": "x.png", b"\xff": "x.jpg"}[content[:1]]
    with pytest.raises(InvalidInput):
        paper_media_type(io.BytesIO(content), name)


def test_a_row_of_parts_without_end_is_walked_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landtrust.sources.picture_sizes._MOST_PARTS", 5)
    many = b"\xff\xd8" + b"\xff\xe1\x00\x02" * 6 + jpeg()[2:]
    with pytest.raises(InvalidInput, match="damaged"):
        jpeg_size(io.BytesIO(many), len(many))
    parts = png()
    long = parts[:33] + struct.pack(">I4sI", 0, b"tEXt", 0) * 6 + parts[33:]
    with pytest.raises(InvalidInput, match="damaged"):
        paper_media_type(io.BytesIO(long), "x.png")


@given(st.sampled_from(sorted(SOUND)), st.integers(0, 200), st.binary(max_size=12))
@settings(max_examples=60)
def test_whatever_is_changed_in_a_paper_it_is_told_or_refused(
    name: str, at: int, put: bytes
) -> None:
    content = SOUND[name][:at] + put + SOUND[name][at + len(put) :]
    with contextlib.suppress(InvalidInput):
        assert paper_media_type(io.BytesIO(content), name) in paper_content.EXTENSIONS
