"""How the land held in common grew, by year: a table, two small charts and a file."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from sqlalchemy import Connection

from landtrust.domain.crs import acres
from landtrust.domain.growth import YearOfGrowth, by_year, changes
from landtrust.exports.growth_chart import draw_bars
from landtrust.exports.growth_files import growth_csv
from landtrust.queries.growth import common_holdings
from landtrust.web.compressed import tagged
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import reader_tier
from landtrust.web.standpoints import (
    RECORDED_AS_OF,
    book_connection,
    read_recorded_as_of,
    today,
)

blueprint = Blueprint("growth", __name__)

_CSV_TYPE = "text/csv; charset=utf-8"


@blueprint.get("/holdings/growth")
def growth_page() -> str:
    """Acres and parcels in common at the end of each year, and today."""
    parameters = read_parameters(request.query_string, (RECORDED_AS_OF,))
    recorded_as_of = read_recorded_as_of(parameters)
    with book_connection() as connection:
        data = loaded(connection)
        years = _years(connection, recorded_as_of)
    in_acres = [(one.year, acres(one.held.land.area_sqm)) for one in years]
    parcels = [(one.year, float(one.held.land.parcels)) for one in years]
    return render_template(
        "growth.html",
        years=years,
        acres_chart=draw_bars(in_acres) if years else None,
        parcels_chart=draw_bars(parcels, whole=True) if years else None,
        recorded_as_of=recorded_as_of,
        query=urlencode(parameters),
        data=data,
    )


@blueprint.get("/holdings/growth.csv")
def growth_file() -> Response:
    """The same for spreadsheets."""
    parameters = read_parameters(request.query_string, (RECORDED_AS_OF,))
    recorded_as_of = read_recorded_as_of(parameters)
    with book_connection() as connection:
        years = _years(connection, recorded_as_of)
    response = tagged(growth_csv(years), "text/csv")
    response.headers["Content-Type"] = _CSV_TYPE
    response.headers["Content-Disposition"] = "attachment; filename=common-land-by-year.csv"
    return response


def _years(connection: Connection, recorded_as_of: datetime | None) -> tuple[YearOfGrowth, ...]:
    held = common_holdings(connection, reader_tier(), recorded_as_of)
    return by_year(changes(one.stretches for one in held), today())
