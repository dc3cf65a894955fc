"""What the first bytes of a file say it is, for the refusals that name it."""

from pathlib import Path

from landtrust.phrases import Phrase

HEAD_BYTES = 65_536

SQLITE_MAGIC = b"SQLite format 3\x00"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"
FLATGEOBUF_MAGIC = b"fgb\x03fgb"
PARQUET_MAGIC = b"PAR1"

_BINARY_SIGNATURES = (
    (SQLITE_MAGIC, Phrase("an SQLite database")),
    (b"PK\x03\x04", Phrase("a zip archive (Excel and Word files are zip archives too)")),
    (b"PK\x05\x06", Phrase("an empty zip archive")),
    (SHAPEFILE_MAGIC, Phrase("a shapefile")),
    (FLATGEOBUF_MAGIC, Phrase("FlatGeobuf")),
    (PARQUET_MAGIC, Phrase("Parquet")),
    (b"ARROW1", Phrase("an Arrow or Feather file")),
    (b"FEA1", Phrase("a Feather file")),
    (b"%PDF", Phrase("a PDF")),
    (b"\xd0\xcf\x11\xe0", Phrase("an old Excel or Word file")),
    (b"\x1f\x8b", Phrase("a gzip archive")),
    (b"7z\xbc\xaf\x27\x1c", Phrase("a 7-Zip archive")),
    (b"Rar!", Phrase("a RAR archive")),
    (b"BZh", Phrase("a bzip2 archive")),
    (b"\x89PNG", Phrase("a PNG picture")),
    (b"\xff\xd8\xff", Phrase("a JPEG picture")),
    (b"\x7fELF", Phrase("a program")),
    (b"MZ", Phrase("a program")),
)

_TEXT_SIGNATURES = (
    ("<ogrvrtdatasource", Phrase("an OGR VRT, which points at other files")),
    ("<gdalg", Phrase("a GDAL pipeline, which points at other files")),
    ("<!doctype html", Phrase("an HTML page")),
    ("<html", Phrase("an HTML page")),
    ("<svg", Phrase("an SVG picture")),
    ("<kml", Phrase("KML")),
    ("<gpx", Phrase("GPX")),
    ("<gml", Phrase("GML")),
    ("<script", Phrase("an HTML page")),
)


def read_head(path: Path) -> bytes:
    """Return the first 64 KiB of a file, or less where it ends sooner."""
    with path.open("rb") as handle:
        return handle.read(HEAD_BYTES)


def decoded_head(head: bytes) -> str:
    """Return the beginning of a text file as text, byte order marks and UTF-16 understood."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def described_content(head: bytes) -> Phrase:
    """Say in a few words what a file's first bytes look like; never fails."""
    for magic, name in _BINARY_SIGNATURES:
        if head.startswith(magic):
            return name
    text = decoded_head(head).lstrip("\x1e \t\r\n").lower()
    return _described_text(text)


def _described_text(text: str) -> Phrase:
    if not text:
        return Phrase("nothing but blanks")
    for mark, name in _TEXT_SIGNATURES:
        if text.startswith(mark) or (text.startswith("<?xml") and mark in text):
            return name
    return _described_plain_text(text)


def _described_plain_text(text: str) -> Phrase:
    if text.startswith("<"):
        return Phrase("XML or HTML")
    if text.startswith("{"):
        return Phrase("JSON")
    if text.startswith("["):
        return Phrase("a JSON list")
    if "\x00" in text:
        return Phrase("binary data of an unknown kind")
    return Phrase("plain text")
