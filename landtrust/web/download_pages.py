"""What can be downloaded: every form of any filter, and whole counties that are ready."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy import Connection

from landtrust.errors import NotFound
from landtrust.exports.file_names import file_name
from landtrust.exports.parcel_forms import FORMS, Form, StreamedForm
from landtrust.exports.program_lines import ProgramLine, notebook_line, program_lines
from landtrust.exports.ready_files import ReadyFile, counties_of
from landtrust.exports.summary_files import SUMMARY_COLUMNS, SUMMARY_FORMS, SUMMARY_MEASURES
from landtrust.queries.chosen import ChosenParcels
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.parcels import count_parcels
from landtrust.queries.places import place_names
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.web.asked_times import (
    TIME_NAMES,
    chosen_parcels,
    day_of_name,
    loads_to_choose,
    query_of,
    time_chips,
    with_time,
)
from landtrust.web.base_address import address_for_programs
from landtrust.web.filter_words import Chip, chips, subject
from landtrust.web.languages import without_language
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_parameters
from landtrust.web.requests import FILTER_NAMES, filter_to_query, form_values
from landtrust.web.sent_files import MOST_PARCELS, ready_answer, ready_files, ready_of
from landtrust.web.site import site

blueprint = Blueprint("download_pages", __name__)

_FOREVER = "public, max-age=31536000, immutable"
_FILE = "parcels."
_SUM = ".sha256"


class _Size(NamedTuple):
    size_bytes: int | None
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of the parcels that somebody chose.

    Attributes:
        address: Where the file is; what goes wrong there is told in the language of the page.
        whole_address: The same for programs, with the name of the site and without a language.
        size_bytes: About how large it is; None where it cannot be had.
        is_exact: Whether it is just so large: it is ready.
        lines: How programs get it and read it.
    """

    form: Form
    address: str
    whole_address: str
    size_bytes: int | None
    is_exact: bool
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
    parameters = read_parameters(request.query_string, (*FILTER_NAMES, *TIME_NAMES))
    wanted = here.filters.read(parameters)
    with here.engine.connect() as connection:
        places = place_names(connection)
        places.require(wanted)
        data = loaded(connection)
        counties = places.counties_of(wanted)
        chosen = chosen_parcels(connection, parameters, wanted, data, counties)
        total = chosen.count(connection)
        loads = loads_to_choose(connection, data)
        sizes = tuple(_sizes(connection, chosen, total, data.within(counties).snapshots))
    words = [*subject(wanted, places, here.classes), *chosen.words]
    shown = data.within(counties).at(chosen.then)
    day = day_of_name(chosen, shown)
    return render_template(
        "downloads.html",
        wanted=wanted,
        form_values=form_values(wanted),
        county_choices=[(one.county_fips, one.county_name) for one in data.snapshots],
        query=filter_to_query(wanted),
        chips=(*time_chips(chosen), *_kept_in_time(chips(wanted, places, here.classes), chosen)),
        then=chosen.then,
        loads=loads,
        places=places,
        classes=here.classes,
        total=total,
        most=MOST_PARCELS,
        offers=[
            _offer(form, chosen, size, file_name(words, day, form.extension))
            for form, size in sizes
        ],
        notebook=notebook_line(address_for_programs(), {**form_values(wanted), **_time(chosen)}),
        notebook_address=without_language(url_for("notebook_file.notebook")),
        ready=[
            county
            for snapshots in counties_of(data.snapshots).values()
            if (county := _ready_county(snapshots)).files
        ],
        summaries=SUMMARY_FORMS.values(),
        described=(*SUMMARY_COLUMNS, *SUMMARY_MEASURES),
        data=shown,
    )


def _kept_in_time(found: Iterable[Chip], chosen: ChosenParcels) -> Iterator[Chip]:
    """The same chips, which leave the time as it is."""
    for chip in found:
        yield replace(chip, query_without=with_time(chip.query_without, chosen.then))


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


def _time(chosen: ChosenParcels) -> dict[str, str]:
    return {} if chosen.then is None else {chosen.then.name: chosen.then.value}


def _sizes(
    connection: Connection,
    chosen: ChosenParcels,
    total: int,
    snapshots: tuple[LoadedSnapshot, ...],
) -> Iterator[tuple[Form, _Size]]:
    """How large the file of each form will be.

    One that is ready is as large as it is. Others grow as those of a county that is ready did, or
    as those of a town do.

    Args:
        connection: Where to count the parcels of that county.
        chosen: The parcels.
        total: How many they are.
        snapshots: The current ones of the counties that they lie in.
    """
    ready = {} if chosen.then else {one.form: one for one in ready_of(chosen.wanted, snapshots)}
    others = next(filter(None, map(ready_files().of_county, counties_of(snapshots).values())), [])
    like = {one.form: one.size_bytes for one in others}
    parcels = 0
    if others:
        parcels = count_parcels(connection, ParcelFilter(county=(others[0].county_fips,)))
    for form in FORMS.values():
        growth = form.growth.measured(like[form], parcels) if form in like else form.growth
        can_be = isinstance(form, StreamedForm) or total <= MOST_PARCELS
        if form in ready:
            yield form, _Size(ready[form].size_bytes, is_exact=True)
        else:
            yield form, _Size(growth.size(total) if can_be else None, is_exact=False)


def _offer(form: Form, chosen: ChosenParcels, size: _Size, name: str) -> Offer:
    query = query_of(chosen.wanted, chosen.then)
    address = url_for("parcel_files.parcels_file", extension=form.extension)
    address = f"{address}?{query}" if query else address
    whole_address = address_for_programs() + without_language(address)
    return Offer(
        form=form,
        address=address,
        whole_address=whole_address,
        size_bytes=size.size_bytes,
        is_exact=size.is_exact,
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
