"""Outlines of parcels: which can be used, which must be mended, which cannot be either."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from landtrust.domain.crs import (
    MISSISSIPPI_TM,
    Outlines,
    area_sqm,
    named_crs,
    to_lonlat,
)
from landtrust.domain.extent import Bbox
from landtrust.domain.rounding import DEGREE_DECIMALS, ready_to_round
from landtrust.domain.tangles import MOST_POINTS, are_too_tangled, have_too_many_points

LEAST_AREA_SQM = 0.01
"""Less than this is no land: below what any survey can hold."""

_LEAST_AREA_DEGREES = 1e-12
"""The same in square degrees: a line that is straight in degrees bends on the plane, and there
seems to enclose something."""

SAME_OUTLINE_DEGREES = 1e-7
"""Two outlines whose points lie closer than this (a centimetre) are one outline."""

_MOST_COMPARED_POINTS = 5_000
"""Comparing line by line costs the square of the points: a quarter of a second at this many."""

_MOST_REPAIRS = 3

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
NOT_AN_AREA = "not an area"
"""The reason for which a row is rejected that has a point or a line in place of an outline."""

_NOT_AREAS = {0: "a point", 1: "a line", 2: "a line", 4: "points", 5: "lines"}

Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass
class Verdicts:
    """Which rows of a batch are rejected, and why; the first reason stands.

    Attributes:
        count: Rows in the batch.
        rejected: Shape (count,).
        reasons: A code; None where the row is not rejected.
        details: The same as a sentence; None where the row is not rejected.
    """

    count: int
    rejected: Flags = field(init=False)
    reasons: Texts = field(init=False)
    details: Texts = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no row rejected."""
        self.rejected = np.zeros(self.count, dtype=bool)
        self.reasons = np.full(self.count, None, dtype=object)
        self.details = np.full(self.count, None, dtype=object)

    def reject(self, rows: Flags, reason: str, detail: str) -> None:
        """Reject these rows, but for those rejected before."""
        fresh = rows & ~self.rejected
        self.reasons[fresh] = reason
        self.details[fresh] = detail
        self.rejected |= fresh


@dataclass(frozen=True)
class CheckedOutlines:
    """The outlines of a batch after the check, all arrays of shape (n,).

    Attributes:
        outlines_lonlat: Valid MultiPolygons, shells counter-clockwise, and still so once they are
            rounded; None where rejected.
        areas_sqm: Their areas, measured in EPSG:3814; nan where rejected.
        problems: What was wrong with a mended outline; None where nothing was.
        areas_before_sqm: Area before the repair; nan where nothing was mended.
    """

    outlines_lonlat: Outlines
    areas_sqm: NDArray[np.float64]
    problems: Texts
    areas_before_sqm: NDArray[np.float64]


