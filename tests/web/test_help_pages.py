"""The pages that help, the glossary, and what the page of a parcel takes from both."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.assets import data_folder
from landtrust.settings import Settings
from landtrust.sources.plain_texts import read_plain_texts
from landtrust.web.app import create_app
from tests.people import visitor
from tests.seeded import lot_id

PLAIN = read_plain_texts(data_folder(), None)
CONTACTS = """
[[contacts]]
purposes = ["taxes", "heirs"]
name = "Example <b>Legal</b> Aid"
phone = "(601) 555-0100"
email = "help@example.org"
url = "https://example.org/help"
languages = ["en", "es"]

[[contacts]]
purposes = ["join", "ask"]
name = "The trust"
phone = "+1 601 555 0199"
"""


@pytest.fixture(scope="module")
def helped_app(seeded_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The town's site, of an organization that named people who help."""
    folder = tmp_path_factory.mktemp("helped")
    (folder / "contacts.toml").write_text(CONTACTS, "utf-8")
    settings = Settings(state_folder=folder, help_contacts=folder / "contacts.toml")
    return create_app(settings, seeded_engine)


def _page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_help_names_public_offices_where_the_organization_names_nobody(
    client: FlaskClient,
) -> None:
    page = _page(client, "/help")
    assert "Ask the county tax collector what is owed." in page
    assert "Ask the county tax assessor to put the roll right." in page
    assert "tel:" not in page
    lot = _page(client, f"/parcels/{lot_id('100-2')}")
    assert "Land that a family owns together</dt>" in lot
    assert "Join the land trust" not in lot


def test_people_who_help_stand_on_the_help_page_and_on_the_page_of_a_parcel(
    helped_app: Flask,
) -> None:
    client = helped_app.test_client()
    for address in ("/help", f"/parcels/{lot_id('100-2')}"):
        page = _page(client, address)
        assert "Example &lt;b&gt;Legal&lt;/b&gt; Aid" in page
        assert '<a href="tel:6015550100">(601) 555-0100</a>' in page
        assert '<a href="mailto:help@example.org">' in page
        assert '<a href="https://example.org/help">' in page
        assert "Speaks: English, Spanish" in page
    lot = _page(client, f"/parcels/{lot_id('100-2')}")
    assert "Join the land trust</dt>" in lot
    # Who is asked about anything is asked about what is wrong, too.
    assert lot.count('<a href="tel:+16015550199">') == 3


def test_land_that_pays_no_taxes_offers_no_help_with_them(helped_app: Flask) -> None:
    page = _page(helped_app.test_client(), f"/parcels/{lot_id('100 4/A')}")
    assert "Taxes that you cannot pay" not in page
    assert "Suggest this lot to the land trust</dt>" in page


@pytest.mark.parametrize("number", ["100-1", "100-2"])
def test_what_you_can_do_ends_with_the_ways_to_have_a_say(client: FlaskClient, number: str) -> None:
    page = _page(client, f"/parcels/{lot_id(number)}")
    can = page[page.index("What you can do") :].partition("</section>")[0]
    said = page[page.index("What residents said") :].partition("</section>")[0]
    ways = re.findall(
        rf'href="/suggest\?parcel={lot_id(number)}&amp;kind=(\w+)"[^>]*>([^<]+)<', can
    )
    assert ways == [("lot", "Suggest it to the trust"), ("mistake", "Something here is wrong")]
    assert ("kind=offer" in said) == (number == "100-2"), "a government has its own way"


def test_a_business_is_offered_no_help_with_family_land(helped_app: Flask) -> None:
    page = _page(helped_app.test_client(), f"/parcels/{lot_id('100-3')}")
    assert "Taxes that you cannot pay</dt>" in page
    assert "Land that a family owns together" not in page


def test_every_law_stands_with_its_citation_and_the_day_on_which_it_was_read(
    client: FlaskClient,
) -> None:
    page = _page(client, "/help")
    for code in ("tax_sale", "redemption", "notice", "heirs_partition", "corporations"):
        for citation in PLAIN.rules[code].citations:
            assert citation in page, code
    read = re.findall(r"Read on November 26, 2026, in a copy (?:of \w|without a year)", page)
    assert len(read) == page.count('class="second law"')
    assert "In force since July 1, 2020." in page
    assert page.count("do not agree: ask a lawyer") == 1
    assert "It is not legal advice." in page


