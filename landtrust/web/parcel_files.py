"""Parcels as data: one feature, a whole selection, and counts."""

from contextlib import ExitStack
from http import HTTPStatus
from weakref import finalize

import orjson
from flask import Blueprint, Response, request

from landtrust.errors import InvalidInput, NotFound
from landtrust.exports.file_names import file_name
from landtrust.exports.geojson import MEDIA_TYPE, feature_collection, features
from landtrust.phrases import Phrase
from landtrust.queries.facets import facet_counts
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.parcel_details import parcel_header
from landtrust.queries.parcels import ParcelRow, parcel_row, stream_parcels
from landtrust.queries.places import PlaceNames, place_names
from landtrust.sources.codes import FACETS
from landtrust.web.downloads import downloads
from landtrust.web.filter_words import subject
from landtrust.web.languages import say
from landtrust.web.loaded import Loaded, loaded, snapshot_headers
from landtrust.web.owner_words import readable_name
from landtrust.web.parcel_pages import require_parcel_id
from landtrust.web.parcel_words import first_sentence
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FILTER_NAMES, filter_to_query
from landtrust.web.site import reader_tier, site

blueprint = Blueprint("parcel_files", __name__)

_BY = "by"


@blueprint.get("/parcels.geojson")
def parcels_geojson() -> Response:
    """Every parcel that fits a filter, as one file.

    It is sent while it is read, from one state of the database, however long that takes.
    """
    here = site()
    wanted = here.filters.read(read_parameters(request.query_string, FILTER_NAMES))
    with ExitStack() as until_sent:
        connection = until_sent.enter_context(here.engine.connect())
        places = place_names(connection)
        places.require(wanted)
        data = loaded(connection)
        shown = data.within(wanted)
        response = _file(shown, filter_to_query(wanted), _name(wanted, shown, places))
        if request.method == "GET" and response.status_code == HTTPStatus.OK:
            in_time = until_sent.enter_context(downloads().one())
            batches = stream_parcels(connection, wanted, reader_tier(), data.by_id)
            rows = until_sent.enter_context(batches)
            response.response = in_time(feature_collection(rows))
            close = until_sent.pop_all().close
            response.call_on_close(close)
            # A server that is cut off may drop a response that it never began to send.
            finalize(response, close)
    return response


@blueprint.get("/parcels/<parcel_id>.geojson")
def parcel_geojson(parcel_id: str) -> Response:
    """One current parcel as a Feature; the panel of the map reads it."""
    read_parameters(request.query_string, ())
    require_parcel_id(parcel_id)
    with site().engine.connect() as connection:
        data = loaded(connection)
        number = parcel_header(connection, parcel_id).id
        row = parcel_row(connection, number, reader_tier(), data.by_id)
    if row is None:
        msg = Phrase(
            "Parcel %(number)s is no longer on the roll; its page says what it was.",
            number=parcel_id,
        )
        raise NotFound(msg, parcel_id=parcel_id)
    response = _file(Loaded((row.snapshot,)), parcel_id, file_name([parcel_id], None, "geojson"))
    if response.status_code == HTTPStatus.OK:
        response.headers["Content-Disposition"] = "inline"
        response.data = _with_words(features((row,))[0], row)
    return response


@blueprint.get("/parcels/counts.json")
def parcel_counts() -> Response:
    """How many parcels of a filter fall into each class of a facet; legends read it."""
    here = site()
    parameters = read_parameters(request.query_string, (_BY, *FILTER_NAMES))
    facet = parameters.get(_BY)
    if facet is None:
        msg = Phrase("by: say what to count by, one of %(facets)s.", facets=", ".join(FACETS))
        raise InvalidInput(msg, parameter=_BY)
    classes = here.classes.of(facet)
    wanted = here.filters.read(parameters)
    with here.engine.connect() as connection:
        place_names(connection).require(wanted)
        data = loaded(connection).within(wanted)
        counts = facet_counts(connection, wanted, facet, classes, reader_tier())
    answer = {
        "by": facet,
        "total": sum(counts.values()),
        "classes": [
            {
                "code": one.code,
                "label": one.label,
                "count": counts[one.code],
                "colour_light": one.colour_light,
                "colour_dark": one.colour_dark,
            }
            for one in classes
        ],
    }
    response = Response(orjson.dumps(answer), content_type="application/json")
    response.set_etag(data.fingerprint(facet, filter_to_query(wanted), classes, int(reader_tier())))
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


def _with_words(feature: bytes, row: ParcelRow) -> bytes:
    """The feature, with what its page calls it (a foreign member: RFC 7946, 6.1)."""
    place = " ".join(part for part in (row.situs_city, row.situs_zip) if part)
    number = Phrase("Parcel %(number)s", number=row.parcel_number)
    words = {
        "title": readable_name(row.situs_address) if row.situs_address else say(number),
        "says": first_sentence(row),
        "place": readable_name(place),
        "owner": readable_name(row.owner_name) if row.owner_name else None,
    }
    return orjson.dumps({**orjson.loads(feature), "words": words}) + b"\n"


def _file(data: Loaded, content: str, name: str) -> Response:
    """A response without its body yet; with status 304 where the reader has the file already."""
    response = Response(content_type=MEDIA_TYPE)
    # The length is not known before the last row is read.
    response.automatically_set_content_length = False
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    for header, value in snapshot_headers(data.snapshots):
        response.headers.add(header, value)
    response.set_etag(data.fingerprint(content, int(reader_tier())))
    response.last_modified = data.newest_moment
    response.make_conditional(request)
    return response


def _name(wanted: ParcelFilter, data: Loaded, places: PlaceNames) -> str:
    words = subject(wanted, places, site().classes)
    return file_name(words, data.newest_day, "geojson")
