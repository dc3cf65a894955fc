"""What lies around a parcel, and which parcels share a boundary with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, bindparam, select

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, Outlines, transform
from landtrust.domain.extent import Bbox
from landtrust.domain.long_outlines import cut_long
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.queries.spatial import in_window
from landtrust.queries.visibility import Tier, visible_kind

MOST_AROUND = 600
"""Parcels drawn around one, the nearest: more would not be seen in a drawing of a page's width."""

MOST_LOOKED_AT = 20_000
"""Rectangles of parcels looked at: around a railroad across a city lie some thousands."""

WINDOW_ASPECT = 1.15
"""Width of a drawing's window by its height, in metres."""

PLANE_TURNS = 0.25
"""How far beyond a window outlines are kept until they lie on the plane, whose north is a few
degrees off: as a share of its size."""

LEAST_SHARED_M = 0.1
"""A shared boundary shorter than this is a corner."""

LEAST_COMMON = 0.05
"""From this share of the smaller one's area on, two outlines cover common land.

Less comes of drawing: such parcels lie side by side.
"""

_A_METRE = 1e-5  # in degrees

_GAPS = ((0.02, LEAST_SHARED_M), (0.25, 1.0))
"""How far apart two edges may run, and for how long they must (both metres).

Edges drawn together lie within two centimetres. Edges drawn apart leave slivers: up to 25 cm
counts, if they run side by side for a metre.
"""

_ROUNDED = 2
"""Pieces of a quarter circle about the corners of a band: it is as wide as the gap, no more."""

_Row = Row[*tuple[Any, ...]]

_CURRENT = (
    select(
        Parcel.id,
        Parcel.public_id,
        Parcel.parcel_number,
        RollEntry.situs_address,
        ParcelFacts.owner_kind,
        ParcelOutline.outline,
        Parcel.west,
        Parcel.south,
        Parcel.east,
        Parcel.north,
    )
    .select_from(ParcelFacts)
    .join(Parcel, Parcel.id == ParcelFacts.parcel_id)
    .join(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id)
    .join(ParcelOutline, ParcelOutline.parcel_id == ParcelFacts.parcel_id)
    .where(ParcelFacts.parcel_id != bindparam("middle"))
    .order_by(ParcelFacts.parcel_id)
    .limit(MOST_LOOKED_AT)
)


@dataclass(frozen=True, slots=True)
class ParcelAround:
    """A parcel near another.

    Attributes:
        situs_address: None where not stated.
        owner_kind: A code, as the reader may know it.
        shared_m: Length of the boundary that it shares, metres; 0 where it is only near.
        outline_lonlat: In EPSG:4326; around a current parcel, of a long one what may be drawn.
        share_of_land: How much of a former parcel's land lies in this one, from 0 to 1; 0 where
            that parcel is still current.
    """

    id: int
    public_id: str
    parcel_number: str
    situs_address: str | None
    owner_kind: str
    shared_m: float
    outline_lonlat: shapely.Geometry
    share_of_land: float = 0.0

    @property
    def is_neighbour(self) -> bool:
        """Whether the two share a boundary."""
        return self.shared_m > 0


class Middle(NamedTuple):
    """The land that something lies around.

    Attributes:
        id: Of the parcel, which is not around itself.
        outline_lonlat: WKB in EPSG:4326.
        is_current: Whether the parcel is still there; on the land of one that is not lie others.
    """

    id: int
    outline_lonlat: bytes
    is_current: bool = True


def surroundings(
    connection: Connection, middle: Middle, window: Bbox, tier: Tier = Tier.PUBLIC
) -> tuple[ParcelAround, ...]:
    """Current parcels beside a parcel, and the nearest in a window; who shares most is first.

    All that may share its boundary are among them, however many lie in the window.

    Args:
        connection: Where to ask.
        middle: Around what.
        window: What is drawn around it.
        tier: Who asks.
    """
    bound = {**window._asdict(), "middle": middle.id}
    looked_at = connection.execute(in_window(connection, _CURRENT, window), bound).all()
    own = shapely.from_wkb(middle.outline_lonlat)
    rows = looked_at if len(looked_at) <= MOST_AROUND else _nearest(looked_at, own)
    outlines = shapely.from_wkb(np.array([row.outline for row in rows], dtype=object))
    if middle.is_current:
        # Nobody asks how large they are: of a road, what is drawn is enough.
        outlines = cut_long(outlines, window.widened(PLANE_TURNS))
    shared = shared_lengths_m(own, outlines)
    around = (
        ParcelAround(
            id=row.id,
            public_id=row.public_id,
            parcel_number=row.parcel_number,
            situs_address=row.situs_address,
            owner_kind=visible_kind(row.owner_kind, tier),
            shared_m=length,
            outline_lonlat=outline,
        )
        for row, outline, length in zip(rows, outlines, shared.tolist(), strict=True)
    )
    return tuple(sorted(around, key=lambda one: (-one.shared_m, one.id)))


