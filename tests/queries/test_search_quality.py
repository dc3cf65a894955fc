"""Of questions as people type them, how many find the right parcel, first or among five.

The questions are made of the addresses of the sample and of 107,064 parcels, by the corruptions
that ``tests/search_questions.py`` states. Lots with exactly the same address all count as right.
"""

from collections import Counter
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, Engine, select

from landtrust.domain.questions import parse_question
from landtrust.model.parcels import Parcel
from landtrust.model.roll import RollEntry
from landtrust.queries.finding import find
from tests.search_questions import Asked, Town

QUESTIONS = 560
LEAST_FIRST, LEAST_IN_FIVE = 0.97, 0.99
AMONG = 5

pytestmark = pytest.mark.sqlite_only("what both stores answer is compared in test_finding.py")


class Answered(NamedTuple):
    """How many questions of one kind there were, and how many were answered right."""

    asked: int
    first: int
    in_five: int


def _town(connection: Connection) -> Town:
    rows = connection.execute(
        select(Parcel.public_id, RollEntry.situs_address, RollEntry.situs_city)
        .join(RollEntry, RollEntry.parcel_id == Parcel.id)
        .where(RollEntry.recorded_to_id.is_(None), RollEntry.situs_address.is_not(None))
    )
    return Town((row[0], row[1] or "", row[2]) for row in rows)


def _answers(engine: Engine, seed: int) -> dict[str, Answered]:
    asked: Counter[str] = Counter()
    first: Counter[str] = Counter()
    in_five: Counter[str] = Counter()
    with engine.connect() as connection:
        for one in _town(connection).questions(QUESTIONS, seed):
            places = _places(connection, one)
            asked[one.corruption] += 1
            first[one.corruption] += places[:1] == [True]
            in_five[one.corruption] += any(places)
    return {kind: Answered(asked[kind], first[kind], in_five[kind]) for kind in asked}


def _places(connection: Connection, one: Asked) -> list[bool]:
    found = find(connection, parse_question(one.text))
    return [lot.public_id in one.right for lot in found.lots[:AMONG]]


def _require_quality(answers: dict[str, Answered]) -> None:
    asked, first, in_five = (sum(column) for column in zip(*answers.values(), strict=True))
    assert asked >= 500, answers
    assert first >= LEAST_FIRST * asked, answers
    assert in_five >= LEAST_IN_FIVE * asked, answers
    # No kind may hide behind the others.
    assert all(one.in_five >= 0.9 * one.asked for one in answers.values()), answers


def test_the_right_parcel_of_a_neighborhood_is_found(neighborhood: Engine) -> None:
    answers = _answers(neighborhood, seed=1)
    assert len(answers) == 15
    _require_quality(answers)


def test_the_right_parcel_of_a_county_is_found(county_size_store: Engine) -> None:
    answers = _answers(county_size_store, seed=2)
    assert len(answers) == 14  # its streets have no directions
    _require_quality(answers)
