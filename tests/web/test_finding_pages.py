"""The one box over HTTP: results without scripts, suggestions, and what must never be kept."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.logs import set_up_logs
from landtrust.queries.found import Found, FoundLot, FoundPlace, FoundStreet
from landtrust.web.finding_words import Places, suggested_lines
from tests.people import visitor
from tests.seeded import (
    HINDS,
    HOSTILE_ADDRESS,
    HOSTILE_OWNER,
    PRIVATE_PERSON,
    RANKIN,
    lot_id,
)
from tests.stores import digests, rows_of
from tests.web.asking import ask as _ask
from tests.web.asking import heading as _heading
from tests.web.asking import text_of as _text

MOST_STATEMENTS = 14


def test_the_box_is_on_every_page_and_works_as_a_plain_form(client: FlaskClient) -> None:
    for address in ("/", "/parcels", f"/parcels/{lot_id('100-1')}", "/find", "/no-such-page"):
        page = client.get(address).get_data(as_text=True)
        assert page.count('action="/find"') == 1
        (form,) = re.findall(r'<form class="find".*?</form>', page, re.DOTALL)
        assert 'method="get"' in form
        assert 'name="q"' in form
        assert 'maxlength="200"' in form
        assert re.search(r'<button[^>]*data-own-place="/near"\s+hidden>', form)
    assert 'action="/es/find"' in client.get("/es/parcels").get_data(as_text=True)


@pytest.mark.parametrize(
    "question", ["101 Example St", lot_id("100-1"), "77001", "100-1", "EXAMPLE 101", "Hinds 100-1"]
)
def test_one_certain_lot_is_shown_at_once_on_its_own_page(
    client: FlaskClient, question: str
) -> None:
    answer = _ask(client, question)
    assert answer.status_code == 303
    assert answer.location == f"/parcels/{lot_id('100-1')}"


def test_the_page_of_results_stays_in_its_language(client: FlaskClient) -> None:
    answer = client.get("/es/find?q=101+Example+St")
    assert answer.location == f"/es/parcels/{lot_id('100-1')}"
    assert f'href="/es/parcels/{lot_id("100-1")}"' in _text(client, "102 Example St", "/es/find")


def test_a_number_between_two_offers_both_and_says_where_we_looked(client: FlaskClient) -> None:
    page = _text(client, "102 example")
    assert "It would lie between 101 and 103." in page
    assert f'href="/parcels/{lot_id("100-1")}"' in page
    assert f'href="/parcels/{lot_id("100-2")}"' in page
    assert "Hinds County: 8 rows of “Seeded town”, retrieved on November 23, 2026" in page
    assert "Rankin County: 8 rows of “Seeded town”, retrieved on November 20, 2026" in page


@pytest.mark.parametrize(
    ("question", "heading", "leads_to"),
    [
        ("1 example", "No lot has exactly the address “1 example”", f"/parcels/{lot_id('100-1')}"),
        (
            "999 example",
            "No lot has exactly the address “999 example”",
            f"/parcels/{lot_id('100-5')}",
        ),
        (
            "101 Exumple",
            "No lot has exactly the address “101 Exumple”",
            f"/parcels/{lot_id('100-1')}",
        ),
        ("Example St", "Example St", f"/parcels/{lot_id('100-2')}"),
        ("red clay", "What has the name “red clay”", "/parcels?text=RED+CLAY+HOLDINGS+LLC"),
        ("Hinds county", "What has the name “Hinds county”", f"/counties/{HINDS}"),
        ("far side", "What has the name “far side”", "/parcels?region=far-side"),
        (
            "example & far",
            "We cannot tell where these streets meet",
            "/find?q=EXAMPLE+ST,+Hinds+County",
        ),
        ("Exumple", "Did you mean this street?", "/find?q=EXAMPLE+ST,+Hinds+County"),
        ("exam", "Did you mean this street?", "/find?q=EXAMPLE+ST,+Hinds+County"),
        ("side", "What has the name “side”", "/parcels?region=far-side"),
        ("qwertz", "Nothing found for “qwertz”", "/sources"),
        ("39203", "Nothing found for “39203”", "/sources"),
        ("", "Find a lot", "/parcels"),
    ],
)
def test_whatever_is_asked_has_an_answer_that_leads_on(
    client: FlaskClient, question: str, heading: str, leads_to: str
) -> None:
    page = _text(client, question)
    assert _heading(page) == heading
    assert f'href="{leads_to}"' in page
    assert "Where we looked" in page


@pytest.mark.parametrize("question", ["exam", "101 exam", "rank", "1 fa", "side", "hinds"])
def test_all_that_is_suggested_is_on_the_page_of_results(
    client: FlaskClient, question: str
) -> None:
    fragment = _text(client, question, "/find/suggestions")
    offered = re.findall(r'data-address="([^"]+)"', fragment)
    answer = _ask(client, question)
    page = answer.get_data(as_text=True) + (answer.location or "")
    assert offered
    assert [one for one in offered if one not in page] == []


POINTS = ("32.3,-90.2", "-90.2, 32.3", "32.3N 90.2W")


@pytest.mark.parametrize("question", POINTS)
def test_coordinates_lead_to_what_is_near_them(client: FlaskClient, question: str) -> None:
    answer = _ask(client, question, "/es/find")
    assert (answer.status_code, answer.location) == (303, "/es/near?near=-90.2,32.3")
    assert answer.headers["Cache-Control"] == "private, no-store"
    fragment = _text(client, question, "/find/suggestions")
    assert 'data-address="/near?near=-90.2,32.3"' in fragment
    assert client.get(_ask(client, question).location or "").status_code == 200


@pytest.fixture
def mapped(seeded_app: Flask, tmp_path: Path) -> Iterator[FlaskClient]:
    """The town, with a map of its own."""
    land = [
        ("park", "DEPOT GREEN", [-90.21, 32.3]),
        ("volcano", "DEPOT HILL", [-90.2, 32.3]),
        ("street", "DEPOT ST", [-90.2, 32.3]),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"kind": kind, "name": name},
            "geometry": {"type": "Point", "coordinates": place},
        }
        for kind, name, place in land
    ]
    path = tmp_path / "land.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    known = seeded_app.extensions["landtrust_streets"]
    seeded_app.extensions["landtrust_streets"] = {"sample": str(path)}
    yield seeded_app.test_client()
    seeded_app.extensions["landtrust_streets"] = known


def test_names_on_the_map_lead_to_what_is_near_them(mapped: FlaskClient) -> None:
    for question in ("Depot Green", "depo", "green depot"):
        page = _text(mapped, question)
        assert _heading(page) == f"What has the name “{question}”"
        assert 'href="/near?near=-90.21,32.3"' in page
        assert "Depot Green" in page
        assert "Depot Hill" not in page
        fragment = _text(mapped, question, "/find/suggestions")
        assert 'data-address="/near?near=-90.21,32.3"' in fragment
    assert "Depot Green" not in _text(mapped, "12 depot green")


def test_a_street_that_is_offered_leads_to_its_lots(client: FlaskClient) -> None:
    page = _text(client, "Exumple")
    link = re.search(r'href="(/find\?q=EXAMPLE[^"]+)"', page)
    assert link
    assert _heading(client.get(link[1]).get_data(as_text=True)) == "Example St"


def test_a_county_without_parcels_says_so_and_is_no_link(client: FlaskClient) -> None:
    page = _text(client, "Madison County")
    assert "County, not loaded yet" in page
    assert "/counties/28089" not in page


def test_suggestions_are_a_list_that_leads_to_pages(client: FlaskClient) -> None:
    fragment = _text(client, "101 exam", "/find/suggestions")
    assert 'role="listbox"' in fragment
    assert f'data-address="/parcels/{lot_id("100-1")}"' in fragment
    assert "<html" not in fragment
    nothing = _text(client, "qwertz", "/find/suggestions")
    assert 'role="option"' not in nothing
    assert "No suggestion. Press Enter to search." in nothing
    assert _ask(client, "", "/find/suggestions").status_code == 200


@pytest.mark.parametrize("at", ["/find", "/find/suggestions", "/es/find"])
@pytest.mark.parametrize("question", ["101 Example St", "Example", "qwertz", "", "x" * 201])
def test_nothing_between_us_and_a_reader_keeps_what_was_asked(
    client: FlaskClient, at: str, question: str
) -> None:
    answer = _ask(client, question, at)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Landtrust-Keep" not in answer.headers
    assert "Set-Cookie" not in answer.headers


@contextmanager
def _logged(capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written: list[str] = []
    set_up_logs("DEBUG")
    yield written
    written.extend(capsys.readouterr().err.splitlines())
    root.handlers[:] = handlers
    root.setLevel(level)


def test_no_log_and_no_row_has_what_was_asked(
    client: FlaskClient, seeded_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = digests(seeded_engine)
    with _logged(capsys) as lines:
        for question in ("4711 secretive ln", "secretive & hidden", "4711-secretive"):
            _ask(client, question)
            _ask(client, question, "/find/suggestions")
        client.get("/find?secretive=1")
    assert len(lines) >= 7
    assert all(json.loads(line) for line in lines)
    assert not [line for line in lines if "secretive" in line.lower() or "4711" in line]
    assert digests(seeded_engine) == before


ABUSE = {
    "very long": "x" * 100_000,
    "long words": "9" * 199,
    "ten thousand tokens": "a " * 10_000,
    "control characters": "101\x00 Example\x1b[2J",
    "right to left": "\u202e101 Example",
    "FTS5": 'NEAR("a" b, 2) OR numbers : * AND NOT "',
    "FTS5 quotes": '"""" ^*',
    "tsquery": "a & !b | (c <-> d):*",
    "SQL": "'; DROP TABLE parcel; --",
    "LIKE": "%%%%____",
    "template": "{{ 7*7 }} {% raw %}",
    "script": "<script>alert(1)</script>",
    "format": "%(name)s %s {0}",
    "unicode": "\U0001f3e0 ÅÄÖ ß \u0301",
    "only signs": "&&& /// @@@",
    "many signs": "& " * 90,
    "numbers": "1 2 3 4 5 6 7 8 9 10",
    "great number": "999999999999999999999 Example",
}


