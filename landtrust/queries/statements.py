"""Statements that are made once, since to put one together takes longer than to ask it."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, TypeVar

from sqlalchemy import Connection

_Made = TypeVar("_Made")


class MadeOnce(Generic[_Made]):
    """A function that makes a statement, and what it made."""

    def __init__(self, make: Callable[[Connection], _Made]) -> None:
        """Begin with nothing made."""
        self._make = make
        self._made: dict[str, _Made] = {}
        update_wrapper(self, make)

    def __call__(self, connection: Connection) -> _Made:
        """The statement for the store that the connection leads to."""
        store = connection.dialect.name
        if store not in self._made:
            self._made[store] = self._make(connection)
        return self._made[store]

    def cache_clear(self) -> None:
        """Forget what was made, as the caches of functools do when they are told so."""
        self._made.clear()


def made_once(make: Callable[[Connection], _Made]) -> MadeOnce[_Made]:
    """Let a statement be made once for each kind of store.

    Args:
        make: Looks at nothing of the connection but which store it leads to.
    """
    return MadeOnce(make)
