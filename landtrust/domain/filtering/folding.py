"""Texts as they are compared where case or accents do not count, and patterns.

What stands here is what every store must come to: SQLite calls it, PostgreSQL does the same.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""A regular expression class of the accents that Unicode writes after their letter."""

STROKED = "ØøĐđŁłĦħŦŧ"
PLAIN = "OoDdLlHhTt"
"""Letters with a stroke that is no accent to Unicode, and the letters that people type for them."""

_MARKS = re.compile(f"[{MARKS}]+")
_STROKES = str.maketrans(STROKED, PLAIN)
_ESCAPE = "\\"


def without_case(text: str) -> str:
    """The text as it is compared where case does not count.

    Through capitals, as “ß” has none of its own and is “SS” there.

    >>> without_case("STRASSE") == without_case("Straße")
    True
    """
    return text.upper().lower()


def without_accents(text: str) -> str:
    """The text without accents.

    >>> without_accents("Chișinău, København")
    'Chisinau, Kobenhavn'
    """
    apart = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", apart).translate(_STROKES)


class Wildcard(Enum):
    """What stands for characters that a pattern leaves open."""

    ONE = "_"
    ANY_NUMBER = "%"


PatternPart = str | Wildcard


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in parts: texts that stand for themselves, and wildcards."""

    parts: tuple[PatternPart, ...]

    def __str__(self) -> str:
        """As PostgreSQL writes it, with a backslash to escape."""
        return "".join(map(_as_like, self.parts))

    @property
    def as_glob(self) -> str:
        """As SQLite writes patterns that tell capitals from small letters."""
        return "".join(map(_as_glob, self.parts))

    def matches(self, text: str) -> bool:
        """Whether a text is like the pattern, in time that grows with both and no faster."""
        return _compiled(self.parts).fullmatch(text)


def parse_pattern(text: str) -> Pattern:
    r"""The pattern that a text says: ``%`` any characters, ``_`` one, after a backslash neither.

    >>> [part for part in parse_pattern(r"a%%_50\%").parts if isinstance(part, str)]
    ['a', '50%']
    """
    parts: list[PatternPart] = []
    letters = iter(text)
    for letter in letters:
        if letter == "_":
            parts.append(Wildcard.ONE)
        elif letter != "%":
            said = next(letters, _ESCAPE) if letter == _ESCAPE else letter
            before = parts.pop() if parts and isinstance(parts[-1], str) else ""
            parts.append(f"{before}{said}")
        elif parts[-1:] != [Wildcard.ANY_NUMBER]:
            parts.append(Wildcard.ANY_NUMBER)
    return Pattern(tuple(parts))


def _as_like(part: PatternPart) -> str:
    return part.value if isinstance(part, Wildcard) else re.sub(r"([%_\\])", r"\\\1", part)


def _as_glob(part: PatternPart) -> str:
    if isinstance(part, Wildcard):
        return "?" if part is Wildcard.ONE else "*"
    return re.sub(r"([*?\[])", r"[\1]", part)


class _Matcher:
    """Fits the stretches between ``%`` one after the other, each as early as it goes."""

    def __init__(self, parts: tuple[PatternPart, ...]) -> None:
        stretches, lengths = [""], [0]
        for part in parts:
            if part is Wildcard.ANY_NUMBER:
                stretches.append("")
                lengths.append(0)
            else:
                stretches[-1] += "." if part is Wildcard.ONE else re.escape(str(part))
                lengths[-1] += 1 if part is Wildcard.ONE else len(str(part))
        self._stretches = [re.compile(one, re.DOTALL) for one in stretches]
        self._last_length = lengths[-1]

    def fullmatch(self, text: str) -> bool:
        first, *between = self._stretches
        if not between:
            return first.fullmatch(text) is not None
        found = first.match(text)
        for stretch in between[:-1]:
            found = found and stretch.search(text, found.end())
        begin = len(text) - self._last_length
        return bool(found and begin >= found.end() and between[-1].fullmatch(text, begin))


@lru_cache(maxsize=64)
def _compiled(parts: tuple[PatternPart, ...]) -> _Matcher:
    return _Matcher(parts)
