"""A PostgreSQL server of the tests' own: started on a free port in a folder of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from sqlalchemy import URL

from tests.roomy import folder_for_stores
from tests.serving import free_port

PROGRAMS = Path("/usr/lib/postgresql")
_SETTINGS = {
    # What a test would lose in a power cut it can make again.
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
    "timezone": "America/Chicago",
}


class Server:
    """A running server.

    Attributes:
        port: On 127.0.0.1.
        version: Of PostgreSQL, the number before the point.
    """

    def __init__(self, folder: Path, port: int, control: Sequence[str]) -> None:
        self.folder = folder
        self.port = port
        self.version = int((folder / "data" / "PG_VERSION").read_text("ascii"))
        self._control = control

    def address(self, database: str, user: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as a superuser, outside of any transaction."""
        address = self.address(database).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def is_left(self, database: str) -> bool:
        """Whether nobody is connected to one of its databases."""
        address = self.address("postgres").replace("+psycopg", "")
        asked = "SELECT 1 FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(asked, [database]).fetchone() is None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        run([*self._control, "-w", "-l", str(self.folder / "log"), "start"])

    def stop(self) -> None:
        """Stop it as if it were killed; what was committed is kept."""
        run([*self._control, "-m", "immediate", "stop"])

    def tool(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs against it."""
        run([str(program(name)), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres",
             *arguments])  # fmt: skip


def program(name: str) -> Path:
    """One of the newest PostgreSQL's programs.

    Raises:
        FileNotFoundError: No PostgreSQL server is installed.
    """
    found = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        msg = f"{PROGRAMS}/*/bin/{name}: is Debian's package postgresql installed?"
        raise FileNotFoundError(msg)
    return found[-1]


def run(command: Sequence[str]) -> None:
    """Run a program quietly; its words are told where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def check_database(address: URL) -> None:
    """Let PostgreSQL check all tables and indexes of one of its databases."""
    address_of = ["-h", str(address.host), "-p", str(address.port), "-U", "postgres"]
    run([str(program("pg_amcheck")), "--install-missing", "--heapallindexed", *address_of,
         str(address.database)])  # fmt: skip


@contextmanager
def started_server(
    settings: Mapping[str, str] | None = None, below: Path | None = None
) -> Iterator[Server]:
    """A new server, stopped and thrown away after the block.

    Args:
        settings: Put in the place of ours.
        below: Where its folder goes; everybody must be able to enter. None: where stores lie,
            but not below pytest's own folders, which only their owner may enter.
    """
    folder = Path(mkdtemp(prefix="landtrust-postgresql-", dir=below or folder_for_stores()))
    control = [*_as_its_user(folder), str(program("pg_ctl")), "-D", str(folder / "data")]
    port = free_port()
    try:
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        run([*control, "initdb", "-s", "-o", " ".join(options)])
        wanted = {
            **_SETTINGS,
            **(settings or {}),
            "port": str(port),
            "unix_socket_directories": str(folder),
        }
        with (folder / "data" / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in wanted.items())
        server = Server(folder, port, control)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _as_its_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]
