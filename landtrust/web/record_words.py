"""What was recorded, by whom and when, in words that whoever works here understands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from landtrust.domain.interests import INTEREST_TYPES
from landtrust.phrases import Phrase
from landtrust.queries.histories import RecordedEvent
from landtrust.web.languages import say
from landtrust.web.wording import format_day, format_dollars

ACTION_WORDS = {
    "record_party": Phrase("a party was recorded"),
    "record_acquisition": Phrase("the holding was recorded"),
    "grant_ground_lease": Phrase("a ground lease was recorded"),
    "record_right": Phrase("a right was recorded"),
    "record_restriction": Phrase("a restriction was recorded"),
    "record_responsibility": Phrase("a duty was recorded"),
    "record_monitoring": Phrase("a visit was recorded"),
    "record_evidence": Phrase("a paper was recorded"),
    "import_holdings": Phrase("it was imported from a spreadsheet"),
    "transfer_right": Phrase("a right was passed on"),
    "end_right": Phrase("a right was ended"),
    "assign_lease": Phrase("the lease was passed on"),
    "record_resale": Phrase("a sale of the building was recorded"),
    "split_unit": Phrase("the holding was split"),
    "merge_units": Phrase("holdings were merged"),
    "add_member": Phrase("a member joined"),
    "change_shares": Phrase("shares were changed"),
    "record_inheritance": Phrase("an inheritance was recorded"),
    "correct_record": Phrase("corrected"),
    "withdraw_record": Phrase("withdrawn, as it never was"),
    "publish_holding": Phrase("what anybody may read was changed"),
    "seat_board": Phrase("a seat on the board was recorded"),
}
_THINGS = {
    "interest": Phrase("right"),
    "ground_lease": Phrase("lease"),
    "property_unit": Phrase("holding"),
    "spatial_unit": Phrase("piece of land or building"),
    "unit_part": Phrase("piece of the holding"),
    "unit_origin": Phrase("where it came from"),
    "party": Phrase("party"),
    "party_member": Phrase("member"),
    "evidence": Phrase("paper"),
    "evidence_link": Phrase("what the paper shows"),
    "resale": Phrase("sale"),
    "monitoring": Phrase("visit"),
    "inheritance": Phrase("inheritance"),
}
FIELD_WORDS = {
    "name": Phrase("name"),
    "note": Phrase("note"),
    "kind": Phrase("kind"),
    "type": Phrase("type"),
    "group_kind": Phrase("kind of group"),
    "is_public": Phrase("name open to everybody"),
    "is_trust": Phrase("the trust itself"),
    "party_id": Phrase("who"),
    "valid_from": Phrase("first day"),
    "valid_to": Phrase("first day after it"),
    "share_numerator": Phrase("share, above the line"),
    "share_denominator": Phrase("share, below the line"),
    "amount_cents": Phrase("amount"),
    "rank": Phrase("rank"),
    "every_months": Phrase("every so many months"),
    "description": Phrase("in the words of its paper"),
    "public_parts": Phrase("what anybody may read"),
    "begins_on": Phrase("first day"),
    "ends_on": Phrase("first day after its end"),
    "term_years": Phrase("years"),
    "renewal_years": Phrase("years of the renewal"),
    "fee_cents": Phrase("fee"),
    "fee_period": Phrase("fee for each"),
    "fee_schedule": Phrase("how the fee changes"),
    "option_days": Phrase("days to buy first"),
    "resale_formula": Phrase("resale formula"),
    "resale_parameters": Phrase("what the formula reckons with"),
    "price_cents": Phrase("price"),
    "formula_cents": Phrase("most that the formula allows"),
    "title": Phrase("title"),
    "dated_on": Phrase("date"),
    "book": Phrase("book"),
    "page": Phrase("page"),
    "number": Phrase("number"),
    "sold_on": Phrase("day of the sale"),
    "area_sqm": Phrase("square meters"),
    "done_on": Phrase("done on"),
    "next_on": Phrase("due again on"),
    "found": Phrase("what was found"),
    "died_on": Phrase("day of death"),
    "seat": Phrase("seat"),
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
    what = say(ACTION_WORDS.get(event.action, event.action.replace("_", " ")))
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
        return say(Phrase("open") if field == "valid_to" else Phrase("nothing"))
    if field == "party_id" and isinstance(value, int):
        return names.get(value) or say(Phrase("party %(number)s", number=value))
    if field.endswith("_cents") and isinstance(value, int):
        return format_dollars(value)
    if isinstance(value, bool):
        return say(Phrase("yes") if value else Phrase("no"))
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
        return [say(Phrase("%(thing)s: taken back", thing=called))]
    return [
        f"{called}, {_field_called(field)}: "
        + " → ".join(field_value(field, one, names) for one in (former.get(field), value))
        for field, value in since.items()
        if value != former.get(field) and field not in _LEFT_OUT
    ]


def _new(thing: str, values: Mapping[str, Any], names: Mapping[int, str]) -> str:
    told = [
        f"{_field_called(field)} {field_value(field, value, names)}"
        for field, value in values.items()
        if field in _TOLD_FIELDS and value not in _NOTHING
    ]
    if values.get("share_numerator"):
        share = f"{values['share_numerator']}/{values['share_denominator']}"
        told.append(say(Phrase("share %(share)s", share=share)))
    called = _called(thing, values)
    return say(Phrase("%(thing)s, new: %(told)s", thing=called, told=", ".join(told)))


def _field_called(field: str) -> str:
    return say(FIELD_WORDS.get(field, field))


def _called(thing: str, values: Mapping[str, Any]) -> str:
    table = thing.rpartition(" ")[0]
    type_ = INTEREST_TYPES.get(str(values.get("type")))
    if table == "interest" and type_ is not None:
        return say(type_.label)
    words = say(_THINGS.get(table, table.replace("_", " ")))
    return words[:1].upper() + words[1:]
