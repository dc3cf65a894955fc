"""A file's rows brought to the standard row, a batch at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from landtrust.domain.owner_kinds import OwnerKind
from landtrust.sources import number_columns, text_columns
from landtrust.sources.fields import FIELDS, STANDARD_SCHEMA, FieldKind, column_name
from landtrust.sources.problems import Column, Reason, ValueProblem, problems_where
from landtrust.sources.resolution import resolve_rules
from landtrust.sources.rules import ColumnRule, Combination
from landtrust.sources.source import Source


class StandardRows(NamedTuple):
    """Rows as ``STANDARD_SCHEMA`` has them, and the values that could not be read."""

    table: pa.Table
    problems: list[ValueProblem]


@dataclass(frozen=True, slots=True)
class ResolvedCrosswalk:
    """How the columns of one file become the standard row.

    Attributes:
        source: Where the file comes from.
        rules: What is read from which columns, in the file's own spelling.
        notes: Sentences about mapped columns that the file does not have.
    """

    source: Source
    rules: dict[str, ColumnRule]
    notes: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The file's columns that are needed, for a reader that can leave out the others."""
        names = (name for rule in self.rules.values() for name in rule.columns)
        return tuple(dict.fromkeys(names))

    def apply(self, batch: pa.RecordBatch) -> StandardRows:
        """The rows in the standard columns; as many rows, in the same order.

        A value that cannot be read is NULL in the table, and a ``ValueProblem`` with its row in
        the batch. A parcel number that is one of the source's ``not_a_number`` texts is such a
        problem too (``Reason.NOT_A_PARCEL``).
        """
        columns: dict[str, pa.Array] = {}
        problems: list[ValueProblem] = []
        for name, rule in self.rules.items():
            values, unread = self._read(name, rule, batch)
            columns[column_name(name)] = values
            problems += unread
        columns |= self._parcel_numbers(columns["parcel_number"], problems)
        arrays = [
            columns[field.name] if field.name in columns else pa.nulls(batch.num_rows, field.type)
            for field in STANDARD_SCHEMA
        ]
        return StandardRows(pa.Table.from_arrays(arrays, schema=STANDARD_SCHEMA), problems)

    def _read(self, name: str, rule: ColumnRule, batch: pa.RecordBatch) -> Column:
        read = _reader(name, self.source)
        parts = [read(batch.column(column), name) for column in rule.columns]
        problems = [problem for part in parts for problem in part.problems]
        values = [self._known(name, part.values) for part in parts]
        if len(values) == 1:
            return Column(values[0], problems)
        combined = _combine(rule, values)
        if rule.combination is Combination.SUM and problems:
            combined = _without_rows(combined, problems)
        return Column(combined, problems)

    def _known(self, name: str, values: pa.Array) -> pa.Array:
        """The values without those that the source uses for "not known"."""
        is_text = pa.types.is_string(values.type)
        if is_text:
            values = text_columns.without(values, self.source.blank_tokens)
        if name not in self.source.zero_is_unknown:
            return values
        zeros_out = text_columns.without_zeros if is_text else number_columns.without_zeros
        return zeros_out(values)

    def _parcel_numbers(
        self, as_given: pa.Array, problems: list[ValueProblem]
    ) -> dict[str, pa.Array]:
        numbers = text_columns.normalised_numbers(as_given)
        tokens = self.source.not_a_number
        if tokens:
            marked = text_columns.is_token(numbers, tokens)
            problems += problems_where(marked, as_given, "parcel_number", Reason.NOT_A_PARCEL)
            numbers = text_columns.without(numbers, tokens)
        return {"parcel_number": numbers, "parcel_number_as_given": as_given}


def resolve_columns(source: Source, columns_present: Sequence[str]) -> ResolvedCrosswalk:
    """How a file with these columns becomes standard rows.

    Args:
        source: Whose file it is.
        columns_present: The file's column names, without its geometry.

    Raises:
        InvalidInput: A column that must be there is not, or a name fits several columns.
    """
    resolution = resolve_rules(source, columns_present)
    return ResolvedCrosswalk(source, resolution.rules, resolution.notes)


