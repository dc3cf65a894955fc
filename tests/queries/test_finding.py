"""What questions find, in the seeded town, the invented neighborhood and a made-up state."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, select, text

from landtrust.domain.questions import parse_question
from landtrust.domain.words import words_of
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelIdentifier
from landtrust.model.roll import RollEntry
from landtrust.model.streets import Street, StreetClue
from landtrust.queries import found_names, spatial
from landtrust.queries.finding import find, suggest
from landtrust.queries.found import Found
from landtrust.queries.spatial import is_one_of
from landtrust.queries.street_index import lots_at, lots_beside, lots_on, streets_under
from tests.seeded import HINDS, PRIVATE_PERSON, RANKIN, lot_id

MOST_STATEMENTS = 12


def _found(connection: Connection, question: str) -> Found:
    return find(connection, parse_question(question))


def _addresses(found: Found) -> list[str | None]:
    return [one.address for one in found.lots]


@pytest.mark.parametrize(
    ("question", "number"),
    [
        (lot_id("100-1"), "100-1"),
        ("100-1", "100-1"),
        ("Parcel # 100-1", "100-1"),
        ("P# 100-1", "100-1"),
        ("Hinds 100-1", "100-1"),
        ("28049 100-1", "100-1"),
        ("PPIN 77001", "100-1"),
        ("77001", "100-1"),
        ("100 4/a", "100 4/A"),
        (lot_id("100-9"), "100-9"),
        ("101 Example St", "100-1"),
        ("101 EXAMPLE STREET", "100-1"),
        ("example 101", "100-1"),
        ("103 example, hinds county", "100-2"),
        ("1 far road", "200-1"),
    ],
)
def test_every_way_leads_to_the_one_lot(seeded: Connection, question: str, number: str) -> None:
    found = _found(seeded, question)
    county = RANKIN if number == "200-1" else HINDS
    assert found.sure == lot_id(number, county)
    assert found.lots[0].is_exact


def test_a_house_number_between_two_offers_its_neighbors(seeded: Connection) -> None:
    (beside,) = _found(seeded, "102 Example St").beside
    assert (beside.house, beside.street.name) == (102, "EXAMPLE ST")
    assert [one.address for one in beside.lots] == ["101 EXAMPLE ST", "103 EXAMPLE ST"]


def test_neighbors_are_on_the_same_side_of_the_street_where_there_are_any(
    neighborhood: Engine,
) -> None:
    with neighborhood.connect() as connection:
        (beside,) = _found(connection, "1434 Hawthorn St").beside
    assert beside.below is not None
    assert beside.above is not None
    assert beside.below.house == 1432
    assert beside.above.house == 1438


@pytest.mark.parametrize(
    ("question", "sides"),
    [("1 example", [None, 101]), ("9999 example", [200, None])],
)
def test_before_the_first_house_or_after_the_last_there_is_one_neighbor(
    seeded: Connection, question: str, sides: list[int | None]
) -> None:
    (beside,) = _found(seeded, question).beside
    assert [one and one.house for one in (beside.below, beside.above)] == sides


def test_a_wrong_street_is_not_certain_and_offers_what_is_like_it(seeded: Connection) -> None:
    for question in (
        "101 Exumple St",
        "101 N Example St",
        "101 Example Ave",
        "101 Example, Byram",
    ):
        found = _found(seeded, question)
        assert found.sure is None
        assert _addresses(found)[:1] == ["101 EXAMPLE ST"]
        assert not found.lots[0].is_exact


def test_a_street_shows_its_lots_by_number_and_former_ones_are_not_on_it(
    seeded: Connection,
) -> None:
    found = _found(seeded, "Example Street")
    assert found.by == "street"
    assert [one.house for one in found.lots] == [101, 103, 200]
    assert not found.more_lots
    assert (found.streets[0].least, found.streets[0].most) == (101, 200)


def test_a_street_of_many_lots_says_that_there_are_more(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        found = _found(connection, "W Jubilee Ave, Jackson MS")
    assert len(found.lots) == 50
    assert found.more_lots
    houses = [one.house for one in found.lots if one.house is not None]
    assert houses == sorted(houses)


def test_two_streets_of_one_name_are_both_offered(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        found = _found(connection, "Holloway St")
    assert {one.name for one in found.streets} == {"N HOLLOWAY ST", "S HOLLOWAY ST"}
    assert found.lots == ()


def test_a_half_is_another_house(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        half = _found(connection, "226 1/2 Oriole Ln")
        every = _found(connection, "226 Oriole Ln")
    assert _addresses(half) == ["226 1/2 ORIOLE LN"]
    assert half.sure is not None
    assert "226 1/2 ORIOLE LN" not in [one.address for one in every.lots if one.is_exact]


def test_a_number_of_two_lots_is_not_certain(own_town: Connection) -> None:
    twice = [{"parcel_id": number, "scheme": "county_form", "value": "9-9"} for number in (1, 2)]
    own_town.execute(insert(ParcelIdentifier), twice)
    found = _found(own_town, "9-9")
    assert found.sure is None
    assert {one.parcel_number for one in found.lots} == {"100-1", "100-2"}


def test_places_are_found_by_name_spelled_as_it_may_be(neighborhood: Engine) -> None:
    asked = ("Hinds County", "hinsd", "Kush District", "kush", "district", "Jackson",
             "condado de Hinds")  # fmt: skip
    with neighborhood.connect() as connection:
        names = {
            question: {(one.kind, one.key) for one in _found(connection, question).places}
            for question in asked
        }
    assert names["kush"] == names["Kush District"]
    assert names["district"] == names["Kush District"]
    assert names["Hinds County"] == names["condado de Hinds"] == {("county", HINDS)}
    assert ("county", HINDS) in names["hinsd"]
    assert any(kind == "region" for kind, _ in names["Kush District"])
    assert ("town", "JACKSON") in names["Jackson"]


def test_owners_are_found_whose_names_are_public_and_no_person_is(seeded: Connection) -> None:
    assert _found(seeded, "red clay").owners == ("RED CLAY HOLDINGS LLC",)
    assert _found(seeded, "Sample Grove Church").owners == ("SAMPLE GROVE M B CHURCH",)
    assert _found(seeded, "clay far").owners == ()  # the one word is of the address
    for question in (PRIVATE_PERSON, "sampleton", "marigold", "Hidden Mail Ln", "9 hidden mail"):
        found = _found(seeded, question)
        assert found.is_empty, found


def test_an_owner_whom_rolls_write_both_ways_is_one(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        written = set(connection.scalars(select(RollEntry.owner_name_public)))
        owners = _found(connection, "jackson").owners
    assert {"CITY OF JACKSON", "JACKSON CITY OF"} <= written
    assert sum(sorted(one.split()) == ["CITY", "JACKSON", "OF"] for one in owners) == 1


@pytest.mark.parametrize("hits_read", [None, 3])
@pytest.mark.parametrize("asked", ["jackson", "llc", "mississippi", "church"])
def test_owners_with_most_lots_come_first_however_few_lots_can_be_counted(
    neighborhood: Engine, monkeypatch: pytest.MonkeyPatch, asked: str, hits_read: int | None
) -> None:
    if hits_read:
        monkeypatch.setattr(found_names, "_MOST_HITS", hits_read)
        monkeypatch.setattr(spatial, "ONE_OF", 1)
        monkeypatch.setattr(found_names, "ONE_OF", 1)
    with neighborhood.connect() as connection:
        lots = _lots_of_owners(connection, asked)
        owners = _found(connection, asked).owners
    counted = [lots[" ".join(sorted(one.split()))] for one in owners]
    assert counted == sorted(lots.values(), reverse=True)[:8]


def _lots_of_owners(connection: Connection, asked: str) -> Counter[str]:
    """Brute force: lots by the words of their owner's public name."""
    names = connection.scalars(
        select(RollEntry.owner_name_public)
        .join(ParcelFacts, ParcelFacts.roll_entry_id == RollEntry.id)
        .where(RollEntry.owner_name_public.is_not(None))
    )
    words = (words_of(one or "") for one in names)
    return Counter(" ".join(sorted(one)).upper() for one in words if asked in one)


