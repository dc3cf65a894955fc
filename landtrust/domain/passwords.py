"""What a password must be, before anybody computes a fingerprint of it.

Source:
    NIST SP 800-63B, 5.1.1.2: length, no rules of composition, a list of common ones, NFKC.
    OWASP ASVS 5.0, 6.2.1 and 6.2.4.
"""

import re
import unicodedata
from collections.abc import Container

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 256
"""More is refused before it is hashed: a megabyte would cost a second of everybody's time."""

_ENDING = re.compile(r"[\d\W_]+\Z")
_BEGINNING = re.compile(r"\A[\d\W_]+")
_NUL = "\0"


def parse_password(text: str, common: Container[str]) -> str:
    r"""A password that somebody wants to have, in the one form that is hashed.

    Args:
        text: As typed.
        common: Passwords that many people have, in small letters.

    Raises:
        InvalidInput: It is too short, too long or too common. It is never quoted.

    >>> parse_password("\uff43orrect horse battery", {"password"})
    'correct horse battery'
    >>> parse_password("Password2026!!", {"password"})
    Traceback (most recent call last):
    ...
    landtrust.errors.InvalidInput: password: many people have one like this. Take a few words ...
    """
    if not is_possible(text):
        msg = Phrase(
            "password: at most %(most)s characters that can be typed.",
            most=MOST_CHARACTERS,
        )
        raise InvalidInput(msg, parameter="password")
    password = normalised_password(text)
    if len(password) < LEAST_CHARACTERS:
        msg = Phrase(
            "password: at least %(least)s characters; a few words make a good one.",
            least=LEAST_CHARACTERS,
        )
        raise InvalidInput(msg, parameter="password")
    if is_common(password, common):
        msg = Phrase(
            "password: many people have one like this. Take a few words that do not go together."
        )
        raise InvalidInput(msg, parameter="password")
    return password


def is_possible(text: str) -> bool:
    """Whether anybody can have this as a password; what cannot be is never hashed."""
    return len(text) <= MOST_CHARACTERS and _NUL not in text and _is_text(text)


def normalised_password(text: str) -> str:
    """The one form of what different keyboards send for the same characters."""
    return unicodedata.normalize("NFKC", text)


def is_common(password: str, common: Container[str]) -> bool:
    """Whether a password is common, or one that is common dressed up or said twice.

    >>> [is_common(one, {"dragon"}) for one in ("DRAGONdragon", "99dragon1999!!", "dragonfruit")]
    [True, True, False]
    """
    small = password.casefold()
    bare = _BEGINNING.sub("", _ENDING.sub("", small))
    return any(_repeated(one) in common or one in common for one in (small, bare)) or not bare


def _repeated(text: str) -> str:
    """The shortest piece that a text is a row of; the text itself where it is none."""
    # A text is made of equal pieces where it stands again in its double, earlier than at its end.
    return text[: (text + text).find(text, 1)]


def _is_text(text: str) -> bool:
    return not any(unicodedata.category(character) == "Cs" for character in text)
