import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.street_names import (
    HOUSE,
    LONGEST_STREET,
    Situs,
    house_extra,
    parse_street,
    place_of,
    situs_of,
    standard_street,
)
from landtrust.domain.street_words import DIRECTIONS, SUFFIXES

WORDS = st.sampled_from(
    [
        "OAK",
        "ST",
        "N",
        "WEST",
        "HWY",
        "80",
        "1ST",
        "FIRST",
        "MT",
        "JR",
        "AVE",
        "LAKE",
        "COUNTY",
        "RD",
        "DR",
        "KING",
        "MLK",
        "12",
        "#3",
        "APT",
        "é",
        "US",
        "ß",
    ]
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("W CAPITOL ST", "W CAPITOL ST"),
        ("West Capitol Street", "W CAPITOL ST"),
        ("Capitol St. W.", "W CAPITOL ST"),
        ("capitol w st", "W CAPITOL ST"),
        ("N WEST ST", "N WEST ST"),
        ("WEST ST", "WEST ST"),
        ("NORTH", "NORTH"),
        ("E AVE", "E AVE"),
        ("AVENUE E", "AVENUE E"),
        ("ST CHARLES ST", "SAINT CHARLES ST"),
        ("Saint Charles Street", "SAINT CHARLES ST"),
        ("Mt Salus Rd", "MOUNT SALUS RD"),
        ("DR JESSIE MOSLEY DR", "DOCTOR JESSIE MOSLEY DR"),
        ("MLK Jr Dr", "MARTIN LUTHER KING DR"),
        ("Martin Luther King Jr. Drive", "MARTIN LUTHER KING DR"),
        ("US HWY 80", "HWY 80"),
        ("U.S. Highway 80 West", "W HWY 80"),
        ("MS HWY 18 W", "W HWY 18"),
        ("STATE ST", "STATE ST"),
        ("OLD HWY 49", "OLD HWY 49"),
        ("COUNTY RD 12", "CR 12"),
        ("I-55 FRONTAGE RD", "I 55 FRONTAGE RD"),
        ("FIRST AVE", "1ST AVE"),
        ("O'FERRALL LN", "OFERRALL LN"),
        ("N.W. 3rd St", "NW 3RD ST"),
        ("OAK ST APT 4", "OAK ST"),
        ("OAK ST #4", "OAK ST"),
        ("Peña Blvd", "PENA BLVD"),
    ],
)
def test_a_street_has_one_name_however_it_is_written(written: str, name: str) -> None:
    assert standard_street(written) == name


def test_what_has_no_word_is_no_street() -> None:
    assert standard_street(" -- ") is None
    assert situs_of("12 -") == Situs(12, None)
    assert place_of(" ,") is None


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("939 W CAPITOL ST", 939),
        ("0939 W CAPITOL ST", 939),
        ("0 ORIOLE LN", None),
        ("1ST ST", None),
        ("12 1ST ST", 12),
        ("12A MAIN ST", 12),
        ("12-A MAIN ST", 12),
        ("939-941 MAIN ST", 939),
        ("226 1/2 ORIOLE LN", 226),
        ("ORIOLE LN", None),
        ("1234567 ORIOLE LN", None),
    ],
)
def test_the_house_number_of_an_address(address: str, house: int | None) -> None:
    assert situs_of(address).house == house


def test_what_belongs_to_a_house_number_is_told_apart_from_a_direction() -> None:
    extras = {text: house_extra(text) for text in ("12A Main", "12 W Main", "9 1/2 Elm", "Elm St")}
    assert extras == {"12A Main": "A", "12 W Main": "", "9 1/2 Elm": "1/2", "Elm St": ""}


@settings(max_examples=30)
@given(st.lists(WORDS, max_size=6).map(" ".join))
def test_the_one_form_is_its_own_form_in_the_parts_that_are_compared(text: str) -> None:
    street = parse_street(text)
    assert street.direction in {"", *DIRECTIONS.values()}
    assert street.suffix in {"", *SUFFIXES.values()}
    assert street.bare == " ".join(street.bare.split())
    assert parse_street(text.lower()) == parse_street(f"  {text} ") == street
    name = standard_street(text)
    assert (name is None) == (not street.bare)
    assert name is None or len(name) <= LONGEST_STREET


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_any_text_has_a_house_number_and_a_street_or_none(text: str) -> None:
    found = situs_of(text)
    assert found.house is None or 0 < found.house < 10**6
    assert isinstance(house_extra(text), str)


def test_the_pattern_of_house_numbers_is_one_that_arrow_reads_too() -> None:
    assert not re.search(r"\(\?[=!<](?!P)", HOUSE.replace("(?P<", ""))
