"""What the book of ownership refuses: each time in a sentence that says what is wrong."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import Connection, func, select

from landtrust.domain.sales import Sale
from landtrust.errors import InvalidInput, LandTrustError, NotAllowed, NotFound, RuleBroken
from landtrust.model.audit import AuditEvent
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.holdings import holdings
from landtrust.queries.parties import party_detail
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.evidence import EvidenceFacts, record_evidence
from landtrust.services.holdings import Acquisition, publish_holding, record_acquisition
from landtrust.services.interests import (
    Burden,
    Grant,
    end_right,
    record_responsibility,
    record_restriction,
    record_right,
    transfer_right,
)
from landtrust.services.leases import (
    HomeSale,
    LeaseTerms,
    NewLease,
    assign_lease,
    grant_ground_lease,
    record_resale,
)
from landtrust.services.parties import (
    Holder,
    PartyFacts,
    add_member,
    change_shares,
    record_party,
)
from landtrust.services.record_book import Actor, Errand, latest_event
from landtrust.services.reshaping import NewUnit, merge_units, split_unit
from landtrust.services.stewardship import (
    Death,
    Seat,
    record_inheritance,
    record_monitoring,
    seat_board,
)
from tests.book import NOON, Book, halves, on

BOUGHT, LATER, LAST = date(2015, 3, 1), date(2018, 1, 1), date(2020, 1, 1)
NOBODY = 10_000


class Town(Book):
    """A book with a trust, a person, a holding of one lot and one of two."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.owner, self.person = self.trust(), self.party("Ann Sample")
        self.one = self.holding(self.owner, BOUGHT, "100-1", building="House")
        self.two = self.holding(self.owner, BOUGHT, "100-2", "100-3")

    def ids(self, unit: int, type_code: str) -> list[int]:
        """Numbers of the interests of a type in a unit, whenever they hold."""
        seen = holding_detail(self.connection, unit, on(LATER), Tier.STEWARD)
        return [one.id for one in seen.interests if one.type == type_code]

    def pieces(self, unit: int) -> list[int]:
        """Numbers of the pieces of a unit."""
        seen = holding_detail(self.connection, unit, on(LATER), Tier.STEWARD)
        return [one.id for one in seen.pieces]


@pytest.fixture
def town(own_town: Connection) -> Town:
    """A town with a trust."""
    return Town(own_town)


def _acquired(town: Town, **otherwise: object) -> Acquisition:
    facts: dict[str, object] = {
        "name": "Lot",
        "parcel_ids": ["28049-100-5"],
        "holders": [Holder(town.owner)],
        "acquired_on": BOUGHT,
    }
    return Acquisition(**(facts | otherwise))  # type: ignore[arg-type]


def _acquire(**otherwise: object) -> Callable[[Town], object]:
    return lambda town: record_acquisition(
        town.connection, town.errand("record_acquisition"), _acquired(town, **otherwise)
    )


def _lease(**terms: object) -> Callable[[Town], object]:
    said = LeaseTerms(**({"begins_on": LATER, "term_years": 99} | terms))  # type: ignore[arg-type]
    return lambda town: grant_ground_lease(
        town.connection,
        town.errand("grant_ground_lease"),
        town.one,
        NewLease(said, [Holder(town.person)], with_building=True),
    )


def _party(**facts: object) -> Callable[[Town], object]:
    said = PartyFacts(**({"name": "Sample", "kind": "person"} | facts))  # type: ignore[arg-type]
    return lambda town: record_party(town.connection, town.errand("record_party"), said)


def _correct(kind: str, **changes: object) -> Callable[[Town], object]:
    return lambda town: correct_record(
        town.connection, town.errand("correct_record"), kind, town.ids(town.one, "ownership")[0],
        changes,
    )  # fmt: skip


def _restrict(**burden: object) -> Callable[[Town], object]:
    said = Burden(**({"type": "servitude", "valid_from": LATER} | burden))  # type: ignore[arg-type]
    return lambda town: record_restriction(
        town.connection, town.errand("record_restriction"), town.one, said
    )


