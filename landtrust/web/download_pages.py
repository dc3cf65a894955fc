"""What can be downloaded: every form of any filter, and whole counties that are ready."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for

from landtrust.errors import NotFound
from landtrust.exports.file_names import file_name
from landtrust.exports.parcel_forms import FORMS, Form, StreamedForm
from landtrust.exports.program_lines import ProgramLine, program_lines
from landtrust.exports.ready_files import ReadyFile, counties_of
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.parcels import count_parcels
from landtrust.queries.places import place_names
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.web.filter_words import chips, subject
from landtrust.web.languages import without_language
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FILTER_NAMES, filter_to_query, form_values
from landtrust.web.sent_files import MOST_PARCELS, ready_answer, ready_files
from landtrust.web.site import reader_tier, site

blueprint = Blueprint("download_pages", __name__)

_FOREVER = "public, max-age=31536000, immutable"
_FILE = "parcels."
_SUM = ".sha256"


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of the parcels that somebody chose.

    Attributes:
        address: Where the file is; what goes wrong there is told in the language of the page.
        whole_address: The same for programs, with the name of the site and without a language.
        size_bytes: About how large it is; None where it cannot be had.
        lines: How programs get it and read it.
    """

    form: Form
    address: str
    whole_address: str
    size_bytes: int | None
    lines: tuple[ProgramLine, ...]


@dataclass(frozen=True, slots=True)
class ReadyCounty:
    """A county whose files are ready, each with its address and that of its fingerprint."""

    county: LoadedSnapshot
    files: tuple[tuple[ReadyFile, str, str], ...]


@blueprint.get("/downloads")
def download_page() -> str:
    """The parcels of a filter in every form, each with its size and how programs read it."""
    here = site()
    wanted = here.filters.read(read_parameters(request.query_string, FILTER_NAMES))
    with here.engine.connect() as connection:
        places = place_names(connection)
        places.require(wanted)
        data = loaded(connection)
        total = count_parcels(connection, wanted, reader_tier())
    words = subject(wanted, places, here.classes)
    day = data.within(wanted).newest_day
    return render_template(
        "downloads.html",
        wanted=wanted,
        form_values=form_values(wanted),
        county_choices=[(one.county_fips, one.county_name) for one in data.snapshots],
        query=filter_to_query(wanted),
        chips=chips(wanted, places, here.classes),
        places=places,
        classes=here.classes,
        total=total,
        most=MOST_PARCELS,
        offers=[
            _offer(form, wanted, total, file_name(words, day, form.extension))
            for form in FORMS.values()
        ],
        ready=[
            county
            for snapshots in counties_of(data.snapshots).values()
            if (county := _ready_county(snapshots)).files
        ],
        data=data.within(wanted),
    )


@blueprint.get("/downloads/<fips>/<stamp>/<file>")
def ready_file(fips: str, stamp: str, file: str) -> Response:
    """A file of a whole county that is ready, or its SHA-256; the address never means another."""
    read_parameters(request.query_string, ())
    extension = file.removeprefix(_FILE).removesuffix(_SUM)
    ready = ready_files().find(fips, stamp, extension) if file.startswith(_FILE) else None
    if ready is None:
        raise _gone()
    if file.endswith(_SUM):
        response = Response(f"{ready.sha256}  {ready.name}\n", mimetype="text/plain")
        response.set_etag(ready.sha256)
        response.make_conditional(request)
    else:
        try:
            response = ready_answer(ready)
        except FileNotFoundError as problem:
            raise _gone() from problem
    response.headers["Cache-Control"] = _FOREVER
    return response


def _gone() -> NotFound:
    return NotFound("There is no such file here any more: the latest ones are at /downloads.")


def _offer(form: Form, wanted: ParcelFilter, total: int, name: str) -> Offer:
    query = filter_to_query(wanted)
    address = url_for("parcel_files.parcels_file", extension=form.extension)
    address = f"{address}?{query}" if query else address
    base = (site().settings.base_url or request.host_url).rstrip("/")
    whole_address = base + without_language(address)
    can_be = isinstance(form, StreamedForm) or total <= MOST_PARCELS
    return Offer(
        form=form,
        address=address,
        whole_address=whole_address,
        size_bytes=total * form.bytes_a_parcel if can_be else None,
        lines=program_lines(form.extension, whole_address, name),
    )


def _ready_county(snapshots: tuple[LoadedSnapshot, ...]) -> ReadyCounty:
    files = (
        (one, _address(one), _address(one) + _SUM) for one in ready_files().of_county(snapshots)
    )
    return ReadyCounty(snapshots[0], tuple(files))


def _address(ready: ReadyFile) -> str:
    file = f"{_FILE}{ready.form.extension}"
    return without_language(
        url_for("download_pages.ready_file", fips=ready.county_fips, stamp=ready.stamp, file=file)
    )
