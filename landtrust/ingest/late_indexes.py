"""Indexes that a first load builds at its end: sorting once beats a million insertions."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Index, exists, select
from sqlalchemy.schema import CreateIndex, DropIndex

from landtrust.model import Record
from landtrust.model.parcels import ParcelFacts
from landtrust.model.spatial import dialect_of

_TABLES = ("parcel_facts", "parcel_identifier")
_STREETS = "ix_roll_entry_street"
"""The one index of roll entries that a load does not read itself."""


def nothing_is_stored(connection: Connection) -> bool:
    """Whether no parcel is current yet, so that every index is empty.

    In a store with parcels, building an index anew would cost more than it saves.
    """
    return not connection.execute(select(exists(select(ParcelFacts.parcel_id)))).scalar_one()


@contextmanager
def built_late(connection: Connection, *, late: bool) -> Iterator[None]:
    """Leave indexes out inside the block, if ``late``, and build them at its end."""
    indexes = list(_indexes()) if late else []
    for index in indexes:
        connection.execute(DropIndex(index))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))
    if late:
        dialect_of(connection).fill_places()


def _indexes() -> Iterator[Index]:
    for name in _TABLES:
        yield from sorted(Record.metadata.tables[name].indexes, key=lambda index: str(index.name))
    entries = Record.metadata.tables["roll_entry"]
    yield from (one for one in entries.indexes if one.name == _STREETS)