REFUSED: dict[str, tuple[type[LandTrustError], str, Callable[[Town], object]]] = {
    "a holding without a name": (InvalidInput, "needs a name", _acquire(name=" ")),
    "a holding without land": (InvalidInput, "at least one parcel", _acquire(parcel_ids=[])),
    "land held by a lease": (InvalidInput, "land_type", _acquire(land_type="lease")),
    "a parcel that is not loaded": (
        NotFound, "28049-NONE", _acquire(parcel_ids=["28049-NONE"]),
    ),
    "a parcel of another holding": (
        RuleBroken, "part of the holding “Holding 100-1”", _acquire(parcel_ids=["28049-100-1"]),
    ),
    "half of the land": (
        RuleBroken, "1/2 is missing", _acquire(holders=[Holder(1, Fraction(1, 2))]),
    ),
    "an owner whom nobody recorded": (
        NotFound, "no party with the number 10000", _acquire(holders=[Holder(NOBODY)]),
    ),
    "a paper of no kind": (
        InvalidInput, "kind", _acquire(papers=[EvidenceFacts("song", "A song")]),
    ),
    "a paper without a name": (
        InvalidInput, "title", _acquire(papers=[EvidenceFacts("deed", " ")]),
    ),
    "a copy that was never stored": (
        NotFound, "never stored",
        _acquire(papers=[EvidenceFacts("deed", "Deed", file_sha256="0" * 64)]),
    ),
    "a paper of nothing": (
        NotFound, "10000",
        lambda town: record_evidence(
            town.connection, town.errand("record_evidence"), EvidenceFacts("deed", "Deed"), NOBODY
        ),
    ),
    "a part that cannot be public": (
        InvalidInput, "tenants",
        lambda town: publish_holding(
            town.connection, town.errand("publish_holding"), town.one, ["tenants"]
        ),
    ),
    "papers of a holding that is not public": (
        InvalidInput, "begins with the holding",
        lambda town: publish_holding(
            town.connection, town.errand("publish_holding"), town.one, ["papers"]
        ),
    ),
    "a lease of no years": (InvalidInput, "1 to 999", _lease(term_years=0)),
    "a fee for no time": (InvalidInput, "month or year", _lease(fee_cents=100)),
    "a fee for a week": (InvalidInput, "month or a year", _lease(fee_cents=1, fee_period="week")),
    "a formula that is none": (InvalidInput, "guess", _lease(resale_formula="guess")),
    "a lease before anybody owns the land": (
        RuleBroken, "nobody would own it", _lease(begins_on=date(2010, 1, 1)),
    ),
    "a party without a name": (InvalidInput, "name", _party(name="")),
    "a party of no kind": (InvalidInput, "kind", _party(kind="ghost")),
    "a person with a kind of group": (InvalidInput, "group_kind", _party(group_kind="heirs")),
    "a group of no kind": (InvalidInput, "group_kind", _party(kind="group")),
    "members of a person": (
        RuleBroken, "Only a group",
        lambda town: change_shares(
            town.connection, town.errand("change_shares"), town.person, LATER, halves(town.owner)
        ),
    ),
    "members since no day": (
        InvalidInput, "since",
        lambda town: record_party(
            town.connection, town.errand("record_party"),
            PartyFacts("Family", "group", "household"), halves(town.person),
        ),
    ),
    "a right that is a restriction": (
        InvalidInput, "Mortgage is a restriction",
        lambda town: record_right(
            town.connection, town.errand("record_right"), town.one,
            Grant("mortgage", [Holder(town.person)], LATER),
        ),
    ),
    "a right that is none": (
        InvalidInput, "“flight”",
        lambda town: record_right(
            town.connection, town.errand("record_right"), town.one,
            Grant("flight", [Holder(town.person)], LATER),
        ),
    ),
    "a right of nobody": (
        InvalidInput, "who has it is missing",
        lambda town: record_right(
            town.connection, town.errand("record_right"), town.one, Grant("usufruct", [], LATER)
        ),
    ),
    "a right that ends before it begins": (
        InvalidInput, "would end on 2015-03-01",
        lambda town: record_right(
            town.connection, town.errand("record_right"), town.one,
            Grant("usufruct", [Holder(town.person)], LATER, BOUGHT),
        ),
    ),
    "a duty that comes round at once": (
        InvalidInput, "at least one month",
        lambda town: record_responsibility(
            town.connection, town.errand("record_responsibility"), town.one,
            Burden("upkeep", LATER, town.owner, every_months=0),
        ),
    ),
    "a mortgage on a right elsewhere": (
        NotFound, "10000", _restrict(type="mortgage", on_interest_id=NOBODY),
    ),
    "rights of two holdings ended at once": (
        InvalidInput, "of one unit",
        lambda town: end_right(
            town.connection, town.errand("end_right"),
            [*town.ids(town.one, "ownership"), *town.ids(town.two, "ownership")], LATER,
        ),
    ),
    "a right ended before it began": (
        InvalidInput, "would end on",
        lambda town: end_right(
            town.connection, town.errand("end_right"), town.ids(town.one, "ownership"), BOUGHT
        ),
    ),
    "a right passed on that nobody has": (
        RuleBroken, "nobody has it",
        lambda town: transfer_right(
            town.connection, town.errand("transfer_right"), town.one,
            Grant("usufruct", [Holder(town.person)], LATER),
        ),
    ),
    "a unit that is not there": (
        NotFound, "no property unit",
        lambda town: publish_holding(
            town.connection, town.errand("publish_holding"), NOBODY, ["holding"]
        ),
    ),
    "a split into one": (
        InvalidInput, "at least two",
        lambda town: split_unit(
            town.connection, town.errand("split_unit"), town.two, LATER,
            [NewUnit("All", town.pieces(town.two))],
        ),
    ),
    "a split that leaves a lot over": (
        InvalidInput, "exactly one",
        lambda town: split_unit(
            town.connection, town.errand("split_unit"), town.two, LATER,
            [NewUnit("West", town.pieces(town.two)[:1]), NewUnit("East", [])],
        ),
    ),
    "a split of land before it was bought": (
        RuleBroken, "take a later day",
        lambda town: split_unit(
            town.connection, town.errand("split_unit"), town.two, BOUGHT,
            [NewUnit("West", town.pieces(town.two)[:1]), NewUnit("E", town.pieces(town.two)[1:])],
        ),
    ),
    "a holding merged with itself": (
        InvalidInput, "two different",
        lambda town: merge_units(
            town.connection, town.errand("merge_units"), [town.one, town.one], LATER, "All"
        ),
    ),
    "what cannot be corrected": (InvalidInput, "one can correct", _correct("interest", type="x")),
    "no correction at all": (InvalidInput, "one can correct", _correct("interest")),
    "a correction of no kind": (InvalidInput, "“song”", _correct("song", name="x")),
    "a correction to a span of no day": (
        InvalidInput, "would end", _correct("interest", valid_to=BOUGHT),
    ),
    "a correction to a part of a share": (
        RuleBroken, "1/2 is missing", _correct("interest", share_denominator=2),
    ),
    "a share over nothing": (
        InvalidInput, "no denominator", _correct("interest", share_denominator=0),
    ),
    "a right corrected to have no share": (
        RuleBroken, "cannot be corrected", _correct("interest", share_numerator=None),
    ),
    "a right corrected to nobody known": (NotFound, "10000", _correct("interest", party_id=NOBODY)),
    "a holding that never was": (
        InvalidInput, "not withdrawn",
        lambda town: withdraw_record(
            town.connection, town.errand("withdraw_record"), "property_unit", town.one
        ),
    ),
    "a visit without a finding": (
        InvalidInput, "found",
        lambda town: record_monitoring(
            town.connection, town.errand("record_monitoring"), NOBODY, LATER, " "
        ),
    ),
    "a visit for what is no duty": (
        RuleBroken, "no duty",
        lambda town: record_monitoring(
            town.connection, town.errand("record_monitoring"),
            town.ids(town.one, "ownership")[0], LATER, "All well.",
        ),
    ),
    "a seat of no kind": (
        InvalidInput, "kind",
        lambda town: seat_board(
            town.connection, town.errand("seat_board"), Seat("royal", "Throne", LATER)
        ),
    ),
    "a seat without a name": (
        InvalidInput, "which seat",
        lambda town: seat_board(
            town.connection, town.errand("seat_board"), Seat("public", "", LATER)
        ),
    ),
    "a family tree of a person": (
        RuleBroken, "Only a group of heirs",
        lambda town: record_inheritance(
            town.connection, town.errand("record_inheritance"), town.person,
            Death(town.person, halves(town.owner)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_the_book_refuses_and_keeps_nothing_of_it(town: Town, case: str) -> None:
    kind, words, deed = REFUSED[case]
    events = select(func.count()).select_from(AuditEvent)
    before = town.connection.scalar(events)
    with pytest.raises(kind, match=words), town.connection.begin_nested():
        deed(town)
    assert town.connection.scalar(events) == before


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
    # A change that is dated back takes the place of what was said from that day on.
    change_shares(connection, town.errand("change_shares"), group, date(2016, 1, 1), halves(ben))
    members = party_detail(connection, group, Tier.STEWARD, on(LAST)).members
    assert [(one.party.name, one.valid_to) for one in members if one.valid_to is None] == [
        ("Ben Sample", None)
    ]


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


def test_a_sale_above_the_formula_or_of_no_running_lease_is_refused(town: Town) -> None:
    connection = town.connection
    formula = {"resale_formula": "appraisal", "resale_parameters": {"owner_percent": "25"}}
    lease = int(str(_lease(**formula, price_cents=5_000_000)(town)))
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
            connection, town.errand("assign_lease"), lease, date(2200, 1, 1), [Holder(town.person)]
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


def test_who_may_not_do_it_does_nothing(town: Town) -> None:
    errand = Errand(Actor("Organizer", Tier.ORGANIZER), "split_unit", NOON)
    with pytest.raises(NotAllowed, match="stewards"):
        split_unit(town.connection, errand, town.two, LAST, [])


def test_moments_rise_whatever_the_clock_says(town: Town) -> None:
    long_ago = datetime(1999, 1, 1, tzinfo=UTC)
    errand = Errand(town.actor, "record_party", long_ago)
    record_party(town.connection, errand, PartyFacts("Late Sample", "person"))
    moments = list(town.connection.scalars(select(AuditEvent.recorded_at).order_by(AuditEvent.id)))
    assert moments == sorted(set(moments))


def test_nothing_has_no_history(town: Town) -> None:
    with pytest.raises(NotFound, match="10000"):
        latest_event(town.connection, NOBODY)


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
