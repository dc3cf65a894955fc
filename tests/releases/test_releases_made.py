"""A release is made whole or not at all, never changes, and can be withdrawn."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from landtrust.cli.releases import withdraw_release
from landtrust.database import writing
from landtrust.domain.release_names import parse_version
from landtrust.errors import LandTrustError, NoRoom, NotAllowed, NotFound, RuleBroken
from landtrust.exports import whole_files
from landtrust.exports.releases.checking import release_faults
from landtrust.exports.releases.folder import TOMBSTONE, ReleaseFolder
from landtrust.exports.releases.manifest import MANIFEST, SUMS, Release, Withdrawn
from landtrust.queries.releases import WITHDRAW_RELEASE, RecordedRelease, recorded_releases
from landtrust.queries.visibility import Tier
from landtrust.services.record_book import COMMAND_LINE, Actor, Errand
from landtrust.services.releases import record_release
from landtrust.sources.fingerprints import sha256_of_file
from tests.moving.stores_in_use import address_of, diagnosis
from tests.people import errand
from tests.releases.conftest import happen
from tests.releasing import FIRST, NAME, NOW, SECOND, plan, released
from tests.stores import PROJECT_ROOT, values_of

WHY = "It named somebody who asked to be left out."


@pytest.fixture
def folder(tmp_path: Path) -> ReleaseFolder:
    return ReleaseFolder(tmp_path / "releases")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def _recorded(engine: Engine) -> tuple[RecordedRelease, ...]:
    with engine.connect() as connection:
        return recorded_releases(connection)


def _withdrawn(engine: Engine, folder: ReleaseFolder, version: str = FIRST) -> Withdrawn:
    wanted = Errand(COMMAND_LINE, WITHDRAW_RELEASE, NOW, why=WHY)
    word = Withdrawn(
        name=NAME, title="", version=version, publisher="", address=None,
        on=date(2026, 11, 27), why=wanted.why or "",
    )  # fmt: skip
    return withdraw_release(engine, folder, word, wanted)


def _faults(engine: Engine, folder: ReleaseFolder) -> list[str]:
    return list(release_faults(folder, _recorded(engine)))


def test_the_same_store_gives_the_same_bytes(town: Engine, tmp_path: Path) -> None:
    one, other = ReleaseFolder(tmp_path / "one"), ReleaseFolder(tmp_path / "other")
    first = released(town, one, plan())
    with writing(town) as connection:
        connection.execute(text("DELETE FROM audit_event"))
    second = released(town, other, plan())
    assert _bytes(one.of(first)) == _bytes(other.of(second))


def test_a_version_is_made_once_and_the_next_one_is_later(
    town: Engine, folder: ReleaseFolder
) -> None:
    first = released(town, folder, plan(SECOND))
    kept = _bytes(folder.of(first))
    happen(town)
    for version in (SECOND, FIRST):
        with pytest.raises(RuleBroken, match=r"such as 2026-11-26\.2"):
            released(town, folder, plan(version))
    assert _bytes(folder.of(first)) == kept
    released(town, folder, plan(f"{SECOND}.2"))
    assert _bytes(folder.of(first)) == kept
    assert [one.version for one in folder.versions(NAME)] == [f"{SECOND}.2", SECOND]
    assert released(town, folder, plan(FIRST, "another")).changelog is None
    assert folder.names() == ["another", NAME]


def test_the_book_tells_who_made_it_from_which_bytes(town: Engine, folder: ReleaseFolder) -> None:
    release = released(town, folder, plan())
    sums = sha256_of_file(folder.of(release) / SUMS)
    assert _recorded(town) == (RecordedRelease(NAME, FIRST, sums, is_withdrawn=False),)
    actors = values_of(town, "SELECT actor FROM audit_event WHERE action = 'make_release'")
    assert actors == [COMMAND_LINE.name]
    assert _faults(town, folder) == []


def test_a_version_that_the_book_tells_of_is_not_made_again(
    town: Engine, folder: ReleaseFolder, tmp_path: Path
) -> None:
    released(town, folder, plan())
    elsewhere = ReleaseFolder(tmp_path / "elsewhere")
    with pytest.raises(RuleBroken, match="bring its folder back"):
        released(town, elsewhere, plan())
    assert elsewhere.names() == []
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == [".lock"]
    assert len(_recorded(town)) == 1


def test_only_stewards_make_releases(town: Engine) -> None:
    organizer = errand("make_release", Actor("Ann", Tier.ORGANIZER))
    with writing(town) as connection, pytest.raises(NotAllowed):
        record_release(connection, organizer, NAME, FIRST, "0" * 64)


def test_a_disk_that_is_full_leaves_nothing(
    town: Engine, folder: ReleaseFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(whole_files, "LEAST_FREE_BYTES", 10**18)
        with pytest.raises(NoRoom):
            released(town, folder, plan())
    assert [one.name for one in (tmp_path / "releases").iterdir()] == [".lock"]
    assert _recorded(town) == ()
    released(town, folder, plan())


_KILLED = """
import os, sys
from pathlib import Path
from landtrust.database import open_engine
from landtrust.exports.releases import folder, making
from tests.releasing import plan, released
def kill(*given, **named):
    os._exit(9)
