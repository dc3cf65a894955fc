"""All that a page says of one holding: who has what in it, since when, by which paper."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, RowMapping, select

from landtrust.domain.interests import LAND_TYPES
from landtrust.domain.spans import is_within
from landtrust.errors import NotFound
from landtrust.model.ownership import Interest, PropertyUnit, UnitOrigin, UnitPart
from landtrust.model.stewardship import (
    GroundLease,
    Monitoring,
    Resale,
)
from landtrust.model.versions import Version
from landtrust.phrases import Phrase
from landtrust.queries.histories import latest_event_of
from landtrust.queries.holdings import Piece, pieces_on
from landtrust.queries.papers import PaperRow, papers_showing
from landtrust.queries.parties import PartyRow, party_row, party_rows_by_id
from landtrust.queries.protected_parties import lies_on, reader_at, tells_party
from landtrust.queries.standpoint import Standpoint, known
from landtrust.queries.visibility import (
    Tier,
    interest_is_visible,
    prices_are_visible,
    visible_parts,
)


@dataclass(frozen=True, slots=True)
class InterestRow:
    """A right, a restriction or a responsibility in a unit.

    Attributes:
        kind: right, restriction or responsibility.
        type: A code.
        party: None where none is known, or the reader may not know that there is one.
        share: None where the type has no shares.
        is_in_force: Whether it holds on the day that was asked about.
        on_interest_id: The right that a mortgage or lien lies on; None: on no one right.
        next_on: Of a duty, when it is due again; None where it is not due again.
    """

    id: int
    kind: str
    type: str
    party: PartyRow | None
    share: Fraction | None
    valid_from: date
    valid_to: date | None
    is_in_force: bool
    lease_id: int | None
    on_interest_id: int | None
    rank: int | None
    amount_cents: int | None
    every_months: int | None
    description: str | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """The terms of a ground lease; texts are as ``services.leases.LeaseTerms`` has them.

    Attributes:
        ends_on: The first day after its end.
        price_cents: Of the improvements when it began; None where hidden or not stated.
    """

    id: int
    begins_on: date
    ends_on: date
    term_years: int
    renewal_years: int | None
    fee_cents: int | None
    fee_period: str | None
    fee_schedule: Mapping[str, str]
    option_days: int | None
    resale_formula: str | None
    resale_parameters: Mapping[str, str]
    price_cents: int | None


@dataclass(frozen=True, slots=True)
class ResaleRow:
    """A sale of the building.

    Attributes:
        formula_cents: What the formula of the lease allowed; None where it has none.
        steps: Each step of the sum: its sentence and cents.
    """

    id: int
    lease_id: int
    sold_on: date
    price_cents: int
    formula_cents: int | None
    steps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A time at which a duty was looked after."""

    id: int
    duty_id: int
    done_on: date
    next_on: date | None
    found: str


@dataclass(frozen=True, slots=True)
class HoldingDetail:
    """A holding as a reader may see it.

    Attributes:
        parts: What this reader may see of it, as codes.
        public_parts: What anybody may see.
        pieces: On the day that was asked about; land first.
        interests: In the order of their first days.
        came_from: Units that it was split from or merged of: number and name.
        became: Units that came of it.
        things: Numbers of all that its history tells of: itself, its rights, leases, papers.
        version: The latest event of these histories, for whoever changes it.
    """

    id: int
    name: str
    note: str | None
    parts: frozenset[str]
    public_parts: frozenset[str]
    pieces: tuple[Piece, ...]
    interests: tuple[InterestRow, ...]
    leases: tuple[LeaseRow, ...]
    papers: tuple[PaperRow, ...]
    resales: tuple[ResaleRow, ...]
    visits: tuple[Visit, ...]
    came_from: tuple[tuple[int, str], ...]
    became: tuple[tuple[int, str], ...]
    things: tuple[int, ...]
    version: int

    def in_force(self, kind: str) -> tuple[InterestRow, ...]:
        """What of a kind holds on the day that was asked about."""
        return tuple(one for one in self.interests if one.kind == kind and one.is_in_force)

    @property
    def lease(self) -> LeaseRow | None:
        """The lease that runs on the day that was asked about."""
        running = {one.lease_id for one in self.interests if one.is_in_force and one.lease_id}
        return next((one for one in self.leases if one.id in running), None)

    @property
    def is_held(self) -> bool:
        """Whether somebody owns its land on the day that was asked about."""
        return any(one.type in LAND_TYPES for one in self.in_force("right"))


