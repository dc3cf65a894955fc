"""The secret link of what somebody sent, and the desk where organizers decide on it."""

import re
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from landtrust.domain.suggestions import DECISIONS, KINDS, STATES
from landtrust.queries.suggestions import SaidOfParcel, approved_suggestions
from landtrust.queries.visibility import Tier
from landtrust.web.suggestion_words import (
    DECISION_CHOICES,
    KIND_CHOICES,
    KIND_WORDS,
    PUBLIC_KIND_WORDS,
    STATE_SENTENCES,
    STATE_WORDS,
)
from tests.people import key_in, send, token_in, visitor
from tests.say import files_of
from tests.seeded import lot_id
from tests.stores import rows_of, values_of
from tests.web.say_forms import CONTACT, NAME, TEXT, Resident, link_in

LOT = lot_id("100-2")
PUBLIC = "A neighbor would like a garden here."


@pytest.fixture
def link(resident: Resident) -> str:
    """The path of the secret link of what was sent of a lot, with a name and a contact."""
    return link_in(resident.say(f"?parcel={LOT}", name=NAME, contact=CONTACT))


@pytest.fixture
def desk(staffed_app: Flask) -> FlaskClient:
    """An organizer's browser."""
    return visitor(staffed_app, "organizer")


def _address(engine: Engine) -> str:
    (number,) = values_of(engine, "SELECT id FROM suggestion")
    return f"/suggestions/{number}"


def _decide(client: FlaskClient, address: str, what: str, **typed: str) -> TestResponse:
    """Open the page of one, and decide as its form does."""
    page = client.get(address).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    fields = {"csrf_token": token_in(page), "form_key": key_in(page), "seen": seen[1]}
    return client.post(address, data={**fields, "decision": what, **typed})


def _deleted(client: FlaskClient, link: str, what: str) -> TestResponse:
    page = client.get(link).text
    fields = {"csrf_token": token_in(page), "form_key": key_in(page), "delete": what}
    # As browsers do from a page that tells nobody its address.
    return client.post(link, data=fields, headers={"Origin": "null"})


def _public(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [one.text for one in approved_suggestions(connection, 2)]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["", "x", "unknown"])
def test_the_page_of_a_link_is_kept_by_nobody_whether_there_is_one_or_not(
    resident: Resident, link: str, token: str, method: str
) -> None:
    address = f"/suggestion/{token}" if token else link
    data = {"csrf_token": token_in(resident.client.get("/suggest").text), "delete": "sender"}
    answer = resident.client.open(address, method=method, data=data if method == "POST" else None)
    assert answer.status_code == (404 if token else 303 if method == "POST" else 200)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in answer.headers


def test_the_page_with_the_link_is_kept_by_nobody_either(resident: Resident) -> None:
    answer = resident.say()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "/suggestion" in resident.client.get("/robots.txt").text


def test_a_link_that_is_nobodys_costs_the_same_questions(
    resident: Resident, link: str, staffed: Engine
) -> None:
    sent: list[str] = []
    event.listen(staffed, "before_cursor_execute", lambda *given: sent.append(str(given[2])))
    resident.client.get(link)
    known, sent[:] = list(sent), []
    resident.client.get(f"/suggestion/{'a' * 32}")
    assert sent == known


def test_no_page_hands_the_link_on(resident: Resident, link: str) -> None:
    page = resident.client.get(link).text
    assert "next=" not in page
    assert "noindex" in page
    others = set(re.findall(r'(?:href|action)="([^"]*suggestion/[^"]*)"', page))
    assert others == {link, f"/es{link}"}, "its own forms, and itself in the other language"


def test_a_sender_deletes_who_they_are(resident: Resident, link: str, staffed: Engine) -> None:
    assert "We keep your name and how to reach you" in resident.client.get(link).text
    assert _deleted(resident.client, link, "sender").headers["Location"] == link
    page = resident.client.get(link).text
    assert "We keep neither" in page
    assert TEXT in page
    kept = "SELECT sender_name, sender_contact FROM suggestion"
    assert rows_of(staffed, kept) == [{"sender_name": None, "sender_contact": None}]


@pytest.mark.parametrize(
    ("given", "said"),
    [({"name": NAME}, "We keep your name, for"), ({"contact": CONTACT}, "We keep how to reach")],
)
def test_the_page_says_what_is_kept(resident: Resident, given: dict[str, str], said: str) -> None:
    assert said in resident.client.get(link_in(resident.say(**given))).text


