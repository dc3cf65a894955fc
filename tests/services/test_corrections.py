"""Corrections keep to the rules of first recordings."""

from datetime import date

import pytest
from sqlalchemy import func, select

from landtrust.domain.sales import Sale
from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.model.audit import AuditEvent
from landtrust.model.ownership import PartyMember, UnitPart
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.interests import (
    Burden,
    Grant,
    record_responsibility,
    record_restriction,
    record_right,
)
from landtrust.services.leases import (
    HomeSale,
    record_resale,
)
from landtrust.services.parties import (
    Holder,
    PartyFacts,
    record_party,
)
from landtrust.services.record_book import latest_event
from landtrust.services.reshaping import NewUnit, split_unit
from landtrust.services.stewardship import (
    Death,
    Seat,
    record_inheritance,
    record_monitoring,
    seat_board,
)
from tests.book import BOUGHT, LAST, LATER, Town, halves, on


def test_a_mortgage_withdrawn_never_was_and_stays_in_the_book(town: Town) -> None:
    burden = Burden("lien", LATER, town.person)
    connection = town.connection
    lien = record_restriction(connection, town.errand("record_restriction"), town.one, burden)
    before = connection.scalar(select(func.max(AuditEvent.recorded_at)))
    withdraw_record(connection, town.errand("withdraw_record"), "interest", lien)
    now = holding_detail(connection, town.one, on(LATER), Tier.STEWARD)
    then = holding_detail(connection, town.one, on(LATER, before), Tier.STEWARD)
    assert lien not in {one.id for one in now.interests}
    assert lien in {one.id for one in then.interests}
    with pytest.raises(NotFound, match="no interest"):
        withdraw_record(connection, town.errand("withdraw_record"), "interest", lien)


def _corrected(town: Town, of: str, thing_id: int, /, **changes: object) -> None:
    errand = town.errand("correct_record")
    with town.connection.begin_nested():
        correct_record(town.connection, errand, of, thing_id, changes)


WRONG_TERMS: dict[str, tuple[str, object]] = {
    "years below nothing": ("term_years", -5),
    "a fee below nothing": ("fee_cents", -1),
    "a fee without its period": ("fee_cents", 500),
    "a formula that is none": ("resale_formula", "nonsense"),
    "days below nothing": ("option_days", -9),
    "a schedule that cannot be read": ("fee_schedule", "not json"),
    "a schedule of numbers": ("fee_schedule", '{"steps": 3}'),
    "years in words": ("term_years", "many"),
    "a price in words": ("price_cents", "abc"),
    "a price beyond all": ("price_cents", 2**62),
    "a text without end": ("fee_schedule", "x" * 5_000),
}


@pytest.mark.parametrize("case", WRONG_TERMS)
def test_terms_that_cannot_be_are_not_what_a_lease_is_corrected_to(town: Town, case: str) -> None:
    lease = town.lease(town.one, LATER, Holder(town.person))
    name, value = WRONG_TERMS[case]
    with pytest.raises(InvalidInput):
        _corrected(town, "ground_lease", lease, **{name: value})


def test_a_corrected_term_moves_the_end_of_all_that_ends_with_the_lease(town: Town) -> None:
    lease = town.lease(town.one, LATER, Holder(town.person), years=99)
    before = latest_event(town.connection, town.one)
    _corrected(town, "ground_lease", lease, term_years=50)
    seen = holding_detail(town.connection, town.one, on(LATER), Tier.STEWARD)
    ends = {one.type: one.valid_to for one in seen.interests if one.lease_id == lease}
    assert ends == dict.fromkeys(("lease", "superficies", "preemptive_option"), date(2068, 1, 1))
    # Whoever looked at the holding before is told.
    assert latest_event(town.connection, town.one) > before
    with pytest.raises(InvalidInput, match="what is recorded"):
        _corrected(town, "ground_lease", lease, term_years=50)


def test_a_right_is_corrected_neither_to_nobody_nor_where_its_holding_became_others(
    town: Town,
) -> None:
    owned = town.ids(town.two, "ownership")[0]
    with pytest.raises(InvalidInput, match="somebody who has it"):
        _corrected(town, "interest", owned, party_id=None)
    pieces = town.pieces(town.two)
    plan = [NewUnit("West", pieces[:1]), NewUnit("East", pieces[1:])]
    split_unit(town.connection, town.errand("split_unit"), town.two, LAST, plan)
    with pytest.raises(RuleBroken, match="split or merged"):
        _corrected(town, "interest", owned, valid_to=None)


def _part(town: Town, unit: int) -> int:
    found = select(UnitPart.thing_id).where(
        UnitPart.unit_id == unit, UnitPart.recorded_to.is_(None)
    )
    return town.connection.execute(found.order_by(UnitPart.thing_id)).scalars().first() or 0


def test_a_piece_is_never_in_two_holdings_at_once_nor_a_holding_without_any(town: Town) -> None:
    part = _part(town, town.two)
    _corrected(town, "unit_part", part, valid_to=LATER)
    other = town.holding(town.owner, LATER, "100-2")
    with pytest.raises(RuleBroken, match="part of the holding “Holding 100-2”"):
        _corrected(town, "unit_part", part, valid_to=LAST)
    _corrected(town, "unit_part", part, valid_to=date(2017, 1, 1))
    errand = town.errand("withdraw_record")
    with pytest.raises(RuleBroken, match="at least one piece"):
        withdraw_record(town.connection, errand, "unit_part", _part(town, other))
    withdraw_record(town.connection, town.errand("withdraw_record"), "unit_part", part)


