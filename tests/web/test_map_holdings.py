"""What the map is told of land held in common, and by how many questions to the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.people import visitor
from tests.seeded import lot_id
from tests.web.held_town import HIDDEN, HOSTILE_NAME, LEASED, SOLD

Told = dict[str, Any]

ADDRESS = "/map/holdings.json"


@pytest.fixture
def public(held_app: Flask) -> FlaskClient:
    return visitor(held_app)


@pytest.fixture
def steward(held_app: Flask) -> FlaskClient:
    return visitor(held_app, "steward")


@pytest.fixture
def asked(held_engine: Engine) -> Iterator[list[str]]:
    """What the database is asked while the test runs."""
    sent: list[str] = []

    def note(*given: object) -> None:
        statement = str(given[2])
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(held_engine, "before_cursor_execute", note)
    yield sent
    event.remove(held_engine, "before_cursor_execute", note)


def told(client: FlaskClient, query: str = "") -> Told:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    known: Told = orjson.loads(answer.data)
    return known


def test_every_day_of_change_comes_at_once(public: FlaskClient) -> None:
    days = told(public)["days"]
    counts = {one["day"]: (one["holdings"], one["leased"], one["parcels"]) for one in days[:-1]}
    assert counts == {
        "2015-02-28": (0, 0, 0),
        "2015-03-01": (1, 0, 1),
        "2017-06-01": (1, 1, 1),
        "2018-01-15": (2, 1, 2),
        "2019-04-10": (3, 1, 4),
        "2022-05-05": (4, 1, 4),
        "2023-08-20": (3, 1, 3),
    }
    assert days[-1]["day"] == told(public)["today"]
    assert days[-1]["acres"] == pytest.approx(3 * 0.2, abs=0.02)


def test_a_holding_has_its_spans_and_its_parcels_a_point(public: FlaskClient) -> None:
    known = told(public)
    (leased,) = (one for one in known["holdings"] if one["name"] == HOSTILE_NAME)
    assert leased["spans"] == [
        ["2015-03-01", LEASED.isoformat(), "owned", [1]],
        [LEASED.isoformat(), "2116-06-01", "leased", [1]],
        ["2116-06-01", None, "owned", [1]],
    ]
    public_id, lon, lat = known["parcels"]["1"]
    assert public_id == lot_id("100-1")
    assert (lon, lat) == (pytest.approx(-90.2099, abs=1e-3), pytest.approx(32.3002, abs=1e-3))


def test_the_public_does_not_learn_of_what_is_not_published(
    public: FlaskClient, steward: FlaskClient
) -> None:
    hidden, shown = told(public), told(steward)
    assert HIDDEN.isoformat() in {one["day"] for one in shown["days"]}
    assert HIDDEN.isoformat() not in str(hidden)
    assert set(shown["parcels"]) - set(hidden["parcels"]) == {"5"}
    assert len(shown["holdings"]) == len(hidden["holdings"]) + 1


def test_the_public_answer_is_known_again_and_that_of_a_steward_is_kept_by_nobody(
    public: FlaskClient, steward: FlaskClient
) -> None:
    first = public.get(ADDRESS)
    assert first.headers["Cache-Control"] == "no-cache"
    again = public.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    own = steward.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert own.status_code == 200
    assert "private" in own.headers["Cache-Control"]


def test_it_takes_two_questions_and_for_a_steward_one_more_for_who_it_is(
    public: FlaskClient, steward: FlaskClient, asked: list[str]
) -> None:
    asked.clear()
    told(public)
    assert len(asked) == 2
    asked.clear()
    told(steward)
    assert len(asked) == 3


def test_only_stewards_may_ask_what_was_known(
    held_app: Flask, public: FlaskClient, steward: FlaskClient
) -> None:
    query = "?recorded_as_of=2026-11-25T12:00:30Z"
    assert told(steward, query)["days"] == []
    today = f"?recorded_as_of={datetime.now(UTC):%Y-%m-%d}"
    assert len(told(steward, today)["days"]) == len(told(steward)["days"])
    organizer = visitor(held_app, "organizer")
    for address in (ADDRESS, "/"):
        assert public.get(address + query).status_code == 401
        assert organizer.get(address + query).status_code == 403
        assert steward.get(address + query).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "recorded_as_of=soon",
        "recorded_as_of=2026-13-01",
        "recorded_as_of=2199-01-01",
        "recorded_as_of=2199-01-01T12:00:00Z",
        "recorded_as_of=2026-11-25T25:00:00Z",
        "recorded_as_of=2026-11-25T12:00:00%2B01:00",
        "as_of=2020-01-01",
        "x=1",
    ],
)
def test_what_is_no_time_is_refused(steward: FlaskClient, query: str) -> None:
    assert steward.get(f"{ADDRESS}?{query}").status_code == 400


def test_where_nothing_is_held_there_is_no_day(client: FlaskClient) -> None:
    known = told(client)
    assert (known["days"], known["holdings"], known["parcels"]) == ([], [], {})


@pytest.mark.parametrize("query", ["as_of=2017-02-30", "as_of=then", "recorded_as_of=then"])
def test_the_map_refuses_a_day_that_is_none(public: FlaskClient, query: str) -> None:
    assert public.get(f"/?{query}").status_code == 400
    assert public.get("/?as_of=2017-06-01").status_code == 200


def test_without_scripts_the_map_leads_to_the_same_as_lists(public: FlaskClient) -> None:
    page = public.get(f"/?as_of={SOLD}").text
    assert f'<a href="/holdings?as_of={SOLD}">' in page
    assert '<a href="/holdings/growth">' in page
