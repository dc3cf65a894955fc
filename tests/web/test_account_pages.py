"""What stewards do with accounts, and what people do with an invitation."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.queries.accounts import account_named
from landtrust.queries.audit import AuditRow
from landtrust.queries.visibility import Tier
from landtrust.services.record_book import Actor, Errand, recording
from landtrust.web.audit_words import Change, changes
from tests.people import PASSWORD, key_in, send, sign_in, token_in, visitor
from tests.stores import values_of

pytestmark = pytest.mark.sqlite_only(
    "what forms change is written by services that are tested on both stores"
)

Clients = dict[Tier, FlaskClient]


def _number(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        return account_named(connection, name).id


def _link(steward: FlaskClient, role: str = "organizer") -> str:
    """The path of a new invitation's link."""
    fields = {"invited_name": "Nell Newcomer", "role": role}
    page = send(steward, "/accounts/invitations", fields, page="/accounts").text
    found = re.search(r'value="http://localhost(/invitation/[\w-]+)"', page)
    assert found, page
    return found[1]


def _accept(client: FlaskClient, link: str, **more: str) -> int:
    fields = {
        "name": "Nell",
        "display_name": "Nell Newcomer",
        "password": PASSWORD,
        "again": PASSWORD,
        **more,
    }
    return send(client, link, fields, page=link).status_code


def test_an_invitation_makes_one_account_and_signs_its_person_in(
    clients: Clients, staffed_app: Flask
) -> None:
    link = _link(clients[Tier.STEWARD])
    newcomer = visitor(staffed_app)
    assert _accept(newcomer, link) == 303
    assert "Nell Newcomer" in newcomer.get("/account").text
    assert newcomer.get("/accounts").status_code == 403
    assert visitor(staffed_app).get(link).status_code == 404
    assert sign_in(visitor(staffed_app), "NELL").status_code == 303


def test_the_link_is_shown_once_and_kept_from_other_sites(clients: Clients) -> None:
    link = _link(clients[Tier.STEWARD])
    assert link not in clients[Tier.STEWARD].get("/accounts").text
    answer = clients[Tier.PUBLIC].get(link)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_form_of_an_invitation_comes_back_with_what_is_wrong(
    clients: Clients, staffed_app: Flask
) -> None:
    link, newcomer = _link(clients[Tier.STEWARD]), visitor(staffed_app)
    assert _accept(newcomer, link, again="not the same at all") == 400
    common = {"password": "password1234", "again": "password1234"}
    assert _accept(newcomer, link, **common) == 400
    assert _accept(newcomer, link, name="organizer") == 409
    assert _accept(newcomer, link) == 303


def test_an_invitation_that_was_withdrawn_cannot_be_used(clients: Clients, staffed: Engine) -> None:
    link = _link(clients[Tier.STEWARD])
    (number,) = values_of(staffed, "SELECT id FROM invitation")
    address = f"/accounts/invitations/{number}/withdraw"
    assert "Nell Newcomer" in clients[Tier.STEWARD].get("/accounts").text
    assert send(clients[Tier.STEWARD], address, {}, page="/accounts").status_code == 303
    assert clients[Tier.PUBLIC].get(link).status_code == 404
    assert send(clients[Tier.STEWARD], address, {}, page="/accounts").status_code == 404


def test_a_form_that_is_sent_twice_invites_once(clients: Clients, staffed: Engine) -> None:
    page = clients[Tier.STEWARD].get("/accounts").text
    fields = {
        "csrf_token": token_in(page),
        "form_key": key_in(page),
        "invited_name": "Nell",
        "role": "steward",
    }
    answers = [
        clients[Tier.STEWARD].post("/accounts/invitations", data=fields).status_code
        for _ in range(2)
    ]
    assert answers == [200, 303]
    assert values_of(staffed, "SELECT count(*) FROM invitation") == [1]


def test_a_closed_account_is_out_at_once_and_comes_back(clients: Clients, staffed: Engine) -> None:
    number = _number(staffed, "organizer")
    steward, organizer = clients[Tier.STEWARD], clients[Tier.ORGANIZER]
    assert send(steward, f"/accounts/{number}/close", {}).status_code == 303
    assert organizer.get("/account").status_code == 401
    assert sign_in(organizer, "organizer").status_code == 401
    assert send(steward, f"/accounts/{number}/open", {}).status_code == 303
    assert sign_in(organizer, "organizer").status_code == 303


def test_another_role_begins_with_the_next_signing_in(clients: Clients, staffed: Engine) -> None:
    number = _number(staffed, "organizer")
    steward, organizer = clients[Tier.STEWARD], clients[Tier.ORGANIZER]
    assert send(steward, f"/accounts/{number}/role", {"role": "steward"}).status_code == 303
    assert organizer.get("/accounts").status_code == 401
    sign_in(organizer, "organizer")
    assert organizer.get("/accounts").status_code == 200


@pytest.mark.parametrize(("what", "fields"), [("close", {}), ("role", {"role": "organizer"})])
def test_the_last_open_steward_stays(
    clients: Clients, staffed: Engine, what: str, fields: dict[str, str]
) -> None:
    number = _number(staffed, "steward")
    answer = send(clients[Tier.STEWARD], f"/accounts/{number}/{what}", fields)
    assert answer.status_code == 409
    assert "last open steward" in answer.text