where = sys.argv[3]
if where == "writing":
    making._bbox = kill
elif where == "publishing":
    folder._make_lasting = kill
else:
    rename = Path.rename
    def rename_and_die(self, target):
        rename(self, target)
        kill()
    Path.rename = rename_and_die
released(open_engine(sys.argv[1]), folder.ReleaseFolder(Path(sys.argv[2])), plan())
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["writing", "publishing", "named"])
def test_a_release_that_is_killed_is_whole_or_not_there(
    town: Engine, folder: ReleaseFolder, tmp_path: Path, where: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, address_of(town), str(tmp_path / "releases"), where],
        cwd=PROJECT_ROOT,
        check=False,
    )
    assert done.returncode == 9
    assert _recorded(town) == ()
    if where == "named":
        assert folder.names() == [NAME]
        assert _faults(town, folder) == []
        return
    assert folder.names() == []
    assert (tmp_path / "releases" / ".writing").exists()
    released(town, folder, plan())
    assert _faults(town, folder) == []
    assert not (tmp_path / "releases" / ".writing").exists()


def test_what_is_asked_of_the_store_does_not_grow_with_it(
    town: Engine, folder: ReleaseFolder
) -> None:
    sent: list[str] = []

    def note(*values: object) -> None:
        sent.append(str(values[2]))

    event.listen(town, "before_cursor_execute", note)
    counts = []
    released(town, folder, plan(name="first-of-the-book"))
    for version, parcels in ((FIRST, "parcel_id > 0"), (SECOND, "parcel_id > 2")):
        with writing(town) as connection:
            connection.execute(text(f"DELETE FROM parcel_facts WHERE NOT {parcels}"))  # noqa: S608
        sent.clear()
        released(town, folder, plan(version))
        counts.append(len(sent))
    assert counts[0] == counts[1] < 45, sent


def test_a_release_that_is_withdrawn_leaves_its_word_alone(
    town: Engine, folder: ReleaseFolder
) -> None:
    first = released(town, folder, plan())
    withdrawn = _withdrawn(town, folder)
    assert (withdrawn.on, withdrawn.why) == (date(2026, 11, 27), WHY)
    assert [one.name for one in folder.of(first).iterdir()] == [TOMBSTONE]
    assert folder.find(NAME, FIRST) == withdrawn
    assert (folder.whole(NAME), folder.names()) == ([], [NAME])
    assert _recorded(town)[0].is_withdrawn
    whys = values_of(town, "SELECT after FROM audit_event WHERE action = 'withdraw_release'")
    assert json.loads(whys[0])["why"] == WHY
    assert _faults(town, folder) == []
    # Nothing to compare with: the next one says nothing of what was in it.
    assert released(town, folder, plan(SECOND)).changelog is None


