"""One form from its first question to what it records; and what happens when two people record."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from landtrust.errors import InvalidInput, LandTrustError
from landtrust.queries.histories import history, latest_event_of, recorded_by_form
from landtrust.queries.parties import parties_by_id
from landtrust.queries.permissions import LEAST_TIER
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import former_knowledge_is_visible
from landtrust.services.record_book import AlreadyDone, EditConflict, Errand
from landtrust.web.forms import sent_form_key
from landtrust.web.record_words import RecordedLine, parties_in, recorded_line
from landtrust.web.recording.answers import Place, find_place, read_answers
from landtrust.web.recording.questions import RecordForm
from landtrust.web.site import (
    acting,
    latest_connection,
    now,
    reader_tier,
    require_tier,
    writing_connection,
)
from landtrust.web.standpoints import today
from landtrust.web.wording import form_sentence

_SEE_OTHER = 303
_SUBJECT = re.compile(r"(unit|party) (\d{1,18})", re.ASCII)
_CHANGE = "change:"


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as it is opened for something.

    Attributes:
        about: What it is about, such as the name of a holding; empty where it is about nothing yet.
        version: The latest event in the history of what it changes; None where it changes nothing.
        leave: Where whoever thinks better of it goes.
        presets: Answers that are there from the first, by field.
    """

    form: RecordForm
    about: str
    version: int | None
    leave: str
    presets: Mapping[str, str] = field(default_factory=dict)


Opener = Callable[[Connection], Opened]


def run_form(action: str, opener: Opener) -> Response:
    """Answer whoever fills in a form: with its next question, its end, or what was recorded.

    Args:
        action: What the form records; who may not do it is refused before anything is read.
        opener: Makes the form from what is in the book now.

    Raises:
        SignInNeeded: Nobody is signed in.
        NotAllowed: Somebody is who may not do this.
    """
    require_tier(LEAST_TIER[action])
    with latest_connection() as connection:
        # A form that counted may not be read again: what it recorded has changed what it offers.
        done = recorded_by_form(connection, sent_form_key())
        if done is not None:
            return redirect(address_of(done), code=_SEE_OTHER)
        opened = opener(connection)
        if request.method == "GET":
            return _page(opened, find_place(opened.form, {}, None), opened.version)
        answers, seen, go = read_answers(), _seen(), request.form.get("go", "next")
        place = _moved(opened.form, answers, go)
        if go != "record" or place.question is not None:
            return _page(opened, place, seen)
        sentences = opened.form.sentences(place.answers)
    return _recorded(opened, place, seen, sentences)


def _moved(form: RecordForm, answers: dict[str, str], go: str) -> Place:
    """Where the button that was pressed leads."""
    if go.startswith(_CHANGE):
        return find_place(form, answers, None, wanted=go.removeprefix(_CHANGE))
    asked = request.form.get("asked")
    if go == "back":
        names = find_place(form, answers, asked, wanted=asked)
        if names.before is not None:
            return find_place(form, answers, None, wanted=names.before.code)
        return names
    return find_place(form, answers, asked)


def _recorded(opened: Opened, place: Place, seen: int | None, sentences: list[str]) -> Response:
    errand = Errand(
        acting(),
        opened.form.action,
        now(),
        sent_form_key(),
        seen,
        place.answers.get("why") or None,
        clock=now,
    )
    try:
        with writing_connection() as connection:
            address = opened.form.record(connection, errand, place.answers)
    except AlreadyDone as done:
        return redirect(address_of(done.subject), code=_SEE_OTHER)
    except EditConflict as conflict:
        return _both_versions(opened, place, conflict, sentences)
    except LandTrustError as problem:
        if problem.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return _refused(opened, place, seen, problem)
    return redirect(address, code=_SEE_OTHER)


def address_of(subject: str) -> str:
    """The page of what was recorded, as the audit log names it."""
    named = _SUBJECT.fullmatch(subject)
    if named is None:
        return url_for("holding_pages.holding_list")
    if named[1] == "party":
        return url_for("party_pages.party", party_id=int(named[2]))
    return url_for("holding_pages.holding", holding_id=int(named[2]))


def _refused(
    opened: Opened, place: Place, seen: int | None, problem: LandTrustError
) -> Response:  # fmt: skip
    """The question that the refusal speaks of, or the end of the form where it speaks of none."""
    named = str(problem.fields.get("parameter") or problem.fields.get("field") or "")
    sentence = form_sentence(problem.message)
    for number, question in enumerate(place.passed):
        if named in {one.name for one in question.fields}:
            back = Place(place.answers, place.passed[:number], question, {named: sentence})
            return _page(opened, back, seen)
    return _page(opened, place, seen, refusal=sentence, status=problem.http_status)


def _page(
    opened: Opened, place: Place, seen: int | None, refusal: str | None = None, status: int = 200
) -> Response:
    if place.question is not None:
        status = 400 if place.errors else status
        page = render_template(
            "question.html",
            **_shared(opened, place, seen),
            question=place.question,
            errors=place.errors,
            presets=opened.presets,
        )
    else:
        page = render_template(
            "recording_end.html",
            **_shared(opened, place, seen),
            sentences=opened.form.sentences(place.answers),
            refusal=refusal,
        )
    return _kept_for_going_back(make_response(page, status))


def _both_versions(
    opened: Opened, place: Place, conflict: EditConflict, sentences: list[str]
) -> Response:
    """What somebody else recorded meanwhile beside what was about to be recorded."""
    with latest_connection() as connection:
        lines = _meanwhile(connection, conflict)
        latest = latest_event_of(connection, conflict.thing_id)
    page = render_template(
        "conflict.html",
        **_shared(opened, place, latest),
        sentences=sentences,
        lines=lines,
    )
    return make_response(page, conflict.http_status)


def _meanwhile(connection: Connection, conflict: EditConflict) -> list[RecordedLine]:
    events = history(connection, [conflict.thing_id], conflict.seen)
    at = Standpoint(today())
    named = parties_by_id(connection, parties_in(events), reader_tier(), at)
    names = {number: one.name or "" for number, one in named.items()}
    lines = [recorded_line(one, names) for one in events]
    if former_knowledge_is_visible(reader_tier()):
        return lines
    # Who leases is for stewards; others learn who recorded what kind of thing.
    return [replace(one, changes=(), why=None) for one in lines]


def _shared(opened: Opened, place: Place, seen: int | None) -> dict[str, object]:
    return {
        "opened": opened,
        "form": opened.form,
        "place": place,
        "seen": seen,
        "address": request.script_root + request.path,
    }


def _seen() -> int | None:
    """The latest event that was there when the form was opened.

    Raises:
        InvalidInput: It is no number that we gave.
    """
    text = request.form.get("seen", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # noqa: PLR2004 - fits a column
        raise InvalidInput("seen: not a number that this site gave.", parameter="seen")
    return int(text)


def _kept_for_going_back(response: Response) -> Response:
    """Let the reader's own browser keep the page, so that its Back button needs no sending again.

    What is on it is what its reader typed; nothing between us and the browser keeps it.
    """
    response.headers["Cache-Control"] = "private, max-age=0"
    return response
