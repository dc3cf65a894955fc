"""Features that are rows of tables."""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    String,
    bindparam,
    func,
    select,
)
from sqlalchemy.exc import DataError

from landtrust.domain.filtering.limits import refused
from landtrust.domain.filtering.shape_relations import RELATES
from landtrust.domain.filtering.tree import (
    Expression,
    Operation,
    Property,
    Shape,
    has_shape,
    properties_of,
    where_never_missing,
)
from landtrust.domain.filtering.values import Quality
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import (
    GEOMETRY,
    Asking,
    Feature,
    FeaturePage,
    Position,
    turned,
)
from landtrust.queries.features.keyset import Ordered, beyond, in_order
from landtrust.queries.filtering.conditions import Asked, Column, IsCode, Items, filter_condition
from landtrust.queries.filtering.ground import Ground
from landtrust.queries.filtering.stores import Speech, speech_of
from landtrust.queries.filters import EVERYTHING
from landtrust.queries.spatial import numbers_of

_FEW = 5_000
"""Up to so many, all that an index narrows a filter to are looked up for its first page."""

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """A table that is joined only where somebody asks for what it says.

    Attributes:
        joined: How.
        names: The properties that it says.
        may_lack: Whether some rows have nothing there.
    """

    table: Any
    joined: ColumnElement[bool]
    names: frozenset[str]
    may_lack: bool = False


class TableFeatures(ABC):
    """Features that are rows of tables.

    Attributes:
        qualities: What they say by name, the geometry among it.
        key: What makes a row one feature, a number; features stand in its order.
        first: The table that has the key.
        parts: Others that say more.
        ground: Their outlines.
        always: What each row must meet, whoever asks.
        narrowed: Properties that an index knows together, in the order of the amount among them.
    """

    qualities: Mapping[str, Quality]
    key: ColumnElement[int]
    first: FromClause
    parts: Sequence[Part]
    ground: Ground
    always: Sequence[ColumnElement[bool]] = ()
    narrowed: Collection[frozenset[str]] = ()

    @abstractmethod
    def columns(self, speech: Speech) -> Mapping[str, Column]:
        """What the rows say, by name, to be compared."""

    @abstractmethod
    def found(self, connection: Connection, keys: Collection[int]) -> Mapping[int, Feature]:
        """The features with these keys, by key."""

    @abstractmethod
    def one(self, connection: Connection, feature_id: str) -> Feature | None:
        """The feature with this id; None where there is none."""

    def codes(self) -> Mapping[str, IsCode]:
        """Properties whose codes are looked up in an index."""
        return {}

    def cents(self) -> Mapping[str, Column]:
        """Of properties in dollars: the whole cents that they are kept in."""
        return {}

    def lists(self, speech: Speech) -> Mapping[str, Items]:
        """Of properties that are lists: tables with their items."""
        del speech
        return {}

    def also(self, connection: Connection, asking: Asking) -> Sequence[ColumnElement[bool]]:
        """What else is asked of the rows."""
        del connection, asking
        return ()

    def also_names(self, asking: Asking) -> frozenset[str]:
        """The properties that this reads."""
        del asking
        return frozenset()

    def page(self, connection: Connection, asking: Asking) -> FeaturePage:
        """One page of those that are asked for.

        Raises:
            InvalidInput: A number of the filter becomes too large for the store.
        """
        asking = _where_all_have_outlines(asking)
        numbers = self._few_numbers(connection, asking)
        if numbers is None:
            return self._page(connection, asking, self._positions(connection, asking))
        page = self._page(connection, asking, _window(numbers, asking))
        return replace(page, matched=len(numbers))

    def count(self, connection: Connection, asking: Asking) -> int:
        """How many are asked for, on all pages.

        Raises:
            InvalidInput: A number of the filter becomes too large for the store.
        """
        asking = _where_all_have_outlines(asking)
        statement = self._chosen(connection, asking, select(func.count()))
        with _numbers_that_fit():
            return int(connection.execute(statement).scalar_one())

    def _few_numbers(self, connection: Connection, asking: Asking) -> list[int] | None:
        """The keys of all, where they are few and a small shape or an index of values decides."""
        condition = asking.condition
        if asking.order or asking.parcels != EVERYTHING or condition is None:
            return None
        match condition:
            case Operation(name, (Property(_), Shape(geometry))) if name in RELATES:
                if not self._is_indexed_by_place():
                    return None
                return self.ground.few_numbers(connection, self.first, name, geometry)
            case _ if self._is_narrowed(condition) and _is_first(asking):
                return self._few_chosen(connection, asking)
            case _:
                return None

    def _is_narrowed(self, condition: Expression) -> bool:
        return properties_of(condition) in self.narrowed and not has_shape(condition)

    def _few_chosen(self, connection: Connection, asking: Asking) -> list[int] | None:
        statement = self._chosen(connection, asking, select(self.key))
        few = statement.limit(bindparam("most", type_=Integer()))
        with _numbers_that_fit():
            found = numbers_of(connection, few, {"most": _FEW + 1})
        return sorted(found) if len(found) <= _FEW else None

    def _is_indexed_by_place(self) -> bool:
        return self.ground.index is not None and self.ground.row_number is self.key

    def _page(
        self, connection: Connection, asking: Asking, positions: list[Position]
    ) -> FeaturePage:
        shown, previous, following = turned(positions, asking)
        keys = [position[-1] for position in positions[shown]]
        features = self.found(connection, keys) if keys else {}
        matched = len(keys) if _is_first(asking) and following is None else None
        return FeaturePage(tuple(features[key] for key in keys), previous, following, matched)

    def _positions(self, connection: Connection, asking: Asking) -> list[Position]:
        """Where the rows of a page stand, in its order, and one more where there are more."""
        backwards = asking.before is not None
        position = asking.before if backwards else asking.after
        if self._are_all_asked(asking):
            statement = _keys_alone(
                self.key, self.first, backwards=backwards, is_first=position is None
            )
        else:
            statement = self._ordered(connection, asking, position)
        bound = {"key": position[-1]} if position is not None else {}
        with _numbers_that_fit():
            rows = connection.execute(statement, {"most": asking.limit + 1, **bound}).all()
        positions: list[Position] = [tuple(row) for row in rows]
        if backwards:
            positions.reverse()
        return positions

    def _are_all_asked(self, asking: Asking) -> bool:
        is_filtered = asking.condition is not None or asking.parcels != EVERYTHING
        return not (is_filtered or asking.order or self.always)

    def _ordered(
        self, connection: Connection, asking: Asking, position: Position | None
    ) -> Statement:
        backwards = asking.before is not None
        order = self._order(connection, asking)
        columns = select(*(one.column for one in order))
        statement = self._chosen(connection, asking, columns, walks=True)
        if position is not None:
            statement = statement.where(beyond(order, position, backwards=backwards))
        statement = statement.order_by(*in_order(order, backwards=backwards))
        return statement.limit(bindparam("most", type_=Integer()))

    def _order(self, connection: Connection, asking: Asking) -> list[Ordered]:
        speech = speech_of(connection)
        columns = self.columns(speech) if asking.order else {}
        found = []
        for one in asking.order:
            column = columns[one.name]
            is_text = isinstance(column.type, String)
            found.append(Ordered(speech.ordered(column) if is_text else column, one.descending))
        return [*found, Ordered(self.key, descending=False, is_missing=False)]

    def _chosen(
        self, connection: Connection, asking: Asking, statement: Statement, *, walks: bool = False
    ) -> Statement:
        names = {one.name for one in asking.order} | self.also_names(asking)
        conditions = [*self.always, *self.also(connection, asking)]
        if asking.condition is not None:
            names |= properties_of(asking.condition)
            speech, cents = speech_of(connection), self.cents()
            if walks:
                cents = {name: speech.walked(one) for name, one in cents.items()}
            lists = self.lists(speech)
            asked = Asked(self.columns(speech), self.ground, self.codes(), cents, lists)
            conditions.append(filter_condition(connection, asking.condition, asked))
        return self._joined(statement, names).where(*conditions)

    def _joined(self, statement: Statement, names: Collection[str]) -> Statement:
        statement = statement.select_from(self.first)
        for part in self.parts:
            if not part.names.isdisjoint(names):
                statement = statement.join(part.table, part.joined, isouter=part.may_lack)
        return statement


