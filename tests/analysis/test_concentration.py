import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.analysis import concentration as module
from landtrust.analysis.concentration import concentration
from landtrust.analysis.land_then import NOBODY

_PARCELS = st.lists(st.tuples(st.integers(0, 14), st.integers(1, 10**11)), min_size=3, max_size=60)


def _found(parcels: list[tuple[int, int]]) -> dict[str, float]:
    owner = np.array([one for one, _ in parcels], dtype=np.uint64)
    area = np.array([size for _, size in parcels], dtype=np.int64)
    return {one.name: one.value for one in concentration(owner, area)}


def _by_definition(amounts: list[int]) -> dict[str, float]:
    """Every measure by the words of its definition, slowly."""
    total, number = sum(amounts), len(amounts)
    largest = sorted(amounts, reverse=True)
    differences = sum(abs(one - other) for one in amounts for other in amounts)
    return {
        "largest_10_share_of": sum(largest[:10]) / total,
        "hhi_of": sum((one / total) ** 2 for one in amounts),
        "gini_of": differences / (2 * number * total),
    }


@settings(max_examples=30)
@given(parcels=_PARCELS)
def test_every_measure_is_what_its_definition_says(parcels: list[tuple[int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "LEAST_OWNERS", 1)
        found = _found(parcels)
    areas: dict[int, int] = {}
    counts: dict[int, int] = {}
    for owner, size in parcels:
        if owner != NOBODY:
            areas[owner] = areas.get(owner, 0) + size
            counts[owner] = counts.get(owner, 0) + 1
    if not areas:
        assert found == {}
        return
    assert found.pop("owners") == len(areas)
    expected = {
        f"{name}_{unit}": value
        for unit, amounts in (("acres", areas), ("parcels", counts))
        for name, value in _by_definition(list(amounts.values())).items()
    }
    assert found == pytest.approx(expected, abs=1e-6)


def test_of_few_owners_nothing_is_said_and_no_group_has_fewer_than_ten() -> None:
    assert _found([(owner, 5) for owner in range(1, 100)]) == {}
    of_some = _found([(owner, 5) for owner in range(1, 101)])
    assert of_some["largest_10_share_of_acres"] == pytest.approx(0.1)
    assert not [name for name in of_some if "percent" in name]
    of_many = _found([(owner, 5) for owner in range(1, 1_002)])
    assert of_many["largest_percent_share_of_parcels"] == pytest.approx(11 / 1_001, abs=1e-6)
    assert of_many["gini_of_acres"] == pytest.approx(0, abs=1e-6)


def test_land_of_no_size_has_no_shares() -> None:
    found = _found([(owner, 0) for owner in range(1, 101)])
    assert [name for name in found if name.endswith("acres")] == []
    assert found["owners"] == 100
