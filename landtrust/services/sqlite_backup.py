"""A whole SQLite store into a file and back, by SQLite's own backup, while others use it.

Source: https://www.sqlite.org/backup.html
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from landtrust.errors import LandTrustError, RuleBroken

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def copy_file(store: Connection, path: Path) -> None:
    """Copy the store into a new file.

    It is read in one step, so that the copy is of one state, whoever writes meanwhile.

    Raises:
        LandTrustError: SQLite could not do it.
    """
    with _told_plainly(), closing(sqlite3.connect(path)) as copy:
        _driver(store).backup(copy)


def put_in_place(path: Path, store: Connection) -> None:
    """Put the content of a file in the place of everything that the store has.

    That is one transaction of the store: whoever reads it sees the old content until the new is
    whole, and a process that is killed leaves the old.

    Raises:
        RuleBroken: Another process is writing.
        LandTrustError: SQLite could not do it.
    """
    # A file that is gone meanwhile must not be made anew, and empty.
    address = f"{path.absolute().as_uri()}?mode=rw"
    with _told_plainly(), closing(sqlite3.connect(address, uri=True)) as copy:
        # Pages are copied as they are: they must be of one size.
        (page_size,) = _driver(store).execute("PRAGMA page_size").fetchone()
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA page_size").fetchone() != (page_size,):
            copy.execute(f"PRAGMA page_size = {page_size}")
            copy.execute("VACUUM")
        copy.backup(_driver(store), progress=_refuse_busy)


@contextmanager
def _told_plainly() -> Iterator[None]:
    # What goes past SQLAlchemy is no error that the doors know.
    try:
        yield
    except sqlite3.Error as problem:
        raise LandTrustError(f"The database cannot be copied ({problem}).") from problem


def _refuse_busy(status: int, _remaining: int, _total: int) -> None:
    # SQLite has waited as long as the connection's busy_timeout says.
    if status in _BUSY:
        raise RuleBroken("Another process is writing to the database; try again when it has ended.")


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - the driver's own connection
    return connection.connection.driver_connection
