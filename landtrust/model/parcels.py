"""Parcels: the pieces of land, their outlines and the numbers they go by."""

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import BigReference, Cents, Record, RowId


class Parcel(Record):
    """A piece of land with a number (LADM: LA_SpatialUnit).

    The number is the county's; the surrogate id is ours, and is the feature id in tiles.
    """

    __tablename__ = "parcel"

    id: Mapped[RowId]
    public_id: Mapped[str] = mapped_column(
        Text, unique=True, comment="Public name: county code, hyphen, parcel number"
    )
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), comment="County")
    parcel_number: Mapped[str] = mapped_column(Text, comment="Number, normalised")
    parcel_number_as_given: Mapped[str] = mapped_column(Text, comment="Number as the source has it")
    west: Mapped[float] = mapped_column(comment="Least longitude")
    south: Mapped[float] = mapped_column(comment="Least latitude")
    east: Mapped[float] = mapped_column(comment="Greatest longitude")
    north: Mapped[float] = mapped_column(comment="Greatest latitude")
    label_lon: Mapped[float] = mapped_column(comment="A point inside, degrees east")
    label_lat: Mapped[float] = mapped_column(comment="A point inside, degrees north")
    area_sqm: Mapped[float] = mapped_column(comment="Area in square metres, measured in EPSG:3814")
    first_seen_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("snapshot.id"), comment="Snapshot that first had it"
    )
    last_seen_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("snapshot.id"), comment="Latest snapshot that had it"
    )


class ParcelOutline(Record):
    """The outline of a parcel, apart from it so that lists and counts need not read it."""

    __tablename__ = "parcel_outline"

    parcel_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    outline: Mapped[bytes] = mapped_column(
        LargeBinary, comment="MultiPolygon in longitude and latitude, EPSG:4326 (WKB)"
    )
    given_hash: Mapped[bytes] = mapped_column(
        LargeBinary(16), comment="Fingerprint of the geometry as the source gave it"
    )


class ParcelIdentifier(Record):
    """Another number for the same land; no scheme is the truth."""

    __tablename__ = "parcel_identifier"
    __table_args__ = (
        Index("ix_parcel_identifier_value", "value"),
        {"sqlite_with_rowid": False},  # the key is the row: one tree to write instead of two
    )

    parcel_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    scheme: Mapped[str] = mapped_column(
        String(40), primary_key=True, comment="Whose number: ppin, alternate, county_form, …"
    )
    value: Mapped[str] = mapped_column(Text, primary_key=True, comment="The number, normalised")


class ParcelFacts(Record):
    """What the current roll says of a parcel: one row for each parcel that is current.

    Made anew by each load from its roll entries, so that filters, counts and maps need no join.
    A parcel without a row here is no longer in any current source.
    """

    __tablename__ = "parcel_facts"
    __table_args__ = (
        Index("ix_parcel_facts_county_fips", "county_fips", "parcel_id"),
        Index("ix_parcel_facts_kinds", "county_fips", "owner_kind", "land_use", "vacant"),
        # In the order of lists, and with the value, so that a total by it reads no row.
        Index("ix_parcel_facts_owner_kind", "owner_kind", "parcel_id", "total_value_cents"),
        Index("ix_parcel_facts_vacant", "vacant", "parcel_id", "total_value_cents"),
        Index("ix_parcel_facts_land_use", "land_use", "parcel_id", "total_value_cents"),
        # In the order of values. SQLite takes the narrowest index of a kind and is to take those
        # above for lists; these are wide, and have all that counts by class ask for.
        Index("ix_parcel_facts_owner_kind_value",
              "owner_kind", "total_value_cents", "land_use", "vacant"),
        Index("ix_parcel_facts_vacant_value",
              "vacant", "total_value_cents", "owner_kind", "land_use"),
    )  # fmt: skip

    parcel_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    roll_entry_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("roll_entry.id"), comment="The entry that these facts are from"
    )
    snapshot_id: Mapped[int] = mapped_column(
        BigReference, ForeignKey("snapshot.id"), comment="Current snapshot that has the parcel"
    )
    county_fips: Mapped[str] = mapped_column(String(5), comment="County")
    owner_kind: Mapped[str] = mapped_column(String(24), comment="Kind of owner, a code")
    land_use: Mapped[str | None] = mapped_column(String(24), comment="Land use, our code")
    vacant: Mapped[bool | None] = mapped_column(
        Boolean, comment="Vacant lot; NULL: not known. A park is none"
    )
    land_value_cents: Mapped[Cents] = mapped_column(comment="True value of the land, cents")
    improvement_value_cents: Mapped[Cents] = mapped_column(comment="True value of buildings, cents")
    total_value_cents: Mapped[Cents] = mapped_column(comment="True value in all, cents")
    area_sqm: Mapped[float] = mapped_column(comment="Area in square metres, measured in EPSG:3814")
    roll_year: Mapped[int | None] = mapped_column(comment="Year of the roll")
    accounts: Mapped[int] = mapped_column(comment="How many roll accounts the parcel has")
