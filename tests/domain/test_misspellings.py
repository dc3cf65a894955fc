import random

from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.misspellings import (
    alike_names,
    clues_of_misspelled,
    clues_of_name,
    clues_of_pieces,
    clues_of_words,
    likeness,
    sound,
    taken_apart,
    whole,
)
from tests.search_questions import misspelled

NAMES = st.text("ABCDEFGHIKLMNOPRSTUWY", min_size=4, max_size=12)


def test_a_name_is_filed_under_its_words_all_of_it_and_their_sound() -> None:
    assert clues_of_name("MARTIN LUTHER KING") == {
        "MARTIN", "LUTHER", "KING", "=MARTINLUTHERKING", "~MRTN", "~LTR",
    }  # fmt: skip
    assert clues_of_name("OAK") == {"=OAK"}
    assert clues_of_name("JOHN F KENNEDY") >= {"JOHN", "KENNEDY"}
    assert "F" not in clues_of_name("JOHN F KENNEDY")


@settings(max_examples=30)
@given(NAMES, st.integers(0, 1000))
def test_a_name_with_one_letter_wrong_is_found(name: str, seed: int) -> None:
    asked = misspelled(name, random.Random(seed))  # noqa: S311 - not a secret
    assert clues_of_misspelled([asked]) & clues_of_name(name)


def test_a_blank_too_many_or_too_few_is_found() -> None:
    for asked, known in (("MC DOWELL", "MCDOWELL"), ("OLDCANTON", "OLD CANTON")):
        assert whole(asked.split()) in clues_of_name(known)
        assert whole(known.split()) in clues_of_name(asked)


def test_a_long_name_with_two_letters_wrong_shares_a_piece() -> None:
    for asked in ("CHNIABERRX", "XHINABERRX", "CHINBRRY", "CCHINABERY"):
        assert clues_of_pieces([asked]) & clues_of_name("CHINABERRY"), asked
    assert not clues_of_pieces(["OAK"])
    names = ["CHINABERRY", "STRAWBERRY", "OAK"]
    assert alike_names("CHNIABRERY", names, 2) == ["CHINABERRY"]


def test_words_that_are_short_long_or_numbers_have_no_misspellings() -> None:
    assert not clues_of_misspelled(["80"])
    assert not clues_of_misspelled(["AB"])
    assert not clues_of_misspelled(["A" * 30])


def test_words_of_a_question_are_looked_up_with_their_sound_and_without_initials() -> None:
    assert clues_of_words(["JOHN", "F", "GALATEN"]) == {"JOHN", "GALATEN", "~GLTN"}


def test_a_word_sounds_like_others_of_the_same_consonants() -> None:
    assert sound("GALLATIN") == sound("GALATEN")
    assert sound("CAPITOL") == sound("KAPITAL")
    assert sound("") == ""


@settings(max_examples=30)
@given(NAMES, NAMES)
def test_only_the_same_name_is_wholly_alike(one: str, other: str) -> None:
    assert 0 <= _alike(one, other) <= 1
    assert (_alike(one, other) == 1) == (one == other)
    assert _alike(one, other) == _alike(other, one)


def test_words_left_out_or_turned_around_make_names_less_alike() -> None:
    whole = "MARTIN LUTHER KING"
    assert _alike("LUTHER KING", whole) > _alike("KING", whole) > _alike("OAK", whole)
    assert _alike("MC DOWELL", "MCDOWELL") > _alike("MC DOWEL", "MCDOWELL")
    assert _alike("KING MARTIN LUTHER", whole) > _alike("MARTIN KING ROAD", whole)


def _alike(asked: str, known: str) -> float:
    return likeness(taken_apart(asked), taken_apart(known))
