"""What the tests of whole stores do with them, through the command as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy import Engine

from landtrust.cli.main import landtrust
from landtrust.cli.store_copy import copy_whole
from landtrust.database import opened_engine
from landtrust.queries.whole_store import TableDigest, table_digests
from tests.stores import PROJECT_ROOT

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
OTHER: dict[Kind, Kind] = {"sqlite": "postgresql", "postgresql": "sqlite"}


def address_of(engine: Engine) -> str:
    """The address of a store that is open."""
    return engine.url.render_as_string(hide_password=False)


def digests_of(address: str) -> dict[str, TableDigest]:
    """The digest of every table of a store."""
    with opened_engine(address) as engine, engine.connect() as connection:
        return table_digests(connection, lambda _table, _rows: None)


def copied(source: str, target: str) -> dict[str, TableDigest]:
    """Copy a store, and say what was copied."""
    with opened_engine(source) as ours, opened_engine(target) as theirs:
        return copy_whole(ours, theirs, Console(quiet=True))


def settings_of(address: str, folder: Path) -> dict[str, str]:
    """The environment of a command on this store."""
    return {"LANDTRUST_DATABASE_URL": address, "LANDTRUST_STATE_FOLDER": str(folder)}


def run(address: str, folder: Path, *arguments: str) -> Result:
    """Run a command on this store, in this process."""
    return CliRunner().invoke(
        landtrust, arguments, env=settings_of(address, folder), catch_exceptions=False
    )


def saved(address: str, folder: Path) -> Path:
    """A backup of this store."""
    file = folder / "saved.backup"
    done = run(address, folder, "backup", str(file))
    assert done.exit_code == 0, done.stderr
    return file


def restored(address: str, folder: Path, file: Path, *options: str) -> str:
    """What a restore says, that must go well."""
    done = run(address, folder, "restore", str(file), "--no-tiles", *options)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def started(address: str, folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a command on this store in a process, and a session, of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "landtrust", *arguments],
        cwd=PROJECT_ROOT,
        env={**os.environ, **settings_of(address, folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def diagnosis(address: str, folder: Path) -> dict[str, dict[str, Any]]:
    """What the doctor finds of this store, by the name of the check."""
    done = run(address, folder, "doctor", "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == (0 if said["sound"] else 1)
    return {check.pop("name"): check for check in said["checks"]}


def failed(found: dict[str, dict[str, Any]]) -> set[str]:
    """The checks that did not end well."""
    return {name for name, check in found.items() if check["state"] != "ok"}
