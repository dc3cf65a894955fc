"""Pages by position: nothing is lost or comes twice while rows come and go.

A position is compared name by name; where a value is missing, the row comes last.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, literal, or_

from landtrust.queries.features.asking import Position


class Ordered(NamedTuple):
    """A column that rows are put in order by.

    Attributes:
        column: As it is compared.
        is_missing: Whether it can be.
    """

    column: ColumnElement[Any]
    descending: bool
    is_missing: bool = True


def in_order(order: Sequence[Ordered], *, backwards: bool) -> list[ColumnElement[Any]]:
    """What to order a statement by, from the front or from the back."""
    return [one for ordered in order for one in _in_order(ordered, backwards=backwards)]


def _in_order(ordered: Ordered, *, backwards: bool) -> list[ColumnElement[Any]]:
    column, descending, is_missing = ordered
    value = column.desc() if descending != backwards else column.asc()
    missing = column.is_(None)
    return [missing.desc() if backwards else missing.asc(), value] if is_missing else [value]


def beyond(order: Sequence[Ordered], position: Position, *, backwards: bool) -> ColumnElement[bool]:
    """The condition that a row comes after a position, or before it."""
    steps: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for ordered, value in zip(order, position, strict=True):
        steps.append(and_(*same, _is_beyond(ordered, value, backwards=backwards)))
        same.append(ordered.column.is_(None) if value is None else ordered.column == value)
    return or_(*steps)


def _is_beyond(ordered: Ordered, value: object, *, backwards: bool) -> ColumnElement[bool]:
    column, descending, is_missing = ordered
    if value is None:
        return column.is_not(None) if backwards else false()
    given = literal(value, column.type)
    beyond_it = column < given if descending != backwards else column > given
    return or_(beyond_it, column.is_(None)) if is_missing and not backwards else beyond_it
