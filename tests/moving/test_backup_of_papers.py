"""A backup has the copies of papers, and a restore brings them back."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.services.evidence import EvidenceFacts, record_evidence
from landtrust.services.evidence_folder import EvidenceFolder
from tests.book import Book
from tests.moving.stores_in_use import Kind, address_of, digests_of, restored, run, saved
from tests.papers import PDF, png

NewAddress = Callable[[Kind], str]


@pytest.fixture
def with_papers(either: Engine, tmp_path: Path) -> tuple[Path, str]:
    """The state folder of a store with a paper, and the fingerprint of its copy."""
    state = tmp_path / "ours"
    copy = EvidenceFolder(state / "evidence").store(io.BytesIO(PDF), "deed.pdf", 10_000)
    with writing(either) as connection:
        book = Book(connection)
        facts = EvidenceFacts("deed", "Deed", date(2015, 3, 1))
        party = book.party("Sample Land Trust", "organization")
        record_evidence(connection, book.errand("record_evidence"), facts, party, copy)
    return state, copy.sha256


def test_copies_of_papers_come_back_elsewhere(
    either: Engine,
    kind: Kind,
    new_address: NewAddress,
    tmp_path: Path,
    with_papers: tuple[Path, str],
) -> None:
    state, sha256 = with_papers
    before = digests_of(address_of(either))
    file = saved(address_of(either), state)
    target, theirs = new_address(kind), tmp_path / "theirs"
    kept = EvidenceFolder(theirs / "evidence").store(io.BytesIO(png()), "a.png", 10_000)
    restored(target, theirs, file)
    folder = EvidenceFolder(theirs / "evidence")
    assert folder.path(sha256).read_bytes() == PDF
    assert kept.sha256 in set(folder.fingerprints()), "what was there stays"
    assert digests_of(target) == before


def test_a_backup_without_a_copy_that_the_store_tells_of_is_refused(
    either: Engine, with_papers: tuple[Path, str]
) -> None:
    state, sha256 = with_papers
    EvidenceFolder(state / "evidence").path(sha256).unlink()
    done = run(address_of(either), state, "backup", str(state / "saved.backup"))
    assert done.exit_code == 1
    assert sha256 in done.stderr
    assert not (state / "saved.backup").exists()


def test_a_copy_that_was_changed_in_the_backup_is_refused(
    either: Engine,
    kind: Kind,
    new_address: NewAddress,
    tmp_path: Path,
    with_papers: tuple[Path, str],
) -> None:
    state, sha256 = with_papers
    file, changed = saved(address_of(either), state), tmp_path / "changed.backup"
    with zipfile.ZipFile(file) as ours, zipfile.ZipFile(changed, "w") as theirs:
        for name in ours.namelist():
            content = ours.read(name)
            theirs.writestr(
                name, content.replace(b"Catalog", b"Katalog") if sha256 in name else content
            )
    target = new_address(kind)
    done = run(target, tmp_path / "theirs", "restore", str(changed), "--no-tiles")
    assert done.exit_code == 2
    assert "copy of a paper is damaged" in done.stderr
    assert list(EvidenceFolder(tmp_path / "theirs" / "evidence").fingerprints()) == []
