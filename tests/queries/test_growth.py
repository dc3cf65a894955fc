"""The growth of common land says of every day what the list of holdings of that day says."""

from datetime import UTC, date, datetime, timedelta
from math import fsum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from landtrust.domain.growth import CommonLand, Land, by_year, changes, held_on
from landtrust.errors import LandTrustError, NotAllowed
from landtrust.model.ownership import Interest
from landtrust.queries.growth import CommonHolding, common_holdings
from landtrust.queries.holdings import holdings
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record
from landtrust.services.holdings import publish_holding
from landtrust.services.interests import Grant, transfer_right
from landtrust.services.parties import Holder
from landtrust.services.record_book import Errand
from landtrust.services.reshaping import NewUnit, merge_units, split_unit
from tests.book import NOON, STEWARD, Book, on

LOTS = ("100-1", "100-2", "100-3", "100-5")
BOUGHT, LEASED, SOLD = date(2015, 3, 1), date(2017, 6, 1), date(2024, 9, 30)
TODAY = date(2026, 11, 25)
LOT_SQM = 800


@pytest.fixture
def book(own_town: Connection) -> Book:
    """The book of a town of this test's own."""
    return Book(own_town)


def seen(book: Book, tier: Tier = Tier.STEWARD) -> tuple[CommonHolding, ...]:
    return common_holdings(book.connection, tier)


def growth(found: tuple[CommonHolding, ...]) -> list[tuple[date, int, int]]:
    """Each change: its day, and how many holdings and parcels there are from then on."""
    told = changes(one.stretches for one in found)
    return [(one.day, one.held.holdings, one.held.land.parcels) for one in told]


def sell(book: Book, unit: int, buyer: int, day: date) -> None:
    grant = Grant("ownership", [Holder(buyer)], day)
    transfer_right(book.connection, book.errand("transfer_right"), unit, grant)


def pieces_of(book: Book, unit: int, day: date) -> list[int]:
    (held,) = holdings(book.connection, on(day), Tier.STEWARD, unit)
    return [one.id for one in held.pieces]


