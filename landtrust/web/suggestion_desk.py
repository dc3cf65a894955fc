"""Where organizers read what residents sent, answer it, and decide what is public."""

import logging
from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from landtrust.database import writing_a_little
from landtrust.domain.suggestions import LONGEST_MESSAGE, NEW, STATES, InvalidFields, parse_decision
from landtrust.errors import InvalidInput, LandTrustError, NotFound
from landtrust.phrases import Phrase
from landtrust.queries.suggestions import (
    SuggestedLot,
    SuggestionRow,
    suggested_lot,
    suggestion,
    suggestion_counts,
    suggestion_page,
)
from landtrust.queries.visibility import Tier
from landtrust.services.record_book import Errand
from landtrust.services.suggestions import decide_suggestion, tidy_suggestions
from landtrust.web.forms import read_sent
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import answer_form, errand, read_number
from landtrust.web.site import (
    acting,
    latest_connection,
    now,
    reader_tier,
    require_tier,
    site,
    writing_connection,
)
from landtrust.web.suggestion_words import (
    DECISION_CHOICES,
    KIND_WORDS,
    STATE_WORDS,
    said_of_fields,
)

blueprint = Blueprint("suggestion_desk", __name__, url_prefix="/suggestions")

_log = logging.getLogger(__name__)

_LIST = "suggestion_desk.suggestion_list"
_TEXTS = ("public_text", "answer", "parcel")
_FIELDS = (*_TEXTS, "decision", "seen")


@blueprint.get("")
def suggestion_list() -> str:
    """What is in one state, that which nobody has decided on first."""
    parameters = read_parameters(request.query_string, ("state", "from"))
    require_tier(Tier.ORGANIZER)
    state = parameters.get("state", NEW)
    if state not in STATES:
        msg = Phrase("state: it is one of %(states)s.", states=", ".join(STATES))
        raise InvalidInput(msg, parameter="state")
    begin = read_number("from", parameters.get("from"))
    _tidy_if_nobody_writes()
    with latest_connection() as connection:
        counts = suggestion_counts(connection)
        page = suggestion_page(
            connection, state, reader_tier(), site().settings.list_page_rows, begin
        )
    return render_template(
        "suggestions.html",
        page=page,
        state=state,
        counts=counts,
        states=STATE_WORDS,
        kinds=KIND_WORDS,
    )


@blueprint.get("/<int:number>")
def suggestion_to_decide(number: int) -> str:
    """All that was sent, and the form that decides what becomes of it."""
    read_parameters(request.query_string, ())
    require_tier(Tier.ORGANIZER)
    return _page(number, None)


@blueprint.post("/<int:number>")
def decide(number: int) -> Response | tuple[str, int]:
    """Decides, and deletes what is kept no longer."""
    require_tier(Tier.ORGANIZER)
    typed = read_sent(_FIELDS, untouched=_TEXTS)

    def record() -> str:
        with writing_connection(erases=True) as connection:
            _decide(connection, number, typed)
            _tidy(connection)
        return url_for(_LIST)

    def again(problem: LandTrustError) -> str:
        return _page(number, problem, typed)

    return answer_form(record, again, url_for(_LIST))


def _tidy(connection: Connection) -> None:
    tidy_suggestions(connection, Errand(acting(), "tidy_suggestions", now(), clock=now))


def _tidy_if_nobody_writes() -> None:
    """Delete what is kept no longer; no page waits for a load that writes for minutes."""
    try:
        with writing_a_little(site().writing_engine, waits=False, erases=True) as connection:
            _tidy(connection)
    except OperationalError:
        _log.info("what is kept no longer of suggestions will be deleted another time")


def _decide(connection: Connection, number: int, typed: Mapping[str, str]) -> None:
    found = suggestion(connection, number, reader_tier())
    decision = parse_decision(typed, found.said)
    lot_id = _lot_id(connection, typed.get("parcel"), found.lot)
    decide_suggestion(connection, errand("decide_suggestion", typed), number, decision, lot_id)


def _lot_id(connection: Connection, text: str | None, known: SuggestedLot | None) -> int | None:
    """The lot that an organizer names, by its number or the address of its page.

    Args:
        connection: To the database.
        text: As typed; empty: no lot; None: nobody was asked, and it stays as it is.
        known: The lot so far.

    Raises:
        InvalidInput: There is no such lot.
    """
    if text is None:
        return known.id if known else None
    if not text.strip():
        return None
    public_id = text.strip().partition("?")[0].rstrip("/").rpartition("/")[2]
    try:
        return suggested_lot(connection, public_id).id
    except NotFound as problem:
        raise InvalidInput(problem.message, parameter="parcel") from problem


def _page(
    number: int, problem: LandTrustError | None, typed: Mapping[str, str] | None = None
) -> str:
    with latest_connection() as connection:
        found = suggestion(connection, number, reader_tier())
    problems = problem.problems if isinstance(problem, InvalidFields) else (problem,)
    return render_template(
        "suggestion_desk.html",
        one=found,
        typed=_as_recorded(found) if typed is None else typed,
        errors=said_of_fields(one for one in problems if one),
        kind=KIND_WORDS[found.said.kind],
        state=STATE_WORDS[found.state],
        decisions=DECISION_CHOICES,
        longest=LONGEST_MESSAGE,
    )


def _as_recorded(found: SuggestionRow) -> dict[str, str]:
    return {
        "decision": "",
        "public_text": found.public_text or found.said.message,
        "answer": found.answer or "",
        "parcel": found.lot.public_id if found.lot else "",
    }
