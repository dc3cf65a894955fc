"""Tiles a second, beside the same bytes as static files of the same server."""

import json
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pmtiles.reader

from tests.benchmarks.loading import loaded_store
from tests.benchmarks.program import served, static_folder
from tests.benchmarks.results import Figures, Measurement, Peer
from tests.benchmarks.scale_sets import FOLDER, Plan

TILES = 500
_ROUNDS = 3
_CONNECTIONS = 8  # as many as the server has threads
_SCRIPT = Path(__file__).with_name("cycle.lua")
_STATIC = "benchmark_tiles"
_SEED = 1

Tile = tuple[tuple[int, int, int], bytes]


class NotAnsweredError(RuntimeError):
    """A server did not answer as it should."""


def measure_tiles(plan: Plan) -> list[Measurement]:
    """Real tiles out of the archive and out of the static folder, by turns."""
    store = loaded_store(plan.county)
    archive = next((store / "tiles").glob("*.pmtiles"))
    chosen = _choose(archive)
    stamp = archive.stem.removeprefix("parcels-")
    ours = address_file("archive", [f"/tiles/{stamp}/{z}/{x}/{y}.mvt" for (z, x, y), _ in chosen])
    with _as_static_files(chosen) as paths, served(store) as place:
        static = address_file("static", paths)
        rounds = [
            (wrk(place, ours, plan.wrk_seconds), wrk(place, static, plan.wrk_seconds))
            for _ in range(_ROUNDS)
        ]
    kib = statistics.mean(len(body) for _, body in chosen) / 1024
    what = f"{len(chosen)} tiles of {kib:.0f} KiB on average"
    return [
        Measurement(
            f"Serve {what}, {_CONNECTIONS} readers at once",
            middle_of_rounds([one for one, _ in rounds]),
            Peer(
                "the same bytes as static files of the same server",
                middle_of_rounds([two for _, two in rounds]),
            ),
        )
    ]


class Readers(NamedTuple):
    """Who asks.

    Attributes:
        connections: How many ask at once.
        reading_seconds: How long each waits before asking again: exponentially distributed, so
            many seconds on average, the same in each run. None: not at all.
        compressed: Whether they say that they take compressed answers.
    """

    connections: int = _CONNECTIONS
    reading_seconds: float | None = None
    compressed: bool = True


_READERS = Readers()


def wrk(
    place: tuple[str, int], addresses: Path, seconds: int, readers: Readers = _READERS
) -> Figures:
    """Ask for these addresses again and again for some seconds with wrk.

    Args:
        place: Host and port.
        addresses: A file of `address_file`.
        seconds: How long.
        readers: Who asks.

    Raises:
        NotAnsweredError: Some were not answered, or not with 2xx; or none was.
    """
    options = ["-t1", "--timeout", "30s", f"-c{readers.connections}", f"-d{seconds}s"]
    command = [
        "wrk",
        *options,
        "-s",
        str(_SCRIPT),
        f"http://{place[0]}:{place[1]}",
        "--",
        str(addresses),
    ]
    command += ["gzip" if readers.compressed else "identity"]
    command += [] if readers.reading_seconds is None else [str(readers.reading_seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if found.pop("failed") or not found["requests_per_second"]:
        raise NotAnsweredError(f"wrk was not answered as it should:\n{done.stdout}")
    return found


def _choose(archive: Path) -> list[Tile]:
    reader: Any = pmtiles.reader  # it has no types
    with archive.open("rb") as file:
        tiles: list[Tile] = list(reader.all_tiles(reader.MmapSource(file)))
    chance = np.random.default_rng(_SEED)
    picked = chance.choice(len(tiles), min(TILES, len(tiles)), replace=False)
    return [tiles[int(one)] for one in picked]


def address_file(name: str, paths: list[str]) -> Path:
    """A file of addresses for wrk, one a line."""
    file = FOLDER / f"wrk_{name}.txt"
    file.write_text("\n".join(paths) + "\n", "ascii")
    return file


@contextmanager
def _as_static_files(tiles: list[Tile]) -> Iterator[list[str]]:
    """Put the tiles into the static folder of the installed program; gives their addresses.

    With ``v`` in the address the answer has the same ``Cache-Control`` as a tile's.
    """
    folder = static_folder() / _STATIC
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for (zoom, column, row), body in tiles:
        (folder / f"{zoom}-{column}-{row}.mvt").write_bytes(body)
    yield [f"/static/{_STATIC}/{z}-{x}-{y}.mvt?v=1" for (z, x, y), _ in tiles]
    shutil.rmtree(folder)


def middle_of_rounds(rounds: list[Figures]) -> Figures:
    """The median of each figure."""
    return {name: round(statistics.median(one[name] for one in rounds), 2) for name in rounds[0]}
