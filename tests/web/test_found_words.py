"""What the page of results says of corners, of numbers that begin so, and of ZIP codes."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from landtrust.queries.found import Corner, Found, FoundLot, Instead
from landtrust.web import finding_pages
from tests.seeded import HINDS, lot_id
from tests.web.asking import heading, text_of


def _lot(house: int) -> FoundLot:
    return FoundLot(1, lot_id("100-1"), "100-1", HINDS, f"{house} EXAMPLE ST", None, None, house, 1)


@pytest.mark.parametrize("question", ["39203", "39203-1234"])
def test_a_zip_code_is_told_from_a_number_that_nobody_knows(
    client: FlaskClient, question: str
) -> None:
    said = "This is a ZIP code. We cannot list the lots of a ZIP code."
    assert said in text_of(client, question)
    assert said not in text_of(client, "993203")


def test_the_beginning_of_a_number_offers_the_lots_whose_numbers_begin_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Found(by="number", lots=(_lot(101),))
    monkeypatch.setattr(finding_pages, "find", lambda *_: begun)
    assert heading(text_of(client, "100-")) == "1 lot has a number that begins with “100-”"
    monkeypatch.setattr(finding_pages, "find", lambda *_: replace(begun, more_lots=True))
    page = text_of(client, "100-")
    assert heading(page) == "The first lot with a number that begins with “100-”"
    assert "Type more of the number to see fewer." in page


def test_a_corner_says_what_the_map_says_and_what_lies_only_near(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Corner(-90.2, 32.3, streets=("N OAK ST", "ELM ST"), empty=("N OAK ST",))
    lots = (replace(_lot(101), away_m=120.0),)
    monkeypatch.setattr(finding_pages, "find", lambda *_: Found("corner", lots, corner=met))
    page = text_of(client, "oak & elm")
    assert heading(page) == "Where N Oak St and Elm St meet"
    assert "No lot that is loaded here has an address on N Oak St." in page
    assert "120 meters (394 feet) from the corner" in page
    assert 'href="/near?near=-90.2,32.3"' in page
    near = Found(
        "corner",
        (_lot(101),),
        corner=Corner(-90.2, 32.3, apart_m=140.0),
        instead=(Instead("N OAK ST", "S OAK ST"),),
    )
    monkeypatch.setattr(finding_pages, "find", lambda *_: near)
    page = text_of(client, "oak & elm")
    assert heading(page) == "Lots near where these streets may meet"
    assert "The nearest two are 140 meters (459 feet) apart, about here." in page
    assert "has an address on “N Oak St”. We took S Oak St" in page
    assert "from the corner" not in page
    assert "We know both streets" not in page


def test_a_corner_says_how_many_lots_it_has_and_where_there_are_more(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Example & Hostile"
    lots = (_lot(101), _lot(103))

    def found(*, more_lots: bool) -> str:
        answer = Found(by="corner", lots=lots, more_lots=more_lots)
        monkeypatch.setattr(finding_pages, "find", lambda *_: answer)
        return heading(text_of(client, question))

    assert found(more_lots=False) == "2 lots lie where these streets come together"
    assert found(more_lots=True) == "The first 2 lots where these streets come together"
