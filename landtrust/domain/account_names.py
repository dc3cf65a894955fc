"""How people who work with the trust are called: to sign in, and by others."""

import re
import unicodedata

from landtrust.domain.text import clean_text
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

LONGEST_NAME = 64
LONGEST_DISPLAY_NAME = 80
ROLES = ("organizer", "steward")

_NAME = re.compile(r"[^\W_](?:[\w.@-]*[^\W_])?")


def parse_sign_in_name(text: str) -> str:
    """The one spelling of a name to sign in with.

    Raises:
        InvalidInput: It is empty, too long, or has other signs than letters, digits and . _ - @

    >>> parse_sign_in_name(" Ann.Example@Example.org ")
    'ann.example@example.org'
    """
    name = normalised_name(text)
    if not can_be_name(name):
        msg = Phrase(
            "name: up to %(most)s letters, digits and . _ - @ without blanks; it "
            "begins and ends with a letter or a digit.",
            most=LONGEST_NAME,
        )
        raise InvalidInput(msg, parameter="name")
    return name


def can_be_name(name: str) -> bool:
    r"""Whether somebody can sign in with this name, in its one spelling.

    >>> [can_be_name(one) for one in ("ann.example", "ann\0example", "\ud800", "")]
    [True, False, False, False]
    """
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def normalised_name(text: str) -> str:
    """The spelling under which a name is looked for, whether it can be one or not."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def parse_display_name(text: str) -> str:
    r"""A name as others read it, in one line and without characters that nobody sees.

    Raises:
        InvalidInput: Nothing is left, or it is too long.

    >>> parse_display_name("Ann\r\n[INFO] admin  logged in")
    'Ann [INFO] admin logged in'
    """
    name = clean_text(text)
    if not 0 < len(name) <= LONGEST_DISPLAY_NAME:
        msg = Phrase(
            "display_name: between 1 and %(most)s characters.",
            most=LONGEST_DISPLAY_NAME,
        )
        raise InvalidInput(msg, parameter="display_name")
    return name


def parse_role(text: str) -> str:
    """What somebody may do here, a code.

    Raises:
        InvalidInput: There is no such role.
    """
    if text not in ROLES:
        msg = Phrase(
            "role: “%(text)s” is not one of %(known)s.", text=text[:40], known=", ".join(ROLES)
        )
        raise InvalidInput(msg, parameter="role")
    return text
