"""What is recorded in a town: members, sales, splits, duties, heirs; and who may read it."""

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from landtrust.domain.sales import Sale
from landtrust.errors import InvalidInput, LandTrustError, NotFound, RuleBroken
from landtrust.model.ownership import UnitPart
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.holdings import holdings
from landtrust.queries.parties import party_detail
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record
from landtrust.services.holdings import publish_holding
from landtrust.services.interests import (
    Burden,
    Grant,
    end_right,
    record_responsibility,
    record_restriction,
    record_right,
)
from landtrust.services.leases import (
    HomeSale,
    assign_lease,
    record_resale,
)
from landtrust.services.parties import (
    Holder,
    PartyFacts,
    add_member,
    change_shares,
    record_party,
)
from landtrust.services.reshaping import NewUnit, merge_units, split_unit
from landtrust.services.stewardship import (
    Death,
    Seat,
    record_inheritance,
    record_monitoring,
    seat_board,
)
from tests.book import BOUGHT, LAST, LATER, Town, halves, on


def test_members_join_leave_and_change_their_shares(town: Town) -> None:
    connection, ben = town.connection, town.party("Ben Sample")
    facts = PartyFacts("Cooperative", "group", "cooperative")
    group = record_party(connection, town.errand("record_party"), facts)
    join = Holder(town.person)
    add_member(connection, town.errand("add_member"), group, BOUGHT, join)
    add_member(connection, town.errand("add_member"), group, LATER, Holder(ben, Fraction(1, 4)))
    with pytest.raises(RuleBroken, match="member of the group already"):
        add_member(connection, town.errand("add_member"), group, LAST, join)
    cleo = town.party("Cleo Sample")
    with pytest.raises(RuleBroken, match="leaves nothing"):
        add_member(connection, town.errand("add_member"), group, LAST, Holder(cleo))
    with pytest.raises(RuleBroken, match="member of itself"), connection.begin_nested():
        change_shares(connection, town.errand("change_shares"), group, LAST, [Holder(group)])
    shares = {
        (one.party.name, one.share, one.valid_from, one.valid_to)
        for one in party_detail(connection, group, Tier.STEWARD, on(LAST)).members
    }
    assert {
        ("Ann Sample", Fraction(3, 4), LATER, None),
        ("Ben Sample", Fraction(1, 4), LATER, None),
    } < shares
    with pytest.raises(RuleBroken, match="recorded from 2018-01-01 on"):
        change_shares(connection, town.errand("change_shares"), group, BOUGHT, halves(ben))
    other = record_party(connection, town.errand("record_party"), facts, [Holder(group)], BOUGHT)
    with pytest.raises(RuleBroken, match="member of itself"), connection.begin_nested():
        change_shares(connection, town.errand("change_shares"), group, LAST, [Holder(other)])


def test_a_sale_above_the_formula_or_of_no_running_lease_is_refused(town: Town) -> None:
    connection = town.connection
    formula = {"resale_formula": "appraisal", "resale_parameters": {"owner_percent": "25"}}
    lease = town.granted(**formula, price_cents=5_000_000)
    facts = Sale(
        purchase_price_cents=5_000_000, bought_on=LATER, sold_on=LAST,
        initial_appraisal_cents=6_000_000, final_appraisal_cents=7_000_000,
    )  # fmt: skip
    for price, words in ((-1, "not below"), (5_250_001, "above what the formula")):
        sale = HomeSale(facts, [Holder(town.owner)], price)
        with pytest.raises(LandTrustError, match=words):
            record_resale(connection, town.errand("record_resale"), lease, sale)
    sale = HomeSale(facts, [Holder(town.owner)], 5_250_000)
    record_resale(connection, town.errand("record_resale"), lease, sale)
    seen = holding_detail(connection, town.one, on(LAST), Tier.STEWARD)
    assert seen.resales[0].formula_cents == 5_250_000
    assert sum(cents for _, cents in seen.resales[0].steps) == 5_250_000
    with pytest.raises(RuleBroken, match="does not run"):
        assign_lease(
            connection, town.errand("assign_lease"), lease, date(2190, 1, 1), [Holder(town.person)]
        )


