"""Pages of papers: lists, the form, corrections, and who may fetch a copy."""

import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.visibility import Tier
from landtrust.services.parties import Holder
from tests.book import Book, on
from tests.papers import PDF
from tests.people import key_in, send, token_in
from tests.web.paper_forms import BOUGHT, paper_ids, send_file, send_paper

pytestmark = pytest.mark.sqlite_only(
    "papers are written and read on both stores in tests of services"
)

Clients = dict[Tier, FlaskClient]
TITLE = "Lease of Marigold Sample"
TODAY = date(2026, 11, 25)


@pytest.fixture
def holding(staffed: Engine) -> int:
    """A leased holding of the trust."""
    with writing(staffed) as connection:
        book = Book(connection)
        unit = book.holding(book.trust(), BOUGHT, "100-1", building="The house")
        book.lease(unit, BOUGHT, Holder(book.party("Marigold Sample")))
        return unit


def _lease_right(engine: Engine, holding: int) -> int:
    with engine.connect() as connection:
        seen = holding_detail(connection, holding, on(TODAY), Tier.STEWARD)
        return next(one.id for one in seen.interests if one.type == "lease")


def test_a_paper_goes_from_the_form_to_the_list_and_to_its_reader(
    clients: Clients, holding: int
) -> None:
    client = clients[Tier.ORGANIZER]
    fields = {"dated_on": "2015-03-01", "book": "12", "page": "34", "number": "77-1"}
    answer = send_paper(client, holding, file=(io.BytesIO(PDF), "deed.pdf"), **fields)
    assert answer.headers["Location"] == f"/holdings/{holding}/papers"
    page = client.get(answer.headers["Location"]).text
    assert "Deed of the lot" in page
    assert "Deed, of March 1, 2015, book 12, page 34, number 77-1" in page
    (number,) = paper_ids(client, holding)
    assert "deed.pdf, 1 KB" in client.get(f"/papers/{number}").text
    with client.get(f"/papers/{number}/copy") as copy:
        assert copy.data == PDF


def test_a_leases_paper_is_for_stewards_in_every_way(
    clients: Clients, staffed: Engine, holding: int
) -> None:
    shows = str(_lease_right(staffed, holding))
    organizer, steward = clients[Tier.ORGANIZER], clients[Tier.STEWARD]
    file = (io.BytesIO(PDF), "Marigold lease.pdf")
    assert "Marigold" not in organizer.get(f"/holdings/{holding}/papers/new").text
    answer = send_paper(organizer, holding, title=TITLE, shows=shows, file=file)
    assert answer.status_code == 303, "whoever records it may"
    (number,) = paper_ids(steward, holding)
    with steward.get(f"/papers/{number}/copy") as copy:
        assert copy.data == PDF
    assert paper_ids(organizer, holding) == []
    assert "Marigold" not in organizer.get(f"/holdings/{holding}/papers").text
    for address in (f"/papers/{number}", f"/papers/{number}/copy"):
        answer = organizer.get(address)
        assert answer.status_code == 404
        assert "Marigold" not in answer.text
        assert clients[Tier.PUBLIC].get(address).status_code == 401
    added = send_file(
        organizer,
        f"/papers/{number}/copy",
        {
            "csrf_token": token_in(organizer.get("/account").text),
            "file": (io.BytesIO(PDF), "a.pdf"),
        },
    )
    assert added.status_code == 404


def test_a_paper_can_show_only_what_belongs_to_its_holding(clients: Clients, holding: int) -> None:
    answer = send_paper(clients[Tier.ORGANIZER], holding, shows="1")
    assert answer.status_code == 400
    assert "Choose what the paper shows." in answer.text


def test_a_form_that_is_sent_twice_counts_once(clients: Clients, holding: int) -> None:
    client = clients[Tier.ORGANIZER]
    key = key_in(client.get(f"/holdings/{holding}/papers/new").text)
    for _ in range(2):
        file = (io.BytesIO(PDF), "deed.pdf")
        assert send_paper(client, holding, form_key=key, file=file).status_code == 303
    assert len(paper_ids(client, holding)) == 1


