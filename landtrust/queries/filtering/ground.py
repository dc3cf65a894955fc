"""Which rows of a table lie in a relation to a shape, as a condition of a statement.

PostGIS is asked in the statement. For SQLite the outlines that the rectangles leave open are
compared by shapely first, and the statement gets the numbers of those that fit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    FromClause,
    LargeBinary,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from landtrust.domain.extent import Bbox
from landtrust.domain.filtering.shape_relations import RELATES, is_rectangle
from landtrust.queries.spatial import WIDE_SQUARE_DEGREES, as_bound, is_one_of, of_collected

FEW_SQUARE_DEGREES = 0.01
"""Up to this size, about ten kilometres by nine, the numbers of all outlines are at hand."""

_AT_ONCE = 10_000
"""Outlines that are held in memory together."""

_BOXES_AT_ONCE = 100_000
"""Rectangles that are held in memory together."""

_GROUNDS = 32
"""Of how many grounds the statements are kept: to put one together takes longer than to ask it."""

_INTERSECTS = "s_intersects"
_INSIDE_SETTLES = frozenset((_INTERSECTS, "s_within"))
"""Relations that hold of every outline whose rectangle lies inside the shape."""

_POSTGIS = {
    "s_contains": "ST_Contains",
    "s_crosses": "ST_Crosses",
    "s_equals": "ST_Equals",
    _INTERSECTS: "ST_Intersects",
    "s_overlaps": "ST_Overlaps",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
}


@dataclass(frozen=True, slots=True)
class Edges:
    """The columns of the edges of rectangles, degrees."""

    west: ColumnElement[float]
    south: ColumnElement[float]
    east: ColumnElement[float]
    north: ColumnElement[float]

    def meet(self, bbox: Bbox) -> ColumnElement[bool]:
        """Whether a rectangle meets this one."""
        return and_(
            self.west <= bbox.east, self.east >= bbox.west,
            self.south <= bbox.north, self.north >= bbox.south,
        )  # fmt: skip

    def lie_in(self, bbox: Bbox) -> ColumnElement[bool]:
        """Whether a rectangle lies in this one, its edges included."""
        return and_(
            self.west >= bbox.west, self.east <= bbox.east,
            self.south >= bbox.south, self.north <= bbox.north,
        )  # fmt: skip


_BOUND: Any = (bindparam(edge, type_=Double) for edge in Bbox._fields)
_ASKED = Bbox(*_BOUND)
"""A rectangle that is bound when a statement is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The outlines that the rows of a statement have.

    Attributes:
        row_number: In the statement: the number of the outline that a row has.
        number: The same in the tables of outlines, which no statement around them uses.
        outline: WKB in longitude and latitude.
        edges: Of the outline's rectangle.
        tables: Where these are.
        shape: The outline as PostGIS knows it.
        index: SQLite's index of rectangles, which may be a little too large: number and edges.
        loose: Outlines whose edges are not known, and that are always compared themselves.
    """

    row_number: ColumnElement[int]
    number: ColumnElement[int]
    outline: ColumnElement[Any]
    edges: Edges
    tables: FromClause
    shape: ColumnElement[Any]
    index: tuple[ColumnElement[int], Edges] | None = None
    loose: ColumnElement[bool] | None = None

    def relates(
        self, connection: Connection, name: str, shape: shapely.Geometry
    ) -> ColumnElement[bool]:
        """The condition that a row's outline is in a relation with a shape.

        Args:
            connection: Says which store this is; SQLite is asked for outlines at once.
            name: Of the relation, as filters have it.
            shape: In longitude and latitude.
        """
        bbox = Bbox(*shapely.bounds(shape).tolist())
        if any(np.isnan(bbox)):
            return self.row_number.is_(None)  # nothing relates to an empty shape
        is_wide = (bbox.east - bbox.west) * (bbox.north - bbox.south) >= WIDE_SQUARE_DEGREES
        if connection.dialect.name == "postgresql":
            return self._by_postgis(name, shape, is_wide=is_wide)
        if name == _INTERSECTS and is_rectangle(shape):
            return self._in_rectangle(connection, shape, bbox, is_wide=is_wide)
        return is_one_of(connection, self.row_number, self._ids(connection, name, shape, bbox))

    def few_numbers(
        self, connection: Connection, rows: FromClause, name: str, shape: shapely.Geometry
    ) -> list[int] | None:
        """The numbers of all rows in a relation with a small shape, in their order.

        They are found once, for the page and for its total; None where they may be too many.

        Args:
            connection: To ask.
            rows: One for each number that SQLite's index has.
            name: Of the relation, as filters have it.
            shape: In longitude and latitude.
        """
        bbox = Bbox(*shapely.bounds(shape).tolist())
        if not (bbox.east - bbox.west) * (bbox.north - bbox.south) < FEW_SQUARE_DEGREES:
            return None
        if connection.dialect.name == "postgresql":
            asked = _related_by_postgis(self, rows, name)
            return list(connection.scalars(asked, {"shape": shapely.to_wkb(shape)}))
        return sorted(self._ids(connection, name, shape, bbox))

    def _by_postgis(
        self, name: str, shape: shapely.Geometry, *, is_wide: bool
    ) -> ColumnElement[bool]:
        given = func.ST_GeomFromWKB(shapely.to_wkb(shape), 4326)
        relates = getattr(func, _POSTGIS[name])(self.shape, given)
        found = select(self.number).select_from(self.tables).where(relates)
        if not is_wide:
            return of_collected(self.row_number, found)
        return exists(found.where(self.number == self.row_number))

    def _in_rectangle(
        self, connection: Connection, shape: shapely.Geometry, bbox: Bbox, *, is_wide: bool
    ) -> ColumnElement[bool]:
        """Those whose rectangle lies inside by their edges, those on the border one by one."""
        border = self._of_index(lambda edges: and_(edges.meet(bbox), ~edges.lie_in(bbox)))
        chosen = select(self.number, self.outline).where(or_(*self._open(border)))
        fitting = _fitting(connection, chosen.select_from(self.tables), _INTERSECTS, shape)
        on_border = is_one_of(connection, self.row_number, list(fitting))
        inside = self._lying_in(bbox, is_wide=is_wide)
        return or_(inside, on_border)

    def _lying_in(self, bbox: Bbox, *, is_wide: bool) -> ColumnElement[bool]:
        if self.index is not None and not is_wide:
            number, edges = self.index
            return self.row_number.in_(select(number).where(edges.lie_in(bbox)))
        lies_in = self.edges.lie_in(bbox)
        if self.loose is not None:
            lies_in = and_(lies_in, ~self.loose)
        return exists(
            select(self.number)
            .select_from(self.tables)
            .where(self.number == self.row_number, lies_in)
        )

    def _of_index(self, asked: Callable[[Edges], ColumnElement[bool]]) -> ColumnElement[bool]:
        if self.index is None:
            return asked(self.edges)
        number, edges = self.index
        return self.number.in_(select(number).where(asked(edges)))

    def _open(self, condition: ColumnElement[bool]) -> list[ColumnElement[bool]]:
        return [condition] if self.loose is None else [condition, self.loose]

    def _ids(
        self, connection: Connection, name: str, shape: shapely.Geometry, bbox: Bbox
    ) -> list[int]:
        """The numbers of the outlines that are in a relation with a shape."""
        settled: list[int] = []
        open_numbers: list[int] = []
        shapely.prepare(shape)
        cursor: Any = connection.execute(_near(self), bbox._asdict()).cursor
        while rows := cursor.fetchmany(_BOXES_AT_ONCE):
            # Number by number, past the row objects: numpy asks each for a dozen attributes.
            table = np.fromiter(chain.from_iterable(rows), dtype=np.float64).reshape(-1, 5)
            inside, near = self._by_boxes(name, shape, table)
            numbers = table[:, 0].astype(np.int64)
            settled += numbers[inside].tolist()
            open_numbers += numbers[near & ~inside].tolist()
        return settled + self._compared(connection, name, shape, open_numbers)

    def _by_boxes(
        self, name: str, shape: shapely.Geometry, table: NDArray[np.float64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of which outlines the rectangles tell that they are in a relation, and may be in it."""
        if self.loose is not None:
            return np.zeros(len(table), dtype=bool), np.ones(len(table), dtype=bool)
        if name == _INTERSECTS and is_rectangle(shape):
            west, south, east, north = shapely.bounds(shape)
            begins, ends = np.array([west, south] * 2), np.array([east, north] * 2)
            lies_in = np.logical_and(table[:, 1:] >= begins, table[:, 1:] <= ends)
            return np.logical_and.reduce(lies_in, axis=1), np.ones(len(table), dtype=bool)
        boxes = shapely.box(*table[:, 1:].T)
        # What has no width or height is no rectangle that could be compared.
        near = shapely.intersects(shape, boxes) | (shapely.area(boxes) == 0)
        inside = near & shapely.contains_properly(shape, boxes) & (name in _INSIDE_SETTLES)
        return inside, near

    def _compared(
        self, connection: Connection, name: str, shape: shapely.Geometry, numbers: Sequence[int]
    ) -> list[int]:
        """Those of these outlines that are in a relation with a shape."""
        found: list[int] = []
        for begin in range(0, len(numbers), _AT_ONCE):
            part = {"listed": as_bound(connection, numbers[begin : begin + _AT_ONCE])}
            found.extend(_fitting(connection, _listed(self), name, shape, part))
        return found