def test_leased_land_is_split_only_where_one_keeps_the_lease_and_merged_with_none_leased(
    town: Town,
) -> None:
    connection = town.connection
    pieces = town.pieces(town.two)
    town.lease(town.two, LATER, Holder(town.person))
    plan = [NewUnit("West", pieces[:1]), NewUnit("East", pieces[1:])]
    with pytest.raises(RuleBroken, match="keeps the lease"):
        split_unit(connection, town.errand("split_unit"), town.two, LAST, plan)
    town.lease(town.one, LATER, Holder(town.person))
    both = [town.one, town.two]
    with pytest.raises(RuleBroken, match="More than one"):
        merge_units(connection, town.errand("merge_units"), both, LAST, "All")
    other = town.holding(town.person, BOUGHT, "100-5")
    with pytest.raises(RuleBroken, match="same owners"):
        merge_units(connection, town.errand("merge_units"), [town.one, other], LAST, "All")


def test_what_lies_on_a_right_goes_with_it_when_holdings_are_split_and_merged(town: Town) -> None:
    connection, bank = town.connection, town.party("Bank", "organization")
    town.lease(town.two, LATER, Holder(town.person))
    house, land = town.ids(town.two, "superficies")[0], town.ids(town.two, "ownership")[0]
    for right in (house, land):
        loan = Burden("mortgage", LATER, bank, on_interest_id=right)
        record_restriction(connection, town.errand("record_restriction"), town.two, loan)
    pieces = town.pieces(town.two)
    plan = [NewUnit("West", pieces[:1], keeps_lease=True), NewUnit("East", pieces[1:])]
    west, east = split_unit(connection, town.errand("split_unit"), town.two, LAST, plan)

    def mortgaged(unit: int, day: date) -> list[str]:
        seen = holding_detail(connection, unit, on(day), Tier.STEWARD)
        types = {one.id: one.type for one in seen.interests}
        return sorted(
            types[one.on_interest_id]
            for one in seen.in_force("restriction")
            if one.on_interest_id is not None
        )

    assert mortgaged(west, LAST) == ["ownership", "superficies"]
    assert mortgaged(east, LAST) == ["ownership"]
    day = date(2021, 1, 1)
    whole = merge_units(connection, town.errand("merge_units"), [east, west], day, "Whole")
    assert mortgaged(whole, day) == ["ownership", "ownership", "superficies"]
    seen = holding_detail(connection, whole, on(day), Tier.STEWARD)
    assert {number for number, _ in seen.came_from} == {east, west}
    former = holding_detail(connection, town.two, on(day), Tier.STEWARD)
    assert {number for number, _ in former.became} == {east, west}
    assert not former.is_held
    assert len(former.pieces) == 2


def test_duties_are_looked_after_and_due_again(town: Town) -> None:
    connection = town.connection
    yearly = Burden("upkeep", LATER, town.owner, every_months=12)
    once = Burden("insurance", LATER, town.owner)
    errand = town.errand("record_responsibility")
    duties = [record_responsibility(connection, errand, town.one, one) for one in (yearly, once)]
    for duty in duties:
        errand = town.errand("record_monitoring")
        record_monitoring(connection, errand, duty, LAST, "All is well.")
    seen = holding_detail(connection, town.one, on(LAST), Tier.STEWARD)
    due = {one.id: one.next_on for one in seen.in_force("responsibility")}
    assert due == {duties[0]: date(2021, 1, 1), duties[1]: None}


def test_heirs_and_seats_are_recorded(town: Town) -> None:
    connection, child = town.connection, town.party("Child Sample")
    facts = PartyFacts("Heirs of Ann Sample", "group", "heirs")
    group = record_party(connection, town.errand("record_party"), facts)
    errand = town.errand("record_inheritance")
    with pytest.raises(InvalidInput, match="nobody is named"):
        record_inheritance(connection, errand, group, Death(town.person, []))
    too_much = Death(town.person, [Holder(child), Holder(town.owner)])
    with pytest.raises(RuleBroken, match="more than all"):
        record_inheritance(connection, errand, group, too_much)
    assert record_inheritance(connection, errand, group, Death(town.person, [Holder(child)]))
    seat = Seat("community", "First seat", LATER, party_id=town.person)
    assert seat_board(connection, town.errand("seat_board"), seat)
    vacant = Seat("public", "Second seat", LATER)
    assert seat_board(connection, town.errand("seat_board"), vacant)


