"""Where the stores of the tests stand: files in a folder, or databases of a server."""

import itertools
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, make_url

from landtrust.database import opened_engine
from tests.postgres import Server

_KNOWS_OPTIONS = 15
_PATIENCE_SECONDS = 1
_STATEMENTS = 5_000
"""More than all tests of a run have."""
_ENGLISH = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
"""As people's databases are: what they sort is not in the order of its bytes."""


class Shelf(ABC):
    """A place for stores of one kind, each known by its database address."""

    _first: Engine | None = None

    @abstractmethod
    def new(self) -> str:
        """The address of a database without tables."""

    @abstractmethod
    def copy_of(self, address: str) -> str:
        """The address of a copy of a store that nobody has open."""

    @abstractmethod
    def drop(self, address: str) -> None:
        """Throw a store away."""

    @contextmanager
    def opened_copy(self, address: str) -> Iterator[Engine]:
        """An engine on a copy of a store that nobody has open; thrown away after the block."""
        copied = self.copy_of(address)
        try:
            with opened_engine(copied) as engine:
                self._learn_statements(engine)
                yield engine
        finally:
            self.drop(copied)

    def _learn_statements(self, engine: Engine) -> None:
        """Let an engine write a question into SQL as another of this shelf did, and not anew.

        A site has one engine for years; here each test has one, and would begin with none known.
        """
        if self._first is None:
            self._first = engine
            engine._compiled_cache.capacity = _STATEMENTS  # type: ignore[union-attr] # noqa: SLF001 - no way in
        engine.dialect = self._first.dialect
        engine._compiled_cache = self._first._compiled_cache  # noqa: SLF001


class SqliteShelf(Shelf):
    """Stores that are files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def new(self) -> str:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return f"sqlite:///{folder / 'store.sqlite3'}"

    def copy_of(self, address: str) -> str:
        file = _file_of(address)
        # What stands in a write-ahead log would not be copied.
        assert not file.with_name(f"{file.name}-wal").exists()
        copied = self.new()
        shutil.copyfile(file, _file_of(copied))
        return copied

    def drop(self, address: str) -> None:
        shutil.rmtree(_file_of(address).parent)


class PostgresShelf(Shelf):
    """Stores that are databases of one PostgreSQL server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._numbers = itertools.count(1)

    def new(self) -> str:
        return self._created(_ENGLISH if self._is_recent() else "")

    def copy_of(self, address: str) -> str:
        # Twice as fast as through the log; before version 15 it is the one way there is.
        strategy = "STRATEGY file_copy" if self._is_recent() else ""
        return self._created(f"TEMPLATE {_database_of(address)} {strategy}")

    def _is_recent(self) -> bool:
        return self.server.version >= _KNOWS_OPTIONS

    def drop(self, address: str) -> None:
        name = _database_of(address)
        # Who was sent away is gone in a moment; a server that has to look again sleeps for longer.
        self._wait_until_left(name)
        self.server.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _wait_until_left(self, name: str) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self.server.is_left(name) and time.monotonic() < until:
            time.sleep(0.002)

    def _created(self, options: str) -> str:
        name = f"store_{next(self._numbers)}"
        self.server.run(f"CREATE DATABASE {name} {options}")
        return self.server.address(name)


def _file_of(address: str) -> Path:
    return Path(str(make_url(address).database))


def _database_of(address: str) -> str:
    return str(make_url(address).database)
