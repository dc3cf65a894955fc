"""A holding from the deed to its resale, as the services record it and the queries read it."""

from datetime import date
from fractions import Fraction

import pytest

from landtrust.domain.sales import Sale
from landtrust.errors import RuleBroken
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.holdings import holdings
from landtrust.queries.visibility import Tier
from landtrust.services.interests import end_right
from landtrust.services.leases import HomeSale, assign_lease, record_resale
from landtrust.services.parties import Holder
from landtrust.services.reshaping import NewUnit, merge_units, split_unit
from tests.book import Book, on

BOUGHT, LEASED, SOLD = date(2015, 3, 1), date(2017, 6, 1), date(2024, 9, 30)


def test_a_leased_holding_has_an_owner_of_the_land_and_others_of_the_building(book: Book) -> None:
    trust, ann, lee = book.trust(), book.party("Ann Sample"), book.party("Lee Sample")
    unit = book.holding(trust, BOUGHT, "100-1", building="The house")
    book.lease(unit, LEASED, Holder(ann, Fraction(1, 3)), Holder(lee, Fraction(2, 3)))
    seen = holding_detail(book.connection, unit, on(LEASED), Tier.STEWARD)
    rights = {
        (one.type, one.party.name if one.party else None, one.share)
        for one in seen.in_force("right")
    }
    assert rights == {
        ("ownership", "Sample Land Trust", Fraction(1)),
        ("lease", "Ann Sample", Fraction(1, 3)),
        ("lease", "Lee Sample", Fraction(2, 3)),
        ("superficies", "Ann Sample", Fraction(1, 3)),
        ("superficies", "Lee Sample", Fraction(2, 3)),
    }
    assert [one.type for one in seen.in_force("restriction")] == ["preemptive_option"]
    before = holding_detail(book.connection, unit, on(BOUGHT), Tier.STEWARD)
    assert [one.type for one in before.in_force("right")] == ["ownership"]


def test_half_of_a_right_cannot_be_ended(book: Book) -> None:
    trust, ann, lee = book.trust(), book.party("Ann Sample"), book.party("Lee Sample")
    unit = book.holding(trust, BOUGHT, "100-1")
    book.lease(unit, LEASED, Holder(ann, Fraction(1, 3)), Holder(lee, Fraction(2, 3)))
    seen = holding_detail(book.connection, unit, on(LEASED), Tier.STEWARD)
    anns = next(
        one for one in seen.interests if one.type == "lease" and one.share == Fraction(1, 3)
    )
    with pytest.raises(RuleBroken, match=r"Ground lease, from 2024-09-30: .*1/3 is missing"):
        end_right(book.connection, book.errand("end_right"), [anns.id], SOLD)


def test_a_holding_is_split_and_merged_again(book: Book) -> None:
    trust = book.trust()
    unit = book.holding(trust, BOUGHT, "100-1", "100-2")
    whole = holdings(book.connection, on(BOUGHT), Tier.STEWARD)
    pieces = [one.id for one in whole[0].pieces]
    plan = [NewUnit("West", pieces[:1]), NewUnit("East", pieces[1:])]
    two = split_unit(book.connection, book.errand("split_unit"), unit, SOLD, plan)
    after = holdings(book.connection, on(SOLD), Tier.STEWARD)
    assert {one.id for one in after} == set(two)
    assert sum(one.land_sqm for one in after) == pytest.approx(whole[0].land_sqm)
    again = date(2025, 1, 1)
    one = merge_units(book.connection, book.errand("merge_units"), two, again, "All")
    (merged,) = holdings(book.connection, on(again), Tier.STEWARD)
    assert merged.id == one
    assert merged.land_sqm == pytest.approx(whole[0].land_sqm)


def test_a_resale_passes_the_lease_and_the_building_on(book: Book) -> None:
    trust, ann, lee = book.trust(), book.party("Ann Sample"), book.party("Lee Sample")
    unit = book.holding(trust, BOUGHT, "100-1", building="The house")
    lease = book.lease(unit, LEASED, Holder(ann))
    facts = Sale(purchase_price_cents=5_000_000, bought_on=LEASED, sold_on=SOLD)
    sale = HomeSale(facts, [Holder(lee)], 6_000_000)
    record_resale(book.connection, book.errand("record_resale"), lease, sale)
    seen = holding_detail(book.connection, unit, on(SOLD), Tier.STEWARD)
    assert {one.party.name for one in seen.in_force("right") if one.party} == {
        "Sample Land Trust",
        "Lee Sample",
    }
    assert [one.price_cents for one in seen.resales] == [6_000_000]
    assert assign_lease(
        book.connection, book.errand("assign_lease"), lease, date(2025, 1, 1), [Holder(ann)]
    )
