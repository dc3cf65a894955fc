"""Where a secret link leads: what became of it, and what its sender may delete."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase
from landtrust.queries.suggestions import own_suggestion
from landtrust.queries.visibility import Tier
from landtrust.services.record_book import Actor, AlreadyDone, Errand
from landtrust.services.suggestions import delete_suggestion, forget_sender
from landtrust.web.forms import read_sent, sent_form_key
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import latest_connection, now, writing_connection
from landtrust.web.suggestion_words import KIND_WORDS, STATE_SENTENCES

blueprint = Blueprint("suggestions", __name__, url_prefix="/suggestion")

RESIDENT = Actor("a resident", Tier.PUBLIC)
"""Whoever sends something, as the book calls them: their name is not for it."""

_SENDER, _ALL = "sender", "all"
_SECRET = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@blueprint.after_request
def keep_secret(response: Response) -> Response:
    """Let nobody keep, find or be told the address of this page; it is all that opens it."""
    response.headers.update(_SECRET)
    return response


@blueprint.get("/<token>")
def own(token: str) -> str:
    """What became of it, and the answer."""
    read_parameters(request.query_string, ())
    with latest_connection() as connection:
        found = own_suggestion(connection, token)
    return render_template(
        "suggestion.html",
        suggestion=found,
        kind=KIND_WORDS[found.kind],
        said_of_state=STATE_SENTENCES[found.state],
        sender=_SENDER,
        all=_ALL,
    )


@blueprint.post("/<token>")
def delete(token: str) -> Response | AnyResponse:
    """Deletes the name and the contact, or everything."""
    what = read_sent(("delete",)).get("delete")
    if what == _SENDER:
        return _sender_forgotten(token)
    if what == _ALL:
        return _all_deleted(token)
    raise InvalidInput(Phrase("Choose what shall be deleted."), parameter="delete")


def _sender_forgotten(token: str) -> AnyResponse:
    try:
        with writing_connection(erases=True) as connection:
            forget_sender(connection, _errand("forget_sender"), token)
    except AlreadyDone:
        pass  # The page shows what came of it, as after the first time.
    return redirect(url_for("suggestions.own", token=token), code=303)


def _all_deleted(token: str) -> Response:
    try:
        with writing_connection(erases=True) as connection:
            delete_suggestion(connection, _errand("delete_suggestion"), token)
    except AlreadyDone:
        pass
    return make_response(render_template("suggestion_deleted.html"))


def _errand(action: str) -> Errand:
    return Errand(RESIDENT, action, now(), sent_form_key(), clock=now)
