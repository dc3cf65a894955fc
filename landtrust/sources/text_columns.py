"""Columns of text: cast from whatever a file has, cleaned in vectors, blanks to NULL.

Nearly all values are plain ASCII without control characters. They go through Arrow's own
kernels; the few others go through ``landtrust.domain.text`` in Python, once each.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.domain.parcel_numbers import normalise_parcel_number
from landtrust.domain.text import clean_text, visible_text
from landtrust.sources.problems import Column, Reason, map_distinct, problems_where

_MOST_EXACT = 2**53  # beyond, a float names several whole numbers
_PLAIN = "^[ -~]*$"


def as_text(values: pa.Array, field: str) -> Column:
    """The values as text, as the file has them.

    Whole floats lose their ``.0``; a fraction, or a float too large to be exact, is a problem
    and NULL, since any rendering would make up digits. NaN is NULL: files write it for missing.
    """
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    kind = values.type
    if pa.types.is_floating(kind):
        return _whole_floats(values.cast(pa.float64()), field)
    if pa.types.is_timestamp(kind):
        return Column(_days_or_moments(values), [])
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
        everywhere = pc.is_valid(values)
        names = pa.array([str(kind)] * len(values), pa.string())
        nothing = pa.nulls(len(values), pa.string())
        return Column(nothing, problems_where(everywhere, names, field, Reason.NOT_TEXT))
    return Column(values.cast(pa.string()), [])


def visible(texts: pa.Array) -> pa.Array:
    """``visible_text`` of each value; NULL where nothing is left."""
    return _blank_to_null(_by_plainness(texts, pc.ascii_trim_whitespace, visible_text))


def clean(texts: pa.Array) -> pa.Array:
    """``clean_text`` of each value; NULL where nothing is left."""
    return _blank_to_null(_by_plainness(texts, _clean_plain, clean_text))


def normalised_numbers(texts: pa.Array) -> pa.Array:
    """``normalise_parcel_number`` of each value; NULL where nothing is left."""
    return _blank_to_null(
        _by_plainness(texts, lambda t: pc.ascii_upper(_clean_plain(t)), normalise_parcel_number)
    )


def without(texts: pa.Array, tokens: tuple[str, ...]) -> pa.Array:
    """The texts with NULL for those that are one of the tokens, in any case of letters."""
    if not tokens:
        return texts
    return pc.if_else(is_token(texts, tokens), pa.scalar(None, pa.string()), texts)


def is_token(texts: pa.Array, tokens: tuple[str, ...]) -> pa.Array:
    """Where a text is one of the tokens, in any case of letters."""
    wanted = pa.array([clean_text(token).upper() for token in tokens], pa.string())
    return pc.is_in(pc.utf8_upper(texts), value_set=wanted)


def without_zeros(texts: pa.Array) -> pa.Array:
    """The texts with NULL for those of zeros only, and without a house number of zeros only."""
    starts_with_zero = pc.starts_with(texts, "0")
    if not pc.any(starts_with_zero).as_py():
        return texts
    return _blank_to_null(pc.replace_substring_regex(texts, r"^0+(\.0+)?( +|$)", ""))


def _by_plainness(
    texts: pa.Array, plain: Callable[[pa.Array], pa.Array], other: Callable[[str], str]
) -> pa.Array:
    if _all_plain(texts):
        return plain(texts)
    is_plain = pc.match_substring_regex(texts, _PLAIN)
    mended = map_distinct(texts.filter(pc.invert(is_plain)), other, pa.string())
    return pc.replace_with_mask(plain(texts), pc.fill_null(pc.invert(is_plain), False), mended)  # noqa: FBT003


def _all_plain(texts: pa.Array) -> bool:
    data = _bytes(texts)
    return not data.size or bool(data.min() >= ord(" ") and data.max() <= ord("~"))


def _bytes(texts: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """The bytes of all values one after the other, of this slice alone."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return np.empty(0, np.uint8)
    bounds = np.frombuffer(offsets, np.int32)
    first, last = bounds[texts.offset], bounds[texts.offset + len(texts)]
    return np.frombuffer(data, np.uint8)[first:last]


def _clean_plain(texts: pa.Array) -> pa.Array:
    data = _bytes(texts)
    if np.any((data[:-1] == ord(" ")) & (data[1:] == ord(" "))):
        texts = pc.replace_substring_regex(texts, " {2,}", " ")
    return pc.ascii_trim_whitespace(texts)


def _blank_to_null(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(pc.binary_length(texts), 0), pa.scalar(None, pa.string()), texts)


def _whole_floats(numbers: pa.Array, field: str) -> Column:
    given = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
    exact = pc.and_(pc.equal(given, pc.floor(given)), pc.less(pc.abs(given), _MOST_EXACT))
    bad = pc.invert(exact)
    whole = pc.if_else(exact, given, pa.scalar(None, pa.float64()))
    problems = problems_where(bad, given, field, Reason.NOT_A_WHOLE_NUMBER)
    return Column(whole.cast(pa.int64()).cast(pa.string()), problems)


def _days_or_moments(moments: pa.Array) -> pa.Array:
    """ISO 8601 in UTC: the day where the time is midnight, else the second."""
    in_utc = moments.cast(pa.timestamp(moments.type.unit))
    seconds = pc.floor_temporal(in_utc, unit="second").cast(pa.timestamp("s"))
    written = pc.strftime(seconds, "%Y-%m-%dT%H:%M:%S")
    is_midnight = pc.equal(seconds, pc.floor_temporal(seconds, unit="day"))
    return pc.if_else(is_midnight, pc.utf8_slice_codeunits(written, 0, 10), written)
