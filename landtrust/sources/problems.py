"""Values that could not be read, each with its row, so that none is lost in silence."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

_LONGEST_KEPT = 200


class Reason(StrEnum):
    """Why a value became NULL."""

    NOT_AN_AMOUNT = "not an amount of dollars of zero or more"
    NOT_AN_AREA = "not an area of zero or more"
    NOT_A_YEAR = "not the year of a roll"
    NOT_A_DATE = "not a date in any of the source's formats"
    NOT_A_WHOLE_NUMBER = "a fraction, or too large, where a name or number was expected"
    NOT_A_PARCEL = "the source marks land that has no parcel number"
    NOT_A_COUNTY = "not a county code of five digits"
    NOT_A_KIND = "not a kind of owner that we know"
    NOT_TEXT = "not text: bytes or a nested value"
    NAMES_SOMEBODY = "who is named in an address, or gets the mail, was cut off"


class ValueProblem(NamedTuple):
    """One value that was not used.

    Attributes:
        row: Its row in the batch, from 0.
        field: Our name of the field.
        text: What the source said, cut at 200 characters.
        reason: Why it was not used.
    """

    row: int
    field: str
    text: str
    reason: Reason


class Column(NamedTuple):
    """A column brought to its type, and what could not be."""

    values: pa.Array
    problems: list[ValueProblem]


def problems_where(
    bad: pa.Array, as_given: pa.Array, field: str, reason: Reason
) -> list[ValueProblem]:
    """A problem for each row where ``bad`` is true; NULL is not bad."""
    rows = pc.indices_nonzero(pc.fill_null(bad, False))  # noqa: FBT003 - pyarrow's own order
    if not len(rows):
        return []
    texts = pc.utf8_slice_codeunits(pc.cast(as_given.take(rows), pa.string()), 0, _LONGEST_KEPT)
    return [
        ValueProblem(row, field, text or "", reason)
        for row, text in zip(rows.to_pylist(), texts.to_pylist(), strict=True)
    ]


def map_distinct(
    values: pa.Array, convert: Callable[[str], object], to_type: pa.DataType
) -> pa.Array:
    """Each value converted in Python, once for each distinct one; NULL stays NULL.

    Args:
        values: Text.
        convert: From a text to a value of ``to_type``; None becomes NULL.
        to_type: The type of the answer.
    """
    encoded = pc.dictionary_encode(values)
    converted = pa.array([convert(text) for text in encoded.dictionary.to_pylist()], to_type)
    return converted.take(encoded.indices)
