"""What the map's scripts need to know: addresses, classes, where to begin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from landtrust.domain.extent import Bbox
from landtrust.phrases import Phrase
from landtrust.queries.filters import Place
from landtrust.queries.places import RegionSummary
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.sources.codes import FACETS, MapClasses

ZOOMS_AHEAD = 1
"""Leaflet's zoom counts so much more than the zoom of tiles of 512 pixels."""

_NOTHING_TO_DRAW_BEFORE = 13
"""Leaflet's zoom to which the map says "zoom in" while there are no tiles."""

WHOLE_AREA = Bbox(-91.66, 30.14, -84.88, 35.02)
"""Mississippi and Alabama: what the map shows while nothing is loaded."""

FACET_LABELS = {
    "owner_kind": Phrase("Kind of owner"),
    "land_use": Phrase("Land use"),
    "vacant": Phrase("Building or none"),
    "value_per_acre": Phrase("Value per acre"),
}
"""What a reader can colour the map by, in the words of its chooser."""


@dataclass(frozen=True, slots=True)
class ParcelTiles:
    """Where the parcel tiles are and what they span.

    Attributes:
        url: Their address, with ``{z}``, ``{x}`` and ``{y}``; of this site if it begins with “/”.
        densest: A point with many parcels around, degrees.
    """

    url: str
    min_zoom: int
    max_zoom: int
    bounds: Bbox
    densest: Place


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Raster tiles under everything else, where an organization has set some."""

    url: str
    attribution: str


def map_configuration(
    tiles: ParcelTiles | None,
    regions: Sequence[RegionSummary],
    snapshots: Sequence[LoadedSnapshot],
    base_map: BaseMap | None,
) -> dict[str, object]:
    """The configuration as the page carries it, ready for JSON.

    Args:
        tiles: None while nothing is loaded.
        regions: For a filter by region, which tiles know only as counties.
        snapshots: What is loaded.
        base_map: None for no base map, so that nothing is asked of a third party.
    """
    return {
        "tiles": None if tiles is None else _tiles(tiles),
        "bounds": tuple(WHOLE_AREA if tiles is None else tiles.bounds),
        "parcels_from_zoom": (
            _NOTHING_TO_DRAW_BEFORE if tiles is None else tiles.min_zoom + ZOOMS_AHEAD
        ),
        "regions": {region.key: region.counties for region in regions},
        "base_map": None if base_map is None else _base_map(base_map),
        "sources": [_source(snapshot) for snapshot in snapshots],
    }


def map_facets(classes: MapClasses, say: Callable[[str], str]) -> list[dict[str, object]]:
    """What parcels are coloured and counted by, as the page carries it.

    Args:
        classes: As far as the reader may know of them.
        say: Puts our words into the language of whoever reads them.
    """
    return [_facet(facet, classes, say) for facet in FACETS]


def _tiles(tiles: ParcelTiles) -> dict[str, object]:
    return {
        "url": tiles.url,
        "min_zoom": tiles.min_zoom,
        "max_zoom": tiles.max_zoom,
        "bounds": tuple(tiles.bounds),
        "densest": tuple(tiles.densest),
    }


def _facet(facet: str, classes: MapClasses, say: Callable[[str], str]) -> dict[str, object]:
    return {
        "code": facet,
        "label": say(FACET_LABELS[facet]),
        "classes": [
            {
                "code": one.code,
                "label": say(one.label),
                "light": one.colour_light,
                "dark": one.colour_dark,
            }
            for one in classes.of(facet)
        ],
    }


def _base_map(base_map: BaseMap) -> dict[str, str]:
    return {"url": base_map.url, "attribution": base_map.attribution}


def _source(snapshot: LoadedSnapshot) -> dict[str, object]:
    return {
        "title": snapshot.source_title,
        "county": snapshot.county_name,
        "day": snapshot.day.isoformat(),
        "invented": snapshot.invented,
    }
