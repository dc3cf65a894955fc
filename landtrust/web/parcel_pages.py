"""Parcels as a list and one by one, for people."""

import math
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from landtrust.domain.extent import Bbox
from landtrust.domain.parcel_numbers import parse_public_id
from landtrust.domain.tax_forfeits import SOURCES
from landtrust.errors import InvalidInput, NotFound
from landtrust.exports.outline_drawing import Drawing, draw_parcel
from landtrust.phrases import Phrase
from landtrust.queries.common_land import CommonLandNear, common_land_near
from landtrust.queries.filters import FURTHEST_M, Place
from landtrust.queries.held_since import held_since
from landtrust.queries.holding_land import holdings_of_parcel
from landtrust.queries.holdings import HoldingRow, holdings
from landtrust.queries.parcel_details import SHOWN_AROUND, ParcelDetail, parcel_detail
from landtrust.queries.parcels import Paging, ParcelPage, parcel_page
from landtrust.queries.permissions import may
from landtrust.queries.places import place_names
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.suggestions import SaidOfParcel, approved_suggestions
from landtrust.queries.surroundings import window_around
from landtrust.queries.visibility import tax_and_deed_are_visible
from landtrust.web.asked_times import TIME_NAMES
from landtrust.web.filter_words import chips
from landtrust.web.help_pages import needs
from landtrust.web.loaded import Loaded, loaded
from landtrust.web.offline import kept_for_later
from landtrust.web.parcel_words import KnownOfParcel, parcel_story
from landtrust.web.query_strings import read_form, read_parameters
from landtrust.web.requests import (
    FILTER_NAMES,
    PAGING_NAMES,
    filter_to_query,
    form_values,
    parse_paging,
)
from landtrust.web.site import reader_tier, site
from landtrust.web.standpoints import book_connection, today

blueprint = Blueprint("parcel_pages", __name__)

_FORM_ONLY = "view"
_WORLD_PIXELS = 256  # of the whole Earth at zoom 0
_PIXELS = 200
_FARTHEST, _NEAREST = 13, 18
_MOST_NEAR = 3
_VIEWS = {
    "list": "parcel_pages.parcel_list",
    "map": "map.county_map",
    "files": "download_pages.download_page",
}


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Query strings of the pages around one; None where there is none."""

    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True)
class OfTheBook:
    """What the trust's book says of a parcel and of the land around it.

    Attributes:
        holdings: Those that the parcel is a part of: number and name.
        first: The first of them; None where there is none that somebody holds today.
        near: Other land that is held in common near it, the nearest first.
        said: What residents said of the parcel and organizers approved, the latest first.
    """

    holdings: tuple[tuple[int, str], ...]
    first: HoldingRow | None
    near: tuple[CommonLandNear, ...]
    said: tuple[SaidOfParcel, ...]


@blueprint.get("/parcels")
def parcel_list() -> str:
    """The parcels that fit a filter, a page at a time."""
    here = site()
    parameters = read_parameters(request.query_string, (*FILTER_NAMES, *PAGING_NAMES))
    wanted = here.filters.read(parameters)
    paging = parse_paging(parameters, here.settings.list_page_rows)
    with here.engine.connect() as connection:
        places = place_names(connection)
        places.require(wanted)
        data = loaded(connection)
        page = parcel_page(connection, wanted, reader_tier(), paging, data.by_id)
    return render_template(
        "parcels.html",
        wanted=wanted,
        form_values=form_values(wanted),
        county_choices=[(one.county_fips, one.county_name) for one in data.snapshots],
        query=filter_to_query(wanted),
        page=page,
        links=_links(page, paging, filter_to_query(wanted), here.settings.list_page_rows),
        chips=chips(wanted, places, here.classes),
        places=places,
        classes=here.classes,
        data=data.within(places.counties_of(wanted)),
    )


@blueprint.get("/parcels/find")
def find_parcels() -> Response:
    """Turn what a form sent into the one address of that filter, on the list or on the map."""
    fields = read_form(request.query_string, (*FILTER_NAMES, *TIME_NAMES, _FORM_ONLY))
    view = fields.pop(_FORM_ONLY, "list")
    if view not in _VIEWS:
        msg = Phrase("view: “%(given)s” is not one of list, map, files.", given=view[:40])
        raise InvalidInput(msg, parameter=_FORM_ONLY)
    # The list and the map show the parcels as they are.
    times = {name: fields[name] for name in TIME_NAMES if name in fields and view == "files"}
    query = filter_to_query(site().filters.read(fields), **times)
    address = url_for(_VIEWS[view])
    return redirect(f"{address}?{query}" if query else address, code=303)


@blueprint.get("/parcels/<parcel_id>")
@kept_for_later
def parcel(parcel_id: str) -> str:
    """Everything that we may say of one parcel."""
    read_parameters(request.query_string, ())
    require_parcel_id(parcel_id)
    here = site()
    with here.engine.connect() as connection:
        data = loaded(connection)
        detail = parcel_detail(connection, parcel_id, reader_tier(), data.by_id)
        with book_connection(connection) as book:
            trust = _of_the_book(book, detail)
    known = _known(detail, data, trust)
    window = window_around(detail.header.bbox, SHOWN_AROUND)
    drawing = draw_parcel(detail.header.outline_lonlat, detail.around, window)
    return render_template(
        "parcel.html",
        detail=detail,
        header=detail.header,
        row=detail.current,
        story=parcel_story(known) if known else None,
        needs=needs(*_purposes(known)) if known else [],
        is_on_state_list=known is not None and known.row.snapshot.source_key in SOURCES,
        map_address=_on_the_map(detail),
        drawing=drawing,
        drawn_kinds=_drawn_kinds(detail, drawing),
        classes=here.classes,
        holdings=trust.holdings,
        common_land=trust.near,
        said=trust.said,
        is_common=known is not None and known.standing == "common",
        may_be_offered=known is None or known.may_be_offered,
        may_record=may("record_acquisition", reader_tier()),
        shows_tax_and_deed=tax_and_deed_are_visible(reader_tier()),
    )


def _of_the_book(book: Connection, detail: ParcelDetail) -> OfTheBook:
    """What the trust's book says of the parcel, as whoever asks may know it."""
    at, tier = Standpoint(today()), reader_tier()
    bbox = detail.header.bbox
    middle = Place((bbox.west + bbox.east) / 2, (bbox.south + bbox.north) / 2)
    held = holdings_of_parcel(book, detail.header.id, at, tier)
    numbers = {number for number, _ in held}
    first = holdings(book, at, tier, only=held[0][0]) if held else ()
    near = common_land_near(book, middle, tier, at, _MOST_NEAR + len(held))
    said = approved_suggestions(book, detail.header.id)
    others = (one for one in near if one.id not in numbers and one.distance_m <= FURTHEST_M)
    return OfTheBook(held, next(iter(first), None), tuple(others)[:_MOST_NEAR], said)


