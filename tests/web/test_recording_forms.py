"""Forms that ask one question at a time, and what they record."""

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from landtrust.database import writing
from landtrust.queries.histories import history
from landtrust.queries.holding_detail import HoldingDetail, holding_detail
from landtrust.queries.holdings import holdings
from landtrust.queries.visibility import Tier
from landtrust.services.parties import Holder
from tests.book import Book, on
from tests.people import visitor
from tests.seeded import lot_id
from tests.stores import values_of
from tests.web.filling import Filling

TODAY = date(2026, 11, 25)
EVENTS = "SELECT count(*) FROM audit_event WHERE action NOT IN ('sign_in', 'be_refused')"
BOUGHT = (
    {"parcels": lot_id("100-1")},
    {"name": "The corner lot"},
    {"how": "tax_sale"},
    {"since": "2020-03-01"},
    {"owner_1": "trust", "owner_1_more": "no"},
    {"buildings": "The house"},
    {"paper": "tax_deed", "paper_book": "812", "paper_page": "44"},
    {"duty": "12"},
)
LEASED = (
    {"lessee_1": "new"},
    {"lessee_1_name": "The Lantern household", "lessee_1_kind": "household"},
    {"begins_on": "2021-07-01"},
    {"years": "99", "renewal": "99"},
    {"building": "yes"},
    {"price": "60,000"},
    {"fee": "25", "fee_period": "month"},
    {"formula": "appraisal"},
    {"with_owner_percent": "25"},
    {"option_days": "60"},
    {"paper": "ground_lease"},
)


@pytest.fixture
def organizer(staffed_app: Flask) -> FlaskClient:
    """An organizer at a browser."""
    return visitor(staffed_app, "organizer")


@pytest.fixture
def steward(staffed_app: Flask) -> FlaskClient:
    """A steward at a browser."""
    return visitor(staffed_app, "steward")


@pytest.fixture
def house(staffed: Engine) -> int:
    """The number of a holding with a building, owned by the trust since 2015, not leased."""
    with writing(staffed) as connection:
        book = Book(connection)
        trust = book.trust()
        return book.holding(trust, date(2015, 3, 1), "100-1", "100-2", building="The house")


@pytest.fixture
def home(staffed: Engine, house: int) -> int:
    """The same, leased since 2016."""
    with writing(staffed) as connection:
        book = Book(connection)
        family = book.party("The Lantern household", "group", "household")
        book.lease(house, date(2016, 7, 1), Holder(family))
    return house


def _detail(engine: Engine, number: int, day: date = TODAY) -> HoldingDetail:
    with engine.connect() as connection:
        return holding_detail(connection, number, on(day), Tier.STEWARD)


def _number(address: str) -> int:
    found = re.search(r"/holdings/(\d+)", address)
    assert found, address
    return int(found[1])


def test_a_steward_records_the_trust_with_a_holding_bought_at_a_tax_sale(
    steward: FlaskClient, staffed: Engine
) -> None:
    form = Filling(steward, "/holdings/new").answer_all(*BOUGHT)
    assert "How it came: bought at a sale for unpaid taxes." in form.sentences
    assert "Landtrust is new to the book and is recorded with it." in form.sentences
    detail = _detail(staffed, _number(form.record()))
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
    assert _detail(staffed, _number(form.record())).name == "Another name"


def test_answers_that_another_answer_makes_needless_are_forgotten(
    steward: FlaskClient, staffed: Engine, house: int
) -> None:
    form = Filling(steward, f"/holdings/{house}/lease").answer_all(*LEASED)
    form.press("change:formula").answer(formula="none")
    assert "There is no resale formula: the home may be sold at any price." in form.sentences
    form.record()
    lease = _detail(staffed, house).lease
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
    assert _detail(staffed, house).name == "First name"
    conflict.record()
    detail = _detail(staffed, house)
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


def test_a_ground_lease_is_recorded_with_its_terms(
    organizer: FlaskClient, staffed: Engine, house: int
) -> None:
    form = Filling(organizer, f"/holdings/{house}/lease").answer_all(*LEASED)
    assert "From July 1, 2021 for 99 years, until July 1, 2120." in form.sentences
    assert "The trust may buy first, within 60 days." in form.sentences
    assert "Lantern" not in organizer.get(form.record()).text
    lease = _detail(staffed, house).lease
    assert lease is not None
    assert (lease.term_years, lease.renewal_years, lease.fee_cents) == (99, 99, 2500)
    assert (lease.price_cents, lease.option_days) == (6_000_000, 60)
    assert lease.resale_parameters["owner_percent"] == "25"


