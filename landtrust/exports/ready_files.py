"""Whole counties as files that are ready before anybody asks: for the public alone.

They lie under ``COUNTY/STAMP/``, where the stamp is a fingerprint of the loads that they are of:
an address never changes what it answers, and what is old is told by its name.
"""

import fcntl
import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from landtrust.exports.file_names import file_name
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.parcel_forms import FORMS, Batches, Form
from landtrust.exports.whole_files import write_whole
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.sources.fingerprints import sha256_of_file

EDITION = 1
"""Raised when the files of the same loads are to be others: a new field, another name of one."""

_STAMP_CHARACTERS = 16
_COUNTY = re.compile(r"\d{5}", re.ASCII)
_STAMP = re.compile(rf"[0-9a-f]{{{_STAMP_CHARACTERS}}}", re.ASCII)
_SUM = ".sha256"

ParcelsOf = Callable[[str], AbstractContextManager[Batches]]
"""All parcels of a county as anybody may see them."""


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file that is ready.

    Attributes:
        county_fips: Whose parcels.
        stamp: Of which loads.
        form: In which form.
        path: Where it lies.
        name: What it is called by whoever downloads it.
        sha256: Its fingerprint.
        size_bytes: Its size.
    """

    county_fips: str
    stamp: str
    form: Form
    path: Path
    name: str
    sha256: str
    size_bytes: int


def stamp_of(snapshots: Iterable[LoadedSnapshot]) -> str:
    """What names the files of a county: a word that is another after each load.

    Args:
        snapshots: Those that are current in the county.
    """
    told = (EDITION, [(one.id, one.sha256) for one in snapshots])
    return hashlib.sha256(repr(told).encode()).hexdigest()[:_STAMP_CHARACTERS]


def counties_of(
    snapshots: Iterable[LoadedSnapshot],
) -> dict[str, tuple[LoadedSnapshot, ...]]:
    """The current snapshots by county."""
    found: dict[str, tuple[LoadedSnapshot, ...]] = {}
    for one in snapshots:
        if one.is_current:
            found[one.county_fips] = (*found.get(one.county_fips, ()), one)
    return found


class ReadyFolder:
    """The folder of the files that are ready.

    Args:
        folder: Where they lie; it may be missing while there is none.
    """

    def __init__(self, folder: Path) -> None:
        """Remember the folder; nothing is read yet."""
        self._folder = folder

    def find(self, county_fips: str, stamp: str, extension: str) -> ReadyFile | None:
        """One file; None where it is not there, or no such can be."""
        if not (_COUNTY.fullmatch(county_fips) and _STAMP.fullmatch(stamp) and extension in FORMS):
            return None
        path = self._path(county_fips, stamp, extension)
        try:
            sha256, _, name = _sum_of(path).read_text("utf-8").strip().partition("  ")
            size = path.stat().st_size
        except FileNotFoundError:
            return None
        return ReadyFile(county_fips, stamp, FORMS[extension], path, name, sha256, size)

    def of_county(self, snapshots: Sequence[LoadedSnapshot]) -> list[ReadyFile]:
        """The files that are ready of a county as it is loaded now, in the order of forms."""
        if not snapshots:
            return []
        stamp = stamp_of(snapshots)
        found = (self.find(snapshots[0].county_fips, stamp, one) for one in FORMS)
        return [one for one in found if one is not None]

    def build(
        self,
        snapshots: Iterable[LoadedSnapshot],
        extensions: Sequence[str],
        parcels_of: ParcelsOf,
        *,
        anew: bool = False,
    ) -> list[ReadyFile]:
        """Write what is not there yet, and remove what is old.

        Args:
            snapshots: Those that are current.
            extensions: Which forms.
            parcels_of: Reads a county.
            anew: Write also what is there.

        Returns:
            The files that were written.

        Raises:
            LandTrustError: One could not be written; those before it are there.
        """
        counties = counties_of(snapshots)
        written = []
        with self._alone():
            for fips, current in counties.items():
                for extension in extensions:
                    stamp = stamp_of(current)
                    if anew or self.find(fips, stamp, extension) is None:
                        with parcels_of(fips) as batches:
                            written.append(self._write(current, FORMS[extension], batches))
            self._remove_old({fips: stamp_of(current) for fips, current in counties.items()})
            self._remove_unwanted(extensions)
        return written

    def _write(self, current: Sequence[LoadedSnapshot], form: Form, batches: Batches) -> ReadyFile:
        first, stamp = current[0], stamp_of(current)
        newest = max(one.day for one in current)
        path = self._path(first.county_fips, stamp, form.extension)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without its sum a file is not found: nobody gets a new file under the sum of an old one.
        _sum_of(path).unlink(missing_ok=True)
        write_whole(form, batches, path, FileNotes(tuple(current)))
        name = file_name([first.county_name], newest, form.extension)
        sha256 = sha256_of_file(path)
        halfway = path.with_name(f".{path.name}{_SUM}")
        halfway.write_text(f"{sha256}  {name}\n", "utf-8")
        halfway.replace(_sum_of(path))
        size = path.stat().st_size
        return ReadyFile(first.county_fips, stamp, form, path, name, sha256, size)

    def _remove_old(self, stamps: dict[str, str]) -> None:
        for folder in self._folder.glob("*/*/"):
            if stamps.get(folder.parent.name) != folder.name:
                shutil.rmtree(folder, ignore_errors=True)

    def _remove_unwanted(self, extensions: Sequence[str]) -> None:
        for extension in set(FORMS) - set(extensions):
            for path in self._folder.glob(f"*/*/parcels.{extension}"):
                _sum_of(path).unlink(missing_ok=True)
                path.unlink()

    def _path(self, county_fips: str, stamp: str, extension: str) -> Path:
        return self._folder / county_fips / stamp / f"parcels.{extension}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _sum_of(path: Path) -> Path:
    return path.with_name(path.name + _SUM)
