"""Pages are made in turn: several at once would all be slower, the first of them most.

Python runs one thread at a time, and SQLite gives Python's lock away at every row that it reads.
Eight threads with a page each pass it around, which takes a fifth of the processor's time, and
the page that was asked for first is there hardly sooner than the last.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Engine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE_SECONDS = 0.25
"""How long somebody waits for a turn: longer than all threads of a process need in turn."""


class Turns:
    """Lets some go at once, and the others after them, in the order in which they came.

    Whoever waits for longer than the patience goes in place of the one who has been going for the
    longest: that one goes on, beside the turns, and holds nobody up any more.

    Args:
        at_once: How many go at once.
        patience_seconds: How long one waits.
    """

    def __init__(self, at_once: int, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Nobody goes yet."""
        self._at_once = at_once
        self._patience_seconds = patience_seconds
        self._guard = Lock()
        self._going: deque[Lock] = deque()
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait just now."""
        return len(self._waiting)

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn, until the block ends."""
        called = Lock()
        self._begin(called)
        try:
            yield
        finally:
            self._end(called)

    def _begin(self, called: Lock) -> None:
        with self._guard:
            if len(self._going) < self._at_once:
                self._going.append(called)
                return
            # It can be taken a second time once somebody calls, by giving it back.
            called.acquire()
            self._waiting.append(called)
        if not called.acquire(timeout=self._patience_seconds):
            self._go_unasked(called)

    def _go_unasked(self, called: Lock) -> None:
        with self._guard:
            if called in self._waiting:
                self._waiting.remove(called)
                self._going.popleft()
                self._going.append(called)

    def _end(self, called: Lock) -> None:
        with self._guard:
            if called not in self._going:
                return
            self._going.remove(called)
            if self._waiting:
                following = self._waiting.popleft()
                self._going.append(following)
                following.release()


class _InTurn:
    """An app that makes its answers in turn; a file that is sent while it is read takes none."""

    def __init__(self, app: "WSGIApplication", turns: Turns) -> None:
        self._app = app
        self._turns = turns

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        with self._turns.one():
            return self._app(environ, start)


def pages_at_once(engine: Engine) -> int:
    """How many pages to make at once: with a server of its own, one can wait for its rows."""
    return 1 if engine.dialect.name == "sqlite" else 2


def answer_in_turn(app: Flask, turns: Turns) -> None:
    """Let this app make its pages in turn.

    It must wrap whatever else an answer goes through.
    """
    app.wsgi_app = _InTurn(app.wsgi_app, turns)  # type: ignore[assignment, method-assign]
