"""Holdings as rows of a spreadsheet: what each is today, as far as its reader may know."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, RowMapping, select

from landtrust.domain.holding_plans import (
    HoldingPlan,
    PlannedHolder,
    PlannedLease,
    PlannedPaper,
    party_word,
)
from landtrust.domain.interests import INTEREST_TYPES, LAND_TYPES, InterestKind
from landtrust.domain.spans import is_within
from landtrust.model.ownership import Interest, PropertyUnit
from landtrust.model.stewardship import GroundLease
from landtrust.model.versions import Version
from landtrust.queries.holdings import Piece, pieces_on
from landtrust.queries.papers import PaperRow, every_paper
from landtrust.queries.parties import party_row, party_rows_by_id
from landtrust.queries.protected_parties import Reader, reader_at
from landtrust.queries.standpoint import Standpoint, known
from landtrust.queries.visibility import (
    PUBLIC_PARTS,
    Tier,
    interest_party_is_visible,
    prices_are_visible,
    visible_parts,
)

_OF_TERMS = {"preemptive_option": "option_days", "resale_restriction": "resale_formula"}
"""Restrictions that follow from a term of the lease."""


@dataclass(frozen=True, slots=True)
class _Book:
    """What is recorded of some units, to be put together unit by unit."""

    day: date
    reader: Reader
    parties: Mapping[int, Row[Any]]
    leases: Mapping[int, RowMapping]
    papers: Mapping[int, tuple[PaperRow, ...]]
    pieces: Mapping[int, tuple[Piece, ...]]


def holding_plans(
    connection: Connection, day: date, tier: Tier, only: Collection[int] | None = None
) -> dict[int, HoldingPlan]:
    """The holdings that somebody owns on a day, by number, in the order of their names.

    Args:
        connection: Where to ask.
        day: The day.
        tier: The reader's; the public gets what the trust has published.
        only: The numbers of some units; None: all.
    """
    units = {one["thing_id"]: one for one in _units(connection, only)}
    interests = _versions(connection, Interest, _among(Interest.unit_id, only))
    by_unit: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for one in interests:
        by_unit[one["unit_id"]].append(one)
    book = _Book(
        day,
        reader_at(connection, tier, _now(day)),
        party_rows_by_id(connection, {one["party_id"] for one in interests} - {None}, _now(day)),
        {one["thing_id"]: one for one in _versions(connection, GroundLease)},
        _papers(connection, _now(day), tier),
        pieces_on(connection, _now(day), None if only is None else list(only)),
    )
    found = (
        (number, _plan(book, units[number], rows))
        for number, rows in by_unit.items()
        if "holding" in visible_parts(units[number]["public_parts"], tier)
    )
    kept = [(number, plan) for number, plan in found if plan is not None]
    return dict(sorted(kept, key=lambda one: (one[1].name.casefold(), one[0])))


def _now(day: date) -> Standpoint:
    return Standpoint(day)


def _among(column: Any, only: Collection[int] | None) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401 - a mapped column
    return () if only is None else (column.in_(list(only)),)


def _units(connection: Connection, only: Collection[int] | None) -> list[RowMapping]:
    return _versions(connection, PropertyUnit, _among(PropertyUnit.thing_id, only))


def _versions(
    connection: Connection, of: type[Version], conditions: Sequence[ColumnElement[bool]] = ()
) -> list[RowMapping]:
    table = of.__table__  # type: ignore[attr-defined]
    statement = select(table).where(known(of, None), *conditions).order_by(table.c.thing_id)
    return list(connection.execute(statement).mappings())


def _papers(
    connection: Connection, at: Standpoint, tier: Tier
) -> Mapping[int, tuple[PaperRow, ...]]:
    """Every paper as its reader may know it, by what it shows."""
    found: defaultdict[int, tuple[PaperRow, ...]] = defaultdict(tuple)
    for paper in every_paper(connection, at, tier):
        for shown in paper.shows:
            found[shown] += (paper,)
    return found


def _plan(book: _Book, unit: RowMapping, interests: list[RowMapping]) -> HoldingPlan | None:
    """A unit as a row; None where nobody owns its land on the day."""
    current = [one for one in interests if is_within(book.day, one["valid_from"], one["valid_to"])]
    owned = [one for one in current if one["type"] in LAND_TYPES]
    if not owned:
        return None
    parts = visible_parts(unit["public_parts"], book.reader.tier)
    leased = _leased(interests, book.day)
    duty = next(
        (one for one in current if one["type"] == "stewardship" and one["every_months"]), None
    )
    shown = [unit, *interests, *(book.leases[number] for number in _numbers(interests))]
    papers = {one.id: one for thing in shown for one in book.papers[thing["thing_id"]]}
    lease = _lease(book, leased) if leased and "terms" in parts else None
    pieces = book.pieces[unit["thing_id"]]
    inside = book.reader.tier >= Tier.ORGANIZER
    told = [*owned, *leased, *([duty] if duty else [])]
    return HoldingPlan(
        name=unit["name"],
        parcels=tuple(sorted(one.parcel_id for one in pieces if one.parcel_id)),
        buildings=tuple(one.name for one in pieces if one.kind == "building"),
        acquired_on=max(one["valid_from"] for one in owned),
        owners=_holders(book, owned),
        land_type=owned[0]["type"],
        how=owned[0]["description"] if inside else None,
        papers=_in_order(papers.values()) if "papers" in parts else (),
        note=unit["note"] if inside else None,
        stewardship_months=duty["every_months"] if duty and inside else None,
        lease=lease,
        public_parts=tuple(
            one for one in PUBLIC_PARTS if one in visible_parts(unit["public_parts"], Tier.PUBLIC)
        ),
        left_out=_left_out(book, interests, told, papers.values()),
    )


def _numbers(interests: Iterable[RowMapping]) -> set[int]:
    return {one["lease_id"] for one in interests if one["lease_id"] is not None}


def _leased(interests: Iterable[RowMapping], day: date) -> list[RowMapping]:
    """The rights of the lease that runs on the day, or is the next to begin."""
    open_ones = [
        one
        for one in interests
        if one["lease_id"] is not None and (one["valid_to"] is None or one["valid_to"] > day)
    ]
    first = min(open_ones, key=lambda one: (one["valid_from"], one["lease_id"]), default=None)
    if first is None:
        return []
    begun = max(first["valid_from"], day)
    return [
        one
        for one in open_ones
        if one["lease_id"] == first["lease_id"] and one["valid_from"] <= begun
    ]


def _lease(book: _Book, leased: list[RowMapping]) -> PlannedLease:
    terms = book.leases[leased[0]["lease_id"]]
    is_told = interest_party_is_visible("lease", None, book.reader.tier)
    holders = _holders(book, [one for one in leased if one["type"] == "lease" and is_told])
    return PlannedLease(
        # A part of the names would not add up: all of them, or none.
        leaseholders=holders if all(one.name for one in holders) else (),
        with_building=any(one["type"] == "superficies" for one in leased),
        begins_on=terms["begins_on"],
        term_years=terms["term_years"],
        renewal_years=terms["renewal_years"],
        fee_cents=terms["fee_cents"],
        fee_period=terms["fee_period"],
        fee_schedule=tuple(sorted(orjson.loads(terms["fee_schedule"]).items())),
        option_days=terms["option_days"],
        resale_formula=terms["resale_formula"],
        resale_parameters=tuple(sorted(orjson.loads(terms["resale_parameters"]).items())),
        price_cents=terms["price_cents"] if prices_are_visible(book.reader.tier) else None,
    )


def _holders(book: _Book, interests: Iterable[RowMapping]) -> tuple[PlannedHolder, ...]:
    """Who has a right; the name is empty where this reader may not know it."""
    return tuple(_holder(book, one) for one in interests)


def _holder(book: _Book, interest: RowMapping) -> PlannedHolder:
    party = party_row(book.parties[interest["party_id"]], book.reader, interest["type"])
    word = party_word(party.kind, party.group_kind, is_trust=party.is_trust)
    share = Fraction(interest["share_numerator"], interest["share_denominator"])
    return PlannedHolder(party.name or "", word, share, party.is_public)


def _in_order(papers: Iterable[PaperRow]) -> tuple[PlannedPaper, ...]:
    """Papers of the land, then of its lease: the order in which they would be recorded."""
    found = sorted(papers, key=lambda one: (one.kind == "ground_lease", one.id))
    return tuple(
        PlannedPaper(one.kind, one.title, one.dated_on, one.book, one.page, one.number)
        for one in found
    )


def _left_out(
    book: _Book,
    interests: Iterable[RowMapping],
    told: Collection[RowMapping],
    papers: Iterable[PaperRow],
) -> tuple[str, ...]:
    """What is recorded of the unit beside, in words; nothing for those who may not know it all."""
    if book.reader.tier < Tier.STEWARD:
        return ()
    numbers = {one["thing_id"] for one in told}
    terms = [book.leases[number] for number in _numbers(told)]
    other = [
        one for one in interests if one["thing_id"] not in numbers and not _is_of_terms(one, terms)
    ]
    ended = any(one["valid_to"] is not None and one["valid_to"] <= book.day for one in other)
    labels = {
        INTEREST_TYPES[one["type"]].label
        for one in other
        if one["valid_to"] is None or one["valid_to"] > book.day
    }
    parties = {one["party_id"] for one in told} - {None}
    groups = any(book.parties[number].kind == "group" for number in parties)
    words = (
        *sorted(labels),
        "What ended before" if ended else "",
        "Members of groups" if groups else "",
        "Copies of papers" if any(one.file_sha256 for one in papers) else "",
    )
    return tuple(filter(None, words))


def _is_of_terms(interest: RowMapping, terms: Iterable[RowMapping]) -> bool:
    """Whether a restriction is only what a term of the lease says."""
    term = _OF_TERMS.get(interest["type"])
    return (
        term is not None
        and interest["kind"] == InterestKind.RESTRICTION
        and any(
            one[term] is not None and one["begins_on"] == interest["valid_from"] for one in terms
        )
    )
