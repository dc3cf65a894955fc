"""Signing in and out, and what people do with the account that is their own."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.assets import data_folder
from landtrust.errors import InvalidInput, RuleBroken, SignInNeeded
from landtrust.phrases import Phrase
from landtrust.queries.visibility import Tier
from landtrust.services.accounts import change_password
from landtrust.services.passwords import password_hash
from landtrust.services.record_book import Actor, Errand
from landtrust.services.sign_ins import (
    Recognized,
    begin_attempt,
    begin_sign_in,
    end_sign_in,
    forget_attempts,
    require_password,
)
from landtrust.sources.common_passwords import common_passwords
from landtrust.web.forms import local_path, read_sent, sent_form_key
from landtrust.web.known_browsers import known_browser, remember_browser
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import was_sent_before
from landtrust.web.sessions import begin_session, end_session
from landtrust.web.site import latest_connection, now, reader, require_tier, writing_connection

blueprint = Blueprint("sign_in", __name__)

_SEE_OTHER = 303

_DONE = {
    "invitation": Phrase(
        "Your account is made. Sign in with the name and the password that you chose."
    ),
    "password": Phrase("Your password is changed. Sign in with the new one."),
}
"""What somebody reads who sent a form twice, and may be signed in or not."""


@blueprint.get("/sign-in")
def sign_in() -> str | Response:
    """Asks for a name and a password."""
    parameters = read_parameters(request.query_string, ("next", "done"))
    told = _DONE.get(parameters.get("done", ""))
    if told and reader():
        return redirect(url_for("sign_in.own_account"), code=_SEE_OTHER)
    back = local_path(parameters.get("next"), url_for("map.county_map"))
    return render_template("sign_in.html", detail=None, told=told, next=back)


@blueprint.post("/sign-in")
def begin() -> Response:
    """Signs somebody in, and shows what they wanted to see."""
    fields = read_sent(("name", "password", "next"), untouched=("name", "password"))
    name = fields.get("name", "")
    begin_for(name, _checked(name, fields.get("password", "")))
    back = local_path(fields.get("next"), url_for("map.county_map"))
    return redirect(back, code=_SEE_OTHER)


@blueprint.post("/sign-out")
def end() -> Response:
    """Signs out whoever is signed in."""
    read_sent(())
    leaving = reader()
    if leaving is not None:
        actor = Actor(leaving.display_name, leaving.tier, leaving.account_id)
        with writing_connection() as connection:
            end_sign_in(connection, Errand(actor, "sign_out", now(), clock=now), leaving)
    end_session()
    return redirect(url_for("map.county_map"), code=_SEE_OTHER)


@blueprint.get("/account")
def own_account() -> str:
    """Who one is here, and the form for another password."""
    parameters = read_parameters(request.query_string, ("changed",))
    require_tier(Tier.ORGANIZER)
    return render_template("account.html", problem=None, changed="changed" in parameters)


@blueprint.post("/account")
def change_own_password() -> Response | tuple[str, int]:
    """Changes the password of whoever is signed in, and ends what was signed in with the former."""
    names = ("current", "password", "again")
    fields = read_sent(names, untouched=names)
    try:
        require_tier(Tier.ORGANIZER)
        _change(*(fields.get(name, "") for name in names))
    except (InvalidInput, RuleBroken, SignInNeeded) as problem:
        if was_sent_before():
            return sent_twice("password")
        if not isinstance(problem, InvalidInput):
            raise
        return render_template("account.html", problem=problem, changed=False), 400
    return redirect(url_for("sign_in.own_account", changed="yes"), code=_SEE_OTHER)


def sent_twice(what: str) -> Response:
    """Where to go on after a form that was sent before, whose first answer may be lost."""
    return redirect(url_for("sign_in.sign_in", done=what), code=_SEE_OTHER)


def require_same(password: str, again: str) -> None:
    """Refuse a new password that was typed in two ways.

    Raises:
        InvalidInput: They differ.
    """
    if password != again:
        raise InvalidInput("again: the two passwords are not the same.", parameter="again")


def _change(current: str, password: str, again: str) -> None:
    asking = reader()
    if asking is None:
        raise SignInNeeded("Sign in first.")
    require_same(password, again)
    try:
        known = _checked(asking.name, current)
    except SignInNeeded as problem:
        msg = Phrase("current: that is not your password of now.")
        raise InvalidInput(msg, parameter="current") from problem
    hashed = password_hash(password, common_passwords(data_folder()))
    errand = Errand(known.actor, "change_password", now(), sent_form_key(), clock=now)
    with writing_connection() as connection:
        change_password(connection, errand, asking.account_id, hashed, known.password_hash)
    begin_for(asking.name, Recognized(known.actor, hashed))


def begin_for(name: str, known: Recognized) -> None:
    """Sign somebody in at this browser whose word was checked."""
    with writing_connection() as connection:
        errand = Errand(known.actor, "sign_in", now(), clock=now)
        token = begin_sign_in(connection, errand, known.password_hash)
    begin_session(token)
    remember_browser(name)


def _checked(name: str, password: str) -> Recognized:
    """Who it is that has this name and this password; the try counts before it is looked at."""
    with writing_connection() as connection:
        attempt = begin_attempt(connection, name, now(), known_browser(name))
    with latest_connection() as connection:
        known = require_password(connection, attempt, password, now())
    with writing_connection() as connection:
        forget_attempts(connection, attempt)
    return known