def test_land_is_common_from_its_deed_until_it_is_sold(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1", "100-2")
    sell(book, unit, book.party("Ann Sample"), SOLD)
    assert growth(seen(book)) == [(BOUGHT, 1, 2), (SOLD, 0, 0)]


def test_a_cooperative_holds_in_common_and_a_person_does_not(book: Book) -> None:
    cooperative = book.party("Sample Homes", "group", "cooperative")
    book.holding(book.party("Ann Sample"), BOUGHT, "100-1")
    book.holding(cooperative, LEASED, "100-2")
    assert growth(seen(book)) == [(LEASED, 1, 1)]


def test_land_that_goes_from_the_trust_to_a_cooperative_stays_common(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1")
    sell(book, unit, book.party("Sample Homes", "group", "cooperative"), SOLD)
    assert growth(seen(book)) == [(BOUGHT, 1, 1)]


def test_a_lease_changes_what_is_leased_and_not_how_much_is_held(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1", building="The house")
    book.lease(unit, LEASED, Holder(book.party("Ann Sample")))
    first, second, last = changes(one.stretches for one in seen(book))
    assert (first.held.leased, second.held.leased, last.held.leased) == (0, 1, 0)
    assert first.held.land == second.held.land == last.held.land
    assert (second.day, second.gained, second.lost) == (LEASED, Land(), Land())
    assert last.day == date(2116, 6, 1)


def test_a_split_and_a_merger_move_land_and_neither_gain_nor_lose_it(book: Book) -> None:
    unit = book.holding(book.trust(), BOUGHT, "100-1", "100-2")
    one, other = pieces_of(book, unit, BOUGHT)
    into = [NewUnit("West", [one]), NewUnit("East", [other])]
    parts = split_unit(book.connection, book.errand("split_unit"), unit, LEASED, into)
    merge_units(book.connection, book.errand("merge_units"), parts, SOLD, "Both")
    assert growth(seen(book)) == [(BOUGHT, 1, 2), (LEASED, 2, 2), (SOLD, 1, 2)]
    _, *moved = changes(one.stretches for one in seen(book))
    assert {(one.gained, one.lost) for one in moved} == {(Land(), Land())}


def test_the_public_counts_only_what_is_published(book: Book) -> None:
    trust = book.trust()
    shown = book.holding(trust, BOUGHT, "100-1")
    book.holding(trust, LEASED, "100-2", "100-3")
    assert seen(book, Tier.PUBLIC) == ()
    publish_holding(book.connection, book.errand("publish_holding"), shown, ["holding"])
    assert growth(seen(book, Tier.PUBLIC)) == [(BOUGHT, 1, 1)]
    assert growth(seen(book, Tier.ORGANIZER)) == [(BOUGHT, 1, 1), (LEASED, 2, 3)]


def test_a_steward_sees_what_was_known_before_a_correction(book: Book) -> None:
    book.holding(book.trust(), BOUGHT, "100-1")
    before = NOON + timedelta(minutes=30)
    later = Errand(STEWARD, "correct_record", NOON + timedelta(hours=1))
    right = book.connection.scalar(select(Interest.thing_id))
    assert right is not None
    correct_record(book.connection, later, "interest", right, {"valid_from": LEASED})
    assert growth(seen(book)) == [(LEASED, 1, 1)]
    known = common_holdings(book.connection, Tier.STEWARD, before)
    assert growth(known) == [(BOUGHT, 1, 1)]


@pytest.mark.parametrize("tier", [Tier.PUBLIC, Tier.ORGANIZER])
def test_nobody_else_may_ask_what_was_known(book: Book, tier: Tier) -> None:
    with pytest.raises(NotAllowed, match="for stewards"):
        common_holdings(book.connection, tier, datetime(2026, 11, 25, tzinfo=UTC))


def test_a_year_says_what_it_brought_and_what_it_took(book: Book) -> None:
    trust = book.trust()
    book.holding(trust, BOUGHT, "100-1", "100-2")
    sold = book.holding(trust, date(2024, 1, 2), "100-3")
    sell(book, sold, book.party("Ann Sample"), SOLD)
    told = changes(one.stretches for one in seen(book))
    years = by_year(told, TODAY)
    assert [one.year for one in years] == list(range(2015, 2027))
    assert (years[0].held.land.parcels, years[0].gained.parcels) == (2, 2)
    assert years[0].held.land.area_sqm == pytest.approx(2 * LOT_SQM, rel=0.01)
    assert (years[0].until, years[-1].until) == (date(2015, 12, 31), TODAY)
    of_2024 = years[9]
    assert (of_2024.held, of_2024.gained.parcels, of_2024.lost.parcels) == (years[0].held, 1, 1)


def test_before_anything_is_held_there_is_no_year(book: Book) -> None:
    assert by_year((), TODAY) == ()
    book.holding(book.trust(), date(2030, 1, 1), "100-1")
    assert by_year(changes(one.stretches for one in seen(book)), TODAY) == ()


days = st.dates(date(2015, 1, 1), date(2019, 12, 31))
steps = st.tuples(st.sampled_from(("buy", "lease", "sell", "split", "merge", "publish")), days)


class _History:
    """Random events; those that the services refuse did not happen."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.trust, self.ann = book.trust(), book.party("Ann Sample")
        self.cooperative = book.party("Sample Homes", "group", "cooperative")
        self.lots = list(LOTS)
        self.units: list[int] = []

    def happen(self, what: str, day: date) -> None:
        try:
            with self.book.connection.begin_nested():
                getattr(self, what)(day)
        except LandTrustError:
            pass

    def buy(self, day: date) -> None:
        owner = (self.trust, self.cooperative, self.ann)[day.day % 3]
        taken = [self.lots.pop() for _ in range(min(len(self.lots), 1 + day.day % 2))]
        self.units.append(self.book.holding(owner, day, *taken, building="The house"))

    def lease(self, day: date) -> None:
        self.book.lease(self._one(day), day, Holder(self.ann), years=1 + day.day)

    def sell(self, day: date) -> None:
        sell(self.book, self._one(day), (self.ann, self.trust)[day.day % 2], day)

    def split(self, day: date) -> None:
        first, *others = pieces_of(self.book, self._held(day), day)
        into = [NewUnit("One part", [first], keeps_lease=True), NewUnit("The other", others)]
        errand = self.book.errand("split_unit")
        self.units += split_unit(self.book.connection, errand, self._one(day), day, into)

    def merge(self, day: date) -> None:
        errand = self.book.errand("merge_units")
        self.units.append(merge_units(self.book.connection, errand, self.units[-2:], day, "All"))

    def publish(self, day: date) -> None:
        errand = self.book.errand("publish_holding")
        publish_holding(self.book.connection, errand, self._one(day), ["holding"])

    def _held(self, day: date) -> int:
        if not holdings(self.book.connection, on(day), Tier.STEWARD, self._one(day)):
            raise LandTrustError("nobody holds it on that day")
        return self._one(day)

    def _one(self, day: date) -> int:
        if not self.units:
            raise LandTrustError("nothing is held yet")
        return self.units[day.day % len(self.units)]


def _listed(connection: Connection, day: date, tier: Tier) -> CommonLand:
    held = [one for one in holdings(connection, on(day), tier) if one.is_common]
    areas = [piece.area_sqm or 0 for one in held for piece in one.pieces if piece.kind == "land"]
    land = Land(fsum(areas), sum(one.parcels for one in held))
    return CommonLand(land, len(held), sum(one.is_leased for one in held))


@given(history=st.lists(steps, min_size=1, max_size=10), asked=days)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_on_each_day_the_growth_is_what_the_list_of_holdings_says(
    own_town: Connection, history: list[tuple[str, date]], asked: date
) -> None:
    with own_town.begin_nested() as undone:
        written = _History(Book(own_town))
        for what, day in history:
            written.happen(what, day)
        for tier in Tier:
            told = changes(one.stretches for one in common_holdings(own_town, tier))
            for day in {asked, *(one.day for one in told)}:
                assert held_on(told, day) == _listed(own_town, day, tier)
            total = Land()
            for one in told:
                area = total.area_sqm + one.gained.area_sqm - one.lost.area_sqm
                total = Land(area, total.parcels + one.gained.parcels - one.lost.parcels)
                assert one.held.land.area_sqm == pytest.approx(area, abs=1e-6)
                assert one.held.land.parcels == total.parcels
        undone.rollback()
