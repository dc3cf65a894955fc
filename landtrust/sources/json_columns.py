"""Which Arrow column the values of a JSON property make."""

import json
from collections.abc import Iterable, Mapping

import pyarrow as pa

from landtrust.sources.json_values import LongInteger, WideInteger
from landtrust.sources.text_values import text_array

_INTEGERS = frozenset({int, WideInteger})
_EXACT_FLOATS = frozenset({int, float})


class PropertyColumns:
    """The property names of a file in the order they were met, with the types of their values."""

    def __init__(self) -> None:
        """Know no property yet."""
        self._types: dict[str, set[type]] = {}

    def see(self, properties: Mapping[str, object]) -> None:
        """Take account of one feature's properties."""
        for name, value in properties.items():
            types = self._types.get(name)
            if types is None:
                types = self._types[name] = set()
            types.add(type(value))

    def names(self) -> tuple[str, ...]:
        """Return the property names."""
        return tuple(self._types)

    def kind(self, name: str) -> pa.DataType:
        """Return the column type that holds all values of a property exactly; else text."""
        types = frozenset(self._types[name]) - {type(None)}
        if types == {bool}:
            return pa.bool_()
        if types and types <= _INTEGERS:
            return pa.int64()
        if types and types <= _EXACT_FLOATS:
            return pa.float64()
        return pa.string()


def column_array(values: Iterable[object], kind: pa.DataType, notes: list[str]) -> pa.Array:
    """Return one column; what is not text becomes its JSON text in a text column."""
    if kind == pa.string():
        return text_array([_as_text(value) for value in values], notes)
    return pa.array(values, type=kind)


def _as_text(value: object) -> str | None:
    if value is None or type(value) is str:
        return value
    if isinstance(value, LongInteger):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
