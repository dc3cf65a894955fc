"""Current parcels as rows of a list or a file."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, func, null, select

from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.queries.conditions import conditions
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.queries.spatial import as_bound, is_among, made_once
from landtrust.queries.visibility import NamedOwner, Tier, owner_name, visible_kind

BATCH_ROWS = 2_000
"""Rows that a stream holds in memory at once."""

Snapshots = Mapping[int, LoadedSnapshot]
"""All snapshots by id, since a list of some parcels leaves others as an older one had them.

They are so few that every reader has them at hand.
"""


class ParcelRow(NamedTuple):
    """A current parcel, as this reader may see it.

    Attributes:
        id: Ours, also the feature id in tiles.
        parcel_number: Normalised.
        owner_kind: A code, as the reader may know it.
        owner_name: None where it is hidden from the reader, or not stated.
        land_use: A code; None where not stated.
        land_value_cents: True value of the land; None where not stated.
        improvement_value_cents: True value of buildings; None where not stated.
        total_value_cents: True value in all; None where not stated.
        area_sqm: Measured in EPSG:3814.
        vacant: No building; None where not known.
        roll_year: None where no roll says.
        snapshot: The load that it was last seen in.
        outline_lonlat: WKB of a MultiPolygon in EPSG:4326; None where it was not asked for.
    """

    id: int
    public_id: str
    county_fips: str
    parcel_number: str
    situs_address: str | None
    situs_city: str | None
    situs_zip: str | None
    owner_kind: str
    owner_name: str | None
    land_use: str | None
    land_value_cents: int | None
    improvement_value_cents: int | None
    total_value_cents: int | None
    area_sqm: float
    vacant: bool | None
    roll_year: int | None
    snapshot: LoadedSnapshot
    outline_lonlat: bytes | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page: the rows after one id, or those before one, or neither for the first.

    Attributes:
        limit: Most rows on the page.
        after: Only rows with a greater id.
        before: Only rows with a smaller id, the nearest of them; not together with ``after``.
    """

    limit: int
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class ParcelPage:
    """One page of a list.

    Attributes:
        total: Parcels that fit the filter, on all pages.
        previous_before: The id to page back from; None on the first page.
        next_after: The id to page on from; None on the last page.
    """

    rows: tuple[ParcelRow, ...]
    total: int
    previous_before: int | None
    next_after: int | None


_Statement = Select[*tuple[Any, ...]]
_FoundRow = Row[*tuple[Any, ...]]

_COLUMNS = (
    Parcel.id,
    Parcel.public_id,
    ParcelFacts.county_fips,
    Parcel.parcel_number,
    RollEntry.situs_address,
    RollEntry.situs_city,
    RollEntry.situs_zip,
    ParcelFacts.owner_kind,
    ParcelFacts.land_use,
    ParcelFacts.land_value_cents,
    ParcelFacts.improvement_value_cents,
    ParcelFacts.total_value_cents,
    ParcelFacts.area_sqm,
    ParcelFacts.vacant,
    ParcelFacts.roll_year,
    ParcelFacts.snapshot_id,
    RollEntry.owner_kind.label("named_kind"),
    RollEntry.owner_name_public,
    RollEntry.owner_line_1,
    RollEntry.owner_line_2,
)
"""As ``_row`` takes them, after which comes the outline."""

