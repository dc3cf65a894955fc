import pyarrow as pa
import pytest

from landtrust.errors import InvalidInput
from landtrust.sources.crosswalk import resolve_columns
from landtrust.sources.mapping import mapping_from_options


def test_a_file_of_an_unknown_schema_is_mapped_by_options() -> None:
    source = mapping_from_options(
        [
            "parcel_number=Pin",
            "situs_address=NUM + STREET",
            "improvement_value=B1+B2",
            "county_form=COUNTYNO",
            "county_fips=FIPS",
            "county_name=COUNTY",
        ]
    )
    rows = {
        "PIN": ["0012"],
        "num": ["12"],
        "street": ["ELM ST"],
        "B1": [100.5],
        "B2": [None],
        "COUNTYNO": ["1-2"],
        "FIPS": [28049],
        "COUNTY": ["HINDS"],
    }
    batch = pa.RecordBatch.from_pydict(rows)
    [row] = resolve_columns(source, batch.schema.names).apply(batch).table.to_pylist()
    assert row["parcel_number"] == "0012"
    assert row["situs_address"] == "12 ELM ST"
    assert row["improvement_value_cents"] == 10050
    assert row["number_county_form"] == "1-2"
    assert (row["county_fips"], row["county_name"]) == ("28049", "HINDS")


def test_a_column_name_may_hold_an_equals_sign() -> None:
    source = mapping_from_options(["parcel_number=A=B"])
    assert source.fields["parcel_number"].columns == ("A=B",)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (["parcel_number"], "not of the form"),
        (["parcel_number="], "not of the form"),
        (["=PIN"], "not one of our field names"),
        (["parcelno=PIN"], "the nearest are parcel_number"),
        (["parcel_number=A", "parcel_number=B"], "mapped twice"),
        (["parcel_number=A++B"], "cannot be used"),
        (["roll_year=A+B", "parcel_number=A"], "join is not for year"),
        (["owner_line_1=A"], "no parcel is without a number"),
        ([], "no parcel is without a number"),
    ],
)
def test_options_that_cannot_work_are_refused(pairs: list[str], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        mapping_from_options(pairs)


def test_each_column_named_by_hand_must_be_there() -> None:
    source = mapping_from_options(["parcel_number=PIN", "owner_line_1=OWNRNAM"])
    with pytest.raises(InvalidInput, match=r"OWNRNAM.*owner_line_1.*columns are PIN, OWNER"):
        resolve_columns(source, ["PIN", "OWNER"])
