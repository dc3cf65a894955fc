"""The map: its page, its configuration, its places, and what it asks while it is used."""

import gzip
from collections.abc import Sequence

import orjson
from flask import Blueprint, Response, current_app, render_template, request
from sqlalchemy import Connection

from landtrust.exports.tile_archive import TileArchive
from landtrust.maps.configuration import (
    FACET_LABELS,
    BaseMap,
    ParcelTiles,
    map_configuration,
    map_facets,
)
from landtrust.maps.county_map import draw_county_map
from landtrust.maps.place_layers import places_geojson, region_title
from landtrust.queries.place_outlines import outlined_counties
from landtrust.queries.places import RegionSummary, place_names, regions
from landtrust.queries.snapshots import current_snapshots
from landtrust.settings import Settings
from landtrust.sources.codes import FACETS
from landtrust.web.compressed import compressed, tagged
from landtrust.web.languages import language, say
from landtrust.web.loaded import Loaded, loaded
from landtrust.web.map_holdings import map_holdings
from landtrust.web.map_picks import map_picks
from landtrust.web.map_streets import map_streets, street_addresses
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FILTER_NAMES, form_values
from landtrust.web.site import site
from landtrust.web.standpoints import TIME_NAMES, read_as_of, read_recorded_as_of
from landtrust.web.tile_json import tile_url
from landtrust.web.tile_pages import current_tiles

_PLACES = "landtrust_places"
_OF_THE_MAP = ("color", "parcel", *TIME_NAMES)
"""What the map's scripts read beside the filter: what to color by, which parcel to open, and the
day on which they show what is held in common."""

_MODULES = (
    "js/map.js",
    "js/map_address.js",
    "js/map_filter.js",
    "js/map_hits.js",
    "js/map_hover.js",
    "js/map_legend.js",
    "js/map_panel.js",
    "js/map_picks.js",
    "js/map_places.js",
    "js/map_style.js",
)
_LATER_MODULES = ("js/map_held.js", "js/map_streets.js", "js/map_time.js")
"""Fetched after the first picture, and only where there is something for them to draw."""


class KeptPlaces:
    """The outlines, compressed, made anew only when another load has become current.

    Names of regions are words, so that each language has its own.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[str, tuple[tuple[int, ...], bytes]] = {}

    def compressed(self, connection: Connection) -> bytes:
        """The outlines as GeoJSON in the language of the page, by gzip."""
        loads = tuple(snapshot.id for snapshot in current_snapshots(connection))
        spoken = language().code
        if spoken not in self._kept or self._kept[spoken][0] != loads:
            drawn = places_geojson(outlined_counties(connection), regions(connection), say)
            self._kept[spoken] = (loads, gzip.compress(drawn, mtime=0))
        return self._kept[spoken][1]


blueprint = Blueprint("map", __name__)
blueprint.register_blueprint(map_holdings)
blueprint.register_blueprint(map_picks)
blueprint.register_blueprint(map_streets)
blueprint.record_once(lambda setup: setup.app.extensions.update({_PLACES: KeptPlaces()}))


@blueprint.get("/")
def county_map() -> str:
    """The map page; what it shows is fetched by its scripts."""
    here = site()
    parameters = read_parameters(request.query_string, (*FILTER_NAMES, *_OF_THE_MAP))
    wanted = here.filters.read(parameters)
    # An unknown facet is refused here; which one it is, the scripts read for themselves.
    here.classes.of(parameters.get("color", FACETS[0]))
    as_of, _ = read_as_of(parameters), read_recorded_as_of(parameters)
    with here.engine.connect() as connection:
        places = place_names(connection)
        places.require(wanted)
        named = regions(connection)
        data = loaded(connection)
    return render_template(
        "map.html",
        shell=draw_county_map(),
        modules=_MODULES,
        later_modules=_LATER_MODULES,
        configuration=_configuration(named, data),
        facets=FACET_LABELS,
        as_of=as_of,
        classes=here.classes,
        regions=[(one, region_title(one, say)) for one in named],
        places=places,
        wanted=wanted,
        form_values=form_values(wanted),
        measures_chosen=0,
        county_choices=[(one.county_fips, one.county_name) for one in data.snapshots],
        data=data,
    )


@blueprint.get("/map/config.json")
def config_json() -> Response:
    """What the map page carries, for whoever wants it alone."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        configuration = _configuration(regions(connection), loaded(connection))
    return tagged(orjson.dumps(configuration), "application/json")


@blueprint.get("/map/places.geojson")
def place_outlines() -> Response:
    """Simplified outlines of counties and regions, with parcel counts (RFC 7946)."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        drawn = current_app.extensions[_PLACES].compressed(connection)
    return compressed(drawn, "application/geo+json")


def _configuration(named: Sequence[RegionSummary], data: Loaded) -> dict[str, object]:
    here = site()
    shown = map_configuration(
        tiles=_parcel_tiles(current_tiles(), here.settings),
        regions=named,
        snapshots=data.snapshots,
        base_map=_base_map(here.settings),
    )
    return {
        **shown,
        "facets": map_facets(here.classes, say),
        "streets": street_addresses(data.snapshots),
    }


def _parcel_tiles(archive: TileArchive | None, settings: Settings) -> ParcelTiles | None:
    if archive is None:
        return None
    return ParcelTiles(
        tile_url(archive, settings.tiles_url),
        archive.least_zoom,
        archive.most_zoom,
        archive.bounds,
        archive.densest,
    )


def _base_map(settings: Settings) -> BaseMap | None:
    if settings.base_map_url is None:
        return None
    return BaseMap(settings.base_map_url, settings.base_map_attribution)