@pytest.mark.parametrize("address", ["/help", "/glossary"])
def test_beside_a_law_stands_how_old_the_copies_are_that_were_read(
    client: FlaskClient, address: str
) -> None:
    page = _page(client, address)
    for told in (
        "§ 27-43-1</span>. Read on November 26, 2026, in a copy of 2017.",
        "§ 27-45-3</span>. Read on November 26, 2026, in a copy without a year.",
        "in a copy without a year and a copy of September 24, 2024.",
    ):
        assert told in page, told
    spanish = _page(client, f"/es{address}")
    for told in (
        "Leído el 26 de noviembre de 2026, en una copia de 2017.",
        "en una copia sin año y una copia del 24 de septiembre de 2024.",
    ):
        assert told in spanish, told


def test_sales_that_are_past_stand_with_their_last_day_to_pay(client: FlaskClient) -> None:
    row = r'<th scope="row">(\w+ \d+), (\d{4})</th>\s*<td>(\w+) \d+, (\d{4})</td>'
    days = re.findall(row, client.get("/help").text)
    assert 2 <= len(days) <= 3
    for sold, year, month, last_year in days:
        assert sold.startswith("August")
        assert month == "August"
        assert int(last_year) == int(year) + 2


def test_the_glossary_has_every_term_once_in_the_order_of_letters(client: FlaskClient) -> None:
    page = _page(client, "/glossary")
    terms = re.findall(r'<div id="(\w+)"> <dt>([^<]+)</dt>', page)
    assert {code for code, _ in terms} == set(PLAIN.terms)
    words = [word.casefold() for _, word in terms]
    assert words == sorted(words)


@pytest.mark.parametrize("lot", ["100-1", "100-2", "100 4/A", "100-5"])
def test_a_word_that_is_marked_on_a_page_is_explained_on_it(client: FlaskClient, lot: str) -> None:
    page = client.get(f"/parcels/{lot_id(lot)}").text
    marked = set(re.findall(r'href="#(word-\w+)"', page))
    explained = re.findall(r'id="(word-\w+)"', page)
    assert marked
    assert marked <= set(explained)
    assert len(explained) == len(set(explained))


def test_organizers_are_told_of_the_tax_status_and_what_its_words_mean(
    staffed_app: Flask,
) -> None:
    page = _page(visitor(staffed_app, "organizer"), f"/parcels/{lot_id('100-2')}")
    assert 'id="word-delinquent"' in page
    assert 'id="word-delinquent"' not in _page(
        staffed_app.test_client(), f"/parcels/{lot_id('100-2')}"
    )


def test_a_former_parcel_has_no_sentences_on_what_could_happen(client: FlaskClient) -> None:
    page = _page(client, f"/parcels/{lot_id('100-9')}")
    assert "What could happen" not in page
    assert "Whom you can ask" not in page


def test_the_map_and_the_file_begin_with_the_sentence_of_the_page(client: FlaskClient) -> None:
    for number in ("100-1", "100-2", "100-3", "100-5"):
        address = f"/parcels/{lot_id(number)}"
        words = (client.get(f"{address}.geojson").json or {})["words"]
        lead = re.search(r'<p class="lead">([^<]+)</p>', client.get(address).text)
        assert lead
        assert lead[1].startswith(words["says"])


def test_only_what_is_asked_for_is_answered(client: FlaskClient) -> None:
    assert client.get("/help?x=1").status_code == 400
    assert client.get("/glossary?x=1").status_code == 400


def test_land_in_common_is_shown_on_the_page_of_a_parcel_near_it(held_app: Flask) -> None:
    page = _page(held_app.test_client(), f"/parcels/{lot_id('100-5')}")
    near = page[page.index("Land held in common near here") : page.index("What the roll says")]
    assert re.search(r'href="/holdings/\d+">', near)
    assert "in a straight line" in near
    own = _page(held_app.test_client(), f"/parcels/{lot_id('100-1')}")
    assert "It is held in common by" in own


@pytest.mark.sqlite_only("what the files say is the same on both stores")
def test_settings_name_the_file_of_contacts(tmp_path: Path) -> None:
    assert Settings(help_contacts=tmp_path / "a.toml").help_contacts == tmp_path / "a.toml"
