"""Parcels as data: one feature, a whole selection, and counts."""

from contextlib import ExitStack
from datetime import datetime
from http import HTTPStatus

import orjson
from flask import Blueprint, Response, request

from landtrust.database import streaming
from landtrust.errors import InvalidInput, NotFound
from landtrust.exports.file_names import file_name
from landtrust.exports.file_notes import FileNotes
from landtrust.exports.geojson import MEDIA_TYPE, features
from landtrust.exports.parcel_forms import FORMS, Form, StreamedForm
from landtrust.phrases import Phrase
from landtrust.queries.chosen import ChosenParcels
from landtrust.queries.facets import facet_counts
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.parcel_details import parcel_header
from landtrust.queries.parcels import ParcelRow, parcel_row
from landtrust.queries.places import place_names
from landtrust.sources.codes import FACETS
from landtrust.web.asked_times import TIME_NAMES, chosen_parcels, day_of_name, query_of
from landtrust.web.downloads import downloads
from landtrust.web.filter_words import subject
from landtrust.web.loaded import Loaded, loaded, snapshot_headers
from landtrust.web.lot_names import lot_name
from landtrust.web.owner_words import readable_name
from landtrust.web.parcel_pages import require_parcel_id
from landtrust.web.parcel_words import first_sentence
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FILTER_NAMES, filter_to_query
from landtrust.web.sent_files import (
    close_when_sent,
    ready_answer,
    ready_of,
    require_few,
    written_answer,
)
from landtrust.web.site import reader_tier, site
from landtrust.web.smaller_answers import as_said, say_if_smaller

blueprint = Blueprint("parcel_files", __name__)

_BY = "by"


def parcels_file(extension: str) -> Response:
    """Every parcel that fits a filter, as one file, from one state of the database.

    It is sent while it is read, in the forms that allow it, however long that takes, and as gzip
    to whoever unpacks that. A whole county is ready for the public, in some forms, since it was
    loaded: as it is, for its parts and its SHA-256 are of that.
    """
    here, form = site(), FORMS[extension]
    parameters = read_parameters(request.query_string, (*FILTER_NAMES, *TIME_NAMES))
    wanted = here.filters.read(parameters)
    with ExitStack() as until_sent:
        reading = until_sent.enter_context(ExitStack())
        connection = reading.enter_context(streaming(here.engine))
        places = place_names(connection)
        places.require(wanted)
        data = loaded(connection)
        counties = places.counties_of(wanted)
        chosen = chosen_parcels(connection, parameters, wanted, data, counties)
        now = data.within(counties)
        shown = now.at(chosen.then)
        ready = None if chosen.then else _ready_answer(wanted, shown, form)
        if ready is not None:
            return ready
        words = [*subject(wanted, places, here.classes), *chosen.words]
        response = _file(
            shown,
            form.media_type,
            file_name(words, day_of_name(chosen, shown), extension),
            _mark(chosen, now, extension),
            shown.newest_moment if chosen.then is None else None,
        )
        if isinstance(form, StreamedForm):
            say_if_smaller(response)
        if request.method == "GET" and response.status_code == HTTPStatus.OK:
            if not isinstance(form, StreamedForm):
                require_few(form, chosen.count(connection))
            in_time = until_sent.enter_context(downloads().one())
            rows = reading.enter_context(chosen.stream(connection, data.by_id))
            if isinstance(form, StreamedForm):
                response.response = in_time(as_said(response, form.pieces(rows)))
            else:
                notes = FileNotes(shown.snapshots, chosen.then)
                until_sent.callback(written_answer(response, form, rows, notes, in_time))
                reading.close()
            close_when_sent(response, until_sent)
    return response


for _extension in FORMS:
    blueprint.add_url_rule(
        f"/parcels.{_extension}", view_func=parcels_file, defaults={"extension": _extension}
    )


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
    name = file_name([parcel_id], None, "geojson")
    of = Loaded((row.snapshot,))
    mark = of.fingerprint(parcel_id, int(reader_tier()))
    response = _file(of, MEDIA_TYPE, name, mark, of.newest_moment)
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
        places = place_names(connection)
        places.require(wanted)
        data = loaded(connection).within(places.counties_of(wanted))
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
    words = {
        "title": lot_name(row.situs_address, row.parcel_number),
        "says": first_sentence(row),
        "place": readable_name(place),
        "owner": readable_name(row.owner_name) if row.owner_name else None,
    }
    return orjson.dumps({**orjson.loads(feature), "words": words}) + b"\n"


def _ready_answer(wanted: ParcelFilter, data: Loaded, form: Form) -> Response | None:
    """The file of a whole county that is ready; None where there is none for whoever asks."""
    ready = ready_of(wanted, data.snapshots)
    found = next((one for one in ready if one.form is form), None)
    if found is None:
        return None
    try:
        response = ready_answer(found)
    except FileNotFoundError:
        return None  # the next load has removed it
    _say_what_it_is_of(response, data)
    return response


def _mark(chosen: ChosenParcels, data: Loaded, extension: str) -> str:
    """What tells a file from any other: its ETag.

    A file of a former time is also of the loads since: each reads what has stayed the same by the
    rules of its day.
    """
    wanted, then = chosen.wanted, chosen.then
    query = f"{extension}?{query_of(wanted, then)}"
    if then is None:
        return data.fingerprint(query, int(chosen.tier))
    read = tuple(one.id for one in then.snapshots)
    since = data.within([one.county_fips for one in then.snapshots])
    return since.fingerprint(query, int(chosen.tier), read)


def _file(
    data: Loaded, media_type: str, name: str, mark: str, changed_at: datetime | None
) -> Response:
    """A response without its body yet; with status 304 where the reader has the file already."""
    response = Response(content_type=media_type)
    # The length is not known before the last row is read.
    response.automatically_set_content_length = False
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    _say_what_it_is_of(response, data)
    response.set_etag(mark)
    if changed_at is not None:  # to Werkzeug, None is now
        response.last_modified = changed_at
    response.make_conditional(request)
    return response


def _say_what_it_is_of(response: Response, data: Loaded) -> None:
    response.headers["Cache-Control"] = "no-cache"
    for header, value in snapshot_headers(data.snapshots):
        response.headers.add(header, value)
