"""Which parcels are near a point: those that fit a filter, the nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, Select, bindparam, select

from landtrust.domain.extent import Bbox
from landtrust.domain.geodesy import Bounds, Numbers, Surroundings
from landtrust.errors import NotFound
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.phrases import Phrase
from landtrust.queries.conditions import conditions
from landtrust.queries.filters import ParcelFilter, Place
from landtrust.queries.nearness import ROUNDED_M, Measured, measured_outlines, rectangle_around
from landtrust.queries.parcels import ParcelRow, Snapshots, parcel_rows
from landtrust.queries.spatial import (
    as_bound,
    boxes_near,
    in_window,
    is_among,
    is_not_among,
)
from landtrust.queries.statements import made_once
from landtrust.queries.visibility import Tier

FARTHEST_NEAREST_M = 20_000.0
"""So far the nearest parcel is looked for where none is near."""

LEAST_SEEN_M = 60.0
"""A drawing of what is near shows at least so much to each side."""

_DRAWN = 2.0
"""How far long outlines are kept, times how far was looked: a drawing has margins."""

_START = (
    select(Parcel.parcel_number, Parcel.label_lon, Parcel.label_lat, RollEntry.situs_address)
    .outerjoin(ParcelFacts, ParcelFacts.parcel_id == Parcel.id)
    .outerjoin(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
    .where(Parcel.public_id == bindparam("public_id"))
)


@dataclass(frozen=True, slots=True)
class NearParcel:
    """A parcel near a point, with its outline.

    Attributes:
        outline_lonlat: In EPSG:4326; of a long one what may be drawn.
        distance_m: Metres along the geodesic to its nearest edge; 0 where the point lies inside.
        bearing_deg: The way there from true north, clockwise; None where one is there.
    """

    row: ParcelRow
    outline_lonlat: shapely.Geometry
    distance_m: float
    bearing_deg: float | None


@dataclass(frozen=True, slots=True)
class NearPage:
    """One page of what is near, the nearest first; what is as near as another, by id.

    Attributes:
        total: Parcels that fit, on all pages.
        skipped: How many lie nearer than those of this page.
    """

    parcels: tuple[NearParcel, ...]
    total: int
    skipped: int

    @property
    def has_more(self) -> bool:
        """Whether there is another page."""
        return self.skipped + len(self.parcels) < self.total


@dataclass(frozen=True, slots=True)
class Span:
    """Which of the parcels that are near: so many after the first so many."""

    most: int
    skipped: int = 0


def near_here(
    connection: Connection, wanted: ParcelFilter, tier: Tier, span: Span, snapshots: Snapshots
) -> NearPage:
    """Current parcels near a point that fit the rest of a filter, the nearest first.

    Four statements, and one more where the filter asks what is held. Rectangles tell which
    outlines may be among those of the page, and which the circle's edge may cut; only these are
    read and measured.

    Args:
        connection: Where to ask.
        wanted: The filter, with ``near`` and ``radius_m``.
        tier: Who asks.
        span: Which of them.
        snapshots: All snapshots by id.
    """
    place, radius_m = _circle(wanted)
    boxes = _boxes(connection, wanted, tier)
    ids, bounds = boxes[:, 0].astype(np.int64), Surroundings(*place).bounds_m(boxes[:, 1:])
    maybe = ids[_must_measure(bounds, radius_m, span)].tolist()
    drawn = rectangle_around(place, _DRAWN * max(radius_m, LEAST_SEEN_M))
    near = {one.id: one for one in measured_outlines(connection, maybe, place, drawn)}
    inside = ids[bounds.most <= radius_m].tolist()
    reached = (one.id for one in near.values() if one.way.metres <= radius_m + ROUNDED_M)
    fitting = {*inside, *reached}
    nearest = sorted((one.way.metres, one.id) for one in near.values() if one.id in fitting)
    shown = [one for _, one in nearest[span.skipped : span.skipped + span.most]]
    rows = parcel_rows(connection, shown, tier, snapshots, outlined=False)
    parcels = tuple(_near(rows[one], near[one]) for one in shown)
    return NearPage(parcels, len(fitting), span.skipped)


def nearest_of_all(
    connection: Connection, place: Place, tier: Tier, beyond_m: float, snapshots: Snapshots
) -> NearParcel | None:
    """The nearest current parcel where none lies within so many metres; None where none does.

    Looked for in circles, each twice as wide as the one before: the first that reaches land has
    little of it, however much is loaded.
    """
    reach = beyond_m
    while reach < FARTHEST_NEAREST_M:
        reach = min(2 * reach, FARTHEST_NEAREST_M)
        around = ParcelFilter(near=place, radius_m=reach)
        found = near_here(connection, around, tier, Span(1), snapshots)
        if found.parcels:
            return found.parcels[0]
    return None


def outlines_in(
    connection: Connection, window: Bbox, but: Sequence[int], most: int
) -> tuple[bytes, ...]:
    """Outlines of the other parcels in a window, for what is near to be drawn among.

    Args:
        connection: Where to ask.
        window: Degrees.
        but: Our ids of parcels that are drawn already.
        most: Where there are more, none is told: so small, they would be a blur.

    Returns:
        WKB in EPSG:4326.
    """
    bound = {**window._asdict(), "but": as_bound(connection, but), "most": most + 1}
    others = tuple(connection.scalars(in_window(connection, _others(connection), window), bound))
    return others if len(others) <= most else ()


@made_once
def _others(connection: Connection) -> Select[bytes]:
    number = ParcelFacts.parcel_id.expression
    return (
        select(ParcelOutline.outline)
        .select_from(ParcelFacts)
        .join(ParcelOutline, ParcelOutline.parcel_id == number)
        .where(is_not_among(connection, number, "but"))
        .limit(bindparam("most", type_=Integer))
    )


@dataclass(frozen=True, slots=True)
class ParcelPlace:
    """A parcel to start from.

    Attributes:
        place: A point inside it.
        situs_address: None where not stated, or where no roll has the parcel any more.
    """

    public_id: str
    parcel_number: str
    situs_address: str | None
    place: Place


def parcel_place(connection: Connection, public_id: str) -> ParcelPlace:
    """Where a parcel lies, as a point to start from.

    Raises:
        NotFound: No parcel has this id.
    """
    row = connection.execute(_START, {"public_id": public_id}).one_or_none()
    if row is None:
        msg = Phrase("There is no parcel %(number)s here.", number=public_id[:80])
        raise NotFound(msg, parcel_id=public_id)
    place = Place(row.label_lon, row.label_lat)
    return ParcelPlace(public_id, row.parcel_number, row.situs_address, place)


def _near(row: ParcelRow, found: Measured) -> NearParcel:
    metres, bearing_deg = found.way
    is_there = metres <= ROUNDED_M
    return NearParcel(row, found.outline_lonlat, metres, None if is_there else bearing_deg)


def _circle(wanted: ParcelFilter) -> tuple[Place, float]:
    if wanted.near is None or wanted.radius_m is None:
        raise ValueError("a filter without a place has nothing near it")
    return wanted.near, wanted.radius_m


def _boxes(connection: Connection, wanted: ParcelFilter, tier: Tier) -> Numbers:
    """Id, west, south, east and north of what may fit, shape (n, 5)."""
    place, radius_m = _circle(wanted)
    boxes = boxes_near(connection, rectangle_around(place, radius_m))
    rest = replace(wanted, near=None, radius_m=None)
    # Two statements: joined in one, a planner may walk through every vacant lot there is.
    met = conditions(connection, rest, tier)
    asked = _facts_among(connection).where(*met) if met else _facts_among(connection)
    bound = {"ids": as_bound(connection, boxes[:, 0].astype(np.int64).tolist())}
    fitting = connection.scalars(asked, bound).all()
    kept: Numbers = boxes[np.isin(boxes[:, 0], fitting)]
    return kept


@made_once
def _facts_among(connection: Connection) -> Select[int]:
    number = ParcelFacts.parcel_id.expression
    return select(number).where(is_among(connection, number, "ids"))


def _must_measure(bounds: Bounds, radius_m: float, span: Span) -> NDArray[np.bool_]:
    """What may be on the page or before it, and what the circle's edge may cut."""
    last = span.skipped + span.most
    farthest = np.sort(bounds.most)[last - 1] if len(bounds.most) >= last else np.inf
    may_be_shown = bounds.least <= min(farthest, radius_m)
    may_be_cut = (bounds.least <= radius_m) & (bounds.most > radius_m)
    found: NDArray[np.bool_] = may_be_shown | may_be_cut
    return found
