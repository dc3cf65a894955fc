"""Reads tiles out of the current archive, as they lie in the file."""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import orjson
import pmtiles.tile as pmtiles
from pmtiles.reader import all_tiles

from landtrust.domain.extent import Bbox
from landtrust.exports.tiles import ARCHIVE_PATTERN, BUILT_OF
from landtrust.queries.filters import Place

_HEADER_BYTES = 127
_DEEPEST_DIRECTORY = 4
_E7 = 10_000_000


class TilePlace(NamedTuple):
    """Which tile: its zoom, its column from the west, its row from the north."""

    zoom: int
    column: int
    row: int


class TileArchive:
    """One PMTiles archive, mapped into memory.

    The file may be removed while this reads it: the mapping holds on to it.

    Attributes:
        name: The name of the file, without its suffix.
        stamp: The fingerprint in its name.
        least_zoom: The first zoom that has tiles.
        most_zoom: The last one.
        bounds: What all tiles span, degrees.
        densest: The middle of the tile with the most parcels, degrees.
    """

    def __init__(self, path: Path) -> None:
        """Map the file and read its header."""
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = pmtiles.deserialize_header(self._bytes[:_HEADER_BYTES])
        self._root = (header["root_offset"], header["root_length"])
        self._leaves_offset: int = header["leaf_directory_offset"]
        self._tiles_offset: int = header["tile_data_offset"]
        self._directories: dict[int, list[pmtiles.Entry]] = {}
        self.name = path.stem
        self.stamp = path.stem.removeprefix("parcels-")
        self.least_zoom: int = header["min_zoom"]
        self.most_zoom: int = header["max_zoom"]
        self.bounds = Bbox(
            header["min_lon_e7"] / _E7,
            header["min_lat_e7"] / _E7,
            header["max_lon_e7"] / _E7,
            header["max_lat_e7"] / _E7,
        )
        # Tippecanoe puts the centre where parcels are densest, not in the middle.
        self.densest = Place(header["center_lon_e7"] / _E7, header["center_lat_e7"] / _E7)

    def has_place(self, place: TilePlace) -> bool:
        """Whether such a tile can be, empty or not."""
        if not self.least_zoom <= place.zoom <= self.most_zoom:
            return False
        side = 1 << place.zoom
        return 0 <= place.column < side and 0 <= place.row < side

    def tile(self, place: TilePlace) -> bytes | None:
        """The tile, compressed with gzip as it is stored; None where it would be empty."""
        number = pmtiles.zxy_to_tileid(*place)
        offset, length = self._root
        for _ in range(_DEEPEST_DIRECTORY):
            entry = pmtiles.find_tile(self._directory(offset, length), number)
            if entry is None:
                return None
            if entry.run_length:
                start = self._tiles_offset + entry.offset
                return self._piece(start, entry.length)
            offset, length = self._leaves_offset + entry.offset, entry.length
        return None

    def tiles(self) -> Iterator[tuple[TilePlace, bytes]]:
        """Every tile that is not empty, compressed with gzip as it is stored."""
        for place, stored in all_tiles(self._piece):  # type: ignore[no-untyped-call]
            yield TilePlace(*place), stored

    def _piece(self, offset: int, length: int) -> bytes:
        return self._bytes[offset : offset + length]

    def _directory(self, offset: int, length: int) -> list[pmtiles.Entry]:
        # Unpacking a directory takes a hundred times longer than looking a tile up in it.
        known = self._directories.get(offset)
        if known is None:
            known = pmtiles.deserialize_directory(self._piece(offset, length))
            self._directories[offset] = known
        return known


class TileFolder:
    """The folder of the archives, of which one is current.

    Args:
        folder: Where they lie; it may be missing while nothing is loaded.
    """

    def __init__(self, folder: Path) -> None:
        """Remember the folder; nothing is read yet."""
        self._folder = folder
        self._seen: tuple[int, TileArchive | None] = (0, None)

    def current(self) -> TileArchive | None:
        """The archive that is current now; None where there is none."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        seen_at, archive = self._seen
        if changed != seen_at:
            archive = self._open_newest(archive)
            self._seen = (changed, archive)
        return archive

    def built_of(self) -> tuple[int, ...] | None:
        """The ids of the snapshots that the tiles are of, rising; None where nothing says it."""
        try:
            said = orjson.loads((self._folder / BUILT_OF).read_bytes())
            return tuple(said["snapshots"])
        except (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError):
            return None  # tiles of an older program, or a file that somebody else wrote

    def _open_newest(self, former: TileArchive | None) -> TileArchive | None:
        while True:
            try:
                newest = max(self._folder.glob(ARCHIVE_PATTERN), key=_written_at, default=None)
                if newest is None or (former is not None and newest.stem == former.name):
                    return former if newest else None
                return TileArchive(newest)
            except FileNotFoundError:
                continue  # removed by a newer one between the look and the opening


def _written_at(archive: Path) -> int:
    return archive.stat().st_mtime_ns
