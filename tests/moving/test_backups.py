"""A backup is of one moment, is checked before anything is touched, and brings all back."""

import json
import os
import random
import signal
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from landtrust.database import opened_engine, writing
from tests.moving.stores_in_use import (
    OTHER,
    Kind,
    address_of,
    diagnosis,
    digests_of,
    failed,
    restored,
    run,
    saved,
    started,
)
from tests.stores import values_of

NewAddress = Callable[[Kind], str]


def _refused(address: str, folder: Path, file: Path, *options: str) -> str:
    """What a restore says, that must be refused and leave nothing behind."""
    done = run(address, folder, "restore", str(file), "--no-tiles", *options)
    assert done.exit_code not in {0, 70}
    assert not done.stdout
    assert not (folder / "restoring").exists()
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_a_backup_restored_elsewhere_is_the_same_store_with_its_tiles(
    either: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    before = digests_of(address_of(either))
    file = saved(address_of(either), tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".*"))
    target = new_address(kind)
    done = run(target, tmp_path, "restore", str(file))
    assert done.exit_code == 0, done.stderr
    assert all(digest.sha256[:16] in done.stdout for digest in before.values())
    assert "Tiles of 3,18" in done.stdout
    assert digests_of(target) == before
    assert not failed(diagnosis(target, tmp_path))


