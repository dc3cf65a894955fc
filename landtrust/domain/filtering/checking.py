"""A filter as it was read to one that every store can answer: each name known, each kind fit.

What is left afterwards is little: logic, comparisons, ``like``, ``in``, ``isnull``, arithmetic,
functions, relations of the one geometry with a shape in longitude and latitude, and relations of
lists that features have. Relations of time and of lists that the filter itself says are
comparisons, put together.

Source:
    OGC 21-065r2, clauses 6 and 7; comparisons with what is missing are missing (table 3).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

import shapely

from landtrust.domain.filtering.array_relations import ARRAY_RELATIONS, relate_arrays
from landtrust.domain.filtering.evaluation import evaluate
from landtrust.domain.filtering.folding import without_accents, without_case
from landtrust.domain.filtering.functions import FUNCTIONS
from landtrust.domain.filtering.instants import parse_instant
from landtrust.domain.filtering.limits import MOST_PARTS, MOST_SHAPES, refused
from landtrust.domain.filtering.literals import GREATEST
from landtrust.domain.filtering.shape_relations import SHAPE_RELATIONS, relate_shapes
from landtrust.domain.filtering.time_relations import TIME_RELATIONS, Span, relate_times
from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Interval,
    Literal,
    Operation,
    Property,
    Shape,
    both,
    either,
)
from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.domain.filtering.wording import written
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

ToLonlat = Callable[[Shape], shapely.Geometry]
"""Brings a geometry of a filter from its coordinate system into longitude and latitude."""

_FOLDS = {"casei": without_case, "accenti": without_accents}
_ARITHMETIC = frozenset(("+", "-", "*", "/", "%", "div", "^"))
_NOT_NESTED = frozenset(("^", "%"))
_INSTANTS = frozenset((ValueType.DATE, ValueType.TIMESTAMP))
_INTERVAL_OF = {
    ValueType.DATE: ValueType.DATE_INTERVAL,
    ValueType.TIMESTAMP: ValueType.TIMESTAMP_INTERVAL,
}
_INSTANT_OF = {interval: instant for instant, interval in _INTERVAL_OF.items()}


class _Typed(NamedTuple):
    """An expression as it is asked, and what kind of value it gives."""

    expression: Expression
    type: ValueType


def check_filter(
    expression: Expression, qualities: Mapping[str, Quality], to_lonlat: ToLonlat
) -> Expression:
    """The filter as it can be answered.

    Args:
        expression: As it was read.
        qualities: What features say, by name; those that are not asked for are not known.
        to_lonlat: Of the coordinate system that its geometries are written in.

    Raises:
        InvalidInput: A property or a function is not known, or a value is of the wrong kind.
    """
    return _Checker(qualities, to_lonlat).condition(expression)


@dataclass
class _Checker:
    qualities: Mapping[str, Quality]
    to_lonlat: ToLonlat
    parts: int = 0
    shapes: int = 0
    listed: dict[Expression, ValueType] = field(default_factory=dict)

    def condition(self, expression: Expression) -> Expression:
        """Something that is true, false or missing."""
        found = self._typed(expression)
        if found.type is not ValueType.BOOLEAN:
            raise self._not_a(expression, ValueType.BOOLEAN)
        return found.expression

    def _typed(self, expression: Expression) -> _Typed:
        if isinstance(expression, Operation):
            return self._operation(expression.name, expression.args)
        match expression:
            case Property(name):
                return _Typed(expression, self._quality(name).type)
            case Literal(value):
                return _Typed(expression, type_of(value))
            case Interval():
                return self._interval(expression)
            case Shape():
                return self._shape(expression)
            case _:
                found = [self._typed(one) for one in expression.items]
                self.listed.update(found)
                return _Typed(Array(tuple(one.expression for one in found)), ValueType.ARRAY)

    def _quality(self, name: str) -> Quality:
        quality = self.qualities.get(name)
        if quality is None:
            raise refused(Phrase("filter: there is no property “%(name)s” here.", name=name[:60]))
        return quality

    def _operation(self, name: str, parts: Sequence[Expression]) -> _Typed:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise refused(Phrase("filter: more than %(most)s conditions.", most=MOST_PARTS))
        check = _CHECKS.get(name)
        if check is not None:
            return check(self, name, parts)
        if name not in FUNCTIONS:
            raise refused(Phrase("filter: there is no function “%(name)s” here.", name=name[:60]))
        function = FUNCTIONS[name]
        self._require_number(name, parts, len(function.takes))
        found = [self._typed(one) for one in parts]
        for one, part, wanted in zip(found, parts, function.takes, strict=True):
            if one.type not in wanted:
                raise self._not_a(part, *wanted)
        return _Typed(Operation(name, tuple(one.expression for one in found)), function.gives)

    def logic(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """Conditions joined, or one turned round."""
        least, most = (1, 1) if name == "not" else (2, MOST_PARTS)
        self._require_number(name, parts, least, most)
        found = tuple(self.condition(one) for one in parts)
        return _Typed(Operation(name, found), ValueType.BOOLEAN)

    def comparison(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """Two values beside each other."""
        self._require_number(name, parts, 2)
        kind, found = self._alike(parts)
        if not kind.is_scalar:
            raise self._not_a(parts[0], ValueType.TEXT, ValueType.NUMBER, ValueType.DATE)
        return _Typed(Operation(name, tuple(found)), ValueType.BOOLEAN)

    def between(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """A value from one to another."""
        self._require_number(name, parts, 3)
        kind, (value, least, most) = self._alike(parts)
        if not kind.is_ordered:
            raise self._not_a(parts[0], ValueType.NUMBER)
        within = both(Operation(">=", (value, least)), Operation("<=", (value, most)))
        return _Typed(within, ValueType.BOOLEAN)

    def among(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """A value that is one of a list."""
        self._require_number(name, parts, 2)
        listed = parts[1]
        if not isinstance(listed, Array):
            raise self._not_a(listed, ValueType.ARRAY)
        if not listed.items:
            raise refused(Phrase("filter: there is nothing in the list after IN."))
        kind, (value, *items) = self._alike((parts[0], *listed.items))
        if not kind.is_scalar:
            raise self._not_a(parts[0], ValueType.TEXT, ValueType.NUMBER, ValueType.DATE)
        return _Typed(Operation("in", (value, Array(tuple(items)))), ValueType.BOOLEAN)

    def is_missing(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """A value that is not there."""
        self._require_number(name, parts, 1)
        return _Typed(_missing(self._typed(parts[0]).expression), ValueType.BOOLEAN)

    def like(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """A text like a pattern."""
        self._require_number(name, parts, 2)
        found = [self._of_type(one, ValueType.TEXT) for one in parts]
        if not isinstance(found[1], Literal):
            raise refused(Phrase("filter: the pattern after LIKE must be a text."))
        return _Typed(Operation(name, tuple(found)), ValueType.BOOLEAN)

    def fold(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """A text without case or accents."""
        self._require_number(name, parts, 1)
        text = self._of_type(parts[0], ValueType.TEXT)
        if isinstance(text, Literal):
            return _Typed(Literal(_FOLDS[name](str(text.value))), ValueType.TEXT)
        return _Typed(Operation(name, (text,)), ValueType.TEXT)

    def arithmetic(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """A number worked out of two."""
        self._require_number(name, parts, 2)
        found = tuple(self._of_type(one, ValueType.NUMBER) for one in parts)
        made = Operation(name, found)
        if all(isinstance(one, Literal) for one in found):
            return _Typed(_worked_out(made), ValueType.NUMBER)
        if name in _NOT_NESTED and any(_has_operation(one, _NOT_NESTED) for one in found):
            # A store writes their operands more than once, and so those in them still more often.
            raise refused(Phrase("filter: a power or a remainder of another."))
        return _Typed(made, ValueType.NUMBER)

    def time(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """Times in a relation."""
        self._require_number(name, parts, 2)
        spans = [self._span(one) for one in parts]
        kinds = {span.type for span in spans if span.type is not None}
        if len(kinds) > 1:
            raise refused(
                Phrase("filter: %(name)s compares days with days or timestamps with timestamps.",
                       name=name)
            )  # fmt: skip
        return _Typed(relate_times(name, *spans), ValueType.BOOLEAN)

    def _span(self, expression: Expression) -> Span:
        found = self._typed(expression)
        if found.type in _INSTANTS:
            return Span(found.type, found.expression, found.expression, is_instant=True)
        if found.type not in _INSTANT_OF or not isinstance(found.expression, Interval):
            raise self._not_a(expression, ValueType.DATE, ValueType.TIMESTAMP)
        ends = found.expression.first, found.expression.last
        kind = None if ends == (None, None) else _INSTANT_OF[found.type]
        return Span(kind, *ends, is_instant=False)

    def _interval(self, interval: Interval) -> _Typed:
        given = [one for one in (interval.first, interval.last) if one is not None]
        found = [self._typed(one) for one in given]
        for one, part in zip(found, given, strict=True):
            if one.type not in _INSTANTS:
                raise self._not_a(part, ValueType.DATE, ValueType.TIMESTAMP)
        kinds = {one.type for one in found} or {ValueType.DATE}
        if len(kinds) > 1:
            raise refused(
                Phrase("filter: an interval goes from day to day or from timestamp to timestamp.")
            )
        ends = iter(one.expression for one in found)
        checked = Interval(*(end and next(ends) for end in (interval.first, interval.last)))
        return _Typed(checked, _INTERVAL_OF[kinds.pop()])

    def _shape(self, shape: Shape) -> _Typed:
        self.shapes += 1
        if self.shapes > MOST_SHAPES:
            raise refused(Phrase("filter: more than %(most)s geometries.", most=MOST_SHAPES))
        return _Typed(Shape(self.to_lonlat(shape)), ValueType.GEOMETRY)

    def space(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """Geometries in a relation."""
        self._require_number(name, parts, 2)
        left, right = (self._of_type(one, ValueType.GEOMETRY) for one in parts)
        return _Typed(relate_shapes(name, left, right), ValueType.BOOLEAN)

    def array(self, name: str, parts: Sequence[Expression]) -> _Typed:
        """Lists in a relation."""
        self._require_number(name, parts, 2)
        left, right = (self._listed(one) for one in parts)
        return _Typed(relate_arrays(name, left, right, self._is_alike), ValueType.BOOLEAN)

    def _listed(self, expression: Expression) -> Expression:
        """A list; as text, a list of one looks like a value in brackets."""
        found = self._typed(expression)
        if found.type.is_scalar and not isinstance(expression, Property):
            found = self._typed(Array((expression,)))
        if found.type is not ValueType.ARRAY:
            raise self._not_a(expression, ValueType.ARRAY)
        return found.expression

    def _is_alike(self, left: Expression, right: Expression) -> bool:
        kinds = self._listed_kind(left), self._listed_kind(right)
        return kinds[0] is kinds[1] and kinds[0].is_scalar

    def _listed_kind(self, item: Expression) -> ValueType:
        # True and 1 are the same key of a dictionary, and not the same here.
        return type_of(item.value) if isinstance(item, Literal) else self.listed[item]

    def _of_type(self, expression: Expression, wanted: ValueType) -> Expression:
        found = self._typed(expression)
        if found.type is not wanted:
            raise self._not_a(expression, wanted)
        return found.expression

    def _alike(self, parts: Sequence[Expression]) -> tuple[ValueType, list[Expression]]:
        """The expressions of one kind; a text that says a day is one beside a day."""
        found = [self._typed(one) for one in parts]
        kinds = [one.type for one in found]
        kind = next((one for one in kinds if one in _INSTANTS), kinds[0])
        alike = [_as(one, kind) for one in found]
        for one, part in zip(alike, parts, strict=True):
            if one is None:
                raise self._not_a(part, kind)
        return kind, [one for one in alike if one is not None]

    @staticmethod
    def _require_number(
        name: str, parts: Sequence[Expression], least: int, most: int | None = None
    ) -> None:
        if not least <= len(parts) <= (most or least):
            raise refused(
                Phrase("filter: %(name)s does not take %(number)s values.",
                       name=name, number=len(parts))
            )  # fmt: skip

    @staticmethod
    def _not_a(expression: Expression, *wanted: ValueType) -> InvalidInput:
        kinds = ", ".join(sorted(one.value for one in wanted))
        return refused(
            Phrase("filter: “%(part)s” is not what belongs there (%(kinds)s).",
                   part=written(expression), kinds=kinds)
        )  # fmt: skip


def type_of(value: object) -> ValueType:
    """The kind of a value.

    >>> type_of(True), type_of(1.5)
    (<ValueType.BOOLEAN: 'boolean'>, <ValueType.NUMBER: 'number'>)
    """
    return _TYPES[type(value).__name__]


_TYPES = {
    "str": ValueType.TEXT,
    "bool": ValueType.BOOLEAN,
    "float": ValueType.NUMBER,
    "date": ValueType.DATE,
    "datetime": ValueType.TIMESTAMP,
}


def _as(found: _Typed, kind: ValueType) -> Expression | None:
    if found.type is kind:
        return found.expression
    if kind in _INSTANTS and isinstance(found.expression, Literal):
        instant = parse_instant(str(found.expression.value))
        if instant is not None and type_of(instant) is kind:
            return Literal(instant)
    return None


def _missing(expression: Expression) -> Expression:
    """The condition that a value is not there: of an interval, that one of its ends is not."""
    if isinstance(expression, Interval):
        ends = [_missing(end) for end in (expression.first, expression.last) if end is not None]
        return either(*ends) if ends else Literal(value=False)
    if isinstance(expression, Literal | Shape | Array):
        return Literal(value=False)
    return Operation("isnull", (expression,))


def _worked_out(made: Operation) -> Expression:
    """Arithmetic of numbers that the filter itself says, as one number."""
    value = evaluate(made, {})
    if value is None or not isfinite(value) or abs(value) > GREATEST:
        raise refused(Phrase("filter: a number cannot be worked out, or is too large."))
    return Literal(value)


def _has_operation(expression: Expression, names: frozenset[str]) -> bool:
    if not isinstance(expression, Operation):
        return False
    return expression.name in names or any(_has_operation(one, names) for one in expression.args)


_Check = Callable[[_Checker, str, Sequence[Expression]], _Typed]
_CHECKS: dict[str, _Check] = {
    **dict.fromkeys(("and", "or", "not"), _Checker.logic),
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), _Checker.comparison),
    "between": _Checker.between,
    "in": _Checker.among,
    "isnull": _Checker.is_missing,
    "like": _Checker.like,
    **dict.fromkeys(_FOLDS, _Checker.fold),
    **dict.fromkeys(_ARITHMETIC, _Checker.arithmetic),
    **dict.fromkeys(TIME_RELATIONS, _Checker.time),
    **dict.fromkeys(SHAPE_RELATIONS, _Checker.space),
    **dict.fromkeys(ARRAY_RELATIONS, _Checker.array),
}
