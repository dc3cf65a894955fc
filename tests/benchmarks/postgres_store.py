"""A store on PostgreSQL to measure: a server of its own, set up as for real use."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from tests.benchmarks.measure import Measured, run
from tests.benchmarks.program import environment_of, landtrust_program
from tests.benchmarks.scale_sets import FOLDER
from tests.postgres import Server, started_server

POINT = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)"
NEAREST = f"SELECT id FROM parcel_shape ORDER BY shape <-> {POINT} LIMIT 50"  # noqa: S608 - our own words; the point is bound
"""PostGIS's own 50 nearest, by its index, in degrees and without a total."""

_DATABASE = "landtrust"
_SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "8GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
}


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A new server; what it stores is thrown away at the end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with started_server(_SETTINGS, FOLDER) as server:
        server.tool("createdb", _DATABASE)
        yield server


def address_of(server: Server) -> str:
    """The address of the store on this server."""
    return server.address(_DATABASE)


def plain_address_of(server: Server) -> str:
    """The same address as PostgreSQL's own programs read it."""
    return address_of(server).replace("+psycopg", "")


def load_into(server: Server, file: Path, state_folder: Path) -> Measured:
    """Load a file of Hinds County into the store; making its empty tables is not measured."""
    settings = environment_of(state_folder, address_of(server))
    run([landtrust_program(), "database", "upgrade"], settings)
    options = ["--source", "maris_west", "--county", "28049", "--no-tiles"]
    return run([landtrust_program(), "load", file, *options], settings)


def count_ids(
    connection: psycopg.Connection[tuple[int]], statement: str, place: tuple[float, float]
) -> int:
    """How many ids a statement about a point tells."""
    return len(connection.execute(statement, place).fetchall())


def memory_mib(server: Server) -> float:
    """What the server's processes hold together, what they share counted once, MiB."""
    pid = int((server.folder / "data" / "postmaster.pid").read_text("ascii").split()[0])
    main = psutil.Process(pid)
    held = (one.memory_full_info().pss for one in (main, *main.children(recursive=True)))
    return sum(held) / 2**20
