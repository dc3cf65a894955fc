"""Coordinates as people type or paste them: the way to a place that has no address."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_ANGLE = (
    r"(?P<before{n}>[NSEWO])?\s*"
    r"(?P<degrees{n}>[-\u2212+]?[0-9]{{1,3}}(?:\.[0-9]{{1,15}})?)\s*[\u00b0\u00ba]?\s*"
    r"(?:(?P<minutes{n}>[0-9]{{1,2}}(?:\.[0-9]{{1,9}})?)\s*['\u2032\u2019]\s*"
    r"(?:(?P<seconds{n}>[0-9]{{1,2}}(?:\.[0-9]{{1,9}})?)\s*(?:[\"\u2033\u201d]|''|\u2032\u2032)\s*)?)?"
    r"(?(before{n})|(?P<after{n}>[NSEWO])?)"
)
_PAIR = re.compile(
    rf"\s*(?:geo:)?\(?\s*{_ANGLE.format(n=1)}(?P<between>\s*[,;]\s*|\s+){_ANGLE.format(n=2)}\s*\)?\s*",
    re.ASCII | re.IGNORECASE,
)
_NORTH_SOUTH, _EAST_WEST = frozenset("NS"), frozenset("EWO")
_BACK = frozenset("SWO")
_MOST_LAT, _MOST_LON, _SIXTY = 90, 180, 60
_DIGITS = 6


class Coordinates(NamedTuple):
    """A point in degrees (EPSG:4326), to about ten centimetres."""

    lon: float
    lat: float

    @property
    def written(self) -> str:
        """Longitude, comma, latitude, as our addresses have them."""
        return ",".join(f"{one:.{_DIGITS}f}".rstrip("0").rstrip(".") for one in self)


class _Angle(NamedTuple):
    degrees: float
    letter: str


def parse_coordinates(text: str) -> Coordinates | None:
    """The point that a text is; None where it is none.

    Where no letter says which number is which, latitude comes first, as maps and telephones write
    it, unless only the other order lies in our quarter of the Earth.

    >>> parse_coordinates("32.3, -90.2") == parse_coordinates("-90.2,32.3")
    True
    >>> parse_coordinates("32°18'N 90°12'W")
    Coordinates(lon=-90.2, lat=32.3)
    >>> parse_coordinates("101 103"), parse_coordinates("613-260"), parse_coordinates("95.5, 200.1")
    (None, None, None)
    """
    # One blank is as good as many, which would be tried in every way to part them.
    found = _PAIR.fullmatch(" ".join(text.split()))
    if found is None or not _is_meant_so(found):
        return None
    first, second = _angle(found, 1), _angle(found, 2)
    if first is None or second is None:
        return None
    possible = list(_points(first, second))
    ours = [one for one in possible if one.lon < 0 < one.lat]
    return next(iter([*ours, *possible]), None)


def _is_meant_so(found: re.Match[str]) -> bool:
    """Whether two numbers are coordinates: a number of a lot has no point, sign or letter."""
    if found["minutes1"] and found["minutes2"]:
        return True
    has_point = "." in found["degrees1"] and "." in found["degrees2"]
    is_marked = any(found[name] for name in ("before1", "after1", "before2", "after2"))
    return has_point and (bool(found["between"].strip()) or is_marked or _has_sign(found))


def _has_sign(found: re.Match[str]) -> bool:
    return any(not found[name][0].isdigit() for name in ("degrees1", "degrees2"))


def _angle(found: re.Match[str], which: int) -> _Angle | None:
    """One of both numbers in degrees; None where it is no such angle."""
    given = found[f"degrees{which}"].replace("\u2212", "-")
    minutes = float(found[f"minutes{which}"] or 0)
    seconds = float(found[f"seconds{which}"] or 0)
    if minutes >= _SIXTY or seconds >= _SIXTY:
        return None
    size = abs(float(given)) + minutes / _SIXTY + seconds / _SIXTY**2
    letter = (found[f"before{which}"] or found[f"after{which}"] or "").upper()
    back = given.startswith("-") or letter in _BACK
    return _Angle(round(-size if back else size, _DIGITS), letter)


def _points(first: _Angle, second: _Angle) -> Iterator[Coordinates]:
    for lat, lon in ((first, second), (second, first)):
        named = lat.letter not in _EAST_WEST and lon.letter not in _NORTH_SOUTH
        if named and abs(lat.degrees) <= _MOST_LAT and abs(lon.degrees) <= _MOST_LON:
            yield Coordinates(lon.degrees, lat.degrees)
