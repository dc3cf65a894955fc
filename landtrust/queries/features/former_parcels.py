"""The parcels of one load, as that load had them, also when later ones have changed them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased
from sqlalchemy.orm import join as join_entities

from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.queries.features.asking import GEOMETRY, Feature
from landtrust.queries.features.parcel_qualities import PARCEL_QUALITIES
from landtrust.queries.features.parcels import (
    area_columns,
    roll_columns,
    seen_kind,
    value_columns,
)
from landtrust.queries.features.tables import Part, Statement, TableFeatures
from landtrust.queries.filtering.conditions import Column
from landtrust.queries.filtering.ground import Edges, Ground
from landtrust.queries.filtering.stores import Speech, speech_of
from landtrust.queries.parcels import ParcelRow
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.queries.spatial import is_one_of
from landtrust.queries.visibility import NamedOwner, Tier, owner_name, visible_kind

_TIER = Tier.PUBLIC

_AREA_BEFORE = "area_sqm_before"
"""Where a change of an outline says how large it was before."""


_SAID = (
    RollEntry.situs_address,
    RollEntry.situs_city,
    RollEntry.situs_zip,
    RollEntry.owner_kind,
    RollEntry.owner_name_public,
    RollEntry.owner_line_1,
    RollEntry.owner_line_2,
    RollEntry.land_use,
    RollEntry.land_value_cents,
    RollEntry.improvement_value_cents,
    RollEntry.total_value_cents,
    RollEntry.vacant,
    RollEntry.roll_year,
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Outlines as they were at a snapshot: the first change after it has the one before.

    Attributes:
        stored: The outlines as they are now.
        change: The first change of each since, where there is one.
    """

    stored: Any
    change: Any

    @property
    def outline(self) -> ColumnElement[bytes]:
        """WKB of the outline at that time."""
        return func.coalesce(self.change.former_outline, self.stored.outline)


def parcel_snapshots(connection: Connection) -> frozenset[int]:
    """The numbers of the snapshots that brought parcels."""
    brought = Snapshot.state.in_(("current", "superseded"))
    return frozenset(connection.scalars(select(Snapshot.id).where(brought, ~Snapshot.bridge)))


