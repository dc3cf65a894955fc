"""People who live on land and heirs: no page and no file names them to organizers or the public."""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, select

from landtrust.database import writing
from landtrust.domain.shares import WHOLE
from landtrust.model.ownership import Interest
from landtrust.queries.visibility import Tier
from landtrust.services.evidence import EvidenceFacts, record_evidence
from landtrust.services.holdings import publish_holding
from landtrust.services.interests import Burden, record_responsibility, record_restriction
from landtrust.services.parties import Holder, PartyFacts, record_party
from landtrust.services.stewardship import Death, Seat, record_inheritance, seat_board
from tests.book import Book
from tests.people import key_in, send
from tests.seeded import lot_id
from tests.web.permission_table import ROUTES

BOUGHT, LEASED, MET = date(2015, 1, 1), date(2016, 1, 1), date(2017, 1, 1)
ALL_PARTS = ["holding", "terms", "papers"]
OUTSIDE = (Tier.PUBLIC, Tier.ORGANIZER)
MARK = "Vesper"
"""Stands in every name that nobody below a steward may read, and in the words about them."""


@dataclass(frozen=True)
class Told:
    """What is recorded: numbers by what stands in addresses, and of those who are protected."""

    numbers: dict[str, list[int]]
    protected: set[int]
    unit: int


def _right(connection: Connection, unit: int, code: str) -> int:
    found = select(Interest.thing_id).where(Interest.unit_id == unit, Interest.type == code)
    return connection.scalars(found).one()


def _lease_to(book: Book, unit: int, name: str) -> int:
    """A household of this name leases the house; its only member keeps it insured."""
    member = book.party(f"Mia {name}")
    facts = PartyFacts(name, "group", "household")
    family = record_party(
        book.connection, book.errand("record_party"), facts, [Holder(member)], LEASED
    )
    book.lease(unit, LEASED, Holder(family))
    burden = Burden("insurance", LEASED, member, description=f"By {name}", every_months=12)
    record_responsibility(book.connection, book.errand("record_responsibility"), unit, burden)
    return family


@pytest.fixture
def told(staffed: Engine) -> Told:
    """A leased house with a loan on the lease, and heirs who hold a lot; all of it published."""
    with writing(staffed) as connection:
        book = Book(connection)
        trust, bank = book.trust(), book.party(f"{MARK} Lenders", "organization")
        house = book.holding(trust, BOUGHT, "100-1", building="House")
        family = _lease_to(book, house, f"The {MARK} household")
        lease = _right(connection, house, "lease")
        loan = Burden("mortgage", MET, bank, on_interest_id=lease, description=f"Of {MARK}")
        loan_id = record_restriction(connection, book.errand("record_restriction"), house, loan)
        guest = book.party(f"Gil {MARK}")
        living = Burden("tax_payment", MET, guest, description="Pays for the lot")
        heir, dead = book.party(f"Zoe {MARK}"), book.party(f"Zed {MARK}")
        heirs = book.party(f"Heirs of {MARK}", "group", "heirs")
        death = Death(
            dead,
            [
                Holder(heir, WHOLE),
            ],
            MET,
        )
        record_inheritance(connection, book.errand("record_inheritance"), heirs, death)
        lot = book.holding(heirs, BOUGHT, "100-2")
        taxes = record_responsibility(
            connection, book.errand("record_responsibility"), lot, replace(living, party_id=heir)
        )
        book.lease(lot, MET, Holder(guest))
        duty = _right(connection, house, "insurance")
        papers = [
            record_evidence(connection, book.errand("record_evidence"),
                            EvidenceFacts(kind, f"Of {MARK}", MET, MARK, MARK, MARK), shown)
            for kind, shown in (
                ("other", duty), ("deed", loan_id), ("contract", lease), ("will", heirs),
                ("deed", _right(connection, lot, "ownership")), ("will", house), ("other", taxes),
                ("other", heir),
            )
        ]  # fmt: skip
        for unit in (house, lot):
            publish_holding(connection, book.errand("publish_holding"), unit, ALL_PARTS)
        seat = Seat("community", "A seat", MET, party_id=heir)
        seat_id = seat_board(connection, book.errand("seat_board"), seat)
        protected = {family, family - 1, guest, heir, dead, heirs}
        everybody = sorted({trust, bank, *protected})
        numbers = {
            "holdings": [house, lot], "parties": everybody, "papers": papers,
            "duties": [duty, taxes], "board": [seat_id], "accounts": [999], "audit": [1],
            "suggestions": [999],
        }  # fmt: skip
        return Told(numbers, protected, house)


