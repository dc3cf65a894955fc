"""Features that are few: listed whole, and filtered and put in order by Python."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cmp_to_key
from typing import Any

import shapely
from sqlalchemy import Connection

from landtrust.domain.extent import Bbox
from landtrust.domain.filtering.evaluation import is_met
from landtrust.domain.filtering.values import Quality
from landtrust.queries.features.asking import (
    GEOMETRY,
    Asking,
    Feature,
    FeaturePage,
    Position,
    turned,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One of them.

    Attributes:
        key: What they stand in the order of where no other is asked for.
        geometry: In longitude and latitude; None where there is none.
        says: Everything else that it says, by name.
    """

    id: str
    key: int | str
    geometry: shapely.Geometry | None
    says: Mapping[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        """What filters are asked of: numbers are all of one kind there."""
        said = {name: _as_asked(value) for name, value in self.says.items()}
        return {**said, GEOMETRY: self.geometry}


@dataclass(frozen=True, slots=True)
class ListedFeatures:
    """Features that a function lists.

    Attributes:
        qualities: What they say by name, the geometry among it.
        every: All of them.
    """

    qualities: Mapping[str, Quality]
    every: Callable[[Connection], Iterable[Listed]]

    def page(self, connection: Connection, asking: Asking) -> FeaturePage:
        """One page of those that are asked for."""
        fitting = self._fitting(connection, asking)
        position = asking.before if asking.before is not None else asking.after
        if position is None:
            found = fitting[: asking.limit + 1]
        elif asking.before is not None:
            found = [one for one in fitting if _compare(asking, one[0], position) < 0]
            found = found[-asking.limit - 1 :]
        else:
            found = [one for one in fitting if _compare(asking, one[0], position) > 0]
            found = found[: asking.limit + 1]
        shown, previous, following = turned([one[0] for one in found], asking)
        return FeaturePage(tuple(_feature(one) for _, one in found[shown]), previous, following)

    def count(self, connection: Connection, asking: Asking) -> int:
        """How many are asked for, on all pages."""
        return len(self._fitting(connection, asking))

    def one(self, connection: Connection, feature_id: str) -> Feature | None:
        """The feature with this id; None where there is none."""
        return next((_feature(one) for one in self.every(connection) if one.id == feature_id), None)

    def extent(self, connection: Connection) -> Bbox | None:
        """What they span; None where there are none."""
        lands = [one.geometry for one in self.every(connection) if one.geometry is not None]
        return Bbox(*shapely.total_bounds(lands).tolist()) if lands else None

    def days(self, connection: Connection, first: str, end: str) -> tuple[date, date | None] | None:
        """The first and the last day that they are of; None where there are none.

        Args:
            connection: Where to ask.
            first: What says the first day of each.
            end: What says the first day after its last; where any lasts, there is no last day.
        """
        says = [one.says for one in self.every(connection)]
        if not says:
            return None
        ends = [one[end] for one in says]
        last = None if None in ends else max(ends) - timedelta(days=1)
        return min(one[first] for one in says), last

    def _fitting(self, connection: Connection, asking: Asking) -> list[tuple[Position, Listed]]:
        """Those that are asked for, in order, each with its position."""
        fitting = [
            (_position(asking, values, one.key), one)
            for one, values in ((each, each.values) for each in self.every(connection))
            if asking.condition is None or is_met(asking.condition, values)
        ]

        def by_position(one: tuple[Position, Listed], other: tuple[Position, Listed]) -> int:
            return _compare(asking, one[0], other[0])

        return sorted(fitting, key=cmp_to_key(by_position))


def _position(asking: Asking, values: Mapping[str, Any], key: int | str) -> Position:
    return (*(values[one.name] for one in asking.order), key)


def _compare(asking: Asking, one: Position, other: Position) -> int:
    descending = [key.descending for key in asking.order] + [False]
    for left, right, turns in zip(one, other, descending, strict=True):
        if left == right:
            continue
        if left is None or right is None:
            return 1 if left is None else -1
        return 1 if (left < right) == turns else -1
    return 0


def _feature(listed: Listed) -> Feature:
    outline = None if listed.geometry is None else shapely.to_wkb(listed.geometry)
    return Feature(listed.id, outline, listed.says)


def _as_asked(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
