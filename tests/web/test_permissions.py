"""The whole table of permissions: every route, service and file, for every kind of reader."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine
from werkzeug.test import TestResponse

from landtrust.database import writing
from landtrust.errors import NotAllowed
from landtrust.queries.permissions import LEAST_TIER, may
from landtrust.queries.visibility import Tier
from landtrust.services.record_book import Actor, Errand, recording
from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.people import errand, send, visitor
from tests.stores import values_of
from tests.web.permission_table import ACTIONS, ROUTES, Row

pytestmark = pytest.mark.no_cover  # each page and action is counted in tests of its own

_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
_NAMES = {Tier.PUBLIC: None, Tier.ORGANIZER: "organizer", Tier.STEWARD: "steward"}
_DONE = (
    "SELECT count(*) FROM audit_event WHERE action NOT IN ('be_refused', 'sign_in', 'export_audit')"
)
_REFUSALS = "SELECT count(*) FROM audit_event WHERE action = 'be_refused'"


@pytest.fixture
def every_app(staffed: Engine, tmp_path: Path) -> Flask:
    """An app with every page that there can be."""
    return create_app(Settings(state_folder=tmp_path / "state", metrics=True), staffed)


def _routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in _METHODS & (rule.methods or set())
    }


def _ask(client: FlaskClient, method: str, pattern: str, row: Row) -> TestResponse:
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: row.values[part[1]], pattern)
    if method == "POST":
        return send(client, address, dict(row.fields), page="/sign-in")
    return client.open(f"{address}?{row.query}" if row.query else address, method=method)


def _expected(least: Tier, tier: Tier) -> str:
    if tier >= least:
        return "answered"
    return "sent to sign in" if tier is Tier.PUBLIC else "refused"


def _found(answer: TestResponse) -> str:
    said = {401: "sent to sign in", 403: "refused"}
    assert answer.status_code not in {405, 500}, answer
    return said.get(answer.status_code, "answered")


def test_the_table_of_permissions_holds_for_every_route_and_action(
    every_app: Flask, staffed: Engine
) -> None:
    assert _routes(every_app) == set(ROUTES)
    wrong = []
    for (method, pattern), row in ROUTES.items():
        for tier, name in _NAMES.items():
            client, done = visitor(every_app, name), values_of(staffed, _DONE)
            answer = _ask(client, method, pattern, row)
            found = _found(answer)
            answer.close()
            expected = _expected(row.least, tier)
            if found != expected:
                wrong.append(f"{tier.name} {method} {pattern}: {found}, not {expected}")
            elif found != "answered":
                assert values_of(staffed, _DONE) == done, (method, pattern, tier)
    assert wrong == []
    assert dict(LEAST_TIER) == dict(ACTIONS)


def test_what_is_done_is_held_against_the_table(store: Engine) -> None:
    for action, least in ACTIONS.items():
        for tier in Tier:
            somebody = errand(action, Actor("Ann Example", tier))
            assert may(action, tier) == (tier >= least)
            with writing(store) as connection:
                assert _is_recorded(connection, somebody) == (tier >= least), (action, tier)


def _is_recorded(connection: Connection, asked: Errand) -> bool:
    try:
        with recording(connection, asked) as entry:
            entry.subject = "account 1"
    except NotAllowed:
        return False
    return True


def test_what_somebody_was_refused_is_in_the_log(every_app: Flask, staffed: Engine) -> None:
    visitor(every_app).get("/audit")
    assert values_of(staffed, _REFUSALS) == [0]
    visitor(every_app, "organizer").get("/audit")
    subjects = "SELECT actor || ': ' || subject FROM audit_event WHERE action = 'be_refused'"
    assert values_of(staffed, subjects) == ["Organizer Example: GET /audit"]
