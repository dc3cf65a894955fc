"""Ground leases: land and building apart, the terms between them, and sales of the building.

Source:
    ISO 19152-1:2024, LA_Right of type lease and superficies; Annex C.1 of the 2012 edition, a
    long lease.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection, RowMapping

from landtrust.domain.amounts import require_cents, require_number
from landtrust.domain.dates import require_day
from landtrust.domain.fee_parameters import fee_schedule
from landtrust.domain.interests import InterestKind
from landtrust.domain.lease_terms import LeaseTerm
from landtrust.domain.resale import resale_price
from landtrust.domain.resale_parameters import formula_from_parameters
from landtrust.domain.sales import ResalePrice, Sale
from landtrust.domain.shares import require_whole
from landtrust.domain.spans import is_within
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.model.ownership import Interest
from landtrust.model.stewardship import GroundLease, Resale
from landtrust.phrases import Phrase
from landtrust.services.evidence import EvidenceFacts, new_evidence
from landtrust.services.interests import (
    Burden,
    Grant,
    held_on,
    new_burden,
    new_rights,
    open_lasting_unit,
    pass_on,
)
from landtrust.services.parties import Holder
from landtrust.services.record_book import Entry, Errand, current, recording
from landtrust.services.whole_shares import require_whole_shares, require_whole_so_far

LEASEHOLD_TYPES = ("lease", "superficies")
"""Rights that go with a lease from one leaseholder to the next."""


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """What a ground lease says.

    Attributes:
        begins_on: The first day.
        term_years: Years as agreed, such as 99.
        renewal_years: Of the renewal that it offers; None: none.
        fee_cents: Of the first period; None: no fee.
        fee_period: month or year; None where there is no fee.
        fee_schedule: How the fee changes, as ``domain.fee_parameters`` reads it.
        option_days: In which the trust may buy the building first; None: no such option.
        resale_formula: A code of ``domain.resale``; None: no formula.
        resale_parameters: What the formula reckons with.
        price_cents: Of the improvements when the lease began; None: not stated, or none.
    """

    begins_on: date
    term_years: int
    renewal_years: int | None = None
    fee_cents: int | None = None
    fee_period: str | None = None
    fee_schedule: Mapping[str, str] | None = None
    option_days: int | None = None
    resale_formula: str | None = None
    resale_parameters: Mapping[str, str] | None = None
    price_cents: int | None = None


@dataclass(frozen=True, slots=True)
class NewLease:
    """A ground lease as it is granted.

    Attributes:
        leaseholders: Who leases the land; shares add up to 1.
        with_building: Whether they own the building from then on, apart from the land.
        papers: What shows it.
    """

    terms: LeaseTerms
    leaseholders: Sequence[Holder]
    with_building: bool
    papers: Sequence[EvidenceFacts] = ()


@dataclass(frozen=True, slots=True)
class HomeSale:
    """A sale of the building to the next leaseholders.

    Attributes:
        facts: What the formula of the lease reckons with; the day of the sale is among it.
        price_cents: What the buyers pay.
    """

    facts: Sale
    buyers: Sequence[Holder]
    price_cents: int


def grant_ground_lease(
    connection: Connection, errand: Errand, unit_id: int, lease: NewLease
) -> int:
    """Record that the land of a unit is leased; the number of the lease.

    Args:
        connection: A transaction that writes.
        errand: What is done, and by whom.
        unit_id: Whose land it is.
        lease: Who leases it, and how. Its option and its formula become restrictions.

    Raises:
        InvalidInput: A term is missing or cannot be.
        NotFound: There is no such unit or party.
        RuleBroken: Nobody owns the land then, it is leased already, or shares do not add up.
    """
    with recording(connection, errand) as entry:
        open_lasting_unit(entry, unit_id)
        return new_lease(entry, unit_id, lease)


def new_lease(entry: Entry, unit_id: int, lease: NewLease) -> int:
    """Record a ground lease as a part of a larger event; its number."""
    require_whole(one.share for one in lease.leaseholders)
    ends_on = checked_end(lease.terms)
    lease_id = _enter_terms(entry, lease.terms, ends_on)
    span = lease.terms.begins_on, ends_on
    rights = [
        right
        for type_code in LEASEHOLD_TYPES[: 2 if lease.with_building else 1]
        for right in new_rights(
            entry, unit_id, Grant(type_code, lease.leaseholders, *span, lease_id)
        )
    ]
    _enter_restrictions(entry, unit_id, lease.terms, ends_on, lease_id)
    for paper in lease.papers:
        new_evidence(entry, paper, shows=[lease_id, *rights])
    require_whole_so_far(entry, unit_id)
    return lease_id


def assign_lease(
    connection: Connection, errand: Errand, lease_id: int, day: date, holders: Sequence[Holder]
) -> list[int]:
    """Record that a lease, and the building on its land, goes to others; their interests.

    Raises:
        NotFound: There is no such lease or party.
        RuleBroken: The lease does not run on that day, or the shares do not add up.
    """
    require_day(day, "day")
    with recording(connection, errand) as entry:
        return _assign(entry, current(connection, GroundLease, lease_id), day, holders)


def record_resale(connection: Connection, errand: Errand, lease_id: int, sale: HomeSale) -> int:
    """Record that the building was sold, and the lease with it; the number of the sale.

    Raises:
        InvalidInput: The price is below nothing, or the formula needs what is not known.
        NotFound: There is no such lease or party.
        RuleBroken: The price is above what the formula of the lease allows, the lease does not
            run then, or shares do not add up.
    """
    require_day(sale.facts.sold_on, "sold_on")
    with recording(connection, errand) as entry:
        lease = current(connection, GroundLease, lease_id)
        allowed = allowed_price(lease["resale_formula"], lease["resale_parameters"], sale.facts)
        _require_allowed(sale.price_cents, allowed)
        rights = _assign(entry, lease, sale.facts.sold_on, sale.buyers)
        return entry.new(
            Resale,
            unit_id=current(connection, Interest, rights[0])["unit_id"],
            lease_id=lease_id,
            sold_on=sale.facts.sold_on,
            formula_cents=allowed.price_cents if allowed else None,
            price_cents=sale.price_cents,
            steps=orjson.dumps([tuple(step) for step in allowed.steps] if allowed else []).decode(),
        )


def allowed_price(formula: str | None, parameters: str, facts: Sale) -> ResalePrice | None:
    """The most that a building may be sold for; None where its lease has no formula.

    Args:
        formula: Its code.
        parameters: Of the formula, as JSON.
        facts: What it reckons with.

    Raises:
        InvalidInput: The formula needs what is not known.
    """
    if formula is None:
        return None
    return resale_price(formula_from_parameters(formula, orjson.loads(parameters)), facts)


def _assign(entry: Entry, lease: RowMapping, day: date, holders: Sequence[Holder]) -> list[int]:
    require_whole(one.share for one in holders)
    before = held_on(entry.connection, day, Interest.lease_id == lease["thing_id"])
    if not before:
        raise RuleBroken(
            Phrase("The lease does not run on %(day)s.", day=day), number=lease["thing_id"]
        )
    unit_id = before[0]["unit_id"]
    open_lasting_unit(entry, unit_id)
    entry.about(lease["thing_id"])
    found = [
        right
        for type_code in LEASEHOLD_TYPES
        if (held := [one for one in before if one["type"] == type_code])
        for right in pass_on(entry, held, day, holders)
    ]
    require_whole_shares(entry.connection, unit_id)
    return found


def _enter_terms(entry: Entry, terms: LeaseTerms, ends_on: date) -> int:
    return entry.new(
        GroundLease,
        begins_on=terms.begins_on,
        ends_on=ends_on,
        term_years=terms.term_years,
        renewal_years=terms.renewal_years,
        fee_cents=terms.fee_cents,
        fee_period=terms.fee_period,
        fee_schedule=orjson.dumps(dict(terms.fee_schedule or {})).decode(),
        option_days=terms.option_days,
        resale_formula=terms.resale_formula,
        resale_parameters=orjson.dumps(dict(terms.resale_parameters or {})).decode(),
        price_cents=terms.price_cents,
    )


def _enter_restrictions(
    entry: Entry, unit_id: int, terms: LeaseTerms, ends_on: date, lease_id: int
) -> None:
    trust = next(
        (
            one["party_id"]
            for one in entry.counting(Interest, "unit_id", unit_id)
            if one["type"] == "ownership"
            and is_within(terms.begins_on, one["valid_from"], one["valid_to"])
        ),
        None,
    )
    wanted = {
        "preemptive_option": terms.option_days is not None,
        "resale_restriction": terms.resale_formula is not None,
    }
    for type_code, is_wanted in wanted.items():
        if is_wanted:
            burden = Burden(type_code, terms.begins_on, trust, valid_to=ends_on, lease_id=lease_id)
            new_burden(entry, unit_id, burden, InterestKind.RESTRICTION)


def checked_end(terms: LeaseTerms) -> date:
    """The day on which a lease ends, once its terms hold together.

    Raises:
        InvalidInput: They do not.
    """
    require_day(terms.begins_on, "begins_on")
    require_number(terms.renewal_years, "renewal_years")
    require_number(terms.option_days, "option_days")
    require_cents(terms.fee_cents, "fee")
    require_cents(terms.price_cents, "price")
    term = LeaseTerm(terms.begins_on, terms.term_years)
    if terms.fee_cents is not None and terms.fee_period is not None:
        fee_schedule(terms.fee_cents, terms.fee_period, term, terms.fee_schedule or {})
    elif terms.fee_cents is not None or terms.fee_period is not None:
        raise InvalidInput("fee: a sum and month or year, or neither.", parameter="fee_period")
    if terms.resale_formula is not None:
        formula_from_parameters(terms.resale_formula, terms.resale_parameters or {})
    return term.ends_on


def _require_allowed(price_cents: int, allowed: ResalePrice | None) -> None:
    require_cents(price_cents, "price")
    if allowed is not None and price_cents > allowed.price_cents:
        over = price_cents - allowed.price_cents
        raise RuleBroken("The price is above what the formula of the lease allows.", cents=over)
