r"""A filter as text, cut into words, numbers and signs.

Source:
    OGC 21-065r2, annex B (BNF), and requirement /req/cql2-text/escaping.
"""

import re
from typing import NamedTuple

from landtrust.domain.filtering.limits import refused
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_CONTROLS = {"a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}

_LETTERS = (
    ":_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1ffe\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>[{_LETTERS}][{_LETTERS}.0-9\u0300-\u036f\u203f-\u2040]*)
    | "(?P<quoted>(?:[^"]|"")+)"
    | '(?P<text>(?:[^'\\]|''|\\.)*)'
    | (?P<sign><=|>=|<>|[-+*/%^=<>(),])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"''|\\(.)", re.DOTALL)


_BEFORE = {"number": 1, "name": 1, "sign": 1, "quoted": 0, "text": 0}
"""Where a token is said to begin: at its quote, if it has one; the first place is 1."""


class Token(NamedTuple):
    """A word, a number or a sign of a filter.

    Attributes:
        kind: number, name, quoted, text, sign, or end after the last.
        value: What it says: of a quoted name or a text, what stands between the quotes.
        place: Where it begins, from 1.
    """

    kind: str
    value: str
    place: int


def tokens_of(text: str) -> list[Token]:
    """The filter cut up; the last is the end.

    Raises:
        InvalidInput: Something is neither a word, a number nor a sign.

    >>> [token.value for token in tokens_of("a.b >= 1.5")]
    ['a.b', '>=', '1.5', '']
    """
    found: list[Token] = []
    place = 0
    written = text.rstrip()
    while place < len(written):
        match = _TOKEN.match(written, place)
        if match is None or match.lastgroup is None:
            raise _unreadable(written, place)
        kind = match.lastgroup
        found.append(Token(kind, _said(kind, match[kind]), match.start(kind) + _BEFORE[kind]))
        place = match.end()
    return [*found, Token("end", "", len(written) + 1)]


def _unreadable(text: str, place: int) -> InvalidInput:
    rest = text[place:].lstrip()
    begin = len(text) - len(rest) + 1
    return refused(
        Phrase(
            "filter: “%(rest)s” at character %(place)s means nothing there.",
            rest=rest[:20].rstrip(),
            place=begin,
        )
    )


def _said(kind: str, written: str) -> str:
    if kind == "quoted":
        return written.replace('""', '"')
    if kind == "text":
        return _ESCAPE.sub(_unescaped, written)
    return written


def _unescaped(match: re.Match[str]) -> str:
    """What an escape says; before a letter that it means nothing to, a backslash stays for LIKE."""
    letter = match[1]
    if letter is None or letter in "'\\":
        return letter or "'"
    return _CONTROLS.get(letter, f"\\{letter}")
