"""Who reads in Spanish goes on in Spanish: links, forms, what scripts ask, and where forms lead."""

import re

import pytest
from flask import Flask

from tests.people import send, sign_in, visitor
from tests.seeded import HINDS, lot_id
from tests.web.walk import pages_of

LOTS = [lot_id("100-1"), lot_id("100-9")]
_TAG = re.compile(r"<\w[^>]*>")
_ADDRESS = re.compile(r'\b(?:href|action|src|data-worker)="(/[^"]*)"')
_WITHOUT_WORDS = ("/static/", "/styles/", "/words/", "/tiles/", "/downloads/", "/service_worker.js")

pytestmark = [
    pytest.mark.sqlite_only("addresses are the same on both stores"),
    pytest.mark.no_cover,  # their lines are counted in English
]


def _leading_out(page: str) -> list[str]:
    """The addresses in a page that are of no page in Spanish, but for the other language's own."""
    tags = (one for one in _TAG.findall(page) if "hreflang=" not in one)
    found = (address for tag in tags for address in _ADDRESS.findall(tag))
    return [
        one
        for one in found
        if not one.startswith(_WITHOUT_WORDS) and not re.match("/es(?:[/?]|$)", one)
    ]


@pytest.mark.parametrize("who", [None, "organizer", "steward"])
def test_links_and_forms_of_a_page_in_spanish_lead_to_pages_in_spanish(
    held_app: Flask, who: str | None
) -> None:
    pages = pages_of(held_app, LOTS, visitor(held_app, who), "/es")
    assert len(pages) > 12
    out = {address: _leading_out(page) for address, page in pages.items()}
    assert {address: found for address, found in out.items() if found} == {}


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        (f"/es/parcels/find?county={HINDS}", f"/es/parcels?county={HINDS}"),
        ("/es/parcels/find?view=map&vacant=yes", "/es/?vacant=yes"),
    ],
)
def test_what_leads_on_stays_in_spanish(held_app: Flask, asked: str, leads_to: str) -> None:
    answer = held_app.test_client().get(asked)
    assert answer.headers["Location"].removeprefix("http://localhost") == leads_to


def test_signing_in_and_out_stays_in_spanish(staffed_app: Flask) -> None:
    client = staffed_app.test_client()
    page = client.get("/es/parcels").text
    assert 'href="/es/sign-in?next=/es/parcels"' in page.replace("%2F", "/")
    asked = client.get("/es/account")
    assert asked.status_code == 401
    assert 'name="next" value="/es/account"' in asked.text
    fields = {"name": "steward", "password": "lantern orchard winter boat"}
    for given, leads_to in (({"next": "/es/account"}, "/es/account"), ({}, "/es/")):
        answer = send(client, "/es/sign-in", {**fields, **given}, page="/es/sign-in")
        assert answer.headers["Location"] == leads_to
    left = send(client, "/es/sign-out", {}, page="/es/account")
    assert left.headers["Location"] == "/es/"


def test_streets_are_asked_for_by_one_address_in_all_languages(held_app: Flask) -> None:
    spanish = held_app.test_client().get("/es/map/config.json").get_json()
    english = held_app.test_client().get("/map/config.json").get_json()
    assert {key for key in english if spanish[key] != english[key]} <= {"facets"}


def test_signing_in_without_a_place_to_go_to_leads_to_the_map(staffed_app: Flask) -> None:
    assert sign_in(staffed_app.test_client(), "steward").headers["Location"] == "/"


def test_the_prefix_alone_is_the_first_page_whatever_host_was_asked(held_app: Flask) -> None:
    answer = held_app.test_client().get("/es", headers={"Host": "evil.example"})
    assert answer.status_code == 200
    assert 'lang="es"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/%5Cevil.example/x",
        "/es/%5Cevil.example/x",
        "/es/%5C%5Cevil.example",
        "/%2F%2Fevil.example",
    ],
)
def test_the_other_language_is_never_on_another_site(held_app: Flask, path: str) -> None:
    page = held_app.test_client().get(path, follow_redirects=True).text
    leading = re.findall(r'href="([^"]*evil[^"]*)"', page)
    assert all(re.match(r"/(?:es/)?[^/\\]", one) for one in leading), leading
