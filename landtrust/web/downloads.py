"""How many whole files are sent at once, and for how long: a reader of one holds a connection."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Protocol, TypeVar, cast

from flask import current_app

from landtrust.errors import Busy, LandTrustError

EXTENSION = "landtrust_downloads"

MOST_AT_ONCE = 3
"""Downloads that one process sends at once: its other threads are for pages."""

LONGEST_SECONDS = 600.0
"""How long one may take."""

Piece = TypeVar("Piece")


class InTime(Protocol):
    """Hands on the pieces of a file, or the rows that it is written from, until time is over."""

    def __call__(self, pieces: Iterable[Piece], /) -> Iterator[Piece]:
        """The pieces, one by one."""


class Downloads:
    """The downloads of one process.

    Args:
        most_at_once: How many may be sent at the same time.
        longest_seconds: How long each may take.
        tell: Told how many are being sent whenever that changes.
    """

    def __init__(
        self,
        most_at_once: int = MOST_AT_ONCE,
        longest_seconds: float = LONGEST_SECONDS,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        """Nothing is being sent yet."""
        self._free = BoundedSemaphore(most_at_once)
        self._longest_seconds = longest_seconds
        self._counting = Lock()
        self._busy = 0
        self._tell = tell

    @contextmanager
    def one(self) -> Iterator[InTime]:
        """A place among the downloads, until the block ends; its time begins now.

        Raises:
            Busy: Every place is taken.
        """
        if not self._free.acquire(blocking=False):
            raise Busy("Others are downloading just now. Please try again in a minute.")
        self._count(1)
        ends_at = time.monotonic() + self._longest_seconds

        def in_time(pieces: Iterable[Piece], /) -> Iterator[Piece]:
            return _until(ends_at, pieces)

        try:
            yield in_time
        finally:
            self._free.release()
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self._busy += more
            if self._tell is not None:
                self._tell(self._busy)


def downloads() -> Downloads:
    """The downloads of the site that is answering this request."""
    return cast("Downloads", current_app.extensions[EXTENSION])


def _until(ends_at: float, pieces: Iterable[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if time.monotonic() > ends_at:
            # To close the file in good order would pass off a part as the whole. A server that can
            # breaks the connection off; from one that cannot, the text has no end, and is no JSON.
            raise LandTrustError("A download took too long and was cut off.")
        yield piece
