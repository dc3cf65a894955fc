"""The one box: whatever somebody types, on every page, leads to the same page of a parcel.

What is asked is nobody's business: it is in no log, and neither a browser nor anything between
may keep the answers.
"""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from landtrust.domain.coordinates import parse_coordinates
from landtrust.domain.place_names import places_that_fit
from landtrust.domain.questions import LONGEST_QUESTION, Question, parse_question
from landtrust.domain.words import words_of
from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.finding import MOST_SUGGESTED, find, suggest
from landtrust.queries.found import Found
from landtrust.queries.holdings import HoldingRow, holdings
from landtrust.queries.standpoint import Standpoint
from landtrust.sources.named_land import NamedLand
from landtrust.web.finding_words import (
    LAND_KINDS,
    Places,
    Suggestion,
    line_of_point,
    near_address,
    suggested_lines,
)
from landtrust.web.loaded import Loaded, loaded
from landtrust.web.map_streets import land_on_map, streets_on_map
from landtrust.web.near_words import distance_words
from landtrust.web.query_strings import read_form
from landtrust.web.site import reader_tier, site
from landtrust.web.standpoints import book_connection, today

blueprint = Blueprint("finding", __name__)

QUESTION = "q"


@blueprint.get("/find")
def find_page() -> Response:
    """What a question finds: the parcel's own page where it is certain, else what it may mean."""
    text = _asked_text()
    point = parse_coordinates(text)
    if point is not None:
        return make_response(redirect(near_address(point.written), code=303))
    question = parse_question(text)
    with site().engine.connect() as connection:
        data = loaded(connection)
        drawn = streets_on_map(data.snapshots) if question.corners else ()
        found = find(connection, question, drawn) if text else Found()
    if found.sure is not None:
        address = url_for("parcel_pages.parcel", parcel_id=found.sure)
        return make_response(redirect(address, code=303))
    return make_response(
        render_template(
            "find.html",
            asked=question.text,
            is_zip_code=question.is_zip_code,
            searched=question.text,  # what stands in the box of the page's head
            found=found,
            land=_land_named(question, found, data),
            holdings=_holdings_named(question, found) if text else (),
            data=data,
            places=Places(data.snapshots),
            distance=distance_words,
        )
    )


@blueprint.get("/find/suggestions")
def suggestions() -> Response:
    """Lines for a question that is being typed, as a fragment of a page."""
    text = _asked_text()
    point = parse_coordinates(text)
    lines = _suggested(text) if point is None else [line_of_point(point)]
    return make_response(render_template("find_suggestions.html", lines=lines[:MOST_SUGGESTED]))


def _suggested(text: str) -> list[Suggestion]:
    question = parse_question(text)
    with site().engine.connect() as connection:
        data = loaded(connection)
        found = suggest(connection, question) if text else Found()
    return suggested_lines(found, Places(data.snapshots), _land_named(question, found, data))


def _land_named(question: Question, found: Found, data: Loaded) -> tuple[NamedLand, ...]:
    """What the map names so; streets are found by the rolls, with their lots."""
    if found.by == "number" or any(one.house for one in question.readings):
        return ()
    named = [one for one in land_on_map(data.snapshots) if one.kind in LAND_KINDS]
    fitting = places_that_fit(question.text, [one.name for one in named], MOST_SUGGESTED)
    return tuple(named[at] for at in fitting)


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    """Let nothing and nobody keep what was asked."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked_text() -> str:
    text = read_form(request.query_string, (QUESTION,)).get(QUESTION, "")
    if len(text) > LONGEST_QUESTION:
        msg = Phrase("q: at most %(most)s characters, please.", most=LONGEST_QUESTION)
        raise InvalidInput(msg, parameter=QUESTION)
    return text


def _holdings_named(question: Question, found: Found) -> tuple[HoldingRow, ...]:
    """The holdings with all words of the question in their name, as the reader may know them."""
    words = set(words_of(question.text))
    if found.by == "number" or not words or any(one.house for one in question.readings):
        return ()
    with book_connection() as connection:
        every = holdings(connection, Standpoint(today()), reader_tier())
    return tuple(one for one in every if words <= set(words_of(one.name)))[:MOST_SUGGESTED]
