import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.parcel_numbers import (
    ParcelKey,
    normalise_parcel_number,
    parse_public_id,
    public_id,
)
from landtrust.errors import InvalidInput

numbers = st.text(min_size=1, max_size=30)


@given(st.text(st.characters()))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise_parcel_number(text)
    assert normalise_parcel_number(once) == once


@pytest.mark.parametrize(
    ("as_given", "number"),
    [
        ("008690000050000001", "008690000050000001"),
        (" 855-18 ", "855-18"),
        ("12   a\t3", "12 A 3"),
        ("1e5", "1E5"),
        ("Pen\u0303a", "PE\u00d1A"),
        ("  ", ""),
    ],
)
def test_numbers_stay_text_with_their_zeros(as_given: str, number: str) -> None:
    assert normalise_parcel_number(as_given) == number


@given(numbers)
def test_a_public_id_leads_back_to_its_parcel(number: str) -> None:
    made = public_id("28049", number)
    assert parse_public_id(made) == ParcelKey("28049", number)


@given(numbers)
def test_a_public_id_is_safe_in_addresses_and_file_names(number: str) -> None:
    assert re.fullmatch(r"28049-[A-Za-z0-9._~-]+", public_id("28049", number))


@given(numbers, numbers)
def test_two_numbers_have_two_public_ids(one: str, other: str) -> None:
    assert (public_id("28049", one) == public_id("28049", other)) is (one == other)


@pytest.mark.parametrize(
    ("number", "ending"),
    [("A_B", "A~5fB"), ("A~B", "A~7eB"), ("../x", "..~2fx"), ("Ñ", "~c3~91"), ("A B", "A_B")],
)
def test_special_characters_are_escaped(number: str, ending: str) -> None:
    assert public_id("28001", number) == f"28001-{ending}"


@pytest.mark.parametrize("fips", ["", "2804", "280490", "28O49", "٢٨٠٤٩"])
def test_a_county_code_has_five_digits(fips: str) -> None:
    with pytest.raises(InvalidInput, match="five digits"):
        public_id(fips, "1")


def test_no_number_has_no_public_id() -> None:
    with pytest.raises(InvalidInput, match="without a number"):
        public_id("28049", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "28049",
        "28049-",
        "2804-1",
        "28049-1\n",
        "28049-a/b",
        "28049-A B",
        "28049-~41",  # A has no need of an escape
        "28049-~5F",  # in small letters only
        "28049-~ff",  # not UTF-8
        "28049-~2",
        "28049-" + "1" * 600,
    ],
)
def test_only_ids_that_we_write_are_read(text: str) -> None:
    with pytest.raises(InvalidInput, match="not a parcel id"):
        parse_public_id(text)
