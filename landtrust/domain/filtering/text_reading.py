"""A filter as text (CQL2 Text) to what it asks.

A reader of our own, which looks at each word once: parsers that try one reading after the other
take twice as long for each bracket of a text that is wrong in the end.

Source:
    OGC 21-065r2, annex B (BNF).
"""

from landtrust.domain.filtering.limits import (
    DEEPEST,
    MOST_OPERATORS,
    refused,
    require_short,
    too_deep,
)
from landtrust.domain.filtering.literals import (
    bare_instant,
    instant_literal,
    number_literal,
    text_literal,
)
from landtrust.domain.filtering.shape_reading import SHAPE_WORDS, ShapeReader
from landtrust.domain.filtering.tokens import Token, tokens_of
from landtrust.domain.filtering.tree import (
    Array,
    Expression,
    Interval,
    Literal,
    Operation,
    Property,
    both,
    either,
    negated,
)
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_COMPARISONS = frozenset(("=", "<>", "<", ">", "<=", ">="))
_AFTER_NOT = frozenset(("like", "between", "in"))
_OPEN = ".."


def read_text(text: str) -> Expression:
    """What a filter in CQL2 Text asks.

    Raises:
        InvalidInput: It cannot be read, or is too long or too deep.

    >>> read_text("acres > 0.5 AND vacant")
    Operation(name='and', args=(Operation(name='>', args=(Property(name='acres'), \
Literal(value=0.5))), Property(name='vacant')))
    """
    require_short(text)
    reader = _Reader(tokens_of(text))
    found = reader.condition()
    reader.require_end()
    return found


class _Reader(ShapeReader):
    """Reads a filter from its first word to its last."""

    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        self._depth = 0

    def condition(self) -> Expression:
        """Conditions joined by OR."""
        parts = [self._all_of()]
        while self.takes("or"):
            parts.append(self._all_of())
        return either(*parts)

    def _all_of(self) -> Expression:
        parts = [self._negation()]
        while self.takes("and"):
            parts.append(self._negation())
        return both(*parts)

    def _negation(self) -> Expression:
        nots = 0
        while self.takes("not"):
            nots += 1
        self._deeper(nots)
        found = self._predicate()
        self._depth -= nots
        for _ in range(nots):
            found = negated(found)
        return found

    def _predicate(self) -> Expression:
        left = self._sum()
        if self.peek.kind == "sign" and self.peek.value in _COMPARISONS:
            return Operation(self.next().value, (left, self._sum()))
        if self.takes("is"):
            is_not = self.takes("not")
            self.require("null")
            found: Expression = Operation("isnull", (left,))
            return negated(found) if is_not else found
        is_not = self._not_before(_AFTER_NOT)
        word = self.word
        if word not in _AFTER_NOT:
            return left
        self.next()
        found = self._advanced(word, left)
        return negated(found) if is_not else found

    def _not_before(self, words: frozenset[str]) -> bool:
        following = self.tokens[self.place + 1 : self.place + 2]
        if self.word == "not" and following and following[0].value.lower() in words:
            self.next()
            return True
        return False

    def _advanced(self, word: str, left: Expression) -> Expression:
        if word == "like":
            return Operation("like", (left, self._sum()))
        if word == "between":
            least = self._sum()
            self.require("and")
            return Operation("between", (left, least, self._sum()))
        self.require("(")
        return Operation("in", (left, Array(self._items())))

    def _sum(self) -> Expression:
        found = self._product()
        for _ in range(MOST_OPERATORS):
            sign = self.takes_one_of(("+", "-"))
            if sign is None:
                return found
            found = Operation(sign, (found, self._product()))
        raise self._too_many_operators()

    def _product(self) -> Expression:
        found = self._power()
        for _ in range(MOST_OPERATORS):
            sign = self.takes_one_of(("*", "/", "%", "div"))
            if sign is None:
                return found
            found = Operation(sign, (found, self._power()))
        raise self._too_many_operators()

    def _power(self) -> Expression:
        base = self._signed()
        if not self.takes("^"):
            return base
        self._deeper(1)
        exponent = self._power()
        self._depth -= 1
        return Operation("^", (base, exponent))

    def _signed(self) -> Expression:
        minuses = signs = 0
        while sign := self.takes_one_of(("-", "+")):
            minuses += sign == "-"
            signs += 1
        self._deeper(signs)
        found = self._operand()
        self._depth -= signs
        if minuses % 2 == 0:
            return found
        if isinstance(found, Literal) and isinstance(found.value, float):
            return Literal(-found.value)
        return Operation("*", (Literal(-1.0), found))

    def _operand(self) -> Expression:
        token = self.next()
        if token.kind == "number":
            return number_literal(token.value)
        if token.kind == "text":
            return text_literal(token.value)
        if token.kind == "quoted":
            return Property(token.value)
        if token.kind == "name":
            return self._named(token)
        if token.value == "(":
            items = self._items()
            return items[0] if len(items) == 1 else Array(items)
        raise self.unexpected(token)

    def _named(self, token: Token) -> Expression:
        word = token.value.lower()
        if word in ("true", "false"):
            return Literal(word == "true")
        if word in SHAPE_WORDS and self.begins_shape():
            return self.shape(word)
        if not self.takes("("):
            return Property(token.value)
        if word in ("date", "timestamp"):
            return self._instant(word)
        if word == "interval":
            return self._interval()
        return Operation(word, self._items())

    def _items(self) -> tuple[Expression, ...]:
        """What stands between brackets, the first of which is read already."""
        self._deeper(1)
        items: list[Expression] = []
        while not self.takes(")"):
            if items:
                self.require(",")
            items.append(self.condition())
        self._depth -= 1
        return tuple(items)

    def _instant(self, word: str) -> Expression:
        text = self.next()
        self.require(")")
        found = instant_literal(word, text.value) if text.kind == "text" else None
        if found is None:
            raise self.unexpected(text)
        return found

    def _interval(self) -> Expression:
        first = self._end_of_interval()
        self.require(",")
        last = self._end_of_interval()
        self.require(")")
        return Interval(first, last)

    def _end_of_interval(self) -> Expression | None:
        if self.peek.kind != "text":
            return self._operand()
        text = self.next()
        if text.value == _OPEN:
            return None
        instant = bare_instant(text.value)
        if instant is None:
            raise self.unexpected(text)
        return instant

    def _deeper(self, levels: int) -> None:
        self._depth += levels
        if self._depth > DEEPEST:
            raise too_deep()

    def _too_many_operators(self) -> InvalidInput:
        return refused(
            Phrase("filter: more than %(most)s numbers in one sum or product.", most=MOST_OPERATORS)
        )
