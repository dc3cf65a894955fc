"""Zip archives from outside: looked through first, then unpacked with a hand on the tap."""

import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from landtrust.errors import InvalidInput
from landtrust.sources.foreign_names import shown_name
from landtrust.sources.zip_directory import check_directory

COPY_BYTES = 1 << 20
_NESTED = (".zip", ".shz", ".kmz", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")
_JUNK_PARTS = ("__MACOSX", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may hold.

    Attributes:
        members: Files and folders together.
        total_bytes: All files unpacked.
        ratio: Unpacked bytes for each packed byte, once more than `ratio_from_bytes` come out.
        ratio_from_bytes: Below this size no ratio is looked at.
    """

    members: int = 2_000
    total_bytes: int = 8 << 30
    ratio: int = 200
    ratio_from_bytes: int = 64 << 20


def unpack(path: Path, folder: Path, limits: ArchiveLimits | None = None) -> Sequence[Path]:
    """Check a zip archive and unpack its files into an empty folder of ours.

    Args:
        path: The archive.
        folder: An existing, empty folder.
        limits: What the archive may hold; the defaults fit a statewide shapefile.

    Returns:
        The unpacked files, in the archive's order.

    Raises:
        InvalidInput: The archive is broken, too big, or holds a name, a link, a device or another
            archive that has no business there. Nothing is ever written outside `folder`.
    """
    limits = limits or ArchiveLimits()
    check_directory(path, limits.members)
    try:
        with zipfile.ZipFile(path) as archive:
            members = _checked_members(path, archive, limits)
            return _unpack_members(path, archive, members, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
        raise InvalidInput(
            f"{shown_name(path)} is not a whole zip archive: it cannot be unpacked.",
            file=path.name,
        ) from problem


def _checked_members(
    path: Path, archive: zipfile.ZipFile, limits: ArchiveLimits
) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not _is_junk(member.filename)]
    seen: set[str] = set()
    for member in members:
        trouble = _trouble(member) or _repeated(member, seen)
        if trouble:
            raise InvalidInput(
                f"{shown_name(path)} holds {shown_name(member.orig_filename)!r}, {trouble}.",
                file=path.name,
                member=member.orig_filename,
            )
    _check_sizes(path, members, limits)
    return [member for member in members if not member.is_dir()]


def _is_junk(name: str) -> bool:
    return any(part in _JUNK_PARTS for part in PurePosixPath(name).parts)


def _trouble(member: zipfile.ZipInfo) -> str | None:
    """Say what is wrong with a member, as the end of a sentence, or None."""
    name = member.orig_filename
    kind = stat.S_IFMT(member.external_attr >> 16)
    if member.flag_bits & 1:
        return "which is locked with a password"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "which is not a plain file (a link or a device)"
    return _name_trouble(name)


def _name_trouble(name: str) -> str | None:
    parts = PurePosixPath(name).parts
    if not parts or any(not letter.isprintable() for letter in name):
        return "whose name holds a character that no file name should"
    if name.startswith("/") or "\\" in name or ":" in name:
        return "whose name is an absolute path or one of another system"
    if ".." in parts or len(name) > 255:  # noqa: PLR2004 - NAME_MAX of every system
        return "whose name leads out of the archive or is longer than 255 characters"
    if name.lower().endswith(_NESTED):
        return "an archive in the archive: unpack it first"
    return None


def _repeated(member: zipfile.ZipInfo, seen: set[str]) -> str | None:
    folded = member.filename.rstrip("/").casefold()
    if folded in seen:
        return "which is there twice"
    seen.add(folded)
    return None


def _check_sizes(path: Path, members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    total = sum(member.file_size for member in members)
    if total > limits.total_bytes:
        raise InvalidInput(
            f"{shown_name(path)} would unpack to {total / 1e9:.1f} GB; "
            f"{limits.total_bytes / 1e9:.1f} GB is the most that is unpacked.",
            file=path.name,
        )
    if total > limits.ratio_from_bytes and total > limits.ratio * path.stat().st_size:
        raise InvalidInput(
            f"{shown_name(path)} would unpack to more than {limits.ratio} times its size, "
            "which no parcel file does.",
            file=path.name,
        )


def _unpack_members(
    path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path
) -> list[Path]:
    written: list[Path] = []
    for member in members:
        target = folder.joinpath(*PurePosixPath(member.filename).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, target.open("xb") as out:
            if not _copy_at_most(packed, out, member.file_size):
                raise InvalidInput(
                    f"{shown_name(path)} holds {shown_name(member.filename)!r}, which is bigger "
                    "than the archive says.",
                    file=path.name,
                )
        written.append(target)
    return written


def _copy_at_most(packed: IO[bytes], out: IO[bytes], most: int) -> bool:
    """Copy until the end and say so, or stop after `most` bytes and say no."""
    left = most
    while chunk := packed.read(min(COPY_BYTES, left + 1)):
        left -= len(chunk)
        if left < 0:
            return False
        out.write(chunk)
    return True
