from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.heirs import (
    MOST_INHERITANCES,
    Inheritance,
    Line,
    Missing,
    Part,
    Person,
    describe_line,
    describe_missing,
    equal_parts,
    family_shares,
)
from landtrust.domain.intestacy import suggest_mississippi_heirs
from landtrust.domain.shares import LARGEST_PART
from landtrust.errors import InvalidInput, RuleBroken

_HALF, _THIRD = Fraction(1, 2), Fraction(1, 3)
_AMOS, _RUTH, _ANN, _LEE, _SAM = (
    Person(name.lower(), name) for name in ("Amos", "Ruth", "Ann", "Lee", "Sam")
)


def _died(decedent: Person, *parts: Part, on: date | None = None) -> Inheritance:
    return Inheritance(decedent, on, parts)


def test_an_heir_of_both_parents_holds_the_sum_and_each_line_is_shown() -> None:
    shares = family_shares(
        [Part(_AMOS, Fraction(2, 3)), Part(_RUTH, _THIRD)],
        [_died(_AMOS, *equal_parts([_ANN, _LEE])), _died(_RUTH, Part(_ANN, _HALF))],
    )
    assert shares.held == {_ANN: _HALF, _LEE: _THIRD}
    assert [describe_line(line) for line in shares.lines[_ANN]] == [
        "1/2 of Amos's 2/3",
        "1/2 of Ruth's 1/3",
    ]
    assert [line.share for line in shares.lines[_ANN]] == [_THIRD, Fraction(1, 6)]
    assert [describe_line(line) for line in shares.lines[_AMOS]] == ["2/3 as a first holder"]
    assert shares.missing == (Missing(_RUTH, Fraction(1, 6)),)
    assert describe_missing(shares.missing[0]) == (
        "1/6 of the whole was Ruth's, and who inherited it is not entered."
    )


def test_deaths_may_be_entered_in_any_order() -> None:
    deaths = [
        _died(_RUTH, Part(_ANN, Fraction(1)), on=date(1990, 1, 1)),
        _died(_AMOS, Part(_RUTH, Fraction(1)), on=date(1950, 1, 1)),
    ]
    forth = family_shares([Part(_AMOS, Fraction(1))], deaths)
    back = family_shares([Part(_AMOS, Fraction(1))], deaths[::-1])
    assert forth == back
    assert forth.held == {_ANN: 1}


def test_a_first_holder_who_inherits_too_holds_both() -> None:
    shares = family_shares(
        [Part(_AMOS, _HALF), Part(_RUTH, _HALF)], [_died(_AMOS, Part(_RUTH, Fraction(1)))]
    )
    assert shares.held == {_RUTH: 1}
    assert shares.lines[_RUTH] == (Line(_HALF, None, Fraction(1)), Line(Fraction(1), _AMOS, _HALF))


def test_an_heir_named_twice_takes_both_parts() -> None:
    shares = family_shares(
        [Part(_AMOS, Fraction(1))], [_died(_AMOS, Part(_ANN, _HALF), Part(_ANN, _THIRD))]
    )
    assert shares.held == {_ANN: Fraction(5, 6)}
    assert shares.missing == (Missing(_AMOS, Fraction(1, 6)),)


def test_first_holders_who_are_not_all_known_are_missing() -> None:
    shares = family_shares([Part(_AMOS, _THIRD)], [])
    assert shares.held == {_AMOS: _THIRD}
    assert [describe_missing(one) for one in shares.missing] == [
        "Who first held 2/3 of the whole is not entered."
    ]


def test_nothing_comes_from_somebody_who_held_nothing_and_it_is_remarked() -> None:
    shares = family_shares([Part(_AMOS, Fraction(1))], [_died(_RUTH, Part(_ANN, Fraction(1)))])
    assert shares.held == {_AMOS: 1}
    assert shares.held_nothing == (_RUTH,)
    assert shares.missing == ()


def test_two_people_of_one_name_are_two_people() -> None:
    elder, younger = Person("1", "John Lee"), Person("2", "John Lee")
    shares = family_shares([Part(elder, Fraction(1))], [_died(elder, Part(younger, Fraction(1)))])
    assert shares.held == {younger: 1}


@pytest.mark.parametrize(
    ("deaths", "message"),
    [
        ([_died(_AMOS), _died(_AMOS)], "The death of Amos is entered twice"),
        ([_died(_AMOS, Part(_AMOS, _HALF))], "inherit from themselves in the end: Amos"),
        (
            [_died(_AMOS, Part(_RUTH, _HALF)), _died(_RUTH, Part(_AMOS, _HALF))],
            "inherit from themselves",
        ),
        ([_died(_AMOS, Part(_ANN, _HALF), Part(_LEE, Fraction(2, 3)))], "Amos's heirs add up"),
        (
            [
                _died(_AMOS, Part(_RUTH, _HALF), on=date(1990, 1, 2)),
                _died(_RUTH, on=date(1990, 1, 1)),
            ],
            "Ruth died before Amos and could not inherit",
        ),
    ],
)
def test_a_tree_that_cannot_be_is_refused(deaths: list[Inheritance], message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        family_shares([Part(_AMOS, Fraction(1))], deaths)


def test_whoever_died_on_the_same_day_or_a_forgotten_one_may_inherit() -> None:
    day = date(1990, 1, 1)
    for heirs_day in (day, None):
        shares = family_shares(
            [Part(_AMOS, Fraction(1))],
            [_died(_AMOS, Part(_RUTH, Fraction(1)), on=day), _died(_RUTH, on=heirs_day)],
        )
        assert shares.missing == (Missing(_RUTH, Fraction(1)),)


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1), Fraction(5, 4)])
def test_a_part_that_is_no_share_is_refused(share: Fraction) -> None:
    with pytest.raises(InvalidInput):
        family_shares([Part(_AMOS, Fraction(1))], [_died(_AMOS, Part(_ANN, share))])
    with pytest.raises(InvalidInput):
        family_shares([Part(_AMOS, share)], [])


