"""What a community land trust keeps beside rights: leases, papers, heirs, duties, its board."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Cents, Moment, Record
from landtrust.model.ownership import (
    Denominator,
    MaybeThingRef,
    Numerator,
    ThingRef,
    ValidFrom,
    ValidTo,
)
from landtrust.model.versions import Version


class GroundLease(Version, Record):
    """The terms under which land is leased; rights of type lease say who leases which land."""

    __tablename__ = "ground_lease"

    begins_on: Mapped[date] = mapped_column(Date, comment="First day")
    ends_on: Mapped[date] = mapped_column(Date, comment="First day after its end")
    term_years: Mapped[int] = mapped_column(comment="Years as agreed")
    renewal_years: Mapped[int | None] = mapped_column(
        comment="Years of the renewal that it offers; NULL: none"
    )
    fee_cents: Mapped[Cents] = mapped_column(comment="Fee of the first period, cents")
    fee_period: Mapped[str | None] = mapped_column(String(5), comment="month or year")
    fee_schedule: Mapped[str] = mapped_column(Text, comment="How the fee changes, as JSON")
    option_days: Mapped[int | None] = mapped_column(
        comment="Days in which the trust may buy first; NULL: no such option"
    )
    resale_formula: Mapped[str | None] = mapped_column(String(20), comment="Formula, a code")
    resale_parameters: Mapped[str] = mapped_column(Text, comment="What it reckons with, as JSON")
    price_cents: Mapped[Cents] = mapped_column(comment="Price of the improvements then, cents")


class Evidence(Version, Record):
    """A paper that shows it (LADM: LA_AdministrativeSource, LA_SpatialSource)."""

    __tablename__ = "evidence"

    kind: Mapped[str] = mapped_column(String(20), comment="What paper it is, a code")
    title: Mapped[str] = mapped_column(Text, comment="What it is called")
    dated_on: Mapped[date | None] = mapped_column(Date, comment="Its date")
    book: Mapped[str | None] = mapped_column(Text, comment="Book in the clerk's office")
    page: Mapped[str | None] = mapped_column(Text, comment="Page in that book")
    number: Mapped[str | None] = mapped_column(Text, comment="Instrument or case number")
    file_sha256: Mapped[str | None] = mapped_column(
        ForeignKey("evidence_file.sha256"), comment="Its copy, where one was uploaded"
    )


class EvidenceFile(Record):
    """A copy of a paper, kept in a folder under its fingerprint."""

    __tablename__ = "evidence_file"

    sha256: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="Fingerprint of its bytes"
    )
    media_type: Mapped[str] = mapped_column(Text, comment="What its bytes are")
    size_bytes: Mapped[int] = mapped_column(BigInteger, comment="Number of its bytes")
    name: Mapped[str] = mapped_column(Text, comment="Name as it was uploaded, made safe")
    stored_at: Mapped[datetime] = mapped_column(Moment, comment="When it was stored (UTC)")
    event_id: Mapped[int] = mapped_column(BigReference, ForeignKey("audit_event.id"))


class EvidenceLink(Version, Record):
    """What a paper shows: a right, a lease, a member, a sale."""

    __tablename__ = "evidence_link"

    evidence_id: Mapped[ThingRef]
    shows_id: Mapped[ThingRef]


class Resale(Version, Record):
    """A sale of improvements from one leaseholder to the next, at the price of the formula."""

    __tablename__ = "resale"

    unit_id: Mapped[ThingRef]
    lease_id: Mapped[ThingRef]
    sold_on: Mapped[date] = mapped_column(Date, comment="Day of the sale")
    formula_cents: Mapped[Cents] = mapped_column(comment="Most that the formula allows, cents")
    price_cents: Mapped[int] = mapped_column(BigInteger, comment="Price that was paid, cents")
    steps: Mapped[str] = mapped_column(Text, comment="Every step of the sum, as JSON")


class Monitoring(Version, Record):
    """A time at which a duty was looked after, and when it is due again."""

    __tablename__ = "monitoring"

    duty_id: Mapped[ThingRef]
    done_on: Mapped[date] = mapped_column(Date, comment="Day on which it was done")
    next_on: Mapped[date | None] = mapped_column(Date, comment="Day on which it is due again")
    found: Mapped[str] = mapped_column(Text, comment="What was found")


class BoardSeat(Version, Record):
    """A seat on the trust's board, and who has it."""

    __tablename__ = "board_seat"

    kind: Mapped[str] = mapped_column(String(12), comment="leaseholder, community or public")
    seat: Mapped[str] = mapped_column(Text, comment="Which seat it is")
    party_id: Mapped[MaybeThingRef]
    valid_from: Mapped[ValidFrom]
    valid_to: Mapped[ValidTo]


class Inheritance(Version, Record):
    """What one heir got of what one person held, at that person's death."""

    __tablename__ = "inheritance"

    group_id: Mapped[ThingRef]
    decedent_id: Mapped[ThingRef]
    heir_id: Mapped[ThingRef]
    share_numerator: Mapped[Numerator]
    share_denominator: Mapped[Denominator]
    died_on: Mapped[date | None] = mapped_column(Date, comment="Day of death; NULL: not known")
