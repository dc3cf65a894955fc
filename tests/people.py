"""People who sign in, for tests: their accounts, and browsers that they sit at."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from landtrust.database import opened_engine, writing
from landtrust.queries.accounts import role_tier
from landtrust.queries.visibility import Tier
from landtrust.services.accounts import NewAccount, add_account
from landtrust.services.passwords import PasswordHash
from landtrust.services.record_book import COMMAND_LINE, Actor, Errand
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.shelves import Shelf

PASSWORD = "lantern orchard winter boat"  # noqa: S105 - of people who do not exist
HASHED = PasswordHash(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
"""Its fingerprint, which is checked as the site's are, and costs a hundredth of their time."""
ROLES = ("organizer", "steward")

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_KEY = re.compile(r'name="form_key" value="([^"]+)"')


def errand(action: str, actor: Actor = COMMAND_LINE, form_key: str | None = None) -> Errand:
    """Something that is done now."""
    return Errand(actor, action, datetime.now(UTC), form_key)


def make_person(
    engine: Engine, name: str, role: str = "organizer", hashed: PasswordHash = HASHED
) -> int:
    """An account with this name; its number."""
    wanted = NewAccount(name, f"{name.title()} Example", role, hashed)
    with writing(engine) as connection:
        return add_account(connection, errand("add_account"), wanted)


def actor(account_id: int, role: str = "organizer") -> Actor:
    """Somebody who does something, for services."""
    return Actor("Ann Example", role_tier(role), account_id)


def token_in(page: str) -> str:
    """The token of a page's forms."""
    found = _TOKEN.search(page)
    assert found, page[:500]
    return found[1]


def key_in(page: str) -> str:
    """The key of a page's form."""
    found = _KEY.search(page)
    assert found, page[:500]
    return found[1]


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Fill the sign-in form and send it."""
    fields = {"name": name, "password": password, **more}
    return send(client, "/sign-in", fields, page="/sign-in")


def send(
    client: FlaskClient, address: str, fields: dict[str, str], page: str = "/account"
) -> TestResponse:
    """Send a form as its page does: with the token that the page holds."""
    token = token_in(client.get(page).text)
    return client.post(address, data={"csrf_token": token, **fields})


def visitor(app: Flask, name: str | None = None) -> FlaskClient:
    """A browser; somebody is signed in at it where a name is given."""
    client = app.test_client()
    if name is not None:
        assert sign_in(client, name).status_code == 303
    return client


@pytest.fixture(scope="session")
def staffed_template(shelf: Shelf, seeded_template: str) -> str:
    """The address of a town where an organizer and a steward have accounts, to be copied."""
    address = shelf.copy_of(seeded_template)
    with opened_engine(address) as engine:
        for role in ROLES:
            make_person(engine, role, role)
    return address


@pytest.fixture
def staffed(shelf: Shelf, staffed_template: str) -> Iterator[Engine]:
    """The town, where an organizer and a steward have accounts named after their roles."""
    with shelf.opened_copy(staffed_template) as engine:
        yield engine


@pytest.fixture
def staffed_app(staffed: Engine, tmp_path: Path) -> Flask:
    """The app over that town."""
    return create_app(Settings(state_folder=tmp_path / "state", list_page_rows=4), staffed)


@pytest.fixture
def clients(staffed_app: Flask) -> dict[Tier, FlaskClient]:
    """A browser of each kind of reader."""
    return {
        Tier.PUBLIC: visitor(staffed_app),
        Tier.ORGANIZER: visitor(staffed_app, "organizer"),
        Tier.STEWARD: visitor(staffed_app, "steward"),
    }
