"""What the trust and its neighbors hold: as a list for a day, and one by one."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import Connection

from landtrust.errors import InvalidInput
from landtrust.exports.outline_drawing import draw_parcel
from landtrust.phrases import Phrase
from landtrust.queries.histories import history
from landtrust.queries.holding_detail import HoldingDetail, holding_detail
from landtrust.queries.holding_land import HoldingLand, holding_land
from landtrust.queries.holdings import HoldingRow, holdings
from landtrust.queries.parties import parties_by_id
from landtrust.queries.permissions import may
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import Tier, former_knowledge_is_visible
from landtrust.web.holding_timeline import law_days, steps_from
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_form
from landtrust.web.record_words import RecordedLine, parties_in, recorded_line
from landtrust.web.site import reader_tier, site
from landtrust.web.standpoints import (
    TIME_NAMES,
    book_connection,
    format_moment,
    format_standpoint,
    parse_standpoint,
    today,
)

blueprint = Blueprint("holding_pages", __name__)

HELD = {"common": Phrase("In common"), "other": Phrase("Not in common")}
LEASED = {"yes": Phrase("Leased"), "no": Phrase("Not leased")}
_ACTIONS = (
    ("grant_ground_lease", Phrase("Record a ground lease"), "lease"),
    ("assign_lease", Phrase("Pass the lease on"), "assign"),
    ("record_resale", Phrase("Record a sale of the building"), "resale"),
    ("transfer_right", Phrase("Pass a right on"), "transfer"),
    ("end_right", Phrase("End a right"), "end"),
    ("record_restriction", Phrase("Record a mortgage or restriction"), "restriction"),
    ("record_responsibility", Phrase("Record a duty"), "duty"),
    ("split_unit", Phrase("Split the holding"), "split"),
    ("merge_units", Phrase("Merge it with another"), "merge"),
    ("correct_record", Phrase("Correct a mistake"), "correct"),
    ("withdraw_record", Phrase("Take back what never was"), "withdraw"),
    ("publish_holding", Phrase("Choose what anybody may read"), "publish"),
)
_NEED_LEASE = frozenset(("assign_lease", "record_resale"))


@dataclass(frozen=True, slots=True)
class Total:
    """What holdings come to.

    Attributes:
        land_sqm: As far as it is known.
    """

    holdings: int
    parcels: int
    land_sqm: float


@blueprint.get("/holdings")
def holding_list() -> str:
    """What is held on a day, and how much of it in common."""
    parameters = read_form(request.query_string, (*TIME_NAMES, "held", "leased"))
    for name, known in (("held", HELD), ("leased", LEASED)):
        _require_choice(name, parameters.get(name), known)
    at = parse_standpoint(parameters)
    with book_connection() as connection:
        rows = holdings(connection, at, reader_tier())
        data = loaded(connection)
    return render_template(
        "holdings.html",
        at=at,
        today=today(),
        parameters=parameters,
        rows=[one for one in rows if _fits(one, parameters)],
        common=_total([one for one in rows if one.is_common]),
        total=len(rows),
        held=HELD,
        leased=LEASED,
        data=data,
        may_record=may("record_acquisition", reader_tier()),
        is_steward=former_knowledge_is_visible(reader_tier()),
    )


@blueprint.get("/holdings/<int:holding_id>")
def holding(holding_id: int) -> str:
    """All that the reader may know of one holding."""
    at = parse_standpoint(read_form(request.query_string, TIME_NAMES))
    tier = reader_tier()
    with book_connection() as connection:
        detail = holding_detail(connection, holding_id, at, tier)
        land = holding_land(connection, detail.pieces, tier)
        recorded = _recorded(connection, detail, at, tier)
    days = law_days(detail)
    return render_template(
        "holding.html",
        detail=detail,
        at=at,
        today=today(),
        query=format_standpoint(at),
        days=days,
        steps=steps_from(days, at.as_of),
        recorded=recorded,
        drawing=land and draw_parcel(land.outline_lonlat, land.around, land.window),
        around_kinds={one.owner_kind for one in land.around} if land else set(),
        map_address=_on_the_map(detail, land),
        is_invented=land is not None and land.has_invented,
        classes=site().classes,
        actions=_actions(detail, tier),
        may_add_papers=may("record_evidence", tier),
        is_steward=former_knowledge_is_visible(tier),
        format_standpoint=format_standpoint,
        format_moment=format_moment,
    )


def _recorded(
    connection: Connection, detail: HoldingDetail, at: Standpoint, tier: Tier
) -> list[RecordedLine]:
    """The book's entries on a holding, the latest first; none for those who may not ask."""
    if not former_knowledge_is_visible(tier):
        return []
    events = history(connection, detail.things)
    named = parties_by_id(connection, parties_in(events), tier, Standpoint(at.as_of))
    names = {number: one.name or "" for number, one in named.items()}
    return [recorded_line(one, names) for one in events]


def _require_choice(name: str, given: str | None, known: Mapping[str, str]) -> None:
    if given is not None and given not in known:
        msg = Phrase(
            "%(name)s: “%(text)s” is not one of %(known)s.",
            name=name,
            text=given[:40],
            known=", ".join(known),
        )
        raise InvalidInput(msg, parameter=name)


def _fits(row: HoldingRow, parameters: Mapping[str, str]) -> bool:
    wanted = ((parameters.get("held"), "common", row.is_common),
              (parameters.get("leased"), "yes", row.is_leased))  # fmt: skip
    return all(given is None or (given == yes) == is_so for given, yes, is_so in wanted)


def _total(rows: list[HoldingRow]) -> Total:
    return Total(
        len(rows), sum(one.parcels for one in rows), sum(one.land_sqm for one in rows)
    )  # fmt: skip


def _on_the_map(detail: HoldingDetail, land: HoldingLand | None) -> str | None:
    """Where the map shows its first parcel; None of a building alone."""
    parcel = next((one.parcel_id for one in detail.pieces if one.parcel_id), None)
    return url_for("map.county_map", parcel=parcel) if parcel and land else None


def _actions(detail: HoldingDetail, tier: Tier) -> list[tuple[str, str]]:
    """What this reader may record of the holding now: words and the last part of the address."""
    return [
        (words, ending)
        for action, words, ending in _ACTIONS
        if may(action, tier)
        and (action not in _NEED_LEASE or detail.lease)
        and (action != "grant_ground_lease" or not detail.lease)
    ]
