"""A part of a filter as people write it, for what is said of it."""

from datetime import date, datetime

import shapely

from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Interval,
    Literal,
    Operation,
    Property,
    Scalar,
    Shape,
)

_LONGEST = 60


def written(expression: Expression) -> str:
    """The beginning of a part, in the text encoding; of an operation its name.

    >>> written(Array((Literal(28049.0), Literal(True), Property("acres"))))
    '(28049, true, acres)'
    """
    return _whole(expression)[:_LONGEST]


def _whole(expression: Expression | None) -> str:
    match expression:
        case None:
            return ".."
        case Property(name) | Operation(name, _):
            return name
        case Literal(value):
            return _value(value)
        case Array(items):
            return f"({', '.join(map(_whole, items))})"
        case Interval(first, last):
            return f"INTERVAL({_whole(first)}, {_whole(last)})"
        case _:
            return _name_of(expression)


def _name_of(shape: Shape) -> str:
    return "BBOX" if shape.box else shapely.to_wkt(shape.geometry).partition(" ")[0]


def _value(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    return value.isoformat() if isinstance(value, date | datetime) else value
