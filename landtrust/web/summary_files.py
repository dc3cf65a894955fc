"""Counties and regions in numbers, for whoever asks."""

import hashlib

from flask import Blueprint, Response, request

from landtrust.analysis.summaries import SummaryYear, common_rows, land_rows, summary_years
from landtrust.analysis.summary_places import summary_places
from landtrust.errors import Busy
from landtrust.exports.ready_summaries import ReadySummaries
from landtrust.exports.summary_files import SUMMARY_FORMS, joined, summary_table
from landtrust.queries.snapshots import all_snapshots, parcel_snapshots
from landtrust.web.downloads import downloads
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_files import MOST_PARCELS
from landtrust.web.site import site

blueprint = Blueprint("summary_files", __name__)

PATIENCE_SECONDS = 10.0
"""How long to wait for numbers that somebody else makes: a connection is held meanwhile."""


def summaries_file(extension: str) -> Response:
    """Every number of every county, region and year; the same for all, whoever asks.

    Raises:
        Busy: So many parcels are summed up after a load, and that is not done yet; or somebody
            else sums up for too long to be waited for.
    """
    read_parameters(request.query_string, ())
    form = SUMMARY_FORMS[extension]
    with site().engine.connect() as connection:
        snapshots = all_snapshots(connection)
        years = summary_years(snapshots, parcel_snapshots(connection))
        places = summary_places(connection)
        ready = ReadySummaries(site().settings.ready_folder, snapshots, places)
        land = ready.table()
        if land is None:
            _require_few(years)
            with downloads().one():
                land = ready.made(
                    lambda: summary_table(land_rows(connection, years, places)), PATIENCE_SECONDS
                )
        common = summary_table(common_rows(connection, years, places))
    content = form.made(joined(land, common))
    response = Response(content, content_type=form.media_type)
    day = f"-{years[-1].then.day.isoformat()}" if years else ""
    name = f"landtrust-summaries{day}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response


for _extension in SUMMARY_FORMS:
    blueprint.add_url_rule(
        f"/summaries.{_extension}", view_func=summaries_file, defaults={"extension": _extension}
    )


def _require_few(years: tuple[SummaryYear, ...]) -> None:
    rows = {one.id: one.rows_kept for year in years for one in year.then.snapshots}
    if sum(rows.values()) > MOST_PARCELS:
        raise Busy("So many parcels are summed up after a load. Please try again in some minutes.")
