"""The places that are summed up: all that is loaded, each county, each region."""

from dataclasses import dataclass

from sqlalchemy import Connection

from landtrust.queries.places import place_names, region_members

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class SummaryPlace:
    """Land that is summed up.

    Attributes:
        type: ``everywhere``, ``county`` or ``region``.
        key: The code of the county, the key of the region.
        name: What people call it.
        counties: Codes of the counties that it is made of.
    """

    type: str
    key: str
    name: str
    counties: frozenset[str]


def summary_places(connection: Connection) -> list[SummaryPlace]:
    """Every place, in two statements; the loads decide of which there are numbers."""
    names, members = place_names(connection), region_members(connection)
    everywhere = SummaryPlace(
        EVERYWHERE, EVERYWHERE, "All that is loaded", frozenset(names.counties)
    )
    counties = (
        SummaryPlace("county", fips, name, frozenset({fips}))
        for fips, name in names.counties.items()
    )
    regions = (
        SummaryPlace("region", key, names.regions[key], frozenset(one.fips for one in found))
        for key, found in members.items()
    )
    return [everywhere, *counties, *regions]
