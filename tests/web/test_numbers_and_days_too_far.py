"""Numbers in addresses that no database holds, and days at the ends of the calendar."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from landtrust.queries.visibility import Tier
from landtrust.web.route_numbers import LARGEST
from tests.people import token_in

Clients = dict[Tier, FlaskClient]
TOO_LARGE = (LARGEST + 1, 2**70, "9" * 5000, "１２", "-1")  # noqa: RUF001


def test_no_route_takes_a_number_that_no_database_holds(
    staffed_app: Flask, clients: Clients
) -> None:
    steward = clients[Tier.STEWARD]
    token = token_in(steward.get("/account").text)
    rules = [one for one in staffed_app.url_map.iter_rules() if "<int:" in one.rule]
    assert len(rules) > 30
    for rule in rules:
        (name,) = rule.arguments - set(rule.defaults or {})
        for number in TOO_LARGE:
            address = rule.rule.replace(f"<int:{name}>", str(number))
            if rule.methods and "GET" in rule.methods:
                answer = steward.get(address)
            else:
                answer = steward.post(address, data={"csrf_token": token})
            # As any address that leads nowhere: it is not found, and cannot be written to.
            assert answer.status_code in {404, 405}, (rule.rule, str(number)[:30])


def test_the_largest_number_that_a_database_holds_is_asked_for(clients: Clients) -> None:
    for number in (LARGEST, 0):
        for address in (f"/parties/{number}", f"/parties/{number}/papers", f"/holdings/{number}"):
            assert clients[Tier.STEWARD].get(address).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_log_is_asked_for_any_day_of_the_calendar(clients: Clients, day: str) -> None:
    assert clients[Tier.STEWARD].get(f"/audit?day={day}").status_code == 200