def test_a_sender_deletes_everything_once_however_often_they_click(
    resident: Resident, link: str, staffed: Engine, desk: FlaskClient
) -> None:
    _decide(desk, _address(staffed), "approve", public_text=PUBLIC)
    page = resident.client.get(link).text
    fields = {"csrf_token": token_in(page), "form_key": key_in(page), "delete": "all"}
    answers = [resident.client.post(link, data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Everything is deleted" in answer.text for answer in answers)
    assert values_of(staffed, "SELECT count(*) FROM suggestion") == [0]
    assert _public(staffed) == []
    assert resident.client.get(link).status_code == 404


@pytest.mark.sqlite_only("what lies in the files of a store")
def test_nothing_of_what_a_sender_deletes_stays_in_the_files(
    resident: Resident, link: str, staffed: Engine
) -> None:
    assert TEXT.encode() in files_of(staffed)
    _deleted(resident.client, link, "sender")
    assert NAME.encode() not in files_of(staffed)
    _deleted(resident.client, link, "all")
    assert TEXT.encode() not in files_of(staffed)


def test_a_click_again_on_deleting_who_one_is_changes_nothing(
    resident: Resident, link: str
) -> None:
    page = resident.client.get(link).text
    fields = {"csrf_token": token_in(page), "form_key": key_in(page), "delete": "sender"}
    answers = [resident.client.post(link, data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]


def test_what_shall_be_deleted_is_chosen(resident: Resident, link: str, staffed: Engine) -> None:
    assert _deleted(resident.client, link, "nothing").status_code == 400
    assert resident.client.post(link, data={"delete": "all"}).status_code == 403
    assert values_of(staffed, "SELECT count(*) FROM suggestion") == [1]


def test_organizers_read_the_oldest_first_and_find_the_rest(
    resident: Resident, desk: FlaskClient
) -> None:
    for number in range(5):
        resident.say(message=f"Message {number}: a garden, please.")
    page = desk.get("/suggestions").text
    assert re.findall(r"Message (\d)", page) == ["0", "1", "2", "3"]
    assert "New (5)" in page
    more = re.search(r'href="(/suggestions\?[^"]*from=\d+)"', page)
    assert more
    assert re.findall(r"Message (\d)", desk.get(unescape(more[1])).text) == ["4"]
    assert "There is nothing here" in desk.get("/suggestions?state=spam").text
    for wrong in ("?state=lost", "?from=x", "?to=1"):
        assert desk.get(f"/suggestions{wrong}").status_code == 400


def test_an_organizer_reads_who_wrote_and_what(
    link: str, desk: FlaskClient, staffed: Engine, staffed_app: Flask
) -> None:
    del link
    page = desk.get(_address(staffed)).text
    for shown in (TEXT, NAME, CONTACT, "103 Example St"):
        assert shown in page
    for tier in ("steward", None):
        answer = visitor(staffed_app, tier).get(_address(staffed))
        assert (answer.status_code, CONTACT in answer.text) == (
            (200, True) if tier else (401, False)
        )


def test_what_is_published_is_the_organizers_text_alone(
    resident: Resident, link: str, desk: FlaskClient, staffed: Engine
) -> None:
    assert _public(staffed) == []
    answer = _decide(
        desk, _address(staffed), "approve", public_text=PUBLIC, answer="Thank you!", parcel=LOT
    )
    assert answer.headers["Location"] == "/suggestions"
    assert _public(staffed) == [PUBLIC]
    page = resident.client.get(link).text
    assert "Thank you!" in page
    assert PUBLIC in page
    assert "Everything is read and decided" in desk.get("/suggestions").text
    assert PUBLIC in desk.get(_address(staffed)).text
    book = str(rows_of(staffed, "SELECT * FROM audit_event WHERE action = 'decide_suggestion'"))
    assert "Organizer Example" in book
    for private in (TEXT, PUBLIC, NAME, CONTACT, "Thank you!"):
        assert private not in book


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"decision": "approve", "public_text": f"{NAME} wants it."}, "name or the contact"),
        ({"decision": "approve", "public_text": PUBLIC, "parcel": " "}, "Say which lot"),
        ({"decision": "approve", "public_text": PUBLIC, "parcel": "/parcels/28049-x"}, "no lot"),
        ({"decision": "answer", "answer": ""}, "Write the answer"),
        ({"decision": ""}, "Choose what shall become"),
    ],
)
def test_a_decision_that_cannot_be_loses_nothing(
    link: str, desk: FlaskClient, staffed: Engine, typed: dict[str, str], said: str
) -> None:
    del link
    fields = {"answer": "A long answer.", "public_text": PUBLIC, "parcel": LOT, **typed}
    answer = _decide(desk, _address(staffed), fields.pop("decision"), **fields)
    assert answer.status_code == 400
    assert said in answer.text
    for name in ("answer", "public_text"):
        assert fields[name].strip() in answer.text
    assert values_of(staffed, "SELECT state FROM suggestion") == ["new"]


@pytest.mark.parametrize(
    "parcel", [LOT, f" {LOT} ", f"https://land.example/es/parcels/{LOT}/?as_of=2020-01-01"]
)
def test_an_organizer_says_which_lot_a_text_means(
    resident: Resident, desk: FlaskClient, staffed: Engine, parcel: str
) -> None:
    resident.say()
    _decide(desk, _address(staffed), "approve", public_text=PUBLIC, parcel=parcel)
    assert _public(staffed) == [PUBLIC]
    _decide(desk, _address(staffed), "answer", answer="We will ask.", parcel="")
    assert _public(staffed) == []
    assert values_of(staffed, "SELECT parcel_id FROM suggestion") == [None]


