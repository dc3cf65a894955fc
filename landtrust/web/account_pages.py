"""Who works with the trust: stewards invite people, and change and close accounts."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.queries.accounts import accounts, open_invitations
from landtrust.queries.visibility import Tier
from landtrust.services.accounts import change_role, close_account, open_account
from landtrust.services.invitations import LASTS, invite, withdraw_invitation
from landtrust.services.record_book import AlreadyDone, Errand
from landtrust.web.base_address import base_address
from landtrust.web.forms import read_sent, sent_form_key
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import (
    acting,
    latest_connection,
    now,
    require_tier,
    writing_connection,
)

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")

_LIST = "accounts.account_list"


@blueprint.get("")
def account_list() -> str:
    """Everybody who has an account, and who is invited."""
    read_parameters(request.query_string, ())
    require_tier(Tier.STEWARD)
    with latest_connection() as connection:
        return render_template(
            "accounts.html",
            accounts=accounts(connection),
            invitations=open_invitations(connection, now()),
        )


@blueprint.post("/invitations")
def invite_somebody() -> str | Response:
    """Makes a link, and shows it this once."""
    errand = _errand("invite")
    fields = read_sent(("invited_name", "role"))
    name = fields.get("invited_name", "")
    try:
        with writing_connection() as connection:
            token = invite(connection, errand, name, fields.get("role", ""))
    except AlreadyDone:
        return _back()
    link = base_address() + url_for("invitations.invited", token=token)
    return render_template("invited.html", link=link, invited_name=name, days=LASTS.days)


@blueprint.post("/invitations/<int:number>/withdraw")
def withdraw(number: int) -> Response:
    """Lets nobody use a link any more."""
    read_sent(())
    return _done(withdraw_invitation, _errand("withdraw_invitation"), number)


@blueprint.post("/<int:number>/close")
def close(number: int) -> Response:
    """Lets somebody sign in no more."""
    read_sent(())
    return _done(close_account, _errand("change_account"), number)


@blueprint.post("/<int:number>/open")
def reopen(number: int) -> Response:
    """Lets somebody sign in again."""
    read_sent(())
    return _done(open_account, _errand("change_account"), number)


@blueprint.post("/<int:number>/role")
def role(number: int) -> Response:
    """Lets somebody do more or less than before."""
    wanted = read_sent(("role",)).get("role", "")
    return _done(change_role, _errand("change_account"), number, wanted)


def _errand(action: str) -> Errand:
    return Errand(acting(), action, now(), sent_form_key(), clock=now)


def _done(what: Callable[..., None], errand: Errand, *values: Any) -> Response:  # noqa: ANN401 - each has its own
    try:
        with writing_connection() as connection:
            what(connection, errand, *values)
    except AlreadyDone:
        pass  # The list shows what came of it, as after the first time.
    return _back()


def _back() -> Response:
    return redirect(url_for(_LIST), code=303)
