"""What is recorded of a thing, version by version: nothing is overwritten or deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from landtrust.model.declarative import BigReference, Moment, Record, RowId


class Thing(Record):
    """Something that is recorded: a party, a unit, a right, a paper. Its versions say what."""

    __tablename__ = "thing"

    id: Mapped[RowId]
    kind: Mapped[str] = mapped_column(String(20), comment="Which table has its versions")


class Version:
    """One version of a thing (LADM: VersionedObject).

    It was what we knew from ``recorded_from`` until ``recorded_to``; a correction ends it and
    begins another.
    """

    __tablename__: str

    id: Mapped[RowId]
    recorded_from: Mapped[datetime] = mapped_column(
        Moment, comment="Since when we say so (UTC)", sort_order=90
    )
    recorded_to: Mapped[datetime | None] = mapped_column(
        Moment, comment="Until when we said so (UTC); NULL: we still do", sort_order=91
    )

    @declared_attr
    @classmethod
    def thing_id(cls) -> Mapped[int]:
        """The thing that this is a version of."""
        return mapped_column(BigReference, ForeignKey("thing.id"), index=True, sort_order=-1)

    @declared_attr
    @classmethod
    def event_id(cls) -> Mapped[int]:
        """The event that recorded it."""
        return mapped_column(BigReference, ForeignKey("audit_event.id"), sort_order=92)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """A thing has one version that still counts."""
        counts = text("recorded_to IS NULL")
        return (
            Index(
                f"uq_{cls.__tablename__}_thing",
                "thing_id",
                unique=True,
                sqlite_where=counts,
                postgresql_where=counts,
            ),
        )