def _known(detail: ParcelDetail, data: Loaded, trust: OfTheBook) -> KnownOfParcel | None:
    """What a story can be told from; None of a parcel that is no longer there."""
    if detail.current is None:
        return None
    statuses = (line.tax_status for line in detail.roll if line.recorded_to is None)
    return KnownOfParcel(
        row=detail.current,
        since=held_since(detail.changes, detail.roll, data.by_id),
        holding=trust.first,
        tax_status=next(filter(None, statuses), None),
        today=today(),
    )


def _purposes(known: KnownOfParcel) -> tuple[str, ...]:
    """What help may be wanted for, on the page of this parcel."""
    wanted = {
        "taxes": known.standing == "taxed",
        "heirs": known.may_be_a_familys,
        "suggest": known.standing != "common",
        "join": True,
        "wrong": True,
    }
    return tuple(purpose for purpose, is_wanted in wanted.items() if is_wanted)


def _on_the_map(detail: ParcelDetail) -> str:
    """Where the map shows the parcel: opened, or only the place of one that is no longer there."""
    if detail.current:
        return url_for("map.county_map", parcel=detail.header.public_id)
    bbox = detail.header.bbox
    lat, lon = (bbox.south + bbox.north) / 2, (bbox.west + bbox.east) / 2
    return f"{url_for('map.county_map')}#{_zoom(bbox)}/{lat:.5f}/{lon:.5f}"


def _zoom(bbox: Bbox) -> int:
    """The web map's zoom at which a rectangle is some 200 pixels long."""
    longer = max(bbox.east - bbox.west, bbox.north - bbox.south)
    fitting = math.log2(360 / _WORLD_PIXELS * _PIXELS / longer)
    return max(_FARTHEST, min(_NEAREST, int(fitting)))


def _drawn_kinds(detail: ParcelDetail, drawing: Drawing) -> set[str]:
    """The kinds of owner that the drawing has colors of; the map in its place may show more."""
    around = {one.owner_kind for one in drawing.around}
    return around | {detail.current.owner_kind} if detail.current else around


def require_parcel_id(text: str) -> None:
    """Refuse an address that no parcel can have.

    Raises:
        NotFound: It is not the one spelling of any parcel's id.
    """
    try:
        parse_public_id(text)
    except InvalidInput as problem:
        raise NotFound(problem.message) from problem


def _links(page: ParcelPage, paging: Paging, query: str, usual: int) -> PageLinks:
    limit = {} if paging.limit == usual else {"limit": paging.limit}

    def link(name: str, number: int | None) -> str | None:
        if number is None:
            return None
        more = "&".join(f"{key}={value}" for key, value in {**limit, name: number}.items())
        return f"{query}&{more}" if query else more

    return PageLinks(link("before", page.previous_before), link("after", page.next_after))
