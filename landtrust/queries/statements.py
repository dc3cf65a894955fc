"""Statements that are made once, since to put one together takes longer than to ask it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from sqlalchemy import Connection

_Made = TypeVar("_Made")


def made_once(make: Callable[[Connection], _Made]) -> Callable[[Connection], _Made]:
    """Let a statement be made once for each kind of store.

    Args:
        make: Looks at nothing of the connection but which store it leads to.
    """
    made: dict[str, _Made] = {}

    @wraps(make)
    def kept(connection: Connection) -> _Made:
        store = connection.dialect.name
        if store not in made:
            made[store] = make(connection)
        return made[store]

    return kept
