"""Who holds land, and all that each holds and held."""

from flask import Blueprint, render_template, request, url_for

from landtrust.queries.parties import parties, party_detail
from landtrust.queries.permissions import may
from landtrust.queries.visibility import former_knowledge_is_visible, members_are_visible
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_form
from landtrust.web.site import reader_tier
from landtrust.web.standpoints import (
    TIME_NAMES,
    book_connection,
    format_standpoint,
    parse_standpoint,
    today,
)

blueprint = Blueprint("party_pages", __name__)


@blueprint.get("/parties")
def party_list() -> str:
    """Everybody whose name the reader may know."""
    at = parse_standpoint(read_form(request.query_string, TIME_NAMES))
    with book_connection() as connection:
        found = parties(connection, reader_tier(), at)
        data = loaded(connection)
    return render_template(
        "parties.html",
        parties=found,
        at=at,
        data=data,
        parties_address=url_for("party_pages.party_list"),
        may_record=may("record_party", reader_tier()),
    )


@blueprint.get("/parties/<int:party_id>")
def party(party_id: int) -> str:
    """One party: what it holds and held, and who is in it."""
    at = parse_standpoint(read_form(request.query_string, TIME_NAMES))
    tier = reader_tier()
    with book_connection() as connection:
        detail = party_detail(connection, party_id, tier, at)
        data = loaded(connection)
    return render_template(
        "party.html",
        detail=detail,
        at=at,
        today=today(),
        query=format_standpoint(at),
        data=data,
        shows_members=members_are_visible(tier),
        is_steward=former_knowledge_is_visible(tier),
    )