def holding_detail(
    connection: Connection, unit_id: int, at: Standpoint, tier: Tier
) -> HoldingDetail:
    """A holding with all that this reader may see of it.

    Raises:
        NotFound: There is no such unit, or the reader may not know of it.
    """
    unit = _unit(connection, unit_id, at)
    parts = visible_parts(unit["public_parts"], tier) if unit else frozenset[str]()
    if unit is None or "holding" not in parts:
        raise NotFound(
            Phrase("There is no holding with the number %(number)s.", number=unit_id),
            number=unit_id,
        )
    rows = [
        row
        for row in _interest_rows(connection, unit_id, at)
        if interest_is_visible(row.type, parts, tier)
    ]
    visits = _visits(connection, [row.thing_id for row in rows], at)
    due = _due(visits) if tier >= Tier.ORGANIZER else {}
    interests = _interests(connection, rows, at, tier, due)
    leases = _leases(connection, {row.lease_id for row in rows} - {None}, at, tier)
    pieces = pieces_on(connection, at, [unit_id])[unit_id] or _last_pieces(connection, unit_id, at)
    resales = _resales(connection, unit_id, at) if prices_are_visible(tier) else ()
    shown = [unit_id, *_numbers(interests), *_numbers(leases), *_numbers(resales)]
    papers = papers_showing(connection, shown, at, tier) if "papers" in parts else ()
    things = (*shown, *_numbers(pieces), *_numbers(papers), *_numbers(visits))
    return HoldingDetail(
        id=unit_id,
        name=unit["name"],
        note=unit["note"] if tier >= Tier.ORGANIZER else None,
        parts=parts,
        public_parts=visible_parts(unit["public_parts"], Tier.PUBLIC),
        pieces=pieces,
        interests=interests,
        leases=leases if "terms" in parts else (),
        papers=papers,
        resales=resales,
        visits=visits if tier >= Tier.ORGANIZER else (),
        came_from=_kin(connection, at, UnitOrigin.unit_id == unit_id, "former_id", tier),
        became=_kin(connection, at, UnitOrigin.former_id == unit_id, "unit_id", tier),
        things=things,
        version=latest_event_of(connection, *things),
    )


def _numbers(
    rows: Iterable[InterestRow | LeaseRow | ResaleRow | Piece | PaperRow | Visit],
) -> list[int]:
    return [one.id for one in rows]


def _versions(
    connection: Connection, of: type[Version], at: Standpoint, *conditions: ColumnElement[bool]
) -> list[RowMapping]:
    table = of.__table__  # type: ignore[attr-defined]
    statement = (
        select(table).where(known(of, at.recorded_as_of), *conditions).order_by(table.c.thing_id)
    )
    return list(connection.execute(statement).mappings())


def _unit(connection: Connection, unit_id: int, at: Standpoint) -> RowMapping | None:
    found = _versions(connection, PropertyUnit, at, PropertyUnit.thing_id == unit_id)
    return found[0] if found else None


def _last_pieces(connection: Connection, unit_id: int, at: Standpoint) -> tuple[Piece, ...]:
    """The pieces of a unit on the last day on which it had any."""
    rows = _versions(connection, UnitPart, at, UnitPart.unit_id == unit_id)
    day = max((row["valid_from"] for row in rows), default=at.as_of)
    return pieces_on(connection, Standpoint(day, at.recorded_as_of), [unit_id])[unit_id]


def _interest_rows(connection: Connection, unit_id: int, at: Standpoint) -> list[Row[Any]]:
    table = Interest.__table__
    statement = select(table, lies_on(at).label("lies_on")).where(
        known(Interest, at.recorded_as_of), Interest.unit_id == unit_id
    )
    return list(connection.execute(statement))


