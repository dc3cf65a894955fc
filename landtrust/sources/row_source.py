"""The rows of a foreign file, in the one shape that every reader of a format gives."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

BATCH_ROWS = 40_000

ROW_NUMBER = "row_number"
GEOMETRY = "geometry"
_OWN_FIELDS = (pa.field(ROW_NUMBER, pa.int64()), pa.field(GEOMETRY, pa.binary()))


class ScratchFolder:
    """A temporary folder that is gone when it is closed; made on first use."""

    def __init__(self) -> None:
        """Make nothing yet."""
        self._path: Path | None = None

    def path(self) -> Path:
        """Return the folder, which exists from now on."""
        if self._path is None:
            self._path = Path(tempfile.mkdtemp(prefix="landtrust-"))
        return self._path

    def close(self) -> None:
        """Remove the folder and all that is in it."""
        if self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
            self._path = None


@dataclass
class ForeignRows:
    """An opened file: what it says of itself, and its rows in batches.

    Attributes:
        columns: Names of the attribute columns, in the order of the batches.
        layer: Name of the layer that is read.
        crs_declared: What the file (or the caller) says its coordinates are: `EPSG:3814`, another
            authority code, or WKT; None when nothing says it.
        row_count: Rows the file says it has; None when that is only known at the end.
        notes: Plain sentences on what was met; more may come while the batches are read.
        points_only: Whether the file has longitudes and latitudes, and no place for an outline.
    """

    columns: tuple[str, ...]
    layer: str
    crs_declared: str | None
    row_count: int | None
    notes: list[str]
    produce: Callable[[], Iterator[pa.RecordBatch]] = field(repr=False)
    scratch: ScratchFolder = field(default_factory=ScratchFolder, repr=False)
    points_only: bool = False

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows, about 20,000 at a time; one empty batch for a file without rows.

        Each batch has `row_number` (int64, from 1 in the file's own order), `geometry` (ISO WKB in
        the file's own coordinates, or null) and then the attribute columns. Temporary files are
        removed at the end.

        Raises:
            InvalidInput: What stands in the file cannot be read; the sentence says where.
        """
        try:
            yield from self.produce()
        finally:
            self.close()

    def close(self) -> None:
        """Remove temporary files; safe to call twice."""
        self.scratch.close()

    def __enter__(self) -> Self:
        """Give the rows themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove temporary files."""
        self.close()


def attribute_names(given: Sequence[str]) -> tuple[str, ...]:
    """Return column names that differ from each other and from our own two columns.

    >>> attribute_names(["PARNO", "geometry", "PARNO", ""])
    ('PARNO', 'geometry_attribute', 'PARNO_2', 'column_4')
    """
    taken = {ROW_NUMBER, GEOMETRY}
    names: list[str] = []
    for position, name in enumerate(given, start=1):
        unique = _unique_name(name or f"column_{position}", taken)
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def _unique_name(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    if wanted in (ROW_NUMBER, GEOMETRY) and f"{wanted}_attribute" not in taken:
        return f"{wanted}_attribute"
    number = 2
    while f"{wanted}_{number}" in taken:
        number += 1
    return f"{wanted}_{number}"


def rows_schema(fields: Sequence[pa.Field]) -> pa.Schema:
    """Return the schema of a batch: our two columns, then the attributes."""
    return pa.schema([*_OWN_FIELDS, *fields])


def row_numbers(first: int, count: int) -> pa.Array:
    """Return `count` consecutive row numbers from `first`."""
    return pa.array(range(first, first + count), type=pa.int64())


def add_note(notes: list[str], sentence: str) -> None:
    """Note a sentence once."""
    if sentence not in notes:
        notes.append(sentence)
