"""How much of an owner's two lines everybody may read: organizations' names, nobody else's."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.analysis.owner_lines import LINES_JOIN, tidy_line, tidy_owner_lines
from landtrust.analysis.owner_name_words import (
    AFTER_LEGAL_FORM,
    CONTINUATION,
    ENDS_AS_ORGANIZATION,
    ENDS_OPEN,
    GOVERNMENT_SPAN,
    LEGAL_FORM,
    NAMED_BODY,
    ONE_COMPANY_TAIL,
)
from landtrust.analysis.owner_pieces import Pieces, split_joined_owners, split_line

__all__ = ["PublicKinds", "public_names"]

Mask = npt.NDArray[np.bool_]
PublicKinds = Callable[[pa.Array, pa.Array], pa.BooleanArray]
"""Tells of two owner lines whether the rules take them for an organization's."""

FIRST_LEGAL_FORM = rf"^(?P<before>.*?)(?:^| |\b){LEGAL_FORM}(?P<after>(?: .*)?)$"
BEFORE_NAMED_BODY = rf"^(?P<before>.*?){NAMED_BODY}"
TWO_STRANGE_WORDS = r"\pL+ +\pL+"
NO_WORDS = pa.scalar("", pa.large_string())


def public_names(line_1: pa.Array, line_2: pa.Array, public_kinds: PublicKinds) -> pa.Array:
    """Give what is public of every pair of raw lines; null where that is nothing.

    Most owners are people, so only the pairs that the rules take for organizations' are read.
    """
    open_rows = np.flatnonzero(_mask(public_kinds(line_1, line_2)))
    places = np.full(len(line_1), -1, dtype=np.int64)
    places[open_rows] = np.arange(len(open_rows))
    taken = pa.array(open_rows)
    names = _pair_names(line_1.take(taken), line_2.take(taken), public_kinds)
    return names.take(pa.array(places, mask=places < 0))


def _pair_names(line_1: pa.Array, line_2: pa.Array, public_kinds: PublicKinds) -> pa.Array:
    tidy = tidy_owner_lines(line_1, line_2)
    moved = pc.equal(tidy_line(line_1), "")
    raw_1, raw_2 = pc.if_else(moved, line_2, line_1), pc.if_else(moved, "", line_2)
    name_1 = _with_open_end(raw_1, tidy.line_2, _line_names(raw_1, public_kinds))
    # What goes on with a first line that was cut down would hang in the air.
    whole = pc.fill_null(pc.equal(name_1, tidy.line_1), fill_value=False)
    goes_on = pc.and_(whole, pc.match_substring_regex(tidy.line_2, CONTINUATION))
    name_2 = pc.if_else(goes_on, tidy.line_2, _line_names(raw_2, public_kinds))
    shown = pc.and_(pc.not_equal(tidy.line_2, ""), pc.is_valid(name_2))
    return pc.if_else(shown, pc.binary_join_element_wise(name_1, name_2, LINES_JOIN), name_1)


def _with_open_end(raw_1: pa.Array, line_2: pa.Array, names: pa.Array) -> pa.Array:
    """Add first lines that no person's name can be and that the second line ends."""
    pieces = split_line(raw_1)
    alone = np.bincount(pieces.line, minlength=pieces.lines) == 1
    text = tidy_line(raw_1)
    opens = pc.and_(pa.array(alone), pc.match_substring_regex(text, ENDS_OPEN))
    opens = pc.and_(opens, pc.match_substring_regex(line_2, CONTINUATION))
    opens = pc.and_not(opens, pc.match_substring(text, "&"))
    return pc.if_else(opens, text, names)


def _line_names(raw: pa.Array, public_kinds: PublicKinds) -> pa.Array:
    """Give of every raw line what is public of it, read alone."""
    lines = raw.dictionary_encode()
    pieces = split_line(lines.dictionary)
    public = pieces.all_of_line(_are_organizations(pieces.text, public_kinds))
    bodies = _government_parts(pieces, public_kinds)
    return pc.if_else(pa.array(public), tidy_line(lines.dictionary), bodies).take(lines.indices)


def _are_organizations(pieces: pa.Array, public_kinds: PublicKinds) -> Mask:
    """Whether pieces are one organization's name, or several that are joined."""
    parts = split_joined_owners(pieces)
    alone = _are_names(parts.text, public_kinds)
    every = parts.all_of_line(alone)
    # SMITH & JONES LLC is one company; DOE JOHN & ACME LLC may be a person and a company.
    last = np.append(parts.line[1:] != parts.line[:-1], values=True)[: len(parts.line)]
    one_word = ~_found(parts.text, " ")
    company = parts.all_of_line(alone | one_word | last) | _found(pieces, ONE_COMPANY_TAIL)
    return every | (company & _are_names(pieces, public_kinds))


def _are_names(pieces: pa.Array, public_kinds: PublicKinds) -> Mask:
    """Whether pieces, each read alone, are organizations' names with no words left over."""
    kinds = public_kinds(pieces, pa.nulls(len(pieces), pa.large_string()))
    public = _mask(kinds) & _found(pieces, ENDS_AS_ORGANIZATION)
    return (public & _ends_with_its_form(pieces) & _begins_with_its_body(pieces)) | (
        _mask(pc.equal(_government_spans(pieces), pieces)) & _mask(kinds)
    )


def _ends_with_its_form(pieces: pa.Array) -> Mask:
    after = pc.struct_field(pc.extract_regex(pieces, FIRST_LEGAL_FORM), "after")
    return _found(pc.fill_null(after, NO_WORDS), AFTER_LEGAL_FORM)


def _begins_with_its_body(pieces: pa.Array) -> Mask:
    found = pc.extract_regex(pieces, rf"{BEFORE_NAMED_BODY}.*$")
    before = pc.fill_null(pc.struct_field(found, "before"), NO_WORDS)
    return ~_found(before, TWO_STRANGE_WORDS)


def _government_parts(pieces: Pieces, public_kinds: PublicKinds) -> pa.Array:
    """Give the public body that a line begins with; null where none is certain."""
    first = pc.fill_null(pieces.first_of_line(), NO_WORDS)
    spans = _government_spans(first)
    public = public_kinds(spans, pa.nulls(len(spans), pa.large_string()))
    return pc.if_else(pc.and_(public, pc.not_equal(spans, "")), spans, None)


def _government_spans(pieces: pa.Array) -> pa.Array:
    found = pc.extract_regex(pieces, GOVERNMENT_SPAN)
    span, alone = (pc.fill_null(pc.struct_field(found, n), NO_WORDS) for n in ("span", "alone"))
    return pc.if_else(pc.equal(span, ""), alone, span)


def _found(text: pa.Array, pattern: str) -> Mask:
    return _mask(pc.match_substring_regex(text, pattern))


def _mask(values: pa.BooleanArray) -> Mask:
    mask: Mask = values.to_numpy(zero_copy_only=False)
    return mask.astype(np.bool_)