def check_outlines(geometry: Texts, crs: str, extent: Bbox, verdicts: Verdicts) -> CheckedOutlines:
    """Check, mend and bring to longitude and latitude the outlines of a batch.

    Args:
        geometry: WKB as the source gave it, None where a row has none; shape (n,).
        crs: The coordinate system of the source.
        extent: Where land of ours can lie, degrees.
        verdicts: Gets the rows that cannot be used, and why.
    """
    given, problems = read_outlines(geometry)
    _reject_what_is_no_area(geometry, given, verdicts)
    given[verdicts.rejected] = None
    lonlat = to_lonlat(given, crs)
    inside = _within(shapely.bounds(lonlat), extent)
    verdicts.reject(~inside, "outside", "The outline lies outside every county that we know.")
    lonlat[verdicts.rejected] = None
    collections = shapely.get_type_id(lonlat) == _COLLECTION
    lonlat[collections] = as_multipolygons(lonlat[collections])
    mended = ~shapely.is_missing(lonlat) & ~shapely.is_valid(lonlat)
    _reject_what_takes_too_long(lonlat, mended, verdicts)
    areas_before = _mend(lonlat, mended, problems)
    outlines = shapely.orient_polygons(as_multipolygons(lonlat))
    broken = mended.copy()
    broken[mended] = ~shapely.is_valid(outlines[mended]) & ~shapely.is_missing(outlines[mended])
    verdicts.reject(broken, "cannot be mended", "The outline is not valid and cannot be mended.")
    outlines[broken] = None
    # Every file and every answer rounds them.
    fitting = ready_to_round(outlines, DEGREE_DECIMALS)
    areas = _areas_sqm(given, fitting, mended | ~shapely.equals_exact(fitting, outlines), crs)
    outlines = fitting
    # Not `areas < LEAST_AREA_SQM`: an outline of which nothing is left has no area to compare,
    # one that is nowhere as wide as the last decimal among them.
    flat = ~(areas >= LEAST_AREA_SQM) | (shapely.area(outlines) < _LEAST_AREA_DEGREES)
    verdicts.reject(flat, "no area", "The outline encloses no area.")
    outlines[verdicts.rejected] = None
    areas[verdicts.rejected] = np.nan
    problems[verdicts.rejected] = None
    return CheckedOutlines(outlines, areas, problems, areas_before)


def read_outlines(geometry: Texts) -> tuple[Outlines, Texts]:
    """Well-known binary as outlines, and what was wrong with those that needed help.

    Args:
        geometry: WKB as bytes, None where a row has none; shape (n,).

    Returns:
        The outlines in two dimensions (None where nothing could be read), and for each a
        problem that was mended on the way, or None.
    """
    with np.errstate(invalid="ignore"):  # a coordinate that is no number is found by the check
        outlines = shapely.from_wkb(geometry, on_invalid="ignore")
    problems = np.full(len(geometry), None, dtype=object)
    unread = shapely.is_missing(outlines) & _is_given(geometry)
    if unread.any():
        outlines[unread] = shapely.from_wkb(geometry[unread], on_invalid="fix")
        problems[unread & ~shapely.is_missing(outlines)] = "Ring not closed"
    flat = shapely.force_2d(outlines) if shapely.has_z(outlines).any() else outlines
    return flat, problems


def as_multipolygons(outlines: Outlines) -> Outlines:
    """Every outline as a MultiPolygon of its areas; None stays None.

    Lines and points that a repair left in a collection enclose nothing, and are dropped.
    """
    parts, owners = shapely.get_parts(outlines, return_index=True)
    others = shapely.get_type_id(outlines) != _MULTIPOLYGON
    others[owners[shapely.is_empty(parts)]] = True
    others |= shapely.is_empty(outlines)
    result = outlines.copy()
    result[others] = _put_together(outlines[others])
    return result


