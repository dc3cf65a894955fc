"""The form of residents: it takes what people say, loses nothing, and knows robots."""

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from landtrust.errors import Busy
from landtrust.services.suggestion_limits import MOST_AN_HOUR
from landtrust.settings import Settings
from landtrust.web import suggest_pages
from landtrust.web.app import create_app
from landtrust.web.suggestion_guard import FASTEST, LONGEST
from tests.people import send, visitor
from tests.seeded import lot_id
from tests.stores import rows_of, values_of
from tests.web.say_forms import CONTACT, NAME, TEXT, Clock, Resident, hidden_fields, link_in

LOT = lot_id("100-2")
_SENT = "SELECT count(*) FROM suggestion"


def _errors(page: str) -> list[str]:
    found = re.search(r'<div class="complaint".*?</div>', page, re.DOTALL)
    assert found, page
    return [
        unescape(" ".join(text.split())) for text in re.findall(r">([^<>]*\S[^<>]*)<", found[0])
    ]


def test_a_lot_is_suggested_without_an_account_and_the_link_is_shown_once(
    resident: Resident, staffed: Engine
) -> None:
    page = resident.client.get(f"/suggest?parcel={LOT}&kind=offer").text
    assert "103 Example St" in page
    assert re.search(r'value="offer"\s+checked', page)
    answer = resident.say(f"?parcel={LOT}", name=NAME, contact=CONTACT)
    (row,) = rows_of(staffed, "SELECT * FROM suggestion")
    assert (row["kind"], row["parcel_id"], row["message"]) == ("lot", 2, TEXT)
    assert (row["sender_name"], row["sender_contact"]) == (NAME, CONTACT)
    link = link_in(answer)
    assert re.fullmatch(r"/suggestion/[a-z2-7]{32}", link)
    assert link.rpartition("/")[2] not in json.dumps(row, default=str)
    own = resident.client.get(link).text
    assert TEXT in own
    assert NAME not in own
    assert CONTACT not in own


def test_the_page_with_the_link_says_who_reads_what_was_written(resident: Resident) -> None:
    page = resident.say(f"?parcel={LOT}").text
    assert "Only this link opens your page" in page
    assert "The organizers read what you wrote." in page
    assert "nobody else can" not in page


def test_land_of_a_government_is_not_offered_by_a_resident(resident: Resident) -> None:
    kinds = {
        number: re.findall(r'name="kind"\s+value="(\w+)"', page)
        for number in ("100-1", "100-2")
        for page in [resident.client.get(f"/suggest?parcel={lot_id(number)}").text]
    }
    assert kinds == {"100-1": ["lot", "mistake"], "100-2": ["lot", "mistake", "offer"]}


def test_it_works_without_a_lot_and_in_spanish(resident: Resident, staffed: Engine) -> None:
    page = resident.client.get("/es/suggest").text
    fields = {**hidden_fields(page), "kind": "mistake", "message": "El dueño no es este, señores."}
    resident.clock.later(minutes=1)
    answer = resident.client.post("/es/suggest", data=fields)
    assert link_in(answer).startswith("/es/suggestion/")
    assert rows_of(staffed, "SELECT kind, parcel_id FROM suggestion") == [
        {"kind": "mistake", "parcel_id": None}
    ]


def test_a_form_that_is_sent_twice_is_one_suggestion_with_one_link(
    resident: Resident, staffed: Engine
) -> None:
    fields = {**resident.open(), "kind": "lot", "message": TEXT}
    resident.clock.later(minutes=1)
    first, second = resident.send(fields), resident.send(fields)
    assert link_in(first) == link_in(second)
    assert values_of(staffed, _SENT) == [1]