@cache
def _keys_alone(
    key: ColumnElement[int], first: FromClause, *, backwards: bool, is_first: bool
) -> Statement:
    """The keys of all rows: put together once, which takes longer than to ask for a page."""
    statement: Statement = select(key).select_from(first)
    if not is_first:
        given = bindparam("key", type_=key.type)
        statement = statement.where(key < given if backwards else key > given)
    ordered = statement.order_by(key.desc() if backwards else key)
    return ordered.limit(bindparam("most", type_=Integer()))


def _window(numbers: list[int], asking: Asking) -> list[Position]:
    """Those of all keys that are a page, and one more where there are more."""
    most = asking.limit + 1
    if asking.before is not None:
        end = bisect_left(numbers, asking.before[-1])
        return [(one,) for one in numbers[max(end - most, 0) : end]]
    begin = 0 if asking.after is None else bisect_right(numbers, asking.after[-1])
    return [(one,) for one in numbers[begin : begin + most]]


def _is_first(asking: Asking) -> bool:
    return asking.after is None and asking.before is None


def _where_all_have_outlines(asking: Asking) -> Asking:
    if asking.condition is None:
        return asking
    return replace(asking, condition=where_never_missing(asking.condition, GEOMETRY))


@contextmanager
def _numbers_that_fit() -> Iterator[None]:
    try:
        yield
    except DataError as problem:
        # What a row says is worked out by the store; nothing else of a filter can fail there.
        raise refused(Phrase("filter: a number that it works out is too large.")) from problem
