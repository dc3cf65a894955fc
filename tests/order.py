"""In which order the tests run where several workers share them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain
from typing import TypeVar

import pytest

Items = list[pytest.Item]
_Thing = TypeVar("_Thing")
_Name = TypeVar("_Name", bound=Hashable)
_DEAR = ("county_size_file", "whole_file")
"""What a worker makes once for all its tests, in half a minute of a core."""


def slow_first(items: Items, workers: int) -> Items:
    """The tests in the order in which workers should get them, who take equal parts each.

    Each worker begins with slow tests and goes on with quick ones. A worker that has nothing left
    takes from the end of another's part: so no worker waits for the other's last slow test. Tests
    of a module stay together. Before them come those that need something dear, slow or not, all
    with one worker, which alone has to make it. Among their like they keep the order that chance
    gave them.
    """
    if workers == 1:
        return items
    dear = _by(items, _dear_thing)
    slow = [item for item in items if item.get_closest_marker("slow") and not _dear_thing(item)]
    parts = [*(dear.get(name, []) for name in _DEAR), *_by(slow, _module).values()]
    begins = [list(chain.from_iterable(parts[place::workers])) for place in range(workers)]
    begun = set(chain.from_iterable(begins))
    quick = [item for item in items if item not in begun]
    return list(chain.from_iterable(_filled(begins, quick)))


def _dear_thing(item: pytest.Item) -> str | None:
    return next((name for name in _DEAR if name in getattr(item, "fixturenames", ())), None)


def _module(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _by(items: Iterable[pytest.Item], what: Callable[[pytest.Item], _Name]) -> dict[_Name, Items]:
    found: dict[_Name, Items] = {}
    for item in items:
        found.setdefault(what(item), []).append(item)
    return found


def _filled(begins: Sequence[list[_Thing]], rest: list[_Thing]) -> list[list[_Thing]]:
    """Parts with these beginnings, filled up to the sizes that workers take.

    >>> _filled([["a", "b", "c"], ["d"]], ["1", "2", "3"])
    [['a', 'b', 'c'], ['d', '1', '2', '3']]
    """
    parts: list[list[_Thing]] = []
    left = sum(map(len, begins)) + len(rest)
    given = 0
    for place, begin in enumerate(begins):
        size = left // (len(begins) - place)
        more = max(0, size - len(begin))
        parts.append([*begin, *rest[given : given + more]])
        given += more
        left -= len(parts[-1])
    return parts
