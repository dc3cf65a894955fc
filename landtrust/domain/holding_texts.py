"""A holding as the cells of a row; ``plan_from_cells`` reads them again."""

from collections.abc import Iterable
from datetime import date

from landtrust.domain.holding_plans import HoldingPlan, PlannedHolder, PlannedLease
from landtrust.domain.shares import format_share
from landtrust.domain.sheet_cells import joined

_CENTS = 100


def cells_of_plan(plan: HoldingPlan) -> dict[str, str]:
    """What a plan says, by column; a column that it says nothing in is left out.

    >>> plan = HoldingPlan("Rose Street", ("9999-1", "9999-2"), (), date(2015, 3, 1), ())
    >>> cells_of_plan(plan)["parcels"]
    '9999-1; 9999-2'
    """
    papers = plan.papers
    cells: dict[str, str] = {
        "name": plan.name,
        "parcels": joined(plan.parcels),
        "buildings": joined(plan.buildings),
        "acquired_on": plan.acquired_on.isoformat(),
        "how": plan.how or "",
        "land_type": plan.land_type,
        **_holders(plan.owners, "owner", "owners"),
        "paper_kinds": joined(one.kind for one in papers),
        "paper_titles": _beside(one.title for one in papers),
        "paper_dates": _beside(_day(one.dated_on) for one in papers),
        "paper_books": _beside(one.book for one in papers),
        "paper_pages": _beside(one.page for one in papers),
        "paper_numbers": _beside(one.number for one in papers),
        "note": plan.note or "",
        "stewardship_months": _number(plan.stewardship_months),
        **(_lease(plan.lease) if plan.lease else {}),
        "public_parts": joined(plan.public_parts),
        "left_out": joined(plan.left_out),
    }
    return {name: text for name, text in cells.items() if text}


def _holders(holders: Iterable[PlannedHolder], word: str, names: str) -> dict[str, str]:
    held = list(holders)
    return {
        names: joined(one.name for one in held),
        f"{word}_kinds": joined(_kind(one) for one in held),
        f"{word}_shares": joined(format_share(one.share) for one in held),
    }


def _kind(holder: PlannedHolder) -> str:
    return f"public {holder.word}" if holder.is_public else holder.word or ""


def _lease(lease: PlannedLease) -> dict[str, str]:
    return {
        "lease_begins_on": lease.begins_on.isoformat(),
        "lease_years": str(lease.term_years),
        "renewal_years": _number(lease.renewal_years),
        **_holders(lease.leaseholders, "leaseholder", "leaseholders"),
        "lease_with_building": "yes" if lease.with_building else "no",
        "lease_fee": _dollars(lease.fee_cents),
        "lease_fee_period": lease.fee_period or "",
        "fee_schedule": _pairs(lease.fee_schedule),
        "option_days": _number(lease.option_days),
        "resale_formula": lease.resale_formula or "",
        "resale_parameters": _pairs(lease.resale_parameters),
        "improvements_price": _dollars(lease.price_cents),
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return joined(f"{name}={value}" for name, value in pairs)


def _beside(texts: Iterable[str | None]) -> str:
    """A list beside another; an empty cell where none of it says anything."""
    parts = [text or "" for text in texts]
    return joined(parts) if any(parts) else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _dollars(cents: int | None) -> str:
    return "" if cents is None else f"{cents // _CENTS}.{cents % _CENTS:02}"