@pytest.mark.slow
def test_a_backup_taken_during_writes_is_of_one_moment(
    either: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    ended = threading.Event()
    added = threading.Barrier(2)

    def write_on() -> None:
        first = True
        while not ended.is_set():
            with writing(either) as connection:
                connection.exec_driver_sql(
                    "INSERT INTO rejected_row (snapshot_id, row_number, reason, detail, row_text) "
                    "VALUES (1, 1, 'r', 'd', '{}')"
                )
                connection.exec_driver_sql("UPDATE snapshot SET rows_rejected = rows_rejected + 1, "
                                           "rows_read = rows_read + 1 WHERE id = 1")  # fmt: skip
            if first:
                added.wait()
                first = False

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        added.wait()
        file = saved(address_of(either), tmp_path)
    finally:
        ended.set()
        writer.join()
    target = new_address(kind)
    restored(target, tmp_path, file)
    with zipfile.ZipFile(file) as packed:
        tables = json.loads(packed.read("manifest.json"))["tables"]
    assert {name: tuple(said) for name, said in tables.items()} == digests_of(target)
    # Each write told the count with its row: a state between two would not agree.
    found = diagnosis(target, tmp_path)
    assert failed(found) <= {"tiles"}
    with opened_engine(target) as engine:
        (rows,) = values_of(engine, "SELECT count(*) FROM rejected_row WHERE snapshot_id = 1")
    (in_all,) = values_of(either, "SELECT count(*) FROM rejected_row WHERE snapshot_id = 1")
    assert 1 <= rows < in_all


def test_a_store_that_holds_something_is_replaced_only_when_asked(
    either: Engine, tmp_path: Path
) -> None:
    address = address_of(either)
    file = saved(address, tmp_path)
    before = digests_of(address)
    with writing(either) as connection:
        connection.exec_driver_sql("UPDATE snapshot SET notes = 'later' WHERE id = 1")
    later = digests_of(address)
    assert "Use --replace" in _refused(address, tmp_path, file)
    assert digests_of(address) == later != before
    assert "Restored from saved.backup" in restored(address, tmp_path, file, "--replace")
    assert digests_of(address) == before


def test_a_restored_store_gives_new_ids_after_its_last(
    either: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    target = new_address(kind)
    restored(target, tmp_path, saved(address_of(either), tmp_path))
    with opened_engine(target) as engine:
        with writing(engine) as connection:
            connection.exec_driver_sql(
                "INSERT INTO parcel_change (snapshot_id, parcel_id, kind, evidence) "
                "VALUES (1, 1, 'new', '{}')"
            )
        ids = values_of(engine, "SELECT id FROM parcel_change ORDER BY id DESC")
    assert ids[0] == ids[1] + 1


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_backup_is_refused_and_nothing_is_touched(
    either: Engine, backup: Path, tmp_path: Path, part: float
) -> None:
    address = address_of(either)
    os.truncate(backup, int(backup.stat().st_size * part))
    before = digests_of(address)
    assert "is no whole backup" in _refused(address, tmp_path, backup, "--replace")
    assert digests_of(address) == before


def test_a_backup_with_one_byte_changed_is_refused(
    either: Engine, backup: Path, tmp_path: Path
) -> None:
    address = address_of(either)
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 0xFF
    backup.write_bytes(content)
    before = digests_of(address)
    assert "is no whole backup" in _refused(address, tmp_path, backup, "--replace")
    assert digests_of(address) == before


def _rewrite(file: Path, **changes: object) -> None:
    """Change what a backup says, and pack it again without a flaw."""
    with zipfile.ZipFile(file) as packed:
        said = json.loads(packed.read("manifest.json"))
        (name,) = set(packed.namelist()) - {"manifest.json"}
        inside = packed.read(name)
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, inside)
        packed.writestr("manifest.json", json.dumps(said | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"revision": "0000"}, "has tables of revision 0000"),
        ({"kind": "oracle"}, "is no backup of Landtrust"),
        ({"landtrust_backup": 2}, "is no backup of Landtrust"),
        ({"padding": "x" * 1_100_000}, "is no backup of Landtrust"),
        ({"copy_bytes": 100}, "is no whole backup"),
        ({"copy_sha256": "0" * 64}, "is no whole backup"),
    ],
    ids=["revision", "kind", "form", "length", "size", "fingerprint"],
)
def test_a_backup_that_does_not_fit_is_refused_in_one_sentence(
    either: Engine, backup: Path, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    address = address_of(either)
    _rewrite(backup, **changes)
    before = digests_of(address)
    assert words in _refused(address, tmp_path, backup, "--replace")
    assert digests_of(address) == before


def test_a_backup_whose_tables_are_not_what_it_says_is_refused(
    either: Engine, backup: Path, tmp_path: Path
) -> None:
    address = address_of(either)
    with zipfile.ZipFile(backup) as packed:
        tables = json.loads(packed.read("manifest.json"))["tables"]
    _rewrite(backup, tables=tables | {"roll_entry": [3, "0" * 64]})
    before = digests_of(address)
    assert "The table roll_entry differs" in _refused(address, tmp_path, backup, "--replace")
    _rewrite(backup, tables=tables | {"elsewhere": [3, "0" * 64]})
    assert "against no table" in _refused(address, tmp_path, backup, "--replace")
    assert digests_of(address) == before


def test_another_zip_and_another_file_are_no_backups(whole_store: Engine, tmp_path: Path) -> None:
    address = address_of(whole_store)
    other = tmp_path / "pictures.zip"
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("one.txt", "one")
    assert "is no backup of Landtrust" in _refused(address, tmp_path, other, "--replace")
    notes = tmp_path / "notes.txt"
    notes.write_text("Somebody's notes.\n" * 1000, "utf-8")
    assert "is no whole backup" in _refused(address, tmp_path, notes, "--replace")
    missing = run(address, tmp_path, "restore", str(tmp_path / "missing"))
    assert missing.exit_code == 2


def test_a_backup_of_the_other_kind_is_refused_with_the_way_to_go(
    either: Engine, kind: Kind, new_address: NewAddress, tmp_path: Path
) -> None:
    file = saved(address_of(either), tmp_path)
    told = _refused(new_address(OTHER[kind]), tmp_path, file)
    assert f"is the backup of a {kind} store" in told
    assert "landtrust database copy" in told


def test_a_backup_never_takes_the_place_of_a_file(whole_store: Engine, tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("mine", "utf-8")
    done = run(address_of(whole_store), tmp_path, "backup", str(file))
    assert done.exit_code == 2
    assert "There is a file" in done.stderr
    assert file.read_text("utf-8") == "mine"


def test_a_backup_that_was_killed_leaves_nothing_after_the_next(
    whole_store: Engine, tmp_path: Path
) -> None:
    left = tmp_path / ".saved.backup.unfinished"
    left.mkdir()
    (left / "landtrust.sqlite3").write_bytes(b"half of it")
    saved(address_of(whole_store), tmp_path)
    assert not left.exists()


@pytest.mark.slow
def test_a_restore_killed_at_any_moment_leaves_the_old_store_or_the_new(
    either: Engine, tmp_path: Path
) -> None:
    moments = random.Random(20261125)  # noqa: S311 - moments to kill at, not a secret
    address = address_of(either)
    file = saved(address, tmp_path)
    new = digests_of(address)
    with writing(either) as connection:
        connection.exec_driver_sql("UPDATE parcel_change SET evidence = '{\"old\": true}'")
    old = digests_of(address)
    for _ in range(6):
        with started(address, tmp_path, "restore", str(file), "--replace") as process:
            time.sleep(moments.uniform(1.0, 3.5))
            os.killpg(process.pid, signal.SIGKILL)
        assert digests_of(address) in (old, new)
    restored(address, tmp_path, file, "--replace")
    assert digests_of(address) == new
    assert not (tmp_path / "restoring").exists()
