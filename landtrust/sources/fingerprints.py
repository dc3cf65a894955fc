"""Fingerprints of files: what makes two loads loads of the same bytes, and a copy a copy."""

import hashlib
from pathlib import Path

_CHUNK_BYTES = 1 << 20


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of one file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, or of all files of a folder with their names; hexadecimal.

    A shapefile is several files: all that share its name are in.
    """
    total = hashlib.sha256()
    for member in _members(path):
        if member != path:
            total.update(member.relative_to(path.parent).as_posix().encode() + b"\0")
        with member.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                total.update(chunk)
    return total.hexdigest()


def _members(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(member for member in path.rglob("*") if member.is_file())
    if path.suffix.lower() == ".shp":
        return sorted(path.parent.glob(f"{path.stem}.*"))
    return [path]
