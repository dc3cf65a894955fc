"""Where the stores of the tests stand: files in a folder, or databases of a server."""

import itertools
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, make_url

from landtrust.database import opened_engine
from tests.postgres import Server

_KNOWS_OPTIONS = 15
_ENGLISH = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
"""As people's databases are: what they sort is not in the order of its bytes."""


class Shelf(ABC):
    """A place for stores of one kind, each known by its database address."""

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
                yield engine
        finally:
            self.drop(copied)


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
        self.server.run(f"DROP DATABASE {_database_of(address)} WITH (FORCE)")

    def _created(self, options: str) -> str:
        name = f"store_{next(self._numbers)}"
        self.server.run(f"CREATE DATABASE {name} {options}")
        return self.server.address(name)


def _file_of(address: str) -> Path:
    return Path(str(make_url(address).database))


def _database_of(address: str) -> str:
    return str(make_url(address).database)