_JOINED: _Statement = (
    select()
    .select_from(ParcelFacts)
    .join(Parcel, Parcel.id == ParcelFacts.parcel_id)
    .join(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
)
_PLAIN = _JOINED.add_columns(*_COLUMNS, null())
_OUTLINED = _JOINED.add_columns(*_COLUMNS, ParcelOutline.outline).join(
    ParcelOutline, ParcelOutline.parcel_id == ParcelFacts.parcel_id
)
_ONE = _OUTLINED.where(ParcelFacts.parcel_id == bindparam("parcel_id"))


def count_parcels(connection: Connection, wanted: ParcelFilter, tier: Tier = Tier.PUBLIC) -> int:
    """How many current parcels fit the filter."""
    return _count(connection, select(func.count()).where(*conditions(connection, wanted, tier)))


def parcel_page(
    connection: Connection,
    wanted: ParcelFilter,
    tier: Tier,
    paging: Paging,
    snapshots: Snapshots,
) -> ParcelPage:
    """One page of the parcels that fit, by id, with the total on all pages."""
    fitting = conditions(connection, wanted, tier)
    total = _count(connection, select(func.count()).where(*fitting))
    ids = select(ParcelFacts.parcel_id).where(*fitting).limit(paging.limit + 1)
    # One row more than the page has tells whether there is another page.
    found = connection.execute(_texts_of(_turned(ids, paging))).all()
    backwards = paging.before is not None
    rows = found[1:] if backwards and len(found) > paging.limit else found[: paging.limit]
    shown = tuple(_row(row, tier, snapshots) for row in rows)
    more = len(found) > paging.limit
    has_previous = more if backwards else paging.after is not None
    has_next = bool(shown) if backwards else more
    return ParcelPage(
        rows=shown,
        total=total,
        previous_before=shown[0].id if shown and has_previous else None,
        next_after=shown[-1].id if shown and has_next else None,
    )


@contextmanager
def stream_parcels(
    connection: Connection, wanted: ParcelFilter, tier: Tier, snapshots: Snapshots
) -> Iterator[Iterator[tuple[ParcelRow, ...]]]:
    """All parcels that fit, with outlines, by id, a batch at a time.

    One statement, begun at once, reads them all, so every batch is of the same state of the
    database. It ends with the block, also where nobody wants the rest any more.

    Raises:
        InvalidInput: The text has nothing to look for.
    """
    statement = (
        _OUTLINED.where(*conditions(connection, wanted, tier))
        .order_by(ParcelFacts.parcel_id)
        .execution_options(yield_per=BATCH_ROWS)
    )
    with connection.execute(statement) as found:
        yield (tuple(_row(row, tier, snapshots) for row in batch) for batch in found.partitions())


def parcel_row(
    connection: Connection, parcel_id: int, tier: Tier, snapshots: Snapshots
) -> ParcelRow | None:
    """One parcel with its outline; None where no current roll has it."""
    row = connection.execute(_ONE, {"parcel_id": parcel_id}).one_or_none()
    return _row(row, tier, snapshots) if row else None


def parcel_rows(
    connection: Connection,
    parcel_ids: Collection[int],
    tier: Tier,
    snapshots: Snapshots,
    *,
    outlined: bool = True,
) -> dict[int, ParcelRow]:
    """These current parcels by id, with their outlines; one that no roll has is left out."""
    statement = (_these_outlined if outlined else _these_plain)(connection)
    rows = connection.execute(statement, {"ids": as_bound(connection, parcel_ids)}).all()
    return {row[0]: _row(row, tier, snapshots) for row in rows}


@made_once
def _these_plain(connection: Connection) -> _Statement:
    return _PLAIN.where(is_among(connection, ParcelFacts.parcel_id.expression, "ids"))


@made_once
def _these_outlined(connection: Connection) -> _Statement:
    return _OUTLINED.where(is_among(connection, ParcelFacts.parcel_id.expression, "ids"))


def _count(connection: Connection, statement: Select[int]) -> int:
    return connection.scalars(statement.select_from(ParcelFacts)).one()


def _turned(ids: Select[int], paging: Paging) -> Select[int]:
    if paging.before is not None:
        return ids.where(ParcelFacts.parcel_id < paging.before).order_by(
            ParcelFacts.parcel_id.desc()
        )
    if paging.after is not None:
        ids = ids.where(ParcelFacts.parcel_id > paging.after)
    return ids.order_by(ParcelFacts.parcel_id)


def _texts_of(ids: Select[int]) -> _Statement:
    # The page's ids come first: else the planner may join and sort the whole table.
    chosen = ids.subquery()
    return _PLAIN.join(chosen, chosen.c.parcel_id == ParcelFacts.parcel_id).order_by(
        ParcelFacts.parcel_id
    )


def _row(found: _FoundRow, tier: Tier, snapshots: Snapshots) -> ParcelRow:
    # Taken apart as a whole: to ask a row for each value by its name takes longer than to read it.
    (
        parcel_id, public_id, county_fips, parcel_number, situs_address, situs_city, situs_zip,
        owner_kind, land_use, land_value_cents, improvement_value_cents, total_value_cents,
        area_sqm, vacant, roll_year, snapshot_id, *named, outline_lonlat,
    ) = found  # fmt: skip
    return ParcelRow(
        parcel_id, public_id, county_fips, parcel_number, situs_address, situs_city, situs_zip,
        visible_kind(owner_kind, tier), owner_name(NamedOwner(*named), tier), land_use,
        land_value_cents, improvement_value_cents, total_value_cents, area_sqm, vacant, roll_year,
        snapshots[snapshot_id], outline_lonlat,
    )  # fmt: skip
