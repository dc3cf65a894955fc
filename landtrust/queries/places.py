"""Counties and regions, with what we have of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, literal, select, union_all

from landtrust.errors import InvalidInput
from landtrust.model.parcels import ParcelFacts
from landtrust.model.places import County, Region, RegionCounty
from landtrust.phrases import Phrase
from landtrust.queries.filters import ParcelFilter

_NAMES = union_all(
    select(literal("county").label("what"), County.fips, County.name, County.state),
    select(literal("region"), Region.key, Region.name, literal("")),
    select(literal("member"), RegionCounty.region_key, RegionCounty.county_fips, literal("")),
)


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Every county and region that a filter may name.

    Attributes:
        counties: Name and state by county code.
        regions: Name by region key.
        members: Codes of its counties by region key.
    """

    counties: dict[str, str]
    regions: dict[str, str]
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def require(self, wanted: ParcelFilter) -> None:
        """Refuse a filter that names a place we do not know.

        Raises:
            InvalidInput: No such county, or no such region.
        """
        for fips in wanted.county:
            if fips not in self.counties:
                msg = Phrase("county: there is no county %(fips)s here.", fips=fips)
                raise InvalidInput(msg, parameter="county")
        if wanted.region is not None and wanted.region not in self.regions:
            msg = Phrase("region: there is no region “%(region)s” here.", region=wanted.region)
            raise InvalidInput(msg, parameter="region")

    def counties_of(self, wanted: ParcelFilter) -> frozenset[str] | None:
        """The counties that a filter leaves in; None: it names neither county nor region."""
        named = frozenset(wanted.county)
        if wanted.region is None:
            return named or None
        members = self.members.get(wanted.region, frozenset())
        return members & named if named else members


@dataclass(frozen=True, slots=True)
class CountyCount:
    """A county and how many current parcels it has."""

    fips: str
    name: str
    state: str
    parcels: int


@dataclass(frozen=True, slots=True)
class RegionSummary:
    """A named set of counties.

    Attributes:
        threshold: Least share of people that makes a county belong; None where a list does.
        counties: Codes, sorted.
    """

    key: str
    name: str
    kind: str
    note: str
    source: str
    is_reconstruction: bool
    threshold: float | None
    counties: tuple[str, ...]


def place_names(connection: Connection) -> PlaceNames:
    """Every county and region by name, and what lies in which, in one statement."""
    # Sorted here: each database has its own order of letters.
    rows = sorted(connection.execute(_NAMES), key=lambda row: str(row.name))
    members: dict[str, set[str]] = {}
    for what, key, fips, _ in rows:
        if what == "member":
            members.setdefault(key, set()).add(fips)
    return PlaceNames(
        counties={key: f"{name}, {state}" for what, key, name, state in rows if what == "county"},
        regions={key: name for what, key, name, _ in rows if what == "region"},
        members={key: frozenset(codes) for key, codes in members.items()},
    )


def counties_with_counts(connection: Connection) -> tuple[CountyCount, ...]:
    """Every county that has current parcels, most first."""
    counted = (
        select(ParcelFacts.county_fips, func.count().label("parcels"))
        .group_by(ParcelFacts.county_fips)
        .subquery()
    )
    rows = connection.execute(
        select(County.fips, County.name, County.state, counted.c.parcels)
        .join(counted, counted.c.county_fips == County.fips)
        .order_by(counted.c.parcels.desc(), County.fips)
    )
    return tuple(CountyCount(*tuple(row)) for row in rows)


@dataclass(frozen=True, slots=True)
class RegionMember:
    """A county of a region.

    Attributes:
        share: The share of people by which it belongs, from 0 to 1; None where a list does.
    """

    fips: str
    name: str
    state: str
    share: float | None


def region_members(connection: Connection) -> dict[str, tuple[RegionMember, ...]]:
    """The counties of each region, by its key; those of a region by state, then name."""
    rows = connection.execute(
        select(
            RegionCounty.region_key, County.fips, County.name, County.state, RegionCounty.share
        ).join(County, County.fips == RegionCounty.county_fips)
    )
    members: dict[str, list[RegionMember]] = {}
    for row in rows:
        county = RegionMember(row.fips, row.name, row.state, row.share)
        members.setdefault(row.region_key, []).append(county)
    # Sorted here: each database has its own order of letters.
    return {
        key: tuple(sorted(named, key=lambda one: (one.state, one.name)))
        for key, named in members.items()
    }


def regions(connection: Connection) -> tuple[RegionSummary, ...]:
    """Every region with its counties, by name."""
    rows = connection.execute(
        select(
            Region.key,
            Region.name,
            Region.kind,
            Region.note,
            Region.source,
            Region.is_reconstruction,
            Region.threshold,
            func.aggregate_strings(RegionCounty.county_fips, ",").label("county_list"),
        )
        .join(RegionCounty, RegionCounty.region_key == Region.key)
        .group_by(Region.key)
    )
    # Sorted here: each database has its own order of letters.
    return tuple(
        RegionSummary(
            key=row.key,
            name=row.name,
            kind=row.kind,
            note=row.note,
            source=row.source,
            is_reconstruction=row.is_reconstruction,
            threshold=row.threshold,
            counties=tuple(sorted(row.county_list.split(","))),
        )
        for row in sorted(rows, key=lambda row: str(row.name))
    )
