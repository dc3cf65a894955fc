"""Foreign files are read in a child process that can be stopped: this is the way to it.

GDAL, GEOS and Parquet are large programs in C++ that take files from strangers: the child has
limits for memory and time, no network and one folder to write in, and a crash of it is one
sentence here.
"""

from collections.abc import Iterator, Mapping
from typing import Self

import pyarrow as pa

from landtrust.sources.child_process import Budget, ChildProcess
from landtrust.sources.sandbox_child import serve

__all__ = ["Budget", "ChildBatches", "serve", "stream_from_child"]


class ChildBatches(Iterator[pa.RecordBatch]):
    """The batches that a child delivers; the child starts with the first `next`."""

    def __init__(self, child: ChildProcess) -> None:
        """Start nothing yet."""
        self._child = child
        self._batches = child.batches()

    @property
    def notes(self) -> list[str]:
        """Return what the child told so far; whole after the last batch."""
        return self._child.heard.notes

    @property
    def schema(self) -> pa.Schema | None:
        """Return the schema of the batches with its metadata; None before the first batch."""
        return self._child.schema

    @property
    def rows(self) -> int:
        """Return how many rows were delivered so far."""
        return self._child.rows

    def __iter__(self) -> Self:
        """Give itself."""
        return self

    def __next__(self) -> pa.RecordBatch:
        """Return the next batch.

        Raises:
            InvalidInput: The child refused the file, hit a limit or crashed on it.
        """
        return next(self._batches)

    def close(self) -> None:
        """End the child, whatever it does, and remove its temporary files; safe to call twice."""
        self._batches.close()


def stream_from_child(
    module: str, job: Mapping[str, object], budget: Budget | None = None
) -> ChildBatches:
    """Run a module in a child process that may do little, and take the batches that it makes.

    Args:
        module: Name of a module whose main program calls `serve`.
        job: What the module is given, as JSON; `path` names the file.
        budget: What the child may use.

    Returns:
        The batches, made while they are asked for. Closing or forgetting them ends the child.
    """
    return ChildBatches(ChildProcess(module, job, budget or Budget()))