def _addresses(told: Told) -> Iterator[str]:
    for (method, pattern), row in ROUTES.items():
        if method != "GET" or pattern in {"/metrics", "/readyz"}:
            continue
        values = {name: [value] for name, value in row.values.items()}
        for name in values.keys() & {"number", "holding_id", "party_id"}:
            values[name] = [str(one) for one in told.numbers[pattern.split("/")[1]]]
        if "parcel_id" in values:
            values["parcel_id"] = [lot_id("100-1"), lot_id("100-2")]
        query = f"?{row.query}" if row.query else ""
        for chosen in product(*values.values()):
            given = dict(zip(values, chosen, strict=True))
            yield _filled(pattern, given) + query


def _filled(pattern: str, given: Mapping[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: given[part[1]], pattern)


@pytest.mark.parametrize("tier", OUTSIDE)
def test_no_page_and_no_file_names_them_or_leads_to_them(
    tier: Tier, clients: dict[Tier, FlaskClient], told: Told
) -> None:
    wrong = []
    for address in _addresses(told):
        answer = clients[tier].get(address)
        packed = answer.headers.get("Content-Encoding") == "gzip"
        text = (gzip.decompress(answer.data) if packed else answer.data).decode(errors="replace")
        answer.close()
        text = text.replace(f"{MARK} Lenders", "") if tier is Tier.ORGANIZER else text
        # A page that asks for a sign-in leads back to the address that was asked for.
        text = text.replace(address, "")
        linked = {int(one) for one in re.findall(r"/parties/(\d+)", text)}
        offered = {int(one) for one in re.findall(r'<option value="(\d+)"', text)}
        if MARK in text or (linked | offered) & told.protected:
            wrong.append(f"{address} {answer.status_code}")
    assert wrong == []


def test_stewards_read_all_of_it(clients: dict[Tier, FlaskClient], told: Told) -> None:
    steward = clients[Tier.STEWARD]
    for address in (f"/holdings/{told.unit}", f"/holdings/{told.unit}/papers", "/duties",
                    "/parties", "/holdings.csv", "/board"):  # fmt: skip
        assert MARK in steward.get(address).text, address
    for number in told.protected:
        assert steward.get(f"/parties/{number}").status_code == 200
        for tier in OUTSIDE:
            for page in ("", "/papers"):
                assert clients[tier].get(f"/parties/{number}{page}").status_code == 404


def test_heirs_are_any_group_to_others(clients: dict[Tier, FlaskClient], told: Told) -> None:
    lot = told.numbers["holdings"][1]
    for tier in OUTSIDE:
        assert "A group of people" in clients[tier].get(f"/holdings/{lot}").text
        assert "heirs" not in clients[tier].get("/holdings.csv").text.replace("others", "")


def test_more_families_ask_the_store_no_more_often(
    staffed: Engine, clients: dict[Tier, FlaskClient], told: Told
) -> None:
    sent: list[str] = []
    event.listen(staffed, "before_cursor_execute", lambda *values: sent.append(str(values[2])))
    pages = ("/holdings", "/holdings.csv", "/duties", "/parties", "/map/holdings.json",
             f"/holdings/{told.unit}", f"/holdings/{told.unit}/papers")  # fmt: skip

    def count() -> list[int]:
        counted = []
        for page in pages:
            sent.clear()
            assert clients[Tier.ORGANIZER].get(page).status_code == 200
            counted.append(len(sent))
        return counted

    before = count()
    with writing(staffed) as connection:
        book = Book(connection)
        trust = book.party("Another Trust", "organization")
        for lot in ("100-3", "100-5"):
            unit = book.holding(trust, BOUGHT, lot, building=f"House {lot}")
            _lease_to(book, unit, f"Household of {lot}")
    assert count() == before


def test_organizers_publish_no_person_and_name_no_trust(
    staffed_app: Flask, clients: dict[Tier, FlaskClient]
) -> None:
    del staffed_app
    for tier, count in ((Tier.ORGANIZER, 0), (Tier.STEWARD, 1)):
        page = clients[tier].get("/parties/new").text
        assert page.count('name="is_public"') == page.count('name="is_trust"') == count
    organizer = clients[Tier.ORGANIZER]
    for more in ({"is_public": "yes"}, {"is_trust": "yes"}):
        fields = {"name": "Jane Sample", "kind": "person", **more}
        fields["form_key"] = key_in(organizer.get("/parties/new").text)
        assert send(organizer, "/parties/new", fields).status_code == 403
    heirs = {"name": "Heirs of Sample", "kind": "heirs"}
    heirs["form_key"] = key_in(organizer.get("/parties/new").text)
    assert send(organizer, "/parties/new", heirs).location == "/parties"
    assert "Jane Sample" not in clients[Tier.STEWARD].get("/parties").text
    first = organizer.get("/holdings/new").text
    assert "(the trust)" not in first