def test_a_right_on_which_a_mortgage_lies_is_not_withdrawn(town: Town) -> None:
    owned = town.ids(town.one, "ownership")[0]
    loan = Burden("mortgage", LATER, on_interest_id=owned, rank=1)
    record_restriction(town.connection, town.errand("record_restriction"), town.one, loan)
    with pytest.raises(RuleBroken, match="lies on this right"):
        withdraw_record(town.connection, town.errand("withdraw_record"), "interest", owned)


def test_parties_pieces_and_visits_are_corrected_within_their_rules(town: Town) -> None:
    facts = PartyFacts("Family", "group", "household")
    group = record_party(
        town.connection, town.errand("record_party"), facts, halves(town.person), BOUGHT
    )
    with pytest.raises(RuleBroken, match="stays a group"):
        _corrected(town, "party", group, kind="person", group_kind=None)
    with pytest.raises(InvalidInput, match="name"):
        _corrected(town, "party", group, name=" ")
    with pytest.raises(InvalidInput, match="is_public"):
        _corrected(town, "party", group, is_public=3)
    _corrected(town, "party", group, name="The Family")
    piece = town.pieces(town.one)[0]
    with pytest.raises(InvalidInput, match="square metres"):
        _corrected(town, "spatial_unit", piece, area_sqm=float("inf"))
    _corrected(town, "spatial_unit", piece, area_sqm=800.5)
    _corrected(town, "property_unit", town.one, name="The corner")
    duty = Burden("upkeep", LATER, town.owner, every_months=12)
    errand = town.errand("record_responsibility")
    number = record_responsibility(town.connection, errand, town.one, duty)
    with pytest.raises(InvalidInput, match="at least one month"):
        _corrected(town, "interest", number, every_months=0)
    with pytest.raises(RuleBroken, match="Only a right"):
        _corrected(town, "interest", number, share_numerator=1, share_denominator=1)
    errand = town.errand("record_monitoring")
    visit = record_monitoring(town.connection, errand, number, LAST, "All is well.")
    with pytest.raises(InvalidInput, match="say what was found"):
        _corrected(town, "monitoring", visit, found=" ")
    _corrected(town, "monitoring", visit, found="The roof leaks.", next_on=None)


def test_seats_sales_members_and_heirs_are_corrected_within_their_rules(town: Town) -> None:
    connection = town.connection
    seat = seat_board(connection, town.errand("seat_board"), Seat("public", "One", LATER))
    with pytest.raises(InvalidInput, match="kind"):
        _corrected(town, "board_seat", seat, kind="royal")
    _corrected(town, "board_seat", seat, party_id=town.person)
    lease = town.granted(resale_formula="itemised")
    facts = Sale(purchase_price_cents=5_000_000, bought_on=LATER, sold_on=LAST)
    sold = HomeSale(facts, [Holder(town.owner)], 5_000_000)
    sale = record_resale(connection, town.errand("record_resale"), lease, sold)
    with pytest.raises(RuleBroken, match="above what the formula"):
        _corrected(town, "resale", sale, price_cents=5_000_001)
    _corrected(town, "resale", sale, price_cents=4_000_000)
    child = town.party("Child Sample")
    heirs = record_party(
        connection, town.errand("record_party"), PartyFacts("Heirs", "group", "heirs"),
        halves(town.person), BOUGHT,
    )  # fmt: skip
    death = Death(town.person, [Holder(child)])
    (part,) = record_inheritance(connection, town.errand("record_inheritance"), heirs, death)
    _corrected(town, "inheritance", part, share_denominator=2)
    membership = connection.execute(
        select(PartyMember.thing_id).where(PartyMember.group_id == heirs)
    ).scalar_one()
    with pytest.raises(RuleBroken, match="1/2 is missing"):
        _corrected(town, "party_member", membership, share_denominator=2)


def test_a_right_of_a_lease_comes_with_the_lease(town: Town) -> None:
    lease = town.lease(town.one, LATER, Holder(town.person))
    grant = Grant("lease", [Holder(town.person)], LATER, lease_id=lease)
    with pytest.raises(InvalidInput, match="comes with the lease"):
        record_right(town.connection, town.errand("record_right"), town.two, grant)


def test_what_has_no_party_or_no_end_is_corrected_as_well(town: Town) -> None:
    connection = town.connection
    path = Burden("servitude", LATER)
    errand = town.errand("record_restriction")
    number = record_restriction(connection, errand, town.one, path)
    _corrected(town, "interest", number, description="A path of ten feet.")
    seat = seat_board(connection, town.errand("seat_board"), Seat("public", "One", LATER))
    _corrected(town, "board_seat", seat, seat="First")
    _corrected(town, "unit_part", _part(town, town.two), valid_from=date(2015, 4, 1))
    duty = Burden("upkeep", LATER, town.owner, every_months=12)
    errand = town.errand("record_responsibility")
    number = record_responsibility(connection, errand, town.one, duty)
    errand = town.errand("record_monitoring")
    visit = record_monitoring(connection, errand, number, LAST, "All is well.")
    _corrected(town, "monitoring", visit, found="The roof leaks.")
