"""The folder of releases: each has a folder of its own, which is never written to again.

``DATASET/VERSION/`` comes under its name when all of it is on the disk. A release that was
withdrawn keeps its folder, with nothing in it but the word of when and why.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from landtrust.domain.release_names import Version, is_dataset_name, parse_version
from landtrust.errors import InvalidInput, LandTrustError, NotFound, RuleBroken
from landtrust.exports.releases.manifest import MANIFEST, SUMS, Release, Withdrawn
from landtrust.phrases import Phrase

TOMBSTONE = "withdrawn.json"

_log = logging.getLogger(__name__)

_ROOM = ".writing"
_LOCK = ".lock"
_READ_ONLY = 0o444


class ReleaseFolder:
    """The folder of all releases.

    Args:
        folder: Where they lie; it may be missing while there is none.
    """

    def __init__(self, folder: Path) -> None:
        """Remember the folder; nothing is read yet."""
        self._folder = folder

    def names(self) -> list[str]:
        """The datasets that were released, by name."""
        found = (one.name for one in self._folder.glob("*/") if is_dataset_name(one.name))
        return sorted(name for name in found if self.numbers(name))

    def numbers(self, name: str) -> list[Version]:
        """The number of every release of a dataset, newest first; those that are damaged, too."""
        if not is_dataset_name(name):
            return []
        told = (one for one in (self._folder / name).glob("*/") if _says_something(one))
        known = (self._number(name, one.name) for one in told)
        return sorted((one for one in known if one is not None), reverse=True)

    def versions(self, name: str) -> list[Release | Withdrawn]:
        """Every release of a dataset, newest first; one that cannot be read is left out."""
        found = (self._sound(name, str(one)) for one in self.numbers(name))
        return [one for one in found if one is not None]

    def whole(self, name: str) -> list[Release]:
        """The releases of a dataset that were not withdrawn, newest first."""
        return [one for one in self.versions(name) if isinstance(one, Release)]

    def newest_whole(self, name: str) -> Release | None:
        """The newest that was not withdrawn, which the next one is compared with.

        Raises:
            LandTrustError: What a release says of itself cannot be read.
        """
        found = (self.find(name, str(one)) for one in self.numbers(name))
        return next((one for one in found if isinstance(one, Release)), None)

    def find(self, name: str, version: str) -> Release | Withdrawn | None:
        """A release; None where there is none.

        Raises:
            LandTrustError: What it says of itself cannot be read.
        """
        number = self._number(name, version)
        if number is None:
            return None
        try:
            found = _read(self._folder / name / str(number))
        except FileNotFoundError:
            return None
        except ValidationError as problem:
            raise damaged(name, version) from problem
        if (found.name, found.version) != (name, version):
            raise damaged(name, version)
        return found

    def unreadable(self, name: str, version: str) -> str | None:
        """What of a release that is there cannot be read, and why, in a sentence; None: nothing."""
        number = self._number(name, version)
        folder = self._folder / name / str(number)
        if number is None or not folder.is_dir():
            return None
        told = folder / (TOMBSTONE if (folder / TOMBSTONE).exists() else MANIFEST)
        try:
            found = self.find(name, version)
        except LandTrustError as problem:
            return f"{told} cannot be read: {_why(problem.__cause__)}."
        return f"{told} is missing." if found is None else None

    def of(self, release: Release | Withdrawn) -> Path:
        """Where a release lies."""
        return self._folder / release.name / release.version

    @contextmanager
    def making(self, name: str, version: str) -> Iterator[Path]:
        """A folder to write a release into, for one at a time; ``publish`` gives it its name.

        It is gone after the block, and what somebody left who was killed is gone before it.

        Raises:
            RuleBroken: There is such a release, or a later one.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._require_later(name, version)
            room = self._folder / _ROOM
            shutil.rmtree(room, ignore_errors=True)
            (room / version).mkdir(parents=True)
            try:
                yield room / version
            finally:
                shutil.rmtree(room, ignore_errors=True)

    def publish(self, made: Path, name: str) -> None:
        """Give a release its name: from now on it is there, and stays as it is.

        Args:
            made: A folder of ``making`` with all of its files.
            name: Of its dataset.
        """
        for path in made.iterdir():
            path.chmod(_READ_ONLY)
            _make_lasting(path)
        _make_lasting(made)
        final = self._folder / name / made.name
        final.parent.mkdir(exist_ok=True)
        made.rename(final)
        _make_lasting(final.parent)
        _make_lasting(self._folder)

    def withdraw(self, withdrawn: Withdrawn) -> None:
        """Put the word of when and why in the place of a release, then delete its files.

        Whoever does it again deletes what a killed one left.
        """
        folder = self.of(withdrawn)
        # One that is there already keeps its day; one that cannot be read is written anew.
        if not (folder / TOMBSTONE).exists() or self.unreadable(withdrawn.name, withdrawn.version):
            halfway = folder / f".{TOMBSTONE}"
            halfway.write_bytes(withdrawn.model_dump_json(indent=2).encode())
            _make_lasting(halfway)
            halfway.replace(folder / TOMBSTONE)
            _make_lasting(folder)
        for path in leftovers(folder):
            path.unlink()

    def require(self, name: str, version: str) -> Release | Withdrawn:
        """A release that is there, or was.

        Raises:
            NotFound: There is none.
        """
        found = self.find(name, version)
        if found is None:
            msg = Phrase(
                "There is no release “%(name)s %(version)s”.", name=name[:40], version=version[:20]
            )
            raise NotFound(msg)
        return found

    def _require_later(self, name: str, version: str) -> None:
        newest = next(iter(self.numbers(name)), None)
        if newest is not None and newest >= parse_version(version):
            msg = Phrase(
                "%(name)s was released as %(version)s, and a release never changes: the next "
                "version must be a later one, such as %(next)s.",
                name=name,
                version=newest,
                next=newest.next_one(),
            )
            raise RuleBroken(msg)

    def _sound(self, name: str, version: str) -> Release | Withdrawn | None:
        """A release among others, none of which is to suffer for one that is damaged."""
        try:
            return self.find(name, version)
        except LandTrustError as problem:
            _log.warning("%s", problem.message)
            return None

    def _number(self, name: str, version: str) -> Version | None:
        if not is_dataset_name(name):
            return None
        try:
            return parse_version(version)
        except InvalidInput:
            return None


