"""The parcels that somebody chose: those of a filter, as they are, or as they were."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from landtrust.model.changes import ParcelChange
from landtrust.model.parcels import Parcel, ParcelOutline
from landtrust.model.roll import RollEntry
from landtrust.queries.as_loaded import SAID_THEN, AsLoaded, Drawn, row_then
from landtrust.queries.conditions_then import ReadThen, conditions_then
from landtrust.queries.filtering.stores import speech_of
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.parcels import (
    BATCH_ROWS,
    ParcelRow,
    Snapshots,
    count_parcels,
    stream_parcels,
)
from landtrust.queries.then import Then
from landtrust.queries.visibility import Tier

Statement = Select[*tuple[Any, ...]]
Batches = Iterator[tuple[ParcelRow, ...]]


@dataclass(frozen=True, slots=True)
class ChosenParcels:
    """The parcels of a filter, at a time, as a reader may see them.

    Attributes:
        wanted: The filter.
        tier: The reader's.
        then: The loads that are read; None: the parcels as they are now.
    """

    wanted: ParcelFilter
    tier: Tier = Tier.PUBLIC
    then: Then | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The time, for names of files; nothing where it is now."""
        return () if self.then is None else (self.then.words,)

    def count(self, connection: Connection) -> int:
        """How many they are.

        Raises:
            InvalidInput: Words are asked for where they cannot be looked up, or none.
        """
        if self.then is None:
            return count_parcels(connection, self.wanted, self.tier)
        read = reading_then(connection, self.then)
        statement = parcels_then(connection, self, self.then, read, select(func.count()))
        return int(connection.execute(statement).scalar_one())

    def stream(
        self, connection: Connection, snapshots: Snapshots
    ) -> AbstractContextManager[Batches]:
        """All of them, with outlines, by id, a batch at a time.

        One statement, begun at once, reads them all.

        Args:
            connection: Where to ask.
            snapshots: All snapshots by id.

        Raises:
            InvalidInput: Words are asked for where they cannot be looked up, or none.
        """
        if self.then is None:
            return stream_parcels(connection, self.wanted, self.tier, snapshots)
        return self._stream(connection, self.then)

    @contextmanager
    def _stream(self, connection: Connection, then: Then) -> Iterator[Batches]:
        read = reading_then(connection, then)
        columns: Statement = select(
            *SAID_THEN, read.area_sqm.label("area_then"), read.drawn.outline.label("outline")
        )
        statement = (
            parcels_then(connection, self, then, read, columns)
            .join(read.drawn.stored, read.drawn.stored.parcel_id == Parcel.id)
            .order_by(Parcel.id)
            .execution_options(yield_per=BATCH_ROWS)
        )
        of = read.loads.by_county
        with connection.execute(statement) as found:
            yield (
                tuple(row_then(row, of[row.county_fips], self.tier, row.outline) for row in batch)
                for batch in found.partitions()
            )


def reading_then(connection: Connection, then: Then) -> ReadThen:
    """What a statement about a former time reads."""
    drawn = Drawn(aliased(ParcelOutline), aliased(ParcelChange))
    return ReadThen(AsLoaded(then.snapshots), drawn, drawn.area_sqm(speech_of(connection)))


def parcels_then(
    connection: Connection,
    chosen: ChosenParcels,
    then: Then,
    read: ReadThen,
    columns: Statement,
) -> Statement:
    """A statement about chosen parcels as loads had them; outlines are left to be joined.

    Args:
        connection: Where to ask.
        chosen: The filter, and whose eyes.
        then: The time.
        read: What it reads.
        columns: What is selected, of ``Parcel``, ``RollEntry`` and what is read.
    """
    change = read.drawn.change
    return (
        columns.select_from(Parcel)
        .join(RollEntry, RollEntry.parcel_id == Parcel.id)
        .outerjoin(change, read.loads.is_first_since(change, Parcel.id.expression))
        .where(
            *read.loads.speaks(),
            *conditions_then(connection, chosen.wanted, chosen.tier, then, read),
        )
    )
