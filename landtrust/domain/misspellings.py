"""What a name can be found by although it is not spelled as it is stored.

A street is filed under a few clues: all of it without blanks, its words, how they sound, and
three pieces of each long word. What people type is looked up under the same clues; if that finds
nothing, under every word that differs in one letter; and then under its pieces, one of which is
whole where two letters of a long word are wrong. So the index stays as small as a list of names,
and needs nothing that only one kind of database has.

Source:
    P. Norvig, "How to Write a Spelling Corrector" (2007), for the words that differ in one letter;
    F. Damerau, CACM 7 (1964) 171: four in five misspelled words do.
"""

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

SOUND = "~"
"""What a clue begins with that says how a word sounds."""

_LETTERS = string.ascii_uppercase
WHOLE = "="
"""What a clue begins with that is a whole name without its blanks."""

BEGIN, END, MIDDLE = "^", "$", "*"
"""What marks a clue as a piece of a word."""

_PIECE = 3
_LEAST_IN_PIECES = 7
_LEAST_SOUND = 3
_LEAST_WORD_SOUNDED = 5
_LEAST_MISSPELLED = 3
_LONGEST_MISSPELLED = 14
_LEAST_OF_PIECES = 0.65
_ALIKE = str.maketrans({"C": "K", "Q": "K", "Z": "S", "V": "F", "X": "K"})
_SILENT = re.compile("[AEIOUYHW]")
_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """How a word of capitals sounds: its consonants, those that sound alike made one.

    >>> sound("GALLATIN"), sound("GALATEN"), sound("PHOEBE"), sound("FEEBY")
    ('GLTN', 'GLTN', 'FB', 'FB')
    """
    alike = word.replace("PH", "F").replace("CK", "K").translate(_ALIKE)
    spoken = alike[:1] + _SILENT.sub("", alike[1:])
    return _DOUBLED.sub(r"\1", spoken)


def clues_of_name(bare: str) -> frozenset[str]:
    """What a street is filed under.

    Args:
        bare: Its name alone, words in capitals.

    >>> sorted(clues_of_name("OLD CANTON"))
    ['=OLDCANTON', 'CANTON', 'OLD', '~KNTN']
    >>> sorted(clues_of_name("GALLATIN"))
    ['*LAT', '=GALLATIN', 'TIN$', '^GAL', '~GLTN']
    """
    words = bare.split()
    several = words if len(words) > 1 else ()
    return frozenset((whole(words), *_said(several), *_sounds(words), *_pieces(words)))


def whole(words: Iterable[str]) -> str:
    """A whole name as a clue: people write MC DOWELL and MCDOWELL."""
    return WHOLE + squeezed(words)


def squeezed(words: Iterable[str]) -> str:
    """All words as one."""
    return "".join(words)


def clues_of_words(words: Sequence[str]) -> frozenset[str]:
    """What to look a name up under of which a word is left out, or spelled as it sounds."""
    return frozenset((*_said(words), *_sounds(words)))


def clues_of_misspelled(words: Sequence[str]) -> frozenset[str]:
    """What to look a name up under in which one letter is wrong.

    >>> clues = clues_of_misspelled(["CAPITLO"])
    >>> "=CAPITOL" in clues, len(clues) < 400
    (True, True)
    """
    near = {WHOLE + one for one in _one_letter_away(squeezed(words))}
    if len(words) > 1:
        near.update(one for word in words for one in _one_letter_away(word))
    return frozenset(near)


def _pieces(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if len(word) >= _LEAST_IN_PIECES and word.isalpha():
            middle = (len(word) - _PIECE + 1) // 2
            yield from (BEGIN + word[:_PIECE], word[-_PIECE:] + END)
            yield MIDDLE + word[middle : middle + _PIECE]


def clues_of_pieces(words: Sequence[str]) -> frozenset[str]:
    """What to look a name up under of which two letters are wrong.

    >>> "TIN$" in clues_of_pieces(["GULLOTIN"])
    True
    """
    long = [word for word in words if len(word) >= _LEAST_IN_PIECES - 1 and word.isalpha()]
    ends = (piece for word in long for piece in (BEGIN + word[:_PIECE], word[-_PIECE:] + END))
    places = ((word, place) for word in long for place in range(1, len(word) - _PIECE))
    return frozenset((*ends, *(MIDDLE + word[at : at + _PIECE] for word, at in places)))


def alike_names(asked: str, known: Sequence[str], most: int) -> list[str]:
    """Those of the names that are most like one, the likest first."""
    found = process.extract(
        asked, known, scorer=OSA.normalized_similarity, score_cutoff=_LEAST_OF_PIECES, limit=most
    )
    return [name for name, _, _ in found]


def _one_letter_away(word: str) -> Iterator[str]:
    if not _LEAST_MISSPELLED <= len(word) <= _LONGEST_MISSPELLED or not word.isalpha():
        return
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in _LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _said(words: Iterable[str]) -> Iterator[str]:
    """Words that say something: initials do not."""
    return (word for word in words if len(word) > 1)


def _sounds(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        said = sound(word) if word.isalpha() and len(word) >= _LEAST_WORD_SOUNDED else ""
        if len(said) >= _LEAST_SOUND:
            yield SOUND + said


class Name(NamedTuple):
    """A name taken apart to be compared with many.

    Attributes:
        length: How many words it has.
        whole: All of it without blanks.
        turned: The same with its words in the order of the alphabet.
    """

    text: str
    words: frozenset[str]
    length: int
    whole: str
    turned: str


def taken_apart(name: str) -> Name:
    """A name to be compared with others."""
    words = name.split()
    return Name(name, frozenset(words), len(words), squeezed(words), squeezed(sorted(words)))


def likeness(asked: Name, known: Name) -> float:
    """How alike two names are, from 0 to 1; 1 only where their words are the same.

    Blanks between words cost little; words in another order, or left out, cost more.

    >>> def alike(asked, known):
    ...     return round(likeness(taken_apart(asked), taken_apart(known)), 2)
    >>> alike("CAPITOL", "CAPITOL"), alike("MC DOWELL", "MCDOWELL")
    (1.0, 0.98)
    >>> alike("CAPITLO", "CAPITOL"), alike("CANTON", "OLD CANTON")
    (0.86, 0.87)
    """
    if asked.text == known.text:
        return 1.0
    if asked.whole == known.whole:
        return 0.98
    ordered = OSA.normalized_similarity(asked.whole, known.whole)
    if asked.length == known.length == 1:
        return ordered
    turned = OSA.normalized_similarity(asked.turned, known.turned)
    return max(ordered, 0.95 * turned, _of_shared_words(asked, known))


def _of_shared_words(asked: Name, known: Name) -> float:
    """For a name of which words were left out, or to which some were added."""
    common = asked.words & known.words
    if not common:
        return 0.0
    shared = sum(map(len, common))
    longer = max(len(asked.whole), len(known.whole))
    few = asked.words <= known.words or known.words <= asked.words
    return 0.6 + 0.4 * shared / longer if few else shared / longer