def test_the_same_change_sent_twice_is_made_once(clients: Clients, staffed: Engine) -> None:
    steward = clients[Tier.STEWARD]
    page = steward.get("/accounts").text
    fields = {"csrf_token": token_in(page), "form_key": key_in(page)}
    address = f"/accounts/{_number(staffed, 'organizer')}/close"
    assert [steward.post(address, data=fields).status_code for _ in range(2)] == [303, 303]
    made = "SELECT count(*) FROM audit_event WHERE action = 'change_account'"
    assert values_of(staffed, made) == [1]


def test_a_key_that_this_site_never_gave_is_refused(clients: Clients, staffed: Engine) -> None:
    address = f"/accounts/{_number(staffed, 'organizer')}/close"
    answer = send(clients[Tier.STEWARD], address, {"form_key": "guess"})
    assert answer.status_code == 400


def test_the_log_says_who_did_what_and_never_a_password(clients: Clients, staffed: Engine) -> None:
    steward = clients[Tier.STEWARD]
    send(steward, f"/accounts/{_number(staffed, 'organizer')}/role", {"role": "steward"})
    page = steward.get("/audit").text
    assert "Change account" in page
    assert "Steward Example" in page
    assert "<del>organizer</del>" in page
    with steward.get("/audit.jsonl") as answer:
        text = answer.get_data(as_text=True)
    assert "argon2" not in text
    assert PASSWORD not in text
    for token in values_of(staffed, "SELECT token_sha256 FROM sign_in"):
        assert str(token) not in text


def test_the_log_is_filtered_and_paged(clients: Clients) -> None:
    steward = clients[Tier.STEWARD]
    send(steward, "/accounts/invitations", {"invited_name": "Nell", "role": "steward"})
    assert "<strong>Invite" not in steward.get("/audit?action=sign_in&person=&subject=").text
    first = steward.get("/audit").text
    older = re.search(r'href="/audit\?(before=\d+)"', first)
    assert older
    second = steward.get(f"/audit?{older[1]}").text
    assert "Newest" in second
    assert first.count("audit-head") == 4
    with steward.get("/audit.csv?day=1999-01-01") as answer:
        assert answer.data.count(b"\n") == 1
    assert "Nothing was done that fits" in steward.get("/audit?day=1999-01-01").text
    assert steward.get("/audit?day=yesterday").status_code == 400
    assert steward.get("/audit?before=x").status_code == 400


def test_the_log_as_a_file_is_named_and_whole(clients: Clients, staffed: Engine) -> None:
    (number,) = values_of(staffed, "SELECT count(*) FROM audit_event")
    with clients[Tier.STEWARD].get("/audit.csv") as answer:
        assert answer.data.count(b"\r\n") == int(str(number)) + 2
        assert re.match(r'attachment; filename="audit-\d{4}', answer.headers["Content-Disposition"])
    with clients[Tier.STEWARD].head("/audit.csv") as answer:
        assert (answer.status_code, answer.data) == (200, b"")


def test_what_changed_is_said_line_by_line() -> None:
    before = {"right 12": {"share": "1/2", "kept": 1, "tags": ["a", "b"]}, "flag": True}
    after = {"right 12": {"share": "1", "kept": 1, "tags": []}, "changed": {"is_open": False}}
    row = AuditRow(1, datetime.now(UTC), None, "Ann", "x", "unit 1", before, after)
    assert list(changes(row)) == [
        Change("Right 12", "Share", "1/2", "1"),
        Change("Right 12", "Tags", "a, b", "nothing"),
        Change("Flag", "Value", "yes", "nothing"),
        Change("", "Is open", "nothing", "no"),
    ]


def test_who_takes_the_log_along_stands_in_it(clients: Clients, staffed: Engine) -> None:
    clients[Tier.STEWARD].head("/audit.csv")
    assert clients[Tier.ORGANIZER].get("/audit.csv").status_code == 403
    asked = "SELECT subject FROM audit_event WHERE action = 'export_audit'"
    assert values_of(staffed, asked) == []
    with clients[Tier.STEWARD].get("/audit.jsonl?action=sign_in") as answer:
        assert b"export_audit" not in answer.get_data()
    with clients[Tier.STEWARD].get("/audit.jsonl") as answer:
        assert b"export_audit" in answer.get_data()
    (first, second) = values_of(staffed, asked)
    assert first == second == answer.headers["Content-Disposition"].split('"')[1]
    told = "SELECT after FROM audit_event WHERE action = 'export_audit' ORDER BY id"
    assert values_of(staffed, told) == ['{"changed":{"action":"sign_in"}}', None]


def test_of_a_long_event_the_list_has_the_first_lines_and_its_own_page_all(
    clients: Clients, staffed: Engine
) -> None:
    told = {f"unit {number}": {"name": f"Home {number}"} for number in range(1, 61)}
    with writing(staffed) as connection:
        errand = Errand(Actor("Importer", Tier.STEWARD), "import_holdings", datetime.now(UTC))
        with recording(connection, errand) as entry:
            entry.after |= told
    steward = clients[Tier.STEWARD]
    page = steward.get("/audit").text
    assert "<ins>Home 40</ins>" in page
    assert "<ins>Home 41</ins>" not in page
    assert f'href="/audit/{entry.event_id}"' in page
    assert page.count("All that event") == 1
    whole = steward.get(f"/audit/{entry.event_id}").text
    assert whole.count("<ins>Home") == 60
    assert steward.get("/audit/99999").status_code == 404
    assert steward.get("/audit/x").status_code == 400
