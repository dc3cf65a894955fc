"""Signing in and out, and what people do with the account that is their own."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.assets import data_folder
from landtrust.errors import InvalidInput, SignInNeeded
from landtrust.queries.visibility import Tier
from landtrust.services.accounts import change_password
from landtrust.services.record_book import Actor, Errand
from landtrust.services.sign_ins import (
    begin_attempt,
    begin_sign_in,
    end_sign_in,
    forget_attempts,
    require_password,
)
from landtrust.sources.common_passwords import common_passwords
from landtrust.web.forms import local_path, read_sent, sent_form_key
from landtrust.web.query_strings import read_parameters
from landtrust.web.sessions import begin_session, end_session
from landtrust.web.site import latest_connection, now, reader, require_tier, writing_connection

blueprint = Blueprint("sign_in", __name__)

_SEE_OTHER = 303


@blueprint.get("/sign-in")
def sign_in() -> str:
    """Asks for a name and a password."""
    parameters = read_parameters(request.query_string, ("next",))
    return render_template("sign_in.html", detail=None, next=local_path(parameters.get("next")))


@blueprint.post("/sign-in")
def begin() -> Response:
    """Signs somebody in, and shows what they wanted to see."""
    fields = read_sent(("name", "password", "next"), untouched=("name", "password"))
    begin_for(_checked(fields.get("name", ""), fields.get("password", "")))
    return redirect(local_path(fields.get("next")), code=_SEE_OTHER)


@blueprint.post("/sign-out")
def end() -> Response:
    """Signs out whoever is signed in."""
    read_sent(())
    leaving = reader()
    if leaving is not None:
        actor = Actor(leaving.display_name, leaving.tier, leaving.account_id)
        with writing_connection() as connection:
            end_sign_in(connection, Errand(actor, "sign_out", now()), leaving)
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
    require_tier(Tier.ORGANIZER)
    names = ("current", "password", "again")
    fields = read_sent(names, untouched=names)
    try:
        _change(*(fields.get(name, "") for name in names))
    except InvalidInput as problem:
        return render_template("account.html", problem=problem, changed=False), 400
    return redirect(url_for("sign_in.own_account", changed="yes"), code=_SEE_OTHER)


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
        actor = _checked(asking.name, current)
    except SignInNeeded as problem:
        msg = "current: that is not your password of now."
        raise InvalidInput(msg, parameter="current") from problem
    errand = Errand(actor, "change_password", now(), sent_form_key())
    with writing_connection() as connection:
        change_password(
            connection, errand, asking.account_id, password, common_passwords(data_folder())
        )
    begin_for(actor)


def begin_for(actor: Actor) -> None:
    """Sign somebody in at this browser whose word was checked."""
    with writing_connection() as connection:
        token = begin_sign_in(connection, Errand(actor, "sign_in", now()))
    begin_session(token)


def _checked(name: str, password: str) -> Actor:
    """Who it is that has this name and this password; the try counts before it is looked at."""
    with writing_connection() as connection:
        attempt = begin_attempt(connection, name, now())
    with latest_connection() as connection:
        actor = require_password(connection, attempt, password, now())
    with writing_connection() as connection:
        forget_attempts(connection, attempt)
    return actor
