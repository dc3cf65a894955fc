"""What loads found to have changed, as features: each change lies where its parcel does."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select, true

from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelOutline
from landtrust.model.snapshots import Snapshot
from landtrust.phrases import Phrase
from landtrust.queries.features.asking import GEOMETRY, Feature
from landtrust.queries.features.parcel_qualities import OUTLINE, named
from landtrust.queries.features.parcels import parcel_ground
from landtrust.queries.features.tables import Part, Statement, TableFeatures
from landtrust.queries.filtering.conditions import Column, Items
from landtrust.queries.filtering.stores import Speech
from landtrust.queries.lineages import PUBLIC_EVIDENCE, SHARES, shares_of
from landtrust.queries.parcels import BATCH_ROWS
from landtrust.queries.spatial import is_one_of

_LARGEST = 2**63 - 1

CHANGE_QUALITIES = named(
    (
        Quality("change_id", ValueType.NUMBER, Phrase("Our number for the change."), is_whole=True),
        Quality("parcel_id", ValueType.TEXT, Phrase("The parcel, by its id in addresses.")),
        Quality("county_fips", ValueType.TEXT, Phrase("Federal code of state and county.")),
        Quality("kind", ValueType.TEXT, Phrase("What changed, a code.")),
        Quality("day", ValueType.DATE, Phrase("When the data that show it were fetched.")),
        Quality("snapshot_id", ValueType.NUMBER, Phrase("Our number for the load that found it."),
                is_whole=True),
        Quality("became", ValueType.ARRAY,
                Phrase("Ids of the parcels that its land went to; an empty list ([]) where it "
                       "went to none.")),
        OUTLINE,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change that a load found.

    Attributes:
        parcel_id: Public.
        kind: A code.
        day: The day (UTC) of the snapshot that showed it.
        became: Public ids of the parcels that its land went to, those with the most first.
    """

    id: int
    parcel_id: str
    county_fips: str
    kind: str
    day: date
    snapshot_id: int
    became: tuple[str, ...]


class ChangeFeatures(TableFeatures):
    """Every change that a load found."""

    qualities = CHANGE_QUALITIES
    key = ParcelChange.id.expression
    first = ParcelChange.__table__
    parts = (
        Part(
            Parcel,
            Parcel.id == ParcelChange.parcel_id,
            frozenset(("parcel_id", "county_fips")),
        ),
        Part(Snapshot, Snapshot.id == ParcelChange.snapshot_id, frozenset(("day",))),
        Part(
            ParcelOutline,
            ParcelOutline.parcel_id == ParcelChange.parcel_id,
            frozenset((GEOMETRY,)),
        ),
    )
    ground = parcel_ground(ParcelChange.parcel_id.expression)

    def columns(self, speech: Speech) -> Mapping[str, Column]:
        """What is public of them: of most, what was before and after names an owner."""
        return {
            "change_id": ParcelChange.id.expression,
            "parcel_id": Parcel.public_id.expression,
            "county_fips": Parcel.county_fips.expression,
            "kind": ParcelChange.kind.expression,
            "day": speech.day(Snapshot.retrieved_at.expression),
            "snapshot_id": ParcelChange.snapshot_id.expression,
            "became": true(),  # it is always a list, if an empty one
            GEOMETRY: ParcelOutline.outline.expression,
        }

    def lists(self, speech: Speech) -> Mapping[str, Items]:
        """The parcels that land went to."""
        return {"became": speech.keys_in(PUBLIC_EVIDENCE, SHARES)}

    def found(self, connection: Connection, keys: Collection[int]) -> Mapping[int, Feature]:
        """The changes with these numbers."""
        statement = (
            _changes()
            .add_columns(ParcelOutline.outline)
            .join(ParcelOutline, ParcelOutline.parcel_id == ParcelChange.parcel_id)
            .where(is_one_of(connection, ParcelChange.id.expression, keys))
        )
        return {row.id: _feature(row) for row in connection.execute(statement)}

    def one(self, connection: Connection, feature_id: str) -> Feature | None:
        """The change with this number."""
        is_number = feature_id.isascii() and feature_id.isdigit()
        number = int(feature_id[:20]) if is_number else 0
        if str(number) != feature_id or number > _LARGEST:
            return None
        return self.found(connection, [number]).get(number)


@contextmanager
def stream_changes(connection: Connection) -> Iterator[Iterator[tuple[ChangeRow, ...]]]:
    """All changes, by number, a batch at a time: one statement reads them all."""
    statement = _changes().order_by(ParcelChange.id).execution_options(yield_per=BATCH_ROWS)
    with connection.execute(statement) as found:
        yield (tuple(map(_change, batch)) for batch in found.partitions())


def _changes() -> Statement:
    return (
        select(
            ParcelChange.id,
            Parcel.public_id,
            Parcel.county_fips,
            ParcelChange.kind,
            Snapshot.retrieved_at,
            ParcelChange.snapshot_id,
            PUBLIC_EVIDENCE.label("evidence"),
        )
        .join(Parcel, Parcel.id == ParcelChange.parcel_id)
        .join(Snapshot, Snapshot.id == ParcelChange.snapshot_id)
    )


def _feature(row: Row[Any]) -> Feature:
    return Feature(str(row.id), row.outline, _change(row))


def _change(row: Row[Any]) -> ChangeRow:
    shares = shares_of(row.evidence)
    return ChangeRow(
        id=row.id,
        parcel_id=row.public_id,
        county_fips=row.county_fips,
        kind=row.kind,
        day=row.retrieved_at.date(),
        snapshot_id=row.snapshot_id,
        became=tuple(sorted(shares, key=lambda parcel: (-shares[parcel], parcel))),
    )
