"""Since when a parcel's owner has had it, as far as the rolls that were loaded can tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from landtrust.queries.lineages import FoundChange
from landtrust.queries.parcels import Snapshots
from landtrust.queries.roll_lines import RollLine

_OTHER_OWNER = "owner changed"


@dataclass(frozen=True, slots=True)
class HeldSince:
    """The first that we know of the present owner.

    Attributes:
        roll_year: The year of the first roll that names this owner; None where it states none.
        day: The day on which that roll was retrieved.
        is_oldest: Whether no older roll is loaded, so that it may have been so for long before.
    """

    roll_year: int | None
    day: date
    is_oldest: bool


def held_since(
    changes: Iterable[FoundChange], roll: Iterable[RollLine], snapshots: Snapshots
) -> HeldSince | None:
    """Since when, from what loads found and what the rolls said; None where no roll says anything.

    A load sees that an owner changed between two rolls, not on which day: so it is the year of
    the first roll that says so. What came before the oldest roll, nobody here knows.

    Args:
        changes: What loads found of the parcel, latest first.
        roll: What rolls said of it.
        snapshots: All snapshots by id.
    """
    found = next((one for one in changes if one.kind == _OTHER_OWNER), None)
    if found is not None:
        return HeldSince(snapshots[found.snapshot_id].roll_year, found.day, is_oldest=False)
    oldest = min(roll, key=lambda line: (line.recorded_from, line.id), default=None)
    if oldest is None:
        return None
    return HeldSince(oldest.roll_year, oldest.recorded_from, is_oldest=True)
