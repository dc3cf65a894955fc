"""A checked filter as the condition of a statement; whatever it says is bound, never written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Any
from typing import cast as cast_type

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Double,
    String,
    and_,
    cast,
    exists,
    extract,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql import TableValuedAlias
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.types import TypeEngine

from landtrust.domain.filtering.array_relations import ARRAY_RELATIONS
from landtrust.domain.filtering.cents import cents_above, cents_from, is_comparable
from landtrust.domain.filtering.folding import parse_pattern
from landtrust.domain.filtering.shape_relations import RELATES
from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Literal,
    Operation,
    Property,
    Scalar,
    Shape,
)
from landtrust.model.declarative import Moment
from landtrust.queries.filtering.ground import Ground
from landtrust.queries.filtering.stores import speech_of

Column = ColumnElement[Any]
Items = TableValuedAlias
IsCode = Callable[[Sequence[str]], ColumnElement[bool]]
"""The condition that a property is one of these codes, where an index knows them."""

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": eq, "<>": ne, "<": lt, ">": gt, "<=": le, ">=": ge,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": sub, "*": mul}
_TURNED = {
    "<": ">", ">": "<", "<=": ">=", ">=": "<=",
    "a_contains": "a_containedby", "a_containedby": "a_contains",
}  # fmt: skip
_BY_CENTS: dict[str, Callable[[Column, float], Column]] = {
    ">=": lambda cents, dollars: cents >= cents_from(dollars),
    "<": lambda cents, dollars: cents < cents_from(dollars),
    ">": lambda cents, dollars: cents >= cents_above(dollars),
    "<=": lambda cents, dollars: cents < cents_above(dollars),
    "=": lambda cents, dollars: and_(cents >= cents_from(dollars), cents < cents_above(dollars)),
    "<>": lambda cents, dollars: or_(cents < cents_from(dollars), cents >= cents_above(dollars)),
}
_INSTANT_TYPES: dict[str, TypeEngine[Any]] = {"date": Date(), "datetime": Moment()}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filter may ask of the rows of a statement.

    Attributes:
        columns: By the name of a property.
        ground: The outlines of the rows, the one geometry that they have.
        codes: Properties whose codes are looked up in an index.
        cents: Of properties in dollars: the whole cents that they are kept in.
        lists: Of properties that are lists: a table with their items, a text in each row.
    """

    columns: Mapping[str, Column]
    ground: Ground
    codes: Mapping[str, IsCode] = field(default_factory=dict)
    cents: Mapping[str, Column] = field(default_factory=dict)
    lists: Mapping[str, Items] = field(default_factory=dict)


def filter_condition(
    connection: Connection, expression: Expression, asked: Asked
) -> ColumnElement[bool]:
    """What a row must meet.

    Args:
        connection: Says which store this is; asked for outlines where the filter has a shape.
        expression: A checked filter.
        asked: The columns of the statement.
    """
    found: ColumnElement[bool] = _Writer(connection, asked).written(expression)
    return found


