"""Files that are written as a whole before anybody gets them: never a half of one."""

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, TypeVar

from landtrust.errors import NoRoom
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.parcel_forms import Batches, Form, StreamedForm

LEAST_FREE_BYTES = 256_000_000
"""Room that a file leaves on the disk: the database and its log are there too."""

_Batch = TypeVar("_Batch")
_ROOM = "writing-"
_LEFT_BEHIND_SECONDS = 86_400


@contextmanager
def room_in(folder: Path) -> Iterator[Path]:
    """A folder of its own for a file that is being written; gone after the block.

    What somebody left behind who was killed goes after a day.

    Args:
        folder: Made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    with TemporaryDirectory(prefix=_ROOM, dir=folder, ignore_cleanup_errors=True) as room:
        yield Path(room)


def write_whole(form: Form, batches: Batches, path: Path, notes: FileNotes) -> None:
    """Write a file under another name beside it, and give it its own when it is whole.

    Args:
        form: Which form.
        batches: Parcels with their outlines.
        path: The file; one that is there is replaced.
        notes: What it says of itself.

    Raises:
        NoRoom: The disk would be full.
        InvalidInput: The parcels cannot be had in this form.
    """
    with room_in(path.parent) as room:
        written = room / f"parcels.{form.extension}"
        form.write(while_there_is_room(batches, room), written, notes)
        written.replace(path)


def write_out(form: Form, batches: Batches, stream: BinaryIO, notes: FileNotes) -> None:
    """Write a file into a stream, such as standard output: while it is read, where its form allows.

    Args:
        form: Which form.
        batches: Parcels with their outlines.
        stream: It is left open.
        notes: What the file says of itself.

    Raises:
        NoRoom: The disk would be full.
        InvalidInput: The parcels cannot be had in this form.
    """
    if isinstance(form, StreamedForm):
        stream.writelines(form.pieces(batches))
        return
    with TemporaryDirectory(prefix=_ROOM) as room:
        path = Path(room) / f"parcels.{form.extension}"
        write_whole(form, batches, path, notes)
        with path.open("rb") as whole:
            shutil.copyfileobj(whole, stream)


def while_there_is_room(batches: Iterable[_Batch], folder: Path) -> Iterator[_Batch]:
    """Hand the batches on as long as the disk has room for more.

    Raises:
        NoRoom: It has none.
    """
    for batch in batches:
        if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            raise NoRoom("There is no room on the disk for this file.")
        yield batch


class Counted:
    """Batches, counted as they go by.

    Attributes:
        rows: How many parcels went by so far.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.rows = 0

    def __call__(self, batches: Batches) -> Batches:
        """The same batches."""
        for batch in batches:
            self.rows += len(batch)
            yield batch


def _sweep(folder: Path) -> None:
    oldest = time.time() - _LEFT_BEHIND_SECONDS
    for left in folder.glob(f"{_ROOM}*"):
        try:
            is_left_behind = left.stat().st_mtime < oldest
        except FileNotFoundError:
            continue  # somebody's who is done just now
        if is_left_behind:
            shutil.rmtree(left, ignore_errors=True)