def test_a_lease_can_be_without_building_fee_formula_and_option(
    organizer: FlaskClient, staffed: Engine, house: int
) -> None:
    form = Filling(organizer, f"/holdings/{house}/lease").answer_all(
        {"lessee_1": "new", "lessee_1_more": "yes"},
        {"lessee_1_name": "Ann Sample", "lessee_1_kind": "person"},
        {"lessee_2": "new"},
        {"lessee_2_name": "Ben Sample", "lessee_2_kind": "person"},
        {"lessee_1_share": "1/3", "lessee_2_share": "2/3"},
        {"begins_on": "2021-07-01"},
        {"years": "10"},
        {"building": "no"},
        {"fee": ""},
        {"formula": "none"},
        {"option_days": ""},
        {"paper": "none"},
    )
    assert "Ann Sample (1/3), Ben Sample (2/3): ground lease of this land." in form.sentences
    form.record()
    detail = _detail(staffed, house)
    assert [str(one.share) for one in detail.in_force("right")] == ["1", "1/3", "2/3"]
    assert detail.papers == ()


def test_shares_that_are_not_the_whole_are_refused_with_what_is_missing(
    organizer: FlaskClient, house: int
) -> None:
    form = Filling(organizer, f"/holdings/{house}/lease")
    form.answer(lessee_1="new", lessee_1_more="yes")
    form.answer(lessee_1_name="Ann Sample", lessee_1_kind="person")
    form.answer(lessee_2="new").answer(lessee_2_name="Ben Sample", lessee_2_kind="person")
    form.answer(lessee_1_share="1/2", lessee_2_share="1/3")
    assert form.problems == ["The shares add up to 5/6; 1/6 is missing."]


@pytest.mark.parametrize(
    ("family", "numbers", "said"),
    [
        ("indexed", {"with_index": "cpi"}, "consumer price index"),
        ("fixed_rate", {"with_yearly_percent": "1.5"}, "1.5%"),
        ("itemised", {"with_yearly_percent": "0"}, "Approved improvements"),
    ],
)
def test_each_family_of_formulas_is_explained_and_said_again_at_the_end(
    organizer: FlaskClient, house: int, family: str, numbers: dict[str, str], said: str
) -> None:
    form = Filling(organizer, f"/holdings/{house}/lease")
    form.answer_all(*LEASED[:7], {"formula": family}, numbers, *LEASED[9:])
    assert any(said in one for one in form.sentences if "Resale formula" in one)


def test_a_resale_shows_every_step_before_it_is_recorded(
    steward: FlaskClient, staffed: Engine, house: int
) -> None:
    Filling(steward, f"/holdings/{house}/lease").answer_all(*LEASED).record()
    form = Filling(steward, f"/holdings/{house}/resale")
    form.answer(sold_on="2025-07-01").answer(buyer_1="new")
    form.answer(buyer_1_name="The Orchard household", buyer_1_kind="household")
    assert form.fields["paid"] == "60000.00"
    assert form.fields["bought_on"] == "2021-07-01"
    form.answer().answer(initial_appraisal="80000", final_appraisal="100000")
    form.answer(improvements="1")
    form.answer(
        improvement_1_what="New roof", improvement_1_cost="10000",
        improvement_1_done="2022-07-01", improvement_1_life="20",
    )  # fmt: skip
    form.answer(taken_off="500", taken_off_for="a broken window")
    assert form.heading == "What do the buyers pay?"
    assert any("New roof" in one for one in form.sentences)
    assert "The most that may be asked: $70,875.00." in form.sentences
    assert form.answer(price="70875.01").problems == [
        "The formula of the lease allows at most $70,875."
    ]
    form.answer(price="70000")
    assert "Price paid: $70,000.00." in form.sentences
    page = steward.get(form.record()).text
    (sale,) = _detail(staffed, house).resales
    assert (sale.price_cents, sale.formula_cents) == (7_000_000, 7_087_500)
    for words, _ in sale.steps:
        assert words in page
    assert "The Orchard household" in page


def test_a_lease_passes_on_and_a_resale_needs_a_lease(
    steward: FlaskClient, staffed: Engine, home: int
) -> None:
    form = Filling(steward, f"/holdings/{home}/assign").answer_all(
        {"lessee_1": "new"},
        {"lessee_1_name": "The Orchard household", "lessee_1_kind": "household"},
        {"day": "2024-01-01"},
    )
    form.record()
    names = {one.party.name for one in _detail(staffed, home).in_force("right") if one.party}
    assert names == {"Sample Land Trust", "The Orchard household"}


