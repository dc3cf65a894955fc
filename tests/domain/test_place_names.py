"""Which places a text may mean."""

import pytest

from landtrust.domain.place_names import places_that_fit

PLACES = ["Kush District", "Mississippi Delta", "Hinds", "Pearl River", "Pearlwater Park", "Amite"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("kush", ["Kush District"]),
        ("delta", ["Mississippi Delta"]),
        ("dis kush", ["Kush District"]),
        ("Condado de Hinds", ["Hinds"]),
        ("hinsd", ["Hinds"]),
        ("pearl", ["Pearl River", "Pearlwater Park"]),
        ("park pearlwater", ["Pearlwater Park"]),
        ("river park", []),
        ("p park", []),
        ("am", []),
        ("~ & ~", []),
    ],
)
def test_a_place_has_all_the_words_or_words_that_begin_so(asked: str, names: list[str]) -> None:
    assert [PLACES[at] for at in places_that_fit(asked, PLACES, 5)] == names


def test_the_same_name_comes_first_and_no_more_than_were_asked_for() -> None:
    assert places_that_fit("pearl", ["Pearl River", "Pearl"], 5) == [1, 0]
    assert places_that_fit("pearl", ["Pearl River", "Pearl"], 1) == [1]
