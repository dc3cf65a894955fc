"""``landtrust doctor``: whether store, tiles, releases and folder are sound, and what to do."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import click
import orjson
from rich.console import Console
from rich.text import Text
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from landtrust.database import open_engine, require_current_tables
from landtrust.errors import ConfigurationError, LandTrustError
from landtrust.exports.releases.checking import release_faults
from landtrust.exports.releases.folder import ReleaseFolder
from landtrust.exports.tile_archive import TileFolder
from landtrust.queries.book_faults import evidence_files
from landtrust.queries.readiness import current_snapshot_ids
from landtrust.queries.releases import recorded_releases
from landtrust.queries.store_faults import STORE_CHECKS, StoreCheck, store_versions
from landtrust.services.evidence_folder import EvidenceFolder
from landtrust.settings import Settings, read_settings

_LEAST_FREE_BYTES = 1 << 30
_MIB = 1 << 20
_STYLES = {"ok": "green", "failed": "bold red", "not checked": "yellow"}


@dataclass(frozen=True)
class Finding:
    """What came of one check.

    Attributes:
        name: A word for programs.
        holds: The sentence that is true where all is well.
        advice: What to do where it is not.
        faults: What is wrong; None: it could not be checked.
        note: What else is worth knowing.
    """

    name: str
    holds: str
    advice: str
    faults: tuple[str, ...] | None
    note: str = ""

    @property
    def state(self) -> str:
        """``ok``, ``failed`` or ``not checked``."""
        if self.faults is None:
            return "not checked"
        return "failed" if self.faults else "ok"


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Check database, tiles, releases and state folder, and say what to do.

    Ends with 0 where all is well, else with 1. Every row is read: a large store takes minutes.
    """
    settings = read_settings()
    findings = []
    console = Console(soft_wrap=True)
    for finding in _findings(settings):
        findings.append(finding)
        if not as_json:
            _print(console, finding)
    sound = all(finding.state == "ok" for finding in findings)
    if as_json:
        click.echo(_as_json(findings, sound=sound))
    context.exit(0 if sound else 1)


def _findings(settings: Settings) -> Iterator[Finding]:
    engine, opened = _open(settings)
    yield opened
    tables = _tables(engine)
    yield tables
    readable = engine if tables.state == "ok" else None
    for check in STORE_CHECKS:
        faults = None if readable is None else _faults(readable, check)
        yield Finding(check.name, check.holds, check.advice, faults)
    yield _tiles(readable, settings)
    yield _copies(readable, settings)
    yield _releases(readable, settings)
    yield _folder(settings, engine)
    if engine is not None:
        engine.dispose()


def _open(settings: Settings) -> tuple[Engine | None, Finding]:
    def told(*faults: str, note: str = "") -> Finding:
        advice = "Check LANDTRUST_DATABASE_URL, and that the database server runs."
        return Finding("database", "The database opens.", advice, faults, note)

    try:
        engine = open_engine(settings.database)
        file = _file_of(engine)
        if file and not file.exists():
            # To connect would make it.
            return None, told(f"There is no file {file}; “landtrust database upgrade” makes it.")
        with engine.connect() as connection:
            return engine, told(note=store_versions(connection))
    except ConfigurationError as problem:
        return None, told(problem.message)
    except DBAPIError as problem:
        return None, told(_in_one_line(problem))


def _file_of(engine: Engine) -> Path | None:
    is_file = engine.dialect.name == "sqlite" and engine.url.database
    return Path(str(engine.url.database)) if is_file else None


def _in_one_line(problem: DBAPIError) -> str:
    return " ".join(str(problem.orig).split())


def _tables(engine: Engine | None) -> Finding:
    faults: tuple[str, ...] | None = None
    if engine is not None:
        try:
            require_current_tables(engine)
            faults = ()
        except LandTrustError as problem:
            faults = (problem.message,)
    advice = "Run “landtrust database upgrade”, unless it says otherwise above."
    return Finding("revision", "The tables are those of this program.", advice, faults)


def _faults(engine: Engine, check: StoreCheck) -> tuple[str, ...]:
    try:
        with engine.connect() as connection:
            return tuple(check.faults(connection))
    except DBAPIError as problem:
        return (f"The check itself failed: {_in_one_line(problem)}.",)


