"""Outlines of counties and regions, with what a map says of them."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from landtrust.domain.extent import Bbox
from landtrust.model.parcels import ParcelFacts
from landtrust.model.places import County


@dataclass(frozen=True, slots=True)
class OutlinedCounty:
    """A county as the map shows it.

    Attributes:
        label_lon: Where its name goes, degrees.
        label_lat: Where its name goes, degrees.
        bbox: What its outline spans.
        parcels: How many current parcels it has.
        outline_lonlat: WKB of a MultiPolygon in EPSG:4326.
    """

    fips: str
    name: str
    state: str
    label_lon: float
    label_lat: float
    bbox: Bbox
    parcels: int
    outline_lonlat: bytes


def outlined_counties(connection: Connection) -> tuple[OutlinedCounty, ...]:
    """Every county that we know, with or without parcels, by code."""
    counted = (
        select(ParcelFacts.county_fips, func.count().label("parcels"))
        .group_by(ParcelFacts.county_fips)
        .subquery()
    )
    rows = connection.execute(
        select(
            County.fips,
            County.name,
            County.state,
            County.label_lon,
            County.label_lat,
            County.west,
            County.south,
            County.east,
            County.north,
            func.coalesce(counted.c.parcels, 0).label("parcels"),
            County.outline,
        )
        .outerjoin(counted, counted.c.county_fips == County.fips)
        .order_by(County.fips)
    )
    return tuple(
        OutlinedCounty(
            row.fips,
            row.name,
            row.state,
            row.label_lon,
            row.label_lat,
            Bbox(row.west, row.south, row.east, row.north),
            row.parcels,
            row.outline,
        )
        for row in rows
    )
