"""What the rolls said of a parcel, from its first snapshot until now."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import aliased

from landtrust.model.roll import RollEntry
from landtrust.model.snapshots import Snapshot
from landtrust.queries.visibility import (
    NamedOwner,
    Tier,
    mailing_address_is_visible,
    owner_name,
    tax_and_deed_are_visible,
    visible_kind,
)

MOST_LINES = 200
"""Roll entries shown of one parcel."""

_BEGIN, _END = aliased(Snapshot), aliased(Snapshot)
_LINES = (
    select(RollEntry, _BEGIN.retrieved_at.label("begun"), _END.retrieved_at.label("ended"))
    .join(_BEGIN, _BEGIN.id == RollEntry.recorded_from_id)
    .outerjoin(_END, _END.id == RollEntry.recorded_to_id)
    .where(RollEntry.parcel_id == bindparam("parcel_id"))
    .order_by(RollEntry.recorded_to_id.isnot(None), RollEntry.id.desc())
    .limit(MOST_LINES)
)


@dataclass(frozen=True, slots=True)
class RollLine:
    """What the roll said of one account of a parcel, and when.

    Attributes:
        recorded_to: The day from which the roll no longer said so; None: it still does.
        account: None where the roll has none.
        situs_address: None where not stated.
        owner_name: None where it is hidden from the reader, or not stated.
        mailing_address: None where hidden or not stated.
        deed_reference: The same.
        deed_date: The same.
        tax_status: The same.
    """

    id: int
    recorded_from: date
    recorded_to: date | None
    account: str | None
    situs_address: str | None
    owner_kind: str
    owner_name: str | None
    mailing_address: str | None
    land_use_as_given: str | None
    zoning: str | None
    land_value_cents: int | None
    improvement_value_cents: int | None
    total_value_cents: int | None
    assessed_value_cents: int | None
    stated_acres: float | None
    deed_reference: str | None
    deed_date: str | None
    subdivision: str | None
    tax_status: str | None
    roll_year: int | None


def roll_lines(connection: Connection, parcel_id: int, tier: Tier) -> tuple[RollLine, ...]:
    """What rolls said of a parcel: what stands first, then the latest of the rest."""
    rows = connection.execute(_LINES, {"parcel_id": parcel_id})
    return tuple(_line(row, tier) for row in rows)


def _line(row: Row[*tuple[Any, ...]], tier: Tier) -> RollLine:
    owner = NamedOwner(row.owner_kind, row.owner_name_public, row.owner_line_1, row.owner_line_2)
    has_deed = tax_and_deed_are_visible(tier)
    return RollLine(
        id=row.id,
        recorded_from=row.begun.date(),
        recorded_to=row.ended.date() if row.ended else None,
        account=row.account,
        situs_address=row.situs_address,
        owner_kind=visible_kind(row.owner_kind, tier),
        owner_name=owner_name(owner, tier),
        mailing_address=_mailing(row) if mailing_address_is_visible(tier) else None,
        land_use_as_given=row.land_use_as_given,
        zoning=row.zoning,
        land_value_cents=row.land_value_cents,
        improvement_value_cents=row.improvement_value_cents,
        total_value_cents=row.total_value_cents,
        assessed_value_cents=row.assessed_value_cents,
        stated_acres=row.stated_acres,
        deed_reference=row.deed_reference if has_deed else None,
        deed_date=row.deed_date if has_deed else None,
        subdivision=row.subdivision,
        tax_status=row.tax_status if has_deed else None,
        roll_year=row.roll_year,
    )


def _mailing(row: Row[*tuple[Any, ...]]) -> str | None:
    parts = (row.mailing_address, row.mailing_city, row.mailing_state, row.mailing_zip)
    return ", ".join(part for part in parts if part) or None
