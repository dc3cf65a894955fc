"""What the interface says of tiles: their grid, and the tilesets that there are.

The tileset of everything and the one of the parcels hold the same: nothing else is cut into tiles.

Source:
    OGC 20-057 (OGC API - Tiles), clauses 8 to 11; OGC 17-083r4, clauses 6 to 9.
"""

from landtrust.domain.crs import CRS84
from landtrust.domain.extent import Bbox
from landtrust.domain.tile_grid import (
    GRID,
    GRID_CRS,
    GRID_SCALES_URI,
    GRID_TITLE,
    GRID_URI,
    ORIGIN_M,
    TILE_PIXELS,
    TileLimits,
    Zoom,
    tile_limits,
    zooms,
)
from landtrust.exports.tile_archive import TileArchive
from landtrust.exports.tippecanoe import LAYER
from landtrust.phrases import Phrase
from landtrust.sources.codes import UNKNOWN
from landtrust.web.languages import say
from landtrust.web.ogc.addresses import Link, address_of
from landtrust.web.ogc.collections import TILED
from landtrust.web.ogc.descriptions import REL, Document, both_forms, link
from landtrust.web.ogc.representations import FORM_PARAMETER, JSON, TILEJSON, Form
from landtrust.web.site import public_classes
from landtrust.web.stored_tiles import TILE_TYPE
from landtrust.web.tile_json import TILE_FIELDS, TILES_ABOUT, TILES_TITLE, TileField

TILE_PARTS = ("tileMatrix", "tileRow", "tileCol")
"""What the address of a tile ends with: the zoom, the row from the north, the column."""

_SURFACES = 2  # the dimension of what is drawn


def archive_limits(archive: TileArchive) -> dict[str, TileLimits]:
    """Where tiles can hold something, by the name of the zoom."""
    return {
        str(zoom): tile_limits(archive.bounds, zoom)
        for zoom in range(archive.least_zoom, archive.most_zoom + 1)
    }


def tileset_list(archive: TileArchive | None, **collection: str) -> Document:
    """The tilesets of everything, or of a collection.

    Args:
        archive: The tiles; None: nothing is loaded, and so there is no tileset.
        collection: The id of the collection, under this name; nothing: of everything.
    """
    tileset = {
        **_kind(),
        "links": [
            link("tileset", "self", JSON, TILES_TITLE, Form.JSON, grid=GRID, **collection),
            _grid_link(),
        ],
    }
    return {
        "title": say(Phrase("Vector tiles")),
        "links": both_forms("tilesets", JSON, Phrase("This document"), Form.JSON, **collection),
        "tilesets": [tileset] if archive else [],
    }


def tileset_document(archive: TileArchive, **collection: str) -> Document:
    """One tileset: what is in it, where it reaches, and how to ask for a tile.

    Args:
        archive: The tiles.
        collection: The id of the collection, under this name; nothing: of everything.
    """
    return {
        **_kind(),
        "description": say(TILES_ABOUT),
        "version": archive.stamp,
        "accessConstraints": "unclassified",
        "mediaTypes": [TILE_TYPE],
        "tileMatrixSetLimits": [_limits(one) for one in archive_limits(archive).values()],
        "boundingBox": _box(archive.bounds),
        "centerPoint": {
            "coordinates": list(archive.densest),
            "crs": CRS84,
            "tileMatrix": str(archive.most_zoom - 1),
        },
        "layers": [_layer(archive)],
        "links": _tileset_links(**collection),
    }


def tile_template(**collection: str) -> str:
    """The address of a tile, with the names of its parts in braces."""
    parts = "/".join(f"{{{name}}}" for name in TILE_PARTS)
    base = address_of("tileset", None, grid=GRID, **collection)
    return f"{base}/{parts}?{FORM_PARAMETER}={Form.MVT.value}"


