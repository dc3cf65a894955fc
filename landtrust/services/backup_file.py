"""The file of a backup: the store as its own tool copied it, and what it holds, in one zip.

Inside are ``manifest.json``, the copy of the store (an SQLite file, or an archive of ``pg_dump``),
and the copies of papers under their fingerprints. All can be used without this program.
"""

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from landtrust.errors import InvalidInput
from landtrust.queries.whole_store import TableDigest
from landtrust.services.evidence_folder import EvidenceFolder
from landtrust.sources.fingerprints import sha256_of_file

Kind = Literal["sqlite", "postgresql"]

COPY_NAMES: dict[Kind, str] = {"sqlite": "landtrust.sqlite3", "postgresql": "landtrust.pgdump"}
"""What the copy inside is called."""

_MANIFEST = "manifest.json"
_LARGEST_MANIFEST_BYTES = 1_000_000
_CHUNK_BYTES = 1_048_576
# What pg_dump writes is compressed already.
_COMPRESSION = {"sqlite": zipfile.ZIP_DEFLATED, "postgresql": zipfile.ZIP_STORED}


class Manifest(BaseModel, frozen=True):
    """What a backup holds.

    Attributes:
        landtrust_backup: Of which form the file is.
        kind: The kind of store.
        revision: Of its tables.
        made_at: When its state was taken (UTC).
        tables: The digest of every table, and of the index of words.
        copy_sha256: Fingerprint of the copy inside.
        copy_bytes: Its size.
        papers: Fingerprints of the copies of papers inside.
    """

    landtrust_backup: Literal[1] = 1
    kind: Kind
    revision: str
    made_at: datetime
    tables: dict[str, TableDigest]
    copy_sha256: str
    copy_bytes: int
    papers: tuple[Annotated[str, Field(pattern="^[0-9a-f]{64}$")], ...] = ()

    @property
    def copy_name(self) -> str:
        """What the copy inside is called."""
        return COPY_NAMES[self.kind]


def write_backup_file(path: Path, copy: Path, manifest: Manifest, papers: EvidenceFolder) -> None:
    """Write a backup that only its owner may read: it has the names of private persons.

    Args:
        path: The file, not there yet.
        copy: The store as its own tool copied it.
        manifest: What it holds.
        papers: Where the copies of papers lie.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        compression = _COMPRESSION[manifest.kind]
        with zipfile.ZipFile(file, "w", compression, compresslevel=1) as packed:
            packed.write(copy, manifest.copy_name)
            for sha256 in manifest.papers:
                # A scan is compressed already.
                packed.write(papers.path(sha256), _paper_name(sha256), zipfile.ZIP_STORED)
            packed.writestr(_MANIFEST, manifest.model_dump_json(indent=2))
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """What a backup says that it holds.

    Raises:
        InvalidInput: The file is no backup, or is cut off or damaged.
    """
    with _opened(path) as packed:
        try:
            if packed.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST_BYTES:
                raise InvalidInput(f"{path.name} is no backup of Landtrust.", path=str(path))
            manifest = Manifest.model_validate_json(packed.read(_MANIFEST))
            for name in (manifest.copy_name, *map(_paper_name, manifest.papers)):
                packed.getinfo(name)
        except (KeyError, ValidationError) as problem:
            raise InvalidInput(f"{path.name} is no backup of Landtrust.") from problem
    return manifest


def unpack(path: Path, manifest: Manifest, folder: Path) -> Path:
    """Take the copy out of a backup, and check it byte by byte.

    Returns:
        The copy, in the folder.

    Raises:
        InvalidInput: The file is cut off or damaged.
    """
    unpacked = folder / manifest.copy_name
    with (
        _opened(path) as packed,
        packed.open(manifest.copy_name) as inside,
        unpacked.open("xb") as file,
    ):
        read = _pour(inside, file, manifest.copy_bytes)
    if read != manifest.copy_bytes or sha256_of_file(unpacked) != manifest.copy_sha256:
        raise _damaged(path)
    return unpacked


def unpack_papers(path: Path, manifest: Manifest, folder: EvidenceFolder) -> None:
    """Bring the copies of papers out of a backup into their folder, each checked byte by byte.

    What the folder has stays: a copy lies under its fingerprint, and is never changed.

    Raises:
        InvalidInput: The file is cut off or damaged.
        NoRoom: The disk is full.
    """
    with _opened(path) as packed:
        for sha256 in manifest.papers:
            with packed.open(_paper_name(sha256)) as inside:
                folder.keep(inside, expected=sha256)


def _paper_name(sha256: str) -> str:
    return f"papers/{sha256}"


def _pour(inside: IO[bytes], file: IO[bytes], most_bytes: int) -> int:
    """Copy up to a chunk more than there should be, and say how much there was."""
    read = 0
    while read <= most_bytes and (chunk := inside.read(_CHUNK_BYTES)):
        file.write(chunk)
        read += len(chunk)
    return read


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as packed:
            yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        raise _damaged(path) from problem


def _damaged(path: Path) -> InvalidInput:
    msg = f"{path.name} is no whole backup: it is cut off, damaged, or another kind of file."
    return InvalidInput(msg, path=str(path))
