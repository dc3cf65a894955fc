"""ABUSE.md A1 to A9, D9 and X1 to X4 for accounts, sessions and what people call themselves."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.errors import ConfigurationError
from landtrust.logs import _OneLineOfJson
from landtrust.queries.accounts import account_named
from landtrust.queries.visibility import Tier
from landtrust.services.accounts import NewAccount, add_account
from landtrust.services.passwords import password_hash
from landtrust.settings import Settings, read_settings
from landtrust.web.app import create_app
from tests.people import PASSWORD, errand, send, sign_in, token_in, visitor
from tests.serving import served
from tests.stores import values_of
from tests.web.live_map import Visit

HASHED = password_hash(PASSWORD, ())
Clients = dict[Tier, FlaskClient]
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "</script><script>alert(1)</script>",
    "`-alert(1)-`",
    "<svg onload=alert(1)>",
    "{{'<script>alert(1)</script>'}}",
    '" autofocus onfocus=alert(1) x="',
    "{{7*7}}{% raw %}{#",
    "javascript:alert(1)//\u2028<!--",
)
_EVENTS = "SELECT count(*) FROM audit_event WHERE action = 'change_account'"


def _close(staffed: Engine) -> str:
    with staffed.connect() as connection:
        return f"/accounts/{account_named(connection, 'organizer').id}/close"


def _data(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": token_in(client.get("/account").text)}


def test_a1_a_form_without_a_token_or_with_a_foreign_one_changes_nothing(
    clients: Clients, staffed: Engine
) -> None:
    steward, address = clients[Tier.STEWARD], _close(staffed)
    foreign = _data(clients[Tier.ORGANIZER])
    mine = _data(steward)
    answers = [
        steward.post(address),
        steward.post(address, data={"csrf_token": "x"}),
        steward.post(address, data=foreign),
        steward.post(address, data=json.dumps(mine), content_type="text/plain"),
        steward.post(address, data=json.dumps(mine), content_type="application/json"),
        steward.post(address, data=mine, headers={"Origin": "https://evil.example"}),
        steward.post(address, data=mine, headers={"Origin": "null"}),
        steward.post(address, data=mine, headers={"Sec-Fetch-Site": "cross-site"}),
        steward.post(address, data=mine, headers={"Sec-Fetch-Site": "same-site"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert "open too long" in answers[0].text
    assert values_of(staffed, _EVENTS) == [0]
    good = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert steward.post(address, data=mine, headers=good).status_code == 303


def test_a1_a_token_of_before_signing_in_is_worth_nothing_after(
    staffed_app: Flask, staffed: Engine
) -> None:
    client = visitor(staffed_app)
    before = token_in(client.get("/sign-in").text)
    assert sign_in(client, "steward").status_code == 303
    answer = client.post(_close(staffed), data={"csrf_token": before})
    assert answer.status_code == 403


def test_a2_nothing_is_changed_by_reading(clients: Clients, staffed: Engine) -> None:
    steward, address = clients[Tier.STEWARD], _close(staffed)
    for method in ("GET", "HEAD", "DELETE", "PUT"):
        assert steward.open(address, method=method).status_code == 405, method
    override = {"_method": "DELETE", **_data(steward)}
    assert steward.post("/accounts", data=override).status_code == 405
    headers = {"X-HTTP-Method-Override": "POST"}
    assert steward.get(address, headers=headers).status_code == 405
    assert steward.get("/sign-out").status_code == 405
    assert values_of(staffed, _EVENTS) == [0]


def _cookie(client: FlaskClient) -> str:
    found = client.get_cookie("landtrust")
    assert found is not None
    return found.value


def _with_cookie(app: Flask, value: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("landtrust", value)
    return client


def test_a3_a_session_that_somebody_else_began_is_not_gone_on_with(staffed_app: Flask) -> None:
    victim = visitor(staffed_app)
    victim.get("/sign-in")
    planted = _cookie(victim)
    sign_in(victim, "organizer")
    assert _cookie(victim) != planted
    assert _with_cookie(staffed_app, planted).get("/account").status_code == 401


def test_a3_a_cookie_that_was_copied_ends_with_the_session(staffed_app: Flask) -> None:
    client = visitor(staffed_app, "organizer")
    copied = _with_cookie(staffed_app, _cookie(client))
    assert copied.get("/account").status_code == 200
    send(client, "/sign-out", {})
    assert copied.get("/account").status_code == 401


def test_a3_a_cookie_of_before_a_change_of_password_is_worth_nothing(staffed_app: Flask) -> None:
    client = visitor(staffed_app, "organizer")
    copied = _with_cookie(staffed_app, _cookie(client))
    new = "another lantern 77 boats"
    send(client, "/account", {"current": PASSWORD, "password": new, "again": new})
    assert copied.get("/account").status_code == 401


def test_a3_a_cookie_of_a_closed_account_is_worth_nothing(
    clients: Clients, staffed: Engine
) -> None:
    send(clients[Tier.STEWARD], _close(staffed), {})
    assert clients[Tier.ORGANIZER].get("/account").status_code == 401


def test_a3_a_cookie_that_we_did_not_sign_is_nobody(staffed_app: Flask) -> None:
    for value in ("eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "x" * 4000, ""):
        assert _with_cookie(staffed_app, value).get("/account").status_code == 401


def test_a4_fields_that_a_form_does_not_have_are_refused(clients: Clients, staffed: Engine) -> None:
    new = {"current": PASSWORD, "password": "x" * 20, "again": "x" * 20}
    for more in ({"role": "steward"}, {"user_id": "1"}, {"account_id": "1"}, {"is_open": "1"}):
        answer = send(clients[Tier.ORGANIZER], "/account", {**new, **more})
        assert answer.status_code == 400, more
    answer = send(clients[Tier.STEWARD], _close(staffed), {"role": "steward"})
    assert answer.status_code == 400
    assert values_of(staffed, "SELECT role FROM account ORDER BY id") == ["organizer", "steward"]


def test_a4_what_is_for_stewards_is_refused_and_written_down(
    clients: Clients, staffed: Engine
) -> None:
    assert send(clients[Tier.ORGANIZER], _close(staffed), {}).status_code == 403
    refused = "SELECT subject FROM audit_event WHERE action = 'be_refused'"
    assert values_of(staffed, refused) == ["POST /accounts/<int:number>/close"]


@pytest.mark.parametrize("name", ["organizer", "nobody-of-that-name"])
def test_a5_the_sixth_guess_waits_and_no_answer_says_whose_name_it_is(
    staffed_app: Flask, name: str
) -> None:
    client = visitor(staffed_app)
    answers = [sign_in(client, name, f"guess {number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    pages = {answer.text.split("<main")[1].split("<form")[0] for answer in answers[:5]}
    assert len(pages) == 1
    assert sign_in(client, name).status_code == 429


def test_a5_a_stolen_session_guesses_no_faster(staffed_app: Flask) -> None:
    client = visitor(staffed_app, "organizer")
    fields = {"current": "guess", "password": "x" * 20, "again": "x" * 20}
    codes = [send(client, "/account", fields).status_code for _ in range(6)]
    assert codes == [400] * 5 + [429]


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "evil",
        " //evil.example",
    ],
)
def test_a6_after_signing_in_one_stays_here(staffed_app: Flask, wanted: str) -> None:
    client = visitor(staffed_app)
    assert sign_in(client, "organizer", next=wanted).headers["Location"] == "/"
    page = visitor(staffed_app).get("/sign-in", query_string={"next": wanted})
    if page.status_code == 200:
        assert 'name="next" value="/"' in page.text


def test_a7_over_https_the_cookie_is_for_this_host_alone(staffed: Engine, tmp_path: Path) -> None:
    settings = Settings(state_folder=tmp_path, base_url="https://land.example.org")
    client = create_app(settings, staffed).test_client()
    said = client.get("/sign-in").headers["Set-Cookie"]
    assert said.startswith("__Host-landtrust=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert f"; {flag}" in said
    assert "Domain" not in said


def test_a7_pages_of_people_are_framed_by_nobody_and_read_by_no_other_site(
    clients: Clients,
) -> None:
    for address in ("/account", "/accounts", "/audit", "/sign-in", "/parcels"):
        with clients[Tier.STEWARD].get(address, headers={"Origin": "https://evil.example"}) as got:
            assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]
            assert "Access-Control-Allow-Credentials" not in got.headers
            assert "Access-Control-Allow-Origin" not in got.headers


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("x" * 1_000_000, 413),
        ("x" * 257, 400),
        ("password1", 400),
        ("Password12345!", 400),
        ("lantern\0orchard\0winter", 400),
        ("ｌａｎｔｅｒｎ ｏｒｃｈａｒｄ", 303),  # noqa: RUF001
    ],
)
def test_a8_passwords_are_looked_at_before_they_cost_anything(
    staffed_app: Flask, password: str, status: int
) -> None:
    client = visitor(staffed_app, "organizer")
    fields = {"current": PASSWORD, "password": password, "again": password}
    assert send(client, "/account", fields).status_code == status
    if status == 303:
        again = sign_in(visitor(staffed_app), "organizer", "lantern orchard")
        assert again.status_code == 303


@pytest.mark.parametrize(
    "key", ["", "dev", "x" * 64, "change-me-change-me-change-me-change-me", "secret" * 10]
)
def test_a9_a_key_that_can_be_guessed_starts_nothing(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDTRUST_SECRET_KEY", key)
    with pytest.raises(ConfigurationError, match="LANDTRUST_SECRET_KEY") as refused:
        read_settings()
    assert not key or key not in refused.value.message


def test_a9_debugging_starts_nothing(
    staffed: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(ConfigurationError, match="FLASK_DEBUG"):
        create_app(Settings(state_folder=tmp_path), staffed)


def test_a9_there_is_no_console(staffed_app: Flask) -> None:
    assert visitor(staffed_app).get("/console").status_code == 404


def test_d9_no_name_forges_a_line_of_the_log(
    clients: Clients, staffed: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    forged = "Ann\r\n[INFO] admin logged in"
    with caplog.at_level(logging.DEBUG):
        sign_in(clients[Tier.PUBLIC], forged, "wrong lantern orchard")
        clients[Tier.PUBLIC].get("/audit", headers={"User-Agent": "x\\r\\n[INFO] admin"})
        fields = {"invited_name": forged.replace("\r\n", "\t"), "role": "organizer"}
        send(clients[Tier.STEWARD], "/accounts/invitations", fields)
    lines = [_OneLineOfJson().format(record) for record in caplog.records]
    assert all("\n" not in line and "admin" not in line for line in lines)
    assert "wrong lantern orchard" not in "".join(lines)
    (name,) = values_of(staffed, "SELECT invited_name FROM invitation")
    assert name == "Ann [INFO] admin logged in"


def test_the_word_of_an_invitation_stands_in_no_log(
    clients: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        clients[Tier.PUBLIC].get("/invitation/a-word-that-nobody-knows")
    lines = [_OneLineOfJson().format(record) for record in caplog.records]
    assert any("/invitation/<token>" in line for line in lines)
    assert all("a-word-that-nobody-knows" not in line for line in lines)


def test_x1_formulas_in_names_are_text_in_a_spreadsheet(clients: Clients, staffed: Engine) -> None:
    fields = {"invited_name": "=cmd|' /C calc'!A0", "role": "organizer"}
    send(clients[Tier.STEWARD], "/accounts/invitations", fields)
    with writing(staffed) as connection:
        wanted = NewAccount("formula", "=1+1", "organizer", HASHED)
        add_account(connection, errand("add_account"), wanted)
    sign_in(clients[Tier.PUBLIC], "formula")
    with clients[Tier.STEWARD].get("/audit.csv") as answer:
        text = answer.get_data(as_text=True)
    assert ",'=1+1," in text
    assert ",=1+1" not in text


@pytest.fixture
def hostile_address(staffed_app: Flask, staffed: Engine) -> Iterator[str]:
    """A site where people call themselves what scripts are made of."""
    with writing(staffed) as connection:
        for number, payload in enumerate(PAYLOADS):
            wanted = NewAccount(f"hostile{number}", payload, "steward", HASHED)
            add_account(connection, errand("add_account"), wanted)
    with served(staffed_app) as address:
        yield address


@pytest.mark.chromium
@pytest.mark.slow
def test_x1_to_x4_what_people_call_themselves_is_shown_and_never_run(
    hostile_address: str, browser: Browser
) -> None:
    for number, payload in enumerate(PAYLOADS):
        context = browser.new_context()
        seen = Visit(context.new_page())
        seen.listen()
        page = seen.page
        page.goto(f"{hostile_address}/sign-in?next=/accounts")
        page.get_by_label("Your sign-in name").fill(f"hostile{number}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/accounts")
        shown = payload.replace("\u2028", " ")
        assert page.locator(".person summary").inner_text() == shown
        assert shown in page.locator("main").inner_text()
        page.goto(f"{hostile_address}/audit")
        assert shown in page.locator("main").inner_text()
        assert (seen.dialogs, seen.complaints) == ([], [])
        context.close()
