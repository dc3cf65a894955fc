"""Copies of papers come into their folder whole or not at all, and are never changed."""

import errno
import io
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.errors import InvalidInput, LandTrustError, NoRoom, TooLarge
from landtrust.services.evidence_folder import EvidenceFolder, told_of_room
from landtrust.sources.fingerprints import sha256_of_file
from tests.papers import PDF, png


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    """A folder that is not there yet."""
    return EvidenceFolder(tmp_path / "evidence")


def test_a_copy_lies_under_its_fingerprint_for_its_owner_alone(folder: EvidenceFolder) -> None:
    stored = folder.store(io.BytesIO(PDF), "Deed.PDF", 1_000)
    assert (stored.sha256, stored.name) == (sha256(PDF).hexdigest(), "Deed.pdf")
    path = folder.path(stored.sha256)
    assert (path.read_bytes(), path.parent.name) == (PDF, stored.sha256[:2])
    assert path.stat().st_mode & 0o077 == 0
    assert folder.folder.stat().st_mode & 0o077 == 0
    assert list(folder.fingerprints()) == [stored.sha256]
    assert folder.beginnings() == []


def test_the_same_copy_twice_is_kept_once(folder: EvidenceFolder) -> None:
    first = folder.store(io.BytesIO(PDF), "a.pdf", 1_000)
    before = folder.path(first.sha256).stat()
    second = folder.store(io.BytesIO(PDF), "b.pdf", 1_000)
    assert second.sha256 == first.sha256
    assert folder.path(first.sha256).stat().st_ino == before.st_ino


def test_a_copy_that_the_disk_damaged_is_told_and_not_overwritten(folder: EvidenceFolder) -> None:
    stored = folder.store(io.BytesIO(PDF), "a.pdf", 1_000)
    folder.path(stored.sha256).write_bytes(b"something else")
    with pytest.raises(LandTrustError, match="is damaged on the disk"):
        folder.store(io.BytesIO(PDF), "a.pdf", 1_000)
    assert folder.path(stored.sha256).read_bytes() == b"something else"


def test_what_is_too_large_or_no_paper_leaves_nothing(folder: EvidenceFolder) -> None:
    with pytest.raises(TooLarge, match="more than 1 megabytes"):
        folder.store(io.BytesIO(PDF + b" " * 1_000_000), "a.pdf", 1_000_000)
    with pytest.raises(InvalidInput):
        folder.store(io.BytesIO(b"<html>"), "a.pdf", 1_000)
    assert not folder.folder.exists()


def test_bytes_with_another_fingerprint_are_refused(folder: EvidenceFolder) -> None:
    with pytest.raises(InvalidInput, match="is damaged"):
        folder.keep(io.BytesIO(PDF), expected="0" * 64)
    assert list(folder.fingerprints()) == []
    assert folder.beginnings() == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_fingerprint_leads_to_a_file(name: str, folder: EvidenceFolder) -> None:
    with pytest.raises(InvalidInput):
        folder.path(name)


def test_only_a_full_disk_is_told_as_one() -> None:
    with pytest.raises(NoRoom), told_of_room():
        raise OSError(errno.EDQUOT, "quota")
    with pytest.raises(PermissionError), told_of_room():
        raise PermissionError(errno.EACCES, "no")


def test_files_of_other_names_are_nobodys_copy(folder: EvidenceFolder) -> None:
    folder.store(io.BytesIO(PDF), "a.pdf", 1_000)
    (folder.folder / "ab").mkdir(exist_ok=True)
    for name in ("notes.txt", "c" * 64):
        (folder.folder / "ab" / name).touch()
    assert len(list(folder.fingerprints())) == 1


_KILLED = """
import io, os, signal, sys
from pathlib import Path
import landtrust.services.evidence_folder as evidence_folder
evidence_folder.os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
evidence_folder.EvidenceFolder(Path(sys.argv[1])).keep(io.BytesIO(b"half of a deed"))
"""


def test_whoever_is_killed_leaves_a_beginning_and_no_copy(folder: EvidenceFolder) -> None:
    command = [sys.executable, "-c", _KILLED, str(folder.folder)]
    ended = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": os.getcwd()})  # noqa: PTH109 - the tests' own folder
    assert ended.returncode == -signal.SIGKILL
    assert list(folder.fingerprints()) == []
    assert len(folder.beginnings()) == 1


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6))
@settings(max_examples=15)
def test_every_copy_is_there_once_and_has_its_fingerprint(
    tmp_path_factory: pytest.TempPathFactory, widths: list[int]
) -> None:
    folder = EvidenceFolder(tmp_path_factory.mktemp("evidence"))
    stored = {folder.store(io.BytesIO(png(one)), "a.png", 5_000).sha256 for one in widths}
    assert set(folder.fingerprints()) == stored
    assert len(stored) == len(set(widths))
    assert all(sha256_of_file(folder.path(one)) == one for one in stored)


def test_bytes_on_their_way_have_no_name(folder: EvidenceFolder) -> None:
    with folder.waiting_room() as waiting:
        waiting.write(PDF)
        assert list(folder.folder.iterdir()) == []
