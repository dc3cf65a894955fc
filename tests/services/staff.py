"""A store whose people sign in, for tests of their accounts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine

from landtrust.database import writing
from landtrust.queries.accounts import (
    SignedIn,
    account_named,
    signed_in,
)
from landtrust.services.passwords import password_hash
from landtrust.services.record_book import Errand
from landtrust.services.sign_ins import (
    begin_sign_in,
)
from tests.people import PASSWORD, actor, make_person

NOW = datetime(2026, 3, 8, 7, 59, tzinfo=UTC)
"""A minute before the clocks of Chicago go forward."""

COMMON = frozenset({"password", "dragon"})
HASHED = password_hash(PASSWORD, ())
OTHER = password_hash("other " + PASSWORD, ())


@pytest.fixture
def office(store: Engine) -> Iterator[Connection]:
    """A store with one steward and one organizer, being written to."""
    make_person(store, "steward", "steward")
    make_person(store, "organizer", "organizer")
    with writing(store) as connection:
        yield connection


def id_of(office: Connection, name: str) -> int:
    return account_named(office, name).id


def kept_password(office: Connection, number: int) -> str:
    """The fingerprint of somebody's password."""
    asked = "SELECT password_hash FROM account WHERE id = " + str(number)  # noqa: S608
    return str(office.exec_driver_sql(asked).scalar_one())


def sign_in_of(office: Connection, name: str, now: datetime = NOW) -> tuple[str, SignedIn]:
    found = account_named(office, name)
    begun = Errand(actor(found.id, found.role), "sign_in", now)
    token = begin_sign_in(office, begun, kept_password(office, found.id))
    known = signed_in(office, token, now)
    assert known is not None
    return token, known
