"""Streets that rolls name, and what each can be found by."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Record, RowId

BY_BYTES = Text().with_variant(Text(collation="C"), "postgresql")
"""A text that every store orders by its bytes, so that its beginnings are a range of an index."""


class Street(Record):
    """A street of a town, as addresses on a county's roll name it.

    It stays when no address names it any more: who is on it is for the roll entries to say.
    """

    __tablename__ = "street"
    __table_args__ = (Index("ix_street_place", "place", "county_fips"),)

    id: Mapped[RowId]
    county_fips: Mapped[str] = mapped_column(
        String(5), ForeignKey("county.fips"), index=True, comment="County"
    )
    name: Mapped[str] = mapped_column(Text, comment="Whole name in our one form: W CAPITOL ST")
    place: Mapped[str | None] = mapped_column(
        Text, comment="Town as the roll has it, in capitals; NULL: not stated"
    )
    direction: Mapped[str | None] = mapped_column(String(2), comment="N, SW and so on; NULL: none")
    bare: Mapped[str] = mapped_column(Text, comment="The name without direction and suffix")
    suffix: Mapped[str | None] = mapped_column(
        String(8), comment="What it is, as the USPS abbreviates it; NULL: not said"
    )


class StreetClue(Record):
    """Something that a street can be looked up under: a word of its name, or how it sounds."""

    __tablename__ = "street_clue"
    __table_args__ = ({"sqlite_with_rowid": False},)  # the key is the row: one tree to write

    clue: Mapped[str] = mapped_column(BY_BYTES, primary_key=True, comment="Word, or ~ and a sound")
    street_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("street.id"), primary_key=True, autoincrement=False
    )
