"""Tidying owner lines, so that the rules need to know only one way of writing."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

CARE_OF = r"(?s)(%|\bC/O\b|\bATTN\b|\bATTENTION\b|\bCARE OF\b).*$"
"""Who gets the mail says nothing about who owns, so it is cut off before any rule looks."""

NOT_A_SECOND_OWNER = r"^(USA|U S A|[0-9 -]*)$"
"""Some rolls put the country or a ZIP code where the second owner belongs."""

LINES_JOIN = pa.scalar(" | ", pa.large_string())


@dataclass(frozen=True, slots=True)
class TidyLines:
    """Owner lines in capitals, without care-of, dots and doubled blanks; never null.

    Attributes:
        line_1: The first owner, or the second where only that was given.
        line_2: The second owner; empty where there is none.
        both: The two joined by `` | ``; just the first where there is no second.
    """

    line_1: pa.Array
    line_2: pa.Array
    both: pa.Array


def tidy_owner_lines(line_1: pa.Array, line_2: pa.Array) -> TidyLines:
    """Tidy both owner lines (large text), element by element; nulls become empty text."""
    first = tidy_line(line_1)
    second = tidy_line(line_2)
    second = pc.if_else(pc.match_substring_regex(second, NOT_A_SECOND_OWNER), "", second)
    missing = pc.equal(first, "")
    first, second = pc.if_else(missing, second, first), pc.if_else(missing, "", second)
    joined = pc.binary_join_element_wise(first, second, LINES_JOIN)
    return TidyLines(first, second, pc.if_else(pc.equal(second, ""), first, joined))


def tidy_line(line: pa.Array) -> pa.Array:
    """Write one owner line in the only way that the rules know; null becomes empty text."""
    text = pc.utf8_upper(pc.fill_null(line, ""))
    text = cut_care_of(text)
    text = pc.replace_substring_regex(text, r"[.'\"`]", "")
    text = pc.replace_substring_regex(text, r"[&+]", " & ")
    text = pc.replace_substring_regex(text, r"\bAND\b", "&")
    text = pc.replace_substring_regex(text, r"[\s,;:()\[\]|#\x00-\x1f]+", " ")
    return pc.utf8_trim_whitespace(text)


def cut_care_of(line: pa.Array) -> pa.Array:
    """Cut a line in capitals off where it begins to say who gets the mail."""
    return pc.replace_substring_regex(line, CARE_OF, "")
