"""What the bytes of an uploaded paper are: a PDF or a picture, or refused.

Nothing is decoded. Headers are read, and that the file ends where its format says: a page of HTML
or a script that begins like a picture or a PDF is told from one.

Source:
    ISO 32000-1 (PDF), 7.5; ISO/IEC 15948 (PNG), 5; ITU-T T.81 (JPEG), B.2; TIFF 6.0, section 2;
    RFC 9649 (WebP), 2; for what browsers take for HTML: https://mimesniff.spec.whatwg.org/, 7.1.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import IO

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.sources.file_signatures import described_content
from landtrust.sources.picture_sizes import jpeg_size, png_size, tiff_size, webp_size

MOST_PIXELS = 400_000_000
"""A plat of 24 by 36 inches at 600 dots to the inch has 311 million; more is no scan but a trap
for the program that opens it."""

_HEAD_BYTES = 2_048
_TAIL_BYTES = 2_048
# Names of three letters or more: shorter ones come up by chance among the bytes of a picture.
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|script|iframe|svg|img|table|style|title)[\s>/]|<!--",
    re.IGNORECASE,
)
_PDF = re.compile(rb"%PDF-[12]\.\d")
_PDF_END = re.compile(rb"%%EOF\s*\0*\Z")


@dataclass(frozen=True, slots=True)
class _Format:
    """A kind of file that is taken."""

    media_type: str
    name: str
    extensions: tuple[str, ...]
    begins: Callable[[bytes], bool]
    size: Callable[[IO[bytes], int], tuple[int, int]] | None


_FORMATS = (
    _Format("application/pdf", "PDF", (".pdf",), lambda head: bool(_PDF.match(head)), None),
    _Format("image/jpeg", "JPEG", (".jpg", ".jpeg"),
            lambda head: head.startswith(b"\xff\xd8\xff"), jpeg_size),
    _Format("image/png", "PNG", (".png",),
            lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), png_size),
    _Format("image/tiff", "TIFF", (".tif", ".tiff"),
            lambda head: head.startswith((b"II*\0", b"MM\0*")), tiff_size),
    _Format("image/webp", "WebP", (".webp",),
            lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", webp_size),
)  # fmt: skip

EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {one.media_type: one.extensions[0] for one in _FORMATS}
)
"""What is taken, each with the end of its file names."""

ACCEPTED = ",".join(ending for one in _FORMATS for ending in one.extensions)
"""What a form offers to choose from."""


def paper_media_type(file: IO[bytes], name: str) -> str:
    """The media type of an uploaded paper.

    Args:
        file: Its bytes; read from the beginning, and left wherever reading ends.
        name: As it was uploaded; its ending must be that of its content.

    Raises:
        InvalidInput: It is none of the kinds that are taken, is cut off, has markup in it, or is
            a picture of more than ``MOST_PIXELS``.
    """
    size_bytes = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    found = next((one for one in _FORMATS if one.begins(head)), None)
    if found is None:
        msg = Phrase(
            "file: a PDF, JPEG, PNG, TIFF or WebP file is taken, and this is %(content)s.",
            content=described_content(head) if head else Phrase("empty"),
        )
        raise InvalidInput(msg, parameter="file")
    ending = PurePosixPath(name).suffix.lower()
    if ending not in found.extensions:
        msg = Phrase(
            "file: its name ends in “%(ending)s”, and its content is %(content)s. Name it rightly.",
            ending=ending[:12],
            content=found.name,
        )
        raise InvalidInput(msg, parameter="file")
    if _MARKUP.search(head):
        msg = Phrase("file: it begins with what a browser could take for a web page.")
        raise InvalidInput(msg, parameter="file")
    _require_whole(file, found, size_bytes)
    return found.media_type


def _require_whole(file: IO[bytes], found: _Format, size_bytes: int) -> None:
    if found.size is None:
        file.seek(max(size_bytes - _TAIL_BYTES, 0))
        if not _PDF_END.search(file.read()):
            msg = Phrase("file: this PDF is cut off, or something stands behind its end.")
            raise InvalidInput(msg, parameter="file")
        return
    width, height = found.size(file, size_bytes)
    if not 0 < width * height <= MOST_PIXELS:
        msg = Phrase(
            "file: this picture has %(width)s by %(height)s dots; at most %(most)s are taken.",
            width=f"{width:,}",
            height=f"{height:,}",
            most=f"{MOST_PIXELS:,}",
        )
        raise InvalidInput(msg, parameter="file")
