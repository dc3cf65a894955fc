"""Where the data of a release come from, and the terms of each."""

from collections.abc import Iterable, Iterator, Mapping

from landtrust.exports.releases.licences import licence_words
from landtrust.exports.releases.manifest import SourceEntry
from landtrust.queries.snapshots import LoadedSnapshot
from landtrust.sources.source import Source

_NOT_KNOWN = "Nothing is known of its terms: ask whoever published it."
_CENSUS_PAGE = (
    "https://www.census.gov/geographies/mapping-files/time-series/geo/carto-boundary-file.html"
)

CENSUS = SourceEntry(
    key="census",
    title="Cartographic boundaries of counties 2016, 1:500,000",
    publisher="U.S. Census Bureau",
    covers="Outlines of counties and regions",
    licence="In the public domain.",
    credit="County outlines: U.S. Census Bureau",
    urls=(_CENSUS_PAGE,),
)


def source_entries(
    snapshots: Iterable[LoadedSnapshot],
    known: Mapping[str, Source],
    publisher: str,
    licence: str | None,
) -> Iterator[SourceEntry]:
    """Every source of a release, the newest load of each first.

    Args:
        snapshots: The loads that it is of: those that are current tell of parcels, those that
            once were of earlier years, and each of what has changed since the one before.
        known: Sources by their keys; one that a county was loaded from may be missing.
        publisher: The organization that releases.
        licence: Of what is its own, a code; None: none stated.
    """
    for one in sorted(snapshots, key=lambda one: (one.county_fips, one.source_key, -one.id)):
        yield _of_load(one, known.get(one.source_key))
    yield CENSUS
    yield book_entry(publisher, licence)


def book_entry(publisher: str, licence: str | None) -> SourceEntry:
    """What is the organization's own.

    Args:
        publisher: The organization.
        licence: Under which it gives it, a code; None: none stated.
    """
    return SourceEntry(
        key="book",
        title=f"The book of {publisher}",
        publisher=publisher,
        covers="Land held in common, kinds of owner and use, measures, changes, regions",
        licence=licence_words(licence),
        credit=f"Land held in common: {publisher}",
    )


def _of_load(one: LoadedSnapshot, source: Source | None) -> SourceEntry:
    what = "Parcels" if one.is_current else "Earlier years and changes"
    return SourceEntry(
        key=one.source_key,
        title=one.source_title,
        publisher=source.publisher if source else one.source_title,
        covers=f"{what} of {one.county_name} County, {one.state}",
        licence=source.licence if source else _NOT_KNOWN,
        credit=source.credit if source else f"Parcels: {one.source_title}",
        urls=source.urls if source else (),
        snapshot_id=one.id,
        retrieved_on=one.day,
        sha256=one.sha256,
        invented=one.invented,
        is_former=not one.is_current,
    )
