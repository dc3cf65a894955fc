"""Random questions, the same for us and for the peer: pages, filters and boxes."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from landtrust.domain.extent import Bbox

_OWNERS = {"government_state": "STATE OF MISSISSIPPI", "government_city": "CITY OF JACKSON"}
_LEAST_VALUES = (0, 10_000, 50_000, 100_000)
_VALUE_RANGES = (5_000, 20_000, 100_000)
_SEED = 1


class Chosen(NamedTuple):
    """A filter and a place in the list, in the words of the peer's table.

    Attributes:
        after: The list goes on after this row.
        unbuilt: Whether the value of improvements is zero; None asks for neither.
        owner: The owner's name; None asks for any.
        least: Value in all, dollars, at least.
        most: Value in all, dollars, at most.
    """

    after: int
    unbuilt: bool | None
    owner: str | None
    least: int
    most: int

    def query(self) -> str:
        """The same as our query string, without the place in the list."""
        parts = [f"min_value={self.least}", f"max_value={self.most}"]
        if self.unbuilt is not None:
            parts.append(f"vacant={'yes' if self.unbuilt else 'no'}")
        parts.extend(f"owner_kind={kind}" for kind, name in _OWNERS.items() if name == self.owner)
        return "&".join(parts)


def places_in_list(parcels: int, count: int) -> list[int]:
    """Rows to go on after, anywhere in a list of this many."""
    return [int(one) for one in np.random.default_rng(_SEED).integers(0, parcels, count)]


def filters(parcels: int, count: int) -> Iterator[Chosen]:
    """Filters by value, each second one by vacancy or owner too, from anywhere in the list."""
    chance = np.random.default_rng(_SEED)
    for after in places_in_list(parcels, count):
        least = int(chance.choice(_LEAST_VALUES))
        yield Chosen(
            after=after,
            unbuilt=(None, None, True, False)[int(chance.integers(4))],
            owner=(None, None, *_OWNERS.values())[int(chance.integers(4))],
            least=least,
            most=least + int(chance.choice(_VALUE_RANGES)),
        )


def boxes(within: Bbox, degrees: float, count: int) -> Iterator[Bbox]:
    """Squares in degrees, anywhere in an area."""
    chance = np.random.default_rng(_SEED)
    for across, up in chance.random((count, 2)):
        west = within.west + max(within.east - within.west - degrees, 0) * across
        south = within.south + max(within.north - within.south - degrees, 0) * up
        yield Bbox(*(round(one, 6) for one in (west, south, west + degrees, south + degrees)))
