"""How many dots a picture has by its own headers; nothing is decoded, and little is read.

Each walks from header to header to the end that the format says, so that a picture which is cut
off, or which something else stands behind, is refused.
"""

import struct
from collections.abc import Iterator
from typing import IO

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

Size = tuple[int, int]
"""Width and height, in dots."""

_MOST_PARTS = 100_000
"""Parts that are walked through; more are an attack. A PNG has one for each 8 KiB or so."""

_PNG_HEAD = 8
_RIFF_HEAD = 12
_TAGS_OF_SIZE = {256: 0, 257: 1}
_SHORT, _LONG = 3, 4


def png_size(file: IO[bytes], size_bytes: int) -> Size:
    """The size of a PNG, which ends with its last part and nothing behind it.

    Raises:
        InvalidInput: It is damaged, or something stands behind it.
    """
    parts = _parts(file, size_bytes, _PNG_HEAD, ">I4s", extra=4)
    kind, at, length = next(parts, (b"", 0, 0))
    if kind != b"IHDR" or length != 13:  # noqa: PLR2004 - its one length
        raise _damaged("PNG")
    file.seek(at)
    width, height = struct.unpack(">II", _read(file, 8, "PNG"))
    last = kind
    for last, at, length in parts:  # noqa: B007 - the last one counts
        if last == b"IEND":
            break
    if last != b"IEND" or at + length + 4 != size_bytes:
        raise _damaged("PNG")
    return width, height


def webp_size(file: IO[bytes], size_bytes: int) -> Size:
    """The size of a WebP.

    Raises:
        InvalidInput: It is damaged, or something stands behind it.
    """
    file.seek(4)
    (told,) = struct.unpack("<I", _read(file, 4, "WebP"))
    if told + 8 != size_bytes:
        raise _damaged("WebP")
    kind, at, _ = next(_parts(file, size_bytes, _RIFF_HEAD, "<4sI", extra=0), (b"", 0, 0))
    file.seek(at)
    head = _read(file, 10, "WebP")
    if kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if kind == b"VP8L" and head[0] == 0x2F:  # noqa: PLR2004 - the sign of the format
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise _damaged("WebP")


def jpeg_size(file: IO[bytes], size_bytes: int) -> Size:
    """The size of a JPEG.

    Cameras put more behind a picture than the picture, so its end is not asked for, but that the
    dots begin: whoever is sent it saves it as a file, and no browser runs it.

    Raises:
        InvalidInput: It is damaged.
    """
    found: Size | None = None
    at = 2
    for _ in range(_MOST_PARTS):
        file.seek(at)
        mark, kind, length = struct.unpack(">BBH", _read(file, 4, "JPEG"))
        if mark != 0xFF or length < 2:  # noqa: PLR2004 - each part begins so, and counts its length
            break
        if kind == 0xDA:  # noqa: PLR2004 - the dots begin
            if found is None or at + 2 + length >= size_bytes:
                break
            return found
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):  # noqa: PLR2004 - frames
            height, width = struct.unpack(">xHH", _read(file, 5, "JPEG"))
            found = width, height
        at += 2 + length
    raise _damaged("JPEG")


def tiff_size(file: IO[bytes], size_bytes: int) -> Size:
    """The size of the largest page of a TIFF.

    Raises:
        InvalidInput: It is damaged, or its pages go round in a circle.
    """
    file.seek(0)
    order = "<" if _read(file, 4, "TIFF")[:2] == b"II" else ">"
    (at,) = struct.unpack(f"{order}I", _read(file, 4, "TIFF"))
    seen: set[int] = set()
    pages: list[Size] = []
    while at:
        if at in seen or at >= size_bytes or len(seen) >= _MOST_PARTS:
            raise _damaged("TIFF")
        seen.add(at)
        page, at = _tiff_page(file, at, order)
        pages.append(page)
    if not pages:
        raise _damaged("TIFF")
    return max(pages, key=lambda page: page[0] * page[1])


def _tiff_page(file: IO[bytes], at: int, order: str) -> tuple[Size, int]:
    """The size of one page, and where the next begins; 0 after the last."""
    file.seek(at)
    (count,) = struct.unpack(f"{order}H", _read(file, 2, "TIFF"))
    fields = _read(file, count * 12, "TIFF")
    (following,) = struct.unpack(f"{order}I", _read(file, 4, "TIFF"))
    size = [0, 0]
    for tag, kind, _, value in struct.iter_unpack(f"{order}HHI4s", fields):
        if tag in _TAGS_OF_SIZE and kind in (_SHORT, _LONG):
            form = f"{order}H" if kind == _SHORT else f"{order}I"
            (size[_TAGS_OF_SIZE[tag]],) = struct.unpack_from(form, value)
    return (size[0], size[1]), following


def _parts(
    file: IO[bytes], size_bytes: int, at: int, form: str, extra: int
) -> Iterator[tuple[bytes, int, int]]:
    """Each part of a file that is made of parts: its kind, where its content begins, its length."""
    for _ in range(_MOST_PARTS):
        if at + 8 > size_bytes:
            return
        file.seek(at)
        first, second = struct.unpack(form, file.read(8))
        kind, length = (first, second) if isinstance(first, bytes) else (second, first)
        yield kind, at + 8, length
        at += 8 + length + extra


def _read(file: IO[bytes], count: int, name: str) -> bytes:
    found = file.read(count)
    if len(found) < count:
        raise _damaged(name)
    return found


def _damaged(name: str) -> InvalidInput:
    msg = Phrase(
        "file: this %(name)s is damaged, cut off, or something stands behind its end.", name=name
    )
    return InvalidInput(msg, parameter="file")
