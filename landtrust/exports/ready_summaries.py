"""Counties and regions in numbers, kept from load to load: to sum up a State takes a minute."""

import fcntl
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from landtrust.analysis.summary_places import SummaryPlace
from landtrust.queries.snapshots import LoadedSnapshot

EDITION = 1
"""Raised when the same loads are to give other numbers."""

_FOLDER = "summaries"
_STAMP_CHARACTERS = 16


class ReadySummaries:
    """What follows from the loads alone; what is held in common is asked for each time.

    Args:
        folder: Where files that are ready lie.
        snapshots: All loads.
        places: The places that are summed up.
    """

    def __init__(
        self, folder: Path, snapshots: Iterable[LoadedSnapshot], places: Iterable[SummaryPlace]
    ) -> None:
        """Know of what; nothing is read yet."""
        loads = [(one.id, one.sha256) for one in snapshots]
        told = (EDITION, loads, [(one.key, one.name, sorted(one.counties)) for one in places])
        stamp = hashlib.sha256(repr(told).encode()).hexdigest()[:_STAMP_CHARACTERS]
        self._folder = folder / _FOLDER
        self._path = self._folder / f"{stamp}.parquet"

    def table(self) -> pa.Table | None:
        """The numbers; None where they are not ready."""
        try:
            return pq.read_table(self._path)
        except FileNotFoundError:
            return None

    def made(self, make: Callable[[], pa.Table]) -> pa.Table:
        """The numbers, made where they are not ready; those of former loads are removed.

        Who comes while somebody makes them waits, and gets the same.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ready = self.table()
            if ready is not None:
                return ready
            made = make()
            halfway = self._path.with_name(f".{self._path.name}")
            pq.write_table(made, halfway)
            halfway.replace(self._path)
            for path in set(self._folder.glob("*.parquet")) - {self._path}:
                path.unlink(missing_ok=True)
        return made
