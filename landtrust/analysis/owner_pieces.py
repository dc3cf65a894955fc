"""Taking a raw owner line apart where another owner may begin, before tidying hides where."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.analysis.owner_lines import cut_care_of, tidy_line
from landtrust.analysis.owner_name_words import OwnerNameWords

__all__ = ["Pieces", "split_joined_owners", "split_line"]

BREAK = "\x1f"

SEPARATOR = (
    r"\b(?:D ?/ ?B ?/ ?A|D\.?B\.?A|A ?/ ?K ?/ ?A|A\.?K\.?A|F ?/ ?K ?/ ?A|F\.?K\.?A|N/K/A"
    r"|T/A|DOING BUSINESS AS|TRADING AS)\b\.?"
    r"|\s[-'.]+|-+\s"
    r"|[^\pL\pM\pN\s&+.'@#-]|[\r\n\v\f\t]"
)
SENTENCE_END = r"(\pL{4,})\.\s"
"""A whole word with a dot ends something; initials and short forms do not."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of many lines, one after the other.

    Attributes:
        text: The tidied pieces; none is empty.
        line: The number of the line that each piece is of, never falling.
        lines: How many lines were split; a line may have no piece.
    """

    text: pa.Array
    line: npt.NDArray[np.int64]
    lines: int

    def all_of_line(self, holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Whether a line has pieces and every one of them holds."""
        failed = np.bincount(self.line[~holds], minlength=self.lines)
        count = np.bincount(self.line, minlength=self.lines)
        every: npt.NDArray[np.bool_] = (failed == 0) & (count > 0)
        return every

    def first_of_line(self) -> pa.Array:
        """The first piece of every line; null where a line has none."""
        places = np.searchsorted(self.line, np.arange(self.lines))
        present = np.bincount(self.line, minlength=self.lines) > 0
        return self.text.take(pa.array(places, mask=~present))


def split_line(lines: pa.Array, words: OwnerNameWords) -> Pieces:
    """Split raw lines at every mark that may part two owners, except the signs for and."""
    text = cut_care_of(pc.utf8_upper(lines))
    # ``ACME, LLC`` is one name: the comma before a legal form parts no owners.
    before_tail = rf"[\s.]*,[\s.]*({words.legal_tail})([\s.,]|$)"
    text = pc.replace_substring_regex(text, before_tail, r" \1\2")
    text = pc.replace_substring_regex(text, SENTENCE_END, rf"\1{BREAK}")
    text = pc.replace_substring_regex(text, SEPARATOR, BREAK)
    return _pieces(pc.split_pattern(text, BREAK))


def split_joined_owners(pieces: pa.Array, words: OwnerNameWords) -> Pieces:
    """Split tidied pieces at the sign for and, but not within names like POWER & LIGHT."""
    whole = pc.replace_substring_regex(pieces, words.joined_words, r"\1 + \2")
    return _pieces(pc.split_pattern(whole, "&"))


def _pieces(split: pa.ListArray) -> Pieces:
    text = tidy_line(pc.list_flatten(split))
    line = pc.list_parent_indices(split).to_numpy(zero_copy_only=False).astype(np.int64)
    kept = pc.match_substring_regex(text, r"[\pL\pN]")
    return Pieces(text.filter(kept), line[kept.to_numpy(zero_copy_only=False)], len(split))
