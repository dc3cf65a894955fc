"""What datasets are called, and the versions in which they are released."""

import re
from datetime import date
from typing import NamedTuple

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d?))?", re.ASCII)
_SHOWN = 40


class Version(NamedTuple):
    """A version: the day of the release, and which one of that day; later ones are greater.

    Attributes:
        number: 1 for the first release of the day, which is called by the day alone.
    """

    day: date
    number: int = 1

    def __str__(self) -> str:
        """As it stands in addresses and citations.

        >>> str(Version(date(2026, 11, 26))), str(Version(date(2026, 11, 26), 2))
        ('2026-11-26', '2026-11-26.2')
        """
        return self.day.isoformat() + (f".{self.number}" if self.number > 1 else "")

    def next_one(self) -> "Version":
        """The one after it on the same day."""
        return Version(self.day, self.number + 1)


def is_dataset_name(name: str) -> bool:
    """Whether a dataset can be called so: it is a part of an address for good.

    >>> is_dataset_name("west-jackson"), is_dataset_name("../etc"), is_dataset_name("")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None


def require_dataset_name(name: str) -> str:
    """The name, which a dataset can have.

    Raises:
        InvalidInput: It cannot.
    """
    if not is_dataset_name(name):
        msg = Phrase(
            "“%(name)s” cannot be the name of a dataset: a small letter, then small letters, "
            "digits and hyphens, 40 at most.",
            name=name[:_SHOWN],
        )
        raise InvalidInput(msg, parameter="name")
    return name


def parse_version(text: str) -> Version:
    """The version that a text names, in the one way that it can be written.

    Raises:
        InvalidInput: It names none.

    >>> parse_version("2026-11-26.2").number
    2
    """
    found = _VERSION.fullmatch(text)
    try:
        version = Version(date.fromisoformat(found[1]), int(found[2] or 1)) if found else None
    except ValueError:
        version = None
    if version is None or str(version) != text:
        msg = Phrase(
            "“%(text)s” is not a version: the day of the release, such as 2026-11-26; a second "
            "one of the same day is 2026-11-26.2.",
            text=text[:_SHOWN],
        )
        raise InvalidInput(msg, parameter="version")
    return version