@pytest.mark.parametrize("at", ["/find", "/find/suggestions"])
@pytest.mark.parametrize("question", ABUSE.values(), ids=ABUSE)
def test_whatever_is_typed_is_answered_and_changes_nothing(
    client: FlaskClient, seeded_engine: Engine, at: str, question: str
) -> None:
    answer = _ask(client, question, at)
    page = answer.get_data(as_text=True)
    assert answer.status_code in (200, 400), page
    assert (answer.status_code == 400) == (len(question.strip()) > 200 or "\x00" in question
                                           or "\u202e" in question), page  # fmt: skip
    assert "<script>alert" not in page
    assert "49" not in _heading(page) if "7*7" in question and at == "/find" else True
    assert "Traceback" not in page
    assert rows_of(seeded_engine, "SELECT count(*) AS lots FROM parcel") == [{"lots": 7}]


@pytest.mark.parametrize("query", ["q=a&q=b&x=1", "x=1", "q=%ff", "%00=1"])
def test_what_is_no_question_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/find?{query}").status_code == 400


def test_people_are_not_found_by_name_and_what_rolls_say_is_text(client: FlaskClient) -> None:
    for word in PRIVATE_PERSON.split():
        page = _text(client, word)
        assert _heading(page) == f"Nothing found for “{word}”"
        assert 'role="option"' not in _text(client, word, "/find/suggestions")
    page = _text(client, "alert holdings llc")
    assert HOSTILE_OWNER not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    for at in ("/find", "/find/suggestions"):
        assert HOSTILE_ADDRESS not in _text(client, "script script alert", at)


