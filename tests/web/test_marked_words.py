"""No text of ours is forgotten by who translates: each is marked, on pages and in scripts."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.assets import static_folder
from landtrust.database import writing
from landtrust.services.invitations import invite
from landtrust.web.map_page import KeptPlaces
from tests.people import errand, send, visitor
from tests.seeded import HINDS, RANKIN, lot_id
from tests.web.live_map import Visit
from tests.web.marked_pages import data_in, forgotten_in, speak_marked, speak_marked_in
from tests.web.walk import pages_of

LOTS = [lot_id("100-1"), lot_id("100-2"), lot_id("100-9")]
SPANISH = "/es"
SITE = "Landtrust"
_EVERY_CONDITION = (
    f"county={HINDS}&vacant=yes&owner_kind=person,church&land_use=public,forest&min_value=1"
    "&max_value=9.50&min_acres=0.1&max_acres=9&changed_since=2020-01-01"
)
MORE = (
    f"/parcels?{_EVERY_CONDITION}",
    f"/parcels?text=nothing&region=jackson-metro&bbox=-91,32,-90,33&county={HINDS},{RANKIN}",
    "/parcels?near=-90.21,32.3&radius_m=1500",
    "/parcels?limit=2",
    "/parcels?limit=2&after=2",
    "/parcels?after=999999",
    "/holdings?as_of=2019-05-01",
    "/holdings?as_of=2019-05-01&held=common&leased=yes",
    "/holdings?as_of=2999-01-01",
    "/holdings?as_of=1999-05-01",
    "/holdings/3?as_of=2016-05-01",
    "/holdings/3?as_of=2020-05-01",
    "/holdings/9",
    "/holdings/13?as_of=2020-05-01",
    "/holdings/13",
    "/sign-in?done=password",
    "/account",
    "/no-such-page",
    "/find?q=101+Example+St",
    "/find?q=Example+St",
    "/find?q=Hinds",
    "/find?q=999+Nowhere+Ave",
    "/find/suggestions?q=Example",
    "/near?near=-90.2099,32.3002&radius_m=500",
    f"/near?parcel={LOTS[0]}",
    "/parcels?wrong=1",
    "/parcels?county=x",
    "/parcels?min_acres=2&max_acres=1",
    "/parcels?owner_kind=x",
    "/parcels?county=28049&county=28049",
    "/about?wrong=1",
    "/counties/99999",
    "/holdings/999",
    "/holdings?held=x",
    "/holdings?as_of=x",
)
"""Pages that say more than those that a walk through all addresses comes upon."""

OF_STEWARDS = (
    "/holdings?recorded_as_of=2026-11-24",
    "/holdings/growth?recorded_as_of=2026-11-24",
    "/holdings/3?as_of=2020-05-01",
    "/account?changed=yes",
)

_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`')
_VALUE = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_COMMENT = re.compile(r"/\*.*?\*/|(?<=\s)//[^\n]*", re.DOTALL)
_READABLE = re.compile(r"[^\W\d_] [^\W\d_]|^.[A-Z][a-z]")
"""A blank between letters, or a capital first: what people could read."""

_SAID = re.compile(r'\b(?:word|counted)\(\s*(?:"[^"\n]*",\s*)?$')
_READ_BY_PROGRAMS = re.compile(
    r"\b(?:class|className)\b.*$|\.on\($|\bFONT = $|\.transform = $|^$|\bcase $"
    r"|\b(?:key|name) [!=]== $|\bheaders\.get\($"
)
"""Names of classes, of events and of keys, fonts and the like, by what stands before them."""

_PROGRAMS = ("Python", "QGIS", "R", "curl", "Jupyter", "BibTeX", "SHA-256")
"""Their names are the same everywhere."""

_NO_PAGE = ("service_worker.js", "frame_map.js")
"""Scripts that write on no page: a notebook speaks English, as its Python does."""


pytestmark = pytest.mark.sqlite_only("words of pages are the same on both stores")


@pytest.fixture
def marked(held_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site, in a language in which every message says that it is one."""
    speak_marked(monkeypatch)
    # Their names are kept as they were said first.
    monkeypatch.setitem(held_app.extensions, "landtrust_places", KeptPlaces())
    return held_app


def _forgotten(app: Flask, engine: Engine, client: FlaskClient, more: tuple[str, ...]) -> list[str]:
    pages = pages_of(app, LOTS, client, SPANISH)
    pages |= {one: client.get(SPANISH + one, follow_redirects=True).text for one in more}
    # Whatever is read is written into the audit log; it calls what it is about by codes.
    data = data_in(engine, SITE, "account 3", *_PROGRAMS)
    return [
        f"{address}: {text}" for address, page in pages.items() for text in forgotten_in(page, data)
    ]


