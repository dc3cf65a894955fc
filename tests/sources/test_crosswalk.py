from collections.abc import Sequence

import pyarrow as pa
import pytest

from landtrust.sources.crosswalk import StandardRows, resolve_columns
from landtrust.sources.fields import FIELDS, STANDARD_SCHEMA, alternate_column
from landtrust.sources.mapping import mapping_from_options
from landtrust.sources.problems import Reason
from landtrust.sources.source import Source


def _source(fields: dict[str, object], **changes: object) -> Source:
    settings = mapping_from_options(["parcel_number=PARNO"]).model_dump()
    fields = {"parcel_number": "PARNO", **fields}
    changes = {"columns_required": False, "fields": fields, **changes}
    return Source.model_validate(settings | changes)


def _apply(source: Source, **columns: Sequence[object]) -> StandardRows:
    batch = pa.RecordBatch.from_pydict(columns)
    return resolve_columns(source, batch.schema.names).apply(batch)


def test_every_source_gives_the_same_columns() -> None:
    table, problems = _apply(_source({}), PARNO=["1"])
    assert table.schema == STANDARD_SCHEMA
    assert problems == []
    said = {name for name, value in table.to_pylist()[0].items() if value is not None}
    assert said == {"parcel_number", "parcel_number_as_given"}


def test_a_batch_without_rows_is_fine() -> None:
    source = _source({"total_value": "V", "deed_date": "D"})
    schema = pa.schema({"PARNO": pa.string(), "V": pa.float64(), "D": pa.timestamp("ms")})
    batch = pa.RecordBatch.from_pylist([], schema=schema)
    assert resolve_columns(source, schema.names).apply(batch).table.num_rows == 0


def test_the_number_is_normalised_and_also_kept_as_given() -> None:
    table, _ = _apply(_source({}), PARNO=[" 008a   12 ", "1e5", " ", None, "\x00"])
    assert table["parcel_number"].to_pylist() == ["008A 12", "1E5", None, None, None]
    assert table["parcel_number_as_given"].to_pylist() == ["008a   12", "1e5", None, None, None]


def test_land_without_a_number_is_named_as_such() -> None:
    source = _source({}, not_a_number=("ROW", "Water"))
    table, problems = _apply(source, PARNO=["1", "row", "WATER ", "ROWE"])
    assert table["parcel_number"].to_pylist() == ["1", None, None, "ROWE"]
    assert [(problem.row, problem.text) for problem in problems] == [(1, "row"), (2, "WATER")]
    assert {problem.reason for problem in problems} == {Reason.NOT_A_PARCEL}


def test_joined_columns_leave_out_what_is_missing() -> None:
    rule = {"join": ["NUM", "DIR", "STREET"], "with": " "}
    source = _source({"situs_address": rule}, zero_is_unknown=("situs_address",))
    table, _ = _apply(
        source,
        PARNO=["1", "2", "3", "4"],
        NUM=[12.0, 0.0, None, 0.0],
        DIR=[" ", "N", None, ""],
        STREET=["ELM  ST", "OAK", "ASH", None],
    )
    assert table["situs_address"].to_pylist() == ["12 ELM ST", "N OAK", "ASH", None]


def test_the_first_column_that_says_something_counts() -> None:
    rule = {"first": ["A", "B"]}
    source = _source({"stated_acres": rule}, zero_is_unknown=("stated_acres",))
    table, _ = _apply(source, PARNO=list("123"), A=[0.0, 2.0, None], B=[1.0, 9.0, 0.0])
    assert table["stated_acres"].to_pylist() == [1.0, 2.0, None]


def test_a_sum_is_of_what_is_known_and_nothing_is_not_zero() -> None:
    source = _source({"improvement_value": {"sum": ["A", "B"]}})
    table, _ = _apply(source, PARNO=list("123"), A=[1.5, 1.0, None], B=[2.0, None, None])
    assert table["improvement_value_cents"].to_pylist() == [350, 100, None]


def test_a_sum_with_a_summand_that_cannot_be_read_is_not_known() -> None:
    source = _source({"improvement_value": {"sum": ["A", "B"]}})
    table, problems = _apply(source, PARNO=["1", "2"], A=["100", "100"], B=["1O0", "100"])
    assert table["improvement_value_cents"].to_pylist() == [None, 20000]
    assert [(problem.row, problem.text) for problem in problems] == [(0, "1O0")]


def test_zero_is_zero_unless_the_source_says_otherwise() -> None:
    fields: dict[str, object] = {"land_value": "L", "total_value": "T"}
    source = _source(fields, zero_is_unknown=("total_value",))
    table, _ = _apply(source, PARNO=["1"], L=[0], T=[0])
    assert table["land_value_cents"].to_pylist() == [0]
    assert table["total_value_cents"].to_pylist() == [None]


def test_the_sources_own_words_for_nothing_are_missing() -> None:
    source = _source({"owner_line_1": "O"}, blank_tokens=("<Null>", "n/a"))
    table, _ = _apply(source, PARNO=list("123"), O=["<NULL>", "N/A ", "NA"])
    assert table["owner_line_1"].to_pylist() == [None, None, "NA"]


@pytest.mark.parametrize(
    ("codes", "expected", "unread"),
    [
        (["28049", " 28049", "49", ""], ["28049", "28049", None, None], [2]),
        ([28049, 1001], ["28049", "01001"], []),
        ([28049.0, None], ["28049", None], []),
    ],
)
def test_county_codes_have_five_digits(
    codes: list[object], expected: list[str | None], unread: list[int]
) -> None:
    source = _source({}, county_field="FIPS")
    table, problems = _apply(source, PARNO=[str(row) for row in range(len(codes))], FIPS=codes)
    assert table["county_fips"].to_pylist() == expected
    assert [problem.row for problem in problems] == unread


def test_numbers_under_other_schemes_have_columns_of_their_own() -> None:
    source = _source({}, alternate_numbers={"ppin": "P", "county_form": ["NO", "C"]})
    [row] = _apply(source, PARNO=["1"], P=[12.0], C=["855-18"]).table.to_pylist()
    assert row[alternate_column("ppin")] == "12"
    assert row[alternate_column("county_form")] == "855-18"
    assert row[alternate_column("maris")] is None


HOSTILE = ["<img src=x onerror=alert(1)>", "{{ 7*7 }}", "{% raw", "${x}", "</script>", "`", "'--"]


def test_hostile_text_stays_the_text_it_is() -> None:
    table, problems = _apply(
        _source({"owner_line_1": "O"}), PARNO=[str(row) for row in range(len(HOSTILE))], O=HOSTILE
    )
    assert table["owner_line_1"].to_pylist() == HOSTILE
    assert problems == []


def test_each_of_our_fields_has_a_column() -> None:
    columns = set(STANDARD_SCHEMA.names)
    assert all(name in columns or f"{name}_cents" in columns for name in FIELDS)
