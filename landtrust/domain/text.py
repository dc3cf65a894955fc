"""What a piece of loaded text is, once blanks and invisible characters are dealt with."""

import re
import unicodedata

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

LONGEST_NOTE = 4_000
LONGEST_WORDS = 200

INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls, apart from those that separate words
    "\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # no width, or turn the direction
)
"""A regular expression class of characters that nobody sees and that make equal text unequal."""

_INVISIBLE = re.compile(f"[{INVISIBLE}\ud800-\udfff]")  # and lone surrogates: not text at all


def visible_text(text: str) -> str:
    r"""The text in Unicode form NFC, trimmed, without characters that nobody can see.

    Inner blanks stay as they are.

    >>> visible_text("  SMITH\x00  ANN ")
    'SMITH  ANN'
    """
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()


def clean_text(text: str) -> str:
    r"""The visible text with every inner run of blanks made one blank; empty if it was blank.

    >>> clean_text("SMITH\t  ANN\n")
    'SMITH ANN'
    >>> clean_text("   ")
    ''
    """
    return " ".join(visible_text(text).split())


def short_text(text: str | None, most: int, parameter: str) -> str | None:
    """The visible text; None where it says nothing.

    Raises:
        InvalidInput: It is longer than so many characters; the message names the parameter.

    >>> short_text(" Lot 3 ", 200, "page"), short_text(" ", 200, "page")
    ('Lot 3', None)
    """
    visible = visible_text(text or "")
    if len(visible) > most:
        msg = Phrase(
            "%(parameter)s: at most %(most)s characters.", parameter=parameter, most=f"{most:,}"
        )
        raise InvalidInput(msg, parameter=parameter)
    return visible or None