def _nearest(rows: Sequence[_Row], outline_lonlat: shapely.Geometry) -> list[_Row]:
    """Those whose rectangles lie nearest to an outline, and all that may share its boundary."""
    edges = [(row.west, row.south, row.east, row.north) for row in rows]
    boxes = shapely.box(*np.array(edges, dtype=np.float64).T)
    shapely.prepare(outline_lonlat)
    beside = shapely.dwithin(outline_lonlat, boxes, _A_METRE)
    # Of a road with thousands of corners, to a metre: which of the others are drawn, no more.
    roughly = shapely.distance(boxes, shapely.simplify(outline_lonlat, _A_METRE))
    apart = np.where(beside, -1.0, roughly)
    shown = max(MOST_AROUND, int(beside.sum()))
    return [rows[place] for place in np.argsort(apart, kind="stable")[:shown].tolist()]


def beside_former_land(
    outline_lonlat: bytes, around: Sequence[ParcelAround]
) -> tuple[ParcelAround, ...]:
    """The same parcels around one that has left the roll, told apart from those on its land.

    Args:
        outline_lonlat: The former parcel (WKB, EPSG:4326).
        around: Current parcels near it.
    """
    own = shapely.from_wkb(outline_lonlat)
    outlines = np.array([own, *(one.outline_lonlat for one in around)], dtype=object)
    on_plane = transform(outlines, LONLAT, MISSISSIPPI_TM)
    areas = shapely.area(on_plane)
    common = shapely.area(shapely.intersection(on_plane[1:], on_plane[0]))
    lies_on_it = common >= LEAST_COMMON * np.minimum(areas[1:], areas[0])
    shares = (common / areas[0]).tolist()
    told = (
        replace(one, shared_m=0.0, share_of_land=share) if lies else one
        for one, share, lies in zip(around, shares, lies_on_it.tolist(), strict=True)
    )
    return tuple(sorted(told, key=lambda one: (-one.shared_m, one.id)))


def window_around(bbox: Bbox, share: float) -> Bbox:
    """A rectangle around a parcel for a drawing, ``WINDOW_ASPECT`` times as wide as high.

    Args:
        bbox: Of the parcel, degrees.
        share: How far to look beyond it on each side, as a share of its longer side.
    """
    narrowing = float(np.cos(np.radians((bbox.south + bbox.north) / 2)))
    longer = max((bbox.east - bbox.west) * narrowing, bbox.north - bbox.south)
    high = longer * (0.5 + share) + _A_METRE
    wide = high * WINDOW_ASPECT / narrowing
    lon, lat = (bbox.west + bbox.east) / 2, (bbox.south + bbox.north) / 2
    return Bbox(lon - wide, lat - high, lon + wide, lat + high)


def shared_lengths_m(
    outline_lonlat: shapely.Geometry, others_lonlat: Outlines
) -> NDArray[np.float64]:
    """How many metres of boundary each of the others shares with one outline, in EPSG:3814.

    Args:
        outline_lonlat: In EPSG:4326.
        others_lonlat: The same, shape (n,).

    Returns:
        Shape (n,); 0 where nothing is shared, or only a corner.
    """
    outlines = np.array([outline_lonlat, *others_lonlat], dtype=object)
    # Of a large neighbor only what runs by matters: the rest need not even go to the plane.
    west, south, east, north = shapely.bounds(outline_lonlat).tolist()
    nearby = (west - _A_METRE, south - _A_METRE, east + _A_METRE, north + _A_METRE)
    in_reach = shapely.clip_by_rect(shapely.boundary(outlines), *nearby)
    edges = transform(in_reach, LONLAT, MISSISSIPPI_TM)
    shared = np.zeros(len(others_lonlat))
    shapely.prepare(edges[0])
    near = shapely.dwithin(edges[0], edges[1:], max(gap for gap, _ in _GAPS))
    lengths = [_run_together(edges[0], edges[1:][near], gap, least) for gap, least in _GAPS]
    shared[near] = np.maximum(*lengths)
    return shared


def _run_together(
    edge: shapely.Geometry, others: Outlines, gap_m: float, least_m: float
) -> NDArray[np.float64]:
    """How long edges run side by side: the mean of either seen from the other."""
    near_edge = shapely.intersection(others, shapely.buffer(edge, gap_m, quad_segs=_ROUNDED))
    near_others = shapely.intersection(edge, shapely.buffer(others, gap_m, quad_segs=_ROUNDED))
    inside = (shapely.length(near_edge) + shapely.length(near_others)) / 2
    # Where a shared run ends, an edge turns away and crosses the band once more.
    run: NDArray[np.float64] = inside - 2 * gap_m
    run[run <= least_m] = 0.0
    return run
