"""What a proxy or a watchman asks: is the process up, and is all behind it in order."""

from http import HTTPStatus

import orjson
from flask import Blueprint, Response, request
from sqlalchemy.exc import DatabaseError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from landtrust.database import wanted_revision
from landtrust.exports.tile_archive import TileFolder
from landtrust.queries.readiness import current_snapshot_ids, stored_revision
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import site

IN_ORDER = "in order"
_NOT_LOOKED_AT = "not looked at"


def health_pages(tiles: TileFolder) -> Blueprint:
    """The addresses ``/healthz`` and ``/readyz``.

    Args:
        tiles: Where archives lie.
    """
    pages = Blueprint("health", __name__)
    wanted = wanted_revision()

    @pages.get("/healthz")
    def healthz() -> Response:
        """Whether the process is up; it looks at nothing else, so that nothing can delay it."""
        read_parameters(request.query_string, ())
        return _answer({"process": IN_ORDER})

    @pages.get("/readyz")
    def readyz() -> Response:
        """Whether the database answers, has our tables, and the tiles are of its newest loads."""
        read_parameters(request.query_string, ())
        return _answer(_looked_at(wanted, tiles))

    return pages


def _answer(found: dict[str, str]) -> Response:
    ready = set(found.values()) == {IN_ORDER}
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    response = Response(orjson.dumps({"ready": ready, **found}), status)
    response.mimetype = "application/json"
    response.headers["Cache-Control"] = "no-store"
    return response


def _looked_at(wanted: str, tiles: TileFolder) -> dict[str, str]:
    found = {"database": IN_ORDER, "migrations": _NOT_LOOKED_AT, "tiles": _NOT_LOOKED_AT}
    try:
        with site().engine.connect() as connection:
            revision = stored_revision(connection)
            if revision != wanted:
                found["migrations"] = f"at {revision or 'none'}, this program needs {wanted}"
                return found
            found["migrations"] = IN_ORDER
            found["tiles"] = _tiles(tiles, tuple(current_snapshot_ids(connection)))
    except (DatabaseError, InterfaceError, PoolTimeout):
        # Not what it says of itself: that can name hosts and users.
        found["database"] = "does not answer"
    return found


def _tiles(tiles: TileFolder, current: tuple[int, ...]) -> str:
    built_of = tiles.built_of()
    if built_of == current or not (built_of or current):
        return IN_ORDER
    if built_of is None:
        return "none are built of what is loaded: run “landtrust tiles build”"
    return "they are not of the newest loads: run “landtrust tiles build”"