def test_who_decides_second_sees_that_somebody_was_first(
    link: str, desk: FlaskClient, staffed_app: Flask, staffed: Engine
) -> None:
    del link
    address = _address(staffed)
    page = desk.get(address).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    steward = visitor(staffed_app, "steward")
    assert _decide(steward, address, "answer", answer="We will ask.").status_code == 303
    fields = {"csrf_token": token_in(page), "seen": seen[1], "decision": "decline",
              "answer": "No, we cannot."}  # fmt: skip
    answer = desk.post(address, data=fields)
    assert answer.status_code == 409
    assert "after you opened it" in answer.text
    assert "No, we cannot." in answer.text
    assert values_of(staffed, "SELECT answer FROM suggestion") == ["We will ask."]


def test_spam_is_marked_in_the_list_with_one_click_and_two_are_one(
    resident: Resident, link: str, desk: FlaskClient, staffed: Engine
) -> None:
    page = desk.get("/suggestions").text
    form = re.search(r'class="row-actions".*?</form>', page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form[0]))
    for _ in range(2):
        assert desk.post(_address(staffed), data=fields).headers["Location"] == "/suggestions"
    (row,) = rows_of(staffed, "SELECT * FROM suggestion")
    assert (row["state"], row["sender_name"], row["parcel_id"]) == ("spam", None, 2)
    assert "It was not taken up" in resident.client.get(link).text


def test_each_decision_deletes_what_is_kept_no_longer(
    resident: Resident, desk: FlaskClient, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident.say(name=NAME)
    _decide(desk, _address(staffed), "answer", answer="We will ask.")
    resident.say()
    resident.clock.later(days=31)
    monkeypatch.setattr("landtrust.web.suggestion_desk.now", resident.clock)
    newest = values_of(staffed, "SELECT max(id) FROM suggestion")[0]
    assert values_of(staffed, "SELECT count(*) FROM suggestion WHERE sender_name = ?", NAME) == [1]
    _decide(desk, f"/suggestions/{newest}", "decline")
    assert values_of(staffed, "SELECT count(*) FROM suggestion WHERE sender_name = ?", NAME) == [0]


def test_every_kind_state_and_decision_has_its_words() -> None:
    for words in (KIND_CHOICES, KIND_WORDS, PUBLIC_KIND_WORDS):
        assert set(words) == set(KINDS)
    assert set(STATE_WORDS) == set(STATE_SENTENCES) == set(STATES)
    assert set(DECISION_CHOICES) == set(DECISIONS)


def test_who_only_looks_at_the_list_deletes_it_too_unless_somebody_writes(
    resident: Resident, desk: FlaskClient, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident.say(name=NAME)
    _decide(desk, _address(staffed), "answer", answer="We will ask.")
    resident.clock.later(days=31)
    monkeypatch.setattr("landtrust.web.suggestion_desk.now", resident.clock)
    kept = "SELECT count(*) FROM suggestion WHERE sender_name = ?"
    with monkeypatch.context() as busy:
        busy.setattr("landtrust.web.suggestion_desk.tidy_suggestions", _fail)
        assert desk.get("/suggestions").status_code == 200
    assert values_of(staffed, kept, NAME) == [1]
    assert desk.get("/suggestions").status_code == 200
    assert values_of(staffed, kept, NAME) == [0]


def _fail(*_given: object) -> None:
    raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))


def test_the_page_of_a_lot_says_what_residents_said_and_leads_to_the_form(
    staffed_app: Flask,
) -> None:
    said = SaidOfParcel("offer", "<b>Land</b> for\na garden.", datetime(2026, 11, 23, tzinfo=UTC))
    header = SimpleNamespace(public_id=LOT)
    with staffed_app.test_request_context(f"/parcels/{LOT}"):
        page = render_template("parcel_said.html", said=(said,), header=header)
        none = render_template("parcel_said.html", said=(), header=header, may_be_offered=True)
    assert "&lt;b&gt;Land&lt;/b&gt; for\na garden." in page
    assert "Offer, November 23, 2026" in page
    assert "Nobody has said anything" in none
    for kind in ("lot", "mistake", "offer"):
        assert f'href="/suggest?parcel={LOT}&amp;kind={kind}"' in none


def test_what_was_approved_stands_on_the_page_of_its_lot(
    link: str, desk: FlaskClient, staffed: Engine, resident: Resident
) -> None:
    address = f"/parcels/{LOT}"
    assert PUBLIC not in resident.client.get(address).text
    _decide(desk, _address(staffed), "approve", public_text=PUBLIC)
    page = resident.client.get(address).text
    assert PUBLIC in page
    assert NAME not in page
    assert CONTACT not in page
    assert link not in page


def test_the_menu_leads_organizers_there_and_nobody_else(
    desk: FlaskClient, client: FlaskClient
) -> None:
    assert 'href="/suggestions"' in desk.get("/about").text
    assert 'href="/suggestions"' not in client.get("/about").text
    assert Tier.ORGANIZER < Tier.STEWARD
    assert send(desk, "/suggestions/999", {"decision": "spam"}).status_code == 404
