"""A filter as conditions on parcels as loads had them.

Each means what it means of current parcels (``conditions``). Only words cannot be asked for: their
index is of the current rolls.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from landtrust.domain import tax_forfeits
from landtrust.domain.crs import SQM_PER_ACRE, Outlines
from landtrust.domain.extent import Bbox
from landtrust.domain.geodesy import Surroundings
from landtrust.errors import InvalidInput
from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelOutline
from landtrust.model.places import RegionCounty
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.phrases import Phrase
from landtrust.queries.as_loaded import AsLoaded, Drawn
from landtrust.queries.common_land import common_parcel_ids
from landtrust.queries.conditions import of_kind
from landtrust.queries.filters import ParcelFilter, Place
from landtrust.queries.nearness import BATCH_OUTLINES, ROUNDED_M, rectangle_around
from landtrust.queries.spatial import (
    WIDE_SQUARE_DEGREES,
    bbox_parts,
    covers_earth,
    is_none_of,
    is_one_of,
)
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.then import Then
from landtrust.queries.visibility import Tier

Condition = ColumnElement[bool]


class ReadThen(NamedTuple):
    """What is asked of which loads.

    Attributes:
        loads: The loads.
        drawn: The outlines as they had them.
        area_sqm: How large the parcels were then.
    """

    loads: AsLoaded
    drawn: Drawn
    area_sqm: ColumnElement[float]


def conditions_then(
    connection: Connection, wanted: ParcelFilter, tier: Tier, then: Then, read: ReadThen
) -> list[Condition]:
    """What a parcel as a load had it must meet.

    Args:
        connection: Asked questions where the filter has ``bbox``, ``near`` or ``held``.
        wanted: The filter; its own day of what is held gives way to that of ``then``.
        tier: Who asks.
        then: Which loads, and on which day land is held.
        read: What the statement reads.

    Raises:
        InvalidInput: Words are asked for.
    """
    if wanted.text is not None:
        msg = Phrase(
            "text: words are looked up in the current rolls alone. Leave out either the words, "
            "or the day or load that is asked for."
        )
        raise InvalidInput(msg, parameter="text")
    return [
        *_of_place(wanted),
        *_of_ground(connection, wanted, read),
        *of_kind(RollEntry, wanted, tier),
        *_of_holding(connection, wanted, tier, then),
        *_of_measure(wanted, read.area_sqm),
        *_of_change(wanted, read.loads),
    ]


def _of_place(wanted: ParcelFilter) -> Iterator[Condition]:
    if wanted.county:
        yield Parcel.county_fips.in_(wanted.county)
    if wanted.region is not None:
        of_region = select(RegionCounty.county_fips).where(RegionCounty.region_key == wanted.region)
        yield Parcel.county_fips.in_(of_region)


def _of_ground(connection: Connection, wanted: ParcelFilter, read: ReadThen) -> Iterator[Condition]:
    number = Parcel.id.expression
    if wanted.bbox is not None and not covers_earth(wanted.bbox):
        parts = bbox_parts(wanted.bbox)
        anew = _drawn_anew_in(connection, read.loads, parts)
        was_there = is_one_of(connection, number, anew)
        yield or_(was_there, _is_there(parts))
        yield or_(was_there, read.drawn.change.id.is_(None))
    if wanted.near is not None and wanted.radius_m is not None:
        found = _within(connection, read.loads, wanted.near, wanted.radius_m)
        yield is_one_of(connection, number, found)


def _is_there(parts: list[Bbox]) -> Condition:
    """Whether a parcel's rectangle, as it is now, meets one of these."""
    if any(one.square_degrees >= WIDE_SQUARE_DEGREES for one in parts):
        return or_(*(_box_meets(Parcel, one) for one in parts))
    # Few are: found first, by what stands in their own rows, before what was said of them is read.
    box = aliased(Parcel)
    inside = select(box.id).where(or_(*(_box_meets(box, one) for one in parts)))
    return Parcel.id.in_(inside)


def _box_meets(box: type[Parcel], part: Bbox) -> Condition:
    return and_(
        box.west <= part.east, box.east >= part.west,
        box.south <= part.north, box.north >= part.south,
    )  # fmt: skip


def _drawn_anew_in(connection: Connection, loads: AsLoaded, parts: list[Bbox]) -> list[int]:
    """Parcels that were drawn anew since, and whose former rectangle meets one of these."""
    found: list[int] = []
    for ids, outlines in _drawn_anew(connection, loads):
        west, south, east, north = shapely.bounds(outlines).T
        meets = np.zeros(len(ids), dtype=bool)
        for part in parts:
            meets |= (west <= part.east) & (east >= part.west) & (south <= part.north) & (
                north >= part.south
            )  # fmt: skip
        found += ids[meets].tolist()
    return found