def damaged(name: str, version: str) -> LandTrustError:
    """That a release is not as it was made."""
    msg = Phrase(
        "The release %(name)s %(version)s is damaged: “landtrust doctor” tells more.",
        name=name,
        version=version,
    )
    return LandTrustError(msg)


def _why(problem: BaseException | None) -> str:
    """Where in a file the first mistake is, and which."""
    if not isinstance(problem, ValidationError):
        return "it tells of another release"
    first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"]


def leftovers(folder: Path) -> list[Path]:
    """What lies beside the word of a withdrawal: files that should be gone."""
    return sorted(one for one in folder.iterdir() if one.name != TOMBSTONE)


def read_sums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a release, by its name; empty where the list is not there."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return {name: sha256 for sha256, _, name in (one.partition("  ") for one in lines)}


def _says_something(folder: Path) -> bool:
    return any((folder / name).exists() for name in (TOMBSTONE, MANIFEST))


def _read(folder: Path) -> Release | Withdrawn:
    """What a release says of itself.

    Raises:
        FileNotFoundError: It says nothing.
        ValidationError: It cannot be read.
    """
    try:
        return _told(*_state(folder / TOMBSTONE))
    except FileNotFoundError:
        return _told(*_state(folder / MANIFEST))


def _state(path: Path) -> tuple[Path, int, int]:
    found = path.stat()
    return path, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=128)
def _told(path: Path, _changed_ns: int, _size_bytes: int) -> Release | Withdrawn:
    # Each page asks for every release of a dataset, and a release never changes.
    kind = Withdrawn if path.name == TOMBSTONE else Release
    return kind.model_validate_json(path.read_bytes())


def _make_lasting(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
