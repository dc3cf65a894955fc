"""Pages for residents can be read by people who left school after the eighth grade."""

from collections.abc import Iterable, Iterator
from itertools import product

import pytest
from flask.testing import FlaskClient

from landtrust.assets import data_folder
from landtrust.domain.owner_kinds import OwnerKind
from landtrust.sources.codes import map_classes
from landtrust.sources.plain_texts import read_plain_texts
from landtrust.web.parcel_words import ParcelStory, parcel_story
from tests.parcel_stories import LISTED, LOT, SINCE, all_texts, holding, known
from tests.reading_level import page_texts, school_grade, spanish_ease
from tests.seeded import lot_id

EIGHTH = 8.0
HARDEST_SENTENCES = 10.0
"""A few short sentences alone are judged by one long word, such as “application”."""

EASY = 60.0
"""What Spanish texts are to thirteen-year-olds, as the eighth grade is in English."""

LEAST_EASY = 40.0
"""Of a sentence alone."""

FOR_EVERYBODY = (
    "/help",
    "/glossary",
    "/near",
    f"/near?parcel={lot_id('100-2')}",
    "/near?near=-90.2099,32.3002&within=100",
    "/find",
    "/find?q=102+example",
    "/find?q=zzzz",
    "/suggest",
    f"/suggest?parcel={lot_id('100-1')}",
    "/offline",
    "/about",
    *(f"/parcels/{lot_id(number)}" for number in ("100-1", "100-2", "100-3", "100-9")),
)

PLAIN = read_plain_texts(data_folder(), None)


def _stories() -> Iterator[ParcelStory]:
    uses = (None, *sorted(map_classes(data_folder()).codes("land_use")))
    for kind, use in product(OwnerKind, uses):
        yield parcel_story(known(LOT._replace(owner_kind=kind.value, land_use=use), since=SINCE))
    yield parcel_story(known(LOT._replace(snapshot=LISTED, vacant=True), since=SINCE))
    yield parcel_story(known(holding=holding(is_common=True, is_leased=True)))


def _sentences(texts: Iterable[str]) -> list[str]:
    """Those that are sentences: a heading of two words would make each page easy."""
    return [one for one in texts if one[-1] in ".!?" and len(one.split()) > 3]


def _hard(texts: Iterable[str], most: float) -> list[tuple[float, str]]:
    graded = ((round(school_grade([one]), 1), one) for one in texts)
    return sorted(((grade, text) for grade, text in graded if grade > most), reverse=True)


def test_what_pages_say_of_parcels_is_for_everybody() -> None:
    stories = [all_texts(story) for story in _stories()]
    assert [round(school_grade(one), 1) for one in stories if school_grade(one) > EIGHTH] == []
    assert _hard({text for story in stories for text in story}, HARDEST_SENTENCES) == []


def test_the_law_is_told_to_everybody() -> None:
    says = [rule.says for rule in PLAIN.rules.values()]
    assert school_grade(says) <= EIGHTH
    assert _hard(says, HARDEST_SENTENCES) == []


def test_the_glossary_explains_words_by_easier_words() -> None:
    meanings = [term.meaning for term in PLAIN.terms.values()]
    assert school_grade(meanings) <= EIGHTH
    assert _hard(meanings, HARDEST_SENTENCES) == []


@pytest.mark.sqlite_only("a page has the same words on both stores")
@pytest.mark.parametrize("address", FOR_EVERYBODY)
def test_pages_for_residents_are_for_everybody_in_both_languages(
    client: FlaskClient, address: str
) -> None:
    english, spanish = (page_texts(client.get(way + address).text) for way in ("", "/es"))
    assert school_grade(english) <= EIGHTH
    assert school_grade(_sentences(english)) <= EIGHTH
    assert spanish_ease(spanish) >= EASY
    assert spanish_ease(_sentences(spanish)) >= EASY
    assert [one for one in _sentences(spanish) if spanish_ease([one]) < LEAST_EASY] == []


def test_the_formulas_tell_easy_texts_from_hard_ones() -> None:
    easy = ["The cat sat on the mat. It was red."]
    hard = "Notwithstanding aforementioned limitations, municipalities convey unutilized property."
    assert school_grade(easy) < 1
    assert school_grade([hard]) > 20
    assert spanish_ease(["La casa es roja. El gato come pan."]) > 90
    assert spanish_ease(["Las municipalidades transferirán propiedades subutilizadas."]) < 0
