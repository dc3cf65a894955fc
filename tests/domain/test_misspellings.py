import random

from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.misspellings import (
    clues_of_misspelled,
    clues_of_name,
    clues_of_words,
    likeness,
    sound,
)
from tests.search_questions import misspelled

NAMES = st.text("ABCDEFGHIKLMNOPRSTUWY", min_size=4, max_size=12)


def test_a_name_is_filed_under_its_words_all_of_it_and_their_sound() -> None:
    assert clues_of_name("MARTIN LUTHER KING") == {
        "MARTIN", "LUTHER", "KING", "MARTINLUTHERKING", "~MRTN", "~LTR",
    }  # fmt: skip
    assert clues_of_name("OAK") == {"OAK"}
    assert clues_of_name("JOHN F KENNEDY") >= {"JOHN", "KENNEDY"}
    assert "F" not in clues_of_name("JOHN F KENNEDY")


@settings(max_examples=30)
@given(NAMES, st.integers(0, 1000))
def test_a_name_with_one_letter_wrong_is_found(name: str, seed: int) -> None:
    asked = misspelled(name, random.Random(seed))  # noqa: S311 - not a secret
    clues = clues_of_words([asked]) | clues_of_misspelled([asked])
    assert clues & clues_of_name(name)


def test_a_blank_too_many_or_too_few_is_found() -> None:
    assert clues_of_words(["MC", "DOWELL"]) & clues_of_name("MCDOWELL")
    assert clues_of_words(["MCDOWELL"]) & clues_of_name("MC DOWELL")
    assert clues_of_words(["OLD", "ELLIS", "VILLE"]) & clues_of_name("ELLISVILLE")


def test_words_that_are_short_long_or_numbers_have_no_misspellings() -> None:
    assert not clues_of_misspelled(["80"])
    assert not clues_of_misspelled(["AB"])
    assert not clues_of_misspelled(["A" * 30])


def test_a_word_sounds_like_others_of_the_same_consonants() -> None:
    assert sound("GALLATIN") == sound("GALATEN")
    assert sound("CAPITOL") == sound("KAPITAL")
    assert sound("") == ""


@settings(max_examples=30)
@given(NAMES, NAMES)
def test_only_the_same_name_is_wholly_alike(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert (likeness(one, other) == 1) == (one == other)
    assert likeness(one, other) == likeness(other, one)


def test_words_left_out_or_turned_around_make_names_less_alike() -> None:
    whole = "MARTIN LUTHER KING"
    assert likeness("LUTHER KING", whole) > likeness("KING", whole) > likeness("OAK", whole)
    assert likeness("MC DOWELL", "MCDOWELL") > likeness("MC DOWEL", "MCDOWELL")
    assert likeness("KING MARTIN LUTHER", whole) > likeness("MARTIN KING ROAD", whole)
