from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.shares import (
    LARGEST_PART,
    Gap,
    HeldShare,
    first_gap,
    format_share,
    parse_share,
    require_storable,
    require_whole,
    total_of,
)
from landtrust.errors import InvalidInput, RuleBroken

_FIRST = date(2000, 1, 1)


@given(st.integers(1, LARGEST_PART), st.integers(1, LARGEST_PART))
def test_every_fraction_that_fits_is_read_as_written(one: int, other: int) -> None:
    share = Fraction(min(one, other), max(one, other))
    assert parse_share(format_share(share)) == share
    assert parse_share(f" {min(one, other)} / {max(one, other)} ") == share
    assert require_storable(share) == share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1", Fraction(1)),
        ("1.0", Fraction(1)),
        ("100%", Fraction(1)),
        ("50 %", Fraction(1, 2)),
        ("33.5%", Fraction(67, 200)),
        (".5%", Fraction(1, 200)),
        ("0.25", Fraction(1, 4)),
        (".25", Fraction(1, 4)),
        ("0.333333", Fraction(333333, 1000000)),
        ("2/4", Fraction(1, 2)),
    ],
)
def test_other_ways_to_write_a_share(text: str, share: Fraction) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0",
        "0/3",
        "0%",
        "0.000000",
        "3/0",
        "4/3",
        "101%",
        "1.5",
        "-1/2",
        "-50%",
        "1/-2",
        "half",
        "1e-3",
        "nan",
        "0.3333333333333333",
        "33.3333333%",
        "1/3/5",
        "1/" + "9" * 19,
        "1" * 5000,
        "٣/٤",
        "½",
    ],
)
def test_what_is_no_share_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_share(text)
    assert refused.value.fields["field"] == "share"


def test_a_share_too_fine_for_its_column_is_refused_and_not_rounded() -> None:
    with pytest.raises(RuleBroken, match="too finely"):
        require_storable(Fraction(1, LARGEST_PART + 1))


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ([], "The shares add up to 0; 1 is missing."),
        ([Fraction(1, 2), Fraction(1, 3)], "The shares add up to 5/6; 1/6 is missing."),
        ([Fraction(1), Fraction(1, 6)], "The shares add up to 7/6; that is 1/6 too much."),
    ],
)
def test_shares_that_are_not_the_whole_are_refused_with_what_is_off(
    shares: list[Fraction], message: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        require_whole(shares)
    assert str(refused.value) == message
    assert refused.value.fields["off_by"] == sum(shares) - 1


@given(st.integers(1, 200))
def test_equal_shares_are_the_whole_however_many(holders: int) -> None:
    require_whole([Fraction(1, holders)] * holders)


def test_a_sale_from_one_day_to_the_next_leaves_no_gap() -> None:
    sold_on = date(2005, 1, 1)
    held = [HeldShare(_FIRST, sold_on, Fraction(1)), HeldShare(sold_on, None, Fraction(1))]
    assert first_gap(held) is None
    assert first_gap([]) is None


def test_a_day_between_two_owners_of_half_is_a_gap() -> None:
    half = Fraction(1, 2)
    held = [
        HeldShare(_FIRST, None, half),
        HeldShare(_FIRST, date(2005, 1, 1), half),
        HeldShare(date(2005, 1, 2), None, half),
    ]
    assert first_gap(held) == Gap(date(2005, 1, 1), half)


@pytest.mark.parametrize("ends_on", [_FIRST, date(1999, 12, 31)])
def test_a_share_that_ends_before_it_begins_is_refused(ends_on: date) -> None:
    with pytest.raises(InvalidInput, match="begins on 2000-01-01 cannot end"):
        HeldShare(_FIRST, ends_on, Fraction(1))


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1, 2), Fraction(3, 2)])
def test_a_holder_of_no_share_is_refused(share: Fraction) -> None:
    with pytest.raises(InvalidInput, match="more than 0 and at most 1"):
        HeldShare(_FIRST, None, share)


_days = st.integers(0, 12).map(lambda days: _FIRST + timedelta(days=days))


@st.composite
def _held_shares(draw: st.DrawFn) -> HeldShare:
    begins = draw(_days)
    lasts = draw(st.none() | st.integers(1, 8))
    ends = None if lasts is None else begins + timedelta(days=lasts)
    return HeldShare(begins, ends, Fraction(draw(st.integers(1, 4)), 4))


@given(st.lists(_held_shares(), max_size=8))
@settings(max_examples=150)
def test_the_first_gap_is_what_counting_each_day_finds(held: list[HeldShare]) -> None:
    def total(day: date) -> Fraction:
        return sum(
            (
                one.share
                for one in held
                if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
            ),
            Fraction(0),
        )

    every_day = [_FIRST + timedelta(days=days) for days in range(25)]
    counted = [Gap(day, total(day)) for day in every_day if total(day) not in (0, 1)]
    assert first_gap(held) == (counted[0] if counted else None)


def test_shares_that_nobody_could_reckon_with_are_refused_and_never_printed() -> None:
    fine = [Fraction(1, 10**17 + odd) for odd in range(1, 60, 2)]
    with pytest.raises(RuleBroken, match="divided too finely to be added up"):
        require_whole(fine)
    unreadable = sum(fine * 20, Fraction(0))
    assert format_share(unreadable) == format_share(-unreadable)
    assert format_share(unreadable) == "a share that is divided too finely"
    gap = first_gap(HeldShare(_FIRST, None, one) for one in fine * 20)
    assert gap is not None
    assert gap.total == unreadable


def test_more_than_two_hundred_parties_share_nothing() -> None:
    assert total_of([Fraction(1, 200)] * 200) == 1
    with pytest.raises(RuleBroken, match="At most 200 parties"):
        total_of([Fraction(1, 201)] * 201)
