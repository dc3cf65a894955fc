"""The streets that rolls name, and the lots on them: each question one statement on an index."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from landtrust.domain.misspellings import WHOLE
from landtrust.domain.street_matches import Fit, KnownStreet
from landtrust.domain.street_names import Street as StreetParts
from landtrust.model.parcels import Parcel, ParcelFacts
from landtrust.model.places import County
from landtrust.model.roll import RollEntry
from landtrust.model.streets import Street, StreetClue
from landtrust.queries.found import FoundLot, FoundStreet
from landtrust.queries.spatial import as_bound, is_among, is_one_of
from landtrust.queries.statements import made_once

MOST_NAMESAKES = 400
"""Streets of one name that are compared: more than there are Main Streets in a state."""

MOST_ALIKE = 150
"""Streets of names much like one that are compared, those with most in common."""

_MOST_CLUES_READ = 4_000
_MOST_BEGINNINGS_READ = 300
_MOST_PIECES_READ = 6_000
_MOST_NAMES_COMPARED = 1_500
_AFTER_ALL_LETTERS = "\U0010ffff"
_BESIDE = 4

_STREET_COLUMNS = (
    Street.id,
    Street.county_fips,
    County.name.label("county"),
    Street.place,
    Street.direction,
    Street.bare,
    Street.suffix,
)
_LOT_COLUMNS = (
    Parcel.id.label("parcel_id"),
    Parcel.public_id,
    Parcel.parcel_number,
    Parcel.county_fips,
    RollEntry.situs_address,
    RollEntry.situs_city,
    RollEntry.situs_zip,
    RollEntry.house_number,
    RollEntry.street_id,
)
_Rows = Iterable[Row[*tuple[Any, ...]]]
_Statement = Select[*tuple[Any, ...]]

_CURRENT = RollEntry.recorded_to_id.is_(None)


def streets_under(
    connection: Connection,
    clues: Collection[str],
    towns: Collection[str] = (),
    most: int = MOST_NAMESAKES,
) -> list[KnownStreet]:
    """The streets that are filed under these clues.

    Args:
        connection: Where to ask.
        clues: Under any of them.
        towns: Streets of these towns come first; then those under most of the clues.
        most: How many.
    """
    if not clues:
        return []
    values = {"clues": as_bound(connection, sorted(clues)), "towns": sorted(towns), "most": most}
    return _known(connection.execute(_streets_under(connection), values))


@made_once
def _streets_under(connection: Connection) -> _Statement:
    under = is_among(connection, StreetClue.clue.expression, "clues")
    counted = _counted(select(StreetClue.street_id).where(under).limit(_MOST_CLUES_READ))
    every = counted.cte("counted")
    # Of a common name there are thousands: only those that may be shown are looked at.
    best = select(every).order_by(every.c.clues.desc(), every.c.street_id).limit(_most())
    # Some hundred, found first: looked up one by one, those of a common name take longer.
    in_towns = select(Street.id).where(_is_in_town()).cte("in_towns")
    in_towns = in_towns.prefix_with("MATERIALIZED", dialect="postgresql")
    there = select(every).where(every.c.street_id.in_(select(in_towns.c.id)))
    return _streets(union(select(best.subquery()), there).subquery("chosen"))


def names_under(connection: Connection, clues: Collection[str]) -> list[str]:
    """The names, without direction and suffix, that are filed under the most of these clues."""
    values = {"clues": as_bound(connection, sorted(clues))}
    return sorted(connection.scalars(_names_under(connection), values))


@made_once
def _names_under(connection: Connection) -> Select[str]:
    under = is_among(connection, StreetClue.clue.expression, "clues")
    counted = _counted(select(StreetClue.street_id).where(under).limit(_MOST_PIECES_READ))
    ordered = counted.order_by(func.count().desc(), literal_column("street_id"))
    best = ordered.limit(_MOST_NAMES_COMPARED).subquery()
    return select(Street.bare).distinct().join(best, best.c.street_id == Street.id)


def streets_beginning(connection: Connection, begun: str) -> list[KnownStreet]:
    """The streets whose name, or a word of it, has this beginning: for what is being typed."""
    bounds = {"name": WHOLE + begun, "word": begun}
    ends = {f"{side}_end": first + _AFTER_ALL_LETTERS for side, first in bounds.items()}
    values = {**bounds, **ends, "towns": [], "most": MOST_ALIKE}
    return _known(connection.execute(_streets_beginning(), values))


@cache
def _streets_beginning() -> _Statement:
    sides = [
        select(StreetClue.street_id)
        .where(StreetClue.clue >= bindparam(side), StreetClue.clue < bindparam(f"{side}_end"))
        .order_by(StreetClue.clue)
        .limit(_MOST_BEGINNINGS_READ)
        .subquery()
        for side in ("name", "word")
    ]
    every = union_all(*(select(one.c.street_id) for one in sides))
    return _streets(_counted(every).subquery("chosen"))


def _counted(matching: Select[int] | CompoundSelect[int]) -> Select[int, int]:
    """The ids of streets, and how often each was met."""
    every = matching.subquery("every_clue")
    return select(every.c.street_id, func.count().label("clues")).group_by(every.c.street_id)


def _most() -> BindParameter[int]:
    return bindparam("most", type_=Integer)


def _is_in_town() -> ColumnElement[bool]:
    return Street.place.in_(bindparam("towns", expanding=True))


def _streets(chosen: Subquery) -> _Statement:
    """The streets of some ids: those of named towns first, then those met most often."""
    return (
        select(*_STREET_COLUMNS)
        .join(chosen, chosen.c.street_id == Street.id)
        .join(County, County.fips == Street.county_fips)
        .order_by(
            case((_is_in_town(), 0), else_=1),
            chosen.c.clues.desc(),
            func.length(Street.bare),
            Street.id,
        )
        .limit(_most())
    )


def _known(rows: _Rows) -> list[KnownStreet]:
    return [
        KnownStreet(
            street_id, fips, county.upper(), place, StreetParts(direction or "", bare, suffix or "")
        )
        for street_id, fips, county, place, direction, bare, suffix in rows
    ]


def lots_at(
    connection: Connection, street_ids: Collection[int], houses: Collection[int], most: int
) -> list[FoundLot]:
    """The lots with one of these house numbers on one of these streets."""
    values = {
        "streets": as_bound(connection, street_ids),
        "houses": sorted(houses),
        "most": most,
    }
    return _found(connection.execute(_lots_at(connection), values))


@made_once
def _lots_at(connection: Connection) -> _Statement:
    return (
        _lots()
        .where(
            _CURRENT,
            is_among(connection, RollEntry.street_id.expression, "streets"),
            RollEntry.house_number.in_(bindparam("houses", expanding=True)),
        )
        .limit(_most())
    )


def lots_on(connection: Connection, street_id: int, most: int) -> list[FoundLot]:
    """The first lots of a street by house number, those without one at the end."""
    wanted = (
        _lots()
        .where(_CURRENT, RollEntry.street_id == street_id)
        .order_by(RollEntry.house_number.nulls_last(), RollEntry.parcel_id)
        .limit(most)
    )
    return _found(connection.execute(wanted))


def lots_beside(
    connection: Connection, street_ids: Sequence[int], house: int
) -> dict[int, list[FoundLot]]:
    """A few lots with the nearest lower and higher house numbers, by street, nearest first."""
    if not street_ids:
        return {}
    values = {f"street_{place}": one for place, one in enumerate(street_ids)}
    rows = connection.execute(_beside(len(street_ids)), {**values, "house": house})
    found: dict[int, list[FoundLot]] = {one: [] for one in street_ids}
    for lot in _found(rows):
        found[lot.street_id or 0].append(lot)
    return found


@cache
def _beside(streets: int) -> CompoundSelect[*tuple[Any, ...]]:
    """The statement for so many streets: to put it together takes longer than to ask it."""
    return union_all(*(side for place in range(streets) for side in _sides(f"street_{place}")))


def _sides(street: str) -> list[Select[*tuple[Any, ...]]]:
    number, house = RollEntry.house_number, bindparam("house", type_=Integer)
    on_it = _lots().where(_CURRENT, RollEntry.street_id == bindparam(street, type_=BigInteger))
    below = on_it.where(number < house).order_by(number.desc()).limit(_BESIDE).subquery()
    above = on_it.where(number > house).order_by(number).limit(_BESIDE).subquery()
    return [select(*below.c), select(*above.c)]


def house_spans(
    connection: Connection, street_ids: Collection[int]
) -> dict[int, tuple[int | None, int | None]]:
    """Least and greatest house number of each of these streets that has lots, by its id."""
    rows = connection.execute(_house_spans(), {"streets": sorted(street_ids)})
    return {row[0]: (row[2], row[3]) for row in rows if row[1] is not None}


@cache
def _house_spans() -> _Statement:
    number = RollEntry.house_number
    return select(
        Street.id,
        _first_of_street(RollEntry.parcel_id),
        _first_of_street(number, number.asc()),
        _first_of_street(number, number.desc()),
    ).where(Street.id.in_(bindparam("streets", expanding=True)))


def _first_of_street(
    value: InstrumentedAttribute[Any], order: ColumnElement[Any] | None = None
) -> ScalarSelect[Any]:
    one = select(value).where(_CURRENT, RollEntry.street_id == Street.id).limit(1)
    if order is not None:
        one = one.where(RollEntry.house_number.is_not(None)).order_by(order)
    return one.scalar_subquery()


def shown_streets(
    connection: Connection, ranked: Sequence[tuple[KnownStreet, Fit]], most: int
) -> tuple[FoundStreet, ...]:
    """The best of the streets that have lots."""
    best = ranked[: 2 * most]
    spans = house_spans(connection, [known.id for known, _ in best]) if best else {}
    shown = [shown_street(known, fit, spans[known.id]) for known, fit in best if known.id in spans]
    return tuple(shown[:most])


def shown_street(known: KnownStreet, fit: Fit, span: tuple[int | None, int | None]) -> FoundStreet:
    """A street with its least and greatest house number."""
    return FoundStreet(
        id=known.id,
        county_fips=known.county_fips,
        name=known.street.name,
        place=known.place,
        least=span[0],
        most=span[1],
        is_exact=fit.exact,
        score=fit.score,
    )


def lots_of_parcels(connection: Connection, public_ids: Collection[str]) -> list[FoundLot]:
    """The lots with these public ids, former ones too, each with one of its addresses."""
    rows = connection.execute(
        select(*_LOT_COLUMNS)
        .select_from(Parcel)
        .outerjoin(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
        .outerjoin(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
        .where(Parcel.public_id.in_(sorted(public_ids)))
        .order_by(Parcel.id)
    )
    return _found(rows)


def boxes_on(
    connection: Connection, street_ids: Collection[int], most: int
) -> list[tuple[FoundLot, tuple[float, float, float, float]]]:
    """The lots of these streets with their rectangles: west, south, east, north in degrees."""
    edges = (Parcel.west, Parcel.south, Parcel.east, Parcel.north)
    rows = connection.execute(
        _lots(*edges)
        .where(_CURRENT, is_one_of(connection, RollEntry.street_id.expression, street_ids))
        .limit(most)
    ).all()
    boxes = [(row.west, row.south, row.east, row.north) for row in rows]
    return list(zip(_found(rows), boxes, strict=True))


def _lots(*more: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """Lots by their current roll entries; one of which no roll has anything any more is none."""
    return (
        select(*_LOT_COLUMNS, *more)
        .select_from(RollEntry)
        .join(Parcel, Parcel.id == RollEntry.parcel_id)
        .join(ParcelFacts, ParcelFacts.parcel_id == RollEntry.parcel_id)
    )


def _found(rows: _Rows) -> list[FoundLot]:
    return [
        FoundLot(
            parcel_id=row.parcel_id,
            public_id=row.public_id,
            parcel_number=row.parcel_number,
            county_fips=row.county_fips,
            address=row.situs_address,
            city=row.situs_city,
            zip_code=row.situs_zip,
            house=row.house_number,
            street_id=row.street_id,
        )
        for row in rows
    ]
