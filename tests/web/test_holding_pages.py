"""Pages of holdings and parties: what each kind of reader finds there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from landtrust.database import writing
from landtrust.domain.sales import Sale
from landtrust.queries.histories import history
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record
from landtrust.services.evidence import EvidenceFacts, record_evidence
from landtrust.services.holdings import Acquisition, publish_holding, record_acquisition
from landtrust.services.interests import Burden, record_responsibility, record_restriction
from landtrust.services.leases import HomeSale, record_resale
from landtrust.services.parties import Holder, PartyFacts, record_party
from landtrust.services.stewardship import record_monitoring
from landtrust.web.standpoints import format_moment
from tests.book import Book, halves
from tests.people import visitor
from tests.seeded import lot_id

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "${alert(2)} ` </script><script>alert(3)</script>",
    '" onfocus=alert(4) autofocus x="',
    "{{7*7}} {% raw %} {# <svg onload=alert(5)> &lt;b&gt;",
    "javascript:alert(6) <!-- \u2028 -->",
)
HOSTILE = " ".join(PAYLOADS)
FAMILY = "The Lantern household"
NEXT_FAMILY = "The Orchard household"


@dataclass(frozen=True)
class Town:
    """What is recorded: numbers of units and parties."""

    house: int
    field: int
    hidden: int
    trust: int
    family: int
    bank: int


@pytest.fixture
def town(staffed: Engine) -> Town:
    """A leased house and a cooperative's field that are published, and a lot that is not."""
    with writing(staffed) as connection:
        book = Book(connection)
        trust, family = book.trust(), book.party(FAMILY, "group", "household")
        following = book.party(NEXT_FAMILY, "group", "household")
        growers = book.party("Sample Growers", "group", "cooperative")
        bank = book.party("Sample Credit Union", "organization")
        house = book.holding(trust, date(2015, 3, 1), "100-1", "100-2", building="The house")
        lease = book.lease(house, date(2016, 7, 1), Holder(family))
        sale = Sale(
            purchase_price_cents=6_000_000, bought_on=date(2016, 7, 1), sold_on=date(2021, 7, 1)
        )
        sold = HomeSale(sale, [Holder(following)], 6_100_000)
        record_resale(connection, book.errand("record_resale"), lease, sold)
        mortgage = Burden("mortgage", date(2016, 7, 1), bank, rank=1, amount_cents=4_500_000)
        record_restriction(connection, book.errand("record_restriction"), house, mortgage)
        deed = EvidenceFacts("tax_deed", "Tax deed of 2015", book="812", page="44")
        record_evidence(connection, book.errand("record_evidence"), deed, house)
        field = book.holding(growers, date(2018, 3, 1), "100-5")
        hidden = book.holding(bank, date(2019, 1, 1), "100-3")
        for unit, parts in ((house, ["holding", "terms", "papers"]), (field, ["holding"])):
            publish_holding(connection, book.errand("publish_holding"), unit, parts)
        return Town(house, field, hidden, trust, family, bank)


def _texts(clients: dict[Tier, FlaskClient], address: str) -> dict[Tier, str]:
    return {tier: client.get(address).text for tier, client in clients.items()}


