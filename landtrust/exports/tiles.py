"""Builds the one archive of parcel tiles, beside the old one, and then takes its place."""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import shapely

from landtrust.exports.tippecanoe import cut_tiles
from landtrust.queries.tile_features import TileFeature
from landtrust.sources.fingerprints import sha256_of_file

ARCHIVE_PATTERN = "parcels-*.pmtiles"
BUILT_OF = "built_of.json"
"""Beside the archive: the snapshots whose parcels it holds, so that an old one is noticed.

Not inside it: the same parcels must give the same bytes, whichever load they came with.
"""

_BUILDING = "building-"
_STAMP_CHARACTERS = 16
_DECIMALS = 7  # a centimetre
_ACRES_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class TileReport:
    """What came of building the tiles.

    Attributes:
        archive: The new archive; None where there is no parcel, and so none.
        stamp: What its addresses carry: a fingerprint of its bytes; None where there is none.
        parcels: How many it holds.
        size_bytes: Its size.
        seconds: How long it took.
    """

    archive: Path | None
    stamp: str | None
    parcels: int
    size_bytes: int
    seconds: float


class _Counted:
    """Features as lines of GeoJSON, counted as they go by."""

    def __init__(self, batches: Iterable[Sequence[TileFeature]]) -> None:
        self.batches = iter(batches)
        self.parcels = 0

    def __iter__(self) -> Iterator[bytes]:
        for batch in self.batches:
            self.parcels += len(batch)
            yield _lines(batch)


def build_archive(
    batches: Iterable[Sequence[TileFeature]], folder: Path, snapshot_ids: Sequence[int] = ()
) -> TileReport:
    """Build ``parcels-STAMP.pmtiles`` in a folder, then remove the archives before it.

    A reader sees the old archive until the new one is whole. Without any parcel, the old one
    is removed. A second build in the same folder waits for the first.

    Args:
        batches: The parcels; read once, never kept.
        folder: Where archives lie; made where it is missing.
        snapshot_ids: The snapshots that are current where the parcels come from.

    Raises:
        LandTrustError: Tippecanoe failed; the old archive still stands.
        ConfigurationError: Tippecanoe is not installed.
    """
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder), tempfile.TemporaryDirectory(prefix=_BUILDING, dir=folder) as room:
        features = _Counted(_without_empty(batches))
        first = next(iter(features), None)
        if first is None:
            _remove_others(folder, keep=None)
            _say_built_of(folder, Path(room), snapshot_ids)
            return TileReport(None, None, 0, 0, time.monotonic() - started)
        built = cut_tiles(_chain(first, features), Path(room))
        stamp = sha256_of_file(built)[:_STAMP_CHARACTERS]
        archive = built.replace(folder / ARCHIVE_PATTERN.replace("*", stamp))
        _remove_others(folder, keep=archive)
        _say_built_of(folder, Path(room), snapshot_ids)
    return TileReport(
        archive, stamp, features.parcels, archive.stat().st_size, time.monotonic() - started
    )


def _without_empty(
    batches: Iterable[Sequence[TileFeature]],
) -> Iterator[Sequence[TileFeature]]:
    return (batch for batch in batches if batch)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _lines(batch: Sequence[TileFeature]) -> bytes:
    outlines = shapely.from_wkb([feature.outline_wkb for feature in batch])
    rounded = shapely.transform(outlines, lambda lonlat: lonlat.round(_DECIMALS))
    return b"".join(
        b'{"type":"Feature","id":%d,"properties":%b,"geometry":%b}\n'
        % (feature.id, orjson.dumps(_properties(feature)), outline.encode())
        for feature, outline in zip(batch, shapely.to_geojson(rounded), strict=True)
    )


def _properties(feature: TileFeature) -> dict[str, str | float]:
    said = {
        "public_id": feature.public_id,
        "county": feature.county_fips,
        "owner_kind": feature.owner_kind,
        "vacant": feature.vacant,
        "land_use": feature.land_use,
        "value_per_acre": feature.value_per_acre,
        "acres": round(feature.acres, _ACRES_DECIMALS),
    }
    # A tile has no null: what is not known is not there.
    return {name: value for name, value in said.items() if value is not None}


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Whoever left these was killed: nobody else is building.
        for leftover in folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover)
        yield


def _say_built_of(folder: Path, room: Path, snapshot_ids: Sequence[int]) -> None:
    written = room / BUILT_OF
    written.write_bytes(orjson.dumps({"snapshots": sorted(snapshot_ids)}))
    written.replace(folder / BUILT_OF)


def _remove_others(folder: Path, keep: Path | None) -> None:
    for archive in folder.glob(ARCHIVE_PATTERN):
        if archive != keep:
            archive.unlink()
