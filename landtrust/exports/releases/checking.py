"""Whether releases are still as they were made."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from landtrust.errors import LandTrustError
from landtrust.exports.releases.folder import ReleaseFolder, leftovers, read_sums
from landtrust.exports.releases.manifest import SUMS, Release, Withdrawn
from landtrust.queries.releases import RecordedRelease
from landtrust.sources.fingerprints import sha256_of_file


def release_faults(folder: ReleaseFolder, recorded: Iterable[RecordedRelease]) -> Iterator[str]:
    """What is wrong with releases, a sentence each; every file of them is read.

    Args:
        folder: Where they lie.
        recorded: What the book tells of.
    """
    known = {(one.name, one.version): one for one in recorded}
    for name in folder.names():
        for number in folder.numbers(name):
            book = known.pop((name, str(number)), None)
            try:
                yield from _of_one(folder.require(name, str(number)), folder, book)
            except LandTrustError as problem:
                yield problem.message
    for (name, version), book in known.items():
        if not book.is_withdrawn:
            yield f"The release {name} {version} is in the book, and its folder is missing."


def file_faults(folder: Path) -> Iterator[str]:
    """What is wrong with the files of a release, by its list of sums."""
    sums = read_sums(folder)
    there = {one.name for one in folder.iterdir()} - {SUMS}
    for name in sorted(sums.keys() | there):
        if name not in sums:
            yield f"{folder / name} does not belong there."
        elif name not in there:
            yield f"{folder / name} is missing."
        elif sha256_of_file(folder / name) != sums[name]:
            yield f"{folder / name} is not the file that was released."


def _of_one(
    found: Release | Withdrawn, folder: ReleaseFolder, book: RecordedRelease | None
) -> Iterator[str]:
    if isinstance(found, Withdrawn):
        yield from _left_behind(found, folder)
    else:
        yield from _faults(found, folder.of(found), book)


def _faults(release: Release, folder: Path, book: RecordedRelease | None) -> Iterator[str]:
    yield from file_faults(folder)
    is_told = (folder / SUMS).exists() and book is not None
    if book is not None and is_told and sha256_of_file(folder / SUMS) != book.sha256:
        yield f"{folder / SUMS} is not the list that the book tells of."
    if book is not None and book.is_withdrawn:
        yield f"The release {release.name} {release.version} was withdrawn, and is there."


def _left_behind(withdrawn: Withdrawn, folder: ReleaseFolder) -> Iterator[str]:
    for path in leftovers(folder.of(withdrawn)):
        yield f"{path} was withdrawn, and is there: run “landtrust release withdraw” again."
