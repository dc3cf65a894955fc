"""What a filter is made of, whichever way it was written.

Source:
    OGC 21-065r2, Common Query Language (CQL2): the JSON encoding gives the operations their names.
"""

from dataclasses import dataclass
from datetime import date, datetime

import shapely

Scalar = str | float | bool | date | datetime
"""A value that is one; an int is a float that is whole."""


@dataclass(frozen=True, slots=True)
class Property:
    """What a feature says under a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that the filter itself says; an instant has its zone."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Interval:
    """The time from one instant to another, both counted; None: without an end on that side."""

    first: "Expression | None"
    last: "Expression | None"


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry that the filter itself says.

    Attributes:
        geometry: As written; in longitude and latitude once the filter is checked.
        box: Whether it is a rectangle, of which the geometry is a line between two corners.
    """

    geometry: shapely.Geometry
    box: bool = False

    def __repr__(self) -> str:
        """All of it, so that a filter is known by its words."""
        return f"Shape({shapely.to_wkt(self.geometry, rounding_precision=-1)}, {self.box})"


@dataclass(frozen=True, slots=True)
class Array:
    """A list that the filter itself says."""

    items: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Operation:
    """Something done with other expressions.

    Attributes:
        name: Of the operation or function, in small letters, as the JSON encoding has it.
    """

    name: str
    args: "tuple[Expression, ...]"


Expression = Property | Literal | Interval | Shape | Array | Operation


def both(*parts: Expression) -> Expression:
    """All of these at once."""
    return parts[0] if len(parts) == 1 else Operation("and", parts)


def either(*parts: Expression) -> Expression:
    """At least one of these."""
    return parts[0] if len(parts) == 1 else Operation("or", parts)


def negated(part: Expression) -> Expression:
    """What holds where the part does not."""
    return Operation("not", (part,))


def compared(name: str, left: Expression, right: Expression) -> Expression:
    """A comparison by ``=``, ``<>``, ``<``, ``>``, ``<=`` or ``>=``."""
    return Operation(name, (left, right))


def properties_of(expression: Expression) -> frozenset[str]:
    """The names of the properties that an expression of a checked filter compares row by row.

    What lies in a relation with a shape is looked for apart.
    """
    match expression:
        case Property(name):
            return frozenset((name,))
        case Operation(_, (Property(_), Shape(_))):
            return frozenset()
        case Operation(_, parts) | Array(parts):
            return frozenset().union(*map(properties_of, parts))
        case _:
            return frozenset()


def has_shape(expression: Expression) -> bool:
    """Whether an expression says a shape.

    >>> has_shape(both(Property("a"), compared("=", Property("b"), Literal(1.0))))
    False
    """
    match expression:
        case Shape():
            return True
        case Operation(_, parts) | Array(parts):
            return any(map(has_shape, parts))
        case _:
            return False


def where_never_missing(expression: Expression, name: str) -> Expression:
    """The same filter, asked of what always says something under a name.

    >>> where_never_missing(
    ...     either(Operation("isnull", (Property("a"),)), Property("b")), "a"
    ... )
    Property(name='b')
    """
    match expression:
        case Operation("isnull", (Property(asked),)) if asked == name:
            return Literal(value=False)
        case Operation(operation, parts):
            simpler = tuple(where_never_missing(part, name) for part in parts)
            return _any_left(simpler) if operation == "or" else Operation(operation, simpler)
        case _:
            return expression


def _any_left(parts: tuple[Expression, ...]) -> Expression:
    left = [one for one in parts if not (isinstance(one, Literal) and one.value is False)]
    return either(*left) if left else Literal(value=False)
