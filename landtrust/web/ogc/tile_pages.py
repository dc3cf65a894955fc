"""Tiles by the interface: the tilesets, each tile, and the grid that they are cut by.

The database is never asked, except for pages, which say so where their land is invented.
"""

import orjson
from flask import Response, request

from landtrust.domain.tile_grid import GRID
from landtrust.errors import NotFound
from landtrust.exports.tile_archive import TileArchive, TilePlace
from landtrust.phrases import Phrase
from landtrust.queries.visibility import Tier
from landtrust.web.loaded import Loaded, loaded_for
from landtrust.web.ogc.answers import document_answer, json_answer
from landtrust.web.ogc.collections import TILED
from landtrust.web.ogc.representations import (
    EMPTY_HEADER,
    PLAIN,
    TILEJSON,
    TILES,
    TILESETS,
    Form,
    asked_form,
)
from landtrust.web.ogc.tilesets import (
    archive_limits,
    grid_document,
    grid_list,
    tile_template,
    tileset_document,
    tileset_list,
)
from landtrust.web.site import site
from landtrust.web.stored_tiles import stored_tile
from landtrust.web.tile_json import TILE_FIELDS, tile_json
from landtrust.web.tile_pages import current_tiles, parse_tile_number, require_tiles

_OK = 200


def tilesets(**collection: str) -> Response:
    """The tilesets of everything, or of a collection."""
    form = asked_form(PLAIN)
    _require_tiled(**collection)
    document = tileset_list(current_tiles(), **collection)
    return document_answer(
        PLAIN, form, document, "ogc_tilesets.html", asked=collection, **_loaded(form)
    )


def tileset(grid: str, **collection: str) -> Response:
    """One tileset, described."""
    form = asked_form(TILESETS)
    _require_tiled(**collection)
    _require_grid(grid)
    archive = require_tiles()
    if form is Form.TILEJSON:
        return json_answer(orjson.dumps(tile_json(archive)), TILEJSON)
    document = tileset_document(archive, **collection)
    return document_answer(
        TILESETS, form, document, "ogc_tileset.html",
        asked=collection, template=tile_template(**collection), fields=TILE_FIELDS,
        **_loaded(form),
    )  # fmt: skip


def tile(grid: str, zoom: str, row: str, column: str, **collection: str) -> Response:
    """One tile. Where there is no parcel, it is a tile without anything.

    The standard lets such a tile be answered with 200 or 204. The official suite takes nothing
    but 200 within the limits, and some programs complain of an answer that has no type.
    """
    asked_form(TILES)
    _require_tiled(**collection)
    _require_grid(grid)
    archive = require_tiles()
    place = _place(archive, zoom, row, column)
    response = stored_tile(archive, place, empty_status=_OK)
    if not response.data:
        # Every parcel is in the tiles of every zoom.
        response.headers[EMPTY_HEADER] = "empty"
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def grids() -> Response:
    """The grids that tiles are cut by."""
    form = asked_form(PLAIN)
    return document_answer(PLAIN, form, grid_list(), "ogc_grids.html")


def grid_page(grid: str) -> Response:
    """One grid."""
    form = asked_form(PLAIN)
    _require_grid(grid)
    return document_answer(PLAIN, form, grid_document(), "ogc_grid.html")


def _loaded(form: Form) -> dict[str, Loaded]:
    if form is not Form.HTML:
        return {}
    with site().engine.connect() as connection:
        return {"data": loaded_for(connection, Tier.PUBLIC)}


def _place(archive: TileArchive, zoom: str, row: str, column: str) -> TilePlace:
    row_number, column_number = parse_tile_number(row), parse_tile_number(column)
    limits = archive_limits(archive).get(zoom)
    if limits is None or not limits.holds(row_number, column_number):
        raise NotFound(
            Phrase(
                "There is no tile %(place)s: the description of the tileset says from where to "
                "where they go.",
                place="/".join(part[:20] for part in (zoom, row, column)),
            )
        )
    return TilePlace(limits.zoom, column_number, row_number)


def _require_tiled(collection: str = TILED) -> None:
    if collection != TILED:
        raise NotFound(
            Phrase("There are no tiles of a collection “%(id)s” here.", id=collection[:60]),
            collection=collection[:60],
        )


def _require_grid(grid: str) -> None:
    if grid != GRID:
        raise NotFound(
            Phrase("There are no tiles in a grid “%(id)s” here.", id=grid[:60]), grid=grid[:60]
        )
