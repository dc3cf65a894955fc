"""``landtrust backup`` and ``landtrust restore``: the whole store in one file, and back."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from sqlalchemy import Connection, Engine

from landtrust.cli.store_copy import digests_table, told_rows
from landtrust.cli.tiles import build_tiles, told
from landtrust.database import (
    begin_filling,
    end_filling,
    opened_engine,
    require_current_tables,
    wanted_revision,
    writing,
)
from landtrust.errors import InvalidInput, LandTrustError, RuleBroken
from landtrust.queries.book_faults import evidence_files
from landtrust.queries.whole_store import TableDigest, row_counts, table_digests
from landtrust.services.backup_file import (
    COPY_NAMES,
    Kind,
    Manifest,
    read_manifest,
    unpack,
    unpack_papers,
    write_backup_file,
)
from landtrust.services.evidence_folder import EvidenceFolder
from landtrust.services.postgresql_backup import dump, restore_rows
from landtrust.services.sqlite_backup import copy_file, put_in_place
from landtrust.services.store_copy import refuse_filled, require_equal
from landtrust.settings import Settings, read_settings
from landtrust.sources.fingerprints import sha256_of_file

_ROOM = "restoring"
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup")
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write the whole store into FILE, as it is at one moment, while the server runs.

    The file is a zip with the copy that the database's own tool made, and a fingerprint of every
    table. The copies of papers are in it too. It holds names of private persons: keep it as safe
    as the database.
    """
    if file.exists():
        raise InvalidInput(f"There is a file {file} already; give the backup another name.")
    console, settings = Console(stderr=True), read_settings()
    papers = EvidenceFolder(settings.evidence_folder)
    with (
        opened_engine(settings.database) as engine,
        _empty_room(file.with_name(f".{file.name}.unfinished")) as room,
    ):
        require_current_tables(engine)
        manifest = _with_papers(_take(engine, room, console), engine, papers)
        with console.status("Packing …"):
            write_backup_file(room / "backup.zip", room / manifest.copy_name, manifest, papers)
        _give_name(room / "backup.zip", file)
    Console().print(digests_table(manifest.tables, f"Saved in {file.name}"))


def _with_papers(manifest: Manifest, engine: Engine, papers: EvidenceFolder) -> Manifest:
    """The manifest with the copies of papers that lie in the folder.

    They are looked for after the store was copied: a file is in the folder before any row tells
    of it, and stays there.

    Raises:
        LandTrustError: The database tells of one that is not there.
    """
    there = set(papers.fingerprints())
    with engine.connect() as connection:
        missing = [one for one, _ in evidence_files(connection) if one not in there]
    if missing:
        msg = (
            f"{len(missing)} copies of papers are not in {papers.folder}, such as {missing[0]}. "
            "Bring them back from a former backup, or from the folder of the machine that has them."
        )
        raise LandTrustError(msg)
    return manifest.model_copy(update={"papers": tuple(sorted(there))})


def _give_name(written: Path, file: Path) -> None:
    try:
        file.hardlink_to(written)  # to rename it would overwrite what came there meanwhile
    except FileExistsError as problem:
        msg = f"There is a file {file} already; give the backup another name."
        raise InvalidInput(msg) from problem


def _take(engine: Engine, room: Path, console: Console) -> Manifest:
    """Copy the store into the room, and say what the copy holds."""
    kind = _kind(engine)
    copy, made_at = room / COPY_NAMES[kind], datetime.now(UTC)
    tables = (_take_sqlite if kind == "sqlite" else _take_postgresql)(engine, copy, console)
    return Manifest(
        kind=kind,
        revision=wanted_revision(),
        made_at=made_at,
        tables=tables,
        copy_sha256=sha256_of_file(copy),
        copy_bytes=copy.stat().st_size,
    )


def _take_sqlite(engine: Engine, copy: Path, console: Console) -> dict[str, TableDigest]:
    with console.status("Copying …"), engine.connect() as connection:
        copy_file(connection, copy)
    with opened_engine(f"sqlite:///{copy}") as copied, copied.connect() as connection:
        return _digests(connection, console)


def _take_postgresql(engine: Engine, copy: Path, console: Console) -> dict[str, TableDigest]:
    # One transaction: what is dumped is the state whose tables are then read.
    with engine.connect() as connection:
        with console.status("Copying …"):
            dump(connection, copy)
        return _digests(connection, console)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Put it in the place of all that the database has.")