def test_a_form_with_a_mistake_comes_back_with_what_was_typed(
    clients: Clients, holding: int
) -> None:
    client = clients[Tier.ORGANIZER]
    for fields, said in (
        ({"dated_on": "soon"}, "is not a day"),
        ({"dated_on": "2026-02-30"}, "is not a day"),
        ({"kind": "song"}, "is not one of"),
        ({"shows": "x"}, "Choose one of those offered."),
    ):
        answer = send_paper(client, holding, book="B & <12>", **fields)
        assert answer.status_code == 400
        assert said in answer.text
        assert "B &amp; &lt;12&gt;" in answer.text
    assert paper_ids(client, holding) == []


def test_a_steward_corrects_a_paper_and_takes_it_back(clients: Clients, holding: int) -> None:
    steward = clients[Tier.STEWARD]
    send_paper(steward, holding)
    (number,) = paper_ids(steward, holding)
    address = f"/papers/{number}"
    fields = {"kind": "tax_deed", "title": "Tax deed", "seen": _seen(steward, address)}
    assert send(steward, address, fields, page=address).status_code == 303
    assert "Tax deed" in steward.get(address).text
    answer = send(steward, address, {**fields, "title": "Mine"}, page=address)
    assert answer.status_code == 409, "somebody had changed it meanwhile"
    assert "Somebody changed this" in answer.text
    empty = {"kind": "deed", "seen": _seen(steward, address)}
    assert send(steward, address, empty, page=address).status_code == 400
    for status, seen in ((409, "1"), (303, _seen(steward, address))):
        answer = send(steward, f"{address}/withdraw", {"seen": seen}, page=address)
        assert answer.status_code == status
    assert steward.get(address).status_code == 404


def _seen(client: FlaskClient, address: str) -> str:
    page = client.get(address).text
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_a_copy_is_added_to_a_paper_that_had_none(clients: Clients, holding: int) -> None:
    client = clients[Tier.ORGANIZER]
    send_paper(client, holding, file=(io.BytesIO(b""), ""))
    (number,) = paper_ids(client, holding)
    address = f"/papers/{number}/copy"
    assert client.get(address).status_code == 404
    token = token_in(client.get("/account").text)
    assert send_file(client, address, {"csrf_token": token}).status_code == 400
    sent = {"csrf_token": token, "file": (io.BytesIO(PDF), "deed.pdf")}
    assert send_file(client, address, sent).status_code == 303
    with client.get(address) as copy:
        assert copy.data == PDF


def test_a_copy_that_is_gone_from_the_disk_is_told(
    clients: Clients, staffed_app: Flask, holding: int
) -> None:
    client = clients[Tier.ORGANIZER]
    send_paper(client, holding, file=(io.BytesIO(PDF), "deed.pdf"))
    folder = staffed_app.extensions["landtrust_evidence"]
    for one in folder.fingerprints():
        folder.path(one).unlink()
    (number,) = paper_ids(client, holding)
    answer = client.get(f"/papers/{number}/copy")
    assert answer.status_code == 404
    assert "not on the disk" in answer.text


def test_the_public_reads_the_list_where_the_trust_lets_it(
    clients: Clients, staffed: Engine, holding: int
) -> None:
    send_paper(clients[Tier.ORGANIZER], holding)
    address = f"/holdings/{holding}/papers"
    assert clients[Tier.PUBLIC].get(address).status_code == 404
    with writing(staffed) as connection:
        connection.exec_driver_sql("UPDATE property_unit SET public_parts = 'holding,papers'")
    page = clients[Tier.PUBLIC].get(address).text
    assert "Deed of the lot" not in page
    assert "<h2>Deed</h2>" in page
    assert "/papers/" not in page.replace(address, "")


def test_a_familys_papers_are_kept_with_it(clients: Clients, staffed: Engine) -> None:
    with writing(staffed) as connection:
        family = Book(connection).party("Heirs of Ruth", "group", "heirs")
    steward = clients[Tier.STEWARD]
    address = f"/parties/{family}/papers"
    fields = {"kind": "will", "title": "Will of Ruth", "shows": str(family)}
    assert send(steward, f"{address}/new", fields, page=f"{address}/new").status_code == 303
    assert "Will of Ruth" in steward.get(address).text
    assert f'href="/parties/{family}"' in steward.get(address).text
    assert clients[Tier.ORGANIZER].get(address).status_code == 404