def _within(connection: Connection, loads: AsLoaded, place: Place, radius_m: float) -> list[int]:
    """Parcels whose outline of that time lies within so many metres of a point."""
    around = Surroundings(*place)
    anew: set[int] = set()
    found: list[int] = []
    for ids, outlines in _drawn_anew(connection, loads):
        anew.update(ids.tolist())
        found += ids[_are_near(around, outlines, radius_m)].tolist()
    for ids, outlines in _drawn_as_now(connection, loads, rectangle_around(place, radius_m)):
        near = ids[_are_near(around, outlines, radius_m)].tolist()
        found += [number for number in near if number not in anew]
    return found


def _are_near(around: Surroundings, outlines: Outlines, radius_m: float) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = around.nearest(outlines).metres <= radius_m + ROUNDED_M
    return near


_Drawings = Iterator[tuple[NDArray[np.int64], Outlines]]
"""Parcels and their outlines, a batch at a time: no more is in memory at once."""


def _drawn_anew(connection: Connection, loads: AsLoaded) -> _Drawings:
    """Parcels that were drawn anew since, as they were before; one statement."""
    change = aliased(ParcelChange)
    rows = (
        select(Parcel.id, change.former_outline.label("outline"))
        .select_from(change)
        .join(Parcel, Parcel.id == change.parcel_id)
        .where(
            change.snapshot_id > loads.number,
            Parcel.county_fips.in_(sorted(loads.by_county)),
            loads.is_first_since(change, Parcel.id.expression),
        )
    )
    return _drawings(connection, rows)


def _drawn_as_now(connection: Connection, loads: AsLoaded, rectangle: Bbox) -> _Drawings:
    """Parcels as they are drawn now, former ones too, in a rectangle; one statement."""
    rows = (
        select(Parcel.id, ParcelOutline.outline)
        .join(ParcelOutline, ParcelOutline.parcel_id == Parcel.id)
        .where(Parcel.county_fips.in_(sorted(loads.by_county)), _box_meets(Parcel, rectangle))
    )
    return _drawings(connection, rows)


def _drawings(connection: Connection, statement: Select[*tuple[Any, ...]]) -> _Drawings:
    rows = connection.execute(statement.execution_options(yield_per=BATCH_OUTLINES))
    for batch in rows.partitions():
        ids = np.array([row.id for row in batch], dtype=np.int64)
        yield ids, shapely.from_wkb(np.array([row.outline for row in batch], dtype=object))


def _of_holding(
    connection: Connection, wanted: ParcelFilter, tier: Tier, then: Then
) -> Iterator[Condition]:
    if wanted.held is not None:
        common = common_parcel_ids(connection, tier, Standpoint(then.day))
        fits = is_one_of if wanted.held.how == "common" else is_none_of
        yield fits(connection, Parcel.id.expression, common)
    if wanted.tax is not None:
        listed = RollEntry.source_key.in_(sorted(tax_forfeits.SOURCES))
        of_state = and_(
            RollEntry.owner_kind == tax_forfeits.STATE,
            RollEntry.owner_name_public.contains(tax_forfeits.OWNER_WORD),
        )
        yield or_(listed, of_state)


def _of_measure(wanted: ParcelFilter, area_sqm: ColumnElement[float]) -> Iterator[Condition]:
    if wanted.min_value_cents is not None:
        yield RollEntry.total_value_cents >= wanted.min_value_cents
    if wanted.max_value_cents is not None:
        yield RollEntry.total_value_cents <= wanted.max_value_cents
    if wanted.min_acres is not None:
        yield area_sqm >= wanted.min_acres * SQM_PER_ACRE
    if wanted.max_acres is not None:
        yield area_sqm <= wanted.max_acres * SQM_PER_ACRE


def _of_change(wanted: ParcelFilter, loads: AsLoaded) -> Iterator[Condition]:
    """A change since a day that these loads, or those before them, found."""
    if wanted.changed_since is not None:
        begin = datetime.combine(wanted.changed_since, time.min, UTC)
        yield exists().where(
            ParcelChange.parcel_id == Parcel.id,
            ParcelChange.snapshot_id <= loads.number,
            Snapshot.id == ParcelChange.snapshot_id,
            Snapshot.retrieved_at >= begin,
        )
