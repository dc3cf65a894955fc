"""In which order the tests run where several workers share them."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

import pytest

Items = list[pytest.Item]
_Thing = TypeVar("_Thing")
_COUNTY = "county_size_file"


def slow_first(items: Items, workers: int) -> Items:
    """The tests in the order in which workers should get them, who take equal parts each.

    Each worker begins with slow tests and goes on with quick ones. A worker that has nothing left
    takes from the end of another's part: so no worker waits for the other's last slow test. Tests
    of a module stay together, and those of the county's size come first, all with one worker,
    which alone has to load it. Among their like they keep the order that chance gave them.
    """
    if workers == 1:
        return items
    of_county = [item for item in items if _COUNTY in getattr(item, "fixturenames", ())]
    slow = [item for item in items if item.get_closest_marker("slow") is not None]
    modules = [of_county, *_by_module(item for item in slow if item not in set(of_county))]
    begins = [list(chain.from_iterable(modules[place::workers])) for place in range(workers)]
    begun = set(chain.from_iterable(begins))
    quick = [item for item in items if item not in begun]
    return list(chain.from_iterable(_filled(begins, quick)))


def _by_module(items: Iterable[pytest.Item]) -> list[Items]:
    found: dict[str, Items] = {}
    for item in items:
        found.setdefault(item.nodeid.partition("::")[0], []).append(item)
    return list(found.values())


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
