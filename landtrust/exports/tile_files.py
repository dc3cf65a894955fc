"""Tiles as files in folders, the way that object stores serve them."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from landtrust.exports.tile_archive import TileArchive

_READABLE = 0o755


def write_tile_files(archive: TileArchive, folder: Path) -> int:
    """Write every tile as ``STAMP/zoom/column/row.mvt``, compressed with gzip.

    The folder of the stamp is there only when all are in it; one from before is replaced.

    Args:
        archive: Where the tiles lie.
        folder: Made where it is missing.

    Returns:
        How many tiles there are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    room = Path(mkdtemp(prefix=f".{archive.stamp}-", dir=folder))
    try:
        count = _write_all(archive, room)
        room.chmod(_READABLE)
        whole = folder / archive.stamp
        if whole.exists():
            shutil.rmtree(whole)
        room.rename(whole)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return count


def _write_all(archive: TileArchive, room: Path) -> int:
    count = 0
    for place, stored in archive.tiles():
        column = room / str(place.zoom) / str(place.column)
        column.mkdir(parents=True, exist_ok=True)
        (column / f"{place.row}.mvt").write_bytes(stored)
        count += 1
    return count
