"""The forms of residents and of those who answer them, filled in and sent by tests."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from landtrust.web import suggest_pages, suggestion_guard
from tests.people import token_in
from tests.serving import served

TEXT = "The lot beside the church would make a garden."
NAME, CONTACT = "Marigold Sampleton", "601-555-0142"
_OPENED = re.compile(r'name="opened" value="([^"]+)"')
_LINK = re.compile(r"http://localhost(/[^<\s]+)</textarea>")


class Clock:
    """The clock of the form, which the test sets."""

    def __init__(self) -> None:
        # After the people of the site got their accounts, and far from another day and hour.
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        self.now = tomorrow.replace(hour=12, minute=0, second=0, microsecond=0)

    def __call__(self) -> datetime:
        """What it says."""
        return self.now

    def later(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)


class Resident:
    """Somebody without an account, at a browser of their own.

    Attributes:
        address: Where the requests come from.
    """

    def __init__(self, app: Flask, clock: Clock, address: str = "203.0.113.9") -> None:
        self.client = app.test_client()
        self.clock = clock
        self.address = address

    def open(self, query: str = "") -> dict[str, str]:
        """Open the form; its hidden fields."""
        return hidden_fields(self.client.get(f"/suggest{query}").text)

    def send(self, fields: dict[str, str], **headers: str) -> TestResponse:
        """Send it as it is."""
        return self.client.post(
            "/suggest",
            data=fields,
            headers={name.replace("_", "-"): text for name, text in headers.items()},
            environ_base={"REMOTE_ADDR": self.address},
        )

    def say(self, query: str = "", **typed: str) -> TestResponse:
        """Open the form, fill it in without haste, and send it."""
        hidden = self.open(query)
        self.clock.later(minutes=1)
        return self.send({**hidden, "kind": "lot", "message": TEXT, **typed})


def hidden_fields(page: str) -> dict[str, str]:
    """What stands in a form of residents without being typed."""
    opened = _OPENED.search(page)
    assert opened, page
    fields = {"csrf_token": token_in(page), "opened": opened[1], "homepage": ""}
    parcel = re.search(r'name="parcel" value="([^"]+)"', page)
    return fields | ({"parcel": unescape(parcel[1])} if parcel else {})


def link_in(answer: TestResponse) -> str:
    """The path of the secret link that is shown after sending."""
    assert answer.status_code == 200, answer.text
    found = _LINK.search(answer.text)
    assert found, answer.text
    return found[1]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the form."""
    made = Clock()
    monkeypatch.setattr(suggest_pages, "now", made)
    return made


@pytest.fixture
def say_address(staffed_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a site of the test's own is served, to which people may write at once."""
    monkeypatch.setattr(suggestion_guard, "FASTEST", timedelta(0))
    with served(staffed_app) as address:
        yield address


@pytest.fixture
def resident(staffed_app: Flask, clock: Clock) -> Resident:
    """Somebody at a site of the test's own, where an organizer and a steward have accounts."""
    return Resident(staffed_app, clock)
