"""Filters by a list that rows have: each store answers as Python does."""

import json

import pytest
from sqlalchemy import Connection, insert

from landtrust.domain.filtering.checking import check_filter
from landtrust.domain.filtering.evaluation import is_met
from landtrust.domain.filtering.reading import read_filter
from landtrust.model.changes import ParcelChange
from landtrust.queries.features.asking import GEOMETRY, Asking
from landtrust.queries.features.changes import CHANGE_QUALITIES, ChangeFeatures
from tests.seeded import PRIVATE_PERSON

_BECAME: tuple[list[str], ...] = (
    ["28049-a", "28049-b"],
    ["28049-b"],
    [],
    ["28049-é", "28049-100-5"],
)
_ASKED = (
    "A_CONTAINS(became, ('28049-b'))",
    "A_CONTAINS(('28049-b', '28049-c'), became)",
    "A_CONTAINS(became, ('28049-b', '28049-b', '28049-a'))",
    "A_CONTAINEDBY(became, ('28049-b', '28049-a'))",
    "A_CONTAINEDBY(('28049-b'), became)",
    "A_EQUALS(became, ('28049-b', '28049-a', '28049-a'))",
    "A_EQUALS(('28049-b'), became)",
    "A_OVERLAPS(became, ('x', '28049-é'))",
    "NOT A_OVERLAPS(('28049-a', parcel_id), became)",
    "A_OVERLAPS(became, became) AND A_EQUALS(became, became)",
    "A_CONTAINS(became, (1)) OR A_CONTAINS(became, (1, '28049-b'))",
    "A_CONTAINEDBY(became, (1, day, '28049-b'))",
    "A_OVERLAPS(became, (geometry, TRUE, ('28049-a', 'x'), CASEI(parcel_id)))",
    "became IS NULL",
    "became IS NOT NULL AND kind = 'split'",
)  # fmt: skip


@pytest.mark.parametrize("asked", _ASKED)
def test_a_list_of_a_row_is_asked_as_a_set(own_town: Connection, asked: str) -> None:
    own_town.execute(
        insert(ParcelChange),
        [
            {
                "snapshot_id": 2, "parcel_id": 5, "kind": "split", "former_outline": None,
                "evidence": json.dumps({"share_of_land_in": dict.fromkeys(became, 0.5)}),
            }
            for became in _BECAME
        ],
    )  # fmt: skip
    condition = check_filter(read_filter(asked), CHANGE_QUALITIES, lambda shape: shape.geometry)
    features = ChangeFeatures()
    every = features.page(own_town, Asking()).features
    assert len(every) == len(_BECAME) + 1
    expected = [
        one.id
        for one in every
        if is_met(
            condition,
            {
                "became": list(one.says.became), "parcel_id": one.says.parcel_id,
                "kind": one.says.kind, "day": one.says.day, GEOMETRY: None,
            },
        )
    ]  # fmt: skip
    found = features.page(own_town, Asking(condition=condition)).features
    assert [one.id for one in found] == expected


def test_no_list_tells_who_owned_land_before(own_town: Connection) -> None:
    own_town.execute(
        insert(ParcelChange),
        [{"snapshot_id": 2, "parcel_id": 5, "kind": "owner changed", "former_outline": None,
          "evidence": json.dumps({"share_of_land_in": {PRIVATE_PERSON: 1}})}],
    )  # fmt: skip
    asked = f"A_OVERLAPS(became, ('{PRIVATE_PERSON}'))"
    condition = check_filter(read_filter(asked), CHANGE_QUALITIES, lambda shape: shape.geometry)
    assert ChangeFeatures().count(own_town, Asking(condition=condition)) == 0
