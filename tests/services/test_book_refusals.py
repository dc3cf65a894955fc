"""What the book of ownership refuses: each time in a sentence that says what is wrong."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from landtrust.errors import InvalidInput, LandTrustError, NotAllowed, NotFound, RuleBroken
from landtrust.model.audit import AuditEvent
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
from landtrust.services.parties import (
    Holder,
    PartyFacts,
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
from tests.book import BOUGHT, LAST, LATER, NOBODY, NOON, Town, halves


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
    return lambda town: town.granted(**terms)


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
        InvalidInput, "from 1 to 10,000",
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
