"""Pages of papers, families, the board, duties and imports in Spanish: nothing unmarked, and on."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.services.interests import Burden, record_responsibility
from tests.book import Book
from tests.people import send
from tests.web.marked_pages import require_marked, speak_marked
from tests.web.paper_forms import send_paper
from tests.web.test_holdings_files import BAD, HEAD, OPEN, confirmed, sent

SINCE = date(2020, 3, 1)
RUTH = "Heirs of Ruth"
TYPED = (
    RUTH, "Ruth Sample", "Ann Sample", "Ben Sample", "Cy Sample", "Eve Sample", "All is well",
    "Leaseholders 1", "Deed of the lot", "Open lot", "No lot", "parcels", "color", "ours.csv",
)  # fmt: skip
"""What is typed below, which stands on the pages as it was typed."""

pytestmark = [
    pytest.mark.sqlite_only("words of pages are the same on both stores"),
    pytest.mark.no_cover,  # their lines are counted in English
]


def _recorded(client: FlaskClient, address: str, **fields: str) -> str:
    """Where a form leads that counts: to a page in Spanish."""
    answer = send(client, f"/es{address}", fields)
    assert answer.status_code == 303, answer.text
    done = str(answer.headers["Location"])
    assert done.startswith("/es/"), done
    return done.removeprefix("/es")


def _refused(client: FlaskClient, address: str, **fields: str) -> str:
    answer = send(client, f"/es{address}", fields)
    assert answer.status_code in {400, 409}, answer.status_code
    return answer.text


def _party(client: FlaskClient, name: str, kind: str, **more: str) -> str:
    return _recorded(client, "/parties/new", name=name, kind=kind, **more)


def _seen(client: FlaskClient, *addresses: str) -> list[str]:
    answers = [client.get(f"/es{one}") for one in addresses]
    assert [one.status_code for one in answers] == [200] * len(addresses)
    return [one.text for one in answers]


def test_a_family_in_spanish(
    steward: FlaskClient, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = f"{_party(steward, RUTH, 'heirs')}/family"
    speak_marked(monkeypatch)
    pages = _seen(steward, family)
    died = {"who_name": "Ruth Sample", "died_on": "1961-05-02", "split": "parts"}
    heirs = {"heir_1_name": "Ann Sample", "heir_1_part": "1/2"}
    more = {"heir_2_name": "Ben Sample", "heir_2_part": "1/4"}
    assert _recorded(steward, family, **died, **heirs, **more) == family
    pages += _seen(steward, family)
    number = _choice(pages[-1], "Ann Sample")
    _recorded(steward, family, who=number, split="equally", heir_1_name="Cy Sample")
    pages += _seen(steward, family)
    pages += [
        _refused(steward, family),
        _refused(steward, family, who_name="Eve Sample"),
        _refused(steward, family, who_name="Eve Sample", heir_1_part="1/2"),
        _refused(steward, family, who_name="Eve Sample", split="parts", heir_1_name="Cy Sample"),
        _refused(steward, f"{family}/shares", since="2026-01-01"),
        send(steward, f"/es{family}/suggestion", {"spouse": "Eve Sample", "children": ""}).text,
        send(steward, f"/es{family}/suggestion", {"children": "Ann Sample"}).text,
        send(steward, f"/es{family}/suggestion", {}).text,
    ]
    number = _choice(pages[-1], "Ruth Sample")
    _recorded(steward, family, who=number, split="parts", heir_1_name="Eve Sample",
              heir_1_part="1/4")  # fmt: skip
    pages += _seen(steward, family)
    assert _recorded(steward, f"{family}/shares", since="2026-01-01") == family
    pages += _seen(steward, family, family.removesuffix("/family"))
    require_marked(pages, staffed, TYPED)


def _choice(page: str, name: str) -> str:
    """The number of somebody whom a form offers."""
    found = re.search(rf'value="(\d+)"[^>]*>{name}</option>', page)
    assert found
    return found[1]


def test_parties_and_their_shares_in_spanish(
    steward: FlaskClient, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = _party(steward, "Ann Sample", "person").rpartition("/")[2]
    _party(steward, "Ann Sample", "person")
    speak_marked(monkeypatch)
    group = _party(
        steward, "Ben Sample", "cooperative", since="2020-01-01", member_1=ann, member_1_share="1"
    )
    pages = _seen(steward, "/parties", "/parties/new", group, f"{group}/shares")
    half = {"since": "2022-01-01", "member_1": ann}
    pages += [
        _refused(steward, "/parties/new", name="Eve Sample"),
        _refused(steward, f"{group}/shares", **half),
        _refused(steward, f"{group}/shares", **half, member_1_share="1/2"),
    ]
    assert _recorded(steward, f"{group}/shares", **half, member_1_share="1") == f"{group}/shares"
    require_marked(pages, staffed, TYPED)


def test_the_board_in_spanish(
    steward: FlaskClient, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    ann = _party(steward, "Ann Sample", "person").rpartition("/")[2]
    seat = {"kind": "leaseholder", "seat": "Leaseholders 1", "valid_from": "2024-01-01"}
    assert _recorded(steward, "/board", **seat, party_id=ann) == "/board"
    assert _recorded(steward, "/board", **{**seat, "kind": "public"}) == "/board"
    pages = _seen(steward, "/board")
    found = re.search(r'href="/es(/board/\d+)"', pages[0])
    assert found
    term = found[1]
    pages += [*_seen(steward, term), _refused(steward, term, kind="public")]
    assert _recorded(steward, f"{term}/end", on="2026-01-01") == "/board"
    pages += [*_seen(steward, "/board", term), _refused(steward, f"{term}/withdraw", seen="1")]
    assert _recorded(steward, f"{term}/withdraw") == "/board"
    require_marked(pages, staffed, TYPED)


def test_duties_and_visits_in_spanish(
    organizer: FlaskClient, staffed: Engine, house: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    pages = _seen(organizer, "/duties")
    with writing(staffed) as connection:
        book = Book(connection)
        holder = book.party("Ann Sample")
        errand = book.errand("record_responsibility")
        burden = Burden("stewardship", SINCE, holder, every_months=12)
        duty = f"/duties/{record_responsibility(connection, errand, house, burden)}"
    pages += [*_seen(organizer, "/duties", duty), _refused(organizer, duty, done_on="2026-11-01")]
    visit = {"done_on": "2026-11-01", "found": "All is well"}
    assert _recorded(organizer, duty, **visit) == "/duties"
    pages += _seen(organizer, "/duties", duty)
    require_marked(pages, staffed, TYPED)


def test_papers_in_spanish(
    steward: FlaskClient, staffed: Engine, house: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send_paper(steward, house).status_code == 303
    speak_marked(monkeypatch)
    home = f"/holdings/{house}/papers"
    pages = _seen(steward, home, f"{home}/new")
    found = re.search(r'href="/es(/papers/\d+)"', pages[0])
    assert found
    paper = found[1]
    facts = {"kind": "deed", "title": "Deed of the lot", "dated_on": "2015-03-01", "book": "12"}
    pages += [_refused(steward, f"{home}/new", **facts), _refused(steward, paper, kind="deed")]
    assert _recorded(steward, paper, **facts, page="3", number="12") == paper
    pages += _seen(steward, paper, home, f"/holdings/{house}")
    assert _recorded(steward, f"{paper}/withdraw") == home
    pages += _seen(steward, home)
    require_marked(pages, staffed, TYPED)


def test_an_import_in_spanish(
    steward: FlaskClient, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    looked_at = sent(steward, f"{HEAD},color\n{OPEN},\n{BAD},".encode(), "/es").text
    stored = confirmed(steward, looked_at, "/es").text
    refused = sent(steward, b"<html>", "/es").text
    require_marked(
        [*_seen(steward, "/holdings/import"), looked_at, stored, refused], staffed, TYPED
    )
