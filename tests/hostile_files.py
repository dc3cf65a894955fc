"""Files that strangers might hand in, for the tests of the reader and of the command."""

import ctypes
import os
import resource
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RING = [[-90.2, 32.3], [-90.1, 32.3], [-90.1, 32.4], [-90.2, 32.3]]
MANY_MEMBERS = 100_000
LOT: dict[str, Any] = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: object = LOT, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@contextmanager
def opening_is_seen(path: Path) -> Iterator[Callable[[], bool]]:
    """Watch whether any process opens a file, by inotify: what strace would show, without it."""
    kernel = ctypes.CDLL(None, use_errno=True)
    watch = kernel.inotify_init1(os.O_NONBLOCK)
    in_open = 0x20
    assert kernel.inotify_add_watch(watch, os.fsencode(path), in_open) >= 0

    def was_opened() -> bool:
        try:
            return bool(os.read(watch, 4096))
        except BlockingIOError:
            return False

    yield was_opened
    os.close(watch)


def vrt(decoy: Path) -> str:
    source = f"<SrcDataSource>{decoy}</SrcDataSource>"
    layer = f'<OGRVRTLayer name="secret">{source}</OGRVRTLayer>'
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def with_declared_size(path: Path, size: int) -> Path:
    """Rewrite the unpacked size of every member in the archive's directory."""
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", content, at + 24, size)
        at = content.find(b"PK\x01\x02", at + 4)
    path.write_bytes(bytes(content))
    return path


def u4_archive(folder: Path, kind: str) -> Path:
    path = folder / "bomb.zip"
    if kind == "ten-gigabytes":
        members = {f"{number}.shp": bytes(1_000) for number in range(3)}
        return with_declared_size(zipped(path, members), 0xFFFFFFF0)
    if kind == "lies-about-size":
        return with_declared_size(zipped(path, {"a.csv": bytes(30_000_000)}), 1_000)
    if kind == "ratio":
        return zipped(path, {"a.csv": bytes(100_000_000)})
    if kind == "many-members":
        return zipped(path, {f"{number}.txt": b"" for number in range(MANY_MEMBERS)})
    inner = zipped(folder / "inner.zip", {"a.csv": b"wkt\nPOINT (1 2)\n"})
    return zipped(path, {"inner.zip": inner.read_bytes()})


def seconds_of_children() -> float:
    """Computing time of all child processes of this one that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
