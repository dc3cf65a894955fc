"""What the two stores say differently in a filter: texts, patterns, days and powers."""

from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Double,
    Numeric,
    String,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    type_coerce,
)
from sqlalchemy.sql import TableValuedAlias
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from landtrust.domain.filtering.folding import MARKS, PLAIN, STROKED, Pattern
from landtrust.queries.filtering.sqlite_functions import name_of

_Column = ColumnElement[Any]

_LARGEST_LOGARITHM = 700
"""Of a number that still fits into 64 bits."""


class Speech(ABC):
    """How one kind of store says it."""

    @abstractmethod
    def ordered(self, text: _Column) -> _Column:
        """A text as it is put into order: by the numbers of its characters."""

    @abstractmethod
    def folded(self, name: str, text: _Column) -> _Column:
        """A text for a comparison in which case (casei) or accents (accenti) do not count."""

    @abstractmethod
    def like(self, text: _Column, pattern: Pattern) -> ColumnElement[bool]:
        """Whether a text is like a pattern."""

    @abstractmethod
    def whole(self, name: str, number: _Column) -> _Column:
        """The number cut off (trunc), or the next whole number (ceil, floor)."""

    @abstractmethod
    def power(self, base: _Column, exponent: _Column) -> _Column:
        """A power; NULL where it is no number."""

    @abstractmethod
    def day(self, moment: _Column) -> _Column:
        """The day (UTC) of a moment."""

    @abstractmethod
    def rounded(self, number: _Column, decimals: int) -> _Column:
        """A number as it is shown."""

    @abstractmethod
    def number_in(self, document: _Column, key: str) -> _Column:
        """A number that a JSON document says under a key."""

    @abstractmethod
    def keys_in(self, document: _Column, key: str) -> TableValuedAlias:
        """The keys, one in each row, of an object that a JSON document has under a key."""

    @abstractmethod
    def walked(self, column: _Column) -> _Column:
        """A column that is compared row by row, along an index that is in the order of a page."""


class SqliteSpeech(Speech):
    """SQLite, with the functions that we add to each connection."""

    def ordered(self, text: _Column) -> _Column:
        """As it is: SQLite compares bytes."""
        return text

    def folded(self, name: str, text: _Column) -> _Column:
        """By our function."""
        return getattr(func, name_of(name))(text, type_=String())  # type: ignore[no-any-return]

    def like(self, text: _Column, pattern: Pattern) -> ColumnElement[bool]:
        """By GLOB, which tells capitals from small letters."""
        return text.bool_op("GLOB")(pattern.as_glob)

    def whole(self, name: str, number: _Column) -> _Column:
        """By our function."""
        return getattr(func, name_of(name))(number)  # type: ignore[no-any-return]

    def power(self, base: _Column, exponent: _Column) -> _Column:
        """By our function."""
        return getattr(func, name_of("power"))(base, exponent)  # type: ignore[no-any-return]

    def day(self, moment: _Column) -> _Column:
        """The first half of the text that it is."""
        return type_coerce(func.date(moment), Date())

    def rounded(self, number: _Column, decimals: int) -> _Column:
        """By its own function."""
        return func.round(number, decimals)

    def number_in(self, document: _Column, key: str) -> _Column:
        """By its JSON functions."""
        return func.json_extract(document, f"$.{key}")

    def keys_in(self, document: _Column, key: str) -> TableValuedAlias:
        """By its JSON functions."""
        return func.json_each(document, f"$.{key}").table_valued(column("key", String()))

    def walked(self, column: _Column) -> _Column:
        """With a sign, so that it is not looked up.

        SQLite takes the index that narrows most, and would sort a million rows to show fifty.
        """
        return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


class PostgresSpeech(Speech):
    """PostgreSQL, whose own order and capitals depend on how the database was made."""

    def ordered(self, text: _Column) -> _Column:
        """In the order of the bytes."""
        return text.collate("C")

    def folded(self, name: str, text: _Column) -> _Column:
        """By Unicode's own rules, which need no extension."""
        if name == "casei":
            # By Unicode's capitals, in the order of the bytes.
            capitals = func.upper(text.collate("und-x-icu"))
            return func.lower(capitals, type_=String()).collate("C")
        apart = func.normalize(text, literal_column("NFD"))
        bare = func.regexp_replace(apart, f"[{MARKS}]+", "", "g")
        whole = func.normalize(bare, literal_column("NFC"))
        return func.translate(whole, STROKED, PLAIN, type_=String())

    def like(self, text: _Column, pattern: Pattern) -> ColumnElement[bool]:
        """By LIKE, which tells capitals from small letters."""
        return text.like(str(pattern), escape="\\")

    def whole(self, name: str, number: _Column) -> _Column:
        """By its own functions."""
        return getattr(func, name)(number)  # type: ignore[no-any-return]

    def power(self, base: _Column, exponent: _Column) -> _Column:
        """By its own function, which fails where there is no power."""
        size = func.abs(exponent * func.ln(func.abs(func.nullif(base, 0))))
        return case(
            ((base == 0) & (exponent < 0), null()),
            ((base < 0) & (exponent != func.trunc(exponent)), null()),
            (size > _LARGEST_LOGARITHM, null()),
            else_=func.power(base, exponent),
        )

    def day(self, moment: _Column) -> _Column:
        """By a cast: the connection is in UTC."""
        return cast(moment, Date())

    def rounded(self, number: _Column, decimals: int) -> _Column:
        """By its own function, which is for decimal numbers."""
        return cast(func.round(cast(number, Numeric), decimals), Double)

    def number_in(self, document: _Column, key: str) -> _Column:
        """By its JSON operators."""
        return cast(func.json_extract_path_text(_as_json(document), key), Double)

    def keys_in(self, document: _Column, key: str) -> TableValuedAlias:
        """By its JSON functions."""
        under = func.json_extract_path(_as_json(document), key)
        return func.json_object_keys(under).table_valued(column("key", String())).render_derived()

    def walked(self, column: _Column) -> _Column:
        """As it is: PostgreSQL knows how many there are, and what is cheaper."""
        return column


def _as_json(document: _Column) -> _Column:
    return document.op("::")(literal_column("json"))


_SPEECH: dict[str, Speech] = {"sqlite": SqliteSpeech(), "postgresql": PostgresSpeech()}


def speech_of(connection: Connection) -> Speech:
    """How the store behind this connection says it."""
    return _SPEECH[connection.dialect.name]