@lru_cache(maxsize=_GROUNDS)
def _near(ground: Ground) -> Select[*tuple[Any, ...]]:
    """Number and edges of the outlines that may meet a rectangle."""
    if ground.index is not None:
        number, edges = ground.index
        found = select(number, edges.west, edges.south, edges.east, edges.north)
        return found.where(edges.meet(_ASKED))
    edges = ground.edges
    found = select(ground.number, edges.west, edges.south, edges.east, edges.north)
    meets = edges.meet(_ASKED)
    chosen = meets if ground.loose is None else or_(meets, ground.loose)
    return found.select_from(ground.tables).where(chosen)


@lru_cache(maxsize=_GROUNDS)
def _listed(ground: Ground) -> Select[int, Any]:
    """Number and outline of those that are listed, on SQLite, which alone asks so."""
    listed = func.json_each(bindparam("listed", type_=Text())).table_valued("value").c.value
    chosen = select(ground.number, ground.outline).select_from(ground.tables)
    return chosen.where(ground.number.in_(select(listed)))


@lru_cache(maxsize=_GROUNDS)
def _related_by_postgis(ground: Ground, rows: FromClause, name: str) -> Select[int]:
    """The numbers of the rows that are in a relation with a shape, in their order."""
    given = func.ST_GeomFromWKB(bindparam("shape", type_=LargeBinary()), 4326)
    relates = getattr(func, _POSTGIS[name])(ground.shape, given)
    found = select(ground.number).select_from(ground.tables).where(relates)
    chosen = select(ground.row_number).select_from(rows)
    return chosen.where(of_collected(ground.row_number, found)).order_by(ground.row_number)


def _fitting(
    connection: Connection,
    chosen: Select[int, Any],
    name: str,
    shape: shapely.Geometry,
    bound: Mapping[str, object] | None = None,
) -> Iterable[int]:
    """The numbers of those outlines of a statement that are in a relation with a shape."""
    found = connection.execute(chosen, bound or {}, execution_options={"yield_per": _AT_ONCE})
    for rows in found.partitions():
        outlines = shapely.from_wkb(np.array([row[1] for row in rows], dtype=object))
        shapely.prepare(shape)
        related = RELATES[name](outlines, shape)
        yield from (row[0] for row, fits in zip(rows, related, strict=True) if fits)
