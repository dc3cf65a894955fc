"""Signing in and out, and what a session is worth."""

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.errors import ConfigurationError
from landtrust.queries.visibility import Tier
from landtrust.settings import Settings, read_settings
from landtrust.web.app import create_app
from landtrust.web.owner_words import readable_name
from tests.people import PASSWORD, send, sign_in, visitor
from tests.seeded import PRIVATE_PERSON, PRIVATE_STREET, lot_id

Clients = dict[Tier, FlaskClient]
PERSONS_LOT = f"/parcels/{lot_id('100-2')}"


def test_the_public_gets_no_cookie_and_may_keep_what_it_reads(clients: Clients) -> None:
    for address in ("/", "/parcels", PERSONS_LOT, "/parcels.geojson", "/robots.txt"):
        with clients[Tier.PUBLIC].get(address) as answer:
            assert "Set-Cookie" not in answer.headers, address
            assert "private" not in answer.headers.get("Cache-Control", ""), address


def test_what_somebody_reads_who_is_signed_in_is_kept_by_nobody(clients: Clients) -> None:
    for address in (
        "/",
        "/parcels",
        PERSONS_LOT,
        "/parcels.geojson",
        "/parcels/counts.json?by=vacant",
    ):
        with clients[Tier.ORGANIZER].get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "private, no-store", address
            assert "Cookie" in answer.headers["Vary"], address


def test_files_and_styles_differ_in_their_fingerprints_by_reader(clients: Clients) -> None:
    for address in ("/parcels.geojson", "/parcels/counts.json?by=vacant"):
        tags = set()
        for client in clients.values():
            with client.get(address) as answer:
                tags.add(answer.headers["ETag"])
        assert len(tags) == 3, address


def test_an_organizer_reads_what_the_public_does_not(clients: Clients) -> None:
    for private in (readable_name(PRIVATE_PERSON), readable_name(PRIVATE_STREET)):
        assert private in clients[Tier.ORGANIZER].get(PERSONS_LOT).text
        assert private not in clients[Tier.PUBLIC].get(PERSONS_LOT).text


def test_pages_say_who_is_signed_in_and_offer_to_sign_out(clients: Clients) -> None:
    page = clients[Tier.ORGANIZER].get("/parcels").text
    assert "Organizer Example" in page
    assert "/sign-out" in page
    assert "/sign-in" not in page


def test_after_signing_in_one_is_where_one_wanted_to_be(staffed_app: Flask) -> None:
    answer = sign_in(visitor(staffed_app), "organizer", next="/parcels?vacant=yes")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/parcels?vacant=yes")


def test_what_needs_an_account_asks_for_it_and_leads_back(staffed_app: Flask) -> None:
    answer = visitor(staffed_app).get("/account")
    assert answer.status_code == 401
    assert 'name="next" value="/account"' in answer.text
    assert 'name="password"' in answer.text


def test_programs_are_told_in_their_own_words(staffed_app: Flask) -> None:
    answer = visitor(staffed_app).get("/account", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


def test_a_password_is_changed_by_who_knows_the_former_one(staffed_app: Flask) -> None:
    here, elsewhere = visitor(staffed_app, "organizer"), visitor(staffed_app, "organizer")
    fields = {"current": PASSWORD, "password": "another lantern 77 boats"}
    assert send(here, "/account", {**fields, "again": "something else"}).status_code == 400
    assert send(here, "/account", {**fields, "again": fields["password"]}).status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 401
    assert sign_in(visitor(staffed_app), "organizer").status_code == 401
    assert sign_in(visitor(staffed_app), "organizer", fields["password"]).status_code == 303


def test_whoever_does_not_know_the_password_cannot_change_it(staffed_app: Flask) -> None:
    client = visitor(staffed_app, "organizer")
    new = "another lantern 77 boats"
    answer = send(client, "/account", {"current": "guessed", "password": new, "again": new})
    assert answer.status_code == 400
    assert "not your password" in answer.text


def test_signing_out_ends_the_session(staffed_app: Flask) -> None:
    client = visitor(staffed_app, "organizer")
    assert send(client, "/sign-out", {}).status_code == 303
    assert client.get("/account").status_code == 401


def test_signing_out_twice_is_no_mistake(staffed_app: Flask) -> None:
    client = visitor(staffed_app)
    assert send(client, "/sign-out", {}, page="/sign-in").status_code == 303


def test_all_processes_have_one_key_that_nobody_else_reads(staffed: Engine, tmp_path: Path) -> None:
    first, second = (create_app(Settings(state_folder=tmp_path), staffed) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_can_read_is_refused(staffed: Engine, tmp_path: Path) -> None:
    create_app(Settings(state_folder=tmp_path), staffed)
    (tmp_path / "secret_key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        create_app(Settings(state_folder=tmp_path), staffed)


def test_an_empty_key_is_refused(staffed: Engine, tmp_path: Path) -> None:
    create_app(Settings(state_folder=tmp_path), staffed)
    (tmp_path / "secret_key").write_text("", "ascii")
    with pytest.raises(ConfigurationError, match="is empty"):
        create_app(Settings(state_folder=tmp_path), staffed)


def test_where_no_key_can_be_kept_one_must_be_set(staffed: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="LANDTRUST_SECRET_KEY"):
        create_app(Settings(state_folder=tmp_path / "file"), staffed)


def test_a_key_that_is_set_is_taken(
    staffed: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = os.urandom(20).hex()
    monkeypatch.setenv("LANDTRUST_SECRET_KEY", key)
    monkeypatch.setenv("LANDTRUST_STATE_FOLDER", str(tmp_path))
    app = create_app(read_settings(), staffed)
    assert app.secret_key == key
    assert not (tmp_path / "secret_key").exists()
