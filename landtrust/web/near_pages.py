"""What is near here: the same parcels as a list and as a drawing, the nearest first."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from sqlalchemy import Connection

from landtrust.errors import InvalidInput
from landtrust.exports.near_drawing import NearDrawing, draw_near, near_window
from landtrust.phrases import Phrase
from landtrust.queries.common_land import HeldParcels, common_land
from landtrust.queries.filters import EVERYTHING, ParcelFilter, Place
from landtrust.queries.near_here import (
    FARTHEST_NEAREST_M,
    NearPage,
    NearParcel,
    ParcelPlace,
    Span,
    near_here,
    nearest_of_all,
    outlines_in,
    parcel_place,
)
from landtrust.queries.places import PlaceNames, place_names
from landtrust.queries.standpoint import Standpoint
from landtrust.web.filter_words import Chip, chips
from landtrust.web.finding_words import Places
from landtrust.web.languages import say
from landtrust.web.loaded import Loaded, loaded
from landtrust.web.near_words import (
    PACE_M_A_MINUTE,
    WALKS_MIN,
    Reach,
    direction_words,
    near_sentence,
    parse_reach,
    rough_words,
    walk,
)
from landtrust.web.offline import KEEP_HEADER
from landtrust.web.parcel_pages import require_parcel_id
from landtrust.web.query_strings import read_form
from landtrust.web.requests import (
    FILTER_NAMES,
    filter_to_query,
    form_values,
    parse_number,
    parse_place,
)
from landtrust.web.site import reader, reader_tier, site
from landtrust.web.standpoints import book_connection, today

blueprint = Blueprint("near", __name__)

PAGE_ROWS = 50
"""Parcels of a page: more would not be told apart in a drawing of a phone's width."""

MOST_OTHERS = 300
"""Outlines of other parcels in the drawing, which only show where the streets are."""

_NEAR, _PARCEL, _WITHIN, _PAGE, _ACCURACY = "near", "parcel", "within", "page", "accuracy"
_OWN_NAMES = (_NEAR, _PARCEL, _WITHIN, _PAGE, _ACCURACY)
_REST_NAMES = tuple(name for name in FILTER_NAMES if name not in (_NEAR, "radius_m"))
_PLACES = frozenset(("county", "region"))
_NEAREST_ZOOM = 18
_ZOOM_OF_A_METRE = 25
"""The web map's zoom at which a circle of a metre would fill a screen, at our latitudes."""
_USUAL = walk(WALKS_MIN[0])
_MOST_PAGES = 1_000
_LEAST_ACCURATE_M = 100_000
_ASKED_BY_TICKS = {
    "held": ("common",),
    "vacant": ("yes",),
    "owner_kind": ("government_state", "government_city"),
    "tax": ("forfeited",),
}
"""What the form of the page can ask for; of the rest of a filter it keeps what an address says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Attributes:
        place: From where; None where nobody has said it yet.
        parcel: The parcel that the place is inside of, where one was named.
        rest: The filter, but for the place and the distance.
        page: From 1 on.
        accuracy_m: How far off the place may be, metres; None where it is known well.
    """

    place: Place | None
    parcel: ParcelPlace | None
    reach: Reach
    rest: ParcelFilter
    page: int
    accuracy_m: int | None = None

    @property
    def whole(self) -> ParcelFilter:
        """The filter with place and distance, as lists, maps and files take it."""
        return replace(self.rest, near=self.place, radius_m=float(self.reach.radius_m))

    @property
    def start(self) -> dict[str, str]:
        """The parameters that say from where."""
        if self.parcel is not None:
            return {_PARCEL: self.parcel.public_id}
        if self.place is None:
            return {}
        vague = {} if self.accuracy_m is None else {_ACCURACY: f"{self.accuracy_m}"}
        return {_NEAR: f"{self.place.lon},{self.place.lat}", **vague}

    @property
    def map_view(self) -> str:
        """The end of an address of the map, so that it opens where this is."""
        if self.place is None:
            return ""
        zoom = _ZOOM_OF_A_METRE - round(math.log2(self.reach.radius_m))
        return f"#{min(zoom, _NEAREST_ZOOM)}/{self.place.lat:.5f}/{self.place.lon:.5f}"

    def address(self, rest: str | None = None, page: int = 1) -> str:
        """The address of another page, or of another filter from the same place."""
        own = {**self.start, _WITHIN: self.reach.written, **({_PAGE: page} if page > 1 else {})}
        query = urlencode(own, safe=",")
        more = filter_to_query(self.rest) if rest is None else rest
        return f"{url_for('near.near_page')}?{query}{'&' if more else ''}{more}"