class _Writer:
    def __init__(self, connection: Connection, asked: Asked) -> None:
        self._connection = connection
        self._asked = asked
        self._speech = speech_of(connection)

    def written(self, expression: Expression) -> Column:
        """The expression as the store is told it."""
        match expression:
            case Property(name):
                return self._asked.columns[name]
            case Literal(value):
                return self._bound(value)
            case Operation(name, parts) if name in _SPECIAL:
                special = _SPECIAL[name](self, name, *parts)
                return self._operation(name, parts) if special is None else special
            case Operation(name, parts):
                return self._operation(name, parts)
            case _:
                # Nothing else is left in a filter that was checked.
                msg = f"a filter is not checked: {expression!r}"
                raise TypeError(msg)

    def equal(self, name: str, left: Expression, right: Expression) -> Column | None:
        """A property that is a code, where an index knows it, or an amount."""
        coded = self._coded(left, (right,))
        return self.amount(name, left, right) if coded is None else coded

    def amount(self, name: str, left: Expression, right: Expression) -> Column | None:
        """Dollars against a number, told of their cents; None: compare as usual."""
        match left, right:
            case Property(asked), Literal(float(dollars)):
                compare = _BY_CENTS[name]
            case Literal(float(dollars)), Property(asked):
                compare = _BY_CENTS[_TURNED.get(name, name)]
            case _:
                return None
        if asked not in self._asked.cents or not is_comparable(dollars):
            return None
        return compare(self._asked.cents[asked], dollars)

    def among(self, name: str, part: Expression, listed: Expression) -> Column:
        """A value that is one of a list."""
        del name
        items = listed.items if isinstance(listed, Array) else ()
        coded = self._coded(part, items)
        if coded is not None:
            return coded
        return self.written(part).in_([self.written(one) for one in items])

    def like(self, name: str, part: Expression, pattern: Expression) -> Column:
        """A text like a pattern, which a checked filter always says itself."""
        del name
        said = str(cast_type("Literal", pattern).value)
        return self._speech.like(self.written(part), parse_pattern(said))

    def related(self, name: str, land: Expression, shape: Expression) -> Column:
        """The outline in a relation with a shape, which a checked filter always says itself."""
        del land
        geometry = cast_type("Shape", shape).geometry
        return self._asked.ground.relates(self._connection, name, geometry)

    def listed(self, name: str, left: Expression, right: Expression) -> Column:
        """A list that rows have in a relation with another, as sets; one of them is a property."""
        if not isinstance(left, Property):
            name, left, right = _TURNED.get(name, name), right, left
        of_row = self._asked.lists[cast_type("Property", left).name]
        if not isinstance(right, Array):  # there is one list in a row: this is itself
            return exists(select(of_row.c.key)) if name == "a_overlaps" else true()
        items = [one for one in map(self._text, right.items) if one is not None]
        if name == "a_overlaps":
            return exists(select(of_row.c.key).where(of_row.c.key.in_(items)))
        is_contained = not_(exists(select(of_row.c.key).where(of_row.c.key.not_in(items))))
        if name == "a_containedby":
            return is_contained
        has = (exists(select(of_row.c.key).where(of_row.c.key == one)) for one in items)
        # What is no text is in no list of texts.
        contains = and_(true(), *has) if len(items) == len(right.items) else false()
        return and_(contains, is_contained) if name == "a_equals" else contains

    def _text(self, item: Expression) -> Column | None:
        if not isinstance(item, Property | Literal | Operation):
            return None
        written = self.written(item)
        return written if isinstance(written.type, String) else None

    def _bound(self, value: Scalar) -> Column:
        if isinstance(value, bool):
            return true() if value else false()
        if isinstance(value, float):
            return cast(literal(value), Double) if self._is_postgresql else literal(value)
        if isinstance(value, str):
            return literal(value, String())
        return literal(value, _INSTANT_TYPES[type(value).__name__])

    @property
    def _is_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _coded(self, part: Expression, items: Sequence[Expression]) -> Column | None:
        if not isinstance(part, Property) or part.name not in self._asked.codes:
            return None
        codes = [str(one.value) for one in items if isinstance(one, Literal)]
        return self._asked.codes[part.name](codes) if len(codes) == len(items) else None

    def _operation(self, name: str, expressions: Sequence[Expression]) -> Column:
        parts = [self.written(one) for one in expressions]
        if name in _COMPARISONS:
            return self._comparison(name, *parts)
        if name in _ARITHMETIC:
            return _ARITHMETIC[name](*parts)  # type: ignore[no-any-return]
        return _WRITERS[name](self, *parts)

    def _comparison(self, name: str, left: Column, right: Column) -> Column:
        if name not in ("=", "<>"):
            left, right = self._ordered(left), self._ordered(right)
        return _COMPARISONS[name](left, right)  # type: ignore[no-any-return]

    def _ordered(self, value: Column) -> Column:
        """A value as it is less than others, or greater."""
        if isinstance(value, True_ | False_):
            return literal(isinstance(value, True_), Boolean())  # no store orders the word itself
        return self._speech.ordered(value) if isinstance(value.type, String) else value

    def quotient(self, left: Column, right: Column) -> Column:
        """A quotient; NULL where it is divided by nothing, also on the store that would fail."""
        return cast(left, Double) / func.nullif(right, 0)

    def whole_quotient(self, left: Column, right: Column) -> Column:
        """The whole part of a quotient."""
        return self._speech.whole("trunc", self.quotient(left, right))

    def remainder(self, left: Column, right: Column) -> Column:
        """What a division leaves over."""
        return left - right * self.whole_quotient(left, right)

    def power(self, left: Column, right: Column) -> Column:
        """A power."""
        return self._speech.power(left, right)

    def casei(self, text: Column) -> Column:
        """A text without case."""
        return self._speech.folded("casei", text)

    def accenti(self, text: Column) -> Column:
        """A text without accents."""
        return self._speech.folded("accenti", text)

    def ceil(self, number: Column) -> Column:
        """The next whole number above."""
        return self._speech.whole("ceil", number)

    def floor(self, number: Column) -> Column:
        """The next whole number below."""
        return self._speech.whole("floor", number)

    def year(self, instant: Column) -> Column:
        """The year of an instant."""
        return extract("year", instant)

    def month(self, instant: Column) -> Column:
        """The month of an instant."""
        return extract("month", instant)

    def all_of(self, *parts: Column) -> Column:
        """All conditions at once."""
        return and_(*parts)

    def any_of(self, *parts: Column) -> Column:
        """At least one condition."""
        return or_(*parts)


_WRITERS: dict[str, Callable[..., Column]] = {
    "and": _Writer.all_of,
    "or": _Writer.any_of,
    "not": lambda _writer, part: not_(part),
    "isnull": lambda _writer, part: part.is_(None),
    "/": _Writer.quotient,
    "div": _Writer.whole_quotient,
    "%": _Writer.remainder,
    "^": _Writer.power,
    "casei": _Writer.casei,
    "accenti": _Writer.accenti,
    "abs": lambda _writer, number: func.abs(number),
    "ceil": _Writer.ceil,
    "floor": _Writer.floor,
    "length": lambda _writer, text: func.length(text),
    "year": _Writer.year,
    "month": _Writer.month,
}

_SPECIAL: dict[str, Callable[..., Column | None]] = {
    **dict.fromkeys(_COMPARISONS, _Writer.amount),
    "=": _Writer.equal,
    "in": _Writer.among,
    "like": _Writer.like,
    **dict.fromkeys(RELATES, _Writer.related),
    **dict.fromkeys(ARRAY_RELATIONS, _Writer.listed),
}
"""What is not just said of its parts, one by one."""