def test_other_words_in_a_form_that_was_sent_are_not_lost(
    resident: Resident, staffed: Engine
) -> None:
    fields = {**resident.open(), "kind": "lot", "message": TEXT}
    resident.clock.later(minutes=1)
    first = resident.send(fields)
    other = resident.send({**fields, "message": "And one more thing."})
    assert other.status_code == 409
    assert "And one more thing." in other.text
    again = {**hidden_fields(other.text), "kind": "lot", "message": "And one more thing."}
    assert link_in(resident.send(again)) != link_in(first)
    assert values_of(staffed, _SENT) == [2]


@pytest.mark.parametrize("number", ["28049-100\x00-1", "x" * 5_000, "28049-none"])
def test_a_lot_that_cannot_be_loses_no_text(
    resident: Resident, staffed: Engine, number: str
) -> None:
    fields = {**resident.open(), "kind": "lot", "message": TEXT, "parcel": number}
    resident.clock.later(minutes=1)
    answer = resident.send(fields)
    assert answer.status_code == 400
    assert TEXT in answer.text
    assert values_of(staffed, _SENT) == [0]


def test_what_is_wrong_is_listed_with_links_to_the_fields_and_all_that_was_typed_stays(
    resident: Resident, staffed: Engine
) -> None:
    typed = {"kind": "", "message": "<b>", "name": NAME, "contact": "www.example.org"}
    answer = resident.say(f"?parcel={LOT}", **typed)
    assert answer.status_code == 400
    assert len(_errors(answer.text)) == 3
    for name in ("kind", "message", "contact"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
    for text in ("&lt;b&gt;", f'value="{NAME}"', 'value="www.example.org"', f'value="{LOT}"'):
        assert text in answer.text
    assert values_of(staffed, _SENT) == [0]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("", "sentence or two"),
        ("x" * 2001, "2000 characters"),
        ("x" * 60_000, "2000 characters"),
        ("http://a.example http://b.example buy now", "web addresses"),
        ("\u202e\u200b\x00\ud83d", "sentence or two"),
    ],
)
def test_a_text_that_cannot_be_taken_is_shown_again(
    resident: Resident, staffed: Engine, message: str, said: str
) -> None:
    fields = {**resident.open(), "kind": "lot", "contact": CONTACT}
    resident.clock.later(minutes=1)
    typed = message.encode("utf-8", "surrogatepass")
    answer = resident.client.post("/suggest", data={**fields, "message": typed})
    assert answer.status_code == 400
    assert said in " ".join(_errors(answer.text))
    assert CONTACT in answer.text
    assert values_of(staffed, _SENT) == [0]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> {{ 7*7 }} {% raw %} ${7*7}",
        "עברית and العربية, right to left",
        "A family 👩‍👩‍👧 would live here 🏡🏽",
        "x'); DROP TABLE suggestion; --",
        "Line one\n\nLine two\tand more",
    ],
)
def test_every_text_is_taken_and_shown_as_text(
    resident: Resident, staffed: Engine, text: str
) -> None:
    link = link_in(resident.say(message=text.replace("\n", "\r\n")))
    kept = text.replace("\t", " ")
    assert values_of(staffed, "SELECT message FROM suggestion") == [kept]
    for page in (
        resident.client.get(link).text,
        visitor(resident.client.application, "organizer").get("/suggestions").text,
    ):
        assert kept.split("\n")[0] in unescape(page)
        assert "<script>alert" not in page
        assert " 49 " not in page


def test_a_megabyte_is_refused_before_it_is_read(resident: Resident, staffed: Engine) -> None:
    fields = {**resident.open(), "kind": "lot", "message": "x" * 1_000_000}
    assert resident.send(fields).status_code == 413
    assert values_of(staffed, _SENT) == [0]


@pytest.mark.parametrize(
    "query", ["?parcel=28049-none", "?parcel=x", "?parcel=%ff", "?kind=fly", "?x=1"]
)
def test_an_address_that_means_nothing_is_refused(resident: Resident, query: str) -> None:
    assert resident.client.get(f"/suggest{query}").status_code in {400, 404}


