"""How much of an owner's two lines everybody may read: organizations' names, nobody else's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.analysis.owner_lines import LINES_JOIN, tidy_line, tidy_owner_lines
from landtrust.analysis.owner_name_words import OwnerNameWords
from landtrust.analysis.owner_pieces import Pieces, split_joined_owners, split_line

__all__ = ["PublicKinds", "PublicNames"]

Mask = npt.NDArray[np.bool_]
PublicKinds = Callable[[pa.Array, pa.Array], pa.BooleanArray]
"""Tells of two owner lines whether the rules take them for an organization's."""

NOBODYS_SIGNS = r"^(?:\pL|\pL?\d+\pL?|\d+(?:ST|[NR]D|TH)|)$"
"""Numbers, single letters and nothing name nobody."""

TWO_STRANGE_WORDS = r"\pL+ +(?:& +)?\pL+"
NO_WORDS = pa.scalar("", pa.large_string())


@dataclass(frozen=True, slots=True)
class PublicNames:
    """Finds what is public of owner lines.

    Attributes:
        public_kinds: Tells of two owner lines whether the rules take them for an
            organization's.
        words: What tells that a name is surely an organization's.
    """

    public_kinds: PublicKinds
    words: OwnerNameWords

    def of_pairs(self, line_1: pa.Array, line_2: pa.Array) -> pa.Array:
        """Give what is public of pairs of raw lines of organizations; null where it is nothing."""
        tidy = tidy_owner_lines(line_1, line_2)
        moved = pc.equal(tidy_line(line_1), "")
        raw_1, raw_2 = pc.if_else(moved, line_2, line_1), pc.if_else(moved, "", line_2)
        # All lines at once: to read the rules' patterns takes longer than to look for them.
        names = self._line_names(pa.concat_arrays([raw_1, raw_2]))
        name_1 = self._with_open_end(raw_1, tidy.line_2, names[: len(raw_1)])
        # What goes on with a first line that was cut down would hang in the air.
        whole = pc.fill_null(pc.equal(name_1, tidy.line_1), fill_value=False)
        goes_on = pc.and_(whole, pc.match_substring_regex(tidy.line_2, self.words.continuation))
        name_2 = pc.if_else(goes_on, tidy.line_2, names[len(raw_1) :])
        shown = pc.and_(pc.not_equal(tidy.line_2, ""), pc.is_valid(name_2))
        return pc.if_else(shown, pc.binary_join_element_wise(name_1, name_2, LINES_JOIN), name_1)

    def _with_open_end(self, raw_1: pa.Array, line_2: pa.Array, names: pa.Array) -> pa.Array:
        """Add first lines whose name the second line ends, and so makes an organization's."""
        pieces = split_line(raw_1, self.words)
        alone = np.bincount(pieces.line, minlength=pieces.lines) == 1
        text = tidy_line(raw_1)
        ends = rf"{self.words.ends_open}|{self.words.ends_as_organization}"
        opens = pc.and_(pa.array(alone), pc.match_substring_regex(text, ends))
        opens = pc.and_(opens, pc.match_substring_regex(line_2, self.words.continuation))
        opens = pc.and_not(opens, pc.match_substring(text, "&"))
        both = pc.binary_join_element_wise(text, line_2, pa.scalar(" ", pa.large_string()))
        opens = pc.and_(opens, pa.array(self._name_nobody(both)))
        return pc.if_else(opens, text, names)

    def _line_names(self, raw: pa.Array) -> pa.Array:
        """Give of every raw line what is public of it, read alone."""
        lines = raw.dictionary_encode()
        pieces = split_line(lines.dictionary, self.words)
        public = pieces.all_of_line(self._are_organizations(pieces.text))
        bodies = self._government_parts(pieces)
        return pc.if_else(pa.array(public), tidy_line(lines.dictionary), bodies).take(lines.indices)

    def _are_organizations(self, pieces: pa.Array) -> Mask:
        """Whether pieces are one organization's name, or several that are joined."""
        parts = split_joined_owners(pieces, self.words)
        are_names = self._are_names(pa.concat_arrays([parts.text, pieces]))
        alone, whole = are_names[: len(parts.text)], are_names[len(parts.text) :]
        every = parts.all_of_line(alone)
        # SMITH & JONES LLC is one company; DOE JOHN & ACME LLC may be a person and a company.
        last = np.append(parts.line[1:] != parts.line[:-1], values=True)[: len(parts.line)]
        one_word = ~_found(parts.text, " ")
        company = parts.all_of_line(alone | one_word | last)
        company |= _found(pieces, self.words.one_company_tail)
        return every | (company & whole)

    def _are_names(self, texts: pa.Array) -> Mask:
        """Whether pieces, each read alone, are organizations' names with no words left over."""
        encoded = texts.dictionary_encode()
        pieces = encoded.dictionary
        kinds = _mask(self.public_kinds(pieces, pa.nulls(len(pieces), pa.large_string())))
        names: Mask = kinds & _found(pieces, self.words.ends_as_organization)
        names &= self._end_with_their_form(pieces) & self._begin_with_their_body(pieces)
        names &= self._name_nobody(pieces)
        names |= kinds & _mask(pc.equal(self._government_spans(pieces), pieces))
        of_texts: Mask = names[encoded.indices.to_numpy()]
        return of_texts

    def _name_nobody(self, pieces: pa.Array) -> Mask:
        """Whether names are no person's, however they are read.

        They end in a legal form: JOHN DOE LLC is a company, JOHN DOE RENTALS is what John Doe
        does. Or every word of them is known for nobody's name. Or they end in a church, a bank
        or a public body and at most one word before that is strange, as in FAIRVIEW M B CHURCH: of
        two, as in DOE JOHN PEOPLES BANK, the bank may be what John Doe deals with.
        """
        before = pc.replace_substring_regex(pieces, self.words.ends_surely, "")
        before = pc.replace_substring_regex(before, self.words.known_begin, "")
        words = pc.split_pattern_regex(before, r"[ &/-]+")
        each = pc.list_flatten(words)
        known = _mask(pc.is_in(each, value_set=self.words.plain)) | _found(each, NOBODYS_SIGNS)
        given = _mask(pc.is_in(each, value_set=self.words.given)) & ~_found(each, self.words.place)
        of_piece = pc.list_parent_indices(words).to_numpy(zero_copy_only=False)
        strange = np.bincount(of_piece[~known], minlength=len(pieces))
        called = np.bincount(of_piece[~known & given], minlength=len(pieces))
        beside = _found(pieces, self.words.ends_surely) & (strange == 1) & (called == 0)
        nobody: Mask = _found(pieces, self.words.ends_legally) | (strange == 0) | beside
        return nobody

    def _end_with_their_form(self, pieces: pa.Array) -> Mask:
        first_form = rf"^.*?(?:^| |\b){self.words.legal_form}(?P<after>(?: .*)?)$"
        after = pc.struct_field(pc.extract_regex(pieces, first_form), "after")
        return _found(pc.fill_null(after, NO_WORDS), rf"^(?: {self.words.legal_tail})*$")

    def _begin_with_their_body(self, pieces: pa.Array) -> Mask:
        found = pc.extract_regex(pieces, rf"^(?P<before>.*?){self.words.named_body}.*$")
        before = pc.fill_null(pc.struct_field(found, "before"), NO_WORDS)
        return ~_found(before, TWO_STRANGE_WORDS)

    def _government_parts(self, pieces: Pieces) -> pa.Array:
        """Give the public body that a line begins with; null where none is certain."""
        first = pc.fill_null(pieces.first_of_line(), NO_WORDS)
        spans = self._government_spans(first)
        public = self.public_kinds(spans, pa.nulls(len(spans), pa.large_string()))
        return pc.if_else(pc.and_(public, pc.not_equal(spans, "")), spans, None)

    def _government_spans(self, pieces: pa.Array) -> pa.Array:
        found = pc.extract_regex(pieces, self.words.government_span)
        span, alone = (pc.fill_null(pc.struct_field(found, n), NO_WORDS) for n in ("span", "alone"))
        return pc.if_else(pc.equal(span, ""), alone, span)


def _found(text: pa.Array, pattern: str) -> Mask:
    return _mask(pc.match_substring_regex(text, pattern))


def _mask(values: pa.BooleanArray) -> Mask:
    mask: Mask = values.to_numpy(zero_copy_only=False)
    return mask.astype(np.bool_)
