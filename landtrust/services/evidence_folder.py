"""The folder of copies of papers, each under the fingerprint of its bytes.

A file comes into it whole or not at all, and is never changed: it is written under a name of its
own, brought to the disk, and only then given the name that counts. What was begun and never ended
has the name of a beginning, and is nobody's copy.
"""

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

from landtrust.domain.papers import safe_file_name
from landtrust.errors import InvalidInput, LandTrustError, NoRoom, TooLarge
from landtrust.phrases import Phrase
from landtrust.sources.fingerprints import sha256_of_file
from landtrust.sources.paper_content import EXTENSIONS, paper_media_type

_BEGINNING = ".unfinished-"
_CHUNK_BYTES = 262_144
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MEGABYTE = 1_000_000
NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""What systems say where a disk is full, or a file may not grow."""


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A copy that lies in the folder, to be recorded as the copy of a paper.

    Attributes:
        media_type: By its content.
        name: As it was uploaded, made safe.
    """

    sha256: str
    media_type: str
    size_bytes: int
    name: str


class EvidenceFolder:
    """The folder of copies.

    Args:
        folder: Where it is; it is made when the first copy comes.
    """

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the copy with this fingerprint lies, or would.

        Raises:
            InvalidInput: That is no fingerprint.
        """
        if not _SHA256.fullmatch(sha256):
            raise InvalidInput("That is no fingerprint of a file.", parameter="sha256")
        return self.folder / sha256[:2] / sha256

    def store(self, file: IO[bytes], name: str, most_bytes: int) -> StoredCopy:
        """Keep the copy of a paper.

        Args:
            file: Its bytes, as uploaded.
            name: The name that it was uploaded under.
            most_bytes: How large it may be.

        Raises:
            InvalidInput: It is no paper that is taken.
            TooLarge: It has more bytes.
            NoRoom: The disk is full.
        """
        size_bytes = file.seek(0, os.SEEK_END)
        if size_bytes > most_bytes:
            msg = Phrase(
                "file: it has more than %(megabytes)s megabytes, the most taken.",
                megabytes=most_bytes // _MEGABYTE,
            )
            raise TooLarge(msg, parameter="file")
        media_type = paper_media_type(file, name)
        file.seek(0)
        sha256 = self.keep(file)
        return StoredCopy(
            sha256, media_type, size_bytes, safe_file_name(name, EXTENSIONS[media_type])
        )

    def keep(self, file: IO[bytes], expected: str | None = None) -> str:
        """Bring bytes into the folder under their fingerprint, and say it.

        Args:
            file: The bytes, from where it stands.
            expected: The fingerprint that they must have; None: whatever they have.

        Raises:
            InvalidInput: They have another fingerprint.
            NoRoom: The disk is full.
            LandTrustError: Other bytes lie under that fingerprint: the disk has damaged them.
        """
        self._make(self.folder)
        with (
            told_of_room(),
            NamedTemporaryFile(dir=self.folder, prefix=_BEGINNING) as written,
        ):
            sha256 = _poured(file, written)
            if expected not in (None, sha256):
                raise InvalidInput("A copy of a paper is damaged.", sha256=expected)
            self._give_name(Path(written.name), sha256)
        return sha256

    def waiting_room(self) -> IO[bytes]:
        """A file without a name, on the disk of the folder, for bytes that are on their way.

        Raises:
            NoRoom: The disk is full.
        """
        self._make(self.folder)
        with told_of_room():
            return TemporaryFile(dir=self.folder)

    def fingerprints(self) -> Iterator[str]:
        """The fingerprint that each copy lies under, in order; a beginning is none."""
        for path in sorted(self.folder.glob("??/*")):
            if _SHA256.fullmatch(path.name) and path.parent.name == path.name[:2]:
                yield path.name

    def beginnings(self) -> list[Path]:
        """Files that were begun and not ended: somebody uploads just now, or was cut off."""
        return sorted(self.folder.glob(f"{_BEGINNING}*"))

    def _give_name(self, written: Path, sha256: str) -> None:
        place = self.path(sha256)
        self._make(place.parent)
        try:
            place.hardlink_to(written)  # to rename it would overwrite what is there
        except FileExistsError as problem:
            if sha256_of_file(place) != sha256:
                msg = Phrase(
                    "The copy %(name)s is damaged on the disk; bring it back from a backup.",
                    name=sha256,
                )
                raise LandTrustError(msg, sha256=sha256) from problem
        _bring_to_disk(place.parent)

    def _make(self, folder: Path) -> None:
        with told_of_room():
            folder.mkdir(parents=True, mode=0o700, exist_ok=True)


@contextmanager
def told_of_room() -> Iterator[None]:
    """Say in plain words that a disk is full.

    Raises:
        NoRoom: It is.
    """
    try:
        yield
    except OSError as problem:
        if problem.errno not in NO_ROOM:
            raise
        msg = Phrase("The disk is full, and nothing was stored. Tell who runs this site.")
        raise NoRoom(msg) from problem


def _poured(file: IO[bytes], written: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        written.write(chunk)
    written.flush()
    os.fsync(written.fileno())
    return digest.hexdigest()


def _bring_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
