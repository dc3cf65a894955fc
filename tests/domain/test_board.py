from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.board import Seat, SeatKind, check_thirds
from landtrust.errors import InvalidInput

_BEGINS, _ON, _ENDS = date(2020, 1, 1), date(2022, 6, 1), date(2023, 1, 1)
_KINDS = tuple(SeatKind)


def _seats(leaseholders: int, community: int, public: int) -> list[Seat]:
    counts = zip(_KINDS, (leaseholders, community, public), strict=True)
    return [Seat(kind, "Kin", _BEGINS, _ENDS) for kind, count in counts for _ in range(count)]


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_thirds_are_exact(leaseholders: int, community: int, public: int) -> None:
    check = check_thirds(_seats(leaseholders, community, public), _ON)
    counts = (leaseholders, community, public)
    assert tuple(check.counts[kind] for kind in _KINDS) == counts
    assert sum(check.off_by.values()) == 0
    assert check.in_thirds == (
        all(3 * count == sum(counts) for count in counts) and sum(counts) > 0
    )


def test_a_board_of_nine_in_thirds() -> None:
    check = check_thirds(_seats(3, 3, 3), _ON)
    assert check.in_thirds
    assert check.sentences == (
        "Leaseholders have 3 of 9 seats: a third.",
        "The community has 3 of 9 seats: a third.",
        "The public has 3 of 9 seats: a third.",
    )


def test_how_far_off_is_said_in_seats() -> None:
    check = check_thirds(_seats(2, 3, 2), _ON)
    assert check.off_by[SeatKind.COMMUNITY] == Fraction(2, 3)
    assert check.sentences[0] == "Leaseholders have 2 of 7 seats; a third is 2 1/3: 1/3 too few."
    assert check.sentences[1] == "The community has 3 of 7 seats; a third is 2 1/3: 2/3 too many."
    whole = check_thirds(_seats(4, 3, 2), _ON).sentences
    assert whole[0] == "Leaseholders have 4 of 9 seats; a third is 3: 1 too many."


def test_a_board_in_which_nobody_sits_is_not_in_thirds() -> None:
    check = check_thirds([], _ON)
    assert not check.in_thirds
    assert check.sentences[0] == "Leaseholders have 0 of 0 seats."


def test_vacant_seats_and_ended_terms_do_not_count_and_are_named() -> None:
    ended = Seat(SeatKind.PUBLIC, "Ruth", _BEGINS, _ON)
    nobodys = Seat(SeatKind.PUBLIC, None, _BEGINS, _ON)
    vacant = Seat(SeatKind.COMMUNITY, None, _BEGINS)
    to_come = Seat(SeatKind.PUBLIC, "Lee", _ENDS)
    check = check_thirds([*_seats(1, 1, 1), ended, nobodys, vacant, to_come], _ON)
    assert check.in_thirds
    assert check.vacant == (vacant,)
    assert check.ended == (ended, nobodys)
    assert check.sentences[3:] == (
        "A seat for the kind community is vacant.",
        "The term of Ruth (public) ended on 2022-06-01.",
        "The term of a vacant seat (public) ended on 2022-06-01.",
    )


def test_a_seat_counts_from_its_first_day_to_before_its_end() -> None:
    seat = Seat(SeatKind.PUBLIC, "Ruth", _BEGINS, _ENDS)
    days = (date(2019, 12, 31), _BEGINS, date(2022, 12, 31), _ENDS)
    counts = [check_thirds([seat], day).counts[SeatKind.PUBLIC] for day in days]
    assert counts == [0, 1, 1, 0]


def test_a_term_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Seat(SeatKind.PUBLIC, "Ruth", _BEGINS, _BEGINS)
