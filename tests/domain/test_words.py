"""Words as SQLite's FTS5 splits and folds them: both stores must find the same."""

import sqlite3
import unicodedata
from contextlib import closing

from landtrust.domain.words import LONGEST_WORD, words_of

UNICODE_3 = unicodedata.ucd_3_2_0
"""Characters of this early version are in the tables of every FTS5."""

KNOWN_TO_DIFFER = set("Ǡǡẛᢅᢆ")
"""Letters that no roll of ours has ever held."""


def _as_fts5(texts: dict[int, str]) -> dict[int, list[str]]:
    """The words of numbered texts, in their order, as FTS5 has them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("""
            CREATE VIRTUAL TABLE texts USING fts5(t, tokenize='unicode61 remove_diacritics 2');
            CREATE VIRTUAL TABLE words USING fts5vocab(texts, instance);
        """)
        connection.executemany("INSERT INTO texts (rowid, t) VALUES (?, ?)", texts.items())
        found: dict[int, list[str]] = {number: [] for number in texts}
        for number, word in connection.execute("SELECT doc, term FROM words ORDER BY doc, offset"):
            found[number].append(word)
        return found


def test_every_letter_is_read_as_the_index_of_sqlite_reads_it() -> None:
    letters = (chr(code) for code in range(1, 0x3_0000))
    known = [letter for letter in letters if UNICODE_3.category(letter) not in {"Cn", "Cs"}]
    texts = {ord(letter): f"q{letter}z {letter}" for letter in known}
    found = _as_fts5(texts)
    assert len(found) > 90_000
    differ = {chr(code) for code, text in texts.items() if words_of(text) != found[code]}
    assert differ == KNOWN_TO_DIFFER


def test_a_letter_and_its_accent_may_be_two_characters_or_one() -> None:
    assert words_of("PEN\u0303A E\u0301cole") == words_of("Peña ÉCOLE") == ["pena", "ecole"]


def test_a_word_without_end_counts_to_the_length_that_an_index_holds() -> None:
    assert words_of("A" * 10_000 + " é") == ["a" * LONGEST_WORD, "e"]
