"""What is asked of features, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection

from landtrust.domain.filtering.tree import Expression
from landtrust.domain.filtering.values import Quality
from landtrust.queries.filters import EVERYTHING, ParcelFilter

GEOMETRY = "geometry"
"""The name of the one geometry that a feature has."""

Position = tuple[Any, ...]
"""Where a feature stands: what it says under each name of the order, then its own key."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """A name that features are put in order by; where it is missing they come last."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Which features.

    Attributes:
        condition: A checked filter; None: all.
        parcels: Of parcels: what else they must meet.
        order: The names that they are put in order by; their key settles the rest.
        limit: Most features on the page.
        after: Only those after this position.
        before: Only those before it, the nearest of them; not together with ``after``.
    """

    condition: Expression | None = None
    parcels: ParcelFilter = EVERYTHING
    order: tuple[SortKey, ...] = ()
    limit: int = 100
    after: Position | None = None
    before: Position | None = None


class Feature(NamedTuple):
    """A feature.

    Attributes:
        id: What it is called in addresses.
        outline_lonlat: WKB of a MultiPolygon in EPSG:4326; None where there is none.
        says: A read model, or what it says by name.
    """

    id: str
    outline_lonlat: bytes | None
    says: Any


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """One page of features.

    Attributes:
        previous_before: The position to page back from; None on the first page.
        next_after: The position to page on from; None on the last page.
        matched: How many there are on all pages, where the page tells; None: nobody counted.
    """

    features: tuple[Feature, ...]
    previous_before: Position | None
    next_after: Position | None
    matched: int | None = None


class Features(Protocol):
    """Features of one kind.

    Attributes:
        qualities: What they say by name, the geometry among it.
    """

    @property
    def qualities(self) -> Mapping[str, Quality]:
        """What they say by name, the geometry among it."""
        ...

    def page(self, connection: Connection, asking: Asking) -> FeaturePage:
        """One page of those that are asked for."""
        ...

    def count(self, connection: Connection, asking: Asking) -> int:
        """How many are asked for, on all pages."""
        ...

    def one(self, connection: Connection, feature_id: str) -> Feature | None:
        """The feature with this id; None where there is none."""
        ...


def turned(
    positions: list[Position], asking: Asking
) -> tuple[slice, Position | None, Position | None]:
    """Which of the rows that were found are the page, and the positions to page on from.

    Args:
        positions: Of the rows in the order of the page, one more than the page has where there
            are more.
        asking: What was asked.
    """
    backwards = asking.before is not None
    more = len(positions) > asking.limit
    shown = slice(1, None) if backwards and more else slice(asking.limit)
    page = positions[shown]
    has_previous = more if backwards else asking.after is not None
    has_next = bool(page) if backwards else more
    return shown, page[0] if page and has_previous else None, page[-1] if has_next else None
