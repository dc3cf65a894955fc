"""A filter as JSON (CQL2 JSON) to what it asks.

Source:
    OGC 21-065r2, annex C (JSON Schema).
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from landtrust.domain.filtering.limits import DEEPEST, refused, require_short, too_deep
from landtrust.domain.filtering.literals import (
    bare_instant,
    instant_literal,
    number_literal,
    text_literal,
)
from landtrust.domain.filtering.shapes import (
    COLLECTION,
    box_shape,
    collection_shape,
    geometry_shape,
)
from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Interval,
    Literal,
    Operation,
    Property,
    Shape,
)
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OPEN = ".."


def read_json(text: str) -> Expression:
    """What a filter in CQL2 JSON asks.

    Raises:
        InvalidInput: It cannot be read, or is too long or too deep.

    >>> read_json('{"op": "isNull", "args": [{"property": "vacant"}]}')
    Operation(name='isnull', args=(Property(name='vacant'),))
    """
    require_short(text)
    _require_flat(text)
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise refused(
            Phrase("filter: it is not JSON: %(problem)s.", problem=str(problem).split(":")[0])
        ) from problem
    return _expression(said)


def _require_flat(text: str) -> None:
    """Refuse what is nested too deep before a reader goes down into it."""
    depth = 0
    for sign in re.findall(r"[\[{\]}]", _TEXT.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > DEEPEST:
            raise too_deep()


def _expression(said: object) -> Expression:
    match said:
        case bool():
            return Literal(said)
        case int() | float():
            return number_literal(said)
        case str():
            return text_literal(said)
        case list():
            return Array(tuple(map(_expression, said)))
        case dict():
            return _object(said)
        case _:
            raise _not_known(said)


def _object(said: Mapping[str, Any]) -> Expression:
    match said:
        case {"op": str(name), "args": list(args)}:
            return Operation(name.lower(), tuple(map(_expression, args)))
        case {"property": str(name)}:
            return Property(name)
        case {"bbox": list(numbers)}:
            return box_shape([_number(one) for one in numbers])
        case {"type": str()}:
            return _geometry(said)
        case _:
            return _time(said)


def _time(said: Mapping[str, Any]) -> Expression:
    match said:
        case {"date": str(text)}:
            return _instant("date", text)
        case {"timestamp": str(text)}:
            return _instant("timestamp", text)
        case {"interval": [first, last]}:
            return Interval(_end(first), _end(last))
        case _:
            raise _not_known(said)


def _geometry(said: object) -> Shape:
    match said:
        case {"type": str(kind), "geometries": list(parts)} if kind == COLLECTION:
            return collection_shape([_geometry(one) for one in parts])
        case {"type": str(kind), "coordinates": coordinates}:
            return geometry_shape(kind, coordinates)
        case _:
            raise _not_known(said)


def _instant(kind: str, text: str) -> Literal:
    found = instant_literal(kind, text)
    if found is None:
        raise _not_known({kind: text})
    return found


def _end(said: object) -> Expression | None:
    if said == _OPEN:
        return None
    found = bare_instant(said) if isinstance(said, str) else _expression(said)
    if found is None:
        raise _not_known(said)
    return found


def _number(said: object) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise _not_known(said)
    return float(str(number_literal(said).value))


def _not_known(said: object) -> InvalidInput:
    written = orjson.dumps(said).decode()
    return refused(Phrase("filter: “%(said)s” means nothing there.", said=written[:60]))
