"""Columns of money, acres, years and dates: a value that cannot be read is NULL and a problem."""

from collections.abc import Callable
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from landtrust.domain.dates import FIRST_YEAR, LAST_YEAR, parse_date, parse_year
from landtrust.domain.money import MOST_CENTS, parse_acres, parse_cents
from landtrust.errors import InvalidInput
from landtrust.sources import text_columns
from landtrust.sources.problems import Column, Reason, ValueProblem, map_distinct, problems_where

_EASY_AMOUNT = r"^\d{1,12}(\.\d{1,2})?$"
_EASY_AREA = r"^\d{1,12}(\.\d{1,10})?$"


def cents(values: pa.Array, field: str) -> Column:
    """Dollars as whole cents, int64."""
    if _is_number(values.type):
        dollars = _float(values)
        exact = pc.round(pc.multiply(dollars, 100.0))
        good = pc.and_(pc.greater_equal(exact, 0.0), pc.less_equal(exact, float(MOST_CENTS)))
        return _only_good(exact, good, pa.int64(), field, Reason.NOT_AN_AMOUNT)

    def easy(texts: pa.Array) -> pa.Array:
        dollars = texts.cast(pa.float64())
        return pc.round(pc.multiply(dollars, 100.0)).cast(pa.int64())

    reader = _Reader(_EASY_AMOUNT, easy, parse_cents, pa.int64(), Reason.NOT_AN_AMOUNT)
    return reader.read(values, field)


def acres(values: pa.Array, field: str) -> Column:
    """Acres, float64."""
    if _is_number(values.type):
        areas = _float(values)
        good = pc.and_(pc.greater_equal(areas, 0.0), pc.is_finite(areas))
        return _only_good(areas, good, pa.float64(), field, Reason.NOT_AN_AREA)
    reader = _Reader(
        _EASY_AREA,
        lambda texts: texts.cast(pa.float64()),
        parse_acres,
        pa.float64(),
        Reason.NOT_AN_AREA,
    )
    return reader.read(values, field)


def years(values: pa.Array, field: str) -> Column:
    """Years of rolls, int32."""
    if _is_number(values.type):
        numbers = _float(values)
        good = pc.and_(
            pc.equal(numbers, pc.floor(numbers)),
            pc.and_(
                pc.greater_equal(numbers, float(FIRST_YEAR)),
                pc.less_equal(numbers, float(LAST_YEAR)),
            ),
        )
        return _only_good(numbers, good, pa.int32(), field, Reason.NOT_A_YEAR)
    texts, problems = text_columns.as_text(values, field)
    texts = text_columns.clean(texts)
    found = map_distinct(texts, _or_none(parse_year), pa.int32())
    return _with_unread(texts, found, problems, field, Reason.NOT_A_YEAR)


def days(values: pa.Array, field: str, formats: tuple[str, ...]) -> Column:
    """Days as ISO 8601 text. Values that a file types as dates need no format."""
    texts, problems = text_columns.as_text(values, field)
    texts = text_columns.clean(texts)
    if pa.types.is_temporal(values.type):
        texts, formats = pc.utf8_slice_codeunits(texts, 0, 10), ("%Y-%m-%d",)
    found = map_distinct(texts, lambda text: _iso_day(text, formats), pa.string())
    return _with_unread(texts, found, problems, field, Reason.NOT_A_DATE)


def without_zeros(numbers: pa.Array) -> pa.Array:
    """The numbers with NULL for 0."""
    return pc.if_else(pc.equal(numbers, 0), pa.scalar(None, numbers.type), numbers)


@lru_cache(maxsize=65536)  # more than the days of a century: batches repeat them
def _iso_day(text: str, formats: tuple[str, ...]) -> str | None:
    try:
        return parse_date(text, formats).isoformat()
    except InvalidInput:
        return None


class _Reader:
    """Reads text that is mostly easy numbers: those by Arrow, the others once each by us."""

    def __init__(
        self,
        easy_form: str,
        read_easy: Callable[[pa.Array], pa.Array],
        read_other: Callable[[str], object],
        to_type: pa.DataType,
        reason: Reason,
    ) -> None:
        self.easy_form = easy_form
        self.read_easy = read_easy
        self.read_other = _or_none(read_other)
        self.to_type = to_type
        self.reason = reason

    def read(self, values: pa.Array, field: str) -> Column:
        texts, problems = text_columns.as_text(values, field)
        texts = text_columns.clean(texts)
        easy = pc.fill_null(pc.match_substring_regex(texts, self.easy_form), True)  # noqa: FBT003
        found = self.read_easy(pc.if_else(easy, texts, pa.scalar(None, pa.string())))
        if not pc.all(easy).as_py():
            other = map_distinct(texts.filter(pc.invert(easy)), self.read_other, self.to_type)
            found = pc.replace_with_mask(found, pc.invert(easy), other)
        return _with_unread(texts, found, problems, field, self.reason)


def _or_none(convert: Callable[[str], object]) -> Callable[[str], object]:
    def converted(text: str) -> object:
        try:
            return convert(text)
        except InvalidInput:
            return None

    return converted


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _float(values: pa.Array) -> pa.Array:
    """As float64, NaN as NULL: files write it for missing."""
    numbers = values.cast(pa.float64(), safe=False)
    return pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)


def _only_good(
    numbers: pa.Array, good: pa.Array, to_type: pa.DataType, field: str, reason: Reason
) -> Column:
    kept = pc.if_else(good, numbers, pa.scalar(None, pa.float64())).cast(to_type)
    return Column(kept, problems_where(pc.invert(good), numbers, field, reason))


def _with_unread(
    texts: pa.Array, found: pa.Array, problems: list[ValueProblem], field: str, reason: Reason
) -> Column:
    unread = pc.and_(pc.is_valid(texts), pc.is_null(found))
    return Column(found, [*problems, *problems_where(unread, texts, field, reason)])