class FormerParcels(TableFeatures):
    """The parcels of a snapshot.

    Args:
        snapshot: Which.
    """

    qualities = PARCEL_QUALITIES
    key = RollEntry.parcel_id.expression
    first = join_entities(RollEntry, Parcel, Parcel.id == RollEntry.parcel_id)

    def __init__(self, snapshot: LoadedSnapshot) -> None:
        """Know which snapshot."""
        self._snapshot = snapshot
        self._drawn = _Drawn(aliased(ParcelOutline), aliased(ParcelChange))
        self.always = (*self._said(RollEntry), ~exists(self._said_before()))
        self.parts = (
            Part(
                self._drawn.stored,
                self._drawn.stored.parcel_id == RollEntry.parcel_id,
                frozenset((GEOMETRY,)),
            ),
            Part(
                self._drawn.change,
                self._is_first_since(self._drawn.change, RollEntry.parcel_id.expression),
                frozenset(("acres", "area_sqm", GEOMETRY)),
                may_lack=True,
            ),
        )
        self.ground = self._ground()

    def _said(self, entry: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - or an alias
        """Whether an entry is what this snapshot said."""
        number = self._snapshot.id
        return (
            entry.source_key == self._snapshot.source_key,
            entry.recorded_from_id <= number,
            or_(entry.recorded_to_id.is_(None), entry.recorded_to_id > number),
            Parcel.county_fips == self._snapshot.county_fips,
        )

    def _said_before(self) -> Select[Any]:
        """Another account of the same parcel, before this one on the roll."""
        other = aliased(RollEntry)
        return select(other.id).where(
            other.parcel_id == RollEntry.parcel_id, other.id < RollEntry.id, *self._said(other)
        )

    def _is_first_since(self, change: Any, parcel_id: Column) -> ColumnElement[bool]:  # noqa: ANN401
        later = aliased(ParcelChange)
        first = (
            select(func.min(later.id))
            .where(
                later.parcel_id == parcel_id,
                later.snapshot_id > self._snapshot.id,
                later.former_outline.is_not(None),
            )
            .scalar_subquery()
        )
        return and_(change.parcel_id == parcel_id, change.id == first)

    def _ground(self) -> Ground:
        """Their outlines; the edges of those that were drawn anew since are not known."""
        box, drawn = aliased(Parcel), _Drawn(aliased(ParcelOutline), aliased(ParcelChange))
        tables = join_entities(box, drawn.stored, drawn.stored.parcel_id == box.id)
        since = self._is_first_since(drawn.change, box.id.expression)
        return Ground(
            row_number=RollEntry.parcel_id.expression,
            number=box.id.expression,
            outline=drawn.outline,
            edges=Edges(
                box.west.expression, box.south.expression,
                box.east.expression, box.north.expression,
            ),
            tables=join_entities(tables, drawn.change, since, isouter=True),
            shape=func.ST_GeomFromWKB(drawn.outline, 4326),
            loose=drawn.change.id.is_not(None),
        )  # fmt: skip

    def columns(self, speech: Speech) -> Mapping[str, Column]:
        """What that snapshot said of them, as everybody may read it."""
        return {
            **roll_columns(RollEntry),
            **value_columns(RollEntry),
            **area_columns(self._area(speech), speech),
            "parcel_id": Parcel.public_id.expression,
            "county_fips": Parcel.county_fips.expression,
            "county": literal(self._snapshot.county_name, String()),
            "parcel_number": Parcel.parcel_number.expression,
            "owner_kind": seen_kind(RollEntry.owner_kind.expression),
            "land_use": RollEntry.land_use.expression,
            "vacant": RollEntry.vacant.expression,
            "roll_year": self._roll_year,
            "snapshot": literal(self._snapshot.day),
            GEOMETRY: self._drawn.outline,
        }

    @property
    def _roll_year(self) -> Column:
        """The year of that roll: an entry says only in which it was new."""
        year = self._snapshot.roll_year
        return RollEntry.roll_year.expression if year is None else literal(year)

    def _area(self, speech: Speech) -> Column:
        before = speech.number_in(self._drawn.change.evidence, _AREA_BEFORE)
        return func.coalesce(before, Parcel.area_sqm)

    def found(self, connection: Connection, keys: Collection[int]) -> Mapping[int, Feature]:
        """The parcels with these numbers."""
        numbered = is_one_of(connection, RollEntry.parcel_id.expression, keys)
        rows = connection.execute(self._all(connection).where(numbered))
        return {row.id: self._feature(row) for row in rows}

    def one(self, connection: Connection, feature_id: str) -> Feature | None:
        """The parcel with this public id."""
        statement = self._all(connection).where(Parcel.public_id == feature_id)
        row = connection.execute(statement).one_or_none()
        return None if row is None else self._feature(row)

    def _all(self, connection: Connection) -> Statement:
        statement: Statement = select(
            Parcel.id,
            Parcel.public_id,
            Parcel.parcel_number,
            *_SAID,
            self._area(speech_of(connection)).label("area_then"),
            self._drawn.outline.label("outline"),
        )
        return self._joined(statement, self.qualities).where(*self.always)

    def _feature(self, row: Row[Any]) -> Feature:
        owner = NamedOwner(
            row.owner_kind, row.owner_name_public, row.owner_line_1, row.owner_line_2
        )
        shown = ParcelRow(
            id=row.id,
            public_id=row.public_id,
            county_fips=self._snapshot.county_fips,
            parcel_number=row.parcel_number,
            situs_address=row.situs_address,
            situs_city=row.situs_city,
            situs_zip=row.situs_zip,
            owner_kind=visible_kind(row.owner_kind, _TIER),
            owner_name=owner_name(owner, _TIER),
            land_use=row.land_use,
            land_value_cents=row.land_value_cents,
            improvement_value_cents=row.improvement_value_cents,
            total_value_cents=row.total_value_cents,
            area_sqm=row.area_then,
            vacant=row.vacant,
            roll_year=self._snapshot.roll_year or row.roll_year,
            snapshot=self._snapshot,
        )
        return Feature(row.public_id, row.outline, shown)
