"""Rectangles of longitude and latitude."""

import re
from typing import NamedTuple

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST_NUMBER = 40


class Bbox(NamedTuple):
    """A rectangle in degrees of longitude and latitude (EPSG:4326).

    A west edge greater than the east edge means that the rectangle crosses the antimeridian,
    as in RFC 7946 section 5.2. A point is a rectangle of no size.
    """

    west: float
    south: float
    east: float
    north: float

    @property
    def square_degrees(self) -> float:
        """How large it is, where it does not cross the antimeridian."""
        return (self.east - self.west) * (self.north - self.south)


def parse_bbox(text: str) -> Bbox:
    """The rectangle that ``west,south,east,north`` says, in degrees.

    Six numbers are west, south, lowest, east, north, highest; the heights are left out, since
    parcels have none.

    Raises:
        InvalidInput: Not four or six finite numbers, or south lies north of north.

    Source:
        OGC API - Features Part 1, requirement 25 (bbox parameter).

    >>> parse_bbox("-90.3,32.2,-90.1,32.4")
    Bbox(west=-90.3, south=32.2, east=-90.1, north=32.4)
    >>> parse_bbox("-90.3,32.2,0,-90.1,32.4,50").north
    32.4
    """
    bbox = Bbox(*parse_corners(text))
    if bbox.south > bbox.north:
        msg = Phrase(
            "The bbox has its south edge %(south)s north of its north edge %(north)s.",
            south=bbox.south,
            north=bbox.north,
        )
        raise InvalidInput(msg, parameter="bbox")
    return bbox


def parse_corners(text: str) -> tuple[float, float, float, float]:
    """Two corners of a rectangle, in the order of the axes of whatever system they are in.

    Raises:
        InvalidInput: Not four or six finite numbers; of six, the heights are left out.

    >>> parse_corners("1,2,0,3,4,9")
    (1.0, 2.0, 3.0, 4.0)
    """
    numbers = [_parse_coordinate(part) for part in text[:400].split(",")]
    if len(numbers) == 6:  # noqa: PLR2004 - the six of the standard, said above
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != len(Bbox._fields):
        msg = Phrase(
            "A bbox has 4 numbers (west,south,east,north) or 6, not %(numbers)s.",
            numbers=len(numbers),
        )
        raise InvalidInput(msg, parameter="bbox")
    first, second, third, fourth = numbers
    return first, second, third, fourth


def _parse_coordinate(text: str) -> float:
    written = text.strip(" ")
    if len(written) > _LONGEST_NUMBER or not _NUMBER.fullmatch(written):
        msg = Phrase(
            "“%(written)s” in the bbox is not a number.", written=written[:_LONGEST_NUMBER]
        )
        raise InvalidInput(msg, parameter="bbox")
    number = float(written)
    if number in (float("inf"), float("-inf")):
        msg = Phrase("“%(written)s” in the bbox is too large to be a coordinate.", written=written)
        raise InvalidInput(msg, parameter="bbox")
    return number
