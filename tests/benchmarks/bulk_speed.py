"""All parcels as GeoJSON over HTTP, beside ogr2ogr and pyogrio that write them from GeoPackage."""

import http.client
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.benchmarks.loading import exported_package, filled_store
from tests.benchmarks.measure import Measured, MemoryWatch, middle, run
from tests.benchmarks.program import environment_of, landtrust_program, served
from tests.benchmarks.results import Figures, Limit, Measurement, Peer
from tests.benchmarks.scale_sets import FOLDER, Plan, Tiling, count_parcels

_LIMITS = (
    Limit("seconds", "ratio", at_most=0.333),
    Limit("peak_mib", "ours", at_most=300),
    Limit("first_byte_ms", "ours", at_most=200),
)
_STREAMED = "/parcels.geojson"
_READY = "/parcels.geojson?county=28049"
_PIECE_BYTES = 1 << 20
_FEATURE_LINE = re.compile(rb'^\{ ?"type": ?"Feature"', re.MULTILINE)


class _Download(NamedTuple):
    """One download: until when its first byte came, and all of it; memory of the server."""

    measured: Measured
    first_byte_seconds: float


def measure_bulk(plan: Plan) -> list[Measurement]:
    """Both sizes, each streamed and as the file of a county that is ready."""
    sizes = dict.fromkeys((plan.county, plan.state))
    return [
        one
        for tiling in sizes
        for one in _beside_gdal(tiling, plan.loads if tiling == plan.county else 1)
    ]


def _beside_gdal(tiling: Tiling, rounds: int) -> Iterator[Measurement]:
    folder, package = filled_store(tiling), exported_package(tiling)
    # The form that is downloaded, and no other: the state has 2.26 million parcels.
    only = {"LANDTRUST_READY_FILES": "geojson"}
    run([landtrust_program(), "export", "--ready"], environment_of(folder) | only)
    ours: dict[str, list[_Download]] = {_STREAMED: [], _READY: []}
    theirs: dict[str, list[Measured]] = {"ogr2ogr": [], "pyogrio": []}
    written = FOLDER / "bulk.geojson"
    for _ in range(rounds):
        for address, found in ours.items():
            found.append(_downloaded(folder, address, written))
            _require_whole(written, tiling)
        for name, measured in theirs.items():
            written.unlink()
            measured.append(run(_command(name, package, written)))
            _require_whole(written, tiling)
    written.unlink()
    for address, found in ours.items():
        figures = _figures(found)
        better = min(theirs, key=lambda name: middle(theirs[name]).seconds)
        for name, measured in theirs.items():
            yield Measurement(
                _what(address, tiling),
                figures,
                Peer(f"{name} writes them from GeoPackage", _peer_figures(measured)),
                _LIMITS if name == better else (),
            )


def _what(address: str, tiling: Tiling) -> str:
    how = "while they are read" if address == _STREAMED else "from a file that is ready"
    return f"Send {count_parcels(tiling):,} parcels as GeoJSON {how}"


def _command(name: str, package: Path, written: Path) -> list[str | Path]:
    if name == "ogr2ogr":
        return ["ogr2ogr", "-f", "GeoJSON", written, package]
    return [sys.executable, "-m", "tests.benchmarks.peer_geojson", package, written]


def _downloaded(folder: Path, address: str, written: Path) -> _Download:
    """Fetch a file from a server that was just started; the first page is asked for before."""
    others = set(psutil.Process().children())
    with served(folder) as place:
        (server,) = set(psutil.Process().children()) - others
        _fetch(place, "/healthz", written)
        watch = MemoryWatch(server.pid)
        watch.start()
        first_byte_seconds, seconds = _fetch(place, address, written)
        watch.stop()
    return _Download(Measured(seconds, watch.peak_bytes / 2**20), first_byte_seconds)


def _fetch(place: tuple[str, int], address: str, written: Path) -> tuple[float, float]:
    """Seconds until the first byte of the file, and until all of it is written."""
    connection = http.client.HTTPConnection(*place, timeout=600)
    started = time.perf_counter()
    connection.request("GET", address)
    with connection.getresponse() as answer, written.open("wb") as file:
        file.write(answer.read(1))
        first_byte_seconds = time.perf_counter() - started
        while piece := answer.read(_PIECE_BYTES):
            file.write(piece)
    seconds = time.perf_counter() - started
    connection.close()
    return first_byte_seconds, seconds


def _require_whole(written: Path, tiling: Tiling) -> None:
    with written.open("rb") as file:
        found = sum(1 for line in file if _FEATURE_LINE.match(line))
    if found != count_parcels(tiling):
        raise RuntimeError(f"{written} has {found:,} features.")


def _figures(downloads: list[_Download]) -> Figures:
    first = max(one.first_byte_seconds for one in downloads)
    figures = _peer_figures([one.measured for one in downloads])
    return {**figures, "first_byte_ms": round(first * 1_000)}


def _peer_figures(measured: list[Measured]) -> Figures:
    found = middle(measured)
    return {"seconds": round(found.seconds, 2), "peak_mib": round(found.peak_mib)}
