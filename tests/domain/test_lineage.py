"""What became of land whose number is gone."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.lineage import Fate, fates

WEST, SOUTH, SIZE = -90.2, 32.3, 0.01


def _array(shapes: Sequence[shapely.Geometry]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _fates(gone: Sequence[shapely.Geometry], new: Sequence[shapely.Geometry]) -> list[Fate]:
    return fates(_array(gone), _array(new))


def _strip(west: float, east: float, row: int = 0) -> shapely.Polygon:
    """A lot from one share of the block's width to another."""
    south = SOUTH + row * SIZE
    return shapely.box(WEST + west * SIZE, south, WEST + east * SIZE, south + SIZE)


def _cuts(least: int) -> st.SearchStrategy[list[float]]:
    inner = st.lists(st.integers(1, 19), min_size=least, max_size=6, unique=True)
    return inner.map(lambda places: [0.0, *(place / 20 for place in sorted(places)), 1.0])


@given(_cuts(1))
def test_a_lot_cut_into_strips_is_split_into_all_of_them(cuts: list[float]) -> None:
    strips = [_strip(*pair) for pair in pairwise(cuts)]
    (fate,) = _fates([_strip(0, 1)], strips)
    assert fate.kind == "split"
    assert fate.successors.keys() == set(range(len(strips)))
    assert abs(sum(fate.successors.values()) - 1) < 0.01


@given(_cuts(1))
def test_strips_joined_into_one_lot_are_all_merged_into_it(cuts: list[float]) -> None:
    strips = [_strip(*pair) for pair in pairwise(cuts)]
    assert [fate.kind for fate in _fates(strips, [_strip(0, 1)])] == ["merged"] * len(strips)


@given(st.lists(_cuts(0), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_each_of_many_lots_has_its_own_fate_in_whatever_order(
    blocks: list[list[float]], chance: Random
) -> None:
    gone = [_strip(0, 1, row) for row in range(len(blocks))]
    new = [(row, _strip(*pair, row)) for row, cuts in enumerate(blocks) for pair in pairwise(cuts)]
    chance.shuffle(new)
    found = _fates(gone, [shape for _, shape in new])
    for row, (cuts, fate) in enumerate(zip(blocks, found, strict=True)):
        assert fate.kind == ("split" if len(cuts) > 2 else "gone")
        assert {new[place][0] for place in fate.successors} == {row}


def test_a_lot_under_another_number_is_gone_with_its_successor() -> None:
    assert _fates([_strip(0, 1)], [_strip(0, 1)]) == [Fate("gone", {0: 1.0})]


def test_a_lot_on_which_nothing_lies_is_gone() -> None:
    assert _fates([_strip(0, 1)], [_strip(2, 3)]) == [Fate("gone", {})]
    assert _fates([_strip(0, 1), _strip(1, 2)], []) == [Fate("gone"), Fate("gone")]
    assert _fates([], [_strip(0, 1)]) == []


def test_a_lot_that_shares_a_side_is_no_successor() -> None:
    assert _fates([_strip(0, 1)], [_strip(1, 2), _strip(0, 0.05)]) == [Fate("gone", {})]


def test_land_of_which_new_parcels_cover_a_part_is_unclear_with_their_shares() -> None:
    assert _fates([_strip(0, 1)], [_strip(0, 0.3), _strip(0.3, 0.6)]) == [
        Fate("unclear", {0: 0.3, 1: 0.3})
    ]


def test_land_spread_over_many_parcels_that_reach_beyond_it_is_unclear() -> None:
    # Each takes a sixteenth of the gone lot, and as much of its neighbor above.
    taking = [
        shapely.affinity.translate(_strip(n / 16, (n + 1) / 16), 0, SIZE / 2) for n in range(16)
    ]
    (fate,) = _fates([_strip(0, 1)], taking)
    assert fate.kind == "unclear"
    assert len(fate.successors) == 16
    assert set(fate.successors.values()) == {0.031}


def test_slivers_where_surveys_differ_are_no_evidence() -> None:
    (fate,) = _fates([_strip(0, 1)], [_strip(0, 0.005), _strip(0.4, 1.4)])
    assert fate == Fate("unclear", {1: 0.6})
    assert _fates([_strip(0, 1)], [_strip(0, 0.005)]) == [Fate("gone", {})]


def test_a_lot_within_a_new_one_that_took_land_of_no_other_is_gone_with_it() -> None:
    assert _fates([_strip(0, 1)], [_strip(0, 3)]) == [Fate("gone", {0: 1.0})]
