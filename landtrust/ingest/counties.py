"""The counties that a load can be for, and what they hold now."""

from dataclasses import dataclass
from difflib import get_close_matches

import shapely
from sqlalchemy import Connection, select

from landtrust.domain.extent import Bbox
from landtrust.errors import NotFound, RuleBroken
from landtrust.model.places import County
from landtrust.model.snapshots import Snapshot
from landtrust.sources.source import Role, Source

MARGIN_DEGREES = 0.5
"""How far beyond the outermost county land may lie and still be ours: outlines are generalised."""


@dataclass(frozen=True)
class KnownCounty:
    """A county and its outline in longitude and latitude."""

    fips: str
    name: str
    state: str
    outline_lonlat: shapely.Geometry


def known_counties(connection: Connection) -> dict[str, KnownCounty]:
    """All counties by their code.

    Raises:
        RuleBroken: There are none: the places were not stored yet.
    """
    columns = (County.fips, County.name, County.state, County.outline)
    rows = connection.execute(select(*columns).order_by(County.fips)).all()
    if not rows:
        raise RuleBroken("The database has no counties yet: run “landtrust database upgrade”.")
    return {
        row.fips: KnownCounty(row.fips, row.name, row.state, shapely.from_wkb(row.outline))
        for row in rows
    }


def find_county(counties: dict[str, KnownCounty], fips: str) -> KnownCounty:
    """The county with this code.

    Raises:
        NotFound: There is none; the message has the nearest ones.
    """
    if fips in counties:
        return counties[fips]
    words = {county.name.lower(): county for county in counties.values()}
    near = get_close_matches(fips, counties, 3, 0.7) + [
        words[name].fips for name in get_close_matches(fips.lower(), words, 2, 0.6)
    ]
    named = ", ".join(f"{code} ({counties[code].name}, {counties[code].state})" for code in near)
    nearest = f" The nearest: {named}." if named else ""
    msg = f"There is no county “{fips[:40]}”; a county is given by five digits, as 28049 (Hinds)."
    raise NotFound(msg + nearest, county_fips=fips)


def extent_of(counties: dict[str, KnownCounty]) -> Bbox:
    """Where land of ours can lie: all counties, and a margin."""
    outlines = [county.outline_lonlat for county in counties.values()]
    west, south, east, north = shapely.total_bounds(outlines).tolist()
    return Bbox(
        west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES
    )


def former_snapshots(
    connection: Connection, county: KnownCounty, source: Source, *, replace: bool
) -> dict[int, str]:
    """The current snapshots that a load of this source replaces, with their sources.

    A bridge lies beside the source of the parcels, and replaces itself alone.

    Raises:
        RuleBroken: Another source holds the county, and was not to be replaced.
    """
    current = connection.execute(
        select(Snapshot.id, Snapshot.source_key, Snapshot.source_title, Snapshot.bridge).where(
            Snapshot.county_fips == county.fips, Snapshot.state == "current"
        )
    ).all()
    own = [row for row in current if row.source_key == source.key]
    others = [row for row in current if row.source_key != source.key and not row.bridge]
    if source.role is Role.BRIDGE:
        others = []
    if others and not replace:
        msg = (
            f"{county.name} County is loaded from “{others[0].source_key}” "
            f"({others[0].source_title}). A second source beside it would draw the same land "
            "twice: use --replace to put the new one in its place."
        )
        raise RuleBroken(msg, county_fips=county.fips, source=others[0].source_key)
    return {row.id: row.source_key for row in (*own, *others)}