def test_every_text_that_the_public_reads_is_marked(marked: Flask, held_engine: Engine) -> None:
    assert _forgotten(marked, held_engine, visitor(marked), MORE) == []


@pytest.mark.parametrize("who", ["organizer", "steward"])
def test_every_text_that_people_of_the_trust_read_is_marked(
    marked: Flask, held_engine: Engine, who: str
) -> None:
    assert _forgotten(marked, held_engine, visitor(marked, who), OF_STEWARDS) == []


def test_what_is_wrong_with_a_form_is_marked(
    staffed_app: Flask, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(staffed) as connection:
        token = invite(connection, errand("invite"), "Lee Example", "organizer")
    data = data_in(staffed, SITE)
    steward = visitor(staffed_app, "steward")
    nobody = visitor(staffed_app)
    speak_marked(monkeypatch)
    invitation = f"{SPANISH}/invitation/{token}"
    wrong = {"current": "x", "password": "lantern of another", "again": "lantern of another"}
    differ = {"name": "lee", "display_name": "Lee", "password": "x", "again": "y"}
    answers = [
        nobody.get(invitation),
        send(nobody, invitation, differ, page=invitation),
        send(nobody, f"{SPANISH}/sign-in", {"name": "ann", "password": "x"}, page="/sign-in"),
        nobody.post(f"{SPANISH}/sign-in", data={"name": "ann"}),
        send(nobody, f"{SPANISH}/sign-in", {"color": "red"}, page="/sign-in"),
        send(steward, f"{SPANISH}/account", wrong),
        send(steward, f"{SPANISH}/accounts/invitations", {"invited_name": "Jo", "role": "steward"}),
    ]
    assert [one.status_code for one in answers] == [200, 400, 401, 403, 400, 400, 200]
    typed = (*data, "lee", "jo")
    assert [forgotten_in(one.text, typed) for one in answers] == [[]] * len(answers)


@pytest.mark.chromium
@pytest.mark.usefixtures("marked")
def test_every_text_that_scripts_write_on_the_map_is_marked(
    held_address: str, held_engine: Engine, visit: Visit
) -> None:
    speak_marked_in(visit.page)
    page = visit.see_map(f"{held_address}{SPANISH}/?parcel={lot_id('100-1')}&as_of=2020-01-01")
    page.wait_for_selector("html[data-held=drawn]", state="attached")
    page.wait_for_selector(".map-panel-held")
    said = page.content()
    assert "⟦All about this parcel⟧" in said
    # Leaflet writes the units of its scale as everybody does: m, km, ft, mi.
    data = data_in(held_engine, SITE, "m", "km", "ft", "mi", "Seeded town")
    assert forgotten_in(said, data) == []
    assert visit.complaints == []


def test_no_template_keeps_what_a_filter_said_for_another_reader(seeded_app: Flask) -> None:
    filters = seeded_app.jinja_env.filters
    ours = {name for name, one in filters.items() if one.__module__.startswith("landtrust.")}
    assert {"say", "glossary", "dollars"} < ours
    assert [name for name in ours if not hasattr(filters[name], "jinja_pass_arg")] == []
    template = seeded_app.jinja_env.from_string('{{ "fee" | glossary }}')
    assert "household pays" not in seeded_app.jinja_env.compile("{{ 'fee' | glossary }}", raw=True)
    with seeded_app.test_request_context("/"):
        assert "household pays" in template.render()


def _unmarked(script: str) -> Iterator[str]:
    code = _COMMENT.sub("", script)
    for literal in _LITERAL.finditer(code):
        before = code[: literal.start()]
        line = before.rpartition("\n")[2]
        is_readable = _READABLE.search(_VALUE.sub("", literal[0]))
        if is_readable and not _SAID.search(before) and not _READ_BY_PROGRAMS.search(line):
            yield literal[0]


def test_no_script_writes_a_text_that_is_not_marked() -> None:
    scripts = [one for one in (static_folder() / "js").glob("*.js") if one.name not in _NO_PAGE]
    found = {one.name: list(_unmarked(one.read_text("utf-8"))) for one in scripts}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_a_text_that_was_forgotten_in_a_script_is_found() -> None:
    script = 'say("No parcel is here."); title = `Parcel ${id}`; say(word("All of them"));'
    assert list(_unmarked(script)) == ['"No parcel is here."', "`Parcel ${id}`"]
