"""Cases of ISO 19152:2012, Annex C (informative), as this model records them.

C.1 a long lease, C.5 a group party, C.9 a restriction, C.10 a mortgage.
"""

from datetime import date
from fractions import Fraction

import pytest

from landtrust.errors import RuleBroken
from landtrust.queries.holding_detail import HoldingDetail, holding_detail
from landtrust.queries.parties import party_detail
from landtrust.queries.visibility import Tier
from landtrust.services.interests import (
    Burden,
    Grant,
    record_responsibility,
    record_restriction,
    record_right,
)
from landtrust.services.parties import Holder, PartyFacts, change_shares, record_party
from tests.book import Book, halves, on

BOUGHT, BEGAN = date(2015, 3, 1), date(2017, 6, 1)


def _seen(book: Book, unit: int, day: date) -> HoldingDetail:
    return holding_detail(book.connection, unit, on(day), Tier.STEWARD)


def _who(seen: HoldingDetail, type_code: str) -> dict[str | None, Fraction | None]:
    return {
        one.party.name if one.party else None: one.share
        for one in seen.interests
        if one.type == type_code and one.is_in_force
    }


def test_c_1_a_long_lease_leaves_the_owner_the_land_and_gives_another_its_use(book: Book) -> None:
    owner, tenant = book.trust(), book.party("Sample Tenant")
    unit = book.holding(owner, BOUGHT, "100-1")
    book.lease(unit, BEGAN, Holder(tenant), years=99)
    during, after = _seen(book, unit, date(2100, 1, 1)), _seen(book, unit, date(2116, 6, 1))
    assert _who(during, "ownership") == {"Sample Land Trust": 1}
    assert _who(during, "lease") == {"Sample Tenant": 1}
    assert during.lease is not None
    assert (during.lease.term_years, during.lease.ends_on) == (99, date(2116, 6, 1))
    assert _who(after, "ownership") == {"Sample Land Trust": 1}
    assert _who(after, "lease") == {}


def test_c_5_a_group_party_holds_one_right_and_its_members_have_shares_in_it(book: Book) -> None:
    members = [book.party(f"Member {number}") for number in range(1, 4)]
    facts = PartyFacts("Sample Housing Cooperative", "group", "cooperative")
    group = record_party(
        book.connection, book.errand("record_party"), facts, halves(*members), BOUGHT
    )
    unit = book.holding(group, BOUGHT, "100-2")
    assert _who(_seen(book, unit, BOUGHT), "ownership") == {"Sample Housing Cooperative": 1}
    detail = party_detail(book.connection, group, Tier.STEWARD, on(BOUGHT))
    assert [one.share for one in detail.members] == [Fraction(1, 3)] * 3
    with pytest.raises(RuleBroken, match="1/6 is missing"):
        change_shares(
            book.connection, book.errand("change_shares"), group, BEGAN,
            [Holder(members[0], Fraction(1, 2)), Holder(members[1], Fraction(1, 3))],
        )  # fmt: skip
    left = halves(*members[:2])
    change_shares(book.connection, book.errand("change_shares"), group, BEGAN, left)
    held = party_detail(book.connection, members[2], Tier.STEWARD, on(BEGAN)).member_of
    assert [(one.party.id, one.valid_to) for one in held] == [(group, BEGAN)]


def test_c_9_a_restriction_lies_on_the_unit_whoever_owns_it(book: Book) -> None:
    owner, neighbor = book.trust(), book.party("Sample Neighbor", "organization")
    unit = book.holding(owner, BOUGHT, "100-1")
    path = Burden("servitude", BOUGHT, neighbor, description="A path of ten feet along the east.")
    record_restriction(book.connection, book.errand("record_restriction"), unit, path)
    duty = Burden("upkeep", BOUGHT, owner, every_months=12)
    record_responsibility(book.connection, book.errand("record_responsibility"), unit, duty)
    seen = _seen(book, unit, BEGAN)
    assert [(one.type, one.share) for one in seen.in_force("restriction")] == [("servitude", None)]
    assert [one.every_months for one in seen.in_force("responsibility")] == [12]


def test_c_10_a_mortgage_lies_on_the_right_of_the_leaseholder_not_on_the_land(book: Book) -> None:
    owner, tenant = book.trust(), book.party("Sample Tenant")
    bank = book.party("Sample Credit Union", "organization")
    unit = book.holding(owner, BOUGHT, "100-1", building="The house")
    book.lease(unit, BEGAN, Holder(tenant))
    house = next(one for one in _seen(book, unit, BEGAN).interests if one.type == "superficies")
    loan = Burden("mortgage", BEGAN, bank, on_interest_id=house.id, rank=1, amount_cents=4_500_000)
    record_restriction(book.connection, book.errand("record_restriction"), unit, loan)
    seen = _seen(book, unit, BEGAN)
    (mortgage,) = [one for one in seen.in_force("restriction") if one.type == "mortgage"]
    assert (mortgage.on_interest_id, mortgage.rank) == (house.id, 1)
    assert mortgage.party is not None
    assert mortgage.party.name == "Sample Credit Union"
    other = book.holding(owner, BOUGHT, "100-2")
    with pytest.raises(RuleBroken, match="same unit"):
        record_restriction(book.connection, book.errand("record_restriction"), other, loan)


def test_heirs_hold_as_tenants_in_common_each_an_undivided_share(book: Book) -> None:
    trust = book.trust()
    heirs = [book.party(f"Heir {number}") for number in range(1, 5)]
    unit = book.holding(trust, BOUGHT, "100-5")
    grant = Grant("common_ownership", halves(*heirs), BEGAN)
    with pytest.raises(RuleBroken, match="too much"):
        record_right(book.connection, book.errand("record_right"), unit, grant)
