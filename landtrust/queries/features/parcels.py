"""Current parcels as features."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Connection, Double, case, cast, literal_column, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm import join as join_entities

from landtrust.domain.crs import SQM_PER_ACRE
from landtrust.model.parcels import Parcel, ParcelFacts, ParcelOutline
from landtrust.model.places import County
from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.model.spatial_postgresql import SHAPE
from landtrust.queries.conditions import conditions
from landtrust.queries.features.asking import GEOMETRY, Asking, Feature
from landtrust.queries.features.parcel_qualities import PARCEL_QUALITIES
from landtrust.queries.features.tables import Part, TableFeatures
from landtrust.queries.filtering.conditions import Column, IsCode
from landtrust.queries.filtering.ground import Edges, Ground
from landtrust.queries.filtering.stores import Speech
from landtrust.queries.filters import EVERYTHING
from landtrust.queries.parcels import ParcelRow, Snapshots, parcel_rows
from landtrust.queries.spatial import RTREE
from landtrust.queries.visibility import (
    PUBLIC_NAME_KINDS,
    Tier,
    hidden_kinds,
    stored_kinds,
    visible_kind,
)

_TIER = Tier.PUBLIC
"""Features are the same for all, whoever asks."""

_CENTS = 100.0

# Names of their own: the statement around them may read the same tables.
_BOX = aliased(Parcel, name="ground_parcel")
_SHAPED = aliased(ParcelOutline, name="ground_outline")


def parcel_ground(row_number: ColumnElement[int], *, only_current: bool = False) -> Ground:
    """The outlines of parcels.

    Args:
        row_number: The parcel's number in the statement that is filtered.
        only_current: Whether all its rows are of current parcels, which an index knows.
    """
    index = RTREE.c
    boxes = Edges(index.west, index.south, index.east, index.north)
    return Ground(
        row_number=row_number,
        number=_BOX.id.expression,
        outline=_SHAPED.outline.expression,
        edges=Edges(
            _BOX.west.expression, _BOX.south.expression,
            _BOX.east.expression, _BOX.north.expression,
        ),
        tables=join_entities(_BOX, _SHAPED, _SHAPED.parcel_id == _BOX.id),
        shape=literal_column(SHAPE.format(outline="ground_outline.outline")),
        index=(index.parcel_id, boxes) if only_current else None,
    )  # fmt: skip


class ParcelFeatures(TableFeatures):
    """Current parcels.

    Args:
        snapshots: All snapshots by id.
    """

    qualities = PARCEL_QUALITIES
    key = ParcelFacts.parcel_id.expression
    first = ParcelFacts.__table__
    parts = (
        Part(Parcel, Parcel.id == ParcelFacts.parcel_id,
             frozenset(("parcel_id", "parcel_number"))),
        Part(RollEntry, RollEntry.id == ParcelFacts.roll_entry_id,
             frozenset(("situs_address", "situs_city", "situs_zip", "owner_name"))),
        Part(County, County.fips == ParcelFacts.county_fips, frozenset(("county",))),
        Part(Snapshot, Snapshot.id == ParcelFacts.snapshot_id, frozenset(("snapshot",))),
        Part(ParcelOutline, ParcelOutline.parcel_id == ParcelFacts.parcel_id,
             frozenset((GEOMETRY,))),
    )  # fmt: skip
    narrowed = (
        frozenset(("owner_kind", "total_value")),
        frozenset(("vacant", "total_value")),
    )
    ground = parcel_ground(ParcelFacts.parcel_id.expression, only_current=True)

    def __init__(self, snapshots: Snapshots) -> None:
        """Know the snapshots that parcels are of."""
        self._snapshots = snapshots

    def columns(self, speech: Speech) -> Mapping[str, Column]:
        """What the current roll says of them, as everybody may read it."""
        return _columns(speech)

    def codes(self) -> Mapping[str, IsCode]:
        """Kinds of owner and uses of land, which have an index."""
        facts = ParcelFacts
        return {
            "owner_kind": lambda codes: facts.owner_kind.in_(stored_kinds(codes, _TIER)),
            "land_use": facts.land_use.in_,
        }

    def cents(self) -> Mapping[str, Column]:
        """Values, by which the indexes of kinds are narrowed."""
        return cents_columns(ParcelFacts)

    def also(self, connection: Connection, asking: Asking) -> Sequence[ColumnElement[bool]]:
        """What the filter of the site asks."""
        if asking.parcels == EVERYTHING:
            return ()
        return conditions(connection, asking.parcels, _TIER)

    def found(self, connection: Connection, keys: Collection[int]) -> Mapping[int, Feature]:
        """The parcels with these numbers."""
        rows = parcel_rows(connection, keys, _TIER, self._snapshots)
        return {number: _feature(row) for number, row in rows.items()}

    def one(self, connection: Connection, feature_id: str) -> Feature | None:
        """The current parcel with this public id."""
        number = connection.scalar(
            select(ParcelFacts.parcel_id)
            .join(Parcel, Parcel.id == ParcelFacts.parcel_id)
            .where(Parcel.public_id == feature_id)
        )
        return None if number is None else self.found(connection, [number])[number]


@cache
def _columns(speech: Speech) -> Mapping[str, Column]:
    """Put together once for each kind of store: that takes longer than to ask for a page."""
    facts = ParcelFacts
    return {
        "parcel_id": Parcel.public_id.expression,
        "county_fips": facts.county_fips.expression,
        "county": County.name.expression,
        "parcel_number": Parcel.parcel_number.expression,
        "vacant": facts.vacant.expression,
        "snapshot": speech.day(Snapshot.retrieved_at.expression),
        GEOMETRY: ParcelOutline.outline.expression,
        **roll_columns(RollEntry),
        **value_columns(facts),
        **area_columns(facts.area_sqm.expression, speech),
        "owner_kind": seen_kind(facts.owner_kind.expression),
        "land_use": facts.land_use.expression,
    }


def roll_columns(entry: type[RollEntry]) -> dict[str, Column]:
    """What a roll entry says in words, as everybody may read it."""
    named = entry.owner_kind.in_(sorted(PUBLIC_NAME_KINDS))
    return {
        "situs_address": entry.situs_address.expression,
        "situs_city": entry.situs_city.expression,
        "situs_zip": entry.situs_zip.expression,
        "owner_name": case((named, entry.owner_name_public)),
    }


def value_columns(of: type[ParcelFacts] | type[RollEntry]) -> dict[str, Column]:
    """Values in dollars, and the year of the roll."""
    values = {name: dollars(cents) for name, cents in cents_columns(of).items()}
    return {**values, "roll_year": of.roll_year.expression}


def cents_columns(of: type[ParcelFacts] | type[RollEntry]) -> dict[str, Column]:
    """Values in whole cents, by the names that they have in dollars."""
    return {
        "land_value": of.land_value_cents.expression,
        "improvement_value": of.improvement_value_cents.expression,
        "total_value": of.total_value_cents.expression,
    }


def area_columns(area_sqm: Column, speech: Speech) -> dict[str, Column]:
    """An area as it is shown, in acres and in square meters."""
    return {
        "acres": speech.rounded(area_sqm / SQM_PER_ACRE, 4),
        "area_sqm": speech.rounded(area_sqm, 2),
    }


def dollars(cents: Column) -> Column:
    """An amount in dollars."""
    return cast(cents, Double) / _CENTS


def seen_kind(kind: Column) -> Column:
    """A kind of owner as everybody may know it."""
    folded = [(kind == code, visible_kind(code, _TIER)) for code in sorted(hidden_kinds(_TIER))]
    return case(*folded, else_=kind)


def _feature(row: ParcelRow) -> Feature:
    return Feature(row.public_id, row.outline_lonlat, row)