def test_a_name_that_a_load_let_through_stays_hidden_behind_its_kind(own_town: Connection) -> None:
    own_town.execute(text("UPDATE parcel_facts SET owner_kind = 'person' WHERE parcel_id = 6"))
    assert _found(own_town, "red clay").owners == ()


def test_nothing_is_found_of_what_is_not_there(seeded: Connection) -> None:
    for question in ("qwertzuiop", "12 qwertzuiop", "&", "%", "~", "'", "12", "5 5 5", "a", "St"):
        assert _found(seeded, question).is_empty, question


def test_suggestions_follow_what_is_typed(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        begun = suggest(connection, parse_question("hol"))
        house = suggest(connection, parse_question("1433 w haw"))
        place = suggest(connection, parse_question("hin"))
        number = suggest(connection, parse_question("9831-21"))
        short = suggest(connection, parse_question("h"))
    assert {one.name for one in begun.streets} >= {"N HOLLOWAY ST", "S HOLLOWAY ST"}
    assert _addresses(house) == ["1433 W HAWTHORN ST"]
    assert ("county", HINDS) in {(one.kind, one.key) for one in place.places}
    assert number.by == "number"
    assert short.is_empty


BEGUN = ("hol", "lat", "kush", "hin", "1433 w haw", "226 ori", "w", "jub", "102 jubi", "n")


@pytest.mark.sqlite_only("what both stores answer is compared above")
def test_all_that_is_suggested_is_found_as_well(neighborhood: Engine) -> None:
    with neighborhood.connect() as connection:
        for text_begun in (*BEGUN, *(one[:4] for one in _street_names(connection))):
            question = parse_question(text_begun)
            offered, found = suggest(connection, question), find(connection, question)
            lots = {one.parcel_id for one in found.lots}
            streets = {one.id for one in (*found.streets, *found.like)}
            streets |= {one.street.id for one in found.beside}
            assert found.sure or {one.parcel_id for one in offered.lots} <= lots, text_begun
            assert found.sure or {one.id for one in offered.streets} <= streets, text_begun
            assert set(offered.places) <= set(found.places) or found.by == "address", text_begun


def _street_names(connection: Connection) -> list[str]:
    return sorted(set(connection.scalars(select(Street.bare))))[::4]


@pytest.mark.parametrize(
    "question",
    [
        "101 Example St",
        "102 Example St",
        "12 Exxampel Bird Qwertzuiop Ave, Jackson",
        "Example & Far",
        "red clay",
        "77001",
        "hinds",
    ],
)
def test_a_question_asks_a_few_statements_whatever_it_is(
    own_town: Connection, sent_statements: list[str], question: str
) -> None:
    sent_statements.clear()
    _found(own_town, question)
    assert len(sent_statements) <= MOST_STATEMENTS
    sent_statements.clear()
    suggest(own_town, parse_question(question))
    assert len(sent_statements) <= MOST_STATEMENTS


def _state_of_streets(connection: Connection, streets: int, houses: int) -> None:
    """Lots on many streets, straight into the tables; the plans are what is looked at."""
    connection.execute(
        insert(Street),
        [
            {"id": 100 + one, "county_fips": HINDS, "name": f"NAME{one} ST", "place": None,
             "direction": None, "bare": f"NAME{one}", "suffix": "ST"}
            for one in range(streets)
        ],
    )  # fmt: skip
    connection.execute(
        insert(StreetClue),
        [{"clue": f"=NAME{one}", "street_id": 100 + one} for one in range(streets)],
    )
    entry = {"source_key": "sample", "recorded_from_id": 2, "content_hash": b"\0" * 16,
             "owner_kind": "person", "parcel_id": 1}  # fmt: skip
    connection.execute(
        insert(RollEntry),
        [
            {**entry, "id": 1000 + 100 * one + house, "street_id": 100 + one, "house_number": house}
            for one in range(streets)
            for house in range(houses)
        ],
    )
    connection.execute(text("ANALYZE"))
    if connection.dialect.name == "postgresql":
        # A table of some pages is read through sooner than its index; can the index be used?
        connection.execute(text("SET LOCAL enable_seqscan = off"))


def _plans(connection: Connection, sent: list[tuple[str, Any]]) -> str:
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[connection.dialect.name]
    plans = (connection.exec_driver_sql(explain + one, values) for one, values in sent)
    return "\n".join(str(row) for plan in plans for row in plan)


def test_no_question_reads_a_whole_table(own_town: Connection) -> None:
    _state_of_streets(own_town, 400, 25)
    sent: list[tuple[str, Any]] = []

    def note(*given: object) -> None:
        sent.append((str(given[2]), given[3]))

    event.listen(own_town, "before_cursor_execute", note)
    ids = [one.id for one in streets_under(own_town, ["=NAME7", "=NAME8"])]
    assert len(ids) == 2
    assert len(lots_at(own_town, ids, [3], 10)) == 2
    assert lots_beside(own_town, ids, 99)[ids[0]]
    assert len(lots_on(own_town, ids[0], 50)) == 25
    event.remove(own_town, "before_cursor_execute", note)
    plans = _plans(own_town, sent)
    for table in ("roll_entry", "street_clue"):
        assert f"Seq Scan on {table}" not in plans
        assert f"SCAN {table}" not in plans
    assert "ix_roll_entry_street" in plans


def test_texts_are_told_from_numbers_in_a_list_of_values(seeded: Connection) -> None:
    texts = select(Parcel.id).where(
        is_one_of(seeded, Parcel.public_id.expression, [lot_id("100-1"), "'; --"])
    )
    assert list(seeded.scalars(texts)) == [1]
    facts = ParcelFacts.parcel_id
    numbers = select(facts).where(is_one_of(seeded, facts.expression, [1, 2])).order_by(facts)
    assert list(seeded.scalars(numbers)) == [1, 2]
