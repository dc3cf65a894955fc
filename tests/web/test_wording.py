import pytest

from landtrust.web.owner_words import readable_name
from landtrust.web.wording import (
    contact_link,
    format_acres,
    format_count,
    format_day,
    stated,
    word_for_land,
)


def test_what_is_not_there_is_not_stated() -> None:
    assert {format_day(None), format_acres(None), stated(""), stated(None)} == {"not stated"}
    assert stated(0) == "0"


def test_one_thing_is_singular_and_none_are_many() -> None:
    assert format_count(1, "county", "counties") == "1 county"
    assert format_count(0, "county", "counties") == "0 counties"


def test_a_field_is_no_lot() -> None:
    assert word_for_land(80_000.0) == "piece of land"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("MADISON COUNTY OF", "County of Madison"),
        ("STATE OF MISSISSIPPI", "State of Mississippi"),
        ("THE SAMPLE TRUST", "The Sample Trust"),
        ("SAMPLE-ROE'S KITCHEN LLC", "Sample-Roe's Kitchen LLC"),
        ("MLK JR DR", "Mlk Jr Dr"),
        ("Already Written", "Already Written"),
        ("1/2 5TH ST", "1/2 5th St"),
    ],
)
def test_names_are_read_as_people_write_them(given: str, read: str) -> None:
    assert readable_name(given) == read


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("land@example.org", "mailto:land@example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
        ("939 W. Example St, Jackson", None),
        ("javascript:alert(1)", None),
        ("Write to land@example.org", None),
    ],
)
def test_only_an_address_becomes_a_link(words: str, address: str | None) -> None:
    contact = contact_link(words)
    assert contact is not None
    assert (contact.words, contact.address) == (words, address)


def test_no_contact_is_no_contact() -> None:
    assert contact_link(None) is None
