"""What the map asks while it is used: the parcel at a point, the parcels that fit a filter."""

import orjson
from flask import Blueprint, Response, request

from landtrust.errors import InvalidInput
from landtrust.queries.map_picks import matching_bounds, matching_ids, public_ids_at
from landtrust.queries.places import place_names
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FILTER_NAMES, parse_place
from landtrust.web.site import reader_tier, site

map_picks = Blueprint("picks", __name__, url_prefix="/map")


@map_picks.get("/parcels-at.json")
def parcels_at() -> Response:
    """Public ids of the parcels that have a point, smallest first: ``at=longitude,latitude``."""
    parameters = read_parameters(request.query_string, ("at",))
    place = parse_place("at", parameters.get("at", ""))
    with site().engine.connect() as connection:
        return _answer({"parcels": public_ids_at(connection, place)})


@map_picks.get("/matching.json")
def matching() -> Response:
    """Ids of the parcels in ``bbox`` that fit the filter, as tiles number them."""
    parameters = read_parameters(request.query_string, FILTER_NAMES)
    if "bbox" not in parameters:
        raise InvalidInput("bbox: the map's view is missing.", parameter="bbox")
    wanted = site().filters.read(parameters)
    with site().engine.connect() as connection:
        place_names(connection).require(wanted)
        ids, complete = matching_ids(connection, wanted, reader_tier())
    return _answer({"ids": ids, "complete": complete})


@map_picks.get("/bounds.json")
def bounds() -> Response:
    """The rectangle around all parcels that fit the filter; null where none does."""
    wanted = site().filters.read(read_parameters(request.query_string, FILTER_NAMES))
    with site().engine.connect() as connection:
        place_names(connection).require(wanted)
        found = matching_bounds(connection, wanted, reader_tier())
    return _answer({"bounds": None if found is None else tuple(found)})


def _answer(said: dict[str, object]) -> Response:
    response = Response(orjson.dumps(said), mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    return response
