"""Pages of families, shares, the board and duties: from the form to the book and back."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from landtrust.database import writing
from landtrust.queries.visibility import Tier
from landtrust.services.interests import Burden, record_responsibility
from landtrust.services.stewardship import Seat, seat_board
from tests.book import Book
from tests.people import send
from tests.stores import values_of

Clients = dict[Tier, FlaskClient]
HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }}"
SINCE = date(2024, 1, 1)


@pytest.fixture
def steward(clients: Clients) -> FlaskClient:
    """A steward's browser."""
    return clients[Tier.STEWARD]


def _post(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    return send(client, address, fields)


def _party(client: FlaskClient, name: str, kind: str, **more: str) -> str:
    answer = _post(client, "/parties/new", name=name, kind=kind, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def _number(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_family_is_entered_and_its_fractions_become_shares(steward: FlaskClient) -> None:
    address = f"{_party(steward, 'Heirs of Ruth', 'heirs')}/family"
    assert "Nobody is entered yet." in steward.get(address).text
    first = _post(
        steward, address, who_name="Ruth Sample", died_on="1961-05-02", split="parts",
        heir_1_name="Ann Sample", heir_1_part="1/2", heir_2_name=HOSTILE, heir_2_part="1/4",
    )  # fmt: skip
    assert first.status_code == 303
    page = steward.get(address).text
    assert "1/4 of the whole was Ruth Sample" in page
    assert "&lt;img src=x" in page
    assert "{{ 7*7 }}" in page
    assert "<img src=x" not in page
    assert _post(steward, f"{address}/shares", since="2026-01-01").status_code == 409
    number = page.partition(">Ruth Sample</option>")[0].rpartition('value="')[2].partition('"')[0]
    more = _post(steward, address, who=number, split="parts", heir_1_name="Cy", heir_1_part="1/4")
    assert more.status_code == 303
    assert _post(steward, f"{address}/shares").status_code == 400
    assert _post(steward, f"{address}/shares", since="2026-01-01").status_code == 303
    assert "These are the shares that the group is recorded with." in steward.get(address).text


def test_mistakes_in_a_family_are_said_beside_what_was_typed(steward: FlaskClient) -> None:
    address = f"{_party(steward, 'Heirs of Ruth', 'heirs')}/family"
    for fields, said in (
        ({}, "Choose who died"),
        ({"who": "1", "who_name": "Ruth"}, "not both"),
        ({"who_name": "Ruth"}, "Name at least one heir"),
        ({"who_name": "Ruth", "heir_1_part": "1/2"}, "choose an heir or write a new name"),
        ({"who_name": "Ruth", "heir_1_name": "Ann", "heir_1_part": "1/2"}, "are to be equal"),
        ({"who_name": "Ruth", "heir_1_name": "Ann", "split": "parts"}, "has no part"),
        ({"who_name": "Ruth", "heir_1_name": "Ann", "split": "parts", "heir_1_part": "2"}, "share"),
        ({"who_name": "Ruth", "heir_1_name": "Ann", "died_on": "long ago"}, "is not a day"),
    ):
        answer = _post(steward, address, **fields)
        assert answer.status_code == 400, fields
        assert said in answer.text, fields


def test_the_law_is_a_suggestion_that_records_nothing(
    steward: FlaskClient, staffed: Engine
) -> None:
    address = f"{_party(steward, 'Heirs of Ruth', 'heirs')}/family/suggestion"
    answer = _post(steward, address, spouse="Sam", children="Ann, Ben", grandchildren="Eve, Fay;")
    for said in ("Sam: 1/4", "Ann: 1/4", "Eve: 1/8", "§ 91-1-7", "Nobody here has read it"):
        assert said in answer.text
    assert "ask an attorney" in _post(steward, address).text
    assert _post(steward, address, spouse="Sam, Tom").status_code == 400
    assert _post(steward, address, children=",".join("x" * 101)).status_code == 400
    assert values_of(staffed, "SELECT count(*) FROM inheritance") == [0]


def test_members_come_and_shares_change(steward: FlaskClient) -> None:
    ann, lee, kim = (_number(_party(steward, name, "person")) for name in ("Ann", "Lee", "Kim"))
    coop = _party(
        steward, "Sample Co-op", "cooperative", since="2020-01-01",
        member_1=ann, member_1_share="1/2", member_3=lee, member_3_share="50%",
    )  # fmt: skip
    page = steward.get(f"{coop}/shares").text
    assert page.count(">1/2</td>") == 2
    joined = _post(steward, f"{coop}/members", joining=kim, share="1/3", joined_on="2021-01-01")
    assert joined.status_code == 303
    assert steward.get(f"{coop}/shares").text.count(">1/3</td>") == 3
    wrong = _post(steward, f"{coop}/shares", since="2022-01-01", member_1=ann, member_1_share="1/3")
    assert wrong.status_code == 409
    assert "2/3 is missing" in wrong.text
    right = _post(steward, f"{coop}/shares", since="2022-01-01", member_1=ann, member_1_share="1")
    assert right.status_code == 303
    for fields in ({"share": "1/3"}, {"joining": kim}, {"joining": kim, "share": "x"}):
        answer = _post(steward, f"{coop}/members", joined_on="2023-01-01", **fields)
        assert answer.status_code == 400
    half = _post(steward, f"{coop}/shares", since="2022-01-01", member_1=ann)
    assert "needs both" in half.text
    assert steward.get(f"/parties/{ann}/shares").status_code == 404


def test_a_party_needs_a_kind_and_two_of_one_name_are_told_apart(clients: Clients) -> None:
    organizer = clients[Tier.ORGANIZER]
    assert _post(organizer, "/parties/new", name="Ann").status_code == 400
    assert _post(organizer, "/parties/new", kind="person").status_code == 400
    first, second = (_party(organizer, "Ann Sample", "person") for _ in range(2))
    page = organizer.get("/parties/new").text
    for address in (first, second):
        assert f"Ann Sample (number {_number(address)})" in page


def test_the_board_is_seated_corrected_and_ended(steward: FlaskClient, clients: Clients) -> None:
    ann = _number(_party(steward, "Ann Sample", "person"))
    seat = {"kind": "leaseholder", "seat": "Leaseholders 1", "valid_from": "2024-01-01"}
    assert _post(steward, "/board", **seat, party_id=ann).status_code == 303
    assert _post(steward, "/board", **{**seat, "kind": "king"}).status_code == 400
    assert _post(steward, "/board", kind="public", seat="Public 1").status_code == 400
    number = _number(steward.get("/board").text.partition('href="/board/')[2].partition('"')[0])
    assert "Ann Sample" in steward.get("/board").text
    for tier in (Tier.PUBLIC, Tier.ORGANIZER):
        page = clients[tier].get("/board").text
        assert "Ann Sample" not in page
        assert "Leaseholders have 1 of 1 seats" in page
    changed = {**seat, "seat": "Leaseholders, first seat", "party_id": ann}
    assert _post(steward, f"/board/{number}", **changed).status_code == 303
    assert _post(steward, f"/board/{number}", **changed, seen="1").status_code == 409
    assert _post(steward, f"/board/{number}/end", on="2026-01-01").status_code == 303
    assert _post(steward, f"/board/{number}/end").status_code == 400
    assert "nobody was seated since" in steward.get("/board").text
    assert _post(steward, f"/board/{number}/withdraw", seen="1").status_code == 409
    assert _post(steward, f"/board/{number}/withdraw").status_code == 303
    assert "No seat is recorded yet." in steward.get("/board").text


def test_a_board_in_thirds_and_a_vacant_seat_are_said(clients: Clients, staffed: Engine) -> None:
    with writing(staffed) as connection:
        book = Book(connection)
        for kind in ("leaseholder", "community", "public"):
            seat = Seat(kind, kind, SINCE, None, book.party(f"{kind} person"))
            seat_board(connection, book.errand("seat_board"), seat)
        empty = Seat("public", "Another", SINCE)
        seat_board(connection, book.errand("seat_board"), empty)
    page = clients[Tier.PUBLIC].get("/board").text
    assert "exactly a third" in page
    assert "1 seat is vacant" in page
    assert "nobody" in clients[Tier.ORGANIZER].get("/board").text


def test_a_visit_is_recorded_from_the_list_of_duties(clients: Clients, staffed: Engine) -> None:
    with writing(staffed) as connection:
        book = Book(connection)
        trust = book.trust()
        unit = book.holding(trust, SINCE, "100-1")
        burden = Burden("stewardship", SINCE, trust, every_months=12, description=HOSTILE)
        errand = book.errand("record_responsibility")
        duty = record_responsibility(connection, errand, unit, burden)
    organizer = clients[Tier.ORGANIZER]
    page = organizer.get("/duties").text
    assert "1 duty is overdue" in page
    assert "<img src=x" not in page
    address = f"/duties/{duty}"
    assert _post(organizer, address, done_on="2026-11-01").status_code == 400
    assert _post(organizer, address, found="All well").status_code == 400
    sent = _post(organizer, address, done_on="2026-11-01", found="All well: {{ 7*7 }}")
    assert sent.status_code == 303
    assert "0 duties are overdue" in organizer.get("/duties").text
    assert "All well: {{ 7*7 }}" in organizer.get(address).text


def test_without_duties_the_list_says_so(clients: Clients) -> None:
    assert "No duty is recorded." in clients[Tier.ORGANIZER].get("/duties").text
