"""A family as it is entered, death by death, and the fractions that come of it."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, update

from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.model.stewardship import Inheritance
from landtrust.queries.families import family, family_deaths
from landtrust.queries.parties import parties
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.parties import Holder, change_shares
from landtrust.services.stewardship import Death, NewHeir, record_inheritance
from tests.book import Book, halves, on

TODAY = date(2026, 11, 25)


@pytest.fixture
def heirs(book: Book) -> int:
    """A family that holds land together."""
    return book.party("Heirs of Ruth Sample", "group", "heirs")


def _dies(book: Book, group: int, death: Death) -> list[int]:
    return record_inheritance(book.connection, book.errand("record_inheritance"), group, death)


def _held(book: Book, group: int, day: date = TODAY) -> dict[str, Fraction]:
    found = family(book.connection, group, Tier.STEWARD, on(day))
    return {one.name: one.share for one in found.held}


def _person(book: Book, name: str) -> int:
    found = parties(book.connection, Tier.STEWARD, on(TODAY))
    return next(one.id for one in found if one.id is not None and one.name == name)


def test_a_family_is_entered_by_names_alone(book: Book, heirs: int) -> None:
    four = [NewHeir(name, Fraction(1, 4)) for name in ("Ann", "Ben", "Cora", "Dell")]
    _dies(book, heirs, Death(None, four, date(1961, 5, 2), "Ruth Sample"))
    two = [NewHeir("Eve", Fraction(1, 2)), NewHeir("Fay", Fraction(1, 2))]
    _dies(book, heirs, Death(_person(book, "Ann"), two))
    eighth, quarter = Fraction(1, 8), Fraction(1, 4)
    assert _held(book, heirs) == {
        "Ben": quarter, "Cora": quarter, "Dell": quarter, "Eve": eighth, "Fay": eighth,
    }  # fmt: skip
    seen = family(book.connection, heirs, Tier.STEWARD, on(TODAY))
    assert seen.is_complete
    assert [(one.name, one.depth, one.is_dead) for one in seen.tree][:4] == [
        ("Ruth Sample", 0, True), ("Ann", 1, True), ("Eve", 2, False), ("Fay", 2, False),
    ]  # fmt: skip
    assert [one.lines for one in seen.held if one.name == "Eve"] == [("1/2 of Ann's 1/4",)]


def test_what_is_missing_is_said_and_can_come_later(book: Book, heirs: int) -> None:
    _dies(book, heirs, Death(None, [NewHeir("Ann", Fraction(1, 2))], None, "Ruth Sample"))
    seen = family(book.connection, heirs, Tier.STEWARD, on(TODAY))
    assert not seen.is_complete
    assert seen.missing == (
        "1/2 of the whole was Ruth Sample's, and who inherited it is not entered.",
    )
    _dies(book, heirs, Death(_person(book, "Ruth Sample"), [NewHeir("Ben", Fraction(1, 2))]))
    assert _held(book, heirs) == {"Ann": Fraction(1, 2), "Ben": Fraction(1, 2)}


def test_members_of_the_first_day_are_the_first_holders(book: Book, heirs: int) -> None:
    ruth, sam, ann = (book.party(name) for name in ("Ruth", "Sam", "Ann"))
    first, later = date(1950, 1, 1), date(2000, 1, 1)
    change = book.errand("change_shares")
    change_shares(book.connection, change, heirs, first, halves(ruth, sam))
    assert _held(book, heirs) == {"Ruth": Fraction(1, 2), "Sam": Fraction(1, 2)}
    _dies(book, heirs, Death(ruth, [Holder(ann)], date(1999, 1, 1)))
    change_shares(book.connection, book.errand("change_shares"), heirs, later, halves(sam, ann))
    assert _held(book, heirs) == {"Sam": Fraction(1, 2), "Ann": Fraction(1, 2)}
    assert _held(book, heirs, date(1998, 12, 31)) == {
        "Ruth": Fraction(1, 2), "Sam": Fraction(1, 2),
    }  # fmt: skip
    assert _held(book, heirs, date(1949, 12, 31)) == {}


def test_members_who_are_heirs_of_heirs_are_not_the_first(book: Book, heirs: int) -> None:
    ruth, ann = book.party("Ruth"), book.party("Ann")
    change_shares(
        book.connection, book.errand("change_shares"), heirs, date(2020, 1, 1), [Holder(ann)]
    )
    _dies(book, heirs, Death(ruth, [Holder(ann)]))
    assert _held(book, heirs) == {"Ann": Fraction(1)}


def test_two_trees_whose_shares_nobody_knows_are_missing_as_a_whole(book: Book, heirs: int) -> None:
    for name, child in (("Ruth", "Ann"), ("Sam", "Ben")):
        _dies(book, heirs, Death(None, [NewHeir(child, Fraction(1))], None, name))
    seen = family(book.connection, heirs, Tier.STEWARD, on(TODAY))
    assert (seen.held, seen.is_complete) == ((), False)
    assert seen.missing == ("Who first held 1 of the whole is not entered.",)


def test_an_heir_by_two_lines_is_told_once_with_heirs(book: Book, heirs: int) -> None:
    ruth, ann, ben, eve = (book.party(name) for name in ("Ruth", "Ann", "Ben", "Eve"))
    _dies(book, heirs, Death(ruth, halves(ann, ben)))
    _dies(book, heirs, Death(ann, [Holder(ben)]))
    _dies(book, heirs, Death(ben, [Holder(eve)]))
    seen = family(book.connection, heirs, Tier.STEWARD, on(TODAY))
    assert [(one.name, one.depth, one.is_told_above) for one in seen.tree] == [
        ("Ruth", 0, False), ("Ann", 1, False), ("Ben", 2, False), ("Eve", 3, False),
        ("Ben", 1, True),
    ]  # fmt: skip
    assert seen.dead == {ruth, ann, ben}


def test_entries_that_cannot_all_be_true_are_refused(book: Book, heirs: int) -> None:
    ruth, ann = book.party("Ruth"), book.party("Ann")
    _dies(book, heirs, Death(ruth, [Holder(ann)], date(1990, 1, 1)))
    with pytest.raises(RuleBroken, match="inherit from themselves"):
        _dies(book, heirs, Death(ann, [Holder(ruth)]))


def test_a_person_who_died_first_cannot_inherit(book: Book, heirs: int) -> None:
    ruth, ann = book.party("Ruth"), book.party("Ann")
    _dies(book, heirs, Death(ruth, [Holder(ann)], date(1990, 1, 1)))
    with pytest.raises(RuleBroken, match="died before"):
        _dies(book, heirs, Death(ann, [NewHeir("Eve", Fraction(1))], date(1980, 1, 1)))


def test_what_cannot_be_true_is_no_correction_and_is_said_where_it_stands(
    book: Book, heirs: int
) -> None:
    ruth, ann, eve = (book.party(name) for name in ("Ruth", "Ann", "Eve"))
    _dies(book, heirs, Death(ruth, [Holder(ann)], date(1990, 1, 1)))
    (entry,) = _dies(book, heirs, Death(ann, [Holder(eve)], date(2000, 1, 1)))
    too_early = {"died_on": date(1980, 1, 1)}
    with pytest.raises(RuleBroken, match="died before"), book.connection.begin_nested():
        correct_record(
            book.connection, book.errand("correct_record"), "inheritance", entry, too_early
        )
    # A store of before, or of another program, may hold it all the same.
    book.connection.execute(
        update(Inheritance).where(Inheritance.thing_id == entry).values(**too_early)
    )
    seen = family(book.connection, heirs, Tier.STEWARD, on(TODAY))
    assert "died before" in str(seen.problem)
    assert (seen.tree, seen.held, seen.is_complete) == ((), (), False)
    withdraw_record(book.connection, book.errand("withdraw_record"), "inheritance", entry)
    assert _held(book, heirs) == {"Ann": Fraction(1)}


def test_a_family_is_for_stewards_and_of_heirs_alone(book: Book, heirs: int) -> None:
    coop = book.party("Co-op", "group", "cooperative")
    for group, tier in ((coop, Tier.STEWARD), (heirs, Tier.ORGANIZER), (9_999, Tier.STEWARD)):
        with pytest.raises(NotFound):
            family(book.connection, group, tier, on(TODAY))
    with pytest.raises(RuleBroken, match="Only a group of heirs"):
        _dies(book, coop, Death(heirs, [NewHeir("Ann", Fraction(1))]))


def test_parts_and_heirs_are_checked(book: Book, heirs: int) -> None:
    with pytest.raises(InvalidInput, match="nobody is named"):
        _dies(book, heirs, Death(None, [], None, "Ruth"))
    three = [NewHeir(name, Fraction(1, 2)) for name in ("Ann", "Ben", "Cora")]
    with pytest.raises(RuleBroken, match="more than all"):
        _dies(book, heirs, Death(None, three, None, "Ruth"))
    with pytest.raises(InvalidInput, match="needs a name"):
        _dies(book, heirs, Death(None, three[:1]))


def test_deaths_are_numbered_for_papers(book: Book, heirs: int) -> None:
    numbers = _dies(
        book, heirs, Death(None, [NewHeir(name, Fraction(1, 2)) for name in "AB"], None, "Ruth")
    )
    (death,) = family_deaths(book.connection, heirs, on(TODAY))
    assert (death.inheritance_id, death.name) == (numbers[0], "Ruth")


def test_a_larger_family_takes_no_more_questions(
    book: Book, heirs: int, sent_statements: Sequence[str]
) -> None:
    _dies(book, heirs, Death(None, [NewHeir("A", Fraction(1))], None, "Ruth"))
    asked = []
    for name in ("A", "B"):
        _dies(
            book,
            heirs,
            Death(_person(book, name), [NewHeir("B" if name == "A" else "C", Fraction(1))]),
        )
        before = len(sent_statements)
        family(book.connection, heirs, Tier.STEWARD, on(TODAY))
        asked.append(len(sent_statements) - before)
    assert asked[0] == asked[1] <= 8


@given(st.lists(st.integers(1, 4), min_size=1, max_size=10))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fractions_stay_exact_down_the_generations(
    own_town: Connection, children: list[int]
) -> None:
    with own_town.begin_nested() as undone:
        book = Book(own_town)
        group = book.party("Heirs", "group", "heirs")
        decedent, expected = book.party("0"), Fraction(1)
        for number, count in enumerate(children):
            names = [f"{number}-{child}" for child in range(count)]
            heirs = [NewHeir(name, Fraction(1, count)) for name in names]
            _dies(book, group, Death(decedent, heirs))
            decedent = _person(book, names[0])
            expected /= count
        held = _held(book, group)
        assert sum(held.values()) == 1
        assert held[f"{len(children) - 1}-0"] == expected
        undone.rollback()
