"""Counties, sources and the page about the site."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from landtrust.errors import NotFound
from landtrust.phrases import Phrase
from landtrust.queries.facets import facet_counts
from landtrust.queries.filters import ParcelFilter
from landtrust.queries.places import counties_with_counts, region_members, regions
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.web.loaded import loaded
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import reader_tier, site

blueprint = Blueprint("place_pages", __name__)


@dataclass(frozen=True, slots=True)
class CountedSource:
    """A source that is loaded, with the snapshots of its counties."""

    key: str
    title: str
    invented: bool
    snapshots: tuple[LoadedSnapshot, ...]


@blueprint.get("/counties")
def counties() -> str:
    """Every county that has parcels, and every region."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        data = loaded(connection)
        found = counties_with_counts(connection)
        named = regions(connection)
        members = region_members(connection)
    return render_template(
        "counties.html",
        data=data,
        counties=found,
        regions=named,
        members=members,
        loaded={one.fips for one in found},
    )


@blueprint.get("/counties/<fips>")
def county(fips: str) -> str:
    """One county: what is loaded, from where, and what could not be used."""
    read_parameters(request.query_string, ())
    here = site()
    wanted = ParcelFilter(county=(fips,))
    with here.engine.connect() as connection:
        data = loaded(connection).within([fips])
        if not data.snapshots:
            msg = Phrase("Nothing is loaded for a county “%(fips)s”.", fips=fips[:20])
            raise NotFound(msg, county_fips=fips[:20])
        classes = here.classes.of("owner_kind")
        counts = facet_counts(connection, wanted, "owner_kind", classes, reader_tier())
    return render_template(
        "county.html",
        data=data,
        county=data.snapshots[0],
        total=sum(counts.values()),
        classes=[(one, counts[one.code]) for one in classes if counts[one.code]],
    )


@blueprint.get("/sources")
def sources() -> str:
    """Where each figure comes from."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        data = loaded(connection)
    keys = dict.fromkeys(one.source_key for one in data.snapshots)
    found = [_counted(key, data.snapshots) for key in keys]
    return render_template("sources.html", data=data, sources=found)


@blueprint.get("/about")
def about() -> str:
    """What this site is, and what it is not."""
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        data = loaded(connection)
    return render_template("about.html", data=data)


def _counted(key: str, snapshots: tuple[LoadedSnapshot, ...]) -> CountedSource:
    own = tuple(one for one in snapshots if one.source_key == key)
    newest = max(own, key=lambda one: one.id)
    return CountedSource(key, newest.source_title, newest.invented, own)
