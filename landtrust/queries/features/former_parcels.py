"""The parcels of one load, as that load had them, also when later ones have changed them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, func, literal, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm import join as join_entities

from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.queries.as_loaded import SAID_THEN, AsLoaded, Drawn, row_then
from landtrust.queries.conditions_then import ReadThen, conditions_then
from landtrust.queries.features.asking import GEOMETRY, Asking, Feature
from landtrust.queries.features.parcel_qualities import PARCEL_QUALITIES
from landtrust.queries.features.parcels import (
    area_columns,
    cents_columns,
    roll_columns,
    seen_kind,
    value_columns,
)
from landtrust.queries.features.tables import Part, Statement, TableFeatures
from landtrust.queries.filtering.conditions import Column
from landtrust.queries.filtering.ground import Edges, Ground
from landtrust.queries.filtering.stores import Speech, speech_of
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.queries.spatial import is_one_of
from landtrust.queries.then import SNAPSHOT, Then
from landtrust.queries.visibility import Tier

_TIER = Tier.PUBLIC


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
        self._loads = AsLoaded([snapshot])
        self._drawn = Drawn(aliased(ParcelOutline), aliased(ParcelChange))
        self.always = self._loads.speaks()
        self.parts = (
            Part(
                self._drawn.stored,
                self._drawn.stored.parcel_id == RollEntry.parcel_id,
                frozenset((GEOMETRY,)),
            ),
            Part(
                self._drawn.change,
                self._loads.is_first_since(self._drawn.change, RollEntry.parcel_id.expression),
                frozenset(("acres", "area_sqm", GEOMETRY)),
                may_lack=True,
            ),
        )
        self.ground = self._ground()

    def _ground(self) -> Ground:
        """Their outlines; the edges of those that were drawn anew since are not known."""
        box, drawn = aliased(Parcel), Drawn(aliased(ParcelOutline), aliased(ParcelChange))
        tables = join_entities(box, drawn.stored, drawn.stored.parcel_id == box.id)
        since = self._loads.is_first_since(drawn.change, box.id.expression)
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
            **area_columns(self._drawn.area_sqm(speech), speech),
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

    def also(self, connection: Connection, asking: Asking) -> Sequence[ColumnElement[bool]]:
        """What the filter of the site asks."""
        snapshot = self._snapshot
        then = Then((snapshot,), snapshot.speaks_from, SNAPSHOT, str(snapshot.id))
        area_sqm = self._drawn.area_sqm(speech_of(connection))
        read = ReadThen(self._loads, self._drawn, area_sqm)
        return conditions_then(connection, asking.parcels, _TIER, then, read)

    def also_names(self, asking: Asking) -> frozenset[str]:
        """The area, where the filter of the site asks for it."""
        wanted = asking.parcels
        is_measured = wanted.min_acres is not None or wanted.max_acres is not None
        return frozenset(("area_sqm",)) if is_measured else frozenset()

    def cents(self) -> Mapping[str, Column]:
        """Values."""
        return cents_columns(RollEntry)

    @property
    def _roll_year(self) -> Column:
        """The year of that roll: an entry says only in which it was new."""
        year = self._snapshot.roll_year
        return RollEntry.roll_year.expression if year is None else literal(year)

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
            *SAID_THEN,
            self._drawn.area_sqm(speech_of(connection)).label("area_then"),
            self._drawn.outline.label("outline"),
        )
        return self._joined(statement, self.qualities).where(*self.always)

    def _feature(self, row: Row[Any]) -> Feature:
        return Feature(row.public_id, row.outline, row_then(row, self._snapshot, _TIER))
