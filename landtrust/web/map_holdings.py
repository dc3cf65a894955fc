"""What is held in common through time, for the map."""

import orjson
from flask import Blueprint, Response, request

from landtrust.maps.holdings_in_time import holdings_in_time
from landtrust.queries.growth import common_holdings
from landtrust.web.compressed import tagged
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import reader_tier
from landtrust.web.standpoints import (
    RECORDED_AS_OF,
    book_connection,
    read_recorded_as_of,
    today,
)

map_holdings = Blueprint("holdings", __name__, url_prefix="/map")


@map_holdings.get("/holdings.json")
def holdings_json() -> Response:
    """Every holding in common that the reader may see, and when; the map steps through them."""
    parameters = read_parameters(request.query_string, (RECORDED_AS_OF,))
    recorded_as_of = read_recorded_as_of(parameters)
    tier = reader_tier()
    with book_connection() as connection:
        held = common_holdings(connection, tier, recorded_as_of)
    body = orjson.dumps(holdings_in_time(held, today()))
    return tagged(body, "application/json")