def _put_together(outlines: Outlines) -> Outlines:
    parts, owners = shapely.get_parts(outlines, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owners = owners[inner]
    areas = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    result = np.full(len(outlines), None, dtype=object)
    if areas.any():
        # `out` keeps the place of outlines that have no part.
        shapely.multipolygons(parts[areas], indices=owners[areas], out=result)
    return result


def same_outline(left: Outlines, right: Outlines) -> Flags:
    """Whether two outlines are one to a centimetre, wherever their rings begin."""
    same: Flags = shapely.equals_exact(
        shapely.normalize(left), shapely.normalize(right), SAME_OUTLINE_DEGREES
    )
    # Of two corners that are equally far west a rounding error decides which comes first in a
    # normal outline, so where the points differ the lines decide.
    edges_apart = np.abs(shapely.bounds(left) - shapely.bounds(right)).max(axis=1)
    points = shapely.get_num_coordinates([left, right]).max(axis=0)
    perhaps = ~same & (edges_apart <= SAME_OUTLINE_DEGREES) & (points <= _MOST_COMPARED_POINTS)
    apart = shapely.hausdorff_distance(
        shapely.boundary(left[perhaps]), shapely.boundary(right[perhaps])
    )
    same[perhaps] = apart <= SAME_OUTLINE_DEGREES
    return same


def _is_given(geometry: Texts) -> Flags:
    return np.fromiter((wkb is not None for wkb in geometry), dtype=bool, count=len(geometry))


def _reject_what_is_no_area(geometry: Texts, given: Outlines, verdicts: Verdicts) -> None:
    verdicts.reject(~_is_given(geometry), "no outline", "The row has no outline.")
    unread = shapely.is_missing(given)
    verdicts.reject(unread, "unreadable", "The outline is of a kind that cannot be read.")
    verdicts.reject(shapely.is_empty(given), "no outline", "The row's outline is empty.")
    types = shapely.get_type_id(given)
    for type_id, words in _NOT_AREAS.items():
        verdicts.reject(types == type_id, NOT_AN_AREA, f"The row has {words}, not an area.")
    detail = f"The outline has more than {MOST_POINTS:,} points."
    verdicts.reject(have_too_many_points(given), "too many points", detail)
    detail = "A coordinate of the outline is not a number."
    verdicts.reject(_have_bad_coordinates(given), "bad coordinate", detail)


def _have_bad_coordinates(given: Outlines) -> Flags:
    # What has a length has numbers everywhere; only the rest is looked at point by point.
    with np.errstate(invalid="ignore"):
        bad = ~shapely.is_missing(given) & ~np.isfinite(shapely.length(given))
    coordinates, rows = shapely.get_coordinates(given[bad], return_index=True)
    endless = np.zeros(bad.sum(), dtype=bool)
    endless[rows[~np.isfinite(coordinates).all(axis=1)]] = True
    bad[bad] = endless
    return bad


def _reject_what_takes_too_long(lonlat: Outlines, invalid: Flags, verdicts: Verdicts) -> None:
    """Reject, and take away, what cannot be mended within the time that a batch has."""
    tangled = np.zeros(len(lonlat), dtype=bool)
    tangled[invalid] = are_too_tangled(lonlat[invalid])
    detail = "The outline's lines cross each other too often for it to be mended."
    verdicts.reject(tangled, "too tangled", detail)
    lonlat[tangled] = None
    invalid[tangled] = False


def _within(bounds_lonlat: NDArray[np.float64], extent: Bbox) -> Flags:
    west, south, east, north = bounds_lonlat.T
    inside: Flags = (
        (west >= extent.west)
        & (south >= extent.south)
        & (east <= extent.east)
        & (north <= extent.north)
    )
    return inside


def _mend(lonlat: Outlines, invalid: Flags, problems: Texts) -> NDArray[np.float64]:
    """Mend in place what is not valid, and give the areas before."""
    areas_before = np.full(len(lonlat), np.nan)
    if invalid.any():
        found = shapely.is_valid_reason(lonlat[invalid])
        problems[invalid] = [
            f"{earlier}; {reason}" if earlier else reason
            for earlier, reason in zip(problems[invalid], found, strict=True)
        ]
        areas_before[invalid] = area_sqm(lonlat[invalid])
        lonlat[invalid] = _made_valid(lonlat[invalid])
    return areas_before


def _made_valid(outlines: Outlines) -> Outlines:
    """The outlines mended; what GEOS mends into something invalid is mended again."""
    for _ in range(_MOST_REPAIRS):
        outlines = shapely.make_valid(outlines, method="structure", keep_collapsed=False)
        if shapely.is_valid(outlines).all():
            break
    return outlines


def _areas_sqm(
    given: Outlines, outlines_lonlat: Outlines, mended: Flags, crs: str
) -> NDArray[np.float64]:
    if named_crs(crs) != named_crs(MISSISSIPPI_TM):
        return area_sqm(outlines_lonlat)
    # The source already has the plane we measure on: no need to go there and back again.
    areas: NDArray[np.float64] = shapely.area(given)
    areas[mended] = area_sqm(outlines_lonlat[mended])
    return areas
