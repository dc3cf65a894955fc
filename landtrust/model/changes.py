"""What changed between two snapshots, with its evidence."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Record, RowId


class ParcelChange(Record):
    """One change of one parcel, found by one load."""

    __tablename__ = "parcel_change"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('new', 'gone', 'returned', 'split', 'merged', 'moved', 'reshaped', "
            "'owner changed', 'value changed', 'entry changed', 'unclear')",
            name="kind",
        ),
    )

    id: Mapped[RowId]
    snapshot_id: Mapped[int] = mapped_column(BigReference, ForeignKey("snapshot.id"), index=True)
    parcel_id: Mapped[int] = mapped_column(BigReference, ForeignKey("parcel.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), comment="What changed, a code")
    evidence: Mapped[str] = mapped_column(Text, comment="Before, after and measure, as JSON")
    former_outline: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="Outline before the change (WKB); NULL where it did not change"
    )
