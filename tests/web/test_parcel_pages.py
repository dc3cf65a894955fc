import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.settings import Settings
from landtrust.web.app import create_app
from tests.seeded import (
    HOSTILE_ADDRESS,
    HOSTILE_OWNER,
    PRIVATE_PERSON,
    PRIVATE_STREET,
    lot_id,
)

PAGES = (
    "/parcels",
    f"/parcels/{lot_id('100-1')}",
    f"/parcels/{lot_id('100-2')}",
    f"/parcels/{lot_id('100-3')}",
    f"/parcels/{lot_id('100 4/A')}",
    f"/parcels/{lot_id('100-9')}",
    "/counties",
    "/counties/28049",
    "/sources",
    "/about",
)


def _text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_shows_hostile_text_as_text(client: FlaskClient, address: str) -> None:
    page = _text(client, address)
    assert "<img" not in page
    assert "<script>alert" not in page
    assert HOSTILE_OWNER not in page
    assert HOSTILE_ADDRESS not in page


def test_hostile_text_stands_on_its_page_letter_by_letter(client: FlaskClient) -> None:
    page = _text(client, f"/parcels/{lot_id('100-3')}")
    assert "&lt;img src=x onerror=alert(1)&gt; {{ 7*7 }} ${7*7} ` HOLDINGS LLC" in page
    assert "&lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt; {% raw %} ST" in page


@pytest.mark.parametrize("address", PAGES)
def test_no_page_tells_the_public_of_a_person(client: FlaskClient, address: str) -> None:
    page = _text(client, address)
    assert PRIVATE_PERSON not in page
    assert PRIVATE_PERSON.title() not in page
    assert PRIVATE_STREET not in page


def test_a_parcel_page_begins_with_a_plain_sentence(client: FlaskClient) -> None:
    page = _text(client, f"/parcels/{lot_id('100-1')}")
    vacant = "This lot of 0.20 acres is vacant."
    owner = "It has belonged to the City of Jackson since 2026 or before."
    assert f"{vacant} {owner} A nonprofit group can ask the city for it." in page
    person = _text(client, f"/parcels/{lot_id('100-2')}")
    home = "This lot of 0.20 acres is used for homes."
    assert f"{home} It has belonged to a private person since the tax roll of 2026." in person


def test_what_is_not_stated_is_never_a_zero_and_a_zero_is_never_not_stated(
    client: FlaskClient,
) -> None:
    unvalued = _text(client, f"/parcels/{lot_id('100-1')}")
    assert re.search(r"Total value</dt>\s*<dd class=\"none\">not stated", unvalued)
    worthless = _text(client, f"/parcels/{lot_id('100 4/A')}")
    assert re.search(r"Total value</dt>\s*<dd>\$0", worthless)


def test_a_parcel_page_names_source_day_neighbours_numbers_and_changes(
    client: FlaskClient,
) -> None:
    page = _text(client, f"/parcels/{lot_id('100-2')}")
    assert "Seeded town" in page
    assert "November 23, 2026" in page
    assert "shares 40.0 m (131 ft)" in page
    assert f'href="/parcels/{lot_id("100-1")}"' in page
    assert "another owner on the roll" in page
    assert '<path class="own owner_kind-person"' in page
    assert f'data-parcel-id="{lot_id("100-2")}"' in page
    assert "77001" in _text(client, f"/parcels/{lot_id('100-1')}")


def test_a_parcel_that_left_the_roll_says_so(client: FlaskClient) -> None:
    page = _text(client, f"/parcels/{lot_id('100-9')}")
    assert "no longer on the roll" in page
    assert "November 3, 2026" in page


def test_the_list_pages_forward_and_back_without_scripts(client: FlaskClient) -> None:
    first = _text(client, "/parcels")
    assert "6 parcels" in first
    assert 'rel="prev"' not in first
    following = re.search(r'rel="next"\s+href="([^"]+)"', first)
    assert following
    second = _text(client, following[1].replace("&amp;", "&"))
    assert "RED CLAY" not in second
    assert "Red Clay Holdings LLC" in second
    previous = re.search(r'rel="prev"\s+href="([^"]+)"', second)
    assert previous
    assert _rows(_text(client, previous[1].replace("&amp;", "&"))) == _rows(first)


def _rows(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a href="([^"]+)"', page)


def test_a_page_keeps_the_filter_and_the_limit(client: FlaskClient) -> None:
    page = _text(client, "/parcels?county=28049&vacant=yes&limit=1")
    assert 'href="/parcels?county=28049&amp;vacant=yes&amp;limit=1&amp;after=1"' in page
    assert 'href="/downloads?county=28049&amp;vacant=yes"' in page
    assert 'href="/?county=28049&amp;vacant=yes"' in page


def test_each_condition_can_be_taken_away(client: FlaskClient) -> None:
    page = _text(client, "/parcels?county=28049&vacant=yes&near=-90.21,32.3&radius_m=500")
    removals = set(re.findall(r'<a href="([^"]+)"\s+aria-label="Remove', page))
    assert removals == {
        "/parcels?near=-90.21,32.3&amp;radius_m=500&amp;vacant=yes",
        "/parcels?county=28049&amp;near=-90.21,32.3&amp;radius_m=500",
        "/parcels?county=28049&amp;vacant=yes",
    }


def test_every_condition_has_words(client: FlaskClient) -> None:
    query = (
        "county=28049,28121&region=far-side&bbox=-91,32,-90,33&owner_kind=bank&land_use=unknown"
        "&vacant=no&min_value=1&max_value=2.50&min_acres=0.1&max_acres=3"
        "&changed_since=2026-11-01&text=clay"
    )
    page = _text(client, f"/parcels?{query}")
    assert len(re.findall(r'aria-label="Remove: ', page)) == 12
    assert "No parcel fits this filter." in page
    assert 'name="bbox" value="-91,32,-90,33"' in page


