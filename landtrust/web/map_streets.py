"""Streets, waters and names of a place, for the sources that come with a file of them."""

import gzip
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for
from shapely import Geometry

from landtrust.assets import data_folder
from landtrust.domain.street_crossings import DrawnStreet
from landtrust.domain.street_names import Street, parse_street
from landtrust.errors import NotFound
from landtrust.phrases import Phrase
from landtrust.queries.snapshots import LoadedSnapshot, current_snapshots
from landtrust.sources.catalog import load_sources
from landtrust.sources.named_land import NamedLand, named_land, named_streets
from landtrust.web.compressed import compressed
from landtrust.web.languages import without_language
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import site

_FILES = "landtrust_streets"

map_streets = Blueprint("streets", __name__, url_prefix="/map/streets")


@map_streets.record_once
def _find_files(setup: object) -> None:
    app: Flask = setup.app  # type: ignore[attr-defined]
    app.extensions[_FILES] = _files_in(data_folder() / "sources")


@map_streets.get("/<source_key>.geojson")
def streets(source_key: str) -> Response:
    """The file of one source that is loaded (RFC 7946)."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        here = _files(current_snapshots(connection))
    if source_key not in here:
        msg = Phrase("No map of streets came with a source “%(name)s”.", name=source_key[:40])
        raise NotFound(msg)
    return compressed(_packed(data_folder() / here[source_key]), "application/geo+json")


def street_addresses(snapshots: Iterable[LoadedSnapshot]) -> list[str]:
    """Where the files of what is loaded are; none for most sources."""
    addresses = (url_for("map.streets.streets", source_key=key) for key in _files(snapshots))
    # Names of streets are the same in each language.
    return [without_language(one) for one in addresses]


def land_on_map(snapshots: Iterable[LoadedSnapshot]) -> tuple[NamedLand, ...]:
    """Everything with a name in the files of what is loaded."""
    named = (_named(data_folder() / file) for file in _files(snapshots).values())
    return tuple(chain.from_iterable(named))


def streets_on_map(snapshots: Iterable[LoadedSnapshot]) -> list[DrawnStreet]:
    """Every street in the files of what is loaded, as one of its county."""
    listed = list(snapshots)
    files = _files(listed)
    return [
        DrawnStreet(county, street, line)
        for key, county in dict.fromkeys((one.source_key, one.county_fips) for one in listed)
        if key in files
        for street, line in _streets(data_folder() / files[key])
    ]


def _files(snapshots: Iterable[LoadedSnapshot]) -> dict[str, str]:
    known: dict[str, str] = current_app.extensions[_FILES]
    keys = dict.fromkeys(one.source_key for one in snapshots)
    return {key: known[key] for key in keys if key in known}


@cache
def _files_in(folder: Path) -> dict[str, str]:
    return {key: one.places for key, one in load_sources(folder).items() if one.places}


@cache
def _named(path: Path) -> tuple[NamedLand, ...]:
    return named_land(path)


@cache
def _streets(path: Path) -> tuple[tuple[Street, Geometry], ...]:
    return tuple((parse_street(one.name), one.line_lonlat) for one in named_streets(path))


@cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