def _tiles(engine: Engine | None, settings: Settings) -> Finding:
    faults = None if engine is None else tuple(_tile_faults(engine, settings.tiles_folder))
    return Finding(
        "tiles",
        "The map tiles are of what is loaded now.",
        "Run “landtrust tiles build”.",
        faults,
    )


def _tile_faults(engine: Engine, folder: Path) -> Iterator[str]:
    with engine.connect() as connection:
        current = tuple(current_snapshot_ids(connection))
    tiles = TileFolder(folder)
    if current and tiles.current() is None:
        yield f"There are no tiles in {folder}."
    elif current and tiles.built_of() != current:
        yield "The tiles are not of the newest loads."


def _copies(engine: Engine | None, settings: Settings) -> Finding:
    faults = None if engine is None else tuple(_copy_faults(engine, settings.state_folder))
    return Finding(
        "copies",
        "The state folder has the copy of each paper, and no other.",
        "Bring LANDTRUST_STATE_FOLDER back from a backup; a copy of no paper can be deleted.",
        faults,
    )


def _copy_faults(engine: Engine, state_folder: Path) -> Iterator[str]:
    folder = state_folder / "evidence"
    with engine.connect() as connection:
        wanted = dict(evidence_files(connection))
    for sha256, size in wanted.items():
        path = folder / sha256[:2] / sha256
        if not path.is_file():
            yield f"There is no file {path}."
        elif path.stat().st_size != size:
            yield f"The file {path} has {path.stat().st_size:,} bytes, not {size:,}."
    for path in sorted(folder.glob("??/*")):
        if path.name not in wanted:
            yield f"The file {path} is the copy of no paper."
    for path in EvidenceFolder(folder).beginnings():
        yield f"The file {path} was begun and never ended, or somebody uploads just now."


def _releases(engine: Engine | None, settings: Settings) -> Finding:
    faults = None
    if engine is not None:
        with engine.connect() as connection:
            recorded = recorded_releases(connection)
        faults = tuple(release_faults(ReleaseFolder(settings.releases_folder), recorded))
    return Finding(
        "releases",
        "Each release is there, and is as it was made.",
        "Bring its folder back, from a copy of LANDTRUST_STATE_FOLDER or from whoever has the "
        "files: its SHA-256 tells whether they are right.",
        faults,
    )


def _folder(settings: Settings, engine: Engine | None) -> Finding:
    file = _file_of(engine) if engine is not None else None
    size = file.stat().st_size if file and file.exists() else 0
    return Finding(
        "folder",
        "The state folder can be written, and has room for another load.",
        "Let this user write to LANDTRUST_STATE_FOLDER, and free space on its disk.",
        tuple(_folder_faults(settings.state_folder, max(size, _LEAST_FREE_BYTES))),
    )


def _folder_faults(folder: Path, needed_bytes: int) -> Iterator[str]:
    try:
        with TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as problem:
        yield f"The folder {folder} cannot be written ({problem.strerror})."
        return
    if free < needed_bytes:
        yield (
            f"The disk of {folder} has {free // _MIB:,} MiB free; a load may need "
            f"{needed_bytes // _MIB:,} MiB."
        )


def _print(console: Console, finding: Finding) -> None:
    line = Text(f"{finding.state:<12}", style=_STYLES[finding.state])
    note = f" ({finding.note})" if finding.note else ""
    console.print(line + Text(f"{finding.name}: {finding.holds}{note}", style="default"))
    for fault in finding.faults or ():
        console.print(Text(f"            {fault}"))
    if finding.faults:
        console.print(Text(f"            {finding.advice}"))


def _as_json(findings: list[Finding], *, sound: bool) -> str:
    checks = [
        {
            "name": finding.name,
            "holds": finding.holds,
            "state": finding.state,
            "faults": finding.faults or (),
            "advice": finding.advice if finding.faults else None,
            "note": finding.note,
        }
        for finding in findings
    ]
    return orjson.dumps({"sound": sound, "checks": checks}, option=orjson.OPT_INDENT_2).decode()
