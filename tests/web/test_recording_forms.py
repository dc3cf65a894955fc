"""Forms that ask one question at a time, and what they record."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.queries.histories import history
from landtrust.queries.holdings import holdings
from landtrust.queries.visibility import Tier
from tests.book import on
from tests.people import visitor
from tests.seeded import lot_id
from tests.stores import values_of
from tests.web.filling import Filling
from tests.web.recorded_house import BOUGHT, EVENTS, LEASED, TODAY, detail_of, holding_number


def test_a_steward_records_the_trust_with_a_holding_bought_at_a_tax_sale(
    steward: FlaskClient, staffed: Engine
) -> None:
    form = Filling(steward, "/holdings/new").answer_all(*BOUGHT)
    assert "How it came: bought at a sale for unpaid taxes." in form.sentences
    assert "Landtrust is new to the book and is recorded with it." in form.sentences
    detail = detail_of(staffed, holding_number(form.record()))
    assert detail.name == "The corner lot"
    assert [one.name for one in detail.pieces] == ["Parcel 100-1", "The house"]
    assert [(one.kind, one.book, one.page) for one in detail.papers] == [("tax_deed", "812", "44")]
    (owned,) = detail.in_force("right")
    assert (owned.type, owned.valid_from) == ("ownership", date(2020, 3, 1))
    assert owned.party is not None
    assert owned.party.is_trust
    (duty,) = detail.in_force("responsibility")
    assert duty.every_months == 12


def test_the_first_question_is_filled_from_the_page_of_a_parcel(organizer: FlaskClient) -> None:
    link = f"/holdings/new?parcel={lot_id('100-2')}"
    assert link in organizer.get(f"/parcels/{lot_id('100-2')}").text
    form = Filling(organizer, link)
    assert form.fields["parcels"] == lot_id("100-2")
    assert "103 Example St" in form.answer().page.text


def test_a_parcel_is_found_by_its_number_and_shown_with_its_address(
    organizer: FlaskClient,
) -> None:
    form = Filling(organizer, "/holdings/new").answer(parcels="100-1\n100 4/a\n100-1")
    assert form.heading == "What is the holding called?"
    assert [one.split(",")[0] for one in form.sentences] == [
        "Found: parcel 100-1",
        "Found: parcel 100 4/A",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This needs an answer."),
        ("no such lot", "There is no parcel NO SUCH LOT in the loaded data."),
        ("100-1\n" * 201, "A holding has at most 200 parcels."),
    ],
)
def test_what_is_wrong_stands_at_the_question_and_what_was_typed_stays(
    organizer: FlaskClient, typed: str, said: str
) -> None:
    form = Filling(organizer, "/holdings/new").answer(parcels=typed)
    assert (form.page.status_code, form.problems) == (400, [said])
    assert form.fields["parcels"].split() == typed.split()
    assert 'aria-describedby="parcels-hint parcels-error"' in form.page.text
    assert re.search(r'role="alert"[^>]*autofocus', form.page.text)


def test_one_can_go_back_and_change_an_answer_at_the_end(
    steward: FlaskClient, staffed: Engine
) -> None:
    form = Filling(steward, "/holdings/new").answer(**BOUGHT[0]).answer(**BOUGHT[1])
    assert form.press("back").heading == "What is the holding called?"
    assert form.fields["name"] == "The corner lot"
    assert form.press("back").heading == "Which land is it?"
    assert form.press("back").heading == "Which land is it?"
    form.answer()
    form.answer_all(*BOUGHT[2:])
    assert form.press("change:name").heading == "What is the holding called?"
    form.answer(name="Another name")
    assert form.heading == "Is this right?"
    assert detail_of(staffed, holding_number(form.record())).name == "Another name"


def test_answers_that_another_answer_makes_needless_are_forgotten(
    steward: FlaskClient, staffed: Engine, house: int
) -> None:
    form = Filling(steward, f"/holdings/{house}/lease").answer_all(*LEASED)
    form.press("change:formula").answer(formula="none")
    assert "There is no resale formula: the home may be sold at any price." in form.sentences
    form.record()
    lease = detail_of(staffed, house).lease
    assert lease is not None
    assert (lease.resale_formula, dict(lease.resale_parameters)) == (None, {})


def test_c4_a_form_that_is_sent_twice_counts_once(steward: FlaskClient, staffed: Engine) -> None:
    form = Filling(steward, "/holdings/new").answer_all(*BOUGHT)
    last = form.page
    first = form.record()
    done = values_of(staffed, EVENTS)
    form.page = last
    assert form.record() == first
    assert values_of(staffed, EVENTS) == done
    with staffed.connect() as connection:
        assert len(holdings(connection, on(TODAY), Tier.STEWARD)) == 1


def test_c1_whoever_comes_second_sees_both_versions_and_chooses(
    staffed_app: Flask, staffed: Engine, house: int
) -> None:
    first, second = (visitor(staffed_app, "steward") for _ in range(2))
    forms = [
        Filling(client, f"/holdings/{house}/correct").answer_all(
            {"record": f"property_unit__{house}"}, {"right_name": name}, {"why": f"It is {name}"}
        )
        for client, name in ((first, "First name"), (second, "Second name"))
    ]
    forms[0].record()
    conflict = forms[1].press("record")
    assert conflict.page.status_code == 409
    assert conflict.heading == "Somebody changed this meanwhile"
    told = " ".join(conflict.sentences)
    assert "Holding 100-1and100-2 → First name" in told
    assert "Name: Holding 100-1and100-2 → Second name" in told
    assert "Steward Example" in told
    assert detail_of(staffed, house).name == "First name"
    conflict.record()
    detail = detail_of(staffed, house)
    assert detail.name == "Second name"
    with staffed.connect() as connection:
        told_by = [(one.action, one.why) for one in history(connection, [house])]
    assert told_by[:2] == [
        ("correct_record", "It is Second name"),
        ("correct_record", "It is First name"),
    ]


def test_c1_an_organizer_who_comes_second_is_not_told_who_leases(
    staffed_app: Flask, house: int
) -> None:
    forms = [
        Filling(visitor(staffed_app, name), f"/holdings/{house}/restriction").answer_all(
            {"type": "servitude"}, {"party_1": "nobody"}, {"day": "2020-01-01"}, {}
        )
        for name in ("organizer", "organizer")
    ]
    steward = Filling(visitor(staffed_app, "steward"), f"/holdings/{house}/lease")
    steward.answer_all(*LEASED).record()
    conflict = forms[0].press("record")
    assert conflict.page.status_code == 409
    assert "a ground lease was recorded" in conflict.page.text
    assert "Lantern" not in conflict.page.text


@pytest.mark.parametrize(
    "sent",
    [
        {"seen": "-1"},
        {"seen": "9" * 30},
        {"go": "record", "form_key": "nonsense"},
        {"<script>": "x"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_or_asked_again(
    organizer: FlaskClient, staffed: Engine, house: int, sent: dict[str, str]
) -> None:
    done = values_of(staffed, EVENTS)
    form = Filling(organizer, f"/holdings/{house}/lease").answer_all(*LEASED)
    data = form.fields | {"go": "next"} | sent
    assert organizer.post(form.address, data=data).status_code == 400
    assert values_of(staffed, EVENTS) == done


def test_a_choice_that_was_not_offered_is_refused(organizer: FlaskClient, house: int) -> None:
    form = Filling(organizer, f"/holdings/{house}/lease").answer(lessee_1="999999")
    assert form.problems == ["Choose one of the answers that are offered."]


def test_pages_of_a_form_are_kept_by_the_browser_alone(organizer: FlaskClient) -> None:
    form = Filling(organizer, "/holdings/new")
    assert form.page.headers["Cache-Control"].startswith("private")
    assert "no-store" not in form.answer(**BOUGHT[0]).page.headers["Cache-Control"]


def test_c1_what_the_second_did_not_touch_stays_as_the_first_recorded_it(
    staffed_app: Flask, staffed: Engine, house: int
) -> None:
    forms = [
        Filling(visitor(staffed_app, "steward"), f"/holdings/{house}/correct").answer_all(
            {"record": f"property_unit__{house}"}, typed, {"why": "A slip"}
        )
        for typed in ({"right_note": "Looked up"}, {"right_name": "Second name"})
    ]
    forms[0].record()
    assert forms[1].press("record").page.status_code == 409
    forms[1].record()
    detail = detail_of(staffed, house)
    assert (detail.name, detail.note) == ("Second name", "Looked up")