def test_without_a_lease_there_is_nothing_to_pass_on(steward: FlaskClient, house: int) -> None:
    answer = steward.get(f"/holdings/{house}/assign")
    assert answer.status_code == 409
    assert "No lease runs on this land today." in answer.text


def test_ownership_passes_on_to_several(steward: FlaskClient, staffed: Engine, house: int) -> None:
    form = Filling(steward, f"/holdings/{house}/transfer").answer_all(
        {"type": "ownership"},
        {"holder_1_more": "yes"},
        {"holder_2": "new"},
        {"holder_2_name": "Sample Growers", "holder_2_kind": "cooperative"},
        {},
        {"day": "2024-01-01"},
    )
    form.record()
    owners = _detail(staffed, house).in_force("right")
    assert [(one.party.name, str(one.share)) for one in owners if one.party] == [
        ("Sample Land Trust", "1/2"),
        ("Sample Growers", "1/2"),
    ]


def test_a_right_ends(steward: FlaskClient, staffed: Engine, home: int) -> None:
    rows = [one for one in _detail(staffed, home).interests if one.type == "preemptive_option"]
    form = Filling(steward, f"/holdings/{home}/end").answer_all(
        {"rights": str(rows[0].id)}, {"day": "2024-01-01"}
    )
    form.record()
    assert _detail(staffed, home).in_force("restriction") == ()


def test_what_the_book_refuses_is_said_at_the_end_and_nothing_is_recorded(
    steward: FlaskClient, staffed: Engine, home: int
) -> None:
    owned = next(one for one in _detail(staffed, home).interests if one.type == "ownership")
    done = values_of(staffed, EVENTS)
    form = Filling(steward, f"/holdings/{home}/end").answer_all(
        {"rights": str(owned.id)}, {"day": "2024-01-01"}
    )
    refused = form.press("record")
    assert refused.page.status_code == 409
    assert "nobody would own it" in refused.page.text
    assert "Nothing was recorded." in refused.page.text
    assert values_of(staffed, EVENTS) == done


def test_a_mortgage_lies_on_a_right_with_amount_and_rank(
    organizer: FlaskClient, staffed: Engine, home: int
) -> None:
    building = next(one for one in _detail(staffed, home).interests if one.type == "superficies")
    form = Filling(organizer, f"/holdings/{home}/restriction").answer_all(
        {"type": "mortgage"},
        {"party_1": "new"},
        {"party_1_name": "Sample Credit Union", "party_1_kind": "organization"},
        {"day": "2016-07-01", "until": "2046-07-01"},
        {"amount": "45,000", "rank": "1", "on_right": str(building.id)},
        {"words": "As the note says."},
    )
    form.record()
    mortgage = next(one for one in _detail(staffed, home).interests if one.type == "mortgage")
    assert (mortgage.amount_cents, mortgage.rank) == (4_500_000, 1)
    assert (mortgage.on_interest_id, mortgage.valid_to) == (building.id, date(2046, 7, 1))


def test_a_restriction_cannot_end_before_it_begins(organizer: FlaskClient, house: int) -> None:
    form = Filling(organizer, f"/holdings/{house}/restriction")
    form.answer(type="servitude").answer(party_1="nobody")
    form.answer(day="2020-01-01", until="2019-01-01")
    assert form.problems == ["It would end before it begins."]


def test_a_duty_comes_round(organizer: FlaskClient, staffed: Engine, house: int) -> None:
    form = Filling(organizer, f"/holdings/{house}/duty").answer_all(
        {"type": "insurance"}, {}, {"day": "2020-01-01"}, {"every": "6"}, {"words": "All of it"}
    )
    assert "It comes round every 6 months." in form.sentences
    form.record()
    (duty,) = _detail(staffed, house).in_force("responsibility")
    assert (duty.type, duty.every_months) == ("insurance", 6)


