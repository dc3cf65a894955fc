"""What was recorded, by whom and when, in words that whoever works here understands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from landtrust.domain.interests import INTEREST_TYPES
from landtrust.queries.histories import RecordedEvent
from landtrust.web.wording import format_day, format_dollars

ACTION_WORDS = {
    "record_party": "a party was recorded",
    "record_acquisition": "the holding was recorded",
    "grant_ground_lease": "a ground lease was recorded",
    "record_right": "a right was recorded",
    "record_restriction": "a restriction was recorded",
    "record_responsibility": "a duty was recorded",
    "record_monitoring": "a visit was recorded",
    "record_evidence": "a paper was recorded",
    "import_holdings": "it was imported from a spreadsheet",
    "transfer_right": "a right was passed on",
    "end_right": "a right was ended",
    "assign_lease": "the lease was passed on",
    "record_resale": "a sale of the building was recorded",
    "split_unit": "the holding was split",
    "merge_units": "holdings were merged",
    "add_member": "a member joined",
    "change_shares": "shares were changed",
    "record_inheritance": "an inheritance was recorded",
    "correct_record": "corrected",
    "withdraw_record": "withdrawn: it never was",
    "publish_holding": "what anybody may read was changed",
    "seat_board": "a seat on the board was recorded",
}
_THINGS = {
    "interest": "right",
    "ground_lease": "lease",
    "property_unit": "holding",
    "spatial_unit": "piece of land or building",
    "unit_part": "piece of the holding",
    "unit_origin": "where it came from",
    "party": "party",
    "party_member": "member",
    "evidence": "paper",
    "evidence_link": "what the paper shows",
    "resale": "sale",
    "monitoring": "visit",
    "inheritance": "inheritance",
}
FIELD_WORDS = {
    "name": "name",
    "note": "note",
    "kind": "kind",
    "type": "type",
    "group_kind": "kind of group",
    "is_public": "name open to everybody",
    "is_trust": "the trust itself",
    "party_id": "who",
    "valid_from": "first day",
    "valid_to": "first day after it",
    "share_numerator": "share, above the line",
    "share_denominator": "share, below the line",
    "amount_cents": "amount",
    "rank": "rank",
    "every_months": "every so many months",
    "description": "in the words of its paper",
    "public_parts": "what anybody may read",
    "begins_on": "first day",
    "ends_on": "first day after its end",
    "term_years": "years",
    "renewal_years": "years of the renewal",
    "fee_cents": "fee",
    "fee_period": "fee for each",
    "fee_schedule": "how the fee changes",
    "option_days": "days to buy first",
    "resale_formula": "resale formula",
    "resale_parameters": "what the formula reckons with",
    "price_cents": "price",
    "formula_cents": "most that the formula allows",
    "title": "title",
    "dated_on": "date",
    "book": "book",
    "page": "page",
    "number": "number",
    "sold_on": "day of the sale",
    "area_sqm": "square meters",
    "done_on": "done on",
    "next_on": "due again on",
    "found": "what was found",
    "died_on": "day of death",
    "seat": "seat",
}
_LEFT_OUT = frozenset(("steps", "file_sha256", "unit_id", "kind", "lease_id", "on_interest_id"))
_TOLD_WHEN_NEW = frozenset(("property_unit", "interest", "ground_lease", "resale", "evidence"))
_SHARES = frozenset(("share_numerator", "share_denominator", "type"))
_TOLD_FIELDS = frozenset(FIELD_WORDS) - _LEFT_OUT - _SHARES
_NOTHING = (None, "", "{}")
_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """An entry of the book as a page tells it.

    Attributes:
        what: What was done.
        changes: What is new, and what is said otherwise since; a sentence for each.
        why: The reason that was given; None where none was.
    """

    event_id: int
    recorded_at: datetime
    actor: str
    what: str
    changes: tuple[str, ...]
    why: str | None


def recorded_line(event: RecordedEvent, names: Mapping[int, str]) -> RecordedLine:
    """An event in words.

    Args:
        event: What was recorded.
        names: What parties are called, by number.
    """
    sentences = [
        sentence
        for thing, former in event.before.items()
        for sentence in _changes(thing, former, event.after.get(thing), names)
    ]
    sentences += [
        _new(thing, values, names)
        for thing, values in event.after.items()
        if thing not in event.before and thing.rpartition(" ")[0] in _TOLD_WHEN_NEW
    ]
    what = ACTION_WORDS.get(event.action, event.action.replace("_", " "))
    return RecordedLine(event.id, event.recorded_at, event.actor, what, tuple(sentences), event.why)


def parties_in(events: tuple[RecordedEvent, ...]) -> set[int]:
    """The numbers of the parties that the entries speak of."""
    told = (
        values
        for event in events
        for side in (event.before, event.after)
        for values in side.values()
        if isinstance(values, Mapping)
    )
    return {values["party_id"] for values in told if values.get("party_id") is not None}


def field_value(field: str, value: object, names: Mapping[int, str]) -> str:
    """A value of a field in words.

    >>> field_value("valid_to", None, {}), field_value("fee_cents", 2500, {})
    ('open', '$25')
    """
    if value is None or value == "":
        return "open" if field == "valid_to" else "nothing"
    if field == "party_id" and isinstance(value, int):
        return names.get(value, f"party {value}")
    if field.endswith("_cents") and isinstance(value, int):
        return format_dollars(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and _A_DAY.fullmatch(value):
        return format_day(date.fromisoformat(value))
    return str(value)


def _changes(
    thing: str, former: object, since: object, names: Mapping[int, str]
) -> list[str]:  # fmt: skip
    if not isinstance(former, Mapping):
        return []
    called = _called(thing, former)
    if not isinstance(since, Mapping):
        return [f"{called}: taken back"]
    return [
        f"{called}, {FIELD_WORDS.get(field, field)}: "
        + " → ".join(field_value(field, one, names) for one in (former.get(field), value))
        for field, value in since.items()
        if value != former.get(field) and field not in _LEFT_OUT
    ]


def _new(thing: str, values: Mapping[str, Any], names: Mapping[int, str]) -> str:
    told = [
        f"{FIELD_WORDS[field]} {field_value(field, value, names)}"
        for field, value in values.items()
        if field in _TOLD_FIELDS and value not in _NOTHING
    ]
    if values.get("share_numerator"):
        told.append(f"share {values['share_numerator']}/{values['share_denominator']}")
    return f"{_called(thing, values)}, new: {', '.join(told)}"


def _called(thing: str, values: Mapping[str, Any]) -> str:
    table = thing.rpartition(" ")[0]
    type_ = INTEREST_TYPES.get(str(values.get("type")))
    if table == "interest" and type_ is not None:
        return type_.label
    words = _THINGS.get(table, table.replace("_", " "))
    return words[:1].upper() + words[1:]
