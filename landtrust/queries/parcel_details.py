"""All that a page says of one parcel."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased

from landtrust.domain.extent import Bbox
from landtrust.errors import NotFound
from landtrust.model.parcels import Parcel, ParcelIdentifier, ParcelOutline
from landtrust.model.places import County
from landtrust.model.snapshots import Snapshot
from landtrust.phrases import Phrase
from landtrust.queries.lineages import (
    FoundChange,
    Kin,
    found_changes,
    predecessors,
    successors,
)
from landtrust.queries.parcels import ParcelRow, Snapshots, parcel_row
from landtrust.queries.roll_lines import RollLine, roll_lines
from landtrust.queries.surroundings import (
    Middle,
    ParcelAround,
    beside_former_land,
    surroundings,
    window_around,
)
from landtrust.queries.visibility import Tier

SHOWN_AROUND = 0.9
"""How far the drawing of a parcel looks beyond it on each side, as a share of its longer side."""


_FIRST, _LAST = aliased(Snapshot), aliased(Snapshot)
_HEADER = (
    select(
        Parcel,
        County.name.label("county_name"),
        County.state,
        _LAST.invented,
        _FIRST.retrieved_at.label("first_seen"),
        _LAST.retrieved_at.label("last_seen"),
        ParcelOutline.outline,
    )
    .join(County, County.fips == Parcel.county_fips)
    .join(_FIRST, _FIRST.id == Parcel.first_seen_id)
    .join(_LAST, _LAST.id == Parcel.last_seen_id)
    .join(ParcelOutline, ParcelOutline.parcel_id == Parcel.id)
    .where(Parcel.public_id == bindparam("public_id"))
)
_IDENTIFIERS = select(ParcelIdentifier.scheme, ParcelIdentifier.value).where(
    ParcelIdentifier.parcel_id == bindparam("parcel_id")
)


@dataclass(frozen=True, slots=True)
class ParcelHeader:
    """What stays true of a parcel, whatever a roll says of it.

    Attributes:
        invented: Whether the snapshot that last had it is made up.
        first_seen: The day (UTC) of the snapshot that first had it.
        last_seen: The day of the latest that had it.
        bbox: Its rectangle, degrees.
        area_sqm: Measured in EPSG:3814.
        outline_lonlat: WKB of a MultiPolygon in EPSG:4326.
    """

    id: int
    public_id: str
    county_fips: str
    county_name: str
    state: str
    parcel_number: str
    parcel_number_as_given: str
    invented: bool
    first_seen: date
    last_seen: date
    bbox: Bbox
    area_sqm: float
    outline_lonlat: bytes


@dataclass(frozen=True, slots=True)
class ParcelDetail:
    """A parcel with its present, its past and its surroundings.

    Attributes:
        current: What the current roll says; None where no current roll has the parcel.
        identifiers: Other numbers: scheme and value.
        roll: Roll entries, current ones first, then the latest.
        changes: What loads found, latest first.
        successors: What a former parcel became; none of a current one.
        predecessors: What its land was before, where a load saw it come.
        around: Parcels near it, neighbours first; on a former parcel's own land lie others now,
            and those are not its neighbours.
    """

    header: ParcelHeader
    current: ParcelRow | None
    identifiers: tuple[tuple[str, str], ...]
    roll: tuple[RollLine, ...]
    changes: tuple[FoundChange, ...]
    successors: tuple[Kin, ...]
    predecessors: tuple[Kin, ...]
    around: tuple[ParcelAround, ...]

    @property
    def on_its_land(self) -> tuple[ParcelAround, ...]:
        """Current parcels on the land of a former one, those with the largest share first."""
        lying = (one for one in self.around if one.share_of_land > 0)
        return tuple(sorted(lying, key=lambda one: (-one.share_of_land, one.id)))

    @property
    def neighbours(self) -> tuple[ParcelAround, ...]:
        """Those that share a boundary, the longest first."""
        return tuple(one for one in self.around if one.is_neighbour)


def parcel_detail(
    connection: Connection, public_id: str, tier: Tier, snapshots: Snapshots
) -> ParcelDetail:
    """All of one parcel, as this reader may see it.

    Raises:
        NotFound: No parcel has this id.
    """
    header = parcel_header(connection, public_id)
    window = window_around(header.bbox, SHOWN_AROUND)
    current = parcel_row(connection, header.id, tier, snapshots)
    changes = found_changes(connection, header.id)
    middle = Middle(header.id, header.outline_lonlat, is_current=current is not None)
    around = surroundings(connection, middle, window, tier)
    return ParcelDetail(
        header=header,
        current=current,
        identifiers=_identifiers(connection, header.id),
        roll=roll_lines(connection, header.id, tier),
        changes=changes,
        successors=successors(connection, changes) if current is None else (),
        predecessors=predecessors(connection, public_id, changes),
        around=around if current else beside_former_land(header.outline_lonlat, around),
    )


def parcel_header(connection: Connection, public_id: str) -> ParcelHeader:
    """What stays true of the parcel with this public id.

    Raises:
        NotFound: No parcel has it.
    """
    row = connection.execute(_HEADER, {"public_id": public_id}).one_or_none()
    if row is None:
        msg = Phrase("There is no parcel %(parcel)s here.", parcel=public_id[:80])
        raise NotFound(msg, parcel_id=public_id)
    return ParcelHeader(
        id=row.id,
        public_id=row.public_id,
        county_fips=row.county_fips,
        county_name=row.county_name,
        state=row.state,
        parcel_number=row.parcel_number,
        parcel_number_as_given=row.parcel_number_as_given,
        invented=row.invented,
        first_seen=row.first_seen.date(),
        last_seen=row.last_seen.date(),
        bbox=Bbox(row.west, row.south, row.east, row.north),
        area_sqm=row.area_sqm,
        outline_lonlat=row.outline,
    )


def _identifiers(connection: Connection, parcel_id: int) -> tuple[tuple[str, str], ...]:
    rows = connection.execute(_IDENTIFIERS, {"parcel_id": parcel_id})
    # Sorted here: each database has its own order of letters.
    return tuple(sorted((scheme, value) for scheme, value in rows))