def grid_list() -> Document:
    """The grids that tiles are cut by: one."""
    title = Phrase("The grid of the tiles")
    return {
        "links": both_forms("grids", JSON, Phrase("This document")),
        "tileMatrixSets": [
            {
                "id": GRID,
                "title": GRID_TITLE,
                "uri": GRID_URI,
                "crs": GRID_CRS,
                # The standard asks for “self”, the official suite looks for “item”.
                "links": [
                    link("grid", rel, JSON, title, Form.JSON, grid=GRID) for rel in ("self", "item")
                ],
            }
        ],
    }


def grid_document() -> Document:
    """The grid, as it is registered."""
    return {
        "id": GRID,
        "title": GRID_TITLE,
        "uri": GRID_URI,
        "crs": GRID_CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": GRID_SCALES_URI,
        "tileMatrices": [_matrix(one) for one in zooms()],
    }


def _kind() -> Document:
    return {
        "title": say(TILES_TITLE),
        "dataType": "vector",
        "crs": GRID_CRS,
        "tileMatrixSetURI": GRID_URI,
    }


def _tileset_links(**collection: str) -> list[Link]:
    template = Link(
        href=tile_template(**collection), rel="item", type=TILE_TYPE,
        title=say(Phrase("A tile")), templated=True,
    )  # fmt: skip
    of = (
        link("collection", REL + "geodata", JSON, Phrase("The collection"), Form.JSON, **collection)
        if collection
        else link("landing", REL + "dataset", JSON, Phrase("Everything that there is"), Form.JSON)
    )
    return [
        *both_forms("tileset", JSON, Phrase("This tileset"), Form.JSON, grid=GRID, **collection),
        link("tileset", "alternate", TILEJSON, Phrase("This tileset as TileJSON"), Form.TILEJSON,
             grid=GRID, **collection),
        template,
        _grid_link(),
        of,
        link("conformance", "conformance", JSON, Phrase("What of the standards it does")),
    ]  # fmt: skip


def _grid_link() -> Link:
    return link("grid", REL + "tiling-scheme", JSON, Phrase("The grid of the tiles"), Form.JSON,
                grid=GRID)  # fmt: skip


def _layer(archive: TileArchive) -> Document:
    return {
        "id": LAYER,
        "title": say(TILES_TITLE),
        "description": say(TILES_ABOUT),
        "dataType": "vector",
        "geometryDimension": _SURFACES,
        "minTileMatrix": str(archive.least_zoom),
        "maxTileMatrix": str(archive.most_zoom),
        "boundingBox": _box(archive.bounds),
        "propertiesSchema": {
            "type": "object",
            "required": [name for name, one in TILE_FIELDS.items() if one.is_always_there],
            "properties": {name: _field(one) for name, one in TILE_FIELDS.items()},
        },
        "links": [
            link("collection", REL + "geodata", JSON, Phrase("The collection"), Form.JSON,
                 collection=TILED),
        ],
    }  # fmt: skip


def _field(field: TileField) -> Document:
    said: Document = {"type": field.json_type, "description": say(field.about)}
    if field.facet is not None:
        codes = (one.code for one in public_classes().of(field.facet))
        said["enum"] = [code for code in codes if field.is_always_there or code != UNKNOWN]
    return said


def _limits(limits: TileLimits) -> Document:
    return {
        "tileMatrix": str(limits.zoom),
        "minTileRow": limits.first_row,
        "maxTileRow": limits.last_row,
        "minTileCol": limits.first_column,
        "maxTileCol": limits.last_column,
    }


def _box(bounds: Bbox) -> Document:
    return {
        "lowerLeft": [bounds.west, bounds.south],
        "upperRight": [bounds.east, bounds.north],
        "crs": CRS84,
        "orderedAxes": ["Lon", "Lat"],
    }


def _matrix(zoom: Zoom) -> Document:
    return {
        "id": str(zoom.number),
        "scaleDenominator": zoom.scale,
        "cellSize": zoom.pixel_m,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": list(ORIGIN_M),
        "tileWidth": TILE_PIXELS,
        "tileHeight": TILE_PIXELS,
        "matrixWidth": zoom.side,
        "matrixHeight": zoom.side,
    }
