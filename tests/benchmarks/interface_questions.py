"""What every server of the interface is asked: the same, in many different requests."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pmtiles.reader

from landtrust.domain.extent import Bbox
from tests.benchmarks.interface_sites import InterfaceSite, Tile, count_features, pages
from tests.benchmarks.questions import boxes
from tests.benchmarks.traffic import Client

ZOOM = 14
_PAGES = 20
_BOX_DEGREES = 0.01
_CHECKED = 12
_SEED = 1
_KINDS = ("business", "church", "government_city", "person")


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of request.

    Attributes:
        what: What is asked for.
        addresses: Of a site; none where it cannot be asked.
        compressed: Whether the reader says that it takes compressed answers.
    """

    what: str
    addresses: Callable[[InterfaceSite], list[str]]
    compressed: bool = False

    def asked_of(self, site: InterfaceSite) -> bool:
        """Whether a site can be asked."""
        return bool(self.addresses(site))


def questions(within: Bbox, tiles: list[Tile], count: int) -> Iterator[Question]:
    """Every kind of request.

    Args:
        within: Where the parcels lie.
        tiles: Which tiles.
        count: How many different boxes and filters: so many that none is asked twice in a run.
    """
    for limit in (100, 1_000):
        yield Question(f"pages of {limit} features", _walked(limit))
    drawn = list(boxes(within, _BOX_DEGREES, count))
    yield Question(
        "a box of 0.01 degrees, up to 100 features",
        lambda site: [site.address(limit=100, bbox=",".join(map(str, box))) for box in drawn],
    )
    said = list(_filters(count))
    yield Question(
        "a filter in CQL2, up to 100 features",
        lambda site: (
            [site.address(limit=100, filter=one) for one in said] if site.takes_filters else []
        ),
    )
    yield Question(
        f"vector tiles of zoom {ZOOM}",
        lambda site: [site.tile(one) for one in tiles] if site.tile else [],
        compressed=True,
    )


def _walked(limit: int) -> Callable[[InterfaceSite], list[str]]:
    known: dict[str, list[str]] = {}

    def walked(site: InterfaceSite) -> list[str]:
        key = f"{site.name} {site.place}"
        if key not in known:
            with closing(Client(site.place)) as client:
                known[key] = pages(site, client, limit, _PAGES)
        return known[key]

    return walked


def _filters(count: int) -> Iterator[str]:
    """By kind of owner and value, and by vacancy and a range of values, by turns."""
    chance = np.random.default_rng(_SEED)
    for place, value in enumerate(chance.integers(1_000, 200_000, count).tolist()):
        if place % 2:
            yield f"owner_kind = '{_KINDS[place // 2 % len(_KINDS)]}' AND total_value > {value}"
        else:
            vacant = "TRUE" if place % 4 else "FALSE"
            yield f"vacant = {vacant} AND total_value BETWEEN {value} AND {value + 5_000}"


def tiles_of(archive: Path, count: int) -> list[Tile]:
    """Tiles of one zoom that have parcels, chosen at random."""
    reader: Any = pmtiles.reader  # it has no types
    with archive.open("rb") as file:
        every = [at for at, _ in reader.all_tiles(reader.MmapSource(file)) if at[0] == ZOOM]
    picked = np.random.default_rng(_SEED).choice(len(every), min(count, len(every)), replace=False)
    return [every[int(one)] for one in picked]


def require_same_answers(question: Question, sites: list[InterfaceSite]) -> None:
    """Refuse to compare servers that answer a question differently.

    Raises:
        RuntimeError: They have other numbers of features.
    """
    found = {
        site.name: [_rows(site, one) for one in question.addresses(site)[:_CHECKED]]
        for site in sites
        if question.asked_of(site) and not question.compressed
    }
    if len({tuple(rows) for rows in found.values()}) > 1:
        raise RuntimeError(f"Asked for {question.what}, servers answer differently: {found}")


def _rows(site: InterfaceSite, address: str) -> int:
    with closing(Client(site.place)) as client:
        return count_features(client.get(address))
