"""Parcel numbers, with whatever people write between their parts, or with the end left off."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, event, insert

from landtrust.domain.questions import parse_question
from landtrust.model.parcels import ParcelIdentifier
from landtrust.queries.finding import find, suggest
from landtrust.queries.found import Found
from landtrust.queries.parcel_numbers import parcels_by_number
from tests.seeded import HINDS

MOST_STATEMENTS = 12
NUMBER, SHORT, PPIN = "999912000640009000", "9821-34", "991510"


def _found(connection: Connection, question: str) -> Found:
    return find(connection, parse_question(question))


@pytest.fixture
def town(neighborhood: Engine) -> Iterator[Connection]:
    with neighborhood.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("9821 34", SHORT),
        ("982134", SHORT),
        ("9821.34", SHORT),
        ("9821/34", SHORT),
        ("Hinds 9821 34", SHORT),
        ("parcel # 982134", SHORT),
        ("999912 000640 009000", NUMBER),
        ("9999-12-000640009000", NUMBER),
        ("9999.12.0006.40.009.000", NUMBER),
        ("28049 999912 000640 009000", NUMBER),
        ("99-15-10", PPIN),
    ],
)
def test_a_number_is_found_whatever_stands_between_its_parts(
    town: Connection, written: str, number: str
) -> None:
    (known,) = parcels_by_number(town, [number])[number]
    found = _found(town, written)
    assert found.sure == known
    assert found.lots[0].is_exact


@pytest.mark.parametrize("written", [NUMBER[:15], f"9999-12-{NUMBER[6:15]}", "999912 000640 009"])
def test_numbers_that_begin_with_what_was_typed_are_offered_and_none_is_certain(
    town: Connection, written: str
) -> None:
    for found in (_found(town, written), suggest(town, parse_question(written))):
        assert found.by == "number"
        assert found.sure is None
        assert found.lots
        assert not any(one.is_exact for one in found.lots)
        assert all(one.parcel_number.startswith(NUMBER[:15]) for one in found.lots)


def test_a_short_beginning_is_not_compared(town: Connection) -> None:
    assert _found(town, "9999").by != "number"
    assert _found(town, "39203").by != "number"


@pytest.mark.parametrize("value", ["072D17 001", "072D-17-001", "072D17001"])
def test_every_way_to_part_a_number_is_the_same_number(own_town: Connection, value: str) -> None:
    others = [{"parcel_id": 2, "scheme": "county_form", "value": value}]
    own_town.execute(insert(ParcelIdentifier), others)
    for written in ("072D-17-001", "072d 17 001", value):
        assert [one.parcel_id for one in _found(own_town, written).lots] == [2], written


def test_a_number_with_letters_of_a_street_is_left_to_the_streets(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        assert _found(connection, "1433 w hawthorn").by == "address"
        assert _found(connection, "1433 haw").by != "number"


def test_numbers_of_another_county_are_not_of_the_one_that_was_named(seeded: Connection) -> None:
    assert _found(seeded, "Rankin 770-01").sure is None
    assert (_found(seeded, "Hinds 770-011").sure, _found(seeded, "770-0199").sure) == (None, None)


def test_comparing_numbers_takes_a_few_statements(neighborhood: Engine) -> None:
    sent: list[str] = []
    event.listen(neighborhood, "before_cursor_execute", lambda *one: sent.append(one[2]))
    with neighborhood.connect() as connection:
        for written in ("982134", "999912 000640 009", "770 555 321 99", f"{HINDS} 99-15-10"):
            sent.clear()
            _found(connection, written)
            assert len(sent) <= MOST_STATEMENTS, written
