"""A family that holds land together: its tree, its fractions, and what is missing."""

from collections.abc import Mapping
from fractions import Fraction

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.domain.heirs import Person
from landtrust.domain.intestacy import Suggestion, suggest_mississippi_heirs
from landtrust.domain.shares import parse_share
from landtrust.domain.spans import is_within
from landtrust.errors import InvalidInput, LandTrustError, RuleBroken
from landtrust.phrases import Phrase
from landtrust.queries.families import family
from landtrust.queries.parties import Member
from landtrust.queries.visibility import Tier
from landtrust.services.parties import Holder, change_shares
from landtrust.services.stewardship import Death, NewHeir, record_inheritance
from landtrust.web.forms import read_sent
from landtrust.web.paper_homes import today
from landtrust.web.party_choices import equal_share, offered_parties
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import answer_form, errand, read_day, read_number, required_day
from landtrust.web.site import latest_connection, reader_tier, require_tier, writing_connection

blueprint = Blueprint("family", __name__)

Answer = str | tuple[str, int] | Response

HEIR_ROWS = 8
"""Heirs that one form takes; who had more gets them by a second form."""

_MOST_SURVIVORS = 100
_HEIRS = tuple(
    f"heir_{row}{part}" for row in range(1, HEIR_ROWS + 1) for part in ("", "_name", "_part")
)
_SURVIVORS = ("spouse", "children", "grandchildren")


@blueprint.get("/parties/<int:number>/family")
def family_page(number: int) -> str:
    """The tree, the fractions, and the forms of a family."""
    read_parameters(request.query_string, ())
    require_tier(Tier.STEWARD)
    return _page(number, {}, None)


@blueprint.post("/parties/<int:number>/family")
def record_death(number: int) -> Answer:
    """Records a death, and who inherited which parts."""
    require_tier(Tier.STEWARD)
    fields = read_sent(("who", "who_name", "died_on", "split", *_HEIRS, "seen"))

    def record() -> str:
        death = _death(fields)
        with writing_connection() as connection:
            record_inheritance(connection, errand("record_inheritance", fields), number, death)
        return _address(number)

    return answer_form(record, lambda problem: _page(number, fields, problem), _address(number))


@blueprint.post("/parties/<int:number>/family/suggestion")
def suggest(number: int) -> Answer:
    """Shows what Mississippi's law of descent may give; nothing is recorded."""
    require_tier(Tier.STEWARD)
    fields = read_sent(_SURVIVORS)
    try:
        suggestion = _suggestion(fields)
    except InvalidInput as problem:
        return _page(number, fields, problem), problem.http_status
    return _page(number, fields, None, suggestion)


@blueprint.post("/parties/<int:number>/family/shares")
def record_fractions(number: int) -> Answer:
    """Records the fractions of the tree as the shares of the group."""
    require_tier(Tier.STEWARD)
    fields = read_sent(("since", "seen"))

    def record() -> str:
        since = required_day("since", fields.get("since"))
        with writing_connection() as connection:
            found = family(connection, number, reader_tier(), today())
            if not found.is_complete:
                raise RuleBroken("Something is missing yet: these fractions are not the whole.")
            holders = [Holder(one.person_id, one.share) for one in found.held]
            change_shares(connection, errand("change_shares", fields), number, since, holders)
        return _address(number)

    return answer_form(record, lambda problem: _page(number, fields, problem), _address(number))


def _page(
    number: int,
    fields: Mapping[str, str],
    problem: LandTrustError | None,
    suggestion: Suggestion | None = None,
) -> str:
    with latest_connection() as connection:
        found = family(connection, number, reader_tier(), today())
        offered = offered_parties(connection, reader_tier())
    people = [(one, name) for one, name in offered if one != number]
    return render_template(
        "family.html",
        family=found,
        living=[(one, name) for one, name in people if one in found.people.keys() - found.dead],
        people=people,
        rows=range(1, HEIR_ROWS + 1),
        fields=fields,
        problem=problem,
        suggestion=suggestion,
        is_recorded=_shares_now(found.detail.members)
        == {one.person_id: one.share for one in found.held},
    )


def _death(fields: Mapping[str, str]) -> Death:
    who, name = read_number("who", fields.get("who")), fields.get("who_name", "")
    if (who is None) == (not name):
        raise InvalidInput("who: choose who died, or write a new name; not both.", parameter="who")
    rows = [row for row in range(1, HEIR_ROWS + 1) if any(_row(fields, row))]
    if not rows:
        raise InvalidInput("heirs: name at least one heir.", parameter="heirs")
    equally = fields.get("split", "equally") == "equally"
    heirs = [_heir(fields, row, len(rows) if equally else None) for row in rows]
    return Death(who, heirs, read_day("died_on", fields.get("died_on")), name)


def _heir(fields: Mapping[str, str], row: int, among: int | None) -> Holder | NewHeir:
    """The heir of a row of the form; one of so many equals, or with the part that is written."""
    known, name, part = _row(fields, row)
    if (known is None) == (name is None):
        msg = Phrase(
            "heirs: in row %(row)s, choose an heir or write a new name; not both.", row=row
        )
        raise InvalidInput(msg, parameter=f"heir_{row}")
    share = _part(row, part, among)
    party_id = read_number(f"heir_{row}", known)
    return NewHeir(str(name), share) if party_id is None else Holder(party_id, share)


def _part(row: int, written: str | None, among: int | None) -> Fraction:
    if among is not None:
        if written is not None:
            msg = Phrase(
                "heirs: row %(row)s has a part, and the parts are to be equal. Choose one.",
                row=row,
            )
            raise InvalidInput(msg, parameter=f"heir_{row}_part")
        return equal_share(among)
    if written is None:
        msg = Phrase("heirs: row %(row)s has no part; write it as 1/3.", row=row)
        raise InvalidInput(msg, parameter=f"heir_{row}_part")
    return parse_share(written)


def _row(fields: Mapping[str, str], row: int) -> tuple[str | None, str | None, str | None]:
    known, name, part = (fields.get(f"heir_{row}{end}") for end in ("", "_name", "_part"))
    return known, name, part


def _suggestion(fields: Mapping[str, str]) -> Suggestion:
    spouse = _people(fields.get("spouse", ""), "s")
    if len(spouse) > 1:
        raise InvalidInput("spouse: one name.", parameter="spouse")
    lines = [line for line in fields.get("grandchildren", "").split(";") if line.strip()]
    return suggest_mississippi_heirs(
        spouse[0] if spouse else None,
        _people(fields.get("children", ""), "c"),
        [_people(line, f"g{number}") for number, line in enumerate(lines)],
    )


def _people(text: str, key: str) -> list[Person]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if len(names) > _MOST_SURVIVORS:
        raise InvalidInput("heirs: more names than a family has.", parameter="children")
    return [Person(f"{key}-{number}", name) for number, name in enumerate(names)]


def _shares_now(members: tuple[Member, ...]) -> dict[int, Fraction]:
    day = today().as_of
    return {
        one.party.id: one.share
        for one in members
        if one.party.id is not None and is_within(day, one.valid_from, one.valid_to)
    }


def _address(number: int) -> str:
    return url_for("family.family_page", number=number)
