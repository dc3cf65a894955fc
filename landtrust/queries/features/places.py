"""Counties and regions as features."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import shapely
from sqlalchemy import Connection

from landtrust.domain.filtering.values import Quality, ValueType
from landtrust.phrases import Phrase
from landtrust.queries.features.listed import Listed, ListedFeatures
from landtrust.queries.features.parcel_qualities import OUTLINE, named
from landtrust.queries.place_outlines import OutlinedCounty, outlined_counties
from landtrust.queries.places import regions

_TEXT, _NUMBER = ValueType.TEXT, ValueType.NUMBER

_PARCELS = Quality("parcels", _NUMBER, Phrase("How many parcels are loaded."), is_whole=True)

_COUNTY_QUALITIES = named(
    (
        Quality("county_fips", _TEXT, Phrase("Federal code of state and county.")),
        Quality("name", _TEXT, Phrase("Its name.")),
        Quality("state", _TEXT, Phrase("Postal code of the state.")),
        _PARCELS,
        Quality("regions", ValueType.ARRAY, Phrase("The keys of the regions that it is in.")),
        OUTLINE,
    )
)
_REGION_QUALITIES = named(
    (
        Quality("key", _TEXT, Phrase("Its name in addresses.")),
        Quality("name", _TEXT, Phrase("Its name.")),
        Quality("kind", _TEXT, Phrase("What makes it a region: history, soil, people, use.")),
        Quality("note", _TEXT, Phrase("What a reader must know of it.")),
        Quality("source", _TEXT, Phrase("Where the list of its counties comes from.")),
        Quality("is_reconstruction", ValueType.BOOLEAN,
                Phrase("Whether no published list was found and ours was put together.")),
        Quality("threshold", _NUMBER,
                Phrase("Least share of people that makes a county belong, from 0 to 1.")),
        Quality("counties", ValueType.ARRAY, Phrase("Federal codes of its counties.")),
        _PARCELS,
        OUTLINE,
    )
)  # fmt: skip


def county_features() -> ListedFeatures:
    """Every county that we know, with or without parcels."""
    return ListedFeatures(_COUNTY_QUALITIES, _counties)


def region_features() -> ListedFeatures:
    """Every region, as the land of its counties."""
    return ListedFeatures(_REGION_QUALITIES, _regions)


def _counties(connection: Connection) -> Iterator[Listed]:
    named_regions = regions(connection)
    for county in outlined_counties(connection):
        keys = sorted(one.key for one in named_regions if county.fips in one.counties)
        says = {
            "county_fips": county.fips,
            "name": county.name,
            "state": county.state,
            "parcels": county.parcels,
            "regions": keys,
        }
        yield Listed(county.fips, county.fips, joined((county.outline_lonlat,)), says)


def _regions(connection: Connection) -> Iterator[Listed]:
    counties = {county.fips: county for county in outlined_counties(connection)}
    for region in regions(connection):
        members: list[OutlinedCounty] = [
            counties[fips] for fips in region.counties if fips in counties
        ]
        says = {
            "key": region.key,
            "name": region.name,
            "kind": region.kind,
            "note": region.note,
            "source": region.source,
            "is_reconstruction": region.is_reconstruction,
            "threshold": region.threshold,
            "counties": list(region.counties),
            "parcels": sum(county.parcels for county in members),
        }
        land = joined(tuple(county.outline_lonlat for county in members))
        yield Listed(region.key, region.key, land, says)


@lru_cache(maxsize=512)
def joined(outlines: tuple[bytes, ...]) -> shapely.MultiPolygon | None:
    """Outlines (WKB) as one MultiPolygon; None where there are none."""
    if not outlines:
        return None
    land = shapely.from_wkb(np.array(outlines, dtype=object))
    whole = land[0] if len(land) == 1 else shapely.union_all(land)
    return shapely.MultiPolygon([one for one in shapely.get_parts(whole) if one.area])