def _interests(
    connection: Connection,
    rows: Collection[Row[Any]],
    at: Standpoint,
    tier: Tier,
    due: Mapping[int, date | None],
) -> tuple[InterestRow, ...]:
    named = party_rows_by_id(connection, {row.party_id for row in rows} - {None}, at)
    reader = reader_at(connection, tier, at)
    found = []
    for row in rows:
        told = tells_party(row, reader)
        party = party_row(named[row.party_id], reader, row.type) if row.party_id and told else None
        # Whose name is hidden may be named in the words of the paper.
        is_closed = not told or (party is not None and party.name is None)
        interest = InterestRow(
            id=row.thing_id,
            kind=row.kind,
            type=row.type,
            party=party,
            share=_share(row),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            is_in_force=is_within(at.as_of, row.valid_from, row.valid_to),
            lease_id=row.lease_id,
            on_interest_id=row.on_interest_id,
            rank=row.rank,
            amount_cents=row.amount_cents if prices_are_visible(tier) else None,
            every_months=row.every_months,
            description=None if is_closed or tier < Tier.ORGANIZER else row.description,
            next_on=due.get(row.thing_id),
        )
        found.append(interest)
    return tuple(sorted(found, key=lambda one: (one.valid_from, one.id)))


def _share(row: Row[Any]) -> Fraction | None:
    if row.share_numerator is None:
        return None
    return Fraction(row.share_numerator, row.share_denominator)


def _leases(
    connection: Connection, ids: set[int], at: Standpoint, tier: Tier
) -> tuple[LeaseRow, ...]:
    rows = _versions(connection, GroundLease, at, GroundLease.thing_id.in_(ids))
    return tuple(
        LeaseRow(
            id=row["thing_id"],
            begins_on=row["begins_on"],
            ends_on=row["ends_on"],
            term_years=row["term_years"],
            renewal_years=row["renewal_years"],
            fee_cents=row["fee_cents"],
            fee_period=row["fee_period"],
            fee_schedule=orjson.loads(row["fee_schedule"]),
            option_days=row["option_days"],
            resale_formula=row["resale_formula"],
            resale_parameters=orjson.loads(row["resale_parameters"]),
            price_cents=row["price_cents"] if prices_are_visible(tier) else None,
        )
        for row in rows
    )


def _resales(connection: Connection, unit_id: int, at: Standpoint) -> tuple[ResaleRow, ...]:
    rows = _versions(connection, Resale, at, Resale.unit_id == unit_id)
    return tuple(
        ResaleRow(
            row["thing_id"],
            row["lease_id"],
            row["sold_on"],
            row["price_cents"],
            row["formula_cents"],
            tuple((words, cents) for words, cents in orjson.loads(row["steps"])),
        )
        for row in rows
    )


def _visits(connection: Connection, duties: Iterable[int], at: Standpoint) -> tuple[Visit, ...]:
    rows = _versions(connection, Monitoring, at, Monitoring.duty_id.in_(list(duties)))
    found = [
        Visit(row["thing_id"], row["duty_id"], row["done_on"], row["next_on"], row["found"])
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.done_on, one.id), reverse=True))


def _due(visits: Iterable[Visit]) -> dict[int, date | None]:
    """When each duty that was looked after is due again."""
    # The latest come first: the first of each duty is the one that counts.
    found: dict[int, date | None] = {}
    for one in visits:
        found.setdefault(one.duty_id, one.next_on)
    return found


def _kin(
    connection: Connection, at: Standpoint, condition: ColumnElement[bool], column: str, tier: Tier
) -> tuple[tuple[int, str], ...]:
    rows = _versions(connection, UnitOrigin, at, condition)
    units = _versions(
        connection, PropertyUnit, at, PropertyUnit.thing_id.in_([row[column] for row in rows])
    )
    return tuple(
        (unit["thing_id"], unit["name"])
        for unit in units
        if "holding" in visible_parts(unit["public_parts"], tier)
    )
