"""What the rolls say of parcels, one row for each change."""

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Cents, Record, RowId

_CAN_BE_LOOKED_UP = text("recorded_to_id IS NULL AND street_id IS NOT NULL")


class RollEntry(Record):
    """What a roll says of one account of a parcel, from one snapshot until another.

    The owner lines stand as given: what we make of them is beside them, never instead.
    """

    __tablename__ = "roll_entry"
    __table_args__ = (
        Index(
            "ix_roll_entry_street",
            "street_id",
            "house_number",
            "parcel_id",
            sqlite_where=_CAN_BE_LOOKED_UP,
            postgresql_where=_CAN_BE_LOOKED_UP,
        ),
    )

    id: Mapped[RowId]
    parcel_id: Mapped[int] = mapped_column(BigReference, ForeignKey("parcel.id"), index=True)
    source_key: Mapped[str] = mapped_column(Text, comment="Source that says so")
    recorded_from_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("snapshot.id"), comment="First snapshot that says so"
    )
    recorded_to_id: Mapped[int | None] = mapped_column(
        BigReference, ForeignKey("snapshot.id"), comment="First that no longer does; NULL: current"
    )
    speaks_from_id: Mapped[int | None] = mapped_column(
        BigReference,
        ForeignKey("snapshot.id"),
        comment="Latest snapshot in which it began to stand for its parcel, before the parcel's "
        "other accounts; NULL: it never did, or nobody knows",
    )
    content_hash: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="Fingerprint of all that the roll says, without its year"
    )
    account: Mapped[str | None] = mapped_column(Text, comment="Account number (PPIN)")
    owner_line_1: Mapped[str | None] = mapped_column(Text, comment="Owner, first line as given")
    owner_line_2: Mapped[str | None] = mapped_column(Text, comment="Owner, second line as given")
    owner_kind: Mapped[str] = mapped_column(String(24), comment="Kind of owner, our reading")
    owner_name_public: Mapped[str | None] = mapped_column(
        Text, comment="Owner as anyone may read it; NULL where it may name a natural person"
    )
    owner_rule: Mapped[str | None] = mapped_column(
        String(40), comment="Rule that decided the kind; NULL: none spoke"
    )
    mailing_address: Mapped[str | None] = mapped_column(Text, comment="Where the bill goes")
    mailing_city: Mapped[str | None] = mapped_column(Text, comment="Where the bill goes: city")
    mailing_state: Mapped[str | None] = mapped_column(Text, comment="Where the bill goes: state")
    mailing_zip: Mapped[str | None] = mapped_column(Text, comment="Where the bill goes: ZIP code")
    situs_address: Mapped[str | None] = mapped_column(Text, comment="Address of the land")
    situs_city: Mapped[str | None] = mapped_column(Text, comment="City of the land")
    situs_zip: Mapped[str | None] = mapped_column(Text, comment="ZIP code of the land")
    situs_as_given: Mapped[str | None] = mapped_column(
        Text, comment="Address, city and ZIP as given, where a name was cut off; for stewards"
    )
    street_id: Mapped[int | None] = mapped_column(
        BigReference, ForeignKey("street.id"), comment="Street of the address, our reading"
    )
    house_number: Mapped[int | None] = mapped_column(
        comment="House number of the address, our reading; NULL: none, or zero"
    )
    land_use_as_given: Mapped[str | None] = mapped_column(Text, comment="Land use, roll's own code")
    land_use: Mapped[str | None] = mapped_column(String(24), comment="Land use, our code")
    zoning: Mapped[str | None] = mapped_column(Text, comment="Zoning district")
    vacant: Mapped[bool | None] = mapped_column(
        Boolean, comment="Vacant lot; NULL: not known. A park is none"
    )
    land_value_cents: Mapped[Cents] = mapped_column(comment="True value of the land, cents")
    improvement_value_cents: Mapped[Cents] = mapped_column(comment="True value of buildings, cents")
    total_value_cents: Mapped[Cents] = mapped_column(comment="True value in all, cents")
    assessed_value_cents: Mapped[Cents] = mapped_column(
        comment="Assessed value, cents: 10 % of true value in Class I, 15 % in Class II"
    )
    stated_acres: Mapped[float | None] = mapped_column(comment="Acres as the roll states them")
    deed_reference: Mapped[str | None] = mapped_column(Text, comment="Deed book and page")
    deed_date: Mapped[str | None] = mapped_column(Text, comment="Date of the deed, ISO 8601")
    legal_description: Mapped[str | None] = mapped_column(Text, comment="Legal description")
    subdivision: Mapped[str | None] = mapped_column(Text, comment="Name of the subdivision")
    tax_status: Mapped[str | None] = mapped_column(Text, comment="Tax status as the roll has it")
    roll_year: Mapped[int | None] = mapped_column(comment="Year of the roll that first said so")