def test_a_lot_that_is_gone_loses_no_text(resident: Resident, staffed: Engine) -> None:
    answer = resident.say(parcel="28049-none")
    assert answer.status_code == 400
    assert TEXT in answer.text
    assert "say in your text where it is" in _errors(answer.text)[0]
    resident.clock.later(minutes=1)
    fields = {**hidden_fields(answer.text), "kind": "lot", "message": TEXT}
    assert resident.send(fields).status_code == 200
    assert values_of(staffed, _SENT) == [1]


def test_a_field_that_we_never_offered_is_refused(resident: Resident, staffed: Engine) -> None:
    assert resident.say(state="approved").status_code == 400
    assert values_of(staffed, _SENT) == [0]


def _again(resident: Resident, page: str) -> int:
    """Send once more what is shown again."""
    return resident.send({**hidden_fields(page), "kind": "lot", "message": TEXT}).status_code


def test_whoever_fills_in_what_nobody_sees_is_asked_once_more(
    resident: Resident, staffed: Engine
) -> None:
    answer = resident.say(homepage="https://pills.example")
    assert answer.status_code == 400
    assert "only robots see" in _errors(answer.text)[0]
    assert "pills.example" not in answer.text
    assert values_of(staffed, _SENT) == [0]
    assert _again(resident, answer.text) == 200


def test_nobody_writes_within_seconds(resident: Resident, staffed: Engine) -> None:
    fields = {**resident.open(), "kind": "lot", "message": TEXT}
    resident.clock.now += FASTEST - timedelta(seconds=1)
    answer = resident.send(fields)
    assert (answer.status_code, TEXT in answer.text) == (400, True)
    assert "very quick" in _errors(answer.text)[0]
    assert _again(resident, answer.text) == 400
    resident.clock.later(seconds=1)
    assert _again(resident, answer.text) == 200
    assert values_of(staffed, _SENT) == [1]


@pytest.mark.parametrize("opened", ["", "x", "WyJhIiwxXQ.forged", None])
def test_a_form_that_we_did_not_open_is_shown_and_can_be_sent(
    resident: Resident, staffed: Engine, opened: str | None
) -> None:
    fields = {**resident.open(), "kind": "lot", "message": TEXT}
    resident.clock.later(minutes=1)
    fields = {k: v for k, v in fields.items() if k != "opened"}
    answer = resident.send(fields if opened is None else {**fields, "opened": opened})
    assert answer.status_code == 400
    assert "open for a long time" in _errors(answer.text)[0]
    assert values_of(staffed, _SENT) == [0]
    assert _again(resident, answer.text) == 200


@pytest.mark.parametrize("wait", [LONGEST + timedelta(seconds=1), -LONGEST - timedelta(seconds=1)])
def test_a_form_that_lay_open_too_long_is_shown_again_with_its_text(
    resident: Resident, wait: timedelta
) -> None:
    fields = {**resident.open(), "kind": "lot", "message": TEXT}
    resident.clock.now += wait
    answer = resident.send(fields)
    assert (answer.status_code, TEXT in answer.text) == (400, True)
    assert _again(resident, answer.text) == 200


@pytest.mark.parametrize("token", [None, "", "forged"])
@pytest.mark.parametrize("parcel", [LOT, "28049-none"])
def test_a_form_without_our_token_is_not_taken_and_not_lost(
    resident: Resident, staffed: Engine, token: str | None, parcel: str
) -> None:
    fields = {**resident.open(), "kind": "mistake", "message": TEXT, "parcel": parcel}
    resident.clock.later(minutes=1)
    del fields["csrf_token"]
    answer = resident.send(fields if token is None else {**fields, "csrf_token": token})
    assert answer.status_code == 403
    assert "no cookies" in _errors(answer.text)[0]
    assert TEXT in answer.text
    assert re.search(r'value="mistake"\s+checked', answer.text)
    assert values_of(staffed, _SENT) == [0]
    assert _again(resident, answer.text) == 200


