"""The columns read in vectors give what the rules of the domain give, value by value."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.money import parse_cents
from landtrust.domain.parcel_numbers import normalise_parcel_number
from landtrust.domain.text import clean_text, visible_text
from landtrust.errors import InvalidInput
from landtrust.sources import number_columns, text_columns
from landtrust.sources.problems import Reason

FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "epoch_ms")
texts = st.lists(st.none() | st.text(max_size=12) | st.text(" AZ09\x00\t", max_size=6))
amounts = st.lists(st.none() | st.text("0123456789.,$- ", max_size=10) | st.sampled_from(["N/A"]))


def _strings(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


@given(texts)
def test_text_in_vectors_is_text_value_by_value(values: list[str | None]) -> None:
    given_texts = _strings(values)
    for in_vectors, one_by_one in (
        (text_columns.clean, clean_text),
        (text_columns.visible, visible_text),
        (text_columns.normalised_numbers, normalise_parcel_number),
    ):
        expected = [one_by_one(value) or None if value is not None else None for value in values]
        assert in_vectors(given_texts).to_pylist() == expected


@given(texts, st.integers(0, 3))
def test_a_slice_of_a_batch_is_read_as_itself(values: list[str | None], start: int) -> None:
    part = _strings(values).slice(start)
    expected = [clean_text(value or "") or None for value in values[start:]]
    assert text_columns.clean(part).to_pylist() == expected


@given(amounts)
def test_money_in_vectors_is_money_value_by_value(values: list[str | None]) -> None:
    found, problems = number_columns.cents(_strings(values), "total_value")
    unread = {problem.row for problem in problems}
    for row, value in enumerate(values):
        clean = clean_text(value or "")
        try:
            expected = parse_cents(clean) if clean else None
        except InvalidInput:
            expected = None
            assert row in unread
        else:
            assert row not in unread
        assert found[row].as_py() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([123.0, 9e14, None, float("nan")]), ["123", "900000000000000", None, None]),
        (pa.array([7, None], pa.int32()), ["7", None]),
        (pa.array([12.0], pa.float32()), ["12"]),
        (pa.array(["1e5", "007"]), ["1e5", "007"]),
        (pa.array(["A"], pa.large_string()), ["A"]),
        (pa.array(["A"], pa.string_view()), ["A"]),
        (pa.array(["A", "B", "A", None]).dictionary_encode(), ["A", "B", "A", None]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([date(2020, 1, 2)]), ["2020-01-02"]),
        (pa.array([datetime(2020, 1, 2, tzinfo=UTC)]), ["2020-01-02"]),
        (pa.array([datetime(2020, 1, 2, 3, 4, 5)]), ["2020-01-02T03:04:05"]),  # noqa: DTZ001 - as files have it
        (pa.array([Decimal("12.50")]), ["12.50"]),
        (pa.nulls(2), [None, None]),
        (pa.array([], pa.string()), []),
    ],
)
def test_other_types_become_text_without_made_up_digits(
    values: pa.Array, expected: list[str | None]
) -> None:
    found, problems = text_columns.as_text(values, "account")
    assert found.type == pa.string()
    assert found.to_pylist() == expected
    assert problems == []


@pytest.mark.parametrize("number", [123.5, 2.0**53, float("inf"), -(2.0**60)])
def test_a_float_that_names_no_one_number_is_a_problem(number: float) -> None:
    found, [problem] = text_columns.as_text(pa.array([1.0, number]), "parcel_number")
    assert found.to_pylist() == ["1", None]
    assert (problem.row, problem.field) == (1, "parcel_number")
    assert problem.reason is Reason.NOT_A_WHOLE_NUMBER


@pytest.mark.parametrize("values", [pa.array([b"\xff", None]), pa.array([[1], None])])
def test_bytes_and_nested_values_are_no_text(values: pa.Array) -> None:
    found, [problem] = text_columns.as_text(values, "owner_line_1")
    assert found.to_pylist() == [None, None]
    assert problem.reason is Reason.NOT_TEXT


def test_zeros_that_stand_for_nothing_are_gone() -> None:
    found = text_columns.without_zeros(_strings(["0", "000", "0.0", "0 ELM ST", "007 ELM", "10"]))
    assert found.to_pylist() == [None, None, None, "ELM ST", "007 ELM", "10"]


@pytest.mark.parametrize(
    ("values", "expected", "rows"),
    [
        (pa.array([1, -1, None], pa.int64()), [100, None, None], [1]),
        (pa.array([0.1, float("nan"), float("inf"), 1e300]), [10, None, None, None], [2, 3]),
        (pa.array([Decimal("1.25")]), [125], []),
        (pa.array(["1", "-9999", " ", "$2"]), [100, None, None, 200], [1]),
        (pa.array([True]), [None], [0]),
    ],
)
def test_amounts_of_any_type_are_cents_or_a_problem(
    values: pa.Array, expected: list[int | None], rows: list[int]
) -> None:
    found, problems = number_columns.cents(values, "land_value")
    assert found.type == pa.int64()
    assert found.to_pylist() == expected
    assert [problem.row for problem in problems] == rows
    assert all(problem.reason is Reason.NOT_AN_AMOUNT for problem in problems)


@pytest.mark.parametrize(
    ("values", "expected", "rows"),
    [
        (pa.array([0.25, -1.0, float("inf")]), [0.25, None, None], [1, 2]),
        (pa.array(["0.25", "1,000.5", "an acre"]), [0.25, 1000.5, None], [2]),
    ],
)
def test_areas_are_acres_or_a_problem(
    values: pa.Array, expected: list[float | None], rows: list[int]
) -> None:
    found, problems = number_columns.acres(values, "stated_acres")
    assert found.to_pylist() == expected
    assert [problem.row for problem in problems] == rows


@pytest.mark.parametrize(
    ("values", "expected", "rows"),
    [
        (pa.array([2024, 0]), [2024, None], [1]),
        (pa.array([2024.0, 2024.5]), [2024, None], [1]),
        (pa.array(["2024", " ", "24"]), [2024, None, None], [2]),
    ],
)
def test_years_are_years_or_a_problem(
    values: pa.Array, expected: list[int | None], rows: list[int]
) -> None:
    found, problems = number_columns.years(values, "roll_year")
    assert found.type == pa.int32()
    assert found.to_pylist() == expected
    assert [problem.row for problem in problems] == rows


@pytest.mark.parametrize(
    ("values", "expected", "rows"),
    [
        (pa.array(["3/9/1998", "1998-03-09", " ", "soon"]), ["1998-03-09"] * 2 + [None] * 2, [3]),
        (pa.array([889401600000, 0]), ["1998-03-09", None], [1]),
        (pa.array([889401600000.0]), ["1998-03-09"], []),
        (pa.array([date(1998, 3, 9), date(1, 1, 1)]), ["1998-03-09", None], [1]),
        (pa.array([datetime(1998, 3, 9, 23, tzinfo=UTC)]), ["1998-03-09"], []),
    ],
)
def test_days_are_iso_or_a_problem(
    values: pa.Array, expected: list[str | None], rows: list[int]
) -> None:
    found, problems = number_columns.days(values, "deed_date", FORMATS)
    assert found.to_pylist() == expected
    assert [problem.row for problem in problems] == rows


def test_a_problem_keeps_the_text_but_not_a_book() -> None:
    _, [problem] = number_columns.cents(pa.array(["x" * 5000]), "land_value")
    assert problem.text == "x" * 200
