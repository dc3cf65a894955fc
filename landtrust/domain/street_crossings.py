"""Where streets come together on the map of streets that came with a source."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import shapely

from landtrust.domain.crs import LONLAT, MISSISSIPPI_TM, transform
from landtrust.domain.questions import Reading
from landtrust.domain.street_matches import KnownStreet, fit_of
from landtrust.domain.street_names import Street

_TOUCHING_M = 1.0
_ONE_CORNER_M = 110.0
"""Places no farther apart are one corner: of a wide street, or one that goes on a little aside."""


class DrawnStreet(NamedTuple):
    """A street on a map.

    Attributes:
        line_lonlat: A line or some lines, in EPSG:4326.
    """

    county_fips: str
    street: Street
    line_lonlat: shapely.Geometry


def drawn_as(
    readings: Sequence[Reading], drawn: Iterable[DrawnStreet], towns: Collection[str]
) -> list[DrawnStreet]:
    """The streets of the map that have just the name of a reading.

    Args:
        readings: What was asked for.
        drawn: The streets of the map, which does not say in which town a street is.
        towns: Of these they may be: a reading that names another is left out.
    """
    meant = [one._replace(place="") for one in readings if not one.place or one.place in towns]
    return [street for street in drawn if any(_is_just(one, street) for one in meant)]


def _is_just(asked: Reading, drawn: DrawnStreet) -> bool:
    if asked.street.bare != drawn.street.bare:
        return False
    fit = fit_of(asked, KnownStreet(0, drawn.county_fips, "", None, drawn.street))
    return fit is not None and fit.exact


def crossing(first: Iterable[DrawnStreet], second: Sequence[DrawnStreet]) -> shapely.Point | None:
    """Where a street of the one name meets one of the other, in degrees; None: nowhere.

    Where they meet more than once, the place is that which lies in the middle of the others.
    """
    met = [
        place
        for one in first
        for other in second
        if one.county_fips == other.county_fips and one.street != other.street
        for place in _meetings(one.line_lonlat, other.line_lonlat)
    ]
    if not met:
        return None
    places = np.array(met)
    away = np.hypot(*(places[:, np.newaxis] - places).T)
    middle = int(away.sum(axis=0).argmin())
    around = places[away[middle] <= _ONE_CORNER_M].mean(axis=0)
    found = np.array([shapely.Point(around)], dtype=object)
    place: shapely.Point = transform(found, MISSISSIPPI_TM, LONLAT)[0]
    return place


def _meetings(one: shapely.Geometry, other: shapely.Geometry) -> list[list[float]]:
    """On the plane, metres."""
    here, there = transform(np.array([one, other], dtype=object), LONLAT, MISSISSIPPI_TM)
    if shapely.distance(here, there) > _TOUCHING_M:
        return []
    crossed = shapely.get_coordinates(shapely.intersection(here, there))
    nearest = (
        crossed if len(crossed) else shapely.get_coordinates(shapely.shortest_line(here, there))
    )
    places: list[list[float]] = nearest[:, :2].tolist()
    return places
