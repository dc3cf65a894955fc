"""Forms that record what becomes of a holding: leases, resales, burdens, splits, corrections."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.people import visitor
from tests.stores import values_of
from tests.web.filling import Filling
from tests.web.recorded_house import EVENTS, LEASED, detail_of, holding_number

pytestmark = pytest.mark.sqlite_only(
    "what forms record is written by services that are tested on both stores"
)


def test_a_ground_lease_is_recorded_with_its_terms(
    organizer: FlaskClient, staffed: Engine, house: int
) -> None:
    form = Filling(organizer, f"/holdings/{house}/lease").answer_all(*LEASED)
    assert "From July 1, 2021 for 99 years, until July 1, 2120." in form.sentences
    assert "The trust may buy first, within 60 days." in form.sentences
    assert "Lantern" not in organizer.get(form.record()).text
    lease = detail_of(staffed, house).lease
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
    detail = detail_of(staffed, house)
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
    (sale,) = detail_of(staffed, house).resales
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
    names = {one.party.name for one in detail_of(staffed, home).in_force("right") if one.party}
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
    owners = detail_of(staffed, house).in_force("right")
    assert [(one.party.name, str(one.share)) for one in owners if one.party] == [
        ("Sample Land Trust", "1/2"),
        ("Sample Growers", "1/2"),
    ]


def test_a_right_ends(steward: FlaskClient, staffed: Engine, home: int) -> None:
    rows = [one for one in detail_of(staffed, home).interests if one.type == "preemptive_option"]
    form = Filling(steward, f"/holdings/{home}/end").answer_all(
        {"rights": str(rows[0].id)}, {"day": "2024-01-01"}
    )
    form.record()
    assert detail_of(staffed, home).in_force("restriction") == ()


def test_what_the_book_refuses_is_said_at_the_end_and_nothing_is_recorded(
    steward: FlaskClient, staffed: Engine, home: int
) -> None:
    owned = next(one for one in detail_of(staffed, home).interests if one.type == "ownership")
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
    building = next(one for one in detail_of(staffed, home).interests if one.type == "superficies")
    form = Filling(organizer, f"/holdings/{home}/restriction").answer_all(
        {"type": "mortgage"},
        {"party_1": "new"},
        {"party_1_name": "Sample Credit Union", "party_1_kind": "organization"},
        {"day": "2016-07-01", "until": "2046-07-01"},
        {"amount": "45,000", "rank": "1", "on_right": str(building.id)},
        {"words": "As the note says."},
    )
    form.record()
    mortgage = next(one for one in detail_of(staffed, home).interests if one.type == "mortgage")
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
    (duty,) = detail_of(staffed, house).in_force("responsibility")
    assert (duty.type, duty.every_months) == ("insurance", 6)


def test_a_holding_is_split_and_merged_again(
    steward: FlaskClient, staffed: Engine, home: int
) -> None:
    first, second, building = detail_of(staffed, home).pieces
    form = Filling(steward, f"/holdings/{home}/split").answer_all(
        {"day": "2024-01-01"},
        {"count": "2"},
        {"name_1": "East", "name_2": "West"},
        {f"piece_{first.id}": "1", f"piece_{second.id}": "2", f"piece_{building.id}": "1"},
        {"keeps_lease": "1"},
    )
    page = steward.get(form.record()).text
    assert "What it became" in page
    (east, _), (west, _) = sorted(detail_of(staffed, home).became, key=lambda one: one[1])
    assert "What it came from" in steward.get(f"/holdings/{east}").text
    merged = Filling(steward, f"/holdings/{east}/merge").answer_all(
        {"others": str(west)}, {"day": "2025-01-01"}, {"name": "Together"}
    )
    assert detail_of(staffed, holding_number(merged.record())).name == "Together"


def test_a_new_holding_needs_a_piece(steward: FlaskClient, house: int) -> None:
    form = Filling(steward, f"/holdings/{house}/split")
    form.answer(day="2024-01-01").answer(count="2").answer(name_1="East", name_2="West").answer()
    assert form.problems == ["“West” would have no land."]


def test_everything_that_can_be_wrong_can_be_corrected_and_says_why(
    steward: FlaskClient, staffed: Engine, home: int
) -> None:
    detail = detail_of(staffed, home)
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
    corrected = detail_of(staffed, home)
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
    (wrong,) = detail_of(staffed, house).in_force("restriction")
    Filling(steward, f"/holdings/{house}/withdraw").answer_all(
        {"record": f"interest__{wrong.id}"}, {"why": "Of another lot"}
    ).record()
    assert detail_of(staffed, house).in_force("restriction") == ()
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
    rows = detail_of(staffed, home).in_force("right")
    trust = next(one.party for one in rows if one.party and one.party.is_trust)
    form = Filling(steward, f"/parties/{trust.id}/correct").answer_all(
        {"record": f"party__{trust.id}"}, {"right_name": "Sample Common Ground"}, {"why": "Slip"}
    )
    assert form.record() == f"/parties/{trust.id}"
    assert "Sample Common Ground" in steward.get(f"/parties/{trust.id}").text
