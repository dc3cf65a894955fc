"""Landtrust as its users have it: installed by itself, without the packages of development."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from tests.benchmarks.scale_sets import FOLDER, PROJECT_ROOT
from tests.serving import free_port

_VENV = FOLDER / "venv"
_PATIENCE_SECONDS = 120
_LOOK_EVERY_SECONDS = 0.05


@cache
def landtrust_program() -> Path:
    """The command ``landtrust``, installed from this tree, once in a run.

    The packages of development would be measured with it: some libraries import pandas, which
    takes a second, if only it is there.
    """
    python = _VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", _VENV], check=True)
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *quiet, PROJECT_ROOT], check=True)
    return _VENV / "bin" / "landtrust"


def static_folder() -> Path:
    """The static folder of that installation, which its server offers under ``/static``."""
    landtrust_program()
    return next(_VENV.glob("lib/python*/site-packages/landtrust/static"))


def environment_of(state_folder: Path, database: str | None = None) -> dict[str, str]:
    """An environment for that command: our own settings may name a database that is in use.

    Args:
        state_folder: Of the store.
        database: The database's address; None is the SQLite file in the state folder.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LANDTRUST_", "PYTHON", "VIRTUAL_ENV"))
    }
    named = {} if database is None else {"LANDTRUST_DATABASE_URL": database}
    return {**kept, **named, "LANDTRUST_STATE_FOLDER": str(state_folder)}


@contextmanager
def served(
    state_folder: Path,
    database: str | None = None,
    workers: int = 1,
    settings: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, int]]:
    """Serve a loaded store with ``landtrust serve``; gives host and port.

    Raises:
        RuntimeError: It does not begin to answer.
    """
    place = ("127.0.0.1", free_port())
    process = subprocess.Popen(
        [landtrust_program(), "serve", "--port", str(place[1]), "--workers", str(workers)],
        env={**environment_of(state_folder, database), **(settings or {})},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(place, process)
        yield place
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE_SECONDS)


def wait_for(place: tuple[str, int], process: "subprocess.Popen[bytes]") -> None:
    """Wait until a server that was just started answers.

    Raises:
        RuntimeError: It does not begin to.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(ConnectionError), socket.create_connection(place, 1):
            return
        time.sleep(_LOOK_EVERY_SECONDS)
    raise RuntimeError("A server does not answer.")
