"""Remarks that are made of a file while it is read, told apart from what others wrote."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class RemarkKind(StrEnum):
    """What a remark is about."""

    NO_COORDINATE_SYSTEM = "no coordinate system stated"
    OTHER_COORDINATE_SYSTEM = "read as another coordinate system"
    ABSENT_COLUMN = "absent column"
    UNREAD_VALUES = "unread values"
    CUT_VALUES = "values cut"
    GUESSED_LETTERS = "guessed encoding"
    OTHER_COUNTIES = "rows of other counties"
    STRAIGHTENED = "curves straightened"
    CUT_ROWS = "rows with too many cells"
    UNREAD_OUTLINES = "unread outlines"


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark that our own reader made.

    Attributes:
        kind: What it is about.
        count: How many values or rows; None where it counts none.
        field: Our name of the field; None where it speaks of none.
    """

    kind: RemarkKind
    count: int | None = None
    field: str | None = None


_FORMS = {
    RemarkKind.NO_COORDINATE_SYSTEM: (
        r"no crs member: longitude and latitude, as RFC 7946 says"
        r"|the crs member names no coordinate system"
        r"|no \.prj file: the file does not say what its coordinates are"
    ),
    RemarkKind.OTHER_COORDINATE_SYSTEM: r"read as \w+:\d+, as asked for, not as \w+:\w+",
    RemarkKind.ABSENT_COLUMN: r"(?P<field>[a-z0-9_]+): the file has no column [A-Za-z0-9_., ]+\.",
    RemarkKind.UNREAD_VALUES: (
        r"(?P<count>[\d,]+) values? of (?P<field>[a-z0-9_]+) (?:was|were) not read, "
        r"the first in row \d+: [a-z ,:']+\."
    ),
    RemarkKind.CUT_VALUES: (
        r"(?P<count>[\d,]+) values? of (?P<field>[a-z0-9_]+) (?:was|were) cut, "
        r"the first in row \d+: [a-z ,:']+\."
    ),
    RemarkKind.GUESSED_LETTERS: (
        r"some text is not valid [A-Z0-9-]+ and was read as cp1252(, value by value)?"
        r"|no \.cpg file: text read as UTF-8 where it is valid, else as cp1252"
        r"|text read as [a-z0-9_-]+: no \.cpg file"
    ),
    RemarkKind.OTHER_COUNTIES: r"(?P<count>[\d,]+) rows of other counties were left out\.",
    RemarkKind.STRAIGHTENED: r"curved boundaries were made into straight segments",
    RemarkKind.CUT_ROWS: r"some rows have more cells than the header; they were cut",
    RemarkKind.UNREAD_OUTLINES: r"rows \d+ to \d+: (?P<count>\d+) geometries cannot be read",
}
_PATTERNS = {kind: re.compile(form, re.ASCII) for kind, form in _FORMS.items()}


@lru_cache(maxsize=1_024)
def parse_remark(text: str) -> Remark | None:
    """What our reader remarked; None where the words are not its own.

    >>> parse_remark("1,200 rows of other counties were left out.").count
    1200
    >>> parse_remark("Non closed ring in smith.gpkg") is None
    True
    """
    for kind, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            count = parts.get("count")
            return Remark(kind, int(count.replace(",", "")) if count else None, parts.get("field"))
    return None
