"""What is asked for: one filter for maps, lists, counts and files."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from landtrust.domain.extent import Bbox

VACANT_ANSWERS = ("yes", "no", "unknown")
HELD_ANSWERS = ("common", "other")
TAX_ANSWERS = ("forfeited",)

FURTHEST_M = 2_000
"""The largest radius of a search around a point, metres: beyond it, a bbox is the better tool."""


class Place(NamedTuple):
    """A point in degrees (EPSG:4326)."""

    lon: float
    lat: float


class Held(NamedTuple):
    """How land is held, on a day.

    Attributes:
        how: ``common``: by the trust or a cooperative, as far as the reader may know;
            ``other``: all else.
        on: The day in law.
    """

    how: Literal["common", "other"]
    on: date


@dataclass(frozen=True, slots=True)
class ParcelFilter:
    """Which parcels; what is empty or None leaves all of them in.

    Attributes:
        county: Five-digit codes; a parcel lies in one of them.
        region: The key of a region; a parcel lies in one of its counties.
        bbox: A parcel's own rectangle meets this one.
        near: The outline lies within ``radius_m`` of this point.
        radius_m: Metres along the geodesic; None exactly when ``near`` is.
        owner_kind: Codes; the owner is of one of these kinds.
        land_use: Codes; ``unknown`` stands for what no roll states.
        vacant: Whether there is no building; ``unknown`` where no roll says.
        held: Whether it is held in common.
        tax: ``forfeited``: the State's own list has it, or the roll says that the State has it
            for unpaid taxes. Who owes taxes is not asked for: the public may not know it.
        min_value_cents: True value in all, at least; a value that is not stated never fits.
        max_value_cents: The same, at most.
        min_acres: Measured area, at least.
        max_acres: The same, at most.
        changed_since: A load retrieved on this day (UTC) or later found a change.
        text: Words of a number, an address of the land or a public owner's name, all of them;
            the last may be unfinished.
    """

    county: tuple[str, ...] = ()
    region: str | None = None
    bbox: Bbox | None = None
    near: Place | None = None
    radius_m: float | None = None
    owner_kind: tuple[str, ...] = ()
    land_use: tuple[str, ...] = ()
    vacant: Literal["yes", "no", "unknown"] | None = None
    held: Held | None = None
    tax: Literal["forfeited"] | None = None
    min_value_cents: int | None = None
    max_value_cents: int | None = None
    min_acres: float | None = None
    max_acres: float | None = None
    changed_since: date | None = None
    text: str | None = None


EVERYTHING = ParcelFilter()
"""The filter that leaves every parcel in."""
