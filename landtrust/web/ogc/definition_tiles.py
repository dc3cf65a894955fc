"""The addresses of tiles, in the definition of the interface.

Source:
    OGC 20-057, requirements /req/core/tc-tilematrix-definition to tc-tilecol-definition and
    /req/oas30/operation-id: the operations are known by how their names end.
"""

from landtrust.domain.tile_grid import GRID
from landtrust.exports.tippecanoe import LEAST_ZOOM, MOST_ZOOM
from landtrust.phrases import Phrase
from landtrust.web.ogc.collections import TILED
from landtrust.web.ogc.definition_parts import operation, parameter, ref
from landtrust.web.ogc.descriptions import Document
from landtrust.web.ogc.representations import (
    EMPTY_HEADER,
    FORM_PARAMETER,
    HTML,
    JSON,
    PLAIN,
    TILEJSON,
    TILES,
    TILESETS,
    Offer,
)
from landtrust.web.ogc.tilesets import TILE_PARTS
from landtrust.web.stored_tiles import TILE_TYPE

GRID_PART = "tileMatrixSetId"

_TEXT: Document = {"type": "string"}
_LAST_INDEX = (1 << MOST_ZOOM) - 1


def form_parameter(offer: Offer) -> Document:
    """The parameter for the form of an answer, where there are these forms."""
    forms = [one.value for one in offer.types]
    return parameter(
        FORM_PARAMETER,
        {"type": "string", "enum": forms},
        Phrase("The form of the answer; else what the Accept header asks for."),
    )


def tile_paths() -> Document:
    """Tiles of everything and of the parcels, and the grid."""
    listed, one_grid = "/tileMatrixSets", f"/tileMatrixSets/{{{GRID_PART}}}"
    return {
        listed: operation(
            "landtrust.getTileMatrixSetsList", _page("tileMatrixSets"), [form_parameter(PLAIN)]
        ),
        one_grid: operation(
            "landtrust.getTileMatrixSet", _page("tileMatrixSet"),
            [_part(GRID_PART), form_parameter(PLAIN)], missing=True,
        ),
        **_tileset_paths("/tiles", "landtrust.dataset"),
        **_tileset_paths(f"/collections/{TILED}/tiles", f"{TILED}.collection"),
    }  # fmt: skip


def tile_parts() -> dict[str, Document]:
    """The parts of addresses of tiles, by name."""
    index: Document = {"type": "integer", "minimum": 0, "maximum": _LAST_INDEX}
    zooms = [str(zoom) for zoom in range(LEAST_ZOOM, MOST_ZOOM + 1)]
    matrix, row, column = TILE_PARTS
    described = (
        (GRID_PART, {**_TEXT, "enum": [GRID]}, Phrase("The grid that the tiles are cut by.")),
        (matrix, {**_TEXT, "enum": zooms}, Phrase("The zoom, by its name in the grid.")),
        (row, index, Phrase("The row of the tile, counted from the north.")),
        (column, index, Phrase("The column of the tile, counted from the west.")),
    )
    return {name: parameter(name, schema, about, "path") for name, schema, about in described}


def _tileset_paths(base: str, called: str) -> Document:
    one = f"{base}/{{{GRID_PART}}}"
    tile = "/".join((one, *(f"{{{name}}}" for name in TILE_PARTS)))
    return {
        base: operation(
            f"{called}.vector.getTileSetsList", _page("tilesets"), [form_parameter(PLAIN)]
        ),
        one: operation(
            f"{called}.vector.getTileSet",
            _page("tileset") | {TILEJSON: ref("schemas", "tileJson")},
            [_part(GRID_PART), form_parameter(TILESETS)],
            missing=True,
        ),
        tile: operation(
            f"{called}.vector.getTile",
            {TILE_TYPE: {"type": "string", "format": "binary"}},
            [*map(_part, (GRID_PART, *TILE_PARTS)), form_parameter(TILES)],
            missing=True,
            headers={EMPTY_HEADER: {"schema": {"type": "string", "enum": ["empty"]}}},
        ),
    }


def _page(schema: str) -> dict[str, Document]:
    return {JSON: ref("schemas", schema), HTML: _TEXT}


def _part(name: str) -> Document:
    return ref("parameters", name)
