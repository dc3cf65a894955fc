"""Serves parcel tiles as they lie in the current archive; the database is never asked."""

import re

import orjson
from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from landtrust.errors import InvalidInput, NotFound
from landtrust.exports.tile_archive import TileArchive, TileFolder, TilePlace
from landtrust.phrases import Phrase
from landtrust.web.languages import without_language
from landtrust.web.open_answers import FOR_EVERY_SITE
from landtrust.web.query_strings import read_parameters
from landtrust.web.stored_tiles import stored_tile
from landtrust.web.tile_json import tile_json

_EXTENSION = "landtrust_tiles"
_FOREVER = "public, max-age=31536000, immutable"
_STAMP = re.compile(r"[0-9a-f]{16}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_NO_CONTENT = 204


def tile_pages(tiles: TileFolder) -> Blueprint:
    """The addresses under ``/tiles``.

    Args:
        tiles: Where archives lie.
    """
    pages = Blueprint("tiles", __name__, url_prefix="/tiles")
    pages.record_once(lambda setup: setup.app.extensions.update({_EXTENSION: tiles}))

    @pages.get("/parcels.json")
    def parcels() -> Response:
        """TileJSON 3.0: what the tiles are and where."""
        read_parameters(request.query_string, ())
        archive = require_tiles()
        response = Response(orjson.dumps(tile_json(archive)))
        response.mimetype = "application/json"
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        # A CDN hands on what it is given, to pages of this site that come from another address.
        response.headers.update(FOR_EVERY_SITE)
        response.make_conditional(request)
        return response

    @pages.get("/<stamp>/<zoom>/<column>/<row>.mvt")
    def tile(stamp: str, zoom: str, column: str, row: str) -> AnyResponse:
        """One tile; 204 where there is no parcel."""
        place = TilePlace(
            parse_tile_number(zoom), parse_tile_number(column), parse_tile_number(row)
        )
        archive = require_tiles()
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


def require_tiles() -> TileArchive:
    """The archive that is current on that site.

    Raises:
        NotFound: There is none.
    """
    archive = current_tiles()
    if archive is None:
        raise NotFound("There are no tiles yet: nothing is loaded.")
    return archive


def parse_tile_number(text: str) -> int:
    """A zoom, a row or a column, as an address has it.

    Raises:
        InvalidInput: It is no whole number, or has a sign, or is longer than any there can be.
    """
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
    response = stored_tile(archive, place, empty_status=_NO_CONTENT)
    # The stamp is a fingerprint of all tiles: an address never changes what it answers.
    response.headers["Cache-Control"] = _FOREVER
    response.headers.update(FOR_EVERY_SITE)
    response.make_conditional(request)
    return response
