"""A shapefile's members: found, measured against each other, and set apart before GDAL sees them.

GDAL writes a lost .shx beside the .shp that it was given, so it is given links in a folder of
ours and never the place where somebody's files lie.

Source: ESRI Shapefile Technical Description, July 1998; dBASE III table file structure.
"""

import codecs
import struct
from dataclasses import dataclass
from pathlib import Path

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.row_source import add_note

_HEADER_BYTES = 100
_INDEX_RECORD = 8
_MEMBERS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LANGUAGE_ENCODINGS = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252"}
_LONGEST_NAME = 64


@dataclass(frozen=True)
class Shapefile:
    """A shapefile that hangs together.

    Attributes:
        path: The .shp among links to its members, in a folder of ours.
        encoding: Python's name of the encoding of its text.
        is_index_lost: True when the .shx must be made again.
    """

    path: Path
    encoding: str
    is_index_lost: bool


def prepare_shapefile(path: Path, folder: Path, notes: list[str]) -> Shapefile:
    """Check the members of a shapefile and link them into `folder`.

    Args:
        path: The .shp file.
        folder: An empty folder of ours.
        notes: Gains a sentence for each missing member that one can do without.

    Raises:
        InvalidInput: The .shp or the .dbf is cut short, the .dbf is missing, or they do not
            belong together.
    """
    members = _members_of(path)
    if ".dbf" not in members:
        raise InvalidInput(
            f"{shown_name(path)} has no .dbf file beside it, so its shapes have no attributes and "
            "no parcel number.",
            file=path.name,
        )
    _check_length(path)
    header = _dbf_header(path, members[".dbf"])
    if ".shx" in members:
        _check_counts(path, members[".shx"], header)
    else:
        add_note(notes, "the .shx file is missing and was made again from the .shp")
    if ".prj" not in members:
        add_note(notes, "no .prj file: the file does not say what its coordinates are")
    encoding = _encoding(members.get(".cpg"), header, notes)
    for suffix, member in members.items():
        (folder / f"layer{suffix}").symlink_to(member.resolve())
    return Shapefile(folder / "layer.shp", encoding, ".shx" not in members)


def _members_of(path: Path) -> dict[str, Path]:
    members = {".shp": path}
    for sibling in path.parent.iterdir():
        suffix = sibling.suffix.lower()
        if sibling.stem.lower() == path.stem.lower() and suffix in _MEMBERS and sibling.is_file():
            members.setdefault(suffix, sibling)
    return members


def _check_length(path: Path) -> None:
    with path.open("rb") as handle:
        header = handle.read(_HEADER_BYTES)
    stated = 2 * struct.unpack_from(">i", header, 24)[0] if len(header) == _HEADER_BYTES else 0
    size = path.stat().st_size
    if stated < _HEADER_BYTES or size < stated:
        raise InvalidInput(
            f"{shown_name(path)} is cut short: its header says {stated:,} bytes and there are "
            f"{size:,}.",
            file=path.name,
        )


def _dbf_header(path: Path, table: Path) -> bytes:
    with table.open("rb") as handle:
        header = handle.read(32)
    if len(header) < 32:  # noqa: PLR2004 - a dBASE header's length
        raise InvalidInput(f"The .dbf file of {shown_name(path)} is cut short.", file=path.name)
    rows, start, width = struct.unpack_from("<IHH", header, 4)
    if table.stat().st_size < start + rows * width:
        raise InvalidInput(
            f"The .dbf file of {shown_name(path)} is cut short: it says {rows:,} rows and holds "
            "fewer.",
            file=path.name,
        )
    return header


def _check_counts(path: Path, index: Path, header: bytes) -> None:
    shapes = max(0, index.stat().st_size - _HEADER_BYTES) // _INDEX_RECORD
    rows = int(struct.unpack_from("<I", header, 4)[0])
    if shapes != rows:
        raise InvalidInput(
            f"{shown_name(path)} has {shapes:,} shapes in its .shx file and {rows:,} rows in its "
            ".dbf file: they do not belong together.",
            file=path.name,
        )


def _encoding(code_page: Path | None, header: bytes, notes: list[str]) -> str:
    if code_page is not None:
        with code_page.open("rb") as handle:
            stated = handle.read(_LONGEST_NAME).decode("ascii", errors="replace").strip()
        known = python_encoding(stated)
        if known is None:
            add_note(notes, f"the .cpg file names no known encoding ({shown_name(stated)})")
        return known or "utf-8"
    encoding = _LANGUAGE_ENCODINGS.get(header[29])
    if encoding is None:
        add_note(notes, "no .cpg file: text read as UTF-8 where it is valid, else as cp1252")
        return "utf-8"
    add_note(notes, f"text read as {encoding}: no .cpg file")
    return encoding


def python_encoding(stated: str) -> str | None:
    """Return Python's name of the encoding that a .cpg file states, or None when unknown.

    >>> python_encoding("UTF-8"), python_encoding("ANSI 1252"), python_encoding("88591")
    ('utf-8', 'cp1252', 'cp1252')
    """
    plain = stated.lower().removeprefix("ansi").removeprefix("oem").strip()
    if plain.replace("-", "").replace(" ", "") in {"iso88591", "88591", "latin1"}:
        return "cp1252"
    for name in (f"cp{plain}", plain):
        try:
            found = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if not getattr(found, "_is_text_encoding", True):
            continue
        return "utf-8" if found.name == "cp65001" else found.name
    return None
