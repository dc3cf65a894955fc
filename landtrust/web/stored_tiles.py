"""Sends a tile as it lies in the archive, whichever address asked for it."""

import gzip

from flask import Response, request

from landtrust.exports.tile_archive import TileArchive, TilePlace

TILE_TYPE = "application/vnd.mapbox-vector-tile"


def stored_tile(archive: TileArchive, place: TilePlace, *, empty_status: int) -> Response:
    """A tile, compressed for whoever unpacks it, with a mark to be known again by.

    Args:
        archive: Where it lies.
        place: Which one; there can be such a tile.
        empty_status: What is answered where there is no parcel. Nothing at all is a tile too:
            a message of the format without any field.
    """
    stored = archive.tile(place)
    response = Response(status=empty_status if stored is None else 200, mimetype=TILE_TYPE)
    if stored is not None:
        _fill(response, stored)
    if response.status_code == 204:  # noqa: PLR2004 - no content, and so of no type
        del response.headers["Content-Type"]
    response.vary.add("Accept-Encoding")
    # Weak: the same is said with other bytes, compressed.
    response.set_etag(f"{archive.stamp}-{place.zoom}-{place.column}-{place.row}", weak=True)
    return response


def _fill(response: Response, stored: bytes) -> None:
    if request.accept_encodings.quality("gzip") > 0:
        response.data = stored
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.data = gzip.decompress(stored)