def test_the_list_says_what_is_held_in_common_on_a_day(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    public = clients[Tier.PUBLIC]
    now = public.get("/holdings").text
    assert "in 3 parcels" in now
    assert "Sample Land Trust owns it since March 1, 2015: 2 parcels" in now
    assert "The land is leased." in now
    assert f"/holdings/{town.field}" in now
    before = public.get("/holdings?as_of=2015-02-28").text
    assert "0 parcels" in before
    assert "Nothing is published here for that day." in before
    later = public.get("/holdings?as_of=2017-01-01").text
    assert "On January 1, 2017, " in later
    assert "Sample Growers" not in later


def test_the_list_is_filtered_and_a_bad_filter_is_named(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    organizer = clients[Tier.ORGANIZER]
    assert f"/holdings/{town.hidden}" in organizer.get("/holdings?held=other").text
    assert f"/holdings/{town.house}" not in organizer.get("/holdings?held=other").text
    leased = organizer.get("/holdings?leased=yes&held=&as_of=").text
    assert "1 holding of 3" in leased
    assert "No holding fits." in organizer.get("/holdings?leased=yes&held=other").text
    for query in ("leased=perhaps", "as_of=yesterday", "as_of=2026-02-30", "who=me"):
        answer = organizer.get(f"/holdings?{query}")
        assert answer.status_code == 400
        assert query.partition("=")[0] in answer.text


def test_the_public_finds_what_is_published_and_nothing_of_the_rest(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    public = clients[Tier.PUBLIC]
    assert public.get(f"/holdings/{town.hidden}").status_code == 404
    assert public.get(f"/parties/{town.bank}").status_code == 404
    assert public.get(f"/parties/{town.family}").status_code == 404
    for address in ("/holdings", "/parties", f"/holdings/{town.house}", f"/parties/{town.trust}"):
        answer = public.get(address)
        assert answer.status_code == 200, address
        assert "Set-Cookie" not in answer.headers
        assert "private" not in answer.headers.get("Cache-Control", "")
        for hidden in (FAMILY, NEXT_FAMILY, "Sample Credit Union", "Mortgage", "$61,000"):
            assert hidden not in answer.text, (address, hidden)


def test_a_holding_says_more_to_those_who_may_know_more(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    texts = _texts(clients, f"/holdings/{town.house}")
    for text in texts.values():
        assert "99 years" in text
        assert "Tax deed" in text
    assert "book 812" not in texts[Tier.PUBLIC]
    assert "Tax deed, book 812, page 44" in texts[Tier.ORGANIZER]
    assert "Sample Credit Union" in texts[Tier.ORGANIZER]
    assert FAMILY not in texts[Tier.ORGANIZER]
    assert "A household" in texts[Tier.ORGANIZER]
    assert f"/parties/{town.family}" not in texts[Tier.ORGANIZER]
    assert f"/holdings/{town.house}/papers/new" in texts[Tier.ORGANIZER]
    assert f"/holdings/{town.house}/split" not in texts[Tier.ORGANIZER]
    assert NEXT_FAMILY in texts[Tier.STEWARD]
    assert "The building is sold for $61,000." in texts[Tier.STEWARD]
    assert "What was recorded, the latest first" in texts[Tier.STEWARD]
    assert f"/holdings/{town.house}/split" in texts[Tier.STEWARD]
    assert "What was recorded" not in texts[Tier.ORGANIZER]


def test_of_a_holding_of_which_only_itself_is_public_the_rest_is_not(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    text = clients[Tier.PUBLIC].get(f"/holdings/{town.field}").text
    assert "Sample Growers owns this land" in text
    assert "Papers" not in text
    assert "What lies on it" not in text


def _event_before(page: str) -> str:
    link = re.search(r'rel="prev"\s+href="([^"]+)"', page)
    assert link
    return link[1]


def test_time_goes_from_event_to_event_by_links(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    page = f"/holdings/{town.house}"
    steward = clients[Tier.STEWARD]
    assert _event_before(steward.get(page).text) == f"{page}?as_of=2021-07-01"
    former = steward.get(f"{page}?as_of=2021-07-01").text
    assert _event_before(former) == f"{page}?as_of=2016-07-01"
    assert 'rel="next"' in former
    before = steward.get(f"{page}?as_of=2014-03-01").text
    assert "On March 1, 2014, nobody owned this land" in before
    assert f"{page}?as_of=2015-03-01" in before
    then = steward.get(f"{page}?as_of=2017-01-01").text
    assert f"and {FAMILY} leased it" in then


def test_a_steward_reads_what_the_book_said_before_a_correction(
    staffed: Engine, clients: dict[Tier, FlaskClient], town: Town
) -> None:
    with writing(staffed) as connection:
        former = history(connection, [town.house])[0].recorded_at
        errand = replace(Book(connection).errand("correct_record"), why="The deed says so")
        correct_record(connection, errand, "property_unit", town.house, {"name": "The corner"})
    page = f"/holdings/{town.house}"
    now = clients[Tier.STEWARD].get(page).text
    assert "Sample Steward: corrected" in now
    assert "Holding, name: Holding 100-1and100-2 → The corner" in now
    assert "Why: The deed says so" in now
    before = clients[Tier.STEWARD].get(f"{page}?recorded_as_of={format_moment(former)}").text
    assert "Holding 100-1and100-2</h1>" in before
    assert "You read what the book said on" in before
    assert clients[Tier.STEWARD].get(f"{page}?recorded_as_of=2020-01-01").status_code == 404
    assert clients[Tier.STEWARD].get(f"{page}?recorded_as_of=once upon").status_code == 400


def test_former_knowledge_is_for_stewards(clients: dict[Tier, FlaskClient], town: Town) -> None:
    for address in ("/holdings", f"/holdings/{town.house}", "/parties", f"/parties/{town.trust}"):
        asked = f"{address}?recorded_as_of=2026-11-26"
        assert clients[Tier.PUBLIC].get(asked).status_code == 401
        assert clients[Tier.ORGANIZER].get(asked).status_code == 403
        assert clients[Tier.STEWARD].get(asked).status_code == 200


def test_a_duty_says_when_it_is_due_again(
    staffed: Engine, clients: dict[Tier, FlaskClient], town: Town
) -> None:
    with writing(staffed) as connection:
        book = Book(connection)
        duty = Burden("stewardship", date(2015, 3, 1), town.trust, every_months=12)
        errand = book.errand("record_responsibility")
        number = record_responsibility(connection, errand, town.house, duty)
        visit = book.errand("record_monitoring")
        record_monitoring(connection, visit, number, date(2026, 5, 1), "The roof is dry")
    texts = _texts(clients, f"/holdings/{town.house}")
    for tier in (Tier.ORGANIZER, Tier.STEWARD):
        assert "Due again on May 1, 2027" in texts[tier]
        assert "The roof is dry" in texts[tier]
    assert "The roof is dry" not in texts[Tier.PUBLIC]


def test_a_party_says_all_that_it_holds_and_held(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    text = clients[Tier.STEWARD].get(f"/parties/{town.family}").text
    assert FAMILY in text
    assert "At other times" in text
    assert "Ground lease" in text
    assert clients[Tier.ORGANIZER].get(f"/parties/{town.family}").status_code == 404


def test_members_and_shares_of_a_group_are_for_stewards(
    staffed: Engine, clients: dict[Tier, FlaskClient]
) -> None:
    with writing(staffed) as connection:
        book = Book(connection)
        ann, ben = book.party("Ann Sample"), book.party("Ben Sample")
        facts = PartyFacts("Sample Growers Two", "group", "cooperative")
        errand = book.errand("record_party")
        group = record_party(connection, errand, facts, halves(ann, ben), date(2020, 1, 1))
    text = clients[Tier.STEWARD].get(f"/parties/{group}").text
    assert "Ann Sample" in text
    assert "1/2, since January 1, 2020" in text
    assert "Sample Growers Two" in clients[Tier.STEWARD].get(f"/parties/{ann}").text
    assert "Ann Sample" not in clients[Tier.ORGANIZER].get(f"/parties/{group}").text


def test_the_page_of_a_parcel_names_the_holding_that_the_reader_may_see(
    clients: dict[Tier, FlaskClient], town: Town
) -> None:
    held = _texts(clients, f"/parcels/{lot_id('100-1')}")
    assert all(f"/holdings/{town.house}" in text for text in held.values())
    hidden = _texts(clients, f"/parcels/{lot_id('100-3')}")
    assert f"/holdings/{town.hidden}" not in hidden[Tier.PUBLIC]
    assert f"/holdings/{town.hidden}" in hidden[Tier.ORGANIZER]


def test_the_head_of_every_page_leads_to_the_holdings_and_stewards_can_record(
    clients: dict[Tier, FlaskClient],
) -> None:
    texts = _texts(clients, "/holdings")
    assert all('href="/holdings" aria-current="page"' in text for text in texts.values())
    assert "/holdings/new" not in texts[Tier.PUBLIC]
    assert "/holdings/new" in texts[Tier.ORGANIZER]
    assert "/holdings/new" in texts[Tier.STEWARD]


def test_x1_to_x4_hostile_names_and_notes_are_shown_and_never_run(
    staffed: Engine, staffed_app: Flask
) -> None:
    with writing(staffed) as connection:
        book = Book(connection)
        party = book.party(HOSTILE, "organization")
        unit = book.holding(party, date(2020, 1, 1), "100-1", building=HOSTILE)
        paper = EvidenceFacts("deed", HOSTILE, book=HOSTILE, page=HOSTILE, number=HOSTILE)
        record_evidence(connection, book.errand("record_evidence"), paper, unit)
        burden = Burden("servitude", date(2020, 1, 1), party, description=HOSTILE)
        record_restriction(connection, book.errand("record_restriction"), unit, burden)
        named = replace(book.errand("correct_record"), why=HOSTILE)
        changes = {"name": HOSTILE[:200], "note": HOSTILE}
        correct_record(connection, named, "property_unit", unit, changes)
    steward = visitor(staffed_app, "steward")
    for address in (
        "/holdings",
        f"/holdings/{unit}",
        "/parties",
        f"/parties/{party}",
        f"/parcels/{lot_id('100-1')}",
        f"/holdings/{unit}/correct",
        f"/holdings/{unit}/lease",
    ):
        answer = steward.get(address)
        assert answer.status_code == 200, address
        assert "&lt;img src=x onerror=alert(1)&gt;" in answer.text, address
        for sign in ("<img src=x", "<script>alert", "<svg onload", '" onfocus=', "<!-- \u2028"):
            assert sign not in answer.text, (address, sign)


@pytest.fixture
def asked(staffed: Engine) -> Iterator[list[str]]:
    """Every statement that is sent to the store of this test."""
    sent: list[str] = []

    def note(*event_values: object) -> None:
        sent.append(str(event_values[2]))

    event.listen(staffed, "before_cursor_execute", note)
    yield sent
    event.remove(staffed, "before_cursor_execute", note)


def test_a_page_asks_the_store_so_many_times_however_much_there_is(
    clients: dict[Tier, FlaskClient], town: Town, asked: list[str]
) -> None:
    most = {f"/holdings/{town.house}": 22, f"/holdings/{town.field}": 22, "/holdings": 8}
    for address, number in most.items():
        asked.clear()
        assert clients[Tier.STEWARD].get(address).status_code == 200
        statements = [one for one in asked if not one.startswith("BEGIN")]
        assert len(statements) <= number, (address, len(statements))
        assert sum("audit_event" in one for one in statements) <= 1


def test_a_building_alone_has_a_page_without_a_drawing(
    staffed: Engine, clients: dict[Tier, FlaskClient]
) -> None:
    with writing(staffed) as connection:
        book = Book(connection)
        owner = Holder(book.trust())
        hall = Acquisition("The hall", [], [owner], date(2020, 1, 1), buildings=["The hall"])
        unit = record_acquisition(connection, book.errand("record_acquisition"), hall)
    text = clients[Tier.STEWARD].get(f"/holdings/{unit}").text
    assert "Building" in text
    assert "not a survey" not in text.partition("site-foot")[0]
    assert "a building." in clients[Tier.STEWARD].get("/holdings").text
