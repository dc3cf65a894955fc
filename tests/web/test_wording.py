from datetime import date

import pytest
from flask import Flask
from flask_babel import ngettext

from landtrust.phrases import counted
from landtrust.web.languages import SPANISH, in_english, say
from landtrust.web.owner_words import readable_name
from landtrust.web.wording import (
    contact_link,
    format_acres,
    format_day,
    format_span,
    stated,
    word_for_land,
)


def test_what_is_not_there_is_not_stated() -> None:
    assert {format_day(None), format_acres(None), stated(""), stated(None)} == {"not stated"}
    assert stated(0) == "0"


def test_one_thing_is_singular_and_none_are_many() -> None:
    said = [say(counted("%(num)s county", "%(num)s counties", number)) for number in (1, 0)]
    assert said == ["1 county", "0 counties"]


_COUNTED = "%(num)s parcel", "%(num)s parcels", 2_260_240


def test_what_is_counted_is_written_as_people_write_it(seeded_app: Flask) -> None:
    template = "{{ ngettext('%(num)s parcel', '%(num)s parcels', 2260240) }}"
    for address in ("/parcels", "/es/parcels"):
        with seeded_app.test_request_context(address):
            said = (
                ngettext(*_COUNTED),
                say(counted(*_COUNTED)),
                seeded_app.jinja_env.from_string(template).render(),
            )
            assert set(said) == {"2,260,240 parcels"}


def test_days_are_said_in_the_language_of_the_page(seeded_app: Flask) -> None:
    asked = {"REQUEST_METHOD": "GET", "landtrust.language": SPANISH}
    with seeded_app.test_request_context("/parcels", environ_overrides=asked):
        assert format_day(date(2026, 11, 23)) == "23 de noviembre de 2026"
        assert str(in_english()) == ' lang="en"'
    assert format_day(date(2026, 11, 23)) == "November 23, 2026"
    assert str(in_english()) == ""


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2025, 3, 1), None, "since March 1, 2025"),
        (date(2025, 3, 1), date(2025, 3, 1), "on March 1, 2025"),
        (date(2025, 3, 1), date(2025, 3, 2), "March 1, 2025 to March 2, 2025"),
    ],
)
def test_spans_are_said_whole(first: date, last: date | None, said: str) -> None:
    assert format_span(first, last) == said


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
