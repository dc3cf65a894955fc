"""How a text falls into words that can be looked for, the same in every store.

Source:
    The tokenizer ``unicode61 remove_diacritics 2`` of SQLite's FTS5, which splits texts by itself;
    PostgreSQL is given the words.
"""

import re
import unicodedata
from functools import cache

LONGEST_WORD = 255
"""Characters of a word that count: PostgreSQL's index holds no longer ones."""

_PLAIN = re.compile(r"[0-9a-z]+")
_MARKS = (0x08029FDF, 0x000361F8)
"""Combining marks from U+0300 and from U+0320 on, a bit each, that leave no trace in a word.

At all others, FTS5 splits.
"""


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without diacritics, in their order.

    A word is a run of letters and digits; whatever stands between splits.

    >>> words_of("101 O'Ferrall Ave., Peña-5")
    ['101', 'o', 'ferrall', 'ave', 'pena', '5']
    >>> words_of("~ _ ~")
    []
    """
    plain = text.isascii()
    found = _PLAIN.findall(text.lower()) if plain else "".join(map(_folded, text)).split()
    return [word[:LONGEST_WORD] for word in found]


@cache
def _folded(letter: str) -> str:
    """A letter as it stands in words; a blank where words end, nothing for most marks."""
    first = unicodedata.normalize("NFD", letter)[0]
    if first.isascii() and first.isalnum():
        return first.lower()
    block, bit = divmod(ord(letter) - 0x300, 32)
    if 0 <= block < len(_MARKS) and _MARKS[block] >> bit & 1:
        return ""
    return _in_lower_case(letter) if _is_of_word(letter) else " "


def _in_lower_case(letter: str) -> str:
    """One letter for one: not ``ss`` for ``ß``."""
    return next((one for one in (letter.casefold(), letter.lower()) if len(one) == 1), letter)


def _is_of_word(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LN" or category == "Co"
