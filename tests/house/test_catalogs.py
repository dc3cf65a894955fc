"""The catalogs say everything that pages say, in each language, and say it whole."""

import re
from collections import defaultdict

import pytest
from babel.messages.catalog import Catalog, Message

from landtrust.web.languages import SCRIPTS
from tests.catalogs import (
    CODES,
    PAGES,
    TRANSLATED,
    Said,
    catalog_texts,
    read_catalog,
    said,
)

_PLACES = re.compile(r"%\((\w+)\)s")
_CODE_IN_FRONT = re.compile(r"[a-z]+(?:_[a-z0-9]+)*: ")
"""What programs call a field, before what is wrong with it; forms leave it out."""

_SAID_ALIKE: dict[str, str] = {
    "%(day)s, %(time)s UTC": "a time of day, as the world writes it",
    "%(number)s GB": "a unit",
    "%(number)s KB": "a unit",
    "%(number)s MB": "a unit",
    "%(number)s acres": "a unit that Spanish has too",
    "Acres": "the same",
    "CSV": "a format of files",
    "FlatGeobuf": "a format of files",
    "GML": "a format of files",
    "GeoJSON": "a format of files",
    "GeoPackage": "a format of files",
    "GeoParquet": "a format of files",
    "GPX": "a format of files",
    "JSON": "a format of files",
    "KML": "a format of files",
    "Mississippi Encyclopedia, mississippiencyclopedia.org, Black Prairie.": "where it is from",
    "N": "north",
    "No": "the same",
    "Parquet": "a format of files",
    "no": "the same",
    "simple": "the same",
}
"""Messages that are the same in another language, each with why."""


@pytest.fixture(scope="module")
def wanted() -> tuple[dict[str, Said], list[str]]:
    return said()


@pytest.fixture(scope="module", params=TRANSLATED, ids=lambda language: language.code)
def catalogs(request: pytest.FixtureRequest) -> list[Catalog]:
    return [read_catalog(request.param, name) for name in (PAGES, SCRIPTS, CODES)]


@pytest.fixture
def messages(catalogs: list[Catalog]) -> list[Message]:
    return [message for catalog in catalogs for message in catalog if message.id]


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of a message that is translated, with its translation."""
    ids = [message.id] if isinstance(message.id, str) else message.id
    forms = [message.string] if isinstance(message.string, str) else message.string or []
    return [(one, form) for one, form in zip(ids, forms, strict=True) if form]


def test_each_text_is_written_out_where_it_is_marked(
    wanted: tuple[dict[str, Said], list[str]],
) -> None:
    assert wanted[1] == []


def test_the_catalogs_have_what_is_said_and_nothing_else(
    wanted: tuple[dict[str, Said], list[str]],
) -> None:
    old = [
        path.name
        for language in TRANSLATED
        for path, text in catalog_texts(language, wanted[0])
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert old == [], "make catalogs writes them anew"


def test_each_message_is_translated_in_each_way_to_count(messages: list[Message]) -> None:
    ways = {str: 1, tuple: 2}
    missing = [one.id for one in messages if len(_pairs(one)) < ways[type(one.id)]]
    assert missing == []
    assert [one.id for one in messages if one.fuzzy] == []


def test_a_translation_has_the_places_for_values_that_the_message_has(
    catalogs: list[Catalog], messages: list[Message]
) -> None:
    pairs = [pair for message in messages for pair in _pairs(message)]
    assert [pair for pair in pairs if _places(pair[0]) != _places(pair[1])] == []
    assert [pair for pair in pairs if _takes_values(pair[0]) != _takes_values(pair[1])] == []
    # Babel takes the sign of a percentage for a place that wants a value.
    found = [one for catalog in catalogs for one in catalog.check() if "%(" in str(one[0].id)]
    assert found == []


def _places(text: str) -> set[str]:
    # “A parcel” need not say that it is 1.
    return set(_PLACES.findall(text)) - {"num"}


def _takes_values(text: str) -> bool:
    """Whether values can be put in; a percent sign that stands for itself is written twice then."""
    try:
        return bool(text % dict.fromkeys(_PLACES.findall(text), "") or True)
    except (TypeError, ValueError):
        return False


def test_a_translation_names_the_field_of_a_program_as_the_message_does(
    messages: list[Message],
) -> None:
    pairs = [
        (_CODE_IN_FRONT.match(one), _CODE_IN_FRONT.match(form))
        for message in messages
        for one, form in _pairs(message)
    ]
    assert [one for one, form in pairs if (one and one[0]) != (form and form[0])] == []


def test_what_is_said_in_two_places_is_said_alike(messages: list[Message]) -> None:
    forms = defaultdict(set)
    for message in messages:
        forms[message.id].add(message.string)
    assert {message: said for message, said in forms.items() if len(said) > 1} == {}


def test_no_message_is_left_in_english(messages: list[Message]) -> None:
    alike = {one for message in messages for one, form in _pairs(message) if one == form}
    with_words = {one for one in alike if re.search(r"[^\W\d_]", _PLACES.sub("", one))}
    assert with_words == set(_SAID_ALIKE)
