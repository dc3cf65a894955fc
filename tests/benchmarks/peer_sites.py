"""Other servers of OGC API: pygeoapi and tipg, each in an environment of its own.

Both answer as ours does, with two processes: pygeoapi by gunicorn, whose processes have as many
threads as ours, tipg by uvicorn with the loop and the parser that it recommends. They log errors
alone, compress nothing that they are not asked to, and have an index on each column that is
filtered by.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson

from tests.benchmarks.measure import run
from tests.benchmarks.program import wait_for
from tests.benchmarks.scale_sets import FOLDER
from tests.postgres import Server
from tests.serving import free_port

WORKERS = 2
_PEERS = FOLDER / "peers"
_THREADS = 8
_MOST_FEATURES = 2_000
_PYGEOAPI = (
    "pygeoapi==0.21.0", "pygeofilter[backend-sqlalchemy]==0.4.0", "geoalchemy2==0.20.0",
    "sqlalchemy<2.1", "gunicorn", "psycopg2-binary",
)  # fmt: skip
_TIPG = ("tipg==1.6.1", "uvicorn[standard]")
_DATABASE = "peers"
_TABLE = "parcels"
_INDEXED = ("total_value", "vacant", "owner_kind")
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_PATIENCE_SECONDS = 120

Place = tuple[str, int]


def fill_postgres(server: Server, package: Path) -> None:
    """Copy the parcels of a GeoPackage into a database for the peers, with indexes."""
    server.tool("createdb", _DATABASE)
    server.run("CREATE EXTENSION postgis", _DATABASE)
    address = f"PG:host=127.0.0.1 port={server.port} user=postgres dbname={_DATABASE}"
    options: list[str | Path] = ["-nln", _TABLE, "-nlt", "MULTIPOLYGON", "-lco", "FID=id"]
    run(["ogr2ogr", "-f", "PostgreSQL", address, package, *options, "-lco", "GEOMETRY_NAME=geom"])
    for column in _INDEXED:
        server.run(f"CREATE INDEX ON {_TABLE} ({column})", _DATABASE)
    server.run(f"VACUUM ANALYZE {_TABLE}", _DATABASE)


@contextmanager
def pygeoapi(server: Server, package: Path) -> Iterator[Place]:
    """Serve the GeoPackage as ``parcels``, PostGIS as ``parcels_pg``; gives host and port."""
    environment = _environment("pygeoapi", _PYGEOAPI)
    port = free_port()
    config, definition = _PEERS / "pygeoapi.json", _PEERS / "pygeoapi_openapi.json"
    config.write_bytes(orjson.dumps(_pygeoapi_config(server, package, port)))
    settings = {
        "PYGEOAPI_CONFIG": str(config),
        "PYGEOAPI_OPENAPI": str(definition),
        "SPATIALITE_LIBRARY_PATH": "mod_spatialite.so",
    }
    described: list[str | Path] = [
        "openapi",
        "generate",
        config,
        "--output-file",
        definition,
        "--format",
        "json",
    ]
    run([environment / "bin" / "pygeoapi", *described], {**os.environ, **settings})
    served_by = ["gunicorn", "-k", "gthread", "-w", str(WORKERS), "--threads", str(_THREADS)]
    command = [*served_by, "-b", f"127.0.0.1:{port}", "pygeoapi.flask_app:APP"]
    with _served(environment, command, settings, port) as place:
        yield place


@contextmanager
def tipg(server: Server) -> Iterator[Place]:
    """Serve PostGIS as ``public.parcels``; gives host and port."""
    environment = _environment("tipg", _TIPG)
    port = free_port()
    settings = {
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{server.port}/{_DATABASE}",
        "TIPG_DB_SCHEMAS": '["public"]',
        "TIPG_MAX_FEATURES_PER_QUERY": str(_MOST_FEATURES),
    }
    command = ["uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)]
    options = ["--workers", str(WORKERS), "--log-level", "warning", "--no-access-log"]
    with _served(environment, [*command, *options], settings, port) as place:
        yield place


def _environment(name: str, packages: Sequence[str]) -> Path:
    """A virtual environment with these packages; made where missing, or of other packages."""
    folder = _PEERS / name
    told = folder / "packages.txt"
    wanted = "\n".join(packages)
    if not told.exists() or told.read_text("utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        run([_python(), "-m", "venv", folder])
        pip: list[str | Path] = [
            folder / "bin" / "python",
            "-m",
            "pip",
            "--disable-pip-version-check",
        ]
        run([*pip, "install", "--quiet", *packages])
        told.write_text(wanted, "utf-8")
    return folder


def _python() -> str:
    """A Python whose SQLite loads SpatiaLite: not every one does, Debian's own does."""
    return sys.executable if hasattr(sqlite3.Connection, "load_extension") else "/usr/bin/python3"


@contextmanager
def _served(
    environment: Path, command: Sequence[str], settings: Mapping[str, str], port: int
) -> Iterator[Place]:
    program, *arguments = command
    process = subprocess.Popen(
        [environment / "bin" / program, *arguments],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
    )
    place = ("127.0.0.1", port)
    try:
        wait_for(place, process)
        yield place
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE_SECONDS)


def _pygeoapi_config(server: Server, package: Path, port: int) -> dict[str, object]:
    database = {
        "host": "127.0.0.1", "port": server.port, "dbname": _DATABASE, "user": "postgres",
        "password": "none", "search_path": ["public"],
    }  # fmt: skip
    crs = {"crs": [_CRS84], "storage_crs": _CRS84}
    of_postgis = {
        "data": database, "id_field": "id", "table": _TABLE, "geom_field": "geom", **crs,
    }  # fmt: skip
    tiles = {
        "type": "tile",
        "name": "MVT-postgresql",
        **of_postgis,
        "options": {"zoom": {"min": 0, "max": 16}},
        "format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"},
    }
    features = {"type": "feature", "name": "PostgreSQL", **of_postgis}
    of_package = {
        "type": "feature", "name": "SQLiteGPKG", "data": str(package), "id_field": "fid",
        "table": _TABLE, **crs,
    }  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": address,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-US"],
            "pretty_print": False,
            "limits": {"default_items": 100, "max_items": _MOST_FEATURES},
            "map": {"url": f"{address}/none/{{z}}/{{x}}/{{y}}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": _metadata(address),
        "resources": {
            "parcels": _resource([of_package]),
            "parcels_pg": _resource([features, tiles]),
        },
    }


def _resource(providers: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {
        "type": "collection",
        "title": "Parcels",
        "description": "Parcels",
        "keywords": ["parcels"],
        "extents": {"spatial": {"bbox": [-91.7, 30.1, -88.0, 35.0], "crs": _CRS84}},
        "providers": list(providers),
    }


def _metadata(address: str) -> dict[str, object]:
    contact = dict.fromkeys(
        ("name", "position", "address", "city", "stateorprovince", "postalcode", "country",
         "phone", "fax", "hours", "instructions"),
        "none",
    )  # fmt: skip
    return {
        "identification": {
            "title": "peer", "description": "peer", "keywords": ["peer"],
            "keywords_type": "theme", "terms_of_service": "none", "url": address,
        },
        "license": {"name": "none", "url": address},
        "provider": {"name": "peer", "url": address},
        "contact": {
            **contact, "email": "peer@example.org", "url": address, "role": "pointOfContact",
        },
    }  # fmt: skip
