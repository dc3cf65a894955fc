"""How a text falls into words that can be looked for, the same in every store.

Source:
    The tokenizer ``unicode61 remove_diacritics 2`` of SQLite's FTS5, which splits texts by itself;
    PostgreSQL is given the words.
"""

import re
import unicodedata

LONGEST_WORD = 255
"""Characters of a word that count: PostgreSQL's index holds no longer ones."""

_PLAIN = re.compile(r"[0-9a-z]+")
_MARKS = range(0x0300, 0x0332)
"""Combining marks that FTS5 takes from a letter; it splits at the others."""


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without diacritics, in their order.

    A word is a run of letters and digits; whatever stands between splits.

    >>> words_of("101 O'Ferrall Ave., Peña-5")
    ['101', 'o', 'ferrall', 'ave', 'pena', '5']
    >>> words_of("~ _ ~")
    []
    """
    found = _PLAIN.findall(text.lower()) if text.isascii() else _folded(text).split()
    return [word[:LONGEST_WORD] for word in found]


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    kept = (letter for letter in apart if ord(letter) not in _MARKS)
    return "".join(letter.lower() if _is_of_word(letter) else " " for letter in kept)


def _is_of_word(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LN" or category == "Co"
