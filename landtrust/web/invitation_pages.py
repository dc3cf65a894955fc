"""Where an invitation leads: one form, once."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.assets import data_folder
from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.queries.accounts import InvitationRow, invitation
from landtrust.queries.visibility import Tier
from landtrust.services.invitations import Answer, accept_invitation
from landtrust.services.passwords import password_hash
from landtrust.services.record_book import Actor, AlreadyDone, Errand
from landtrust.services.sign_ins import Recognized
from landtrust.sources.common_passwords import common_passwords
from landtrust.web.forms import read_sent, sent_form_key
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import was_sent_before
from landtrust.web.sign_in_pages import begin_for, require_same, sent_twice
from landtrust.web.site import latest_connection, now, writing_connection

blueprint = Blueprint("invitations", __name__, url_prefix="/invitation")

_AS_TYPED = ("password", "again")


@blueprint.get("/<token>")
def invited(token: str) -> Response:
    """Asks for the names and the password of a new account."""
    read_parameters(request.query_string, ())
    with latest_connection() as connection:
        found = invitation(connection, token, now())
    return _form(found, {"display_name": found.invited_name}, None)


@blueprint.post("/<token>")
def accept(token: str) -> Response:
    """Makes the account, and signs its person in."""
    fields = read_sent(("name", "display_name", *_AS_TYPED), untouched=_AS_TYPED)
    try:
        return _accept(token, fields)
    except (NotFound, AlreadyDone):
        if not was_sent_before():
            raise
        return sent_twice("invitation")


def _accept(token: str, fields: dict[str, str]) -> Response:
    with latest_connection() as connection:
        found = invitation(connection, token, now())
    try:
        known = _accepted(token, found, fields)
    except AlreadyDone:
        raise
    except (InvalidInput, RuleBroken) as problem:
        return _form(found, fields, problem)
    begin_for(fields["name"], known)
    return redirect(url_for("sign_in.own_account"), code=303)


def _accepted(token: str, found: InvitationRow, fields: dict[str, str]) -> Recognized:
    password = fields.get("password", "")
    require_same(password, fields.get("again", ""))
    hashed = password_hash(password, common_passwords(data_folder()))
    answer = Answer(fields.get("name", ""), fields.get("display_name", ""), hashed)
    # Nobody yet; the name in the log is the one that the invitation was made out to.
    nobody = Actor(found.invited_name, Tier.PUBLIC)
    errand = Errand(nobody, "accept_invitation", now(), sent_form_key(), clock=now)
    with writing_connection() as connection:
        actor = accept_invitation(connection, errand, token, answer)
    return Recognized(actor, hashed)


def _form(
    found: InvitationRow, typed: dict[str, str], problem: InvalidInput | RuleBroken | None
) -> Response:
    page = render_template("invitation.html", invitation=found, typed=typed, problem=problem)
    response = make_response(page, problem.http_status if problem else 200)
    # The address is the key to the account: it goes to no other site.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
