"""Who owned which land at a former time, parcel by parcel: what summaries are made of."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row, select

from landtrust.model.parcels import Parcel
from landtrust.model.roll import RollEntry
from landtrust.queries.chosen import ChosenParcels, Statement, parcels_then, reading_then
from landtrust.queries.filters import EVERYTHING, Held, ParcelFilter
from landtrust.queries.then import Then
from landtrust.queries.visibility import Tier, visible_kind

_BATCH_ROWS = 10_000

OwnedRow = Row[Any]
"""``id``, ``county_fips``, ``owner_kind``, ``vacant``, ``area_then`` and the two owner lines."""


@contextmanager
def stream_owned(connection: Connection, then: Then) -> Iterator[Iterator[Sequence[OwnedRow]]]:
    """Every parcel of a time, in no order, a batch at a time; one statement reads them all.

    Owner lines are as given, to count how much is in one hand: they must never be shown.
    """
    statement = _statement(connection, EVERYTHING, then, names=True)
    with connection.execute(statement.execution_options(yield_per=_BATCH_ROWS)) as found:
        yield found.partitions()


def held_in_common_then(connection: Connection, then: Then) -> Sequence[OwnedRow]:
    """The parcels that anybody may know to have been held in common; without owner lines."""
    wanted = ParcelFilter(held=Held("common", then.day))
    return connection.execute(_statement(connection, wanted, then, names=False)).all()


def public_kind(kind: str) -> str:
    """A kind of owner as everybody may know it."""
    return visible_kind(kind, Tier.PUBLIC)


def _statement(
    connection: Connection, wanted: ParcelFilter, then: Then, *, names: bool
) -> Statement:
    read = reading_then(connection, then)
    columns: Statement = select(
        Parcel.id,
        Parcel.county_fips,
        RollEntry.owner_kind,
        RollEntry.vacant,
        read.area_sqm.label("area_then"),
    )
    if names:
        columns = columns.add_columns(RollEntry.owner_line_1, RollEntry.owner_line_2)
    return parcels_then(connection, ChosenParcels(wanted), then, read, columns)