def test_organizers_record_a_lease_and_then_read_no_name(town: Town) -> None:
    town.lease(town.one, LATER, Holder(town.person))
    seen = holding_detail(town.connection, town.one, on(LATER), Tier.ORGANIZER)
    names = {one.type: one.party.name for one in seen.in_force("right") if one.party}
    assert names == {"ownership": "Sample Land Trust", "lease": None, "superficies": None}
    with pytest.raises(NotFound):
        party_detail(town.connection, town.person, Tier.ORGANIZER, on(LATER))


def test_the_public_sees_what_the_trust_published(town: Town) -> None:
    connection = town.connection
    assert holdings(connection, on(LATER), Tier.PUBLIC) == ()
    with pytest.raises(NotFound):
        holding_detail(connection, town.one, on(LATER), Tier.PUBLIC)
    publish_holding(connection, town.errand("publish_holding"), town.one, ["holding", "papers"])
    assert [one.id for one in holdings(connection, on(LATER), Tier.PUBLIC)] == [town.one]
    seen = holding_detail(connection, town.one, on(LATER), Tier.PUBLIC)
    assert seen.public_parts == {"holding", "papers"}
    with pytest.raises(NotFound):
        party_detail(connection, town.person, Tier.PUBLIC, on(LATER))


def test_only_an_organization_is_the_trust(town: Town) -> None:
    facts = PartyFacts("Ann Sample", "person", is_trust=True)
    with pytest.raises(InvalidInput, match="only an organization"):
        record_party(town.connection, town.errand("record_party"), facts)


def test_a_loan_on_the_building_of_a_leaseholder_names_nobody_to_organizers(town: Town) -> None:
    town.lease(town.one, LATER, Holder(town.person))
    rights = holding_detail(town.connection, town.one, on(LATER), Tier.STEWARD).in_force("right")
    (built,) = (one.id for one in rights if one.type == "superficies")
    bank = town.party("Sample Bank", "organization")
    loan = Burden("mortgage", LATER, bank, on_interest_id=built)
    record_restriction(town.connection, town.errand("record_restriction"), town.one, loan)
    for tier, name in ((Tier.ORGANIZER, None), (Tier.STEWARD, "Sample Bank")):
        seen = holding_detail(town.connection, town.one, on(LATER), tier).in_force("restriction")
        parties = [one.party and one.party.name for one in seen if one.type == "mortgage"]
        assert parties == [name]
        assert bool(party_detail(town.connection, bank, tier, on(LATER)).held) == bool(name)


def test_rights_end_and_an_ended_right_does_not_end_again(town: Town) -> None:
    connection = town.connection
    grant = Grant("usufruct", [Holder(town.person)], LATER)
    (use,) = record_right(connection, town.errand("record_right"), town.one, grant)
    path = Burden("servitude", LATER)
    errand = town.errand("record_restriction")
    way = record_restriction(connection, errand, town.one, path)
    end_right(connection, town.errand("end_right"), [use, way], LAST)
    with pytest.raises(RuleBroken, match="ended on 2020-01-01 already"):
        end_right(connection, town.errand("end_right"), [use], date(2021, 1, 1))


def test_land_that_nobody_owns_or_that_is_gone_is_not_split(town: Town) -> None:
    connection, pieces = town.connection, town.pieces(town.two)
    plan = [NewUnit("West", pieces[:1]), NewUnit("East", pieces[1:])]
    owned = town.ids(town.two, "ownership")
    end_right(connection, town.errand("end_right"), owned, LAST)
    with pytest.raises(RuleBroken, match="nobody owns the land"), connection.begin_nested():
        split_unit(connection, town.errand("split_unit"), town.two, date(2021, 1, 1), plan)
    parts = connection.scalars(
        select(UnitPart.thing_id).where(
            UnitPart.unit_id == town.two, UnitPart.recorded_to.is_(None)
        )
    ).all()
    for part in parts:
        correct_record(
            connection, town.errand("correct_record"), "unit_part", part, {"valid_to": LATER}
        )
    with pytest.raises(RuleBroken, match="no land before"):
        split_unit(connection, town.errand("split_unit"), town.two, date(2019, 1, 1), plan)