@dataclass(frozen=True, slots=True)
class Line:
    """A parcel of the list.

    Attributes:
        number: Its place in the list, and in the drawing.
        held_as: The holding in common that it is a part of, as far as the reader may know.
    """

    number: int
    near: NearParcel
    sentence: str
    held_as: HeldParcels | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What is near.

    Attributes:
        nearest: Where no parcel at all is, the nearest of all; None where that is too far, too.
    """

    page: NearPage
    drawing: NearDrawing | None
    held: dict[int, HeldParcels]
    nearest: NearParcel | None = None


@blueprint.get("/near")
def near_page() -> Response:
    """What is near a point or a parcel; without one, the ways to say where one is."""
    fields = read_form(request.query_string, (*_OWN_NAMES, *_REST_NAMES))
    with site().engine.connect() as connection:
        places = _names_in(connection, fields)
        asked = _read(connection, fields, places)
        data = loaded(connection)
        found = _find(connection, asked, data)
    response = make_response(
        render_template(
            "near.html",
            asked=asked,
            found=found,
            lines=_lines(found, asked) if found else (),
            nearest=_nearest_words(found),
            chips=_chips(asked, places),
            is_filtered=asked.rest != EVERYTHING,
            kept=_kept(asked),
            ticked={name: form_values(asked.rest)[name].split(",") for name in _ASKED_BY_TICKS},
            reaches=_reaches(asked.reach),
            query=filter_to_query(asked.whole) if asked.place else "",
            kinds={one.row.owner_kind for one in found.page.parcels} if found else set(),
            classes=site().classes,
            pace=PACE_M_A_MINUTE,
            vague=rough_words(asked.accuracy_m) if asked.accuracy_m else None,
            farthest=rough_words(FARTHEST_NEAREST_M),
            places=Places(data.snapshots),
            data=data,
        )
    )
    return _kept_by_nobody(response, asked)


def _names_in(connection: Connection, fields: Mapping[str, str]) -> PlaceNames:
    """The names of places, which only a filter of counties or regions needs."""
    if _PLACES.isdisjoint(fields):
        return PlaceNames({}, {})
    return place_names(connection)


def _kept_by_nobody(response: Response, asked: Asked) -> Response:
    """Not even by the browser, but for what lies around a parcel, which anybody may name."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    if asked.parcel is not None and reader() is None:
        response.headers[KEEP_HEADER] = "page"
    return response


def _read(connection: Connection, fields: Mapping[str, str], places: PlaceNames) -> Asked:
    rest = site().filters.read({name: fields[name] for name in _REST_NAMES if name in fields})
    places.require(rest)
    parcel = _named_parcel(connection, fields)
    place = parse_place(_NEAR, fields[_NEAR]) if _NEAR in fields else None
    return Asked(
        place=parcel.place if parcel else place,
        parcel=parcel,
        reach=parse_reach(_WITHIN, fields[_WITHIN]) if _WITHIN in fields else _USUAL,
        rest=rest,
        page=_page_number(fields.get(_PAGE, "1")),
        accuracy_m=_accuracy(fields),
    )


def _accuracy(fields: Mapping[str, str]) -> int | None:
    """How far off the place may be; of a parcel it is known."""
    if _ACCURACY not in fields:
        return None
    if _NEAR not in fields:
        msg = Phrase("accuracy: only together with near.")
        raise InvalidInput(msg, parameter=_ACCURACY)
    return min(parse_number(_ACCURACY, fields[_ACCURACY]), _LEAST_ACCURATE_M)


def _named_parcel(connection: Connection, fields: Mapping[str, str]) -> ParcelPlace | None:
    if _PARCEL not in fields:
        return None
    if _NEAR in fields:
        msg = Phrase("parcel: not together with near: it is one place or the other.")
        raise InvalidInput(msg, parameter=_PARCEL)
    require_parcel_id(fields[_PARCEL])
    return parcel_place(connection, fields[_PARCEL])


def _page_number(text: str) -> int:
    return min(parse_number(_PAGE, text), _MOST_PAGES)


def _find(connection: Connection, asked: Asked, data: Loaded) -> _Found | None:
    """What is near; None where nobody has said from where."""
    if asked.place is None:
        return None
    span = Span(PAGE_ROWS, (asked.page - 1) * PAGE_ROWS)
    page = near_here(connection, asked.whole, reader_tier(), span, data.by_id)
    with book_connection(connection) as book:
        common = common_land(book, reader_tier(), Standpoint(today()))
    drawing = _draw(connection, asked.place, asked.reach, page) if page.parcels else None
    nearest = None
    if not page.total and data.snapshots and asked.rest == EVERYTHING:
        reach_m = asked.reach.radius_m
        nearest = nearest_of_all(connection, asked.place, reader_tier(), reach_m, data.by_id)
    held = {number: one for one in common for number in one.parcel_ids}
    return _Found(page, drawing, held, nearest)


def _draw(connection: Connection, place: Place, reach: Reach, page: NearPage) -> NearDrawing:
    window = near_window(place, page, reach.radius_m)
    listed = [one.row.id for one in page.parcels]
    others = outlines_in(connection, window, listed, MOST_OTHERS)
    return draw_near(page, place, reach.radius_m, others, window)


def _lines(found: _Found, asked: Asked) -> tuple[Line, ...]:
    numbered = enumerate(found.page.parcels, start=found.page.skipped + 1)
    held = found.held
    return tuple(
        Line(
            number,
            near,
            near_sentence(
                near, in_common=near.row.id in held, is_vague=asked.accuracy_m is not None
            ),
            held.get(near.row.id),
        )
        for number, near in numbered
    )


def _nearest_words(found: _Found | None) -> str | None:
    """How far the nearest parcel of all is, and which way."""
    if found is None or found.nearest is None:
        return None
    near = found.nearest
    way = {
        "distance": rough_words(near.distance_m),
        "direction": direction_words(near.bearing_deg or 0),
    }
    return say(Phrase("The nearest parcel that is loaded lies %(distance)s %(direction)s.", **way))


def _reaches(chosen: Reach) -> list[Reach]:
    """The distances to choose from; one that was asked for otherwise is among them."""
    offered = [walk(minutes) for minutes in WALKS_MIN]
    return offered if chosen in offered else [chosen, *offered]


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """What the form sends beside its own fields, so that an address's filter is not lost."""
    pairs = list(asked.start.items())
    for name, text in form_values(asked.rest).items():
        known = _ASKED_BY_TICKS.get(name, ())
        others = [one for one in text.split(",") if one not in known] if known else [text]
        pairs += [(name, ",".join(others))] if any(others) else []
    return pairs


def _chips(asked: Asked, places: PlaceNames) -> list[Chip]:
    """The conditions of the filter; here each has the whole query of the page without it."""
    return [
        Chip(say(one.words), asked.address(one.query_without).partition("?")[2])
        for one in chips(asked.rest, places, site().classes)
    ]
