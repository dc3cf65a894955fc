"""What is asked of a whole site over HTTP, whichever store it stands on."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import orjson

from landtrust.domain.extent import Bbox
from tests.benchmarks.questions import boxes, filters, places_in_list
from tests.benchmarks.traffic import Client

NEAR_M = 400
_SIDE_DEGREES = 0.02
_SEED = 2
_NAMES = ("johnson", "williams", "brown", "davis", "evers", "moore", "taylor", "hamer", "walker")
_OWNER_EVERY = 10


class Asked(NamedTuple):
    """One kind of question.

    Attributes:
        what: What it is, in words.
        paths: The addresses.
    """

    what: str
    paths: list[str]


def asked_of_a_site(client: Client, parcels: int, count: int) -> Iterator[Asked]:
    """Questions about a store of so many parcels, the same every time.

    Args:
        client: Tells what the parcels span.
        parcels: How many the store has.
        count: Questions of each kind.
    """
    within = Bbox(*orjson.loads(client.get("/tiles/parcels.json"))["bounds"])
    yield Asked(
        "List page, anywhere",
        [f"/parcels?after={one + 1}" for one in places_in_list(parcels, count)],
    )
    chosen = list(filters(parcels, count))
    yield Asked(
        "List page, filtered, with the total",
        [f"/parcels?{one.query()}&after={one.after + 1}" for one in chosen],
    )
    yield Asked(
        "Counts by vacancy, filtered",
        [f"/parcels/counts.json?by=vacant&{one.query()}" for one in chosen],
    )
    yield Asked(
        f"List page of a box of {_SIDE_DEGREES}°, with the total",
        [f"/parcels?bbox={','.join(map(str, one))}" for one in boxes(within, _SIDE_DEGREES, count)],
    )
    yield Asked(
        f"List page within {NEAR_M} m of a point, with the total",
        [f"/parcels?near={lon},{lat}&radius_m={NEAR_M}" for lon, lat in points(within, count)],
    )
    yield Asked(
        "Search for words, with the total", [f"/parcels?text={one}" for one in words(count)]
    )


def points(within: Bbox, count: int) -> list[tuple[float, float]]:
    """Points anywhere in an area, degrees."""
    across = np.random.default_rng(_SEED).random((count, 2))
    lons = within.west + (within.east - within.west) * across[:, 0]
    lats = within.south + (within.north - within.south) * across[:, 1]
    return [(round(lon, 6), round(lat, 6)) for lon, lat in zip(lons, lats, strict=True)]


def words(count: int) -> list[str]:
    """House numbers with the beginning of a street, as people type them; now and then an owner."""
    chance = np.random.default_rng(_SEED)
    names = [_NAMES[int(one)] for one in chance.integers(0, len(_NAMES), count)]
    numbers = chance.integers(1, 10_000, count).tolist()
    return [
        f"{name}+properties" if place % _OWNER_EVERY == 0 else f"{number}+{name[:4]}"
        for place, (name, number) in enumerate(zip(names, numbers, strict=True))
    ]
