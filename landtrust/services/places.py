"""Counties and regions into the store."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import Session

from landtrust.model.places import County, Region, RegionCounty
from landtrust.sources.places import CountyOutline
from landtrust.sources.regions import RegionDefinition


def record_places(
    connection: Connection,
    counties: Sequence[CountyOutline],
    regions: Sequence[RegionDefinition],
) -> None:
    """Store counties and regions as they are given; a county that is stored stays.

    Regions are replaced whole: they are definitions, and nothing hangs on their rows.
    """
    _record_counties(connection, counties)
    connection.execute(delete(RegionCounty))
    connection.execute(delete(Region))
    if regions:
        connection.execute(insert(Region), [_region(region) for region in regions])
        connection.execute(
            insert(RegionCounty),
            [
                {"region_key": region.key, "county_fips": county.fips, "share": county.share}
                for region in regions
                for county in region.counties
            ],
        )


def _record_counties(connection: Connection, counties: Sequence[CountyOutline]) -> None:
    stored = set(connection.scalars(select(County.fips)))
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        fresh = [_county(county) for county in counties if county.fips not in stored]
        known = [_county(county) for county in counties if county.fips in stored]
        if fresh:
            session.execute(insert(County), fresh)
        if known:
            session.execute(update(County), known)
        session.commit()


def _county(county: CountyOutline) -> dict[str, object]:
    return {
        "fips": county.fips,
        "name": county.name,
        "state": county.state,
        "outline": county.outline_lonlat,
        "label_lon": county.label_lon,
        "label_lat": county.label_lat,
        **county.bbox._asdict(),
    }


def _region(region: RegionDefinition) -> dict[str, object]:
    return {
        "key": region.key,
        "name": region.name,
        "kind": region.kind,
        "note": region.note,
        "source": region.source,
        "is_reconstruction": region.reconstruction,
        "threshold": region.threshold,
    }