def _reader(name: str, source: Source) -> Callable[[pa.Array, str], Column]:
    if name == "parcel_number":
        return _read_visible
    if name == "county_fips":
        return _read_county_fips
    if name == "owner_kind":
        return _read_owner_kind
    readers: dict[FieldKind, Callable[[pa.Array, str], Column]] = {
        FieldKind.MONEY: number_columns.cents,
        FieldKind.ACRES: number_columns.acres,
        FieldKind.YEAR: number_columns.years,
        FieldKind.DATE: lambda values, field: number_columns.days(
            values, field, source.date_formats
        ),
    }
    return readers.get(FIELDS.get(name, FieldKind.TEXT), _read_clean)


def _read_visible(values: pa.Array, field: str) -> Column:
    texts, problems = text_columns.as_text(values, field)
    return Column(text_columns.visible(texts), problems)


def _read_clean(values: pa.Array, field: str) -> Column:
    texts, problems = text_columns.as_text(values, field)
    return Column(text_columns.clean(texts), problems)


def _read_county_fips(values: pa.Array, field: str) -> Column:
    texts, problems = _read_clean(values, field)
    if not pa.types.is_string(values.type):
        texts = pc.utf8_lpad(texts, 5, "0")  # a number has lost the zero of Alabama's codes
    good = pc.match_substring_regex(texts, r"^\d{5}$")
    return _only_good(good, Column(texts, problems), field, Reason.NOT_A_COUNTY)


def _read_owner_kind(values: pa.Array, field: str) -> Column:
    texts, problems = _read_clean(values, field)
    good = pc.is_in(texts, value_set=pa.array([kind.value for kind in OwnerKind]))
    return _only_good(good, Column(texts, problems), field, Reason.NOT_A_KIND)


def _only_good(good: pa.Array, column: Column, field: str, reason: Reason) -> Column:
    bad = pc.and_(pc.invert(good), pc.is_valid(column.values))
    problems = problems_where(bad, column.values, field, reason)
    kept = pc.if_else(good, column.values, pa.scalar(None, pa.string()))
    return Column(kept, [*column.problems, *problems])


def _combine(rule: ColumnRule, values: list[pa.Array]) -> pa.Array:
    if rule.combination is Combination.JOIN:
        return _join(values, rule.separator)
    if rule.combination is Combination.FIRST:
        return pc.coalesce(*values)
    return reduce(_add, values)


def _join(values: list[pa.Array], separator: str) -> pa.Array:
    """The known values as one text; NULL where none is known."""
    nothing = reduce(pc.and_, [pc.is_null(part) for part in values])
    # Arrow 26.0 leaves out a row whose every value is NULL, and moves up the others.
    first = pc.if_else(nothing, "", values[0])
    joined = pc.binary_join_element_wise(first, *values[1:], separator, null_handling="skip")
    return pc.if_else(nothing, pa.scalar(None, pa.string()), joined)


def _add(left: pa.Array, right: pa.Array) -> pa.Array:
    """The sum of what is known; NULL where neither is."""
    zero = pa.scalar(0, left.type)
    total = pc.add(pc.fill_null(left, zero), pc.fill_null(right, zero))
    known = pc.or_(pc.is_valid(left), pc.is_valid(right))
    return pc.if_else(known, total, pa.scalar(None, left.type))


def _without_rows(values: pa.Array, problems: list[ValueProblem]) -> pa.Array:
    """NULL where a summand could not be read: a sum of the others would look like the whole."""
    rows = pa.array(sorted({problem.row for problem in problems}), pa.int64())
    bad = pc.is_in(pa.array(range(len(values)), pa.int64()), value_set=rows)
    return pc.if_else(bad, pa.scalar(None, values.type), values)
