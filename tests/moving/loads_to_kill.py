"""A process that loads the same files over and over, to be killed while it does."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa

from landtrust.database import open_engine
from landtrust.ingest import load as loading
from landtrust.ingest.file_to_load import Progress, counted
from landtrust.ingest.normalised_file import NormalisedFile
from tests.stores import load

_ROWS_AT_ONCE = 50
_PATIENCE_SECONDS = 60

_CONTEXT = get_context("forkserver")
# To import what loads takes longer than most loads.
_CONTEXT.set_forkserver_preload([__name__])


@dataclass
class Loads:
    """The process.

    Attributes:
        words: What it says: that it is ready, and when a load is begun and done.
    """

    process: ForkServerProcess
    words: Connection

    def kill(self) -> str:
        """Kill it with whatever it started; the last word that it said."""
        assert self.process.pid is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join(_PATIENCE_SECONDS)
        assert self.process.exitcode == -signal.SIGKILL
        said = "ready"
        with suppress(EOFError):
            while True:
                said = self.words.recv()
        return said


@contextmanager
def loading_over_and_over(address: str, *paths: Path) -> Iterator[Loads]:
    """Loads of these files of West Jackson, in turn and again, until they are killed."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_load_over_and_over, args=(address, paths, theirs))
    process.start()
    theirs.close()
    with ours:
        assert ours.recv() == "ready"
        yield Loads(process, ours)
    process.close()


def _load_over_and_over(address: str, paths: tuple[Path, ...], words: Connection) -> None:
    os.setsid()
    engine = open_engine(address)
    words.send("ready")
    with patch.object(loading, "counted", _in_small_parts):
        for path in cycle(paths):
            words.send("begun")
            load(engine, path, "sample_west_jackson", replace=True)
            words.send("done")


def _in_small_parts(file: NormalisedFile, progress: Progress) -> Iterator[pa.Table]:
    for batch in counted(file, progress):
        for first in range(0, batch.num_rows, _ROWS_AT_ONCE):
            yield batch.slice(first, _ROWS_AT_ONCE)
