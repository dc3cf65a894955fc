"""What was counted once need not be counted again until the data change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from flask import current_app

EXTENSION = "landtrust_ogc_memory"

MOST = 1_000

T = TypeVar("T")


class Memory:
    """Values that cost something, by what they are of; those used longest ago are forgotten."""

    def __init__(self, most: int = MOST) -> None:
        """Nothing is known yet."""
        self._most = most
        self._known: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def recalled(self, key: Hashable, made: Callable[[], T]) -> T:
        """The value of a key, made where it is not known.

        Two that ask at once may both make it: nobody waits for another.
        """
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return cast("T", self._known[key])
        value = made()
        self.keep(key, value)
        return value

    def keep(self, key: Hashable, value: object) -> None:
        """Know a value from now on."""
        with self._lock:
            self._known[key] = value
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def memory() -> Memory:
    """What the site that is answering this request knows."""
    return cast("Memory", current_app.extensions[EXTENSION])
