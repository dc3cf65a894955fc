"""Cells of a spreadsheet file: lists in one cell, and text that no spreadsheet takes for a formula.

Source:
    RFC 4180; OWASP, CSV Injection.
"""

import csv
import io
from collections.abc import Iterable

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
_QUOTE = "'"
_BLANKS = " \ufeff\u00a0"


def guarded(text: str) -> str:
    """The text as a cell that a spreadsheet shows and never computes; ``unguarded`` undoes it.

    >>> guarded("=1+1"), guarded("Ann"), guarded("'=1"), unguarded(guarded("'=1"))
    ("'=1+1", 'Ann', "''=1", "'=1")
    """
    return _QUOTE + text if is_taken_for_formula(text) else escaped(text)


def escaped(text: str) -> str:
    """The text as a cell for programs: as it is, unless ``unguarded`` would change it.

    >>> escaped("=1+1"), escaped("'=1"), escaped("'Round the Bend")
    ('=1+1', "''=1", "'Round the Bend")
    """
    return text if unguarded(text) == text else _QUOTE + text


def unguarded(text: str) -> str:
    """The text that a guarded or escaped cell stands for; any other cell is as it stands.

    >>> unguarded("'=1+1"), unguarded("'Round the Bend")
    ('=1+1', "'Round the Bend")
    """
    rest = text.removeprefix(_QUOTE)
    is_guard = rest != text and (is_taken_for_formula(rest) or unguarded(rest) != rest)
    return rest if is_guard else text


def joined(texts: Iterable[str]) -> str:
    """A list as one cell, its parts separated by semicolons; a part that has one is quoted.

    >>> joined(["9999-1", "9999-2"]), joined(["Sample; Sons", ""]), split("Ann;  Lee")
    ('9999-1; 9999-2', '"Sample; Sons"; ', ['Ann', 'Lee'])
    """
    return "; ".join(map(_quoted, texts))


def split(cell: str) -> list[str]:
    """The parts of a list in one cell, trimmed; nothing of an empty cell.

    Raises:
        csv.Error: A quote is opened and not closed.
    """
    if not cell.strip():
        return []
    rows = csv.reader(io.StringIO(cell), delimiter=";", skipinitialspace=True, strict=True)
    return [part.strip() for row in rows for part in row]


def is_taken_for_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this text instead of showing it."""
    return text.lstrip(_BLANKS).startswith(_BEGINS_A_FORMULA)


def _quoted(text: str) -> str:
    needs = ";" in text or text.startswith('"')
    return '"' + text.replace('"', '""') + '"' if needs else text
