"""Counties, and the named regions that they make up."""

from sqlalchemy import Boolean, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from landtrust.model.declarative import Record


class County(Record):
    """A county: the unit in which rolls are kept and snapshots become current."""

    __tablename__ = "county"

    fips: Mapped[str] = mapped_column(
        String(5), primary_key=True, comment="Federal code of state and county, such as 28049"
    )
    name: Mapped[str] = mapped_column(Text, comment="Name without the word County")
    state: Mapped[str] = mapped_column(String(2), comment="Postal code of the state")
    outline: Mapped[bytes] = mapped_column(
        LargeBinary, comment="MultiPolygon in longitude and latitude (WKB)", deferred=True
    )
    label_lon: Mapped[float] = mapped_column(comment="Where its name goes, degrees east")
    label_lat: Mapped[float] = mapped_column(comment="Where its name goes, degrees north")
    west: Mapped[float] = mapped_column(comment="Least longitude of the outline")
    south: Mapped[float] = mapped_column(comment="Least latitude of the outline")
    east: Mapped[float] = mapped_column(comment="Greatest longitude of the outline")
    north: Mapped[float] = mapped_column(comment="Greatest latitude of the outline")


class Region(Record):
    """A named set of counties, with the word of whoever drew it."""

    __tablename__ = "region"

    key: Mapped[str] = mapped_column(String(40), primary_key=True, comment="Name in addresses")
    name: Mapped[str] = mapped_column(Text, comment="Name as shown")
    kind: Mapped[str] = mapped_column(Text, comment="What makes it one: history, soil, people, use")
    note: Mapped[str] = mapped_column(Text, comment="What a reader must know of it")
    source: Mapped[str] = mapped_column(Text, comment="Where the list of counties comes from")
    is_reconstruction: Mapped[bool] = mapped_column(
        Boolean, comment="Whether no published list was found and ours was put together"
    )
    threshold: Mapped[float | None] = mapped_column(
        comment="Least share of people that makes a county belong, where that is the rule"
    )


class RegionCounty(Record):
    """A county of a region; a county may be in many."""

    __tablename__ = "region_county"

    region_key: Mapped[str] = mapped_column(ForeignKey("region.key"), primary_key=True)
    county_fips: Mapped[str] = mapped_column(
        ForeignKey("county.fips"), primary_key=True, index=True
    )
    share: Mapped[float | None] = mapped_column(
        comment="The county's own share, where a threshold makes the region"
    )