def test_a_withdrawal_that_was_killed_holds_and_is_ended_by_the_next(
    town: Engine, folder: ReleaseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = released(town, folder, plan())

    def killed(path: Path) -> None:
        raise KeyboardInterrupt(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            _withdrawn(town, folder)
    assert isinstance(folder.find(NAME, FIRST), Withdrawn)
    assert all("was withdrawn, and is there" in one for one in _faults(town, folder))
    assert len(_faults(town, folder)) == len(first.files) + 2
    assert _withdrawn(town, folder).why == WHY
    assert _faults(town, folder) == []


def test_only_what_was_released_can_be_withdrawn(town: Engine, folder: ReleaseFolder) -> None:
    for name, version in ((NAME, FIRST), ("../etc", FIRST), (NAME, "../x"), (NAME, "2026-02-30")):
        with pytest.raises(NotFound):
            folder.require(name, version)
    assert folder.versions("../etc") == []
    with pytest.raises(NotFound):
        _withdrawn(town, folder)
    assert _recorded(town) == ()


def _change(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def _spoil_file(folder: Path) -> None:
    _change(folder / "counties.csv")


def _spoil_sums(folder: Path) -> None:
    _spoil_file(folder)
    sha256 = sha256_of_file(folder / "counties.csv")
    lines = (folder / SUMS).read_text("utf-8").splitlines(keepends=True)
    kept = [one for one in lines if "counties.csv" not in one]
    (folder / SUMS).chmod(0o644)
    (folder / SUMS).write_text("".join([*kept, f"{sha256}  counties.csv\n"]), "utf-8")


def _lose_sums(folder: Path) -> None:
    (folder / SUMS).unlink()


def _lose_file(folder: Path) -> None:
    (folder / "regions.csv").unlink()


def _add_file(folder: Path) -> None:
    (folder / "notes.txt").write_text("more", "utf-8")


def _lose_all(folder: Path) -> None:
    folder.rename(folder.parent.parent.parent / "lost")


def _spoil_manifest(folder: Path) -> None:
    (folder / MANIFEST).chmod(0o644)
    (folder / MANIFEST).write_text('{"edition": 1}', "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_spoil_file, "counties.csv is not the file that was released."),
        (_spoil_sums, "SHA256SUMS is not the list that the book tells of."),
        (_lose_sums, "README.md does not belong there."),
        (_lose_file, "regions.csv is missing."),
        (_add_file, "notes.txt does not belong there."),
        (_lose_all, "is in the book, and its folder is missing."),
        (_spoil_manifest, "is damaged"),
    ],
)
@pytest.mark.sqlite_only("files are checked")
def test_the_doctor_finds_what_is_not_as_it_was_made(
    town: Engine, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    folder = ReleaseFolder(tmp_path / "releases")
    release = released(town, folder, plan())
    assert diagnosis(address_of(town), tmp_path)["releases"]["state"] == "ok"
    spoil(folder.of(release))
    found = diagnosis(address_of(town), tmp_path)["releases"]
    assert found["state"] == "failed"
    assert any(said in one for one in found["faults"]), found


def test_one_damaged_release_hides_neither_the_others_nor_their_faults(
    town: Engine, folder: ReleaseFolder
) -> None:
    first = released(town, folder, plan())
    second = released(town, folder, plan(SECOND))
    _spoil_file(folder.of(first))
    newer = {**json.loads((folder.of(second) / MANIFEST).read_bytes()), "edition": 2, "doi": "10."}
    (folder.of(second) / MANIFEST).chmod(0o644)
    (folder.of(second) / MANIFEST).write_text(json.dumps(newer), "utf-8")
    assert folder.versions(NAME) == [first]
    for asked in (folder.newest_whole, lambda name: folder.find(name, SECOND)):
        with pytest.raises(LandTrustError, match="is damaged"):
            asked(NAME)
    faults = _faults(town, folder)
    assert [one for one in faults if "is damaged" in one] == faults[:1]
    assert [one for one in faults if "counties.csv" in one] == faults[1:]
    with pytest.raises(RuleBroken):
        released(town, folder, plan(SECOND))
    with pytest.raises(LandTrustError, match="is damaged"):
        released(town, folder, plan(f"{SECOND}.2"))


def test_a_release_under_the_name_of_another_is_damaged(
    town: Engine, folder: ReleaseFolder
) -> None:
    first = folder.of(released(town, folder, plan()))
    first.rename(first.with_name(SECOND))
    assert folder.versions(NAME) == []
    assert folder.numbers(NAME) == [parse_version(SECOND)]


def test_the_doctor_finds_a_release_that_came_back_after_it_was_withdrawn(
    town: Engine, folder: ReleaseFolder
) -> None:
    release = released(town, folder, plan())
    kept = _bytes(folder.of(release))
    _withdrawn(town, folder)
    (folder.of(release) / TOMBSTONE).unlink()
    for name, content in kept.items():
        (folder.of(release) / name).write_bytes(content)
    assert _faults(town, folder) == [f"The release {NAME} {FIRST} was withdrawn, and is there."]


def test_a_damaged_release_is_not_compared_with(town: Engine, folder: ReleaseFolder) -> None:
    release = released(town, folder, plan())
    _change(folder.of(release) / "parcels.parquet")
    with pytest.raises(LandTrustError, match="is damaged"):
        released(town, folder, plan(SECOND))
    assert [one.version for one in folder.versions(NAME)] == [FIRST]


def test_an_empty_store_can_be_released(store: Engine, folder: ReleaseFolder) -> None:
    release: Release = released(store, folder, plan())
    assert (release.newest_day, release.bbox, release.tables[0].rows) == (None, None, 0)
    assert [one.key for one in release.sources] == ["census", "book"]
    second = released(store, folder, plan(SECOND))
    assert second.changelog is not None
    assert second.changelog.changed == 0
