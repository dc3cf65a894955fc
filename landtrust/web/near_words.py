"""What is near in words: how far was looked, and each parcel in a sentence."""

import re
from dataclasses import dataclass

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase, counted
from landtrust.queries.filters import FURTHEST_M
from landtrust.queries.near_here import NearParcel
from landtrust.queries.parcels import ParcelRow
from landtrust.web.languages import say
from landtrust.web.owner_words import owner_words
from landtrust.web.parcel_words import UNBUILT, is_forfeited, said_use
from landtrust.web.wording import word_for_land

PACE_M_A_MINUTE = 80
"""How far people walk in a minute, along a straight line.

Source:
    Bohannon 1997, Comfortable and maximum walking speed of adults aged 20-79 years (Age and
    Ageing 26:15-19): 127 cm a second (women in their seventies) to 146 (men in their forties),
    which is 76 to 88 metres a minute.
"""

WALKS_MIN = (5, 10, 15, 20, 25)
"""Walks that the page offers, minutes; the longest reaches as far as one may look."""

_WALK = re.compile(r"([1-9]\d?)min", re.ASCII)
_METRES = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_FOOT_M = 0.3048
_HERE_M = 0.5
_MILE_M = 1_609.344
_NEARLY_A_MILE_M = 0.9 * _MILE_M

_LAND = {"lot": Phrase("A lot"), "piece of land": Phrase("A piece of land")}
_VACANT = {"lot": Phrase("A vacant lot"), "piece of land": Phrase("A vacant piece of land")}
_USED = {
    "residential": Phrase("%(land)s used for homes,"),
    "apartments": Phrase("%(land)s used for apartments,"),
    "commercial": Phrase("%(land)s used for shops or offices,"),
    "industrial": Phrase("%(land)s used for industry,"),
    "agricultural": Phrase("%(land)s of farm land,"),
    "forest": Phrase("%(land)s of woods,"),
    "public": Phrase("%(land)s for public use,"),
    "religious": Phrase("%(land)s used by a church or a faith group,"),
    "utility": Phrase("%(land)s used by a railroad or a utility,"),
    "other": Phrase("%(land)s that the tax roll lists for another use,"),
}
"""By what the roll says of its use; where it says nothing, it is a lot."""

_HERE = Phrase("%(what)s held by %(owner)s, right here.")
_ABOUT_HERE = Phrase("%(what)s held by %(owner)s, about here.")
_AWAY = Phrase("%(what)s held by %(owner)s, %(distance)s %(direction)s.")