def test_a_holding_is_split_and_merged_again(
    steward: FlaskClient, staffed: Engine, home: int
) -> None:
    first, second, building = _detail(staffed, home).pieces
    form = Filling(steward, f"/holdings/{home}/split").answer_all(
        {"day": "2024-01-01"},
        {"count": "2"},
        {"name_1": "East", "name_2": "West"},
        {f"piece_{first.id}": "1", f"piece_{second.id}": "2", f"piece_{building.id}": "1"},
        {"keeps_lease": "1"},
    )
    page = steward.get(form.record()).text
    assert "What it became" in page
    (east, _), (west, _) = sorted(_detail(staffed, home).became, key=lambda one: one[1])
    assert "What it came from" in steward.get(f"/holdings/{east}").text
    merged = Filling(steward, f"/holdings/{east}/merge").answer_all(
        {"others": str(west)}, {"day": "2025-01-01"}, {"name": "Together"}
    )
    assert _detail(staffed, _number(merged.record())).name == "Together"


def test_a_new_holding_needs_a_piece(steward: FlaskClient, house: int) -> None:
    form = Filling(steward, f"/holdings/{house}/split")
    form.answer(day="2024-01-01").answer(count="2").answer(name_1="East", name_2="West").answer()
    assert form.problems == ["“West” would have no land."]


def test_everything_that_can_be_wrong_can_be_corrected_and_says_why(
    steward: FlaskClient, staffed: Engine, home: int
) -> None:
    detail = _detail(staffed, home)
    lease = detail.leases[0]
    owned = next(one for one in detail.interests if one.type == "ownership")
    for record, typed in (
        (f"ground_lease__{lease.id}", {"right_fee_cents": "", "right_option_days": "90"}),
        (f"interest__{owned.id}", {"right_valid_from": "2014-01-01"}),
        (f"spatial_unit__{detail.pieces[0].id}", {"right_name": "The lot"}),
        (f"property_unit__{home}", {"right_note": "Looked up"}),
    ):
        form = Filling(steward, f"/holdings/{home}/correct")
        form.answer_all({"record": record}, typed, {"why": "A slip"})
        form.record()
    corrected = _detail(staffed, home)
    assert corrected.leases[0].option_days == 90
    assert corrected.pieces[0].name == "The lot"
    assert corrected.note == "Looked up"
    page = steward.get(f"/holdings/{home}").text
    assert "first day: March 1, 2015 → January 1, 2014" in page
    assert page.count("Why: A slip") == 4


def test_a_correction_that_changes_nothing_is_refused(steward: FlaskClient, house: int) -> None:
    form = Filling(steward, f"/holdings/{house}/correct")
    form.answer(record=f"property_unit__{house}").answer()
    assert form.problems == ["Nothing is changed yet."]


def test_what_never_was_is_taken_back(
    organizer: FlaskClient, steward: FlaskClient, staffed: Engine, house: int
) -> None:
    Filling(organizer, f"/holdings/{house}/restriction").answer_all(
        {"type": "servitude"}, {"party_1": "nobody"}, {"day": "2020-01-01"}, {}
    ).record()
    (wrong,) = _detail(staffed, house).in_force("restriction")
    Filling(steward, f"/holdings/{house}/withdraw").answer_all(
        {"record": f"interest__{wrong.id}"}, {"why": "Of another lot"}
    ).record()
    assert _detail(staffed, house).in_force("restriction") == ()
    assert "Why: Of another lot" in steward.get(f"/holdings/{house}").text


def test_a_steward_chooses_what_anybody_may_read(
    staffed_app: Flask, steward: FlaskClient, home: int
) -> None:
    public = visitor(staffed_app)
    assert public.get(f"/holdings/{home}").status_code == 404
    form = Filling(steward, f"/holdings/{home}/publish").answer(parts="terms")
    assert form.problems == ["What is public of it begins with the holding itself."]
    page = form.client.post(
        form.address, data={**form.fields, "parts": ["holding", "terms"], "go": "next"}
    )
    form.page = page
    form.record()
    text = public.get(f"/holdings/{home}").text
    assert "99 years" in text
    assert "Lantern" not in text
    assert "Papers" not in text


def test_a_party_is_corrected(steward: FlaskClient, staffed: Engine, home: int) -> None:
    rows = _detail(staffed, home).in_force("right")
    trust = next(one.party for one in rows if one.party and one.party.is_trust)
    form = Filling(steward, f"/parties/{trust.id}/correct").answer_all(
        {"record": f"party__{trust.id}"}, {"right_name": "Sample Common Ground"}, {"why": "Slip"}
    )
    assert form.record() == f"/parties/{trust.id}"
    assert "Sample Common Ground" in steward.get(f"/parties/{trust.id}").text


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
    detail = _detail(staffed, house)
    assert (detail.name, detail.note) == ("Second name", "Looked up")