def test_first_holders_of_more_than_the_whole_are_refused() -> None:
    with pytest.raises(RuleBroken, match="first holders' shares add up"):
        family_shares([Part(_AMOS, _HALF), Part(_RUTH, Fraction(2, 3))], [])


def test_more_deaths_than_any_family_has_are_refused() -> None:
    people = [Person(str(place), "Kin") for place in range(MOST_INHERITANCES + 1)]
    with pytest.raises(InvalidInput, match="at most 500 deaths"):
        family_shares([Part(_AMOS, Fraction(1))], [_died(person) for person in people])


def test_shares_divided_without_end_are_refused_and_do_not_hang() -> None:
    fine = Fraction(LARGEST_PART - 1, LARGEST_PART)
    people = [Person(str(place), "Kin") for place in range(100)]
    deaths = [_died(one, Part(other, fine)) for one, other in pairwise(people)]
    with pytest.raises(RuleBroken, match="too finely"):
        family_shares([Part(people[0], Fraction(1))], deaths)


@st.composite
def _ten_generations(draw: st.DrawFn) -> list[Inheritance]:
    """Each generation's dead leave to some of the next two, whole or in part."""
    generations = [
        [Person(f"{number}.{place}", f"Kin {number}.{place}") for place in range(3)]
        for number in range(12)
    ]
    deaths = []
    for number in range(10):
        for decedent in generations[number]:
            if number < 9 and draw(st.booleans()) and number:
                continue
            possible = generations[number + 1] + generations[number + 2]
            heirs = draw(st.lists(st.sampled_from(possible), max_size=4))
            whole = draw(st.integers(max(len(heirs), 1), 13))
            deaths.append(
                Inheritance(decedent, None, tuple(Part(heir, Fraction(1, whole)) for heir in heirs))
            )
    return draw(st.permutations(deaths))


@given(_ten_generations(), st.integers(3, 7))
@settings(max_examples=60)
def test_held_and_missing_are_exactly_the_whole_through_ten_generations(
    deaths: list[Inheritance], denominator: int
) -> None:
    first = [Part(Person(f"0.{place}", "Kin"), Fraction(1, denominator)) for place in range(3)]
    shares = family_shares(first, deaths)
    missing = sum(one.share for one in shares.missing)
    assert sum(shares.held.values()) + missing == 1
    assert all(isinstance(share, Fraction) and share > 0 for share in shares.held.values())
    assert not set(shares.held) & {death.decedent for death in deaths}
    for person, share in shares.held.items():
        assert sum(line.share for line in shares.lines[person]) == share


def test_ten_generations_of_three_children_hold_exact_parts() -> None:
    people = [Person("", "Root")]
    deaths = []
    for _ in range(5):
        children = [Person(f"{one.key}{place}", "Kin") for one in people for place in "abc"]
        deaths += [
            _died(one, *equal_parts([kin for kin in children if kin.key[:-1] == one.key]))
            for one in people
        ]
        people = children
    only = people[0]
    for place in range(5):
        child = Person(f"only {place}", "Only child")
        deaths.append(_died(only, Part(child, Fraction(1, 3))))
        only = child
    shares = family_shares([Part(Person("", "Root"), Fraction(1))], deaths)
    assert shares.held[only] == Fraction(1, 3**10)
    assert sum(shares.held.values()) + sum(one.share for one in shares.missing) == 1


@pytest.mark.parametrize("heirs", [[], [_ANN, _LEE, _ANN]])
def test_equal_parts_need_heirs_each_named_once(heirs: list[Person]) -> None:
    with pytest.raises(InvalidInput):
        equal_parts(heirs)


def test_a_spouse_takes_a_childs_part_and_a_dead_childs_children_share_its_part() -> None:
    """Miss. Code Ann. 91-1-7 and 91-1-3."""
    suggested = suggest_mississippi_heirs(_RUTH, [_ANN], [[_LEE, _SAM]])
    assert suggested.parts == (
        Part(_RUTH, _THIRD),
        Part(_ANN, _THIRD),
        Part(_LEE, Fraction(1, 6)),
        Part(_SAM, Fraction(1, 6)),
    )
    assert suggested.citation == "Miss. Code Ann. § 91-1-7"
    assert suggested.verified_on is None


@pytest.mark.parametrize(
    ("spouse", "children", "shares", "words", "section"),
    [
        (_RUTH, [], [1], "the surviving spouse takes all", "91-1-7"),
        (None, [_ANN, _LEE], [_HALF, _HALF], "the children take equal parts", "91-1-3"),
        (None, [], [], "ask an attorney", "91-1-3"),
    ],
)
def test_other_families_without_a_will(
    spouse: Person | None, children: list[Person], shares: list[Fraction], words: str, section: str
) -> None:
    suggested = suggest_mississippi_heirs(spouse, children)
    assert [part.share for part in suggested.parts] == shares
    assert words in suggested.reason
    assert suggested.citation.endswith(section)


@pytest.mark.parametrize("dead_childrens_own", [[[]], [[_RUTH]]])
def test_a_suggestion_needs_each_survivor_once(dead_childrens_own: list[list[Person]]) -> None:
    with pytest.raises(InvalidInput):
        suggest_mississippi_heirs(_RUTH, [_ANN], dead_childrens_own)