def test_a_form_of_another_site_is_not_taken(resident: Resident, staffed: Engine) -> None:
    fields = {**resident.open(), "kind": "lot", "message": TEXT}
    resident.clock.later(minutes=1)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
    ):
        assert resident.send(fields, **headers).status_code == 403
    assert values_of(staffed, _SENT) == [0]


def _many(resident: Resident) -> int:
    for _ in range(MOST_AN_HOUR):
        assert resident.say().status_code == 200
    return resident.say().status_code


def test_one_network_is_slowed_down_and_keeps_its_text(
    resident: Resident, staffed_app: Flask, staffed: Engine
) -> None:
    assert _many(resident) == 429
    answer = resident.say(message=f"{TEXT} Really.")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "Really." in answer.text
    assert "within an hour" in _errors(answer.text)[0]
    assert Resident(staffed_app, resident.clock, "203.0.113.10").say().status_code == 200
    assert values_of(staffed, _SENT) == [MOST_AN_HOUR + 1]


def test_no_address_is_kept_and_its_mark_is_another_one_tomorrow(
    resident: Resident, staffed: Engine
) -> None:
    marks = "SELECT mark FROM suggestion_sender"
    resident.say()
    (today,) = values_of(staffed, marks)
    resident.say()
    assert values_of(staffed, marks) == [today]
    resident.clock.later(days=1)
    resident.say()
    (tomorrow,) = values_of(staffed, marks)
    assert today != tomorrow
    for table in ("suggestion", "suggestion_sender", "audit_event"):
        told = str(rows_of(staffed, f"SELECT * FROM {table}"))  # noqa: S608 - our own tables
        assert resident.address not in told
        assert table == "suggestion_sender" or tomorrow not in told


def test_a_household_is_one_network_whatever_address_it_takes(
    staffed_app: Flask, staffed: Engine, clock: Clock
) -> None:
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "::ffff:203.0.113.9", "203.0.113.9"):
        assert Resident(staffed_app, clock, address).say().status_code == 200
    numbers = "SELECT number FROM suggestion_sender"
    assert values_of(staffed, numbers) == [2, 2]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "", "unix:"])
def test_a_proxy_that_does_not_say_whom_it_asks_for_is_not_taken_for_a_network(
    staffed_app: Flask, staffed: Engine, clock: Clock, address: str
) -> None:
    assert _many(Resident(staffed_app, clock, address)) == 200
    assert values_of(staffed, "SELECT count(*) FROM suggestion_sender") == [0]


def test_the_address_that_our_own_proxy_names_is_believed_and_no_other(
    staffed: Engine, tmp_path: Path, clock: Clock
) -> None:
    settings = Settings(state_folder=tmp_path / "state", sender_header="X-Landtrust-Sender")
    resident = Resident(create_app(settings, staffed), clock)
    for address in ("203.0.113.1", "203.0.113.2", " 203.0.113.2 ", "nonsense", ""):
        fields = {**resident.open(), "kind": "lot", "message": TEXT}
        clock.later(seconds=20)
        headers = {"X_Landtrust_Sender": address, "X_Forwarded_For": "198.51.100.7"}
        assert resident.send(fields, **headers).status_code == 200
    numbers = "SELECT number FROM suggestion_sender ORDER BY 1"
    assert values_of(staffed, numbers) == [1, 2]


def test_a_site_that_is_busy_loses_no_text(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise Busy("Many people are writing just now. Please try again in a moment.")

    monkeypatch.setattr(suggest_pages, "send_suggestion", busy)
    answer = resident.say()
    assert (answer.status_code, TEXT in answer.text) == (503, True)


def test_people_who_sign_in_may_send_too(resident: Resident, staffed_app: Flask) -> None:
    organizer = visitor(staffed_app, "organizer")
    page = organizer.get("/suggest").text
    resident.clock.later(minutes=1)
    answer = organizer.post(
        "/suggest", data={**hidden_fields(page), "kind": "lot", "message": TEXT}
    )
    assert link_in(answer)
    assert send(organizer, "/sign-out", {}).status_code == 303
