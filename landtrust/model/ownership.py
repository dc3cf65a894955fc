"""Collective ownership: parties, units of property, and who may do what with them.

Source:
    ISO 19152-1:2024, LA_Party, LA_BAUnit, LA_SpatialUnit, LA_RRR.
"""

from datetime import date
from typing import Annotated

from sqlalchemy import BigInteger, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Cents, Record
from landtrust.model.versions import Version

ThingRef = Annotated[int, mapped_column(BigReference, ForeignKey("thing.id"), index=True)]
MaybeThingRef = Annotated[
    int | None, mapped_column(BigReference, ForeignKey("thing.id"), index=True)
]
ValidFrom = Annotated[date, mapped_column(Date, comment="First day on which it is true")]
ValidTo = Annotated[
    date | None, mapped_column(Date, comment="First day on which it is no longer; NULL: open")
]
Numerator = Annotated[int, mapped_column(BigInteger, comment="Share: numerator")]
Denominator = Annotated[int, mapped_column(BigInteger, comment="Share: denominator")]


class Party(Version, Record):
    """A person, an organization or a group that can hold land (LADM: LA_Party)."""

    __tablename__ = "party"

    kind: Mapped[str] = mapped_column(String(12), comment="person, organization or group")
    group_kind: Mapped[str | None] = mapped_column(
        String(20), comment="What makes a group one: household, cooperative, heirs, other"
    )
    name: Mapped[str] = mapped_column(Text, comment="Name as its papers write it")
    is_trust: Mapped[bool] = mapped_column(comment="Whether it is the trust itself")
    is_public: Mapped[bool] = mapped_column(comment="Whether the trust lets anybody read its name")
    note: Mapped[str | None] = mapped_column(Text, comment="For those who work on it")


class PartyMember(Version, Record):
    """A member of a group, with its share in it (LADM: LA_PartyMember)."""

    __tablename__ = "party_member"

    group_id: Mapped[ThingRef]
    member_id: Mapped[ThingRef]
    share_numerator: Mapped[Numerator]
    share_denominator: Mapped[Denominator]
    valid_from: Mapped[ValidFrom]
    valid_to: Mapped[ValidTo]


class PropertyUnit(Version, Record):
    """What is held under the same rights: a holding (LADM: LA_BAUnit)."""

    __tablename__ = "property_unit"

    name: Mapped[str] = mapped_column(Text, comment="What it is called")
    note: Mapped[str | None] = mapped_column(Text, comment="For those who work on it")
    public_parts: Mapped[str] = mapped_column(
        Text, comment="What anybody may read of it, codes joined by commas; empty: nothing"
    )


class UnitOrigin(Version, Record):
    """A unit that came out of another by a split or a merger."""

    __tablename__ = "unit_origin"

    unit_id: Mapped[ThingRef]
    former_id: Mapped[ThingRef]
    valid_from: Mapped[ValidFrom]


class SpatialUnit(Version, Record):
    """A piece of land, or a building apart from its land (LADM: LA_SpatialUnit)."""

    __tablename__ = "spatial_unit"

    kind: Mapped[str] = mapped_column(String(10), comment="land or building")
    name: Mapped[str] = mapped_column(Text, comment="Address, or what it is called")
    parcel_id: Mapped[int | None] = mapped_column(BigReference, ForeignKey("parcel.id"), index=True)
    area_sqm: Mapped[float | None] = mapped_column(
        comment="Square metres on the day it was recorded (EPSG:3814); NULL: not known"
    )


class UnitPart(Version, Record):
    """A piece of land or a building that belongs to a unit for a time."""

    __tablename__ = "unit_part"

    unit_id: Mapped[ThingRef]
    spatial_unit_id: Mapped[ThingRef]
    valid_from: Mapped[ValidFrom]
    valid_to: Mapped[ValidTo]


class Interest(Version, Record):
    """A right, a restriction or a responsibility (LADM: LA_RRR)."""

    __tablename__ = "interest"

    unit_id: Mapped[ThingRef]
    kind: Mapped[str] = mapped_column(
        String(16), comment="right, restriction or responsibility; follows from the type"
    )
    type: Mapped[str] = mapped_column(String(24), comment="Type, a code")
    party_id: Mapped[MaybeThingRef]
    share_numerator: Mapped[int | None] = mapped_column(
        BigInteger, comment="Share: numerator; NULL where the type has no shares"
    )
    share_denominator: Mapped[int | None] = mapped_column(
        BigInteger, comment="Share: denominator; NULL where the type has no shares"
    )
    valid_from: Mapped[ValidFrom]
    valid_to: Mapped[ValidTo]
    lease_id: Mapped[MaybeThingRef]
    on_interest_id: Mapped[MaybeThingRef]
    rank: Mapped[int | None] = mapped_column(comment="Order among mortgages and liens, first is 1")
    amount_cents: Mapped[Cents] = mapped_column(comment="Sum that it secures, cents")
    every_months: Mapped[int | None] = mapped_column(
        comment="How often a duty comes round, months; NULL: not regularly"
    )
    description: Mapped[str | None] = mapped_column(Text, comment="In the words of its paper")
