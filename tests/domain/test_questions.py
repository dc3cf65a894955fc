import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.questions import parse_question
from landtrust.domain.street_matches import KnownStreet, fit_of, rank
from landtrust.domain.street_names import Street, parse_street

CAPITOL = KnownStreet(1, "28049", "HINDS", "JACKSON", parse_street("W CAPITOL ST"))


@pytest.mark.parametrize(
    ("text", "house", "street", "place"),
    [
        ("939 W Capitol St", 939, "W CAPITOL ST", ""),
        ("939 west capitol street, jackson ms 39203-1234", 939, "W CAPITOL ST", "JACKSON"),
        ("939 w capitol st jackson", 939, "W CAPITOL ST", "JACKSON"),
        ("Capitol 939 W", 939, "W CAPITOL", ""),
        ("W Capitol St 939", 939, "W CAPITOL ST", ""),
        ("JACKSON 939 W CAPITOL ST", 939, "W CAPITOL ST", "JACKSON"),
        ("Jackson, 939 W Capitol", 939, "W CAPITOL", "JACKSON"),
        ("939 Capitol, Hinds County", 939, "CAPITOL", "HINDS"),
        ("939 Hwy 80", 939, "HWY 80", ""),
        ("hwy 80 939", 939, "HWY 80", ""),
        ("80 hwy 80", 80, "HWY 80", ""),
        ("Thomas Rd 7338", 7338, "THOMAS RD", ""),
        ("highway 80", None, "HWY 80", ""),
        ("County Road 12", None, "CR 12", ""),
        ("939-941 Capitol", 939, "CAPITOL", ""),
        ("939 W Capitol St #4", 939, "W CAPITOL ST", ""),
        ("Gallatin", None, "GALLATIN", ""),
        ("100 Main St, Clinton, Mississippi, USA", 100, "MAIN ST", "CLINTON"),
    ],
)
def test_the_first_reading_is_the_likeliest(
    text: str, house: int | None, street: str, place: str
) -> None:
    first = parse_question(text).readings[0]
    assert (first.house, first.street.name, first.place) == (house, street, place)


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("st capitol w 939", Street("W", "CAPITOL", "ST")),
        ("12 forest hill", Street("", "FOREST HILL", "")),
        ("12 north gate st", Street("", "NORTH GATE", "ST")),
        ("939 capitol jackson", Street("", "CAPITOL", "")),
    ],
)
def test_another_reading_is_kept_where_the_first_may_be_wrong(text: str, also: Street) -> None:
    assert also in {one.street for one in parse_question(text).readings}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("28049-9831-21", "28049-9831-21"),
        ("P# 613-260", "613-260"),
        ("parcel no. 9831-21", "9831-21"),
        ("número 990476", "990476"),
        ("PPIN: 990476", "990476"),
        ("# 855-18", "855-18"),
        ("Gallatin St", None),
        ("939 W Capitol St", None),
        ("9" * 80, None),
    ],
)
def test_what_may_be_the_number_of_a_parcel(text: str, number: str | None) -> None:
    assert parse_question(text).number == number


@pytest.mark.parametrize(
    "text",
    [
        "Capitol St & Gallatin St",
        "corner of capitol and gallatin",
        "The intersection of Capitol St at Gallatin",
        "esquina de Capitol y Gallatin",
        "capitol/gallatin",
        "Capitol @ Gallatin",
    ],
)
def test_two_streets_make_a_corner(text: str) -> None:
    sides = parse_question(text).corners
    assert [side[0].street.bare for side in sides] == ["CAPITOL", "GALLATIN"]


@pytest.mark.parametrize("text", ["939 Capitol & Gallatin", "a & b & c", "Capitol &", "Capitol"])
def test_one_street_or_three_or_a_house_are_no_corner(text: str) -> None:
    assert parse_question(text).corners == ()


def test_halves_and_letters_of_house_numbers_are_kept_apart() -> None:
    asked = map(parse_question, ("226 1/2 oriole", "226½ oriole", "12b elm"))
    assert [one.house_extra for one in asked] == ["1/2", "1/2", "B"]
    assert parse_question("226½ oriole").readings[0].house == 226


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_any_text_is_a_question(text: str) -> None:
    asked = parse_question(text)
    assert len(asked.readings) <= 10
    assert all(one.street.bare for one in asked.readings)
    assert asked.text == " ".join(text.split())


@pytest.mark.parametrize("text", ["a " * 10_000, "1 " * 10_000, "," * 10_000, "n&" * 10_000])
def test_a_text_of_ten_thousand_words_is_read_at_once(text: str) -> None:
    began = time.process_time()
    asked = parse_question(text)
    assert time.process_time() - began < 2
    assert len(asked.readings) <= 10


def _score(text: str) -> float:
    fits = (fit_of(one, CAPITOL) for one in parse_question(text).readings)
    return max(fit.score for fit in fits if fit)


def test_what_speaks_against_a_street_makes_it_fit_less() -> None:
    right = _score("939 W Capitol St, Jackson")
    left_out = _score("939 Capitol")
    assert right > left_out > _score("939 E Capitol") > _score("939 E Capitol Ave, Clinton")
    assert right > _score("939 W Capitl St, Jackson")


def test_a_street_fits_exactly_where_nothing_speaks_against_it() -> None:
    def exact(text: str, known: KnownStreet = CAPITOL) -> bool:
        fits = (fit_of(one, known) for one in parse_question(text).readings)
        return any(fit.exact for fit in fits if fit)

    assert exact("939 capitol")
    assert exact("939 w capitol st, hinds county")
    assert not exact("939 e capitol st")
    assert not exact("939 capitol ave")
    assert not exact("939 capitol st, clinton")
    assert not exact("939 capitol st, clinton", CAPITOL._replace(place=None))
    assert not exact("939 n capitol st", CAPITOL._replace(street=Street("", "CAPITOL", "")))


def test_names_that_have_nothing_in_common_do_not_fit_at_all() -> None:
    assert fit_of(parse_question("939 Magnolia").readings[0], CAPITOL) is None
    begun = parse_question("939 cap").readings[0]
    assert rank([CAPITOL], [begun]) == []
    assert [known for known, _ in rank([CAPITOL], [begun], typing=True)] == [CAPITOL]