@pytest.mark.parametrize("role", ["organizer", "steward"])
def test_those_who_work_with_the_trust_find_what_everybody_finds(
    held_app: Flask, role: str
) -> None:
    for question in (PRIVATE_PERSON, "Marigold"):
        page = _text(visitor(held_app, role), question)
        assert PRIVATE_PERSON.title() not in page


def test_holdings_are_found_by_name_by_those_who_may_know_of_them(held_app: Flask) -> None:
    def found(client: FlaskClient) -> bool:
        return 'href="/holdings/' in _text(client, "100-5 and nothing else").replace("\n", "")

    public, organizer = held_app.test_client(), visitor(held_app, "organizer")
    assert 'class="card-link" href="/holdings/' in _text(public, "img house").replace("\n", "")
    assert not found(public)
    assert not found(organizer)


@pytest.mark.parametrize("question", ["101 Example", "102 Example", "Exumple", "red clay", "hinds"])
def test_a_page_of_results_asks_a_few_statements(
    client: FlaskClient, statements: list[str], question: str
) -> None:
    _ask(client, question)
    assert len(statements) <= MOST_STATEMENTS
    statements.clear()
    _ask(client, question, "/find/suggestions")
    assert len(statements) <= MOST_STATEMENTS


def test_a_lot_of_the_other_county_says_its_county(client: FlaskClient) -> None:
    page = _text(client, "2 far rd")
    assert f'href="/parcels/{lot_id("200-1", RANKIN)}"' in page
    assert "Rankin County" in page


def test_towns_and_lots_without_address_have_words_of_their_own(seeded_app: Flask) -> None:
    lot = FoundLot(4, lot_id("100 4/A"), "100 4/A", HINDS, None, "JACKSON", None, None, None)
    street = FoundStreet(1, HINDS, "W OAK ST", "JACKSON", 7, 7, is_exact=True, score=1.0)
    town = FoundPlace("town", "JACKSON", "JACKSON", HINDS)
    places = Places(())
    with seeded_app.test_request_context("/find"):
        assert places.lot(lot) == "Parcel 100 4/A"
        assert places.of_lot(lot) == "Jackson · 28049 County"
        assert places.of_street(street) == "Jackson · 28049 County · number 7"
        assert places.street_address(street) == "/find?q=W+OAK+ST,+JACKSON"
        assert places.of_place(town) == "Lots with this town in their address, in 28049 County"
        (line,) = suggested_lines(Found(places=(town, FoundPlace("county", "1", "No"))), places)
        assert line.address == f"/parcels?county={HINDS}&text=jackson"
