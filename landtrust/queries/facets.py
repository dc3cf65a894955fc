"""How many parcels fall into each class: the numbers of a legend."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from landtrust.domain.crs import SQM_PER_ACRE
from landtrust.model.parcels import ParcelFacts
from landtrust.queries.conditions import Condition, conditions
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.visibility import Tier, visible_kind
from landtrust.sources.codes import UNKNOWN, MapClass

_CENTS = 100
_VACANT = {True: "yes", False: "no", None: UNKNOWN}
_COLUMNS: dict[str, ColumnElement[Any]] = {
    "owner_kind": ParcelFacts.owner_kind.expression,
    "land_use": ParcelFacts.land_use.expression,
    "vacant": ParcelFacts.vacant.expression,
}


def facet_counts(
    connection: Connection,
    wanted: ParcelFilter,
    facet: str,
    classes: Sequence[MapClass],
    tier: Tier = Tier.PUBLIC,
) -> dict[str, int]:
    """Parcels that fit the filter, by class of a facet.

    Args:
        connection: Where to ask.
        wanted: The filter.
        facet: One of ``landtrust.sources.codes.FACETS``.
        classes: The classes of the facet, in order.
        tier: Who asks.

    Returns:
        Every class's code with its count, 0 where there is none, in the order of the classes;
        what the classes do not name is counted as unknown.
    """
    fitting = conditions(connection, wanted, tier)
    if facet == "value_per_acre":
        return _by_value(connection, fitting, classes)
    counts = {one.code: 0 for one in classes}
    for value, count in _by_column(connection, fitting, _COLUMNS[facet]):
        code = _code(facet, value, tier)
        counts[code if code is not None and code in counts else UNKNOWN] += count
    return counts


def _code(facet: str, value: Any, tier: Tier) -> str | None:  # noqa: ANN401 - a column's own type
    if facet == "vacant":
        return _VACANT[value]
    return visible_kind(value, tier) if facet == "owner_kind" else value


def _by_column(
    connection: Connection, fitting: Sequence[Condition], column: ColumnElement[Any]
) -> list[tuple[Any, int]]:
    rows = connection.execute(select(column, func.count()).where(*fitting).group_by(column))
    return [(value, count) for value, count in rows]


def _by_value(
    connection: Connection, fitting: Sequence[Condition], classes: Sequence[MapClass]
) -> dict[str, int]:
    """By true value in dollars an acre; unknown where no value is stated.

    One pass that counts what lies above each bound: grouping would sort every row.
    """
    rising = [(one.code, one.least) for one in classes if one.least is not None]
    above = [func.count().filter(_is_worth(least)) for _, least in rising]
    found = connection.execute(select(func.count(), *above).where(*fitting)).one()
    counts = {one.code: 0 for one in classes}
    for (code, _), (this, following) in zip(rising, pairwise([*found[1:], 0]), strict=True):
        counts[code] = this - following
    counts[UNKNOWN] = found[0] - found[1]
    return counts


def _is_worth(dollars_an_acre: float) -> ColumnElement[bool]:
    cents_a_sqm = dollars_an_acre * _CENTS / SQM_PER_ACRE
    return ParcelFacts.total_value_cents >= ParcelFacts.area_sqm * cents_a_sqm