def test_the_form_leads_to_the_one_address_of_its_filter(client: FlaskClient) -> None:
    sent = "/parcels/find?text=&county=&vacant=yes&owner_kind=bank&owner_kind=church&view=list"
    answer = client.get(sent)
    assert answer.status_code == 303
    assert answer.location == "/parcels?owner_kind=bank,church&vacant=yes"
    assert client.get("/parcels/find?text=a&view=map").location == "/?text=a"
    assert client.get("/parcels/find?text=&view=").location == "/parcels"
    assert client.get("/parcels/find?view=globe").status_code == 400


def test_a_list_past_its_end_is_empty_and_says_the_total(client: FlaskClient) -> None:
    page = _text(client, "/parcels?after=999999")
    assert "6 parcels" in page
    assert "nothing on this page" in page


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/parcels", 4),
        ("/parcels?text=example&county=28049&vacant=yes", 4),
        ("/parcels?near=-90.21,32.3&radius_m=500", 6),
        (f"/parcels/{lot_id('100-2')}", 10),
        ("/help", 1),
        ("/glossary", 1),
        ("/counties", 4),
        ("/counties/28049", 2),
        ("/sources", 1),
        ("/about", 1),
        ("/parcels/counts.json?by=owner_kind", 3),
        (f"/parcels/{lot_id('100-2')}.geojson", 3),
    ],
)
def test_a_page_takes_few_statements(
    client: FlaskClient, statements: list[str], address: str, most: int
) -> None:
    _text(client, address)
    assert len(statements) <= most


def test_a_county_says_what_was_loaded_and_what_could_not_be_used(client: FlaskClient) -> None:
    page = _text(client, "/counties/28049")
    assert "5 parcels" in page
    assert re.search(r"Could not be used</dt><dd>2<", page)
    assert client.get("/counties/28089").status_code == 404
    assert client.get("/counties/..%2f..").status_code == 404


def test_no_page_asks_to_be_told_where_nobody_can_be_told(client: FlaskClient) -> None:
    assert "tell us" not in _text(client, "/about")


def test_a_contact_stands_on_the_page_about_the_site_and_at_the_foot_of_every_page(
    seeded_engine: Engine, tmp_path: Path
) -> None:
    settings = Settings(state_folder=tmp_path, contact="land@example.org")
    reader = create_app(settings, seeded_engine).test_client()
    link = '<a href="mailto:land@example.org">land@example.org</a>'
    about = _text(reader, "/about")
    assert "tell us, and we change the rules" in about
    assert about.count(link) == 2
    assert _text(reader, "/parcels").count(link) == 1


def test_a_region_says_which_counties_it_has_and_whether_any_is_loaded(
    client: FlaskClient,
) -> None:
    page = _text(client, "/counties")
    assert re.search(
        r'<details class="more">.*href="/counties/28121">Rankin, MS</a>', page, re.DOTALL
    )
    assert 'href="/parcels?region=far-side"' in page
    assert "No county of this region is loaded yet." not in page


def test_a_drawing_has_the_colors_of_the_list_and_says_what_they_mean(
    client: FlaskClient,
) -> None:
    page = _text(client, f"/parcels/{lot_id('100-2')}")
    drawing = page[page.index('<figure class="drawing"') : page.index("</figure>")]
    drawn = set(re.findall(r'<path class="\w+ owner_kind-(\w+)"', drawing))
    explained = set(re.findall(r'<li>\s*<span class="swatch owner_kind-(\w+)"', drawing))
    assert drawn == explained == {"person", "business", "government_city", "church", "unknown"}
    former = _text(client, f"/parcels/{lot_id('100-9')}")
    assert '<path class="own former"' in former


def test_the_list_says_how_many_of_all_a_page_has(client: FlaskClient) -> None:
    first = " ".join(_text(client, "/parcels").split())
    assert "The first 4 of 6 parcels" in first
    assert "On this page 2 of 6 parcels" in " ".join(_text(client, "/parcels?after=4").split())


def _may_be_crawled(rules: str, address: str) -> bool:
    """What RFC 9309 makes of the rules: the longest that fits decides."""
    lines = [line.split(": ", 1) for line in rules.splitlines() if "allow: " in line.lower()]
    fitting = [
        (len(path), word == "Allow")
        for word, path in lines
        if re.match(re.escape(path).replace(r"\*", ".*"), address)
    ]
    return max(fitting, default=(0, True))[1]


def test_crawlers_are_asked_to_leave_filters_and_files_alone(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    parcel = f"/parcels/{lot_id('100-1')}"
    style = "/static/css/landtrust.css?v=1"
    for address in ("/", "/parcels", parcel, "/about", "/counties/28049", style):
        assert _may_be_crawled(answer.text, address), address
    files = ("/parcels.geojson", f"{parcel}.geojson", "/parcels/counts.json?by=vacant")
    for address in ("/parcels?vacant=yes", "/?text=a", "/parcels/find?text=a", *files):
        assert not _may_be_crawled(answer.text, address), address
    assert client.get("/robots.txt?x=1").status_code == 400


def test_the_mark_of_the_site_is_where_programs_look_for_it(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as answer:
        assert answer.status_code == 200
        assert answer.data[:4] == b"\0\0\1\0"
    with client.get("/favicon.ico?x=1") as refused:
        assert refused.status_code == 400
