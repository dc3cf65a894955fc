"""What the parcels of each county span."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from landtrust.domain.extent import Bbox
from landtrust.model.parcels import Parcel


def parcel_spans(connection: Connection) -> dict[str, Bbox]:
    """What all parcels of a county span, former ones too, by county code: one look at each."""
    rows = connection.execute(
        select(
            Parcel.county_fips,
            func.min(Parcel.west),
            func.min(Parcel.south),
            func.max(Parcel.east),
            func.max(Parcel.north),
        ).group_by(Parcel.county_fips)
    )
    return {fips: Bbox(*edges) for fips, *edges in rows}


def joined_span(spans: Iterable[Bbox]) -> Bbox | None:
    """What several rectangles span together; None where there are none.

    >>> joined_span([Bbox(0, 0, 1, 1), Bbox(5, -1, 6, 0)])
    Bbox(west=0, south=-1, east=6, north=1)
    """
    listed = list(spans)
    if not listed:
        return None
    return Bbox(
        min(one.west for one in listed),
        min(one.south for one in listed),
        max(one.east for one in listed),
        max(one.north for one in listed),
    )
