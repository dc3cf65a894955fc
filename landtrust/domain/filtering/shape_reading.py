"""Geometries of a filter as well-known text, and the steps from word to word."""

from collections.abc import Collection

from landtrust.domain.filtering.limits import DEEPEST, refused, too_deep
from landtrust.domain.filtering.literals import number_literal
from landtrust.domain.filtering.shapes import (
    COLLECTION,
    box_shape,
    collection_shape,
    geometry_shape,
)
from landtrust.domain.filtering.tokens import Token
from landtrust.domain.filtering.tree import Shape
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_KINDS = {
    kind.lower(): kind
    for kind in (
        "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
        COLLECTION,
    )
}  # fmt: skip
_BOXES = ("bbox", "envelope")
SHAPE_WORDS = frozenset((*_KINDS, *_BOXES))
"""The words that begin a geometry where a bracket follows."""


class ShapeReader:
    """Goes from word to word of a filter, and reads geometries.

    Attributes:
        tokens: All words of the filter.
        place: Which of them comes next.
    """

    def __init__(self, tokens: list[Token]) -> None:
        """Before the first word."""
        self.tokens = tokens
        self.place = 0

    @property
    def peek(self) -> Token:
        """What comes next."""
        return self.tokens[self.place]

    @property
    def word(self) -> str:
        """What comes next in small letters; empty where it is a text or stands in quotes."""
        return "" if self.peek.kind in ("text", "quoted") else self.peek.value.lower()

    def next(self) -> Token:
        """Take what comes next."""
        token = self.peek
        if token.kind != "end":
            self.place += 1
        return token

    def takes(self, word: str) -> bool:
        """Take this word if it comes next."""
        if self.word != word:
            return False
        self.next()
        return True

    def takes_one_of(self, words: Collection[str]) -> str | None:
        """Take one of these words if it comes next."""
        return self.next().value.lower() if self.word in words else None

    def require(self, word: str) -> None:
        """Take this word.

        Raises:
            InvalidInput: Another comes next.
        """
        if not self.takes(word):
            raise self.unexpected(self.peek, word.upper())

    def require_end(self) -> None:
        """Nothing may come next.

        Raises:
            InvalidInput: Something does.
        """
        if self.peek.kind != "end":
            raise self.unexpected(self.peek)

    def unexpected(self, token: Token, wanted: str | None = None) -> InvalidInput:
        """The error for a word that has no meaning where it stands."""
        if token.kind == "end":
            return refused(Phrase("filter: it ends too early."))
        values = {"word": token.value[:40], "place": token.place}
        if wanted:
            return refused(
                Phrase("filter: “%(wanted)s” is missing before “%(word)s” at character %(place)s.",
                       wanted=wanted, **values)
            )  # fmt: skip
        return refused(
            Phrase("filter: “%(word)s” at character %(place)s means nothing there.", **values)
        )

    def begins_shape(self) -> bool:
        """Whether what comes next belongs to a geometry whose kind was read already."""
        following = self.tokens[self.place + 1 : self.place + 2]
        if self.word == "z" and following and following[0].value == "(":
            self.next()
        return self.word == "("

    def shape(self, word: str, depth: int = 1) -> Shape:
        """A geometry whose kind was read already.

        Raises:
            InvalidInput: It is none.
        """
        if depth > DEEPEST:
            raise too_deep()
        self.require("(")
        if word in _BOXES:
            return box_shape(self._numbers(","))
        if word == COLLECTION.lower():
            return collection_shape(self._parts(depth))
        if word == "point":
            return geometry_shape("Point", self._numbers(""))
        return geometry_shape(_KINDS[word], self._listed(word))

    def _parts(self, depth: int) -> list[Shape]:
        parts: list[Shape] = []
        while not parts or self.takes(","):
            token = self.next()
            word = token.value.lower()
            if word not in _KINDS or not self.begins_shape():
                raise self.unexpected(token)
            parts.append(self.shape(word, depth + 1))
        self.require(")")
        return parts

    def _listed(self, word: str) -> list[object]:
        """Positions, or lists of them; points of a MULTIPOINT may stand in brackets or not."""
        listed: list[object] = []
        while not listed or self.takes(","):
            if not self.takes("("):
                listed.append(self._position())
            elif word == "multipoint":
                listed.append(self._numbers(""))
            elif word in _WITHIN:
                listed.append(self._listed(_WITHIN[word]))
            else:
                raise self.unexpected(self.tokens[self.place - 1])
        self.require(")")
        return listed

    def _position(self) -> list[float]:
        numbers = [self._number()]
        while self.peek.kind == "number" or self.word in ("-", "+"):
            numbers.append(self._number())
        return numbers

    def _numbers(self, between: str) -> list[float]:
        """Numbers until the bracket closes."""
        numbers = [self._number()]
        while not self.takes(")"):
            if between:
                self.require(between)
            numbers.append(self._number())
        return numbers

    def _number(self) -> float:
        sign = -1.0 if self.takes_one_of(("-", "+")) == "-" else 1.0
        token = self.next()
        if token.kind != "number":
            raise self.unexpected(token)
        return sign * float(str(number_literal(token.value).value))


_WITHIN = {"multipolygon": "polygon", "polygon": "linestring", "multilinestring": "linestring"}
"""What the lists of a geometry hold, where that is not positions."""
