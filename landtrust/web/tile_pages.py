"""Serves parcel tiles as they lie in the current archive; the database is never asked."""

import gzip
import re

import orjson
from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from landtrust.errors import InvalidInput, NotFound
from landtrust.exports.tile_archive import TileArchive, TileFolder, TilePlace
from landtrust.exports.tippecanoe import LAYER
from landtrust.phrases import Phrase
from landtrust.settings import Settings
from landtrust.web.languages import without_language
from landtrust.web.query_strings import read_parameters

TILE_TYPE = "application/vnd.mapbox-vector-tile"

_EXTENSION = "landtrust_tiles"
_OURS = "/tiles/{stamp}/{z}/{x}/{y}.mvt"
# A CDN hands on what it is given, to pages of this site that come from another address than it.
_FOR_EVERY_SITE = {"Access-Control-Allow-Origin": "*"}
_FOREVER = "public, max-age=31536000, immutable"
_STAMP = re.compile(r"[0-9a-f]{16}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_FIELDS = {
    "public_id": "County code, hyphen, parcel number",
    "county": "County code",
    "owner_kind": "Kind of owner, a code",
    "vacant": "yes, no, or absent where not known",
    "land_use": "Land use, a code; absent where not known",
    "value_per_acre": "Class of value per acre, a code; absent where not known",
    "acres": "Acres, measured",
}


def tile_pages(tiles: TileFolder, settings: Settings) -> Blueprint:
    """The addresses under ``/tiles``.

    Args:
        tiles: Where archives lie.
        settings: For what the addresses in the TileJSON begin with.
    """
    pages = Blueprint("tiles", __name__, url_prefix="/tiles")
    pages.record_once(lambda setup: setup.app.extensions.update({_EXTENSION: tiles}))

    @pages.get("/parcels.json")
    def tile_json() -> Response:
        """TileJSON 3.0: what the tiles are and where."""
        read_parameters(request.query_string, ())
        archive = _require(tiles.current())
        response = Response(orjson.dumps(_tile_json(archive, settings)))
        response.mimetype = "application/json"
        response.headers["Cache-Control"] = "no-cache"
        response.set_etag(archive.stamp)
        response.headers.update(_FOR_EVERY_SITE)
        response.make_conditional(request)
        return response

    @pages.get("/<stamp>/<zoom>/<column>/<row>.mvt")
    def tile(stamp: str, zoom: str, column: str, row: str) -> AnyResponse:
        """One tile; 204 where there is no parcel."""
        place = TilePlace(_parse_number(zoom), _parse_number(column), _parse_number(row))
        archive = _require(tiles.current())
        if not archive.has_place(place):
            msg = Phrase(
                "There is no tile %(place)s: zooms go from %(least)s to %(most)s.",
                place=f"{zoom}/{column}/{row}",
                least=archive.least_zoom,
                most=archive.most_zoom,
            )
            raise NotFound(msg)
        if stamp != archive.stamp:
            return _to_current(stamp, archive, place)
        return _tile(archive, place)

    return pages


def current_tiles() -> TileArchive | None:
    """The archive that is current on the site that answers this request; None without one."""
    tiles: TileFolder = current_app.extensions[_EXTENSION]
    return tiles.current()


def tile_url(archive: TileArchive, elsewhere: str | None) -> str:
    """The address pattern of an archive's tiles, with ``{z}``, ``{x}`` and ``{y}``.

    Args:
        archive: The current archive.
        elsewhere: The pattern of a CDN or an object store that has them; None: this site does,
            and the pattern begins with a slash.
    """
    return (elsewhere or _OURS).replace("{stamp}", archive.stamp)


def _require(archive: TileArchive | None) -> TileArchive:
    if archive is None:
        raise NotFound("There are no tiles yet: nothing is loaded.")
    return archive


def _parse_number(text: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(text):
        msg = Phrase("“%(text)s” in the address of a tile is not a whole number.", text=text[:20])
        raise InvalidInput(msg)
    return int(text)


def _to_current(stamp: str, archive: TileArchive, place: TilePlace) -> AnyResponse:
    """Lead on a page that was opened before the last load, whose tiles are gone."""
    if not _STAMP.fullmatch(stamp):
        raise NotFound("There are no tiles with that stamp.")
    response = redirect(
        without_language(url_for("tiles.tile", stamp=archive.stamp, **place._asdict()))
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _tile(archive: TileArchive, place: TilePlace) -> Response:
    stored = archive.tile(place)
    if stored is None:
        response = Response(status=204)
    elif request.accept_encodings.quality("gzip") > 0:
        response = Response(stored, mimetype=TILE_TYPE)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(gzip.decompress(stored), mimetype=TILE_TYPE)
    response.headers["Cache-Control"] = _FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    response.headers.update(_FOR_EVERY_SITE)
    # The stamp is a fingerprint of all tiles: an address never changes what it answers.
    response.set_etag(f"{archive.stamp}-{place.zoom}-{place.column}-{place.row}", weak=True)
    response.make_conditional(request)
    return response


def _tile_json(archive: TileArchive, settings: Settings) -> dict[str, object]:
    address = tile_url(archive, settings.tiles_url)
    ours = address.startswith("/")
    return {
        "tilejson": "3.0.0",
        "name": "Parcels",
        "tiles": [(settings.base_url or "").rstrip("/") + address if ours else address],
        "minzoom": archive.least_zoom,
        "maxzoom": archive.most_zoom,
        "bounds": tuple(archive.bounds),
        "center": (*archive.densest, archive.most_zoom - 1),
        "vector_layers": [{"id": LAYER, "fields": _FIELDS}],
    }
