"""PostgreSQL's own programs, run as children that get the address by their environment.

On a command line everybody on the machine could read a password.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO

from psycopg import pq
from sqlalchemy import Connection

from landtrust.errors import ConfigurationError, LandTrustError

_VERSION = re.compile(r"\b(\d+)(?:\.\d+|\w+)")


def find_program(name: str, connection: Connection) -> str:
    """The path of a program that is at least as new as the server.

    Raises:
        ConfigurationError: It is not installed, or too old.
    """
    path = shutil.which(name)
    if path is None:
        msg = f"{name} is not installed (Debian: postgresql-client)."
        raise ConfigurationError(msg)
    # An absolute path, and no words of anybody else.
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = _VERSION.search(said.stdout)
    server = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar())) // 10_000
    if found is None or int(found[1]) < server:
        version = found[1] if found else "unknown"
        msg = (
            f"{name} is of version {version}, the database server of {server}: install the "
            f"server's version of it (Debian: postgresql-client-{server})."
        )
        raise ConfigurationError(msg)
    return path


def address_in_environment(connection: Connection) -> dict[str, str]:
    """The environment of a child that is to reach the same database.

    Raises:
        ConfigurationError: The address has a parameter that only a library can be told.
    """
    engine = connection.engine
    _, parts = engine.dialect.create_connect_args(engine.url)
    # What is not of libpq, such as the driver's own types, is no matter of another program.
    options = [one for one in pq.Conninfo.get_defaults() if one.keyword.decode() in parts]
    if untold := [one.keyword.decode() for one in options if not one.envvar]:
        msg = f"LANDTRUST_DATABASE_URL: pg_dump cannot be told {', '.join(untold)}."
        raise ConfigurationError(msg)
    told = {one.envvar.decode(): str(parts[one.keyword.decode()]) for one in options if one.envvar}
    return {**os.environ, **told}


@contextmanager
def output_of(command: Sequence[str], environment: dict[str, str]) -> Iterator[IO[bytes]]:
    """Run a program, and read what it says; it ends with the block.

    Raises:
        LandTrustError: It failed; the message has its own last words.
    """
    with (
        TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603 - a program found by us, arguments of our own
            command, env=environment, stdout=subprocess.PIPE, stderr=complaints
        ) as child,
    ):
        assert child.stdout is not None  # noqa: S101 - asked for above
        try:
            yield child.stdout
        except BaseException:
            child.kill()
            raise
        if child.wait() != 0:
            complaints.seek(0)
            words = complaints.read().decode("utf-8", "replace").strip().splitlines()
            name = command[0].rpartition("/")[2]
            raise LandTrustError(f"{name} failed: {words[-1] if words else child.returncode}")