_DIRECTIONS = (
    Phrase("to the north"),
    Phrase("to the northeast"),
    Phrase("to the east"),
    Phrase("to the southeast"),
    Phrase("to the south"),
    Phrase("to the southwest"),
    Phrase("to the west"),
    Phrase("to the northwest"),
)
_IN_COMMON = Phrase("a land trust or cooperative in common")
_FORFEITED = Phrase("the State after unpaid taxes")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far was looked around a point.

    Attributes:
        minutes: Of a walk; None where metres were asked for.
    """

    radius_m: int
    minutes: int | None = None

    @property
    def written(self) -> str:
        """As addresses have it.

        >>> Reach(400, 5).written, Reach(250).written
        ('5min', '250')
        """
        return f"{self.radius_m}" if self.minutes is None else f"{self.minutes}min"

    @property
    def words(self) -> str:
        """As a sentence of the page says it."""
        if self.minutes is None:
            return say(distance_words(self.radius_m))
        return say(Phrase("a walk of %(minutes)s minutes", minutes=self.minutes))

    @property
    def choice(self) -> str:
        """As one of several to choose from."""
        if self.minutes is None:
            return self.words
        metres = f"{self.radius_m:,}"
        walked = Phrase("%(minutes)s minutes (%(metres)s m)", minutes=self.minutes, metres=metres)
        return say(walked)


def walk(minutes: int) -> Reach:
    """As far as people walk in so many minutes, if the way were straight."""
    return Reach(minutes * PACE_M_A_MINUTE, minutes)


def parse_reach(name: str, text: str) -> Reach:
    """How far to look: metres, or minutes of a walk.

    Args:
        name: The parameter that says it.
        text: What it says, such as ``400`` or ``5min``.

    Raises:
        InvalidInput: It is neither, or farther than one may look; the message names the parameter.

    >>> parse_reach("within", "5min")
    Reach(radius_m=400, minutes=5)
    """
    if walked := _WALK.fullmatch(text):
        reach = walk(int(walked[1]))
    elif _METRES.fullmatch(text):
        reach = Reach(int(text))
    else:
        reach = Reach(FURTHEST_M + 1)
    if reach.radius_m > FURTHEST_M:
        msg = Phrase(
            "%(name)s: “%(text)s” is neither meters up to %(metres)s nor a walk of up to "
            "%(minutes)s minutes, such as 400 or 5min.",
            name=name,
            text=text[:20],
            metres=FURTHEST_M,
            minutes=FURTHEST_M // PACE_M_A_MINUTE,
        )
        raise InvalidInput(msg, parameter=name)
    return reach


def near_sentence(near: NearParcel, *, in_common: bool, is_vague: bool = False) -> str:
    """What a parcel is, who holds it, how far it is and which way.

    The result is text, not markup: templates escape it.

    Args:
        near: The parcel.
        in_common: Whether the book says that it is held in common, whatever a roll says.
        is_vague: Whether the place is known only roughly, so that nothing is right there.
    """
    values = {
        "what": _what(near.row),
        "owner": _IN_COMMON if in_common else _owner(near.row),
    }
    if near.bearing_deg is None or near.distance_m < _HERE_M:
        return say((_ABOUT_HERE if is_vague else _HERE).filled(**values))
    distance, direction = distance_words(near.distance_m), direction_words(near.bearing_deg)
    return say(_AWAY.filled(**values, distance=distance, direction=direction))


def _what(row: ParcelRow) -> Phrase:
    use, land = said_use(row), str(word_for_land(row.area_sqm))
    if use == UNBUILT:
        return _VACANT[land]
    return _USED[use].filled(land=_LAND[land]) if use in _USED else _LAND[land]


def distance_words(metres: float) -> Phrase:
    """A distance to the metre, and in feet.

    >>> distance_words(1200.2), distance_words(1.1)
    ('1,200 meters (3,937 feet)', '1 meter (3 feet)')
    """
    whole = round(metres)
    feet = f"{whole / _FOOT_M:,.0f}"
    return counted(
        "%(num)s meter (%(feet)s feet)", "%(num)s meters (%(feet)s feet)", whole, feet=feet
    )


def rough_words(metres: float) -> Phrase:
    """About how far, as people say it: in miles where it is one or nearly.

    >>> rough_words(3_000), rough_words(1_500), rough_words(210)
    ('about 2 miles (3 kilometers)', 'about 1 mile (2 kilometers)', 'about 210 meters (690 feet)')
    """
    if metres < _NEARLY_A_MILE_M:
        feet = f"{round(metres / _FOOT_M, -1):,.0f}"
        return Phrase("about %(num)s meters (%(feet)s feet)", num=f"{metres:.0f}", feet=feet)
    return counted(
        "about %(num)s mile (%(kilometers)s kilometers)",
        "about %(num)s miles (%(kilometers)s kilometers)",
        round(metres / _MILE_M),
        kilometers=f"{metres / 1_000:,.0f}",
    )


def direction_words(bearing_deg: float) -> Phrase:
    """A way from true north, clockwise, as one of eight.

    >>> direction_words(350.0), direction_words(100.0)
    ('to the north', 'to the east')
    """
    return _DIRECTIONS[round(bearing_deg / 45) % len(_DIRECTIONS)]


def _owner(row: ParcelRow) -> str:
    if is_forfeited(row):
        return _FORFEITED
    return owner_words(row)
