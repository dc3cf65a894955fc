"""Days, numbers and sums that nothing recorded can have: refused, by the name of the field."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import Connection

from landtrust.domain.dates import FIRST_DAY, LAST_DAY
from landtrust.domain.sales import Sale
from landtrust.domain.shares import WHOLE
from landtrust.errors import InvalidInput
from landtrust.services.holdings import Acquisition, record_acquisition
from landtrust.services.interests import (
    Burden,
    Grant,
    end_right,
    record_responsibility,
    record_restriction,
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
from landtrust.services.parties import Holder, PartyFacts, record_party
from landtrust.services.reshaping import NewUnit, merge_units, split_unit
from landtrust.services.stewardship import (
    Death,
    NewHeir,
    Seat,
    record_inheritance,
    record_monitoring,
    seat_board,
)
from tests.book import Book

SINCE = date(2015, 1, 1)


class Here(NamedTuple):
    """A book with two holdings; the first is leased."""

    book: Book
    trust: int
    group: int
    unit: int
    other: int
    lease: int
    duty: int


@pytest.fixture
def here(own_town: Connection) -> Here:
    book = Book(own_town)
    trust = book.trust()
    ann, zoe = book.party("Ann Example"), book.party("Zoe Example")
    facts = PartyFacts("Heirs of Example", "group", "heirs")
    errand = book.errand("record_party")
    group = record_party(own_town, errand, facts, [Holder(zoe)], SINCE)
    unit = book.holding(trust, SINCE, "100-1", building="House")
    other = book.holding(trust, SINCE, "100-5")
    duty = record_responsibility(
        own_town,
        book.errand("record_responsibility"),
        unit,
        Burden("insurance", SINCE, ann, every_months=12),
    )
    lease = book.lease(unit, date(2016, 1, 1), Holder(ann))
    return Here(book, trust, group, unit, other, lease, duty)


def _acquire(here: Here, day: date) -> None:
    acquired = Acquisition("Far", [], [Holder(here.trust)], day, buildings=["House"])
    record_acquisition(here.book.connection, here.book.errand("record_acquisition"), acquired)


def _transfer(here: Here, day: date) -> None:
    grant = Grant("ownership", [Holder(here.group)], day)
    errand = here.book.errand("transfer_right")
    transfer_right(here.book.connection, errand, here.other, grant)


def _end(here: Here, day: date) -> None:
    end_right(here.book.connection, here.book.errand("end_right"), [here.duty], day)


def _lease(here: Here, day: date) -> None:
    lease = NewLease(LeaseTerms(day, 99), [Holder(here.group)], with_building=False)
    errand = here.book.errand("grant_ground_lease")
    grant_ground_lease(here.book.connection, errand, here.other, lease)


def _assign(here: Here, day: date) -> None:
    errand = here.book.errand("assign_lease")
    assign_lease(here.book.connection, errand, here.lease, day, [Holder(here.group)])


def _resell(here: Here, day: date, price: int = 100_00) -> None:
    facts = Sale(purchase_price_cents=100_00, bought_on=min(day, SINCE), sold_on=day)
    sale = HomeSale(facts, [Holder(here.group)], price)
    record_resale(here.book.connection, here.book.errand("record_resale"), here.lease, sale)


def _split(here: Here, day: date) -> None:
    new = [NewUnit("A", [1]), NewUnit("B", [2])]
    split_unit(here.book.connection, here.book.errand("split_unit"), here.unit, day, new)


def _merge(here: Here, day: date) -> None:
    errand = here.book.errand("merge_units")
    merge_units(here.book.connection, errand, [here.unit, here.other], day, "Both")


def _die(here: Here, day: date) -> None:
    death = Death(None, [NewHeir("An Heir", WHOLE)], day, "An Ancestor")
    errand = here.book.errand("record_inheritance")
    record_inheritance(here.book.connection, errand, here.group, death)


def _visit(here: Here, day: date) -> None:
    errand = here.book.errand("record_monitoring")
    record_monitoring(here.book.connection, errand, here.duty, day, "All well")


def _seat(here: Here, day: date) -> None:
    errand = here.book.errand("seat_board")
    seat_board(here.book.connection, errand, Seat("public", "Public, first seat", day))


def _gather(here: Here, day: date) -> None:
    facts = PartyFacts("Heirs of Another", "group", "heirs")
    errand = here.book.errand("record_party")
    record_party(here.book.connection, errand, facts, [Holder(here.trust)], day)


def _burden(here: Here, day: date) -> None:
    errand = here.book.errand("record_restriction")
    record_restriction(here.book.connection, errand, here.unit, Burden("servitude", day))


@pytest.mark.parametrize("day", [date.min, FIRST_DAY - timedelta(days=1), date.max])
@pytest.mark.parametrize(
    ("record", "field"),
    [
        (_acquire, "acquired_on"),
        (_transfer, "valid_from"),
        (_end, "ends_on"),
        (_lease, "begins_on"),
        (_assign, "day"),
        (_resell, "sold_on"),
        (_split, "day"),
        (_merge, "day"),
        (_die, "died_on"),
        (_visit, "done_on"),
        (_seat, "valid_from"),
        (_burden, "valid_from"),
        (_gather, "since"),
    ],
)
def test_a_day_that_cannot_be_is_refused_by_the_name_of_its_field(
    here: Here, record: Callable[[Here, date], None], field: str, day: date
) -> None:
    with pytest.raises(InvalidInput, match=f"^{field}: a day from 1700-01-01") as refused:
        record(here, day)
    assert refused.value.fields["parameter"] == field


def test_the_first_and_the_last_day_can_be(here: Here) -> None:
    _die(here, FIRST_DAY)
    _seat(here, LAST_DAY)
    _acquire(here, FIRST_DAY)
    nobody_knows = Death(None, [NewHeir("An Heir", WHOLE)], None, "Another Ancestor")
    errand = here.book.errand("record_inheritance")
    record_inheritance(here.book.connection, errand, here.group, nobody_knows)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount_cents": 2**63}, "amount"),
        ({"amount_cents": 10**15 + 1}, "amount"),
        ({"amount_cents": -1}, "amount"),
        ({"rank": 2**31}, "rank"),
        ({"rank": 0}, "rank"),
        ({"every_months": 2**31}, "every_months"),
        ({"every_months": 0}, "every_months"),
    ],
)
def test_a_burden_holds_no_number_that_cannot_be(
    here: Here, change: dict[str, int], field: str
) -> None:
    burden = Burden("mortgage", SINCE, **change)  # type: ignore[arg-type]
    errand = here.book.errand("record_restriction")
    with pytest.raises(InvalidInput, match=f"^{field}: ") as refused:
        record_restriction(here.book.connection, errand, here.unit, burden)
    assert refused.value.fields["parameter"] == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"renewal_years": 2**31}, "renewal_years"),
        ({"option_days": 2**31}, "option_days"),
        ({"fee_cents": 2**63, "fee_period": "month"}, "fee"),
        ({"price_cents": 2**63}, "price"),
        ({"term_years": 2**31}, None),
    ],
)
def test_a_lease_holds_no_number_that_cannot_be(
    here: Here, change: dict[str, object], field: str | None
) -> None:
    terms = LeaseTerms(**{"begins_on": SINCE, "term_years": 99, **change})  # type: ignore[arg-type]
    lease = NewLease(terms, [Holder(here.group)], with_building=False)
    errand = here.book.errand("grant_ground_lease")
    with pytest.raises(InvalidInput, match=f"^{field}: " if field else "1 to 999 years"):
        grant_ground_lease(here.book.connection, errand, here.other, lease)


@pytest.mark.parametrize("price", [-1, 2**63])
def test_a_home_is_sold_for_no_sum_that_cannot_be(here: Here, price: int) -> None:
    with pytest.raises(InvalidInput, match=r"^price: "):
        _resell(here, date(2020, 1, 1), price)


def test_what_is_named_twice_is_ended_once(here: Here) -> None:
    errand = here.book.errand("end_right")
    end_right(here.book.connection, errand, [here.duty, here.duty], date(2020, 1, 1))


def test_what_is_named_twice_is_merged_once(here: Here) -> None:
    connection: Connection = here.book.connection
    errand, day = here.book.errand("merge_units"), date(2020, 1, 1)
    units = [here.unit, here.unit, here.other]
    assert merge_units(connection, errand, units, day, "Both")
    with pytest.raises(InvalidInput, match="two different"):
        merge_units(connection, here.book.errand("merge_units"), [here.unit] * 2, day, "One")
