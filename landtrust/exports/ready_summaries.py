"""Counties and regions in numbers, kept from load to load: to sum up a State takes a minute."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from landtrust.analysis.summary_places import SummaryPlace
from landtrust.errors import Busy
from landtrust.phrases import Phrase
from landtrust.queries.snapshots import LoadedSnapshot

EDITION = 1
"""Raised when the same loads are to give other numbers."""

_FOLDER = "summaries"
_STAMP_CHARACTERS = 16
_SECONDS_BETWEEN_LOOKS = 0.1


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
        """The numbers; None where they are not ready, or the file of them is damaged."""
        try:
            return pq.read_table(self._path)
        except (OSError, pa.ArrowException):
            return None

    def made(self, make: Callable[[], pa.Table], patience_seconds: float | None = None) -> pa.Table:
        """The numbers, made where they are not ready; those of former loads are removed.

        Who comes while somebody makes them waits, and gets the same.

        Args:
            make: Sums up.
            patience_seconds: How long to wait for somebody else; None: until they are made.

        Raises:
            Busy: Somebody makes them for longer than that.
        """
        with self._alone(patience_seconds):
            ready = self.table()
            if ready is not None:
                return ready
            made = make()
            halfway = self._path.with_name(f".{self._path.name}")
            with halfway.open("wb") as file:
                pq.write_table(made, file)
                file.flush()
                os.fsync(file.fileno())
            halfway.replace(self._path)
            for path in set(self._folder.glob("*.parquet")) - {self._path}:
                path.unlink(missing_ok=True)
        return made

    @contextmanager
    def _alone(self, patience_seconds: float | None) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            if patience_seconds is None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            else:
                _lock_before(time.monotonic() + patience_seconds, lock)
            yield


def _lock_before(until: float, lock: IO[str]) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            if time.monotonic() >= until:
                msg = Phrase("Counties are being summed up just now. Please try again in a minute.")
                raise Busy(msg) from problem
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        else:
            return
