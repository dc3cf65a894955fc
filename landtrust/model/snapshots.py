"""What was loaded, when and from where; what could not be used, and what had to be mended."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Moment, Record, RowId

STATES = ("loading", "current", "superseded", "failed")


class Snapshot(Record):
    """One load of one source for one county (LADM: LA_Source of the spatial units)."""

    __tablename__ = "snapshot"
    __table_args__ = (
        CheckConstraint("state IN ('loading', 'current', 'superseded', 'failed')", name="state"),
        Index(
            "uq_snapshot_current",
            "county_fips",
            "source_key",
            unique=True,
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
    )

    id: Mapped[RowId]
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), comment="County loaded")
    source_key: Mapped[str] = mapped_column(Text, comment="Source file that describes the data")
    source_title: Mapped[str] = mapped_column(Text, comment="Its title on the day of the load")
    invented: Mapped[bool] = mapped_column(comment="Whether the data are made up, as the sample is")
    bridge: Mapped[bool] = mapped_column(
        default=False, comment="Whether it only adds other numbers to parcels of another source"
    )
    state: Mapped[str] = mapped_column(String(10), comment="loading, current, superseded or failed")
    file_name: Mapped[str] = mapped_column(Text, comment="Name of the file, or its address")
    sha256: Mapped[str] = mapped_column(String(64), comment="Fingerprint of the file's bytes")
    retrieved_at: Mapped[datetime] = mapped_column(Moment, comment="When the file was read (UTC)")
    finished_at: Mapped[datetime | None] = mapped_column(
        Moment, comment="When the load ended (UTC)"
    )
    roll_year: Mapped[int | None] = mapped_column(comment="Latest roll year in the file")
    crs_declared: Mapped[str | None] = mapped_column(
        Text, comment="Coordinate system that the file states; NULL when it states none"
    )
    crs_used: Mapped[str] = mapped_column(Text, comment="Coordinate system that it was read with")
    rows_read: Mapped[int] = mapped_column(default=0, comment="Rows of the file for this county")
    rows_kept: Mapped[int] = mapped_column(default=0, comment="Rows that are stored")
    rows_repaired: Mapped[int] = mapped_column(default=0, comment="Kept rows with a mended outline")
    rows_rejected: Mapped[int] = mapped_column(default=0, comment="Rows that could not be used")
    entries_written: Mapped[int] = mapped_column(default=0, comment="Roll entries new in this load")
    parcels_new: Mapped[int] = mapped_column(default=0, comment="Parcels seen for the first time")
    parcels_gone: Mapped[int] = mapped_column(default=0, comment="Parcels no longer in the source")
    parcels_changed: Mapped[int] = mapped_column(default=0, comment="Parcels with any change")
    notes: Mapped[str | None] = mapped_column(Text, comment="What the reader of the file remarked")


class RejectedRow(Record):
    """A row that could not be used, as it was, with the reason."""

    __tablename__ = "rejected_row"

    id: Mapped[RowId]
    snapshot_id: Mapped[int] = mapped_column(BigReference, ForeignKey("snapshot.id"), index=True)
    row_number: Mapped[int] = mapped_column(comment="Position in the file, from 1")
    parcel_number: Mapped[str | None] = mapped_column(Text, comment="Its number, where it has one")
    reason: Mapped[str] = mapped_column(String(40), comment="Coded reason")
    detail: Mapped[str] = mapped_column(Text, comment="One plain sentence")
    row_text: Mapped[str] = mapped_column(Text, comment="The row's values as JSON")
    outline: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="Its geometry as given (WKB), where it had one"
    )


class GeometryRepair(Record):
    """An outline that had to be mended before it could be stored."""

    __tablename__ = "geometry_repair"

    id: Mapped[RowId]
    snapshot_id: Mapped[int] = mapped_column(BigReference, ForeignKey("snapshot.id"), index=True)
    parcel_id: Mapped[int] = mapped_column(BigReference, ForeignKey("parcel.id"), index=True)
    row_number: Mapped[int] = mapped_column(comment="Position in the file, from 1")
    problem: Mapped[str] = mapped_column(
        Text, comment="What was wrong, in the geometry engine's words"
    )
    outline_as_given: Mapped[bytes] = mapped_column(LargeBinary, comment="Before the repair (WKB)")
    area_change_sqm: Mapped[float | None] = mapped_column(
        comment="Area after less area before, square metres; NULL where before had none"
    )
