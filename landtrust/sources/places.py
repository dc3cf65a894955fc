"""Counties with their outlines, and named regions of counties, from the data folder."""

import re
from dataclasses import dataclass
from pathlib import Path

import orjson
import shapely
from shapely.geometry import shape

from landtrust.domain.extent import Bbox
from landtrust.errors import ConfigurationError, NotFound

_COUNTIES = Path("boundaries") / "counties_ms_al.geojson"


@dataclass(frozen=True, slots=True)
class CountyOutline:
    """A county as the Census Bureau draws it at 1:500,000.

    Attributes:
        fips: Five digits, state before county.
        name: Without the word "County".
        state: ``MS`` or ``AL``.
        label_lon: Longitude (degrees) of a point inside with room for the name.
        label_lat: Latitude (degrees) of that point.
        outline_lonlat: WKB of a MultiPolygon in EPSG:4326.
        bbox: What the outline spans.
    """

    fips: str
    name: str
    state: str
    label_lon: float
    label_lat: float
    outline_lonlat: bytes
    bbox: Bbox


def county_outlines(data_folder: Path) -> tuple[CountyOutline, ...]:
    """All counties that we know, sorted by FIPS.

    Args:
        data_folder: Where ``boundaries/`` lies; the door that calls knows it.

    Raises:
        ConfigurationError: The file is missing or is not what ``make_boundaries.py`` writes.
    """
    path = data_folder / _COUNTIES
    try:
        features = orjson.loads(path.read_bytes())["features"]
        counties = tuple(_county(feature) for feature in features)
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as problem:
        msg = f"The county outlines cannot be read from {path.name}: {problem}."
        raise ConfigurationError(msg, path=str(path)) from problem
    return tuple(sorted(counties, key=lambda county: county.fips))


def county_named(counties: tuple[CountyOutline, ...], name: str, state: str) -> CountyOutline:
    """The county with this name, however it is written: PEARLRIVER, Pearl River County.

    Raises:
        NotFound: The state has no such county.
    """
    wanted = _name_key(name)
    for county in counties:
        if county.state == state and _name_key(county.name) == wanted:
            return county
    msg = f"There is no county “{name[:60]}” in {state}."
    raise NotFound(msg, county=name, state=state)


def _name_key(name: str) -> str:
    letters = re.sub(r"[^a-z]", "", name.lower())
    return letters.removesuffix("county")


def _county(feature: dict[str, dict[str, object]]) -> CountyOutline:
    outline = shape(feature["geometry"])
    properties = feature["properties"]
    return CountyOutline(
        fips=str(properties["fips"]),
        name=str(properties["name"]),
        state=str(properties["state"]),
        label_lon=float(str(properties["label_lon"])),
        label_lat=float(str(properties["label_lat"])),
        outline_lonlat=shapely.to_wkb(outline),
        bbox=Bbox(*outline.bounds),
    )
