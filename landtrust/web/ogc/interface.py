"""Puts OGC API - Features under ``/ogc``."""

from flask import Blueprint, Flask, Response, request

from landtrust.web.ogc import item_pages, pages, tile_pages
from landtrust.web.ogc.answers import open_as_said
from landtrust.web.ogc.memory import EXTENSION, Memory
from landtrust.web.ogc.prefix import PREFIX, is_of_programs

_COLLECTION = "/collections/<collection>"
_TILESET = "/tiles/<grid>"
_TILE = f"{_TILESET}/<zoom>/<row>/<column>"
_RULES = (
    ("", "landing", pages.landing),
    ("/conformance", "conformance", pages.conformance),
    ("/api", "api", pages.api),
    ("/functions", "functions", pages.function_list),
    ("/collections", "collections", pages.collection_page),
    (_COLLECTION, "collection", pages.one_collection),
    (f"{_COLLECTION}/queryables", "queryables", pages.queryable_list),
    (f"{_COLLECTION}/schema", "schema", pages.property_list),
    (f"{_COLLECTION}/sortables", "sortables", pages.sortable_list),
    (f"{_COLLECTION}/items", "items", item_pages.items),
    (f"{_COLLECTION}/items/<feature>", "item", item_pages.item),
    ("/tiles", "tilesets", tile_pages.tilesets),
    (_TILESET, "tileset", tile_pages.tileset),
    (_TILE, "tile", tile_pages.tile),
    (f"{_COLLECTION}/tiles", "tilesets", tile_pages.tilesets),
    (_COLLECTION + _TILESET, "tileset", tile_pages.tileset),
    (_COLLECTION + _TILE, "tile", tile_pages.tile),
    ("/tileMatrixSets", "grids", tile_pages.grids),
    ("/tileMatrixSets/<grid>", "grid", tile_pages.grid_page),
)


def add_ogc_interface(app: Flask) -> None:
    """Let this app answer geographic programs."""
    blueprint = Blueprint("ogc", __name__, url_prefix=PREFIX)
    for rule, endpoint, view in _RULES:
        # Programs put paths together, and some end them with a slash.
        blueprint.add_url_rule(rule, endpoint, view)
        blueprint.add_url_rule(f"{rule}/", endpoint, view)
    blueprint.after_app_request(_open_if_ours)
    app.register_blueprint(blueprint)
    app.extensions[EXTENSION] = Memory()


def _open_if_ours(response: Response) -> Response:
    return open_as_said(response) if is_of_programs(request.path) else response
