"""What may stand in a corrected record: the same rules as when it was recorded first."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, cast

import orjson
from sqlalchemy import Table, select

from landtrust.domain.board import SeatKind
from landtrust.domain.dates import require_day
from landtrust.domain.money import MOST_CENTS
from landtrust.domain.shares import require_share, require_storable
from landtrust.domain.spans import require_span
from landtrust.domain.text import clean_text
from landtrust.errors import InvalidInput, RuleBroken
from landtrust.model.ownership import (
    Interest,
    Party,
    PartyMember,
    PropertyUnit,
    SpatialUnit,
    UnitPart,
)
from landtrust.model.stewardship import (
    BoardSeat,
    Evidence,
    GroundLease,
    Inheritance,
    Monitoring,
    Resale,
)
from landtrust.model.versions import Version
from landtrust.phrases import Phrase
from landtrust.services.evidence import checked_title
from landtrust.services.holdings import checked_name, require_unheld
from landtrust.services.leases import LeaseTerms, checked_end
from landtrust.services.parties import PartyFacts, checked_party, require_parties
from landtrust.services.record_book import Entry

Values = dict[str, Any]
"""The columns of a thing, by name: as they would stand after the correction."""

_LONGEST_TEXT = 4_000
_LARGEST_NUMBER = 10_000
_HAPPENS_ON = frozenset(("valid_from", "begins_on", "done_on", "died_on", "sold_on"))
_TERMS = frozenset(LeaseTerms.__dataclass_fields__)


def checked_correction(
    entry: Entry, of: type[Version], former: Mapping[str, Any], changes: Mapping[str, object]
) -> Values:
    """What a correction writes, once it may stand; texts are made clean.

    Raises:
        InvalidInput: A value is not of its column's kind, or cannot be.
        NotFound: There is no such party.
        RuleBroken: It goes against what else is recorded.
    """
    for name, value in changes.items():
        _require_kind(of, name, value)
    after = {**former, **changes}
    _CHECKS[of](entry, after)
    written = {name: value for name, value in after.items() if former.get(name) != value}
    if not written:
        raise InvalidInput("What you entered is what is recorded.", parameter=next(iter(changes)))
    return written


def _require_kind(of: type[Version], name: str, value: object) -> None:
    column = cast("Table", of.__table__).c[name]  # type: ignore[attr-defined]
    if value is None and column.nullable:
        return
    expected = column.type.python_type
    # A yes or no is a number to Python, and a whole number may stand for a measure.
    fits = isinstance(value, (int, float) if expected is float else expected)
    if not fits or (isinstance(value, bool) and expected is not bool):
        msg = Phrase(
            "%(name)s: “%(value)s” is not what stands there.", name=name, value=str(value)[:40]
        )
        raise InvalidInput(msg, parameter=name)
    _require_size(name, value)
    if name in _HAPPENS_ON and isinstance(value, date):
        require_day(value, name)


def _require_size(name: str, value: object) -> None:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        msg = Phrase(
            "%(name)s: longer than %(most)s characters.",
            name=name,
            most=_LONGEST_TEXT,
        )
        raise InvalidInput(msg, parameter=name)
    most = MOST_CENTS if name.endswith("_cents") else _LARGEST_NUMBER
    is_number = isinstance(value, int | float) and not name.startswith("share_")
    if is_number and name not in {"party_id", "area_sqm"} and not 0 <= cast("int", value) <= most:
        msg = Phrase("%(name)s: from 0 to %(most)s.", name=name, most=f"{most:,}")
        raise InvalidInput(msg, parameter=name)


def _check_party(entry: Entry, after: Values) -> None:
    names = ("name", "kind", "group_kind", "is_trust", "is_public", "note")
    facts = checked_party(PartyFacts(**{name: after[name] for name in names}))
    after.update({name: getattr(facts, name) for name in names})
    members = select(PartyMember.thing_id).where(
        PartyMember.group_id == after["thing_id"], PartyMember.recorded_to.is_(None)
    )
    if facts.kind != "group" and entry.connection.scalar(members.limit(1)) is not None:
        raise RuleBroken("A group with members stays a group.", number=after["thing_id"])


def _check_member(_entry: Entry, after: Values) -> None:
    require_span(after["valid_from"], after["valid_to"])
    _check_share(after)


def _check_unit(_entry: Entry, after: Values) -> None:
    after["name"] = checked_name(after["name"])


def _check_piece(_entry: Entry, after: Values) -> None:
    after["name"] = checked_name(after["name"])
    if after["area_sqm"] is not None and not 0 <= after["area_sqm"] < float("inf"):
        raise InvalidInput("area_sqm: square metres, zero or more.", parameter="area_sqm")


def _check_part(entry: Entry, after: Values) -> None:
    require_span(after["valid_from"], after["valid_to"])
    parcels = select(SpatialUnit.parcel_id).where(
        SpatialUnit.thing_id == after["spatial_unit_id"],
        SpatialUnit.recorded_to.is_(None),
        SpatialUnit.parcel_id.is_not(None),
    )
    found = [number for number in entry.connection.scalars(parcels) if number is not None]
    span = after["valid_from"], after["valid_to"]
    require_unheld(entry.connection, found, *span, but=after["unit_id"])


def _check_interest(entry: Entry, after: Values) -> None:
    require_span(after["valid_from"], after["valid_to"])
    if after["share_numerator"] is None or after["share_denominator"] is None:
        if after["kind"] == "right":
            raise RuleBroken("A right has a share; that cannot be corrected.")
    elif after["kind"] != "right":
        raise RuleBroken("Only a right has a share; that cannot be corrected.")
    else:
        _check_share(after)
    if after["party_id"] is not None:
        require_parties(entry, [after["party_id"]])
    elif after["kind"] == "right":
        raise InvalidInput("party_id: a right has somebody who has it.", parameter="party_id")
    if after["every_months"] == 0:
        raise InvalidInput("every_months: at least one month.", parameter="every_months")


def _check_lease(_entry: Entry, after: Values) -> None:
    said = {name: value for name, value in after.items() if name in _TERMS}
    for name in ("fee_schedule", "resale_parameters"):
        said[name] = _parameters(name, after[name])
    after["ends_on"] = checked_end(LeaseTerms(**said))


def _parameters(name: str, text: str) -> dict[str, str]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise InvalidInput(
            Phrase("%(name)s: this cannot be read.", name=name), parameter=name
        ) from problem
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise InvalidInput(
            Phrase("%(name)s: names and texts are wanted.", name=name), parameter=name
        )
    return found


def _check_evidence(_entry: Entry, after: Values) -> None:
    after["title"] = checked_title(after["kind"], after["title"])


def _check_resale(_entry: Entry, after: Values) -> None:
    most = after["formula_cents"]
    if most is not None and after["price_cents"] > most:
        raise RuleBroken("The price is above what the formula of the lease allowed.")


def _check_visit(_entry: Entry, after: Values) -> None:
    after["found"] = clean_text(after["found"])
    if not after["found"]:
        raise InvalidInput("found: say what was found.", parameter="found")
    if after["next_on"] is not None:
        require_span(after["done_on"], after["next_on"])


def _check_seat(entry: Entry, after: Values) -> None:
    require_span(after["valid_from"], after["valid_to"])
    after["seat"] = clean_text(after["seat"])
    if after["kind"] not in set(SeatKind) or not after["seat"]:
        msg = Phrase("kind: one of %(known)s; seat: which one it is.", known=", ".join(SeatKind))
        raise InvalidInput(msg, parameter="kind")
    if after["party_id"] is not None:
        require_parties(entry, [after["party_id"]])


def _check_inheritance(_entry: Entry, after: Values) -> None:
    _check_share(after)


def _check_share(after: Values) -> None:
    if not after["share_denominator"]:
        raise InvalidInput("share: it has no denominator.", parameter="share")
    share = Fraction(after["share_numerator"], after["share_denominator"])
    require_storable(require_share(share))
    after["share_numerator"], after["share_denominator"] = share.numerator, share.denominator


_CHECKS: Mapping[type[Version], Callable[[Entry, Values], None]] = MappingProxyType(
    {
        Party: _check_party,
        PartyMember: _check_member,
        PropertyUnit: _check_unit,
        SpatialUnit: _check_piece,
        UnitPart: _check_part,
        Interest: _check_interest,
        GroundLease: _check_lease,
        Evidence: _check_evidence,
        Resale: _check_resale,
        Monitoring: _check_visit,
        BoardSeat: _check_seat,
        Inheritance: _check_inheritance,
    }
)


def move_ends(entry: Entry, lease_id: int, ended_on: date, ends_on: date) -> None:
    """Let what would have ended with a lease end with it as its term is corrected."""
    rows = entry.connection.scalars(
        select(Interest.thing_id).where(
            Interest.lease_id == lease_id,
            Interest.recorded_to.is_(None),
            Interest.valid_to == ended_on,
        )
    ).all()
    for interest_id in rows:
        entry.revise(Interest, interest_id, valid_to=ends_on)
