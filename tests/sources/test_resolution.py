import pytest

from landtrust.errors import InvalidInput
from landtrust.sources.crosswalk import resolve_columns
from landtrust.sources.mapping import mapping_from_options
from landtrust.sources.source import Source


def _source(**changes: object) -> Source:
    settings = mapping_from_options(["parcel_number=PARNO"]).model_dump()
    return Source.model_validate(settings | {"columns_required": False} | changes)


def test_columns_are_found_without_regard_to_case_in_the_files_own_spelling() -> None:
    source = _source(fields={"parcel_number": "PARNO", "situs_city": "SCITY"})
    resolved = resolve_columns(source, ["parno", "ScIty", "other"])
    assert resolved.columns == ("parno", "ScIty")
    assert resolved.notes == ()


def test_an_exact_spelling_wins_over_other_cases() -> None:
    assert resolve_columns(_source(), ["parno", "PARNO"]).columns == ("PARNO",)


@pytest.mark.parametrize("present", [["parno", "Parno"], ["PARNO", "PARNO"]])
def test_a_name_that_fits_several_columns_is_refused(present: list[str]) -> None:
    with pytest.raises(InvalidInput, match="several columns “PARNO”"):
        resolve_columns(_source(), present)


def test_the_first_name_that_the_file_has_is_taken() -> None:
    source = _source(fields={"parcel_number": ["ALTPARNO", "PARCEL_ID"]})
    assert resolve_columns(source, ["PARCEL_ID"]).columns == ("PARCEL_ID",)
    assert resolve_columns(source, ["PARCEL_ID", "ALTPARNO"]).columns == ("ALTPARNO",)


def test_other_columns_that_are_absent_are_a_note() -> None:
    fields = {
        "parcel_number": "PARNO",
        "owner_line_1": "OWNNAME",
        "improvement_value": {"sum": ["I1", "I2"]},
    }
    resolved = resolve_columns(_source(fields=fields), ["PARNO", "I1"])
    assert resolved.notes == (
        "owner_line_1: the file has no column OWNNAME.",
        "improvement_value: the file has no column I2.",
    )
    assert "owner_line_1" not in resolved.rules


def test_a_missing_number_is_refused_with_what_is_there_and_what_is_near() -> None:
    with pytest.raises(InvalidInput) as problem:
        resolve_columns(_source(), ["PARCELNO", "OWNER", "ACRES"])
    assert problem.value.message == (
        "The file has no column PARNO, which source mapped_by_hand names for parcel_number. "
        "Its columns are PARCELNO, OWNER, ACRES. The nearest to what is missing: PARCELNO."
    )


def test_a_joined_number_needs_all_its_columns() -> None:
    source = _source(fields={"parcel_number": {"join": ["PARNO", "ALTPARNO"]}})
    with pytest.raises(InvalidInput, match="no column ALTPARNO"):
        resolve_columns(source, ["PARNO"])


def test_a_number_of_alternatives_needs_one_of_them() -> None:
    source = _source(fields={"parcel_number": {"first": ["PARNO", "ALTPARNO"]}})
    assert resolve_columns(source, ["PARNO"]).notes
    with pytest.raises(InvalidInput, match="no column PARNO, ALTPARNO"):
        resolve_columns(source, ["X"])


def test_a_file_without_columns_is_refused() -> None:
    with pytest.raises(InvalidInput, match="outlines and nothing else"):
        resolve_columns(_source(), [])


def test_a_hundred_thousand_columns_make_a_short_message() -> None:
    with pytest.raises(InvalidInput) as problem:
        resolve_columns(_source(), [f"column_{'x' * 500}_{i}" for i in range(100_000)])
    assert len(problem.value.message) < 4000
    assert "and 99960 more" in problem.value.message


def test_a_name_that_a_shapefile_cut_is_found() -> None:
    fields = {"parcel_number": "parcel_number", "total_value": "true_total_value"}
    resolved = resolve_columns(_source(fields=fields), ["PARCEL_NUM", "TRUE_TOTAL"])
    assert resolved.columns == ("PARCEL_NUM", "TRUE_TOTAL")


def test_a_cut_name_that_could_be_two_columns_is_refused() -> None:
    fields = {
        "parcel_number": "PIN",
        "situs_address": "street_number",
        "situs_city": "street_numb2",
    }
    with pytest.raises(InvalidInput, match="STREET_NUM could be several"):
        resolve_columns(_source(fields=fields), ["PIN", "STREET_NUM"])
