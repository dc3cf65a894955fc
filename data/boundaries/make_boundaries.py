"""Writes counties_ms_al.geojson: the 82 counties of Mississippi and the 67 of Alabama.

Run by hand, in the development environment, from the project's root:

    python data/boundaries/make_boundaries.py

Source: U.S. Census Bureau, cartographic boundary file of counties 2016, 1:500,000 (public
domain), as packed in the PyPI package plotly-geo. The shapefile comes without a .prj; the Bureau
publishes these files in NAD83 (EPSG:4269). GeoJSON is WGS 84 by definition, so the outlines are
taken from EPSG:4269 to EPSG:4326; PROJ moves nothing for that pair, and the true shift of about
one metre is far below what 1:500,000 can show.
"""

from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import orjson
import shapely

SHAPEFILE = "cb_2016_us_county_500k.shp"
TARGET = Path(__file__).with_name("counties_ms_al.geojson")
STATES = {"01": "AL", "28": "MS"}
EXPECTED = {"AL": 67, "MS": 82}
DECIMALS = 7  # RFC 7946 section 11.2: seven is a centimetre, and more than the source has
ON_PLANE = 3814  # metres, so that "the middle" of a county is not squeezed by degrees


def read_counties() -> gpd.GeoDataFrame:
    """The counties of both states in EPSG:4326, sorted by FIPS."""
    folder = files("_plotly_geo") / "package_data"
    counties = gpd.read_file(Path(str(folder)) / SHAPEFILE).set_crs(epsg=4269)
    counties = counties[counties["STATEFP"].isin(STATES)]
    return counties.to_crs(epsg=4326).sort_values("GEOID").reset_index(drop=True)


def label_points(counties: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """The centre of the largest circle inside each county: a point with room for a name."""
    circles = counties.to_crs(epsg=ON_PLANE).maximum_inscribed_circle(tolerance=50)
    centres = gpd.GeoSeries(shapely.get_point(circles.values, 0), crs=ON_PLANE)
    return centres.to_crs(epsg=4326)


def as_multipolygon(outline: shapely.Geometry) -> shapely.MultiPolygon:
    """The outline rounded, wound as RFC 7946 asks (outer rings counter-clockwise)."""
    rounded = shapely.transform(outline, lambda xy: xy.round(DECIMALS))
    if not shapely.is_valid(rounded):
        raise ValueError(shapely.is_valid_reason(rounded))
    wound = shapely.orient_polygons(rounded, exterior_cw=False)
    return shapely.MultiPolygon(shapely.get_parts(wound).tolist())


def main() -> None:
    """Read, check the counts, write one feature a line."""
    counties = read_counties()
    found = counties["STATEFP"].map(STATES).value_counts().to_dict()
    if found != EXPECTED:
        msg = f"expected {EXPECTED} counties, found {found}"
        raise ValueError(msg)
    lines = []
    for county, label in zip(counties.itertuples(), label_points(counties), strict=True):
        feature = {
            "type": "Feature",
            "id": county.GEOID,
            "properties": {
                "fips": county.GEOID,
                "name": county.NAME,
                "state": STATES[county.STATEFP],
                "label_lon": round(label.x, 5),
                "label_lat": round(label.y, 5),
            },
            "geometry": shapely.geometry.mapping(as_multipolygon(county.geometry)),
        }
        lines.append(orjson.dumps(feature).decode())
    TARGET.write_text(
        '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n",
        encoding="utf-8",
    )
    print(len(lines), "counties,", TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
