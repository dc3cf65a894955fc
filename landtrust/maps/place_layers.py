"""County and region outlines as the GeoJSON that the map's place layers draw."""

from collections.abc import Callable, Sequence

import numpy as np
import orjson
import shapely

from landtrust.domain.crs import Outlines
from landtrust.phrases import Phrase
from landtrust.queries.place_outlines import OutlinedCounty
from landtrust.queries.places import RegionSummary

SIMPLIFIED_DEGREES = 0.004
"""How far a simplified border may stray: some 400 m, a pixel where counties fill the screen."""

_DECIMALS = 4


def places_geojson(
    counties: Sequence[OutlinedCounty],
    regions: Sequence[RegionSummary],
    say: Callable[[str], str] = str,
) -> bytes:
    """A feature for each region and each county, simplified so that neighbours still meet.

    Args:
        counties: Every county that the regions name, and any others.
        regions: Drawn as the union of their counties.
        say: Puts our words into the language of whoever reads them.
    """
    outlines = shapely.from_wkb([county.outline_lonlat for county in counties])
    simple = shapely.coverage_simplify(outlines, SIMPLIFIED_DEGREES)
    position = {county.fips: at for at, county in enumerate(counties)}
    features = [_region(region, say, simple, position) for region in regions]
    features += [_county(county, simple[at]) for at, county in enumerate(counties)]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def region_title(region: RegionSummary, say: Callable[[str], str] = str) -> str:
    """A region's name with what a reader must know of its making.

    Args:
        region: The region.
        say: Puts our words into the language of whoever reads them.
    """
    name = say(region.name)
    if region.is_reconstruction:
        return say(Phrase("%(name)s (a reconstruction)", name=name))
    if region.threshold is not None:
        least = f"{region.threshold:.0%}"
        return say(Phrase("%(name)s (%(least)s and more)", name=name, least=least))
    return name


def _region(
    region: RegionSummary,
    say: Callable[[str], str],
    outlines: Outlines,
    position: dict[str, int],
) -> dict[str, object]:
    own = np.array([position[fips] for fips in region.counties if fips in position], dtype=int)
    outline = shapely.coverage_union_all(outlines[own])
    points = shapely.get_coordinates(outline)
    # Above its northernmost point a name covers none of its counties' names.
    top_lon, top_lat = points[points[:, 1].argmax()].tolist()
    return {
        "type": "Feature",
        "id": f"region:{region.key}",
        "properties": {
            "what": "region",
            "key": region.key,
            "name": region_title(region, say),
            "note": say(region.note),
            "reconstruction": region.is_reconstruction,
            "counties": region.counties,
            "label": (top_lon, top_lat),
        },
        "geometry": _geometry(outline),
    }


def _county(county: OutlinedCounty, outline: shapely.Geometry) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": f"county:{county.fips}",
        "bbox": tuple(county.bbox),
        "properties": {
            "what": "county",
            "fips": county.fips,
            "name": county.name,
            "state": county.state,
            "parcels": county.parcels,
            "label": (county.label_lon, county.label_lat),
        },
        "geometry": _geometry(outline),
    }


def _geometry(outline: shapely.Geometry) -> orjson.Fragment:
    rounded = shapely.transform(outline, lambda lonlat: lonlat.round(_DECIMALS))
    return orjson.Fragment(shapely.to_geojson(rounded))
