"""Parties are recorded here, and the shares of those who are groups."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.domain.shares import format_share, parse_share
from landtrust.domain.spans import is_within
from landtrust.errors import InvalidInput, LandTrustError, NotFound
from landtrust.phrases import Phrase
from landtrust.queries.parties import PartyDetail, party_detail
from landtrust.queries.visibility import Tier, members_are_visible
from landtrust.services.parties import (
    Holder,
    PartyFacts,
    add_member,
    change_shares,
    record_party,
)
from landtrust.web.forms import read_sent
from landtrust.web.paper_homes import party_address, today
from landtrust.web.party_choices import offered_parties, read_holders, share_fields
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import answer_form, errand, read_day, read_number, required_day
from landtrust.web.site import (
    allowed,
    latest_connection,
    reader_tier,
    require_tier,
    writing_connection,
)

blueprint = Blueprint("shares", __name__)

Answer = str | tuple[str, int] | Response

LEAST_ROWS, MORE_ROWS, MOST_ROWS = 4, 3, 100
"""Rows of a form for shares: for those who have some, and a few for others."""

KINDS = {
    "person": Phrase("A person"),
    "organization": Phrase("An organization: the trust, a church, a company, a public body"),
    "household": Phrase("A household that holds together"),
    "cooperative": Phrase("A cooperative, with members who have shares"),
    "heirs": Phrase("A family of heirs, who hold land of their forebears together"),
    "other": Phrase("Another group"),
}
_NEW = (
    "name",
    "kind",
    "is_trust",
    "is_public",
    "note",
    "since",
    *share_fields("member", MOST_ROWS),
)


@blueprint.get("/parties/new")
def new_party() -> str:
    """Asks who it is, and of a group who its members are."""
    read_parameters(request.query_string, ())
    require_tier(Tier.ORGANIZER)
    return _new_form({}, None)


@blueprint.post("/parties/new")
def record_new_party() -> Answer:
    """Records a party."""
    require_tier(Tier.ORGANIZER)
    fields = read_sent(_NEW)

    def record() -> str:
        facts = _facts(fields)
        members = read_holders(fields, "member", MOST_ROWS)
        since = read_day("since", fields.get("since"))
        with writing_connection() as connection:
            party_id = record_party(connection, errand("record_party"), facts, members, since)
        # Who records a family of heirs may not read of it afterwards.
        is_hidden = facts.group_kind == "heirs" and not members_are_visible(reader_tier())
        return party_address(None if is_hidden else party_id)

    return answer_form(record, lambda problem: _new_form(fields, problem), party_address())


@blueprint.get("/parties/<int:number>/shares")
def shares_page(number: int) -> str:
    """The shares of a group, and the forms that change them."""
    read_parameters(request.query_string, ())
    require_tier(Tier.STEWARD)
    return _page(number, None, None)


@blueprint.post("/parties/<int:number>/shares")
def record_shares(number: int) -> Answer:
    """Records which members a group has from a day on, with which shares."""
    require_tier(Tier.STEWARD)
    fields = read_sent(("since", *share_fields("member", MOST_ROWS), "seen"))

    def record() -> str:
        since = required_day("since", fields.get("since"))
        members = read_holders(fields, "member", MOST_ROWS)
        with writing_connection() as connection:
            change_shares(connection, errand("change_shares", fields), number, since, members)
        return _address(number)

    return answer_form(record, lambda problem: _page(number, fields, problem), _address(number))


@blueprint.post("/parties/<int:number>/members")
def record_member(number: int) -> Answer:
    """Records that a party joins a group, to whom the others give up a part of their shares."""
    require_tier(Tier.STEWARD)
    fields = read_sent(("joining", "share", "joined_on", "seen"))

    def record() -> str:
        since = required_day("joined_on", fields.get("joined_on"))
        party_id = read_number("joining", fields.get("joining"))
        if party_id is None:
            raise InvalidInput("joining: choose who joins.", parameter="joining")
        joining = Holder(party_id, parse_share(fields.get("share", "")))
        with writing_connection() as connection:
            add_member(connection, errand("add_member", fields), number, since, joining)
        return _address(number)

    return answer_form(record, lambda problem: _page(number, fields, problem), _address(number))


def _facts(fields: Mapping[str, str]) -> PartyFacts:
    kind = fields.get("kind", "")
    if kind not in KINDS:
        raise InvalidInput("kind: choose what kind of party it is.", parameter="kind")
    is_alone = kind in ("person", "organization")
    return PartyFacts(
        fields.get("name", ""),
        kind if is_alone else "group",
        None if is_alone else kind,
        is_trust=fields.get("is_trust") == "yes",
        is_public=fields.get("is_public") == "yes",
        note=fields.get("note"),
    )


def _new_form(fields: Mapping[str, str], problem: LandTrustError | None) -> str:
    with latest_connection() as connection:
        offered = offered_parties(connection, reader_tier())
    return render_template(
        "party_new.html",
        kinds=KINDS,
        parties=offered,
        rows=range(1, _rows(fields, LEAST_ROWS) + 1),
        fields=fields,
        problem=problem,
        may_found=allowed("found_trust"),
        may_publish=allowed("publish_party"),
    )


def _page(
    number: int, fields: Mapping[str, str] | None, problem: LandTrustError | None
) -> str:  # fmt: skip
    with latest_connection() as connection:
        group = party_detail(connection, number, reader_tier(), today())
        offered = offered_parties(connection, reader_tier())
    if group.party.kind != "group":
        msg = Phrase("The party with the number %(number)s is no group.", number=number)
        raise NotFound(msg, number=number)
    typed = _typed(group) if fields is None else fields
    return render_template(
        "shares.html",
        group=group,
        on=today().as_of,
        parties=[one for one in offered if one[0] != number],
        rows=range(1, _rows(typed, LEAST_ROWS) + 1),
        fields=typed,
        problem=problem,
    )


def _typed(group: PartyDetail) -> dict[str, str]:
    """The members of today as the form holds them."""
    day = today().as_of
    now = [one for one in group.members if is_within(day, one.valid_from, one.valid_to)]
    typed: dict[str, str] = {}
    for row, one in enumerate(now, start=1):
        typed[f"member_{row}"] = str(one.party.id)
        typed[f"member_{row}_share"] = format_share(one.share)
    return typed


def _rows(fields: Mapping[str, str], least: int) -> int:
    used = [row for row in range(1, MOST_ROWS + 1) if fields.get(f"member_{row}")]
    return min(max(least, max(used, default=0) + MORE_ROWS), MOST_ROWS)


def _address(number: int) -> str:
    return url_for("shares.shares_page", number=number)