@click.option("--tiles/--no-tiles", default=True, help="Build the map tiles afterwards.")
def restore(file: Path, *, replace: bool, tiles: bool) -> None:
    """Bring a backup's store back into the database, and compare both.

    FILE is checked before anything is touched. What the database has stays until the backup is in
    it whole. PostgreSQL lets readers wait that long; SQLite shows them what was before.
    """
    settings = read_settings()
    console = Console(stderr=True)
    with opened_engine(settings.database) as engine:
        manifest = _restore(file, engine, settings, console, replace=replace)
        Console().print(digests_table(manifest.tables, f"Restored from {file.name}"))
        if tiles:
            with console.status("Building the map tiles …"):
                click.echo(told(build_tiles(engine, settings)))


def _restore(
    file: Path, engine: Engine, settings: Settings, console: Console, *, replace: bool
) -> Manifest:
    manifest = read_manifest(file)
    _refuse_unfit(file, manifest, _kind(engine))
    with _advising_replace(), engine.connect() as connection:
        if not replace:
            refuse_filled(connection)
    with _empty_room(settings.state_folder / _ROOM) as room:
        with console.status("Unpacking …"):
            copy = unpack(file, manifest, room)
            # Before the rows that tell of them; until then they are nobody's.
            unpack_papers(file, manifest, EvidenceFolder(settings.evidence_folder))
        if manifest.kind == "sqlite":
            _put_sqlite(engine, copy, manifest, console, replace=replace)
        else:
            _put_postgresql(engine, copy, manifest, console, replace=replace)
    return manifest


def _put_sqlite(
    engine: Engine, copy: Path, manifest: Manifest, console: Console, *, replace: bool
) -> None:
    with opened_engine(f"sqlite:///{copy}") as unpacked:
        require_current_tables(unpacked)
        with unpacked.connect() as connection:
            require_equal(manifest.tables, _digests(connection, console))
    with _advising_replace(), engine.connect() as connection:
        if not replace:
            refuse_filled(connection)  # a load may have ended meanwhile
    with console.status("Putting it in place …"), engine.connect() as connection:
        put_in_place(copy, connection)
    with engine.connect() as connection:
        require_equal(manifest.tables, _digests(connection, console))


def _put_postgresql(
    engine: Engine, copy: Path, manifest: Manifest, console: Console, *, replace: bool
) -> None:
    with _advising_replace(), writing(engine) as connection:
        begin_filling(connection)
        with console.status("Putting it in place …"):
            restore_rows(copy, connection, replace=replace)
        require_equal(manifest.tables, _digests(connection, console))
        end_filling(connection)


def _digests(connection: Connection, console: Console) -> dict[str, TableDigest]:
    with told_rows(console, sum(row_counts(connection).values())) as told_of:
        return table_digests(connection, told_of)


def _kind(engine: Engine) -> Kind:
    return "sqlite" if engine.dialect.name == "sqlite" else "postgresql"


def _refuse_unfit(file: Path, manifest: Manifest, kind: Kind) -> None:
    if manifest.kind != kind:
        msg = (
            f"{file.name} is the backup of a {manifest.kind} store, and the database is {kind}: "
            "restore it into a database of its own kind, then run “landtrust database copy”."
        )
        raise InvalidInput(msg, kind=manifest.kind)
    if manifest.revision != wanted_revision():
        msg = (
            f"{file.name} has tables of revision {manifest.revision}, this program needs "
            f"{wanted_revision()}: restore it with the version of Landtrust that made it, then "
            "upgrade."
        )
        raise InvalidInput(msg, revision=manifest.revision)


@contextmanager
def _advising_replace() -> Iterator[None]:
    try:
        yield
    except RuleBroken as problem:
        problem.message += " Use --replace to put the backup in its place."
        raise


@contextmanager
def _empty_room(folder: Path) -> Iterator[Path]:
    """A folder for files on their way, for one at a time; whoever left one was killed."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        _claim(handle, folder)
        for leftover in folder.iterdir():
            leftover.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
    finally:
        os.close(handle)


def _claim(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        raise RuleBroken(f"Another process is at work in {folder}.") from problem
