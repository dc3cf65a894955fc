"""ABUSE.md A5 and C4 at the door: browsers that are known, and forms that are sent twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout

from landtrust.database import writing
from landtrust.errors import Busy
from landtrust.queries.accounts import account_named
from landtrust.queries.tokens import fingerprint
from landtrust.queries.visibility import Tier
from landtrust.services.invitations import invite
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.people import PASSWORD, actor, errand, key_in, sign_in, token_in, visitor
from tests.stores import values_of

Clients = dict[Tier, FlaskClient]
NEW = "another lantern 77 boats"
KNOWN = f"landtrust-known-{fingerprint('organizer')[:16]}"


def _guess(app: Flask, name: str = "organizer", tries: int = 6) -> None:
    client = visitor(app)
    for number in range(tries):
        sign_in(client, name, f"guess {number}")
    assert sign_in(client, name).status_code == 429


def _known_value(client: FlaskClient) -> str:
    found = client.get_cookie(KNOWN)
    assert found is not None
    return found.value


def test_a5_guesses_elsewhere_keep_nobody_waiting_where_they_signed_in_before(
    staffed_app: Flask,
) -> None:
    mine = visitor(staffed_app, "organizer")
    _guess(staffed_app)
    mine.delete_cookie("landtrust")
    assert sign_in(mine, "Organizer").status_code == 303
    assert sign_in(visitor(staffed_app), "organizer").status_code == 429


def test_a5_a_known_browser_is_known_for_its_own_name_alone_and_guesses_no_faster(
    staffed_app: Flask,
) -> None:
    mine = visitor(staffed_app, "organizer")
    stolen = visitor(staffed_app)
    stolen.set_cookie(KNOWN, _known_value(mine))
    stolen.set_cookie(f"landtrust-known-{fingerprint('steward')[:16]}", _known_value(mine))
    codes = [sign_in(stolen, "organizer", f"guess {number}").status_code for number in range(6)]
    assert codes == [401] * 5 + [429]
    _guess(staffed_app, "steward")
    assert sign_in(stolen, "steward").status_code == 429


@pytest.mark.parametrize("value", ["", "x", "InRva2VuIg.aaaa.bbbb", "x" * 3000])
def test_a5_a_browser_that_we_do_not_know_is_counted_by_the_name(
    staffed_app: Flask, value: str
) -> None:
    _guess(staffed_app)
    other = visitor(staffed_app)
    other.set_cookie(KNOWN, value)
    assert sign_in(other, "organizer").status_code == 429


def test_a7_the_cookie_of_a_known_browser_is_read_by_no_script_and_no_other_site(
    staffed: Engine, tmp_path: Path
) -> None:
    app = create_app(Settings(state_folder=tmp_path, base_url="https://land.example.org"), staffed)
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    fields = {"csrf_token": token_in(page.text), "name": "organizer", "password": PASSWORD}
    answer = client.post("/sign-in", data=fields, base_url="https://localhost")
    (said,) = (one for one in answer.headers.getlist("Set-Cookie") if KNOWN in one)
    assert said.startswith("__Host-")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
        assert f"; {flag}" in said
    assert "organizer" not in said


def test_a5_who_guesses_wrong_gets_no_such_cookie(staffed_app: Flask) -> None:
    client = visitor(staffed_app)
    sign_in(client, "organizer", "guess")
    assert client.get_cookie(KNOWN) is None


@pytest.mark.parametrize("name", ["organ\0izer", "\0", "organizer\ud800", "\ufffe"])
def test_a5_a_name_that_nobody_can_have_is_nobodys(staffed_app: Flask, name: str) -> None:
    sent = name.encode("utf-8", "surrogatepass")
    client = visitor(staffed_app)
    token = token_in(client.get("/sign-in").text)
    fields = {"csrf_token": token, "name": sent, "password": PASSWORD}
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 401
    assert "do not go together" in answer.text


def _twin(app: Flask, client: FlaskClient) -> FlaskClient:
    """The same browser before the answer to its first click has come."""
    twin = app.test_client()
    cookie = client.get_cookie("landtrust")
    assert cookie is not None
    twin.set_cookie("landtrust", cookie.value)
    return twin


def test_c4_a_password_that_is_changed_twice_by_one_form_ends_in_a_friendly_page(
    staffed_app: Flask, staffed: Engine
) -> None:
    first = visitor(staffed_app, "organizer")
    page = first.get("/account").text
    second = _twin(staffed_app, first)
    fields = {"current": PASSWORD, "password": NEW, "again": NEW}
    sent = {"csrf_token": token_in(page), "form_key": key_in(page), **fields}
    assert first.post("/account", data=sent).status_code == 303
    answer = second.post("/account", data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?done=password")
    told = second.get("/sign-in?done=password")
    assert told.status_code == 200
    assert "Your password is changed" in told.text
    assert first.get("/sign-in?done=password").headers["Location"] == "/account"
    done = "SELECT count(*) FROM audit_event WHERE action = 'change_password'"
    assert values_of(staffed, done) == [1]


def test_c4_a_form_that_changes_a_password_after_signing_out_asks_to_sign_in(
    staffed_app: Flask,
) -> None:
    client = visitor(staffed_app)
    token = token_in(client.get("/sign-in").text)
    answer = client.post("/account", data={"csrf_token": token, "form_key": "0" * 32})
    assert answer.status_code == 401


def test_c4_an_invitation_that_is_accepted_twice_by_one_form_ends_in_a_friendly_page(
    staffed_app: Flask, staffed: Engine
) -> None:
    with staffed.connect() as connection:
        number = account_named(connection, "steward").id
    with writing(staffed) as connection:
        word = invite(connection, errand("invite", actor(number, "steward")), "Nell", "organizer")
    link = f"/invitation/{word}"
    first = visitor(staffed_app)
    page = first.get(link).text
    second = _twin(staffed_app, first)
    fields = {"name": "nell", "display_name": "Nell", "password": NEW, "again": NEW}
    sent = {"csrf_token": token_in(page), "form_key": key_in(page), **fields}
    assert first.post(link, data=sent).status_code == 303
    answer = second.post(link, data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?done=invitation")
    assert "Your account is made" in second.get("/sign-in?done=invitation").text
    # Somebody else who has the link and not the form learns nothing.
    assert second.post(link, data={**sent, "form_key": "0" * 32}).status_code == 404
    assert values_of(staffed, "SELECT count(*) FROM account WHERE name = 'nell'") == [1]


@pytest.mark.parametrize("what", ["invitation", "password"])
def test_c4_clicks_at_once_all_end_in_a_friendly_page(
    staffed_app: Flask, staffed: Engine, what: str
) -> None:
    fields = {"password": NEW, "again": NEW}
    if what == "password":
        first, link = visitor(staffed_app, "organizer"), "/account"
        fields |= {"current": PASSWORD}
    else:
        with writing(staffed) as connection:
            word = invite(connection, errand("invite"), "Nell", "organizer")
        first, link = visitor(staffed_app), f"/invitation/{word}"
        fields |= {"name": "nell", "display_name": "Nell"}
    page = first.get(link).text
    sent = {"csrf_token": token_in(page), "form_key": key_in(page), **fields}
    clients = [_twin(staffed_app, first) for _ in range(3)]
    with ThreadPoolExecutor(3) as at_once:
        answers = at_once.map(lambda client: client.post(link, data=sent), clients)
        found = sorted((one.status_code, one.headers.get("Location", "")) for one in answers)
    own = "/account?changed=yes" if what == "password" else "/account"
    assert found == [(303, own), *[(303, f"/sign-in?done={what}")] * 2]


@pytest.mark.parametrize("problem", [Busy("Many people are writing."), PoolTimeout("full")])
def test_a_refusal_stands_where_there_is_no_time_to_write_it_down(
    clients: Clients, problem: Exception
) -> None:
    with patch("landtrust.web.refusals.record_refusal", side_effect=problem):
        answer = clients[Tier.ORGANIZER].get("/accounts")
    assert answer.status_code == 403
    assert "This is for stewards" in answer.text
