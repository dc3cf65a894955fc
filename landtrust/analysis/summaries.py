"""Counties and regions in numbers, year by year: who owns the land, and what of that changes.

A row says one number: of a region, a year, a measure and a class. A year is the land as the rolls
had it on its last day; the last year ends with its newest load. What is counted is public parcel by
parcel, so that no number tells more than the files do; the one exception, how much is in few
hands, has its own rule (``concentration``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection

from landtrust.analysis.concentration import concentration
from landtrust.analysis.land_then import KINDS, VACANT, LandThen, Whole, hundredths, land_then
from landtrust.analysis.summary_places import SummaryPlace, summary_places
from landtrust.domain.crs import acres
from landtrust.queries.owned_then import held_in_common_then
from landtrust.queries.snapshots import LoadedSnapshot, all_snapshots, parcel_snapshots
from landtrust.queries.then import Then, then_on

ALL = "all"
WITHOUT_GOVERNMENTS = "without_governments"

_ACRE_DECIMALS = 4
_HUNDRED = 100
_GOVERNMENTS = tuple(place for place, kind in enumerate(KINDS) if kind.startswith("government_"))


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One number.

    Attributes:
        place: Of which land.
        year: Of which year.
        as_of: The day for which it holds.
        measure: What is measured, a code of ``MEASURES``.
        class_: Of which part of it, a code.
        value: The number.
        unit: Of what.
    """

    place: SummaryPlace
    year: int
    as_of: date
    measure: str
    class_: str
    value: float
    unit: str

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands: by place, then year, measure and class."""
        place = self.place
        return (place.type, place.key, self.year, self.measure, self.class_)


@dataclass(frozen=True, slots=True)
class SummaryYear:
    """A year, and the loads that speak for its end."""

    year: int
    then: Then


@dataclass(frozen=True, slots=True)
class _Part:
    """A number without its place and year."""

    measure: str
    class_: str
    value: float
    unit: str


def region_summaries(connection: Connection) -> list[SummaryRow]:
    """Every number of every place and year, in order; none where nothing is loaded.

    One statement for each year in which something was loaded, two for what is held each year, and
    four for places and loads.
    For 2.26 million parcels memory holds two years, 65 MB each.
    """
    years = summary_years(all_snapshots(connection), parcel_snapshots(connection))
    places = summary_places(connection)
    rows = [*land_rows(connection, years, places), *common_rows(connection, years, places)]
    return sorted(rows, key=lambda row: row.order)


def summary_years(
    snapshots: Sequence[LoadedSnapshot], brought: Iterable[int]
) -> tuple[SummaryYear, ...]:
    """The years for which rolls speak, in order; of those between two, too.

    Args:
        snapshots: All of them.
        brought: The numbers of those that brought parcels.
    """
    numbers = frozenset(brought)
    known = [one for one in snapshots if one.id in numbers]
    if not known:
        return ()
    days = [one.speaks_from for one in known]
    ends = [date(year, 12, 31) for year in range(min(days).year, max(days).year)]
    return tuple(SummaryYear(end.year, then_on(end, known, numbers)) for end in (*ends, max(days)))


def land_rows(
    connection: Connection, years: Iterable[SummaryYear], places: Sequence[SummaryPlace]
) -> Iterator[SummaryRow]:
    """All numbers that follow from the loads alone."""
    before: LandThen | None = None
    read: tuple[tuple[LoadedSnapshot, ...], LandThen] | None = None
    for one in years:
        if read is None or read[0] != one.then.snapshots:
            read = (one.then.snapshots, land_then(connection, one.then))
        land = read[1]
        for place in places:
            for part in _parts(land, before, place):
                yield _row(one, place, part)
        before = land


def common_rows(
    connection: Connection, years: Iterable[SummaryYear], places: Sequence[SummaryPlace]
) -> Iterator[SummaryRow]:
    """How much is held in common, as far as the trust lets anybody know; two statements a year."""
    for one in years:
        held = held_in_common_then(connection, one.then)
        loaded = frozenset(each.county_fips for each in one.then.snapshots)
        for place in places:
            if not loaded.isdisjoint(place.counties):
                found = [row.area_then for row in held if row.county_fips in place.counties]
                area = sum(map(hundredths, found))
                yield _row(one, place, _Part("parcels_held_in_common", ALL, len(found), "parcels"))
                yield _row(one, place, _Part("acres_held_in_common", ALL, _acres(area), "acres"))


def _row(one: SummaryYear, place: SummaryPlace, part: _Part) -> SummaryRow:
    day = one.then.day
    return SummaryRow(place, one.year, day, part.measure, part.class_, part.value, part.unit)


def _parts(land: LandThen, before: LandThen | None, place: SummaryPlace) -> Iterator[_Part]:
    within = _chosen(land, place.counties)
    if within is None:
        return
    loaded = sum(fips in place.counties for fips in land.counties)
    yield _Part("counties", "loaded", loaded, "counties")
    yield _Part("counties", ALL, len(place.counties), "counties")
    yield from _by_class("owner_kind", KINDS, within.kind, within.area)
    yield from _by_class("vacancy", VACANT, within.vacant, within.area)
    yield from _in_few_hands(within)
    earlier = None if before is None else _chosen(before, place.counties)
    if earlier is not None:
        yield from _changes(earlier, within)


def _chosen(land: LandThen, counties: frozenset[str]) -> LandThen | None:
    """The land of these counties; None where none of them was loaded."""
    places = [place for place, fips in enumerate(land.counties) if fips in counties]
    if not places:
        return None
    if len(places) == len(land.counties):
        return land
    rows = np.isin(land.county, places)
    return LandThen(
        land.parcel[rows], land.county[rows], land.kind[rows], land.vacant[rows],
        land.area[rows], land.owner[rows], land.counties,
    )  # fmt: skip


def _by_class(name: str, classes: Sequence[str], of: Whole, area: Whole) -> Iterator[_Part]:
    """Parcels and acres by class, those without any too, and in all."""
    counts = np.bincount(of, minlength=len(classes)).tolist()
    areas = np.bincount(of, weights=area, minlength=len(classes)).tolist()
    for label, number, size in (
        *zip(classes, counts, areas, strict=True), (ALL, sum(counts), sum(areas)),
    ):  # fmt: skip
        yield _Part(f"parcels_by_{name}", label, number, "parcels")
        yield _Part(f"acres_by_{name}", label, _acres(size), "acres")


def _in_few_hands(land: LandThen) -> Iterator[_Part]:
    private = ~np.isin(land.kind, _GOVERNMENTS)
    for label, owner, area in (
        (ALL, land.owner, land.area),
        (WITHOUT_GOVERNMENTS, land.owner[private], land.area[private]),
    ):
        for one in concentration(owner, area):
            unit = "owners" if one.name == "owners" else "share"
            yield _Part(one.name, label, one.value, unit)


def _changes(before: LandThen, now: LandThen) -> Iterator[_Part]:
    """What has changed since the year before, in the counties that were loaded by then.

    A parcel is the same while its number is; one that is split is gone, and its parts are new.
    """
    known = [place for place, fips in enumerate(now.counties) if fips in before.counties]
    rows = np.isin(now.county, known)
    parcel, kind, area = now.parcel[rows], now.kind[rows], now.area[rows]
    same, then_at, now_at = np.intersect1d(
        before.parcel, parcel, assume_unique=True, return_indices=True
    )
    yield _Part("parcels_added", ALL, len(parcel) - len(same), "parcels")
    yield _Part("parcels_gone", ALL, len(before.parcel) - len(same), "parcels")
    pairs = before.kind[then_at].astype(np.int64) * len(KINDS) + kind[now_at]
    counts = np.bincount(pairs, minlength=len(KINDS) ** 2).tolist()
    areas = np.bincount(pairs, weights=area[now_at], minlength=len(KINDS) ** 2).tolist()
    for at, (number, size) in enumerate(zip(counts, areas, strict=True)):
        old, new = divmod(at, len(KINDS))
        if number and old != new:
            label = f"{KINDS[old]}>{KINDS[new]}"
            yield _Part("parcels_to_other_owner_kind", label, number, "parcels")
            yield _Part("acres_to_other_owner_kind", label, _acres(size), "acres")


def _acres(area: float) -> float:
    """Hundredths of a square metre as acres."""
    return round(acres(area / _HUNDRED), _ACRE_DECIMALS)
